"""The JSON of calendars for other programs: feeds, and files out and in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from trato.http.schemas import Schema

Scope = Literal["mine", "team"]
MOST_CHARACTERS = 900_000


class CalendarFeedIn(Schema):
    """A feed of one's own calendar, or of those whose calendars one looks at."""

    scope: Scope = "mine"
    language: Literal["es", "en"] = "es"


class CalendarFeedOut(Schema):
    """A feed; `path` holds its secret and is told once, when it is made. `read_at` is when a program last read it."""

    id: str
    scope: Scope
    language: Literal["es", "en"]
    path: str | None
    made_at: datetime
    read_at: datetime | None


class CalendarFeedsOut(Schema):
    """The caller's feeds, newest first."""

    items: list[CalendarFeedOut]


class CalendarExportQuery(Schema):
    """Which calendars to write, and from when to when."""

    scope: Scope = "mine"
    window_from: datetime | None = None
    window_to: datetime | None = None


class CalendarFileOut(Schema):
    """A calendar file (RFC 5545) and what to call it."""

    name: str
    content: str


class CalendarFileIn(Schema):
    """A calendar file as text."""

    content: Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]


class CalendarImportIn(CalendarFileIn):
    """A file to be brought in: what it is called, and the places of the chosen dates in its preview."""

    name: Annotated[str, Field(max_length=200)] = ""
    places: Annotated[list[Annotated[int, Field(ge=0, le=10_000)]], Field(min_length=1, max_length=300)]


class FileDateOut(Schema):
    """One date of a file; only a `new` one comes in, all others say why not."""

    place: int
    subject: str
    where: str
    start: datetime | None
    end: datetime | None
    is_all_day: bool
    is_private: bool
    repeats: bool
    verdict: Literal["new", "known", "over", "far", "cancelled", "no_date", "not_an_event", "too_long", "too_many"]


class FileProblemOut(Schema):
    """What a line says that is not understood."""

    line: int
    reason: str


class CalendarForecastOut(Schema):
    """What a file would bring in."""

    dates: list[FileDateOut]
    problems: list[FileProblemOut]


class CalendarImportOut(Schema):
    """A file that came in.

    Of its `dates`, `written` stand in Outlook, `waiting` are on their way, `refused` Outlook never takes; an undo
    `left` those that have guests by now.
    """

    id: str
    name: str
    made_at: datetime
    undone_at: datetime | None
    dates: int
    written: int
    waiting: int
    refused: int
    left: int


class CalendarImportsOut(Schema):
    """The caller's imports, newest first."""

    items: list[CalendarImportOut]
