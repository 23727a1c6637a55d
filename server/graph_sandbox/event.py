"""A calendar item as kept: one object per series, exceptions inside it, so that one version tells its whole state."""

from datetime import datetime, timedelta

from msgspec import Struct

from graph_sandbox.fields import Person
from graph_sandbox.letter import Attachment, BodyKind


class Attendee(Struct, frozen=True):
    """Someone invited, and what they answered."""

    person: Person
    kind: str = "required"
    response: str = "none"
    answered: datetime | None = None


class Recurrence(Struct, frozen=True):
    """When a series happens: an RFC 5545 rule on wall-clock time, without and with single days.

    `excluded` and `extra` are wall-clock starts; they are naive because a rule lives in its event's own zone.
    """

    rule: str | None
    excluded: tuple[datetime, ...] = ()
    extra: tuple[datetime, ...] = ()


class Event(Struct, frozen=True):
    """One single event, or a series with its exceptions. `start` and `end` are aware, in the zone it was made in."""

    key: int
    calendar: int
    place: int
    version: int
    uid: str
    subject: str
    start: datetime
    end: datetime
    created: datetime
    modified: datetime
    organizer: Person
    is_organizer: bool = True
    is_all_day: bool = False
    body_kind: BodyKind = "text"
    body: str = ""
    location: str = ""
    attendees: tuple[Attendee, ...] = ()
    response: str = "none"
    answered: datetime | None = None
    show_as: str = "busy"
    sensitivity: str = "normal"
    importance: str = "normal"
    categories: tuple[str, ...] = ()
    is_cancelled: bool = False
    is_reminder_on: bool = False
    reminder_minutes: int = 15
    transaction_id: str | None = None
    online_url: str | None = None
    response_requested: bool = True
    allow_new_times: bool = True
    hide_attendees: bool = False
    recurrence: Recurrence | None = None
    original: datetime | None = None
    exceptions: tuple["Event", ...] = ()
    attachments: tuple[Attachment, ...] = ()
    extended: tuple[tuple[str, str], ...] = ()

    @property
    def duration(self) -> timedelta:
        """How long it lasts on the wall clock."""
        return self.end.replace(tzinfo=None) - self.start.replace(tzinfo=None)

    @property
    def rank(self) -> tuple[float, int]:
        """Earliest start first."""
        return (self.start.timestamp(), self.key)
