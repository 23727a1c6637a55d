"""Calendar items and what may happen to them; values only."""

from dataclasses import dataclass
from datetime import datetime

from trato.demo.model import Party


@dataclass(frozen=True)
class Guest:
    """Somebody invited, with their answer."""

    party: Party
    answer: str = "ACCEPTED"


@dataclass(frozen=True)
class Change:
    """An occurrence of a series that differs: moved, cancelled, or with other answers."""

    original: datetime
    start: datetime
    minutes: int
    status: str = "CONFIRMED"
    declined_by: tuple[str, ...] = ()
    summary: str = ""


@dataclass(frozen=True)
class Meeting:
    """A calendar item; a series has a rule and its changes."""

    uid: str
    summary: str
    start: datetime
    minutes: int
    zone: str
    organizer: Party
    guests: tuple[Guest, ...]
    holders: tuple[str, ...]
    """Whose calendars hold it (upn)."""
    location: str = ""
    description: str = ""
    status: str = "CONFIRMED"
    visibility: str = "PUBLIC"
    busy: str = "BUSY"
    days: int = 0
    """Whole days, when it is an all-day item."""
    weekly: int = 0
    """Repeats every so many weeks; 0 for none."""
    monthly: str = ""
    """Repeats monthly by this BYDAY, e.g. 1TU."""
    count: int = 0
    changes: tuple[Change, ...] = ()
    skipped: tuple[datetime, ...] = ()
    category: str = ""
    account: str = ""
    opportunity: str = ""
    case: str = ""
