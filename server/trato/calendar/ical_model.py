"""What a calendar file says, as values: items with their series and exceptions (RFC 5545 §3.6). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from trato.calendar.ical_lines import Component, Problem
from trato.calendar.recurrence_set import Moved, Series, within


@dataclass(frozen=True, slots=True)
class Entry:
    """One VEVENT, VTODO or VJOURNAL; `start` is None where it has no date, `key` its RECURRENCE-ID as a wall time."""

    component: Component
    start: datetime | None
    length: timedelta
    is_all_day: bool
    key: datetime | None = None

    @property
    def summary(self) -> str:
        """Return what it is about."""
        return self.component.text("SUMMARY")

    @property
    def status(self) -> str:
        """Return its status in capitals, empty if it says none."""
        return self.component.text("STATUS").strip().upper()

    @property
    def is_cancelled(self) -> bool:
        """Tell whether it does not take place."""
        return self.status == "CANCELLED"


class ItemDate(NamedTuple):
    """One date of an item; `recurrence_id` only where the item repeats."""

    uid: str
    recurrence_id: datetime | None
    start: datetime
    end: datetime
    entry: Entry

    @property
    def is_all_day(self) -> bool:
        """Tell whether it lasts whole days."""
        return self.entry.is_all_day


@dataclass(frozen=True, slots=True)
class Item:
    """An item with its exceptions. `series` is None where it has no date."""

    kind: str
    uid: str
    entry: Entry
    series: Series | None
    exceptions: dict[datetime, Entry]

    @property
    def repeats(self) -> bool:
        """Tell whether it may have several dates."""
        return bool(self.series and (self.series.rules or self.series.added or self.series.moved))

    def dates(
        self, begin: datetime | None = None, end: datetime | None = None, *, most: int | None = None
    ) -> Iterator[ItemDate]:
        """Yield its dates that overlap [begin, end), cancelled exceptions left out; at most `most`."""
        if self.series is None:
            return
        repeats, uid, entry, exceptions = self.repeats, self.uid, self.entry, self.exceptions
        for key, start, stop in islice(within(self.series, begin, end), most):
            told = exceptions.get(key, entry) if exceptions else entry
            yield ItemDate(uid, key if repeats else None, start, stop, told)


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A file's items in order, and what in it was not understood. `method` is iTIP's (RFC 5546), or empty."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
    method: str
    components: tuple[Component, ...]


def moved(entry: Entry, *, is_for_later_too: bool) -> Moved | None:
    """Return what an exception says of its date; None where it names none."""
    if entry.start is None:
        return None
    return Moved(entry.start, entry.start + entry.length, entry.is_cancelled, is_for_later_too)
