"""The pages of customers on a phone: choose a time in one's own zone, move it, cancel it; in Spanish and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.http.conftest import desk, key_server  # noqa: F401  fixtures
from tests.http.desk import Desk, page_of_ana
from tests.small_company import ANA

from .accessibility import violations

PHONE = {"width": 375, "height": 667}
WORDS = {
    "es-MX": {
        "book": "Reservar", "booked": "Reservado", "change": "Cambiar o anular esta cita",
        "move": "Cambiar a otra hora", "moved": "Cambiada", "cancel": "Anular esta cita", "now": "Sí, anularla",
        "gone": "Esta cita está anulada.", "name": "Nombre", "email": "Correo electrónico", "day": "martes, 3 de marzo",
    },
    "en-GB": {
        "book": "Book", "booked": "Booked", "change": "Move or cancel this appointment",
        "move": "Move to another time", "moved": "Moved", "cancel": "Cancel this appointment", "now": "Yes, cancel it",
        "gone": "This appointment is cancelled.", "name": "Name", "email": "E-mail", "day": "Tuesday, 3 March",
    },
}  # fmt: skip
# Of half past nine in Madrid, what clocks show elsewhere on that day.
ZONES = {"es-MX": ("America/Mexico_City", "2:30–3:00"), "en-GB": ("Europe/London", "8:30–9:00")}


@pytest.fixture
def site(desk: Desk) -> Iterator[tuple[Desk, str]]:  # noqa: F811  the fixture above
    path = page_of_ana(desk)
    with desk.served() as url:
        yield desk, f"{url}{path}"


@pytest.fixture
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A phone of somebody abroad; an error or a violated policy on it fails the test."""
    language = request.param
    context = browser.new_context(
        viewport=PHONE, is_mobile=True, has_touch=True, locale=language, timezone_id=ZONES[language][0],
    )  # fmt: skip
    page, complaints = context.new_page(), []
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def fits(page: Page) -> None:
    """Nothing is cut off, and everything one taps is large enough for a finger (WCAG 2.2, 2.5.8; ours is 44)."""
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    small = page.evaluate(
        "[...document.querySelectorAll('button, select, summary, label.slot, a.act, input[type=text]')]"
        ".filter((one) => one.getClientRects().length && one.getBoundingClientRect().height < 44)"
        ".map((one) => one.outerHTML)"
    )
    assert small == []


def starts(desk: Desk) -> list[str]:  # noqa: F811  as above
    return [one["start"]["dateTime"][11:16] for one in desk.events(ANA) if not one["isCancelled"]]


@pytest.mark.parametrize("phone", ["es-MX", "en-GB"], indirect=True)
def test_a_customer_books_moves_and_cancels_on_a_phone(
    site: tuple[Desk, str], phone: Page, request: pytest.FixtureRequest
):
    here, url = site
    language = request.node.callspec.params["phone"]
    words, (zone, half_past_nine) = WORDS[language], ZONES[language]
    phone.goto(url)
    phone.wait_for_url("**tz=**")
    expect(phone.locator("#tz")).to_have_value(zone)
    fits(phone)
    day = phone.get_by_role("group", name=words["day"])
    day.get_by_role("radio", name=half_past_nine).tap()
    phone.get_by_label(words["name"], exact=True).fill("Luis")
    phone.get_by_label(words["email"], exact=True).fill("luis@kunde.example")
    phone.get_by_role("button", name=words["book"], exact=True).tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text(words["booked"])
    expect(phone.get_by_text(half_past_nine)).to_be_visible()
    assert starts(here) == ["08:30"]
    fits(phone)

    phone.get_by_role("link", name=words["change"]).tap()
    expect(phone.locator("main > p").first).to_contain_text(half_past_nine)
    appointment = phone.url
    fits(phone)
    phone.get_by_role("group", name=words["day"]).get_by_role("radio").nth(2).tap()
    phone.get_by_role("button", name=words["move"], exact=True).tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text(words["moved"])
    assert starts(here) != ["08:30"]

    phone.goto(appointment)
    phone.get_by_text(words["cancel"], exact=True).tap()
    fits(phone)
    phone.get_by_role("button", name=words["now"]).tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text(words["gone"])
    assert starts(here) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_customers_are_accessible(site: tuple[Desk, str], browser: Browser, scheme: str):
    """What axe finds; it is let past the pages' policy, which lets no other script run."""
    _, url = site
    context = browser.new_context(viewport=PHONE, bypass_csp=True, color_scheme=scheme, timezone_id="Europe/Madrid")
    page = context.new_page()
    page.goto(url)
    found = violations(page)
    page.get_by_role("radio").first.check()
    page.get_by_label(re.compile("^Name")).fill("Luis")
    page.get_by_label("E-mail").fill("luis@kunde.example")
    page.get_by_role("button", name="Book", exact=True).click()
    found += violations(page)
    page.get_by_role("link").click()
    page.locator("summary").click()
    found += violations(page)
    context.close()
    assert found == []
