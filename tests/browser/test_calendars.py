"""Team calendar, an assistant's day, routes and rules in a browser: what a grid, a drag and a map need one for."""

import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from .accessibility import violations
from .outlook_page import OutlookPage
from .test_workspace import open_workspace

REPS, WEEKS, EVENTS = 8, 4, 2000
WORDS = {
    "en": {"team": "Team calendar", "look": "See who is told", "tell": "^Move", "moved": "Moved:", "leave": "Leave it",
           "preview": "See what would change", "save": "Save the rules", "undo": "Undo", "often": "In days"},
    "es": {"team": "Calendario del equipo", "look": "Ver a quién se avisa", "tell": "^Mover", "moved": "Movida:",
           "leave": "Dejarla", "preview": "Ver qué cambiaría", "save": "Guardar las reglas", "undo": "Deshacer",
           "often": "En días"},
}  # fmt: skip


def show(outlook: OutlookPage, path: str, *, language: str = "en", colours: str = "light", width: int = 1440) -> Page:
    page = outlook.page
    page.set_viewport_size({"width": width, "height": 900})
    chosen = json.dumps({"language": language, "colours": colours})
    page.evaluate("chosen => localStorage.setItem('trato-workspace', chosen)", chosen)
    page.goto(f"{outlook.url}/workspace/{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    return page


@pytest.fixture
def manager(outlook: OutlookPage) -> OutlookPage:
    leads = next(one for one in outlook.users("manager") if "rep" in one["roles"])
    open_workspace(outlook.page, outlook.url, leads)
    return outlook


@pytest.fixture
def assistant(outlook: OutlookPage) -> OutlookPage:
    open_workspace(outlook.page, outlook.url, outlook.users("assistant")[0])
    return outlook


@pytest.mark.parametrize(("language", "colours", "width"), [("en", "light", 1440), ("es", "dark", 320)])
def test_a_manager_looks_at_the_team_and_opens_an_entry_by_keyboard(manager, language, colours, width):
    page = show(manager, "calendar", language=language, colours=colours, width=width)
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS[language]["team"])
    entries = page.locator(".trato-entry" if width > 640 else "main li > button")
    expect(entries.first).to_be_visible()
    manager.picture(f"team-{language}-{width}-{colours}")
    assert violations(page.locator(":root")) == []
    entries.first.focus()
    if width > 640:
        # One entry is reached by Tab, the others by the arrows.
        assert page.locator(".trato-entry[tabindex='0']").count() == 1
        page.keyboard.press("ArrowRight")
        expect(entries.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_eight_reps_and_four_weeks_of_two_thousand_entries_are_soon_there(manager, capsys):
    """How long from the choice until a click is answered is printed, not asserted: it depends on the machine."""
    page = manager.page
    body = json.dumps(_crowd())

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="application/json", body=body)

    page.route(re.compile(r"/api/v1/team-calendar\?"), answer)
    show(manager, "calendar?view=day&from=2026-11-24")
    expect(page.locator(".ec-event").first).to_be_visible()
    took = page.evaluate(_UNTIL_USABLE, EVENTS)
    with capsys.disabled():
        sys.stderr.write(
            f"\nteam calendar, {REPS} reps x {WEEKS} weeks, {EVENTS} entries:"
            f" shown after {took['shown']:.0f} ms, usable after {took['answered']:.0f} ms\n"
        )
    assert took["entries"] == EVENTS
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")

    # What a cell has no room for is a number, and the number opens the day.
    more = page.locator(".trato-more").first
    hidden = int(more.get_attribute("data-more") or 0)
    beside = page.locator("td", has=page.locator(".trato-more")).first.locator(".trato-entry:not(.trato-more)")
    shown = beside.count()
    more.click()
    expect(page.get_by_role("dialog").locator("li > button")).to_have_count(shown + hidden)
    assert violations(page.locator(":root")) == []
    manager.picture("team-four-weeks")


_UNTIL_USABLE = """async (events) => {
    const view = [...document.querySelectorAll('select')].find((one) => one.querySelector('option[value=four]'));
    const set = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set;
    const frame = () => new Promise(requestAnimationFrame);
    const told = () => {
        const entries = document.querySelectorAll('.trato-days .trato-entry:not(.trato-more)').length;
        const more = [...document.querySelectorAll('.trato-more')].map((one) => Number(one.dataset.more));
        return more.reduce((sum, one) => sum + one, entries);
    };
    const began = performance.now();
    set.call(view, 'four');
    view.dispatchEvent(new Event('change', { bubbles: true }));
    while (told() < events) await frame();
    // Drawn, and then a click on an entry is answered: what one clicked stands open.
    await frame();
    const shown = performance.now() - began;
    document.querySelector('.trato-days .trato-entry').click();
    while (!document.querySelector('[role=dialog]')) await frame();
    await frame();
    return { shown, answered: performance.now() - began, entries: told() };
}"""


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_assistant_drags_a_visit_sees_who_is_told_and_leaves_it_or_moves_it(assistant, language):
    words = WORDS[language]
    page = show(assistant, "day?date=2026-11-25", language=language)
    event = page.locator(".movable .trato-entry").first
    expect(event).to_be_visible()
    assert violations(page.locator(":root")) == []
    assistant.picture(f"day-{language}")
    before = event.get_attribute("aria-label")
    box = event.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 120, steps=8)
    page.mouse.up()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("listitem").first).to_be_visible()
    assistant.picture(f"day-move-{language}")
    assert violations(page.locator(":root")) == []
    dialog.get_by_role("button", name=re.compile(f"^{words['leave']}")).click()
    expect(page.locator(".movable .trato-entry").first).to_have_attribute("aria-label", before or "")

    # The same by keyboard, and this time done: each language moves it to a time of its own.
    page.locator(".movable .trato-entry").first.press("Enter")
    page.get_by_role("dialog").locator("input[type=time]").fill("18:30" if language == "en" else "19:45")
    page.get_by_role("button", name=words["look"]).press("Enter")
    do_it = page.get_by_role("dialog").get_by_role("button", name=re.compile(words["tell"]))
    expect(do_it).to_be_enabled()
    do_it.press("Enter")
    expect(page.get_by_text(re.compile(f"^{words['moved']}"))).to_be_visible()


@pytest.mark.parametrize(("language", "colours", "width"), [("en", "dark", 320), ("es", "light", 1440)])
def test_a_rule_is_looked_at_saved_and_taken_back(manager, language, colours, width):
    words = WORDS[language]
    page = show(manager, "settings/rules", language=language, colours=colours, width=width)
    days = page.get_by_label(words["often"]).first
    expect(days).to_be_visible()
    assert violations(page.locator(":root")) == []
    was = days.input_value()
    days.fill("3")
    page.get_by_role("button", name=words["preview"]).click()
    save = page.get_by_role("button", name=words["save"])
    expect(save).to_be_visible()
    manager.picture(f"rules-{language}-{width}-{colours}")
    save.click()
    page.get_by_role("button", name=words["undo"], exact=True).first.click()
    expect(page.get_by_label(words["often"]).first).to_have_value(was)


def _crowd() -> dict[str, object]:
    """Eight reps with two thousand entries in four weeks, as the server would tell them."""
    monday = datetime(2026, 11, 23, 7, tzinfo=UTC)
    people = [
        {"id": str(number), "name": f"Rep {number}", "access": "team", "scopes": [], "timezone": "Europe/Madrid",
         "manager": None, "territories": []}
        for number in range(1, REPS + 1)
    ]  # fmt: skip
    return {
        "now": "2026-11-24T09:30:00Z", "people": people, "choosable": people, "entries": list(_entries(monday)),
        "loads": [
            {"user_id": one["id"], "day": (monday + timedelta(days=day)).date().isoformat(), "busy_min": 240,
             "work_min": 480, "visits": 2, "is_unknown": False}
            for one in people for day in range(7 * WEEKS)
        ],
    }  # fmt: skip


def _entries(monday: datetime) -> Iterator[dict[str, object]]:
    kinds = ("visit", "meeting", "busy", "own")
    for number in range(EVENTS):
        day, place = divmod(number // REPS, EVENTS // REPS // (5 * WEEKS) + 1)
        start = monday + timedelta(days=day // 5 * 7 + day % 5, minutes=40 * place)
        kind = kinds[number % len(kinds)]
        yield {
            "id": f"e{number}", "user_id": str(number % REPS + 1), "start": start.isoformat(),
            "end": (start + timedelta(minutes=40)).isoformat(), "kind": kind, "shown_as": "busy", "is_all_day": False,
            "title": "" if kind == "busy" else f"Entry {number}", "place": "",
            "accounts": [{"id": "1", "name": "Aceros del Norte"}] if kind == "visit" else [], "opportunity_id": None,
            "event_id": None, "hold_id": None, "made_by": None, "expires_at": None,
        }  # fmt: skip
