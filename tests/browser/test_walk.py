"""Somebody new, from the address that `make demo` prints to a booked appointment with a customer, without a manual.

What the pane shows on the way stays as `story-*.png` among the test artefacts: the README's pictures are the English
ones, copied to `docs/images`.
"""

import sys
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from .accessibility import violations
from .conftest import SCREENSHOTS, WINDOW

HIGHER = 140

STEPS = {
    "en": {
        "book": "Book and invite", "booked": "Booked:", "find": "Book ", "next": "Next appointment", "start": "Start",
    },
    "es": {
        "book": "Reservar e invitar", "booked": "Reservada:", "find": "Reservar ", "next": "Próxima cita",
        "start": "Empezar",
    },
}  # fmt: skip


@pytest.mark.parametrize(("language", "theme", "who"), [("es", "dark", 1), ("en", "light", 3)])
def test_a_few_clicks_lead_to_a_booked_appointment(quiet_page: Page, demo, capsys, language: str, theme: str, who: int):
    """Nothing is waited for but what a person waits for: what the screen shows."""
    page, words = quiet_page, STEPS[language]
    begun = time.monotonic()
    clicks = 0

    def keep(picture: str) -> None:
        nonlocal begun
        paused = time.monotonic()
        page.wait_for_timeout(400)
        page.screenshot(path=SCREENSHOTS / f"walk-{language}-{picture}.png")
        assert violations(pane) == []
        # As high as what there is to be seen: nothing of it is cut off.
        page.set_viewport_size({"width": WINDOW["width"], "height": WINDOW["height"] + HIGHER})
        page.locator("aside").screenshot(path=SCREENSHOTS / f"story-{language}-{picture}.png")
        page.set_viewport_size(WINDOW)
        begun += time.monotonic() - paused

    def click(what: Locator, picture: str = "") -> None:
        nonlocal clicks
        what.wait_for()
        if picture:
            keep(picture)
        what.click()
        clicks += 1

    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    pane = page.frame_locator("iframe[src='/taskpane']")
    people = page.request.get(f"{demo.url}/outlook/config.json").json()["users"]
    upn = [one["upn"] for one in people if one["roles"] == ["rep"]][who]
    page.goto(f"{demo.url}/outlook?lang={language}&theme={theme}")
    click(page.get_by_role("button", name=upn))
    click(pane.get_by_role("button", name=words["start"]), "1-begin")

    # They look from mail to mail until one has an appointment to agree on.
    section = pane.get_by_role("region", name=words["next"])
    times = section.get_by_role("list").get_by_role("button", name=words["find"])
    rows = page.locator("main section li button")
    for number in range(20):
        with page.expect_response(lambda answer: answer.url.endswith("/api/v1/context")) as answer:
            click(rows.nth(number))
        context = answer.value.json()
        opportunity = (context["link"] or {}).get("opportunity")
        if context["state"] == "known" and opportunity and context["link"]["state"] == "confirmed":
            section.wait_for()
            expect(section.get_by_role("button").last).to_be_visible()
            if times.count():
                break
    click(times.first, "2-mail")
    panel = pane.get_by_role("form")
    expect(panel.get_by_role("checkbox").first).to_be_checked()
    click(panel.get_by_role("button", name=words["book"]), "3-invitation")
    expect(pane.get_by_text(words["booked"])).to_be_visible()
    expect(section).to_be_visible()
    taken = time.monotonic() - begun
    keep("4-booked")
    with capsys.disabled():
        sys.stdout.write(f"\nfrom the address to a booked appointment, {language}: {clicks} clicks, {taken:.1f} s\n")
