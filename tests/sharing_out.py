"""How test files are shared out to several processes (pytest-xdist): which stay together, and which begin.

What looks at the demo stays in two processes, for setting one up costs as much as many tests: those of the pane beside
Outlook, and all others. Files that take long begin,
so that no process is still at one of them when the others have ended; those that wait for a browser or for workers
begin before those that compute.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

DEMO = ("tests/browser/", "tests/commands/test_demo_serves.py")
BESIDE_OUTLOOK = ("tests/browser/test_pane", "tests/browser/test_office_js.py", "tests/browser/test_walk.py")
BEGIN = ("tests/browser/", "tests/chaos/", "tests/jobs/", "tests/commands/", "tests/privacy/", "tests/calendar/")


def begin_with_the_long(items: list[pytest.Item]) -> None:
    """Put the files of these folders first; within a folder the order stays as it was."""
    items.sort(key=lambda item: _place(item.nodeid))


def _place(nodeid: str) -> int:
    return next((place for place, folder in enumerate(BEGIN) if nodeid.startswith(folder)), len(BEGIN))


class ByFileAndDemo(LoadScopeScheduling):
    """Each file by itself, in order; what looks at the demo is two."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        super().__init__(config, log)
        self.config.option.loadscopereorder = False  # else files of many tests come first, however short these are

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file.startswith(DEMO):
            return "the pane's demo" if file.startswith(BESIDE_OUTLOOK) else "the workspace's demo"
        return file
