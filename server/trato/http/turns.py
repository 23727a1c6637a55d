"""Turns: one organisation's storm of requests is worked on a few at a time while another organisation calls too.

Alone, an organisation may have every thread: the more notifications wait together, the more go into one commit. Beside
others each has so few at work that nobody stands behind many of another's, and at most half of the threads waiting.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from trato.errors import TratoError

AT_ONCE = 2
MOST_WAITING = 24
BESIDE_S = 1.0
REMEMBERED = 8
PATIENCE_S = 8.0


class TooManyWaitError(TratoError):
    """An organisation calls more often than there is room for beside others; call again later."""

    code = "too_many_wait"


@dataclass(slots=True)
class _Line:
    at_work: int = 0
    waiting: deque[threading.Lock] = field(default_factory=deque)


class Turns:
    """Who may go on now. Thread-safe; names cost nothing once nothing of theirs is under way."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._lines: dict[bytes, _Line] = {}
        self._called: OrderedDict[bytes, float] = OrderedDict()

    @contextmanager
    def of(self, name: bytes) -> Iterator[None]:
        """Wait for a turn of `name` and hold it. Raises TooManyWaitError when too many of it wait, or one too long."""
        gate = self._enter(name)
        if gate is not None and not gate.acquire(timeout=PATIENCE_S):
            self._give_up(name, gate)
        try:
            yield
        finally:
            self._leave(name)

    def _enter(self, name: bytes) -> threading.Lock | None:
        """Return what to wait for, None where there is nothing."""
        with self._lock:
            self._called[name] = self._clock()
            self._called.move_to_end(name)
            if len(self._called) > REMEMBERED:
                self._called.popitem(last=False)
            line = self._lines.setdefault(name, _Line())
            if line.at_work < AT_ONCE or not self._has_company(name):
                line.at_work += 1
                return None
            if len(line.waiting) >= MOST_WAITING:
                raise TooManyWaitError("too many calls of this organisation wait; call again later")
            gate = threading.Lock()
            gate.acquire()
            line.waiting.append(gate)
            return gate

    def _give_up(self, name: bytes, gate: threading.Lock) -> None:
        with self._lock:
            waiting = self._lines[name].waiting
            if gate in waiting:  # else its turn came in this very moment
                waiting.remove(gate)
                raise TooManyWaitError("calls of this organisation wait too long; call again later")

    def _leave(self, name: bytes) -> None:
        with self._lock:
            line = self._lines[name]
            line.at_work -= 1
            while line.waiting and (line.at_work < AT_ONCE or not self._has_company(name)):
                line.at_work += 1
                line.waiting.popleft().release()
            if not line.at_work:
                del self._lines[name]

    def _has_company(self, name: bytes) -> bool:
        since = self._clock() - BESIDE_S
        return any(at > since for other, at in self._called.items() if other != name)
