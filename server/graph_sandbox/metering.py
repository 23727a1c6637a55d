"""Counts what clients do: requests, how many at once per mailbox, refusals."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from graph_sandbox.recorder import Recorder

_LONGEST_NAME, _GUID_DASHES = 40, 4


class Meter:
    """Counters since the start or the last reset."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_flight: Counter[str] = Counter()
        self.recorder = Recorder()
        self.reset()

    def reset(self) -> None:
        """Start counting anew; requests in flight stay counted as such."""
        with self._lock:
            self._requests = 0
            self._by_route: Counter[str] = Counter()
            self._by_part: Counter[str] = Counter()
            self._by_status: Counter[int] = Counter()
            self._by_mailbox: Counter[str] = Counter()
            self._by_folder: Counter[str] = Counter()
            self._peak: Counter[str] = Counter()
            self._throttled = 0

    @contextmanager
    def in_flight(self, mailbox: str) -> Iterator[int]:
        """Hold a request as running; gives how many run on that mailbox, this one included."""
        with self._lock:
            self._in_flight[mailbox] += 1
            self._by_mailbox[mailbox] += 1
            running = self._in_flight[mailbox]
            self._peak[mailbox] = max(self._peak[mailbox], running)
        try:
            yield running
        finally:
            with self._lock:
                self._in_flight[mailbox] -= 1

    def visit(self, folders: Iterable[str]) -> None:
        """One request, perhaps within a batch, named these folders, lists or calendars."""
        with self._lock:
            self._by_folder.update(folders)

    def count(self, method: str, path: str, status: int) -> None:
        """One request was answered."""
        with self._lock:
            self._requests += 1
            self._by_route[f"{method} {_shape(path)}"] += 1
            self._by_status[status] += 1
            self._throttled += status == HTTPStatus.TOO_MANY_REQUESTS

    def count_part(self, method: str, path: str) -> None:
        """One part of a batch was answered."""
        with self._lock:
            self._by_part[f"{method} {_shape(path)}"] += 1

    def report(self) -> dict[str, Any]:
        """The counters."""
        with self._lock:
            return {
                "requests": self._requests,
                "throttled": self._throttled,
                "by_route": dict(self._by_route),
                "by_part": dict(self._by_part),
                "by_status": {str(status): number for status, number in self._by_status.items()},
                "by_mailbox": dict(self._by_mailbox),
                "by_folder": dict(self._by_folder),
                "in_flight_peak": dict(self._peak),
                "in_flight_peak_highest": max(self._peak.values(), default=0),
            }


def _shape(path: str) -> str:
    """A path with its ids left out, for counting."""
    parts = [
        "{id}" if len(part) > _LONGEST_NAME or "@" in part or part.count("-") == _GUID_DASHES else part
        for part in path.split("/")
    ]
    return "/".join(parts)
