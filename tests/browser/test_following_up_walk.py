"""A new user's first hour: the list they have comes in, a week is reviewed by keys alone, next appointments stand."""

import csv
import io
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .accessibility import violations
from .outlook_page import OutlookPage
from .test_following_up import show
from .test_workspace import open_workspace

WORDS = {
    "en": {"accounts": "Add accounts that are missing", "in": "^Bring {count} opportunit(y|ies) in",
           "review": "Review them now", "begin": "^(Begin this|Go on with)", "confirm": "^Confirm", "take": "^Take it",
           "summary": "What this week came to", "done": "Review finished", "draft": "Draft a mail to my manager",
           "nothing_sent": "Nothing was sent", "out": "{count} rows stay out", "changed": "changed",
           "undo": "^Take back the import of", "undone": "Taken back: {count} removed, 0 as before, 0 kept"},
    "es": {"accounts": "Añadir las cuentas que falten", "in": "^Traer {count} oportunidad",
           "review": "Revisarlas ahora", "begin": "^(Empezar la|Seguir con la semana)", "confirm": "^Confirmar",
           "take": "^Aceptarla", "summary": "En qué quedó esta semana", "done": "Revisión terminada",
           "draft": "Preparar un correo para la dirección", "nothing_sent": "No se ha enviado nada",
           "out": "{count} filas se quedan fuera", "changed": "cambiadas",
           "undo": "^Deshacer la importación de", "undone": "Deshecho: {count} quitadas, 0 como antes, 0 se quedan"},
}  # fmt: skip
HEADINGS = {
    "en": ("Account", "Opportunity", "Close date", "Amount", "Stage", "Owner", "Contact", "Status", "Reason"),
    "es": ("Cliente", "Proyecto", "Fecha de cierre", "Importe", "Etapa", "Comercial", "Contacto", "Estado", "Motivo"),
}
ACCOUNT, NAME, CLOSES, AMOUNT, STAGE, OWNER, CONTACT, STATUS, REASON = range(9)
# By row: in which column stands what, in which column it is told, and what of the reason and the remedy is said of it
# in English and in Spanish.
FAULTY = {
    12: (ACCOUNT, "", ACCOUNT, ("no account", "falta la cuenta"), ("be invoiced", "facturaría")),
    36: (NAME, "", NAME, ("no name", "no tiene nombre"), ("Write one", "Escribir uno")),
    60: (CLOSES, "31/02/2027", CLOSES, ("is no date", "no es una fecha"), ("22/03/2026", "22/03/2026")),
    84: (CLOSES, "pronto", CLOSES, ("is no date", "no es una fecha"), ("2026-03-22", "2026-03-22")),
    108: (CLOSES, "2027-13-01", CLOSES, ("is no date", "no es una fecha"), ("Write it like", "Escribirla como")),
    132: (CLOSES, "1/1/1800", CLOSES, ("is no date", "no es una fecha"), ("Write it like", "Escribirla como")),
    156: (AMOUNT, "mucho", AMOUNT, ("is no number", "no es un número"), ("1.234,56", "1.234,56")),
    180: (AMOUNT, "1.2.3,4,5", AMOUNT, ("is no number", "no es un número"), ("1234.56", "1234.56")),
    204: (AMOUNT, "-5.000", AMOUNT, ("below zero", "menor que cero"), ("zero or more", "cero o más")),
    228: (AMOUNT, "9" * 20, AMOUNT, ("too large", "demasiado grande"), ("fifteen digits", "quince cifras")),
    252: (STAGE, "Casi", STAGE, ("no stage", "no es una etapa"), ("Write one of", "Escribir una de estas")),
    276: (STAGE, "Fase 7", STAGE, ("no stage", "no es una etapa"), ("Write one of", "Escribir una de estas")),
    300: (OWNER, "Perico Palotes", OWNER, ("nobody of us", "nadie"), ("colleague", "escribir el nombre")),
    324: (OWNER, "no@such.example", OWNER, ("nobody of us", "nadie"), ("colleague", "escribir el nombre")),
    348: (CONTACT, "Nadie", CONTACT, ("no contact", "ningún contacto"), ("add the contact", "añadir antes")),
    372: (STATUS, "quizás", STATUS, ("no outcome", "no es un resultado"), ("won, lost", "ganada, perdida")),
    396: (STATUS, "Perdida", REASON, ("without a reason", "sin motivo"), ("why it was lost", "por qué se perdió")),
    420: (STATUS, "Cancelled", REASON, ("without a reason", "sin motivo"), ("why it was lost", "por qué se perdió")),
    444: (NAME, "x" * 301, NAME, ("too long", "demasiado largo"), ("300", "300")),
    468: (NAME, "Prensa 466", NAME, ("row 466", "fila 466"), ("one of the two rows", "una de las dos filas")),
}  # fmt: skip


def spreadsheet(who: str, rows: int, language: str, faulty: dict) -> bytes:
    """So many rows below a heading, written as an Excel of that language does."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=";" if language == "es" else ",")
    table.writerow(HEADINGS[language])
    for line in range(2, rows + 2):
        day, thousands = line % 28 + 1, line % 90 + 1
        row = [f"Talleres {line % 8} de {who}", f"Prensa {line} de {who}"]
        if language == "es":
            row += [f"{day}/02/2027", f"{thousands}.500,00 €", "Oferta"]
        else:
            row += [f"{day} February 2027", f"€{thousands},500.00", "Proposal"]
        row += ["", "", "", ""]
        if line in faulty:
            column, cell, *_ = faulty[line]
            row[column] = cell if cell != "Prensa 466" else f"Prensa 466 de {who}"
            row[ACCOUNT] = f"Talleres 2 de {who}" if cell == "Prensa 466" else row[ACCOUNT]
        table.writerow(row)
    return out.getvalue().encode("utf-8-sig")


def choose(page: Page, language: str, content: bytes, faulty: int) -> Locator:
    """Choose a file, have its accounts added, and return the rows that say what is wrong."""
    page.locator("input[type=file]").set_input_files(
        {"name": f"mis oportunidades {language}.csv", "mimeType": "text/csv", "buffer": content}
    )
    with page.expect_response(lambda answer: answer.url.endswith("/preview")):
        page.get_by_role("checkbox", name=WORDS[language]["accounts"]).check()
    expect(page.get_by_role("heading", name=WORDS[language]["out"].format(count=faulty))).to_be_visible()
    return page.locator("table").last.locator("tbody tr")


def tab_to(page: Page, wanted: Locator) -> None:
    """Go on with Tab until that has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(80):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    message = f"Tab does not reach {wanted}"
    raise AssertionError(message)


@pytest.mark.parametrize(("language", "place", "rows"), [("es", 0, 30), ("en", 1, 3)])
def test_a_new_user_imports_reviews_by_keys_and_has_the_next_appointments(outlook: OutlookPage, language, place, rows):
    page, words = outlook.page, WORDS[language]
    user = outlook.users("rep")[place]
    open_workspace(page, outlook.url, user)
    show(page, outlook.url, "?look=import", language=language)
    faulty = {8: FAULTY[60]} if rows > 8 else {3: FAULTY[156]}
    content = spreadsheet(user["name"], rows + 1, language, faulty)
    page.locator("input[type=file]").set_input_files(
        {"name": "mis oportunidades.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("checkbox", name=words["accounts"]).check()
    coming = page.get_by_role("button", name=re.compile(words["in"].format(count=rows)))
    expect(coming).to_be_enabled()
    assert violations(page.locator(":root")) == []
    outlook.picture(f"import-{language}")
    tab_to(page, coming)
    page.keyboard.press("Enter")

    # From here on there is no mouse.
    for name in (re.compile(words["review"]), re.compile(words["begin"])):
        tab_to(page, page.get_by_role("button", name=name))
        page.keyboard.press("Enter")
    settled, taken = review_by_keys(page, words)
    assert settled >= rows
    assert taken > 0
    outlook.picture(f"reviewed-{language}")
    expect(page.get_by_role("heading", name=words["summary"])).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/finish")) as finished:
        page.keyboard.press("Enter")
    summary = finished.value.json()["summary"]
    assert summary["changed"] >= rows
    assert summary["left"] == summary["waiting"] == 0
    assert summary["changed"] + summary["confirmed"] == settled
    expect(page.get_by_role("heading", name=words["done"])).to_be_visible()
    shown = page.locator("dl div", has_text=words["changed"]).locator("dd")
    expect(shown).to_have_text(str(summary["changed"]))
    assert violations(page.locator(":root")) == []
    tab_to(page, page.get_by_role("button", name=words["draft"]))
    page.keyboard.press("Enter")
    expect(page.get_by_text(words["nothing_sent"])).to_be_visible()

    # Whatever came in has its next date now.
    asked = f"?query=Prensa+{user['name'].replace(' ', '+')}"
    show(page, outlook.url, f"{asked}&attention=no_next_date", language=language)
    expect(page.locator("[data-opportunity]")).to_have_count(0)
    show(page, outlook.url, asked, language=language)
    expect(page.locator("[data-opportunity]").first).to_be_visible()


def review_by_keys(page: Page, words: dict[str, str]) -> tuple[int, int]:
    """Decide about one after the other until none is left; return how many, and how many proposals were taken."""
    settled = taken = 0
    place = page.locator("main span:has(+ [role=progressbar])")
    summary = page.get_by_role("heading", name=words["summary"])
    confirm = page.get_by_role("button", name=re.compile(words["confirm"]))
    proposal = page.get_by_role("button", name=re.compile(words["take"]))
    next_date = page.locator("input[type=date]").first
    expect(next_date).to_be_visible()
    while not summary.is_visible():
        before = place.text_content() or ""
        assert settled < 120, f"the review does not end: {before}"
        expect(next_date).to_be_visible()
        has_next = next_date.input_value() != ""
        if not has_next and taken == 0:
            expect(proposal).to_be_visible()
        with page.expect_response(lambda answer: answer.request.method == "PUT" and "/items/" in answer.url) as put:
            if has_next and confirm.is_visible():
                page.keyboard.press("c")
            elif proposal.is_visible():
                taken += 1
                page.keyboard.press("p")
                page.keyboard.press("Enter")
            else:
                page.keyboard.press("2")
                page.keyboard.press("Enter")
        assert put.value.status == 200, put.value.text()
        settled += 1
        expect(place).not_to_have_text(before)
    return settled, taken


@pytest.mark.parametrize(("language", "place"), [("es", 2), ("en", 3)])
def test_five_hundred_rows_come_in_but_twenty_that_are_each_explained_and_go_again(
    outlook: OutlookPage, language, place
):
    page, words, tongue = outlook.page, WORDS[language], int(language == "es")
    user = outlook.users("rep")[place]
    open_workspace(page, outlook.url, user)
    show(page, outlook.url, "?look=import", language=language)
    told = choose(page, language, spreadsheet(user["name"], 500, language, FAULTY), 20)
    expect(told).to_have_count(20)
    for row, (line, (_, cell, column, reason, remedy)) in zip(told.all(), FAULTY.items(), strict=True):
        where, stands = row.locator("td").all_text_contents()[:2]
        assert (row.locator("th").text_content(), where) == (str(line), HEADINGS[language][column])
        assert stands.startswith(cell[:50]) if cell and column != REASON else stands == "–"
        expect(row.locator("p").first).to_contain_text(reason[tongue], ignore_case=True)
        expect(row.locator("p").last).to_contain_text(remedy[tongue], ignore_case=True)
    outlook.picture(f"import-500-{language}")
    page.get_by_role("button", name=re.compile(words["in"].format(count=480))).click()
    undo = page.get_by_role("button", name=re.compile(words["undo"])).first
    expect(undo).to_be_visible()
    undo.click()
    expect(page.get_by_text(words["undone"].format(count=480))).to_be_visible()
    show(page, outlook.url, f"?query=Prensa+{user['name'].replace(' ', '+')}", language=language)
    expect(page.locator("[data-opportunity]")).to_have_count(0)
