"""Ask Graph for several streams of one mailbox at once, each ahead of what has been applied.

LANES threads ask, as many as Graph answers for one mailbox at a time (Graph: throttling limits); one more reads what
came, while the database works. The caller takes the pages and applies them, one after the other, so that order and
locks stay simple. A stream whose feed reads ahead has at most AHEAD pages that were asked for and not applied: one on
its way while another is applied. More would only lie in memory, a dozen megabytes each.
"""

from __future__ import annotations

import itertools
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from trato.sync.protocols import Feed, Fetched, Page, ReadsAhead

LANES = 4
AHEAD = 2
# The thread that applies is ready for a moment after each statement. While another one reads a page it would wait for
# the interpreter's usual 5 ms each time, a hundred times a page.
SWITCH_S = 0.0005


@dataclass(eq=False, slots=True)
class Source:
    """A feed and the cursor from which to read it; `credit` is how many pages may still be asked for."""

    feed: Feed[Any]
    cursor: str
    credit: threading.Semaphore = field(init=False)
    is_dropped: bool = False

    def __post_init__(self) -> None:
        self.credit = threading.Semaphore(AHEAD if isinstance(self.feed, ReadsAhead) else 1)


@dataclass(frozen=True, slots=True)
class Arrival:
    """The page after `cursor`, or why there is none. `asked` and `came` order it among the others of the mailbox."""

    source: Source
    cursor: str
    asked: int
    came: int
    page: Page[Any] | None = None
    error: Exception | None = None


class Pipeline:
    """Pages of several sources in the order in which they came."""

    def __init__(self) -> None:
        if sys.getswitchinterval() > SWITCH_S:
            sys.setswitchinterval(SWITCH_S)
        self._ticks = itertools.count(1)
        self._numbers = itertools.count()
        self._waiting: queue.PriorityQueue[tuple[float, int, Source | None]] = queue.PriorityQueue()
        self._unread: queue.SimpleQueue[tuple[Arrival, Callable[[], Page[Any]] | None] | None] = queue.SimpleQueue()
        self._ready: queue.SimpleQueue[Arrival] = queue.SimpleQueue()
        self._is_over = threading.Event()
        self._lock = threading.Lock()
        self._asked: set[int] = set()
        self._sources: list[Source] = []
        self._lanes = 0

    def add(self, source: Source, place: float) -> None:
        """Have a source read, those of a lower place first."""
        self._sources.append(source)
        self._waiting.put((place, next(self._numbers), source))
        if self._lanes == 0:
            threading.Thread(target=self._read, name="sync-reader", daemon=True).start()
        if self._lanes < LANES:
            self._lanes += 1
            threading.Thread(target=self._lane, name=f"sync-lane-{self._lanes}", daemon=True).start()

    def take(self, timeout_s: float) -> Arrival | None:
        """Return the next page that was read, or None after a while without any."""
        try:
            return self._ready.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def done(self, arrival: Arrival) -> None:
        """Say that an arrival was dealt with: its source may ask for one more page."""
        with self._lock:
            self._asked.discard(arrival.asked)
        arrival.source.credit.release()

    def drop(self, source: Source) -> None:
        """Ask for no more of a source; what is under way still comes."""
        source.is_dropped = True
        source.credit.release()

    def oldest_asked(self) -> int:
        """Return when the oldest request was sent whose page was not dealt with; the present if there is none."""
        with self._lock:
            return min(self._asked, default=next(self._ticks))

    def close(self) -> None:
        """Let the threads end, as soon as Graph has answered what was asked."""
        self._is_over.set()
        for _ in range(self._lanes):
            self._waiting.put((float("inf"), next(self._numbers), None))
        for source in self._sources:
            source.credit.release()
        self._unread.put(None)

    def _lane(self) -> None:
        while (source := self._waiting.get()[2]) is not None and not self._is_over.is_set():
            self._fetch(source)

    def _fetch(self, source: Source) -> None:
        cursor = source.cursor
        while True:
            source.credit.acquire()
            if self._is_over.is_set() or source.is_dropped:
                return
            with self._lock:
                asked = next(self._ticks)
                self._asked.add(asked)
            try:
                fetched = _fetched(source.feed, cursor)
            except Exception as error:  # told to the thread that applies, which raises what it does not know
                self._unread.put((Arrival(source, cursor, asked, next(self._ticks), error=error), None))
                return
            self._unread.put((Arrival(source, cursor, asked, next(self._ticks)), fetched.read))
            if fetched.is_last:
                return
            cursor = fetched.cursor

    def _read(self) -> None:
        while (work := self._unread.get()) is not None:
            arrival, read = work
            if read is not None and not self._is_over.is_set():
                try:
                    arrival = replace(arrival, page=read())
                except Exception as error:
                    arrival = replace(arrival, error=error)
            self._ready.put(arrival)


def _fetched(feed: Feed[Any], cursor: str) -> Fetched[Any]:
    if isinstance(feed, ReadsAhead):
        return feed.fetch(cursor)
    page = feed.page(cursor)
    return Fetched(page.cursor, page.is_last, lambda: page)
