"""The JSON of calendars of several people: entries, loads, who could step in, moves, and an assistant's day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from trato.http.inputs import Id
from trato.http.schemas import NamedOut, Schema
from trato.http.schemas_scheduling import PeriodOut

EntryKind = Literal["visit", "meeting", "own", "busy", "hold"]
Shown = Literal["free", "tentative", "busy", "oof", "workingElsewhere", "unknown"]
CoverKind = Literal["free", "busy", "off", "unknown"]


class TeamQuery(Schema):
    """Which calendars, when, and what of them: ids and kinds separated by commas, nothing given for all."""

    from_: datetime = Field(alias="from")
    to: datetime
    users: Annotated[str, Field(max_length=2000, pattern=r"^[0-9]{1,18}(,[0-9]{1,18})*$")] | None = None
    account_id: Id | None = None
    kinds: Annotated[str, Field(max_length=60, pattern=r"^[a-z]+(,[a-z]+)*$")] | None = None


class CalendarPersonOut(NamedOut):
    """Whose calendar one may look at, why, and what one may do in their name."""

    access: Literal["own", "team", "delegated"]
    scopes: list[Literal["see", "book", "links"]]
    timezone: str
    manager: NamedOut | None
    territories: list[NamedOut]


class EntryOut(Schema):
    """A time in somebody's calendar. `busy` tells nothing more; `event_id` only where the caller may move it."""

    id: str
    user_id: str
    start: datetime
    end: datetime
    kind: EntryKind
    shown_as: Shown
    is_all_day: bool
    title: str
    place: str
    accounts: list[NamedOut]
    opportunity_id: str | None
    event_id: str | None
    hold_id: str | None
    made_by: NamedOut | None
    expires_at: datetime | None


class DayLoadOut(Schema):
    """How full somebody's day is, in minutes; unknown where no calendar tells."""

    user_id: str
    day: date
    busy_min: int
    work_min: int
    visits: int
    is_unknown: bool


class TeamCalendarOut(Schema):
    """Calendars beside each other; `choosable` are all that one may look at."""

    now: datetime
    people: list[CalendarPersonOut]
    choosable: list[CalendarPersonOut]
    entries: list[EntryOut]
    loads: list[DayLoadOut]


class TableOut(Schema):
    """A file to be saved: its name, what it is, and what is in it."""

    name: str
    content_type: str
    text: str


class CoverQuery(Schema):
    """Who could be there instead of whom, when, and at which customer."""

    user_id: Id
    from_: datetime = Field(alias="from")
    to: datetime
    account_id: Id | None = None


class CandidateOut(NamedOut):
    """Somebody who might step in; only who is `free` is offered."""

    cover: CoverKind
    busy_min: int
    work_min: int
    is_in_territory: bool
    travel_min: int | None


class CoverOut(Schema):
    """Who could step in, best first."""

    items: list[CandidateOut]


class MoveIn(Schema):
    """An appointment and where it is to begin."""

    user_id: Id
    event_id: Id
    start: datetime


class ToldOut(Schema):
    """Somebody whom Outlook sends the new time."""

    name: str
    address: str
    is_ours: bool


class MoveShownOut(Schema):
    """What a move would do; `token` stands for exactly this."""

    event_id: str
    user_id: str
    subject: str
    before: PeriodOut
    after: PeriodOut
    told: list[ToldOut]
    cover: CoverKind
    token: str


class MoveMadeIn(MoveIn):
    """A move that a person has looked at."""

    token: str = Field(min_length=8, max_length=64, pattern=r"^[0-9a-f]+$")


class MoveOut(Schema):
    """A move that was made: in whose calendar, by whom, and how many people Outlook told."""

    id: str
    user: NamedOut
    by: NamedOut | None
    subject: str
    before: PeriodOut
    after: PeriodOut
    told: int
    at: datetime
    written: bool


class WaitingInvitationOut(Schema):
    """A meeting somebody was asked to and has not answered."""

    user_id: str
    event_id: str
    subject: str
    organizer: str
    start: datetime
    end: datetime


class AskedToMeetOut(Schema):
    """A customer whose newest mail asks to meet."""

    user_id: str
    opportunity: NamedOut
    account: NamedOut
    since: datetime
    times: list[PeriodOut]


class DayOut(Schema):
    """What an assistant looks after: whose calendars, what waits, what runs out, and what was moved lately."""

    now: datetime
    people: list[CalendarPersonOut]
    invitations: list[WaitingInvitationOut]
    asked: list[AskedToMeetOut]
    holds: list[EntryOut]
    moves: list[MoveOut]
