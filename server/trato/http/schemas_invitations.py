"""The JSON of meetings that go by mail."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from trato.http.schemas import Schema
from trato.http.schemas_scheduling import GuestIn, LongText, Words

MOST_CHARACTERS = 900_000


class CalendarMailIn(Schema):
    """A mail as it came (RFC 5322) or a calendar file, as text."""

    content: Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]


class InvitedOut(Schema):
    """Somebody invited, and what they answered."""

    address: str
    name: str
    response: Literal["accepted", "declined", "tentative", "needs-action", "delegated"]


class OtherTimeOut(Schema):
    """A time that somebody would like instead; `decision` is empty until a person settles it."""

    id: str
    address: str
    start: datetime
    end: datetime
    comment: str
    decision: Literal["", "accepted", "declined"]


class InvitationOut(Schema):
    """A meeting that goes by mail: one's own (`is_ours`), or one that somebody asks to."""

    id: str
    is_ours: bool
    organizer: str
    subject: str
    place: str
    start: datetime | None
    end: datetime | None
    is_all_day: bool
    recurrence: str
    answer: str
    cancelled: bool
    guests: list[InvitedOut]
    proposals: list[OtherTimeOut]


class CalendarMessageOut(Schema):
    """What became of one meeting of a mail: applied, or left as it was and why."""

    method: Literal["REQUEST", "REPLY", "COUNTER", "CANCEL", "DECLINECOUNTER"]
    outcome: Literal[
        "applied", "older", "repeated", "unknown", "not_the_sender", "not_the_organizer", "not_invited", "cancelled",
        "not_understood",
    ]  # fmt: skip
    subject: str
    invitation: InvitationOut | None


class CalendarMailOut(Schema):
    """What became of each meeting of a mail."""

    items: list[CalendarMessageOut]


class InvitationsOut(Schema):
    """The caller's meetings that go by mail, by their time."""

    items: list[InvitationOut]


class InvitationsQuery(Schema):
    """Of which mail; nothing given for all. By its Message-ID (RFC 5322), as Outlook tells it."""

    internet_message_id: Annotated[str, Field(max_length=998)] | None = None


class InvitationIn(Schema):
    """A meeting to be called by mail."""

    start: datetime
    duration_min: int = Field(45, ge=5, le=1440)
    subject: Words
    place: Words = ""
    text: LongText = ""
    guests: list[GuestIn] = Field(min_length=1, max_length=100)


class AnswerIn(Schema):
    """An answer to an invitation."""

    answer: Literal["accepted", "declined", "tentative"]
    as_draft: bool = False


class SettlementIn(Schema):
    """What is to become of another time."""

    decision: Literal["accepted", "declined"]
    as_draft: bool = False


class MailToSendOut(Schema):
    """A mail for a person to send: to whom, the calendar file in it, and all of it as a draft (RFC 5322, X-Unsent)."""

    method: Literal["REQUEST", "REPLY", "CANCEL", "DECLINECOUNTER"]
    to: list[str]
    subject: str
    calendar: str
    mail: str


class ToSendOut(Schema):
    """A meeting as it stands now, and what is left to send; `in_drafts` where it lies in Outlook's Drafts."""

    invitation: InvitationOut
    to_send: MailToSendOut | None
    in_drafts: bool
