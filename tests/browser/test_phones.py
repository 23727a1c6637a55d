"""The phone list in a browser: begin a list, see what it would do before anything is written, have it done, undo."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from .outlook_page import OutlookPage

SIGN_IN = re.compile("^(Sign in|Iniciar sesión)$")
BEGIN = re.compile("^(Begin list|Empezar lista)$")
DO_IT = re.compile("^(Do it|Hacerlo)$")
END = re.compile("^(End list|Terminar lista)$")
# A worker of its own reads the mailbox meanwhile.
LATER_MS = 60_000


@pytest.fixture
def rep(outlook: OutlookPage) -> dict[str, str]:
    return outlook.users("rep")[0]


def open_phones(page: Page, url: str, user: dict[str, str]) -> None:
    page.goto(f"{url}/workspace")
    page.get_by_role("button", name=SIGN_IN).click()
    page.locator(f"button[value='{user['upn']}']").click()
    page.wait_for_url("**/workspace/settings/mailboxes")
    page.goto(f"{url}/workspace/phones")


def test_a_list_tells_first_what_it_would_do_then_does_it_and_ends(outlook: OutlookPage, rep: dict[str, str]):
    page = outlook.page
    open_phones(page, outlook.url, rep)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^(Phone list|Lista de teléfonos)$"))
    page.get_by_role("button", name=BEGIN).click()
    mine = (
        page.get_by_role("list", name=re.compile("^(Phone lists|Listas de teléfonos)$")).get_by_role("listitem").first
    )
    expect(mine).to_contain_text(re.compile("Nothing has been written|Aún no se ha escrito nada|would do|haría"))
    do_it = mine.get_by_role("button", name=DO_IT)
    expect(do_it).to_be_visible(timeout=LATER_MS)
    expect(mine).to_contain_text(re.compile(r"add \d+ people|añadir \d+ personas"))
    outlook.picture("phones-forecast")
    do_it.click()
    expect(mine).to_contain_text(re.compile("Kept up to date|Al día en ambos lados"), timeout=LATER_MS)
    changes = page.get_by_role("list", name=re.compile("^(Changes|Cambios)$")).get_by_role("listitem")
    expect(changes.first).to_be_visible(timeout=LATER_MS)
    outlook.picture("phones-1440")
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    outlook.picture("phones-320")
    page.emulate_media(color_scheme="dark")
    outlook.picture("phones-320-dark")
    changes.first.get_by_role("button", name=re.compile("^(Undo|Deshacer)$")).click()
    expect(changes.first).to_contain_text(re.compile("undone|deshecho"))
    page.set_viewport_size({"width": 1440, "height": 900})
    choose_who_decides(mine)
    settle_what_both_sides_say(page, outlook, rep)
    bring_in_a_file_and_take_it_back(page, outlook)
    mine.get_by_role("button", name=END).click()
    expect(page.get_by_text(re.compile("^(No list yet|Aún no hay ninguna lista)"))).to_be_visible()


def choose_who_decides(mine: Locator) -> None:
    """Of one field somebody is asked from now on; the choice is there when the list is read again."""
    mine.get_by_text(re.compile("^(Who decides|Quién decide)")).click()
    office = mine.get_by_label(re.compile("^(Office|Oficina)$"))
    office.select_option("ask")
    expect(office).to_be_enabled(timeout=LATER_MS)
    expect(office).to_have_value("ask")


def settle_what_both_sides_say(page: Page, outlook: OutlookPage, rep: dict[str, str]) -> None:
    """While Graph is slow, phone and CRM say where somebody's office is; one click says which stands."""
    phone = PersonsPhone(page, outlook, rep)
    one = phone.contacts("Trato")[0]
    with phone.slow_reading():
        phone.write(one["id"], {"officeLocation": "Torre A"})
        address = one["emailAddresses"][0]["address"]
        files = page.get_by_role("region", name=re.compile("^(Files|Archivos)$"))
        pick_file(files, f"Name,E-mail,Office location\n{one['displayName']},{address},Torre B\n")
        bring_in = files.get_by_role("button", name=re.compile("^(Bring in|Incorporar)$"))
        expect(bring_in).to_be_enabled(timeout=LATER_MS)
        bring_in.click()
        expect(files.get_by_text(re.compile("^(Brought in|Incorporado): "))).to_be_visible(timeout=LATER_MS)

    inbox = page.get_by_role("list", name=re.compile("^(Differences|Diferencias)$")).get_by_role("listitem")
    for _ in range(30):
        page.reload()
        page.get_by_role("heading", level=2).first.wait_for()
        page.wait_for_load_state("networkidle")
        if inbox.count():
            break
        page.wait_for_timeout(1_000)
    expect(inbox).to_have_count(1)
    expect(inbox).to_contain_text(one["displayName"])
    expect(inbox).to_contain_text("Torre A")
    expect(inbox).to_contain_text("Torre B")
    outlook.picture("phones-conflict")
    inbox.get_by_role("button", name=re.compile("^(Keep the CRM's|Dejar lo del CRM)$")).click()
    expect(inbox).to_have_count(0, timeout=LATER_MS)
    for _ in range(60):
        if phone.contact(one["id"])["officeLocation"] == "Torre B":
            return
        page.wait_for_timeout(500)
    assert phone.contact(one["id"])["officeLocation"] == "Torre B"


class PersonsPhone:
    """What somebody sees and writes on their phone: their contacts in Graph, by a program of their own."""

    def __init__(self, page: Page, outlook: OutlookPage, user: dict[str, str]) -> None:
        self._request = page.request
        config = self._request.get(f"{outlook.url}/outlook/config.json").json()
        self._url = config["graphUrl"].removesuffix("/v1.0")
        named = {"user": user["upn"], "client_id": config["outlookClientId"]}
        token = self.sandbox("POST", "/tokens", named)["access_token"]
        self._headers = {"Authorization": f"Bearer {token}", "Prefer": 'IdType="ImmutableId"'}

    def sandbox(self, method: str, path: str, payload: object = None) -> dict:
        """Turn one of the sandbox's knobs."""
        answer = self._request.fetch(f"{self._url}/_sandbox{path}", method=method, data=payload)
        assert answer.ok, answer.text()
        return answer.json()

    @contextmanager
    def slow_reading(self) -> Iterator[None]:
        """Nobody learns what changed in a folder meanwhile."""
        slow = {"kind": "latency", "seconds": 60, "path": "contacts/delta"}
        fault = self.sandbox("POST", "/faults", slow)["fault"]
        try:
            yield
        finally:
            self.sandbox("DELETE", f"/faults/{fault['id']}")

    def contacts(self, folder: str) -> list[dict]:
        """The people of a folder who have an address and no office yet."""
        folders = self._get("/contactFolders")["value"]
        ident = next(one["id"] for one in folders if one["displayName"] == folder)
        found = self._get(f"/contactFolders/{ident}/contacts?$top=50")["value"]
        return [one for one in found if one["emailAddresses"] and not one["officeLocation"]]

    def contact(self, ident: str) -> dict:
        """One of them as it is now."""
        return self._get(f"/contacts/{ident}")

    def write(self, ident: str, fields: dict[str, str]) -> None:
        """Change a contact."""
        answer = self._request.patch(f"{self._url}/v1.0/me/contacts/{ident}", data=fields, headers=self._headers)
        assert answer.ok, answer.text()

    def _get(self, path: str) -> dict:
        answer = self._request.get(f"{self._url}/v1.0/me{path}", headers=self._headers)
        assert answer.ok, answer.text()
        return answer.json()


def bring_in_a_file_and_take_it_back(page: Page, outlook: OutlookPage) -> None:
    """A column that nobody understands is said what it is; then the people come in, and go again."""
    content = "Name,Company,Etwas\nNerea Zubiri,Zubiri Forja,600 123 987\n,,\nSin Nombre,,not a number\n"
    files = page.get_by_role("region", name=re.compile("^(Files|Archivos)$"))
    pick_file(files, content)
    expect(files.get_by_role("status")).to_contain_text(re.compile("2 (to add|por añadir)"), timeout=LATER_MS)
    files.get_by_role("combobox", name="Etwas").select_option("phones:mobile")
    outlook.picture("phones-file")
    bring_in = files.get_by_role("button", name=re.compile("^(Bring in|Incorporar)$"))
    expect(bring_in).to_be_enabled(timeout=LATER_MS)
    bring_in.click()
    expect(files.get_by_text(re.compile("^(Brought in: 2|Incorporado: 2)"))).to_be_visible(timeout=LATER_MS)
    with page.expect_download() as download:
        files.get_by_role("button", name=re.compile("^(CSV|Archivo CSV)$")).click()
    assert "600 123 987" in download.value.path().read_text("utf-8-sig")
    before = files.get_by_role("list", name=re.compile("^(Brought in before|Incorporado antes)$"))
    latest = before.get_by_role("listitem").first
    latest.get_by_role("button", name=re.compile("^(Take back|Retirar)$")).click()
    expect(latest).to_contain_text(re.compile("(taken back|retirado)"), timeout=LATER_MS)


def pick_file(files: Locator, content: str) -> None:
    picker = files.get_by_label(re.compile("^(Choose a file|Elegir un archivo)$")).first
    picker.set_input_files([{"name": "list.csv", "mimeType": "text/csv", "buffer": content.encode()}])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", ["Listas", "Por decidir", "Repetidos", "Archivos", "Lo que se ha escrito"]),
        ("en", ["Lists", "To decide", "Twice there", "Files", "What was written"]),
    ],
)
def test_the_inbox_the_duplicates_and_the_log_are_told_in_both_languages(
    outlook: OutlookPage, rep: dict[str, str], language: str, words: list[str]
):
    page = outlook.page
    open_phones(page, outlook.url, rep)
    chosen = json.dumps({"language": language, "colours": "light"})
    page.evaluate("chosen => localStorage.setItem('trato-workspace', chosen)", chosen)
    page.reload()
    expect(page.get_by_role("heading", level=2)).to_have_text(words)
