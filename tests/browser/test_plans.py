"""Groups of accounts and plans in a browser: accounts moved by criteria and put back, a plan begun and worked off."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from .accessibility import violations
from .outlook_page import OutlookPage
from .test_workspace import open_workspace

WORDS = {
    "en": {
        "groups": "Groups of accounts", "add": "Add a group", "name": "Name", "condition": "Add a condition",
        "criterion": "Criterion", "with": "With", "activity": "Add an activity", "what": "What",
        "look": "See who falls where", "apply": "Save and move", "saved": r"Saved\. \d+ account",
        "undo": "Undo", "undone": "The accounts are back", "find": "Account", "begin": "Begin with this plan",
        "done": "Done: ", "objective": "Objective of their plans", "progress": r"1 of \d+ done", "back": "All plans",
        "remove": "Remove group ",
    },
    "es": {
        "groups": "Grupos de cuentas", "add": "Añadir un grupo", "name": "Nombre", "condition": "Añadir una condición",
        "criterion": "Criterio", "with": "Con", "activity": "Añadir una actividad", "what": "Qué",
        "look": "Ver quién queda dónde", "apply": "Guardar y mover", "saved": r"Guardado\. Han? cambiado \d+ cuenta",
        "undo": "Deshacer", "undone": "Las cuentas han vuelto", "find": "Cuenta", "begin": "Empezar con este plan",
        "done": "Hecho: ", "objective": "Objetivo de sus planes", "progress": r"1 de \d+ hechas",
        "back": "Todos los planes", "remove": "Quitar el grupo ",
    },
}  # fmt: skip


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("es", "dark")])
def test_groups_move_accounts_and_a_group_makes_a_plan(outlook: OutlookPage, language: str, theme: str):
    words, page = WORDS[language], outlook.page
    open_workspace(page, outlook.url, outlook.users("manager")[0])
    chosen = json.dumps({"language": language, "colours": theme})
    page.evaluate("chosen => localStorage.setItem('trato-workspace', chosen)", chosen)

    page.goto(f"{outlook.url}/workspace/settings/groups")
    expect(page.get_by_role("heading", level=1)).to_have_text(words["groups"])
    remove_all(page, words)
    page.get_by_role("button", name=words["add"]).click()
    group = page.get_by_role("region", name=re.compile(r"^(Group|Grupo) A$"))
    group.get_by_label(words["name"], exact=True).fill("Nuestros")
    group.get_by_label(words["objective"]).fill("Dos líneas más")
    group.get_by_role("button", name=words["condition"]).click()
    group.get_by_label(words["criterion"]).select_option("people")
    group.get_by_label(words["with"], exact=True).fill("0")
    group.get_by_role("button", name=words["activity"]).click()
    group.get_by_label(words["what"], exact=True).fill("Visitar la planta")
    page.get_by_role("button", name=words["look"]).click()
    moved = page.get_by_role("status").get_by_role("listitem").first
    expect(moved).to_contain_text("→ A")
    look(page, outlook, f"groups-{language}-{theme}")
    account = moved.locator("p").first.inner_text()
    page.get_by_role("button", name=words["apply"]).click()
    expect(page.get_by_text(re.compile(words["saved"]))).to_be_visible()

    begin_a_plan(page, outlook, words, account, language)
    look(page, outlook, f"plan-{language}-{theme}")
    page.get_by_role("button", name=words["back"]).click()
    row = page.get_by_role("listitem").filter(has_text=account)
    expect(row).to_contain_text(re.compile(words["progress"]))
    look(page, outlook, f"plans-{language}-{theme}")

    page.goto(f"{outlook.url}/workspace/settings/groups")
    log = page.get_by_role("region", name=re.compile("^(Moves so far|Cambios hasta ahora)$"))
    log.get_by_role("button", name=words["undo"]).first.click()
    expect(page.get_by_text(words["undone"])).to_be_visible()
    expect(log.get_by_role("listitem").first).to_contain_text(re.compile("(taken back|deshecho)"))


def begin_a_plan(page: Page, outlook: OutlookPage, words: dict[str, str], account: str, language: str) -> None:
    """Look for the account, take what its group proposes, and tick the first action off."""
    page.goto(f"{outlook.url}/workspace/plans")
    page.get_by_label(words["find"], exact=True).fill(account)
    page.get_by_role("list", name=re.compile("^(Accounts found|Cuentas encontradas)$")).get_by_text(account).click()
    # In the other language there is a plan for the same account already where both met the same one.
    begin = page.get_by_role("button", name=words["begin"])
    tick = page.get_by_role("checkbox", name=re.compile(f"^{words['done']}"))
    expect(begin.or_(tick.first)).to_be_visible()
    if begin.is_visible():
        look(page, outlook, f"plan-proposed-{language}")
        begin.click()
    expect(tick.first).to_be_visible()
    if not tick.first.is_checked():
        tick.first.click()
    expect(tick.first).to_be_checked()


def remove_all(page: Page, words: dict[str, str]) -> None:
    """Begin with no group, whatever another test left."""
    page.get_by_role("button", name=words["add"]).wait_for()
    rubbish = page.get_by_role("button", name=re.compile(f"^{words['remove']}"))
    for _ in range(rubbish.count()):
        rubbish.first.click()


def look(page: Page, outlook: OutlookPage, name: str) -> None:
    """Keep a picture at both widths; nothing is cut off, and axe finds nothing."""
    for width in (320, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        outlook.picture(f"{name}-{width}")
    assert violations(page.main_frame) == []
