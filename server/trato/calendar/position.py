"""Where the reading of a calendar stands: the link to go on with, the window of dates it is for, and a new window.

The window of Graph's calendarView delta is fixed for the life of its token (Graph: event delta). It is rolled forward
without a gap: the new window is read to its end while the old link is kept; then the old link tells what changed
meanwhile, once; then the new link takes over. What the new link tells began before the old one was left.

A round that starts anew reads the window first and the list of all events (with the series, and what lies outside the
window) after it: whatever goes or changes from the first page on is told by the view's own link later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import msgspec

from trato import typed
from trato.calendar.model import Window

PAST = timedelta(days=730)
AHEAD = timedelta(days=365)
LEAST_AHEAD = timedelta(days=274)


@dataclass(frozen=True, slots=True)
class Roll:
    """A new window on its way; `is_read` once its link tells of later changes only."""

    window: Window
    link: str
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """A cursor of the calendar's feed, read. `events`: the next page of the list, of a round that started anew."""

    window: Window
    link: str
    roll: Roll | None = None
    events: str = ""
    is_in_events: bool = False

    @property
    def is_reading_the_new_window(self) -> bool:
        """Tell whether the next page is one of the window that is to come."""
        return self.roll is not None and not self.roll.is_read

    @property
    def next_link(self) -> str:
        """Return the link of the next page."""
        if self.roll is not None and not self.roll.is_read:
            return self.roll.link
        return self.events if self.is_in_events else self.link

    def after(self, *, next_link: str | None, delta_link: str | None) -> Position:
        """Return where one stands after a page that ended with one of the two links, or as a list with neither."""
        if self.roll is not None and not self.roll.is_read:
            link = next_link or delta_link or ""
            return replace(self, roll=replace(self.roll, link=link, is_read=next_link is None))
        if self.is_in_events:
            return replace(self, events=next_link or "", is_in_events=next_link is not None)
        return replace(self, link=next_link or delta_link or "", is_in_events=next_link is None and bool(self.events))

    def rolled(self) -> Position:
        """Return the position in the new window, once the old link has told its last."""
        return self if self.roll is None else Position(self.roll.window, self.roll.link)

    def text(self) -> str:
        """Return it as a cursor."""
        return msgspec.json.encode(self).decode()


def read_position(cursor: str) -> Position | None:
    """Read a cursor back; None for one that says no window, as the first versions of Trato wrote them."""
    try:
        return typed.from_json(cursor, Position)
    except msgspec.DecodeError:
        return None


def usual_window(now: datetime) -> Window:
    """Return the dates to keep, seen from `now`: two years back, one ahead, in whole days of UTC."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return Window(today - PAST, today + AHEAD)


def windows_of(cursor: str, now: datetime) -> tuple[Window, Window | None]:
    """Return the window a cursor reads, and the one to roll on to when less than nine months of it lie ahead."""
    position = read_position(cursor)
    if position is None:
        return usual_window(now), None
    is_due = position.window.end - now < LEAST_AHEAD
    return position.window, usual_window(now) if is_due else None
