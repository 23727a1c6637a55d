"""Each way of seeing opportunities, used in Spanish and in English: it does its job, and fits a phone and everybody.

One person signs in once a language; every look begins on a phone, where axe looks at it, and is used on a desk.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from .accessibility import violations
from .conftest import SCREENSHOTS
from .outlook_page import OutlookPage
from .test_following_up import show
from .test_workspace import open_workspace

WORDS = {
    "en": {
        "after": "Month after", "back": "This month", "none": "Nothing closes in", "by": "By", "open": "Show them",
        "group": "Group", "stage": "Stage", "move": "Move ", "undo": "Undo", "begin": "^(Begin this|Go on with)",
        "leave": "Go on later", "since": "Since the last review", "export": "CSV", "account": "Account",
        "title": "Opportunities", "stages": ("Proposal", "Negotiation"),
    },
    "es": {
        "after": "Mes siguiente", "back": "Este mes", "none": "no se cierra nada", "by": "Por", "open": "Mostrarlas",
        "group": "Agrupar", "stage": "Etapa", "move": "Mover ", "undo": "Deshacer", "begin": "^(Empezar la|Seguir con)",
        "leave": "Seguir después", "since": "Desde la última revisión", "export": "CSV", "account": "Cuenta",
        "title": "Oportunidades", "stages": ("Oferta", "Negociación"),
    },
}  # fmt: skip
COLOURS = {"en": "light", "es": "dark"}
# Who reviews here is nobody of those who walk (test_following_up_walk.py).
WHOM = {"en": -1, "es": -2}


@dataclass(frozen=True)
class Desk:
    """A rep in the workspace, in one language."""

    page: Page
    url: str
    language: str

    @property
    def words(self) -> dict:
        return WORDS[self.language]

    def look(self, name: str, more: str = "") -> None:
        """Open a look as a phone shows it, have axe look at it, and go on at a desk."""
        for width in (320, 1440):
            show(self.page, self.url, f"?look={name}{more}", language=self.language, colours=self._colours, width=width)
            expect(self.page.get_by_role("heading", level=1)).to_have_text(self.words["title"])
            if width == 320:
                assert violations(self.page.locator(":root")) == []
                self.picture(f"{name}-{self.language}-320")
        self.picture(f"{name}-{self.language}-1440")

    @property
    def _colours(self) -> str:
        return COLOURS[self.language]

    def picture(self, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")


@pytest.fixture(scope="module", params=["es", "en"])
def desk(browser: Browser, browser_context_args: dict, demo, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Signed in once for all tests of a language; an error that a page throws is a failure."""
    context = browser.new_context(**browser_context_args)
    try:
        page = context.new_page()
        thrown: list[str] = []
        page.on("pageerror", lambda error: thrown.append(str(error)))
        outlook = OutlookPage(page, demo.url, SCREENSHOTS)
        open_workspace(page, demo.url, outlook.users("rep")[WHOM[request.param]])
        yield Desk(page, demo.url, request.param)
        assert thrown == []
    finally:
        context.close()


def test_the_list_groups_what_it_shows(desk: Desk):
    page, words = desk.page, desk.words
    desk.look("list")
    page.get_by_role("combobox", name=words["group"]).select_option("stage")
    for stage in words["stages"]:
        expect(page.get_by_role("listitem").get_by_role("button", name=re.compile(stage))).to_be_visible()
    page.get_by_role("listitem").get_by_role("button", name=re.compile(words["stages"][0])).click()
    expect(page.locator("[data-opportunity]").first).to_contain_text(words["stages"][0])


def test_the_board_takes_a_card_on_by_keys_and_back(desk: Desk):
    page, words = desk.page, desk.words
    desk.look("board")
    first, second = (page.locator("[data-place]").nth(place) for place in (0, 1))
    card = first.locator("[data-opportunity]").first
    moved = page.locator(f"[data-opportunity='{card.get_attribute('data-opportunity')}']")
    card.get_by_role("button", name=re.compile(f"^{words['move']}")).focus()
    for key in ("Space", "ArrowRight", "Space"):
        page.keyboard.press(key)
    expect(second.locator(moved)).to_be_visible()
    page.get_by_role("button", name=words["undo"], exact=True).click()
    expect(first.locator(moved)).to_be_visible()


def test_the_calendar_goes_through_months_and_moves_a_close_date_by_keys(desk: Desk):
    page, words = desk.page, desk.words
    desk.look("calendar")
    month = page.locator("main h2")
    present = month.text_content() or ""
    page.get_by_role("button", name=words["after"]).click()
    expect(month).not_to_have_text(present)
    page.get_by_role("button", name=words["back"]).click()
    expect(month).to_have_text(present)
    day = page.locator("td[data-place]:has([data-opportunity])").first
    card = day.locator("[data-opportunity]").first
    opportunity = f"[data-opportunity='{card.get_attribute('data-opportunity')}']"
    before = day.get_attribute("data-place")
    card.get_by_role("button", name=re.compile(f"^{words['move']}")).focus()
    for key in ("Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(page.locator(f"td[data-place='{before}'] {opportunity}")).to_have_count(0)
    page.get_by_role("button", name=words["undo"], exact=True).click()
    expect(page.locator(f"td[data-place='{before}'] {opportunity}")).to_be_visible()


def test_the_forecast_leads_to_what_it_counts(desk: Desk):
    page, words = desk.page, desk.words
    desk.look("forecast")
    page.get_by_role("combobox", name=words["by"], exact=True).select_option("quarter")
    figure = page.get_by_role("button", name=re.compile(re.escape(words["open"]))).or_(
        page.get_by_role("link", name=re.compile(re.escape(words["open"])))
    )
    figure.first.click()
    expect(page.locator("[data-opportunity]").first).to_be_visible()
    assert "look=forecast" not in page.url


def test_a_review_is_begun_and_left_for_later(desk: Desk):
    page, words = desk.page, desk.words
    desk.look("review")
    page.get_by_role("button", name=re.compile(words["begin"])).click()
    expect(page.get_by_role("region", name=words["since"])).to_be_visible()
    assert violations(page.locator(":root")) == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    desk.picture(f"reviewing-{desk.language}-320")
    page.get_by_role("button", name=words["leave"]).click()
    expect(page.get_by_role("button", name=re.compile(words["begin"]))).to_be_visible()


def test_what_is_exported_has_the_readers_headings(desk: Desk):
    page, words = desk.page, desk.words
    desk.look("import")
    with page.expect_download() as saved:
        page.get_by_role("button", name=words["export"], exact=True).click()
    headings, *rows = csv.reader(io.StringIO(saved.value.path().read_text("utf-8-sig")))
    assert words["account"] in headings
    assert words["stage"] in headings
    assert rows
