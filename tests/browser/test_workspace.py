"""The workspace in a browser: sign in by code flow, see how far the mailboxes are, have one's own read."""

import re

import pytest
from playwright.sync_api import Page, expect

from .outlook_page import OutlookPage


@pytest.fixture
def manager(outlook: OutlookPage) -> dict[str, str]:
    return outlook.users("manager")[0]


def open_workspace(page: Page, url: str, user: dict[str, str]) -> None:
    """Sign in at the sandbox's own sign-in page, as somebody new to this browser does."""
    page.goto(f"{url}/workspace")
    page.get_by_role("button", name=re.compile("^(Sign in|Iniciar sesión)$")).click()
    page.locator(f"button[value='{user['upn']}']").click()
    page.wait_for_url("**/workspace/settings/mailboxes")


def test_a_manager_signs_in_and_sees_how_far_everybody_is(outlook: OutlookPage, manager: dict[str, str]):
    page = outlook.page
    open_workspace(page, outlook.url, manager)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^(Mailboxes|Buzones)$"))
    own = page.get_by_role("article", name=manager["name"])
    expect(own).to_be_visible()
    team = page.get_by_role("region", name=re.compile("team|equipo"))
    expect(team.get_by_role("article").first).to_be_visible()
    # What folders one's people have is none of a manager's business.
    expect(team.get_by_role("button")).to_have_count(0)

    own.get_by_role("button", name=re.compile("^(Folders|Carpetas)")).click()
    expect(own.get_by_role("listitem").first).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/rounds")) as answer:
        own.get_by_role("button", name=re.compile("^(Read now|Leer ahora|Reading|Leyendo)$")).click()
    assert answer.value.status == 202

    page.reload()
    expect(own).to_be_visible()


@pytest.mark.parametrize("width", [320, 1440])
def test_it_fits_a_phone_and_a_desk(outlook: OutlookPage, manager: dict[str, str], width: int):
    page = outlook.page
    page.set_viewport_size({"width": width, "height": 800})
    open_workspace(page, outlook.url, manager)
    expect(page.get_by_role("article").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    menu = page.get_by_role("button", name=re.compile("menu|menú", re.IGNORECASE))
    if width == 320:
        menu.click()
    expect(page.get_by_role("navigation").locator("[aria-current=page]")).to_be_visible()
    outlook.picture(f"workspace-{width}")


def test_nobody_may_frame_it(outlook: OutlookPage):
    policy = outlook.page.request.get(f"{outlook.url}/workspace").headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert (
        "frame-ancestors 'self' https://outlook"
        in (outlook.page.request.get(f"{outlook.url}/taskpane").headers["content-security-policy"])
    )
