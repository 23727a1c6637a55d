"""Outlook's limits per application and mailbox: 10,000 requests in 10 minutes, 4 at a time, 150 MB up in 5 minutes.

https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits. Refused requests count too.
"""

import threading
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from msgspec import Struct

from graph_sandbox.clock import Clock
from graph_sandbox.web import GraphError


class Limits(Struct):
    """The numbers; None switches a limit off."""

    requests: int | None = 10_000
    window_s: float = 600.0
    concurrent: int | None = 4
    upload_bytes: int | None = 150_000_000
    upload_window_s: float = 300.0


class Gate:
    """Lets requests in while the limits allow it."""

    def __init__(self, clock: Clock) -> None:
        self.limits = Limits()
        self._clock = clock
        self._lock = threading.Lock()
        self._running: Counter[tuple[str, str]] = Counter()
        self._seen: dict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._uploads: dict[tuple[str, str], deque[tuple[float, int]]] = defaultdict(deque)

    @contextmanager
    def entered(self, application: str, mailbox: str, *, upload: int = 0) -> Iterator[None]:
        """Hold a place for one request that brings `upload` bytes (PATCH, POST, PUT).

        Raises:
            GraphError: 429 with a (fractional) Retry-After.
        """
        key = (application, mailbox)
        with self._lock:
            self._count(key)
            self._weigh(key, upload)
            if self.limits.concurrent is not None and self._running[key] >= self.limits.concurrent:
                raise throttled("0.487", "MailboxConcurrency")
            self._running[key] += 1
        try:
            yield
        finally:
            with self._lock:
                self._running[key] -= 1

    def _count(self, key: tuple[str, str]) -> None:
        if self.limits.requests is None:
            return
        now, window = self._clock.now().timestamp(), self.limits.window_s
        seen = self._seen[key]
        while seen and seen[0] <= now - window:
            seen.popleft()
        seen.append(now)
        if len(seen) > self.limits.requests:
            wait = timedelta(seconds=seen[len(seen) - self.limits.requests - 1] + window - now)
            raise throttled(f"{max(wait.total_seconds(), 0.001):.3f}", "RequestCount")

    def _weigh(self, key: tuple[str, str], size: int) -> None:
        if self.limits.upload_bytes is None or not size:
            return
        now, window = self._clock.now().timestamp(), self.limits.upload_window_s
        sent = self._uploads[key]
        while sent and sent[0][0] <= now - window:
            sent.popleft()
        if sum(weight for _, weight in sent) + size > self.limits.upload_bytes:
            wait = sent[0][0] + window - now if sent else window
            raise throttled(f"{max(wait, 0.001):.3f}", "UploadSize")
        sent.append((now, size))


def throttled(retry_after: str | None, limit: str = "MailboxConcurrency") -> GraphError:
    """429 as Outlook words it."""
    headers = {"Retry-After": retry_after} if retry_after is not None else {}
    return GraphError(429, "ApplicationThrottled", f"Application is over its {limit} limit.", headers)
