"""Tasks in a browser: a manager sees who has how much, ticks off by keys, leaves out with a reason, takes that back."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from .accessibility import violations
from .outlook_page import OutlookPage
from .test_workspace import open_workspace

WORDS = {
    "en": {"title": "Tasks", "undo": "Undo", "leave": "Leave out", "why": "Why is it left out?"},
    "es": {"title": "Tareas", "undo": "Deshacer", "leave": "Omitir", "why": "¿Por qué se omite?"},
}


def show(page: Page, url: str, language: str, colours: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    chosen = json.dumps({"language": language, "colours": colours})
    page.evaluate("chosen => localStorage.setItem('trato-workspace', chosen)", chosen)
    page.goto(f"{url}/workspace/tasks")
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS[language]["title"])
    expect(page.locator("[data-task]").first).to_be_visible()


@pytest.mark.parametrize(("language", "colours", "width"), [("es", "dark", 320), ("en", "light", 1440)])
def test_a_manager_works_through_the_teams_tasks(outlook: OutlookPage, language: str, colours: str, width: int):
    page, words = outlook.page, WORDS[language]
    open_workspace(page, outlook.url, outlook.users("manager")[0])
    show(page, outlook.url, language, colours, width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page.main_frame) == []
    outlook.picture(f"tasks-{language}-{colours}-{width}")

    number = page.locator("[data-task]").nth(1).get_attribute("data-task")
    task = page.locator(f"[data-task='{number}']")
    page.locator("[data-task] input[type=checkbox]").first.focus()
    page.keyboard.press("j")
    expect(task.get_by_role("checkbox")).to_be_focused()
    with page.expect_response(lambda answer: answer.url.endswith(f"/tasks/{number}")):
        page.keyboard.press("x")
    expect(task).to_have_count(0)
    page.get_by_role("status").get_by_role("button", name=words["undo"], exact=True).click()
    expect(task).to_be_visible()

    task.get_by_role("button", name=re.compile(f"^{words['leave']} ")).click()
    page.get_by_label(words["why"]).fill("they did it")
    page.keyboard.press("Enter")
    expect(task).to_have_count(0)
    page.get_by_role("status").get_by_role("button", name=words["undo"], exact=True).click()
    expect(task.get_by_role("checkbox")).to_be_enabled()
