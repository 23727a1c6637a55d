"""Chromium for the browser tests, driven by Playwright; a missing browser is an error that says how to get one."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from .outlook_page import OutlookPage

SCREENSHOTS = Path(__file__).parents[2] / "test-artifacts" / "screens"
WINDOW = {"width": 1440, "height": 900}

# How long something may take to be seen, in ms: what is asked is whether it comes, on machines with other work as well.
expect.set_options(timeout=20_000)

# What Chromium says of answers that a test asked for; the pane has to cope with them, not to hide them.
_EXPECTED = ("Failed to load resource", "TypeError: Failed to fetch dynamically imported module")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that `-m 'not browser'` leaves it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {
        "executable_path": _chromium(),
        "headless": True,
        "args": [
            *(["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []),
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    return {"viewport": WINDOW, "timezone_id": "Europe/Madrid", "locale": "en-US"}


@pytest.fixture
def quiet_page(page: Page) -> Iterator[Page]:
    """A page whose errors and policy violations are failures."""
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_EXPECTED):
            complaints.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


@pytest.fixture
def outlook(quiet_page: Page, demo) -> OutlookPage:
    """The stand-in Outlook in a browser."""
    return OutlookPage(quiet_page, demo.url, SCREENSHOTS)


def _chromium() -> str:
    found = os.environ.get("TRATO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail(
            "The browser tests need Chromium: run `make browser`, install the package chromium,"
            " or name one in TRATO_CHROMIUM.",
            pytrace=False,
        )
    return found
