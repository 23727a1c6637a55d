"""Fields of the organisation in a browser: made, ordered, filled in on a card, ended and back; a review as a PDF."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .accessibility import violations
from .outlook_page import OutlookPage
from .test_workspace import open_workspace

WORDS = {
    "en": {
        "title": "Own fields", "add": "Add a field", "es": "Name in Spanish", "en": "Name in English", "kind": "Kind",
        "choices": "Choices", "save": "Save", "up": "Move {} up", "end": "End {}", "undo": "Undo",
        "one": "Sales channel", "other": "Delivery week", "used": "filled in 1 opportunity", "kept": "is kept",
        "open": "Open ", "change": "Change {} of ", "begin": "Begin this week's review", "finish": "Finish the review",
        "pdf": "Save as PDF",
    },
    "es": {
        "title": "Campos propios", "add": "Añadir un campo", "es": "Nombre en español", "en": "Nombre en inglés",
        "kind": "Tipo", "choices": "Opciones", "save": "Guardar", "up": "Subir {}", "end": "Retirar {}",
        "undo": "Deshacer", "one": "Canal de venta", "other": "Semana de entrega",
        "used": "relleno en 1 oportunidad", "kept": "se conserva", "open": "Abrir ", "change": "Cambiar {} de ",
        "begin": "Empezar la revisión de esta semana", "finish": "Terminar la revisión", "pdf": "Guardar como PDF",
    },
}  # fmt: skip


def show(page: Page, url: str, path: str, language: str, colours: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    chosen = json.dumps({"language": language, "colours": colours})
    page.evaluate("chosen => localStorage.setItem('trato-workspace', chosen)", chosen)
    page.goto(f"{url}/workspace/{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".fui-Spinner")).to_have_count(0)


def add(page: Page, words: dict[str, str], names: tuple[str, str], kind: str, choices: str = "") -> None:
    page.get_by_role("button", name=words["add"], exact=True).click()
    page.get_by_label(words["es"]).fill(names[0])
    page.get_by_label(words["en"]).fill(names[1])
    page.get_by_label(words["kind"]).select_option(kind)
    if choices:
        page.get_by_label(words["choices"]).fill(choices)
    assert violations(page.main_frame) == []
    page.get_by_role("button", name=words["save"], exact=True).click()
    expect(page.get_by_role("form")).to_have_count(0)


@pytest.mark.parametrize(("language", "colours", "width"), [("es", "dark", 320), ("en", "light", 1440)])
def test_an_admin_makes_orders_and_ends_fields_whose_values_come_back(
    outlook: OutlookPage, language: str, colours: str, width: int
):
    page, words = outlook.page, WORDS[language]
    where = (outlook.url, "settings/fields", language, colours, width)
    open_workspace(page, outlook.url, outlook.users("admin")[0])
    show(page, *where)
    add(page, words, ("Semana de entrega", "Delivery week"), "date")
    add(page, words, ("Canal de venta", "Sales channel"), "choice", "Web\nFeria")
    rows = page.get_by_role("listitem")
    expect(rows.first).to_contain_text(words["other"])
    page.get_by_role("button", name=words["up"].format(words["one"])).click()
    expect(rows.first).to_contain_text(words["one"])
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page.main_frame) == []
    outlook.picture(f"own-fields-{language}-{colours}-{width}")

    show(page, outlook.url, "opportunities", language, colours, 1440)
    page.get_by_role("button", name=re.compile(f"^{words['open']}")).first.click()
    card = page.get_by_role("dialog")
    named = re.compile(f"^{words['change'].format(words['one'])}")
    card.get_by_role("button", name=named).click()
    with page.expect_response(lambda answer: answer.url.endswith("/fields")) as answer:
        card.get_by_role("combobox", name=named).select_option("Feria")
    assert answer.value.status == 200
    expect(card.get_by_role("button", name=named)).to_contain_text("Feria")

    show(page, *where)
    expect(rows.first).to_contain_text(words["used"])
    page.get_by_role("button", name=words["end"].format(words["one"])).click()
    told = page.get_by_role("status")
    expect(told).to_contain_text(words["kept"])
    expect(rows.first).to_contain_text(words["other"])
    told.get_by_role("button", name=words["undo"]).click()
    expect(rows.first).to_contain_text(words["one"])
    expect(rows.first).to_contain_text(words["used"])
    for name in ("one", "other"):
        page.get_by_role("button", name=words["end"].format(words[name])).click()
        expect(page.get_by_role("button", name=words["end"].format(words[name]))).to_have_count(0)


def test_others_see_nothing_of_them(outlook: OutlookPage):
    page = outlook.page
    open_workspace(page, outlook.url, outlook.users("rep")[0])
    show(page, outlook.url, "settings/fields", "en", "light", 1440)
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Own fields")
    expect(page.get_by_role("navigation").get_by_role("link", name="Own fields")).to_have_count(0)


def test_a_finished_review_is_saved_as_a_document(outlook: OutlookPage):
    page, words = outlook.page, WORDS["es"]
    open_workspace(page, outlook.url, outlook.users("admin")[0])
    show(page, outlook.url, "opportunities?look=review", "es", "light", 1440)
    page.get_by_role("button", name=words["begin"]).click()
    page.get_by_role("button", name=words["finish"]).click()
    with page.expect_download() as saved:
        page.get_by_role("button", name=words["pdf"]).click()
    assert re.fullmatch(r"review-\d{4}-\d\d-\d\d\.pdf", saved.value.suggested_filename)
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF-")
