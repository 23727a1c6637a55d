"""A calendar event as one mailbox tells it (Graph: event resource; RFC 5545 VEVENT)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class EventType(StrEnum):
    """What an item of a calendar is (Graph: event.type)."""

    SINGLE = "singleInstance"
    MASTER = "seriesMaster"
    OCCURRENCE = "occurrence"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Window:
    """The dates for which occurrences are kept: half-open, aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody invited: `kind` is required, optional or resource; `response` as Graph spells it."""

    address: str
    name: str
    kind: str
    response: str


@dataclass(frozen=True, slots=True)
class EventItem:
    """One item of one calendar.

    `ical_uid` is that of the event, or of the series an occurrence belongs to when the calendar tells it.
    `occurrence_key` is the original start in UTC of an occurrence (RFC 5545 RECURRENCE-ID), empty otherwise.
    """

    remote_id: str
    change_key: str
    type: EventType
    ical_uid: str
    series_remote_id: str
    occurrence_key: str
    subject: str
    organizer: str
    attendees: tuple[Attendee, ...]
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    is_all_day: bool
    is_cancelled: bool
    is_online: bool
    is_organizer: bool
    response: str
    location: str
    sensitivity: str
    show_as: str
    recurrence: dict[str, Any] = field(default_factory=dict)
    categories: tuple[str, ...] = ()

    @property
    def is_part_of_series(self) -> bool:
        """Tell whether this is one date of a series."""
        return self.type in {EventType.OCCURRENCE, EventType.EXCEPTION}
