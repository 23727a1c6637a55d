"""Following opportunities up in a browser: a board by keys and by pointer, ten thousand rows."""

import json
import re
import sys

from playwright.sync_api import Page, Route, expect

from .accessibility import violations
from .outlook_page import OutlookPage
from .test_workspace import open_workspace

THOUSANDS, WINDOWS = 10_000, 25


def show(page: Page, url: str, question: str, *, language: str = "en", colours: str = "light", width: int = 1440):
    """Open the opportunities in a language and colours; nothing may stick out sideways."""
    page.set_viewport_size({"width": width, "height": 900})
    chosen = json.dumps({"language": language, "colours": colours})
    page.evaluate("chosen => localStorage.setItem('trato-workspace', chosen)", chosen)
    page.goto(f"{url}/workspace/opportunities{question}")
    expect(page.locator("main nav [aria-current=page]")).to_be_visible()
    expect(page.locator("[aria-busy=true], .fui-Spinner")).to_have_count(0, timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_card_on_the_board_goes_on_a_stage_by_keys_and_by_pointer_and_back(outlook: OutlookPage):
    page = outlook.page
    open_workspace(page, outlook.url, outlook.users("manager")[0])
    show(page, outlook.url, "?look=board")
    first, second = (page.locator("[data-place]").nth(place) for place in (0, 1))
    card = first.locator("[data-opportunity]").first
    moved = page.locator(f"[data-opportunity='{card.get_attribute('data-opportunity')}']")
    assert violations(page.locator(":root")) == []
    outlook.picture("board-1440")
    card.get_by_role("button", name=re.compile("^Move ")).focus()
    for key in ("Space", "ArrowRight", "Space"):
        page.keyboard.press(key)
    expect(second.locator(moved)).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(first.locator(moved)).to_be_visible()
    to = second.bounding_box()
    assert to is not None
    moved.hover()
    page.mouse.down()
    page.mouse.move(to["x"] + 60, to["y"] + 150, steps=8)
    page.mouse.up()
    expect(second.locator(moved)).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(first.locator(moved)).to_be_visible()


def test_ten_thousand_rows_are_soon_there_and_scroll(outlook: OutlookPage, capsys):
    """How long until the first rows stand there is printed, not asserted: it depends on the machine."""
    page = outlook.page
    open_workspace(page, outlook.url, outlook.users("manager")[0])
    show(page, outlook.url, "")
    with page.expect_response(lambda answer: answer.url.endswith("/api/v1/pipeline")) as found:
        page.reload()
    known = found.value.json()

    def answer(route: Route) -> None:
        asked = route.request.post_data_json
        start = int(asked.get("cursor") or 0)
        page_of = _crowd(known["items"][0], start, min(THOUSANDS, start + asked["limit"]), asked.get("order", ""))
        more = str(start + asked["limit"]) if start + asked["limit"] < THOUSANDS else None
        totals = {**known["totals"], "count": THOUSANDS}
        body = {"now": known["now"], "items": page_of, "totals": totals, "next_cursor": more}
        route.fulfill(status=200, content_type="application/json", body=json.dumps(body))

    page.route(re.compile(r"/api/v1/pipeline$"), answer)
    shown = [_until_rows(page, order) for order in ("?order=name", "?order=amount", "?order=stage")]
    rows = page.locator("[data-opportunity]")
    expect(page.get_by_role("table").first).to_have_attribute("aria-rowcount", str(THOUSANDS + 1))
    frames = page.evaluate(_DOWN, WINDOWS)
    drawn = rows.count()
    assert drawn < THOUSANDS / 20
    with capsys.disabled():
        told = f"10,000 rows: first on screen in {sorted(shown)[1]:.0f} ms, {drawn} drawn after {WINDOWS} windows,"
        sys.stderr.write(
            f"\n{told} a frame of scrolling {frames['median']:.0f} ms, slowest {frames['slowest']:.0f} ms\n"
        )


# Scrolls down a window a frame; how long each frame took, in ms.
_DOWN = """async (windows) => {
    const main = document.querySelector("main");
    const times = [];
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (let step = 0; step < windows; step++) {
        const before = performance.now();
        main.scrollTop += main.clientHeight;
        await frame();
        times.push(performance.now() - before);
    }
    times.sort((one, other) => one - other);
    return { median: times[Math.floor(times.length / 2)], slowest: times.at(-1) };
}"""


def _until_rows(page: Page, question: str) -> float:
    """Milliseconds from asking until the first rows of the answer are painted."""
    return page.evaluate(
        """async (question) => {
            const begun = performance.now();
            history.pushState(null, "", location.pathname + question);
            dispatchEvent(new PopStateEvent("popstate"));
            const order = new URLSearchParams(question).get("order");
            while (document.querySelector("[data-opportunity]")?.textContent.includes(`by ${order}`) !== true) {
                await new Promise((done) => requestAnimationFrame(done));
            }
            await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            return performance.now() - begun;
        }""",
        question,
    )


def _crowd(like: dict, first: int, end: int, order: str = "") -> list[dict]:
    """Rows like one that there is, by other names."""
    return [
        {**like, "opportunity": {**like["opportunity"], "id": str(place), "name": f"Press {place} by {order}"}}
        for place in range(first, end)
    ]
