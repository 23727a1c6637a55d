"""The JSON of calendars for other programs: feeds and files."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from trato.http.schemas import Schema

Scope = Literal["mine", "team"]


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
