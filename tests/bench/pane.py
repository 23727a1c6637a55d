"""How quickly the pane follows the open mail, and whether it grows: `python -m tests.bench.pane --url http://…`.

Against a running demo, in Chromium. From a click on another mail to the new customer on screen, less the time that
the API itself took; then many switches, with the heap measured after collecting garbage.
"""

from __future__ import annotations

import os
import shutil
import statistics

import click
from playwright.sync_api import CDPSession, Page, sync_playwright

MEASURE = """() => {
    window.answered = [];
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) {
            if (one.name.endsWith("/context")) window.answered.push(one.responseEnd - one.requestStart);
        }
    }).observe({ type: "resource" });
}"""
SWITCHED = """(before) => new Promise((resolve) => {
    const started = performance.now();
    const look = () => {
        const busy = document.querySelector("[aria-busy=true]");
        const text = document.querySelector("main")?.textContent ?? "";
        if (!busy && text !== before) resolve(performance.now() - started);
        else requestAnimationFrame(look);
    };
    look();
})"""


@click.command()
@click.option("--url", required=True, help="where a demo serves")
@click.option("--switches", default=500, show_default=True)
def main(url: str, switches: int) -> None:
    """Print the figures as a table."""
    chromium = os.environ.get("TRATO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--js-flags=--expose-gc"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        user = next(
            one for one in page.request.get(f"{url}/outlook/config.json").json()["users"] if "rep" in one["roles"]
        )
        page.goto(f"{url}/outlook?user={user['upn']}&lang=en")
        rows = page.locator("main section li button")
        rows.first.wait_for()
        rows.nth(0).click()
        page.wait_for_timeout(3000)
        times = _switches(page, 20)
        session = page.context.new_cdp_session(page)
        first = _heap(session)
        for number in range(switches):
            rows.nth(number % 12).click()
            page.wait_for_timeout(60)
        page.wait_for_timeout(2000)
        last = _heap(session)
        browser.close()
    ordered = sorted(times)
    click.echo(f"{'switch over the API, p50 ms':40} {statistics.median(ordered):8.0f}")
    click.echo(f"{'switch over the API, p95 ms (asked: 150)':40} {ordered[int(len(ordered) * 0.95) - 1]:8.0f}")
    click.echo(f"{'heap after the first switches, MB':40} {first / 1e6:8.1f}")
    click.echo(f"{f'heap after {switches} more, MB':40} {last / 1e6:8.1f}")


def _switches(page: Page, count: int) -> list[float]:
    """Switch to mails not seen before; the pane's time less the API's."""
    pane = next(frame for frame in page.frames if frame.url.endswith("/taskpane"))
    rows = page.locator("main section li button")
    pane.evaluate(MEASURE)
    found = []
    for number in range(1, count + 1):
        before = pane.evaluate("() => document.querySelector('main').textContent")
        asked = pane.evaluate("() => window.answered.length")
        waiting = pane.evaluate_handle(f"(before) => {{ window.waiting = ({SWITCHED})(before); }}", before)
        waiting.dispose()
        rows.nth(number).evaluate("row => row.click()")
        taken = pane.evaluate("() => window.waiting")
        page.wait_for_timeout(50)
        api = pane.evaluate("(asked) => window.answered.slice(asked).reduce((sum, one) => sum + one, 0)", asked)
        found.append(max(0.0, taken - api))
        page.wait_for_timeout(400)
    return found


def _heap(session: CDPSession) -> float:
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Runtime.getHeapUsage")
    return float(metrics["usedSize"])


if __name__ == "__main__":
    main()
