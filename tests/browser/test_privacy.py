"""Settings › Privacy in a browser, on a phone and at a desk: look, keep out, take it back, by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from .outlook_page import OutlookPage
from .test_workspace import open_workspace

NOBODY = "nobody-writes-here.example"


@pytest.mark.parametrize("width", [320, 1440])
def test_a_rule_is_looked_at_made_and_removed_by_keyboard(outlook: OutlookPage, width: int):
    page = outlook.page
    page.set_viewport_size({"width": width, "height": 900})
    open_workspace(page, outlook.url, outlook.users("manager")[0])
    page.goto(f"{outlook.url}/workspace/settings/privacy")
    page.get_by_label(re.compile("^(What|Qué)$")).select_option("domain")
    page.get_by_label(re.compile("^(Which|Cuál)$")).fill(NOBODY)
    page.keyboard.press("Enter")
    keep_out = page.get_by_role("button", name=re.compile("^(Keep out|Dejar fuera)$"))
    expect(keep_out).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    outlook.picture(f"privacy-{width}")
    keep_out.focus()
    page.keyboard.press("Enter")
    rules = page.get_by_role("list", name=re.compile("^(Rules|Reglas)$"))
    expect(rules.get_by_role("heading", name=re.compile(NOBODY))).to_be_visible()
    rules.get_by_role("button", name=re.compile(f"{NOBODY}$")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("^(Read it again|Leerlo de nuevo)$"))).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile(NOBODY))).to_have_count(0)
