"""Microsoft's own office.js in our page, as a deployment loads it; npm's copy, since no test reaches beyond here."""

import re
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Response, Route, expect

from trato.http.pages import PageSettings, content_policy

from .accessibility import NODE_MODULES
from .conftest import SCREENSHOTS
from .outlook_page import OutlookPage

HOSTED = "https://appsforoffice.microsoft.com/lib/1/hosted/"
LIBRARY = NODE_MODULES / "@microsoft" / "office-js" / "dist"
# How Outlook on the web tells the library where it runs.
IN_OUTLOOK = "?_host_Info=Outlook$Web$16.01$en-US$telemetry$isDialog$$0"
NAMES = """([types, statuses]) => [
    ...types.map((name) => [name, Office.EventType[name]]),
    ...statuses.map((name) => [name, Office.AsyncResultStatus[name]]),
]"""
EVENTS = ["ItemChanged", "RecipientsChanged", "AppointmentTimeChanged", "OfficeThemeChanged"]
EVENTS += ["DialogMessageReceived", "DialogEventReceived"]
STATUSES = ["Succeeded", "Failed"]


def as_deployed(page: Page) -> list[str]:
    """Serve pages with Microsoft's address and the policy that goes with it; returns the scripts the policy refuses."""
    refused: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Loading the script" in message.text:
            refused.append(message.text)

    def serve(route: Route) -> None:
        url = route.request.url.partition("?")[0]
        if url.startswith(HOSTED):
            path = LIBRARY / url.removeprefix(HOSTED)
            route.fulfill(path=path) if path.is_file() else route.abort()
        elif url.endswith("/taskpane"):
            _page(route)
        elif url.startswith("http://127.0.0.1"):
            route.continue_()
        else:
            route.abort()

    page.on("console", listen)
    page.route("**/*", serve)
    return refused


def _page(route: Route) -> None:
    answer = route.fetch()
    html = re.sub(r'"[^"]*office-standin.js"', f'"{HOSTED}office.js"', answer.text())
    nonce = re.search(r'name="csp-nonce" content="([^"]+)"', html)
    assert nonce
    pages = PageSettings(f"{HOSTED}office.js", "https://login.microsoftonline.com", "", "", "", "https://graph.example")
    headers = {**answer.headers, "content-security-policy": content_policy(pages, nonce=nonce[1])}
    route.fulfill(response=answer, body=html, headers=headers)


def test_it_loads_under_the_pages_policy_and_the_pane_says_that_it_is_not_in_outlook(page: Page, demo):
    refused = as_deployed(page)
    page.goto(f"{demo.url}/taskpane")
    expect(page.get_by_text("This page works inside Outlook only.")).to_be_visible()
    assert page.evaluate("() => typeof Office.onReady") == "function"
    assert refused == []


def test_the_stand_in_calls_things_as_it_does(page: Page, demo):
    outlook = OutlookPage(page, demo.url, SCREENSHOTS)
    outlook.open(str(outlook.users("rep")[0]["upn"]))
    ours = outlook.pane.locator("body").evaluate(f"(_, names) => ({NAMES})(names)", [EVENTS, STATUSES])
    # In the same window: Microsoft's library closes one that has shown nothing before.
    as_deployed(page)
    with page.expect_response(_is_of_outlook):
        page.goto(f"{outlook.url}/taskpane{IN_OUTLOOK}")
    page.wait_for_function("() => window.Office?.EventType?.ItemChanged")
    assert page.evaluate(NAMES, [EVENTS, STATUSES]) == ours


def _is_of_outlook(answer: Response) -> bool:
    return Path(answer.url).name.startswith("outlook-web")
