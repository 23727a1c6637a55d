"""What a search for a common time is asked and answers: people, their calendars, slots and reasons. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

Hours = Mapping[int, tuple[tuple[time, time], ...]]
OFFICE_HOURS: Hours = {day: ((time(9), time(17)),) for day in range(5)}
MOST_PEOPLE = 20
DEFAULT_STEP_MIN = 15
DEFAULT_LIMIT = 10


class Status(StrEnum):
    """What a calendar says of a time (Graph: event.showAs)."""

    FREE = "free"
    TENTATIVE = "tentative"
    BUSY = "busy"
    OUT = "oof"
    ELSEWHERE = "workingElsewhere"
    UNKNOWN = "unknown"


class Prefer(StrEnum):
    """Which slot comes first."""

    EARLIEST = "earliest"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open time, aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Busy:
    """A time that a calendar holds, with where it is if that is known."""

    start: datetime
    end: datetime
    status: Status = Status.BUSY
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody to meet. `unknown` are times that nobody can tell about: they are never free.

    `hours` by weekday (0 is Monday) are those of their own zone. `country` and `region` (ISO 3166) tell their public
    holidays. `most_per_day` bounds how many meetings a day holds, this one counted. `unknown_why` is a code: not
    connected, beyond the dates that are read, no mailbox, not answered, refused, too many entries.
    """

    id: str
    zone: ZoneInfo
    is_required: bool = True
    hours: Hours = field(default_factory=lambda: OFFICE_HOURS)
    busy: tuple[Busy, ...] = ()
    unknown: tuple[Period, ...] = ()
    country: str = ""
    region: str = ""
    most_per_day: int | None = None
    unknown_why: str = ""


@dataclass(frozen=True, slots=True)
class SlotRequest:
    """A search: everything in minutes unless it is an instant.

    `travel_to` and `travel_from` are kept free around the slot for everybody required, the buffers for everybody.
    With `place`, the way from and to events whose place is known is kept free as well. `habits` are local hours that
    the customer likes, by weekday; `due` is when the meeting should best be.
    """

    now: datetime
    duration: int
    window: Period
    attendees: tuple[Attendee, ...]
    prefer: Prefer = Prefer.BEST
    step: int = DEFAULT_STEP_MIN
    notice: int = 0
    buffer_before: int = 0
    buffer_after: int = 0
    travel_to: int = 0
    travel_from: int = 0
    place: Place | None = None
    habits: Hours = field(default_factory=dict)
    due: Period | None = None
    limit: int = DEFAULT_LIMIT


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score or of an explanation; whoever shows it finds the words for `code`."""

    code: str
    points: float = 0.0
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that everybody required has, with how good it is (0 to 1) and why."""

    start: datetime
    end: datetime
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What would help where nothing is free: a limit to give up, and how many slots there were then."""

    code: str
    params: Mapping[str, str]
    slots: int
    earliest: datetime


@dataclass(frozen=True, slots=True)
class WhyNone:
    """Why there is no slot: what stands in each one's way, and what to relax, the smallest concession first."""

    blockers: tuple[Reason, ...]
    relax: tuple[Relaxation, ...]


@dataclass(frozen=True, slots=True)
class SlotAnswer:
    """The slots, best first, or why there is none."""

    slots: tuple[Slot, ...]
    why_none: WhyNone | None = None
