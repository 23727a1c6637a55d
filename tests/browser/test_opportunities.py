"""The list of opportunities in a browser: filtered, changed in place, undone; axe looks at it at both widths."""

import re

import pytest
from playwright.sync_api import Page, expect

from .accessibility import violations
from .outlook_page import OutlookPage
from .test_workspace import open_workspace


def open_list(outlook: OutlookPage, width: int) -> Page:
    page = outlook.page
    page.set_viewport_size({"width": width, "height": 900})
    open_workspace(page, outlook.url, outlook.users("manager")[0])
    page.goto(f"{outlook.url}/workspace/opportunities")
    expect(page.locator("[data-opportunity]").first).to_be_visible()
    return page


@pytest.mark.parametrize("width", [320, 1440])
def test_the_list_fits_and_anybody_can_use_it(outlook: OutlookPage, width: int):
    page = open_list(outlook, width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page.main_frame) == []
    outlook.picture(f"opportunities-{width}")


def test_a_manager_finds_what_is_overdue_moves_it_and_takes_that_back(outlook: OutlookPage):
    page = open_list(outlook, 1440)
    with page.expect_response(lambda answer: '"attention":["past_due"]},"order"' in (answer.request.post_data or "")):
        page.get_by_role("combobox", name=re.compile("^(Wants attention|Pide atención)$")).select_option("past_due")
    page.wait_for_url("**/opportunities?attention=past_due")
    first = page.locator("[data-opportunity]").first
    due = first.get_by_role("button", name=re.compile("(Change Close date|Cambiar Fecha de cierre) "))
    before = due.text_content() or ""
    due.click()
    with page.expect_response(lambda answer: answer.url.endswith("/fields")) as answer:
        page.get_by_label(re.compile("(Change Close date|Cambiar Fecha de cierre) ")).and_(page.locator("input")).fill(
            "2027-01-31"
        )
        page.keyboard.press("Enter")
    assert answer.value.status == 200
    expect(due).not_to_have_text(before)
    page.get_by_role("button", name=re.compile("^(Undo|Deshacer)$")).click()
    expect(due).to_have_text(before)
