"""When somebody is taken."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from graph_sandbox.event import Event
from graph_sandbox.mailbox import Mailbox
from graph_sandbox.recurrence import between

# https://learn.microsoft.com/graph/outlook-get-free-busy-schedule
_DIGITS = {"free": "0", "tentative": "1", "busy": "2", "oof": "3", "workingElsewhere": "4"}
_WEIGHT = {"0": 0, "4": 1, "1": 2, "2": 3, "3": 4}


class Busy(Struct, frozen=True):
    """One entry of a calendar within a period."""

    start: datetime
    end: datetime
    status: str
    event: Event


def busy_times(mailbox: Mailbox, start: datetime, end: datetime) -> list[Busy]:
    """The entries of the default calendar that show as anything, in order."""
    # The caller holds its own mailbox's lock; to take a second one could end in a deadlock.
    events = mailbox.agenda.events(mailbox.agenda.default).snapshot()
    found = [o.event for event in events if not event.is_cancelled for o in between(event, start, end)]
    return sorted((Busy(e.start, e.end, e.show_as, e) for e in found), key=lambda slot: slot.start)


def digits(busy: list[Busy], start: datetime, end: datetime, interval: int) -> str:
    """One digit per slot: the strongest claim on it."""
    step, at, shown = timedelta(minutes=interval), start.astimezone(UTC), ""
    while at < end:
        until = min(at + step, end)
        claims = [_DIGITS.get(b.status, "2") for b in busy if b.start < until and b.end > at]
        shown += max(claims, key=lambda digit: _WEIGHT[digit], default="0")
        at = until
    return shown
