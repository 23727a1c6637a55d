"""What the pane shows when the server is slow, down, or does not know who asks; the failures are made on the wire."""

import pytest
from playwright.sync_api import Route, expect

from .outlook_page import OutlookPage


@pytest.fixture
def mailbox(outlook: OutlookPage) -> OutlookPage:
    outlook.open(outlook.users("rep")[0]["upn"])
    return outlook


def test_server_down_and_back(mailbox: OutlookPage):
    mailbox.page.route("**/api/v1/context", lambda route: route.fulfill(status=503), times=1)
    mailbox.mails.first.click()
    expect(mailbox.pane.get_by_role("heading", name="Trato does not answer")).to_be_visible()
    mailbox.picture("state-down")
    mailbox.pane.get_by_role("button", name="Try again").click()
    expect(mailbox.pane.get_by_role("heading", name="Trato does not answer")).to_have_count(0)


def test_slow_server(mailbox: OutlookPage):
    held: list[Route] = []
    mailbox.page.route("**/api/v1/context", lambda route: held.append(route), times=1)  # noqa: PLW0108 - Playwright cannot mark a builtin
    mailbox.mails.first.click()
    expect(mailbox.pane.get_by_text("This takes longer than usual")).to_be_visible(timeout=10_000)
    mailbox.picture("state-slow")
    held[0].continue_()
    expect(mailbox.pane.get_by_text("This takes longer than usual")).to_have_count(0)


def test_offline_keeps_what_was_there(mailbox: OutlookPage):
    mailbox.find_mail(state="known")
    name = mailbox.pane.get_by_role("heading", level=1).inner_text()
    mailbox.page.route("**/api/v1/**", lambda route: route.abort("internetdisconnected"))
    mailbox.pane.get_by_role("button", name="Note").click()
    mailbox.pane.get_by_role("textbox", name="Note").fill("Half a sentence")
    mailbox.pane.get_by_role("button", name="Save").click()
    expect(mailbox.pane.get_by_text("It could not be saved")).to_be_visible()
    expect(mailbox.pane.get_by_role("textbox", name="Note")).to_have_value("Half a sentence")
    expect(mailbox.pane.get_by_role("heading", level=1)).to_have_text(name)


def test_not_signed_in(mailbox: OutlookPage):
    mailbox.page.route("**/api/v1/context", lambda route: route.fulfill(status=401), times=2)
    mailbox.mails.first.click()
    expect(mailbox.pane.get_by_role("heading", name="Sign in to Trato")).to_be_visible()
    mailbox.picture("state-signed-out")
    mailbox.pane.get_by_role("button", name="Sign in").click()
    expect(mailbox.pane.get_by_role("heading", name="Sign in to Trato")).to_have_count(0)
