"""How quickly the pane follows the open mail, and whether it grows: `python -m tests.bench.pane --url http://…`.

Against a running demo, in Chromium. A switch lasts from the click in Outlook's list to the first frame with what is
known of the new mail; from it the time is taken off that the API itself needed (`POST /context`, request to last
byte). Then many switches, with the heap measured after collecting garbage. Load is told beside, since the browser,
the server, PostgreSQL and the Graph sandbox share the machine.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass

import click
from playwright.sync_api import CDPSession, Frame, Locator, Page, sync_playwright

ASKED_MS = 150
# What the pane and the window around it have measured lies on one clock: milliseconds since the epoch.
OBSERVE = """() => {
    window.seen = { answers: [], shifted: 0 };
    const answered = (list) => {
        for (const one of list.getEntries()) {
            if (!one.name.endsWith("/context")) continue;
            const at = (time) => performance.timeOrigin + time;
            window.seen.answers.push({ sent: at(one.requestStart), done: at(one.responseEnd) });
        }
    };
    new PerformanceObserver(answered).observe({ type: "resource" });
    const shifted = (list) => { for (const one of list.getEntries()) window.seen.shifted += one.value; };
    new PerformanceObserver(shifted).observe({ type: "layout-shift" });
}"""
FOLLOW = """() => {
    const main = document.querySelector("main");
    const before = main.textContent;
    window.seen.answers = [];
    window.switched = new Promise((resolve) => {
        const look = () => {
            const isThere = !document.querySelector("[aria-busy=true]") && main.textContent !== before;
            // The frame that shows it comes after this one.
            if (isThere) requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
            else requestAnimationFrame(look);
        };
        look();
    });
}"""
CLICK = "row => { const at = performance.timeOrigin + performance.now(); row.click(); return at; }"


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch in milliseconds: all of it, and its parts."""

    total: float
    asking: float
    api: float
    showing: float

    @property
    def over_api(self) -> float:
        return self.total - self.api


@click.command()
@click.option("--url", required=True, help="where a demo serves")
@click.option("--mails", default=40, show_default=True, help="how many mails not seen before")
@click.option("--switches", default=500, show_default=True, help="how many more, for the heap")
def main(url: str, mails: int, switches: int) -> None:
    """Print the figures as a table."""
    chromium = os.environ.get("TRATO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        pane, rows = _opened(page, url)
        new = [_switch(page, pane, rows.nth(number)) for number in range(1, mails + 1)]
        again = [_switch(page, pane, rows.nth(number)) for number in range(1, mails + 1)]
        shifted = pane.evaluate("() => window.seen.shifted")
        session = page.context.new_cdp_session(page)
        heaps = _heaps(page, session, rows, switches)
        browser.close()
    _print("a mail not seen before", new)
    _print("a mail seen before", again)
    click.echo(f"{f'layout shift over {2 * mails} switches (asked: 0.02 each)':58}{shifted:10.4f}")
    for count, (size, nodes) in heaps.items():
        click.echo(f"{f'heap after {count} more switches, MB (DOM nodes)':58}{size / 1e6:10.1f}  ({nodes})")
    click.echo(f"{'load of the last minute, on processors':58}{os.getloadavg()[0]:10.1f}  ({os.cpu_count()})")


def _opened(page: Page, url: str) -> tuple[Frame, Locator]:
    users = page.request.get(f"{url}/outlook/config.json").json()["users"]
    user = next(one for one in users if one["roles"] == ["rep"])["upn"]
    page.add_init_script(f"try {{ localStorage.setItem('trato-welcomed {user}', '1') }} catch {{}}")
    page.goto(f"{url}/outlook?user={user}&lang=en")
    rows = page.locator("main section li button")
    rows.first.wait_for()
    rows.first.click()
    pane = next(frame for frame in page.frames if frame.url.endswith("/taskpane"))
    pane.wait_for_selector("h1")
    page.wait_for_timeout(3000)
    pane.evaluate(OBSERVE)
    return pane, rows


def _switch(page: Page, pane: Frame, row: Locator) -> Switch:
    pane.evaluate(FOLLOW)
    clicked = row.evaluate(CLICK)
    shown = pane.evaluate("() => window.switched")
    # What streams in afterwards is done before the next switch, as when a person reads.
    page.wait_for_timeout(600)
    answers = pane.evaluate("() => window.seen.answers")
    first = next((one for one in answers if one["done"] <= shown), None)
    if first is None:
        return Switch(shown - clicked, 0.0, 0.0, shown - clicked)
    return Switch(shown - clicked, first["sent"] - clicked, first["done"] - first["sent"], shown - first["done"])


def _print(name: str, found: list[Switch]) -> None:
    for title, values in (
        (f"{name}: switch over the API (asked: {ASKED_MS})", [one.over_api for one in found]),
        ("  of it until the request leaves", [one.asking for one in found]),
        ("  of it until it is shown", [one.showing for one in found]),
        ("  the API beside it", [one.api for one in found]),
    ):
        ordered = sorted(values)
        middle, high = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
        click.echo(f"{title:58}{middle:8.0f} p50{high:8.0f} p95  ms")


def _heaps(page: Page, session: CDPSession, rows: Locator, switches: int) -> dict[int, tuple[float, int]]:
    count = rows.count()
    found = {}
    for number in range(1, switches + 1):
        rows.nth(number % count).evaluate("row => row.click()")
        page.wait_for_timeout(60)
        if number in {switches // 10, switches // 2, switches}:
            page.wait_for_timeout(2000)
            found[number] = _heap(session)
    return found


def _heap(session: CDPSession) -> tuple[float, int]:
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    counters = session.send("Memory.getDOMCounters")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]), int(counters["nodes"])


if __name__ == "__main__":
    main()
