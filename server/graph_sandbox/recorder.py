"""Keeps the latest requests as they came, so that a test can look at what a client sends, and when."""

import threading
import time
from collections import deque
from typing import Any

from msgspec import Struct

from graph_sandbox.web import Request

_KEPT, _LONGEST_BODY = 5_000, 65_536
_SHOWN = ("prefer", "content-type", "if-match", "client-request-id", "accept-encoding", "user-agent")


class Recorded(Struct):
    """A request: when it came (seconds of a clock that only runs forward), and the status it got (0: none yet)."""

    at_s: float
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: str
    is_in_batch: bool
    status: int = 0


class Recorder:
    """The latest requests to Graph, parts of a batch by themselves after it; no tokens, no long bodies."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: deque[Recorded] = deque(maxlen=_KEPT)

    def note(self, request: Request) -> Recorded:
        """A request came."""
        body = request.body.decode("utf-8", "replace") if len(request.body) <= _LONGEST_BODY else ""
        headers = {name: request.headers[name] for name in _SHOWN if name in request.headers}
        noted = Recorded(
            time.monotonic(), request.method, request.path, request.query_text, headers, body, request.is_in_batch
        )
        with self._lock:
            self._kept.append(noted)
        return noted

    def clear(self) -> None:
        """Forget them."""
        with self._lock:
            self._kept.clear()

    def report(self) -> dict[str, Any]:
        """All that are kept, oldest first."""
        with self._lock:
            return {"requests": list(self._kept)}
