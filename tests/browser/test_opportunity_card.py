"""What is due and the card it leads to, in a browser: reasons, people, and the charts of the card's history."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .accessibility import violations
from .outlook_page import OutlookPage
from .test_workspace import open_workspace

WORDS = {
    "en": {
        "due": "Next steps that are due", "because": ", since ", "propose": "Propose a date for ",
        "day": "Another day", "set": "Take this day", "taken": "The next step of ", "date": "Change Close date of ",
        "moved": "How the close date moved", "later": "days later", "table": "changes, as a table",
        "head": ["When", "From", "To", "By"], "note": "Change what is noted of ", "remarks": "Remarks",
        "influence": "Influence", "save": "Save", "undo": "Undo", "stages": "Way through the stages",
        "stage": "Change Stage of ", "bar": "Influence 85 of 100", "range": "A whole number from 0 to 100",
        "people": "People",
    },
    "es": {
        "due": "Próximas acciones pendientes", "because": ", desde: ", "propose": "Proponer fecha para ",
        "day": "Otro día", "set": "Fijar este día", "taken": "La próxima acción de ",
        "date": "Cambiar Fecha de cierre de ", "moved": "Movimientos de la fecha de cierre", "later": "días después",
        "table": "cambios, en tabla", "head": ["Cuándo", "De", "A", "Quién"], "note": "Cambiar lo anotado sobre ",
        "remarks": "Observaciones", "influence": "Influencia", "save": "Guardar", "undo": "Deshacer",
        "stages": "Recorrido por las etapas", "stage": "Cambiar Etapa de ", "bar": "Influencia 85 de 100",
        "range": "Un número entero de 0 a 100", "people": "Personas",
    },
}  # fmt: skip


def change(page: Page, card: Locator, named: str, value: str) -> None:
    """Change a field in place."""
    name = re.compile(f"^{named}")
    card.get_by_role("button", name=name).click()
    field = card.locator("input, select").and_(card.get_by_label(name))
    with page.expect_response(lambda answer: answer.url.endswith("/fields")) as answer:
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(index=int(value))
        else:
            field.fill(value)
            page.keyboard.press("Enter")
    assert answer.value.status == 200


@pytest.mark.parametrize(("language", "colours", "width", "place"), [("es", "dark", 320, 0), ("en", "light", 1440, 1)])
def test_what_is_due_leads_to_a_card_that_tells_its_way(
    outlook: OutlookPage, language: str, colours: str, width: int, place: int
):
    page, words = outlook.page, WORDS[language]
    open_workspace(page, outlook.url, outlook.users("rep")[place])
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(
        "chosen => localStorage.setItem('trato-workspace', chosen)",
        json.dumps({"language": language, "colours": colours}),
    )
    page.goto(f"{outlook.url}/workspace/tasks")
    due = page.get_by_role("region", name=words["due"])
    steps = due.get_by_role("list", name=words["due"]).locator("> li")
    expect(steps.first).to_contain_text(words["because"])
    assert page.evaluate("document.documentElement.scrollWidth") == width
    outlook.picture(f"due-steps-{language}-{colours}-{width}")

    first = steps.first.get_by_role("button", name=re.compile(f"^{words['propose']}"))
    name = (first.get_attribute("aria-label") or "").removeprefix(words["propose"])
    first.click()
    steps.first.get_by_label(words["day"]).fill("2026-12-17")
    assert violations(page.main_frame) == []
    steps.first.get_by_role("button", name=words["set"]).click()
    expect(due.get_by_role("status")).to_contain_text(words["taken"] + name)

    steps.first.get_by_role("button").first.click()
    card = page.get_by_role("dialog")
    for day in ("2027-03-31", "2027-05-15"):
        change(page, card, words["date"], day)
    change(page, card, words["stage"], "0")
    change(page, card, words["stage"], "2")
    dates = card.get_by_role("figure", name=words["moved"])
    expect(dates).to_contain_text(words["later"])
    dates.get_by_text(words["table"]).click()
    expect(dates.get_by_role("columnheader")).to_have_text(words["head"])
    expect(dates.get_by_role("row").last).to_contain_text("2027")
    expect(card.get_by_role("figure", name=words["stages"])).to_be_visible()
    dates.scroll_into_view_if_needed()
    assert violations(page.main_frame) == []
    outlook.picture(f"card-charts-{language}-{colours}-{width}")

    about = card.get_by_role("list", name=words["people"], exact=True).locator("> li").first
    about.get_by_role("button", name=re.compile(f"^{words['note']}")).click()
    influence = card.get_by_label(words["influence"], exact=True)
    influence.fill("850")
    expect(card.get_by_text(words["range"])).to_be_visible()
    influence.fill("85")
    card.get_by_label(words["remarks"]).fill("Quiere cifras, no folletos")
    assert violations(page.main_frame) == []
    card.get_by_role("form").get_by_role("button", name=words["save"], exact=True).click()
    expect(card.get_by_role("img", name=words["bar"])).to_be_visible()
    expect(about.get_by_text("Quiere cifras, no folletos")).to_be_visible()
    outlook.picture(f"card-people-{language}-{colours}-{width}")
    about.get_by_role("button", name=words["undo"]).click()
    expect(card.get_by_text("Quiere cifras, no folletos")).to_have_count(0)
