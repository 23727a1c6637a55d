"""The main job, seen: open a mail in Outlook, read who and what beside it, and put the link right."""

import re

import pytest
from playwright.sync_api import Route, expect

from .outlook_page import OutlookPage


@pytest.fixture
def rep(outlook: OutlookPage) -> str:
    return outlook.users("rep")[0]["upn"]


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_pane_tells_who_what_and_why(outlook: OutlookPage, rep: str, language: str):
    outlook.open(rep, language=language)
    _, context = outlook.find_mail(state="known", linked=True, choice=False)
    pane, words = outlook.pane, outlook.words

    expect(pane.get_by_role("heading", level=1)).to_have_text(context["account"]["name"])
    link = outlook.link(context["link"]["state"])
    expect(link).to_contain_text(context["link"]["opportunity"]["name"])
    expect(pane.get_by_role("region", name=words["people"])).to_contain_text(_contact(context)["name"])
    expect(pane.get_by_role("region", name=words["opportunity"], exact=True)).to_contain_text(
        context["link"]["opportunity"]["stage"]["name"]
    )
    expect(pane.get_by_role("region", name=words["history"]).get_by_role("listitem").first).to_be_visible()

    link.get_by_role("button", name=words["why"]).click()
    expect(link.get_by_role("listitem")).to_have_count(len(context["link"]["reasons"]))
    # A code without words would show as it came, in small letters.
    expect(link.get_by_role("listitem").first).to_contain_text(re.compile(r"^[A-ZÁÉÍÓÚÑ¿“]"))
    outlook.picture(f"pane-{language}")


def test_the_language_can_be_changed_while_a_mail_is_open(outlook: OutlookPage, rep: str):
    outlook.open(rep, language="es")
    outlook.find_mail(state="known", linked=True)
    expect(outlook.pane.get_by_role("region", name="Personas")).to_be_visible()
    outlook.switch_language()
    expect(outlook.pane.get_by_role("region", name="People")).to_be_visible()
    expect(outlook.page.locator("html")).to_have_attribute("lang", "en-US")


def test_a_changed_link_is_there_after_a_reload_and_can_be_undone(outlook: OutlookPage, rep: str):
    outlook.open(rep)
    row, context = outlook.find_mail(state="known", linked=True, opportunities=2)
    subject = row.inner_text()
    before = context["link"]["opportunity"]["name"]

    _open_picker(outlook)
    other = outlook.pane.get_by_role("listitem").get_by_role("button").filter(has_not_text="Current link").first
    chosen = other.inner_text().splitlines()[0]
    other.click()
    expect(outlook.link("confirmed")).to_contain_text(chosen)
    assert chosen != before

    outlook.page.reload()
    outlook.mails.first.wait_for()
    outlook.select(_same_row(outlook, subject))
    expect(outlook.link("confirmed")).to_contain_text(chosen)
    outlook.link("confirmed").get_by_role("button", name="Why?").click()
    expect(outlook.link("confirmed")).to_contain_text("Chosen by")
    outlook.picture("link-changed")

    _choose(outlook, before)
    expect(outlook.link("confirmed")).to_contain_text(before)
    outlook.pane.get_by_role("button", name="Undo").click()
    expect(outlook.pane.get_by_text("Back to the automatic link")).to_be_visible()


def test_not_business_takes_a_conversation_out_and_undo_takes_it_back(outlook: OutlookPage, rep: str):
    outlook.open(rep)
    _, context = outlook.find_mail(state="known", linked=True)
    account = context["account"]["name"]
    outlook.pane.get_by_role("button", name="More about this mail").click()
    outlook.pane.get_by_role("menuitem", name="Not business").click()
    expect(outlook.pane.get_by_role("heading", name="Not business")).to_be_visible()
    outlook.pane.get_by_role("button", name="Undo").first.click()
    expect(outlook.pane.get_by_role("heading", name=account, exact=True)).to_be_visible()


def test_a_note_is_part_of_the_history_at_once_in_every_open_pane(outlook: OutlookPage, rep: str):
    outlook.open(rep)
    outlook.find_mail(state="known", linked=True)
    other = OutlookPage(outlook.page.context.new_page(), outlook.url, outlook.screenshots)
    other.open(rep)
    other.find_mail(state="known", linked=True)
    text = "Wants the delivery before the holidays."
    outlook.pane.get_by_role("button", name="Note").click()
    outlook.pane.get_by_role("textbox", name="Note").fill(text)
    outlook.pane.get_by_role("button", name="Save").click()
    expect(outlook.pane.get_by_role("region", name="History")).to_contain_text(text)
    # A second pane, as beside a draft in a window of its own, has it too, and nobody clicked there.
    expect(other.pane.get_by_role("region", name="History")).to_contain_text(text)


def test_an_answer_that_comes_late_does_not_replace_the_open_mail(outlook: OutlookPage, rep: str):
    outlook.open(rep)
    first, second = _two_accounts(outlook)
    waiting: list[Route] = []
    outlook.page.route("**/api/v1/context", lambda route: waiting.append(route), times=1)  # noqa: PLW0108 - Playwright cannot mark a builtin
    outlook.page.reload()
    outlook.mails.first.wait_for()
    outlook.mails.nth(first[0]).click()
    outlook.page.wait_for_timeout(300)
    outlook.select(outlook.mails.nth(second[0]))
    for route in waiting:
        route.continue_()
    outlook.page.wait_for_timeout(500)
    expect(outlook.pane.get_by_role("heading", level=1)).to_have_text(second[1])


def test_the_pane_opens_and_closes_by_the_ribbon_and_works_at_320_pixels(outlook: OutlookPage, rep: str):
    outlook.open(rep)
    expect(outlook.pane.get_by_role("heading", name="No mail selected")).to_be_visible()
    ribbon = outlook.page.get_by_role("toolbar")
    ribbon.get_by_role("button", name="Trato").click()
    expect(outlook.page.locator("iframe[src='/taskpane']")).to_have_count(0)
    ribbon.get_by_role("button", name="Trato").click()
    handle = outlook.page.get_by_role("separator", name="Width of the pane")
    handle.focus()
    for _ in range(6):
        outlook.page.keyboard.press("ArrowRight")
    expect(handle).to_have_attribute("aria-valuenow", "320")
    outlook.find_mail(state="known", linked=True)
    overflow = outlook.pane.locator("body").evaluate("body => body.scrollWidth - body.clientWidth")
    assert overflow == 0
    outlook.picture("pane-320")


def test_a_draft_shows_the_customer_as_soon_as_one_is_among_the_recipients(outlook: OutlookPage, rep: str):
    outlook.open(rep)
    _, context = outlook.find_mail(state="known", linked=True)
    outlook.page.get_by_role("button", name="New mail").click()
    expect(outlook.pane.get_by_role("heading", name="Nobody to look up yet")).to_be_visible()
    outlook.page.get_by_role("textbox", name="To", exact=True).fill(_contact(context)["address"])
    expect(outlook.pane.get_by_role("heading", name=context["account"]["name"], exact=True)).to_be_visible()


def test_an_appointment_has_its_customer_too(outlook: OutlookPage, rep: str):
    outlook.open(rep, view="calendar")
    events = outlook.page.locator("main button[aria-label*='202']")
    events.first.wait_for()
    contexts = [outlook.select(events.nth(index)).json() for index in range(min(10, events.count()))]
    assert any(context["account"] for context in contexts)
    outlook.picture("calendar")


@pytest.mark.parametrize(("theme", "language"), [("light", "es"), ("dark", "en")])
def test_it_can_be_looked_at(outlook: OutlookPage, rep: str, theme: str, language: str):
    outlook.open(rep, language=language, theme=theme)
    outlook.find_mail(state="known", linked=True)
    outlook.page.wait_for_timeout(300)
    outlook.picture(f"outlook-{theme}-{language}")


def test_somebody_without_a_name_in_the_address_is_asked_who_they_are(outlook: OutlookPage):
    manager = outlook.users("manager")[0]
    outlook.page.goto(f"{outlook.url}/outlook")
    outlook.page.get_by_role("button", name=manager["upn"]).click()
    outlook.mails.first.wait_for()
    expect(outlook.page.get_by_role("heading", name=manager["name"])).to_be_visible()


@pytest.mark.parametrize("role", ["assistant", "manager"])
def test_others_than_reps_can_look_too(outlook: OutlookPage, role: str):
    outlook.open(outlook.users(role)[0]["upn"])
    assert outlook.select(outlook.mails.first).ok


def _contact(context: dict) -> dict:
    return next(person for person in context["people"] if person["kind"] == "contact")


def _same_row(outlook: OutlookPage, text: str):
    for index in range(outlook.mails.count()):
        if outlook.mails.nth(index).inner_text() == text:
            return outlook.mails.nth(index)
    message = "the mail is no longer in the list"
    raise AssertionError(message)


def _open_picker(outlook: OutlookPage) -> None:
    """One button opens it; it is called by what it does to the link that is there."""
    outlook.pane.get_by_role("button", name=re.compile("^(Change|Another one|Choose an opportunity)$")).click()


def _choose(outlook: OutlookPage, name: str) -> None:
    _open_picker(outlook)
    outlook.pane.get_by_role("searchbox").fill(max(name.split(), key=len))
    outlook.pane.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first.click()


def _two_accounts(outlook: OutlookPage) -> tuple[tuple[int, str], tuple[int, str]]:
    """Places and account names of two mails from different customers."""
    seen: dict[str, int] = {}
    for index in range(40):
        account = outlook.select(outlook.mails.nth(index)).json().get("account")
        if account:
            seen.setdefault(account["name"], index)
        if len(seen) == 2:
            (name, at), (other_name, other_at) = seen.items()
            return (at, name), (other_at, other_name)
    message = "all mail is from one customer"
    raise AssertionError(message)
