"""The JSON of what the Outlook pane asks beyond the context: relations, tasks, reports, readings, selections."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from trato.http.schemas import ContactOut, InteractionOut, NamedOut, Schema


class KnownContactOut(ContactOut):
    """A contact with whom they report to, their language, when we last had to do with them, and what we remark."""

    reports_to_id: str | None
    language: str | None
    last_at: datetime | None
    remarks: str
    etag: str


class InTouchOut(Schema):
    """One of us, how often they had to do with the customer in the last year, and when last."""

    user: NamedOut
    times: int
    last_at: datetime


class TaskOut(Schema):
    """One thing to do, by somebody, by a date."""

    id: str
    title: str
    due_on: date | None
    assignee: NamedOut
    account_id: str | None
    opportunity_id: str | None
    done_at: datetime | None
    etag: str


class ReportOut(Schema):
    """What came out of a meeting that began at `held_at`."""

    event_id: str
    held_at: datetime | None
    result: Literal["went_well", "undecided", "went_badly", "did_not_happen"]
    discussed: str
    promised: str
    concerns: str
    author: NamedOut | None
    written_at: datetime
    etag: str


class MeetingReportOut(Schema):
    """The report of a meeting; null before somebody wrote one."""

    report: ReportOut | None


class RelationsOut(Schema):
    """How we stand with a customer. `waiting` are mails that none of us answered, the oldest first.

    `country` is where they mostly are (ISO 3166-1 alpha-2).
    """

    country: str | None
    contacts: list[KnownContactOut]
    colleagues: list[InTouchOut]
    waiting: list[InteractionOut]
    tasks: list[TaskOut]
    reports: list[ReportOut]


class SourcedOut(Schema):
    """A value read from a mail, and where it stood."""

    value: str
    source: str | None


class CardOut(Schema):
    """What a mail says about its sender."""

    name: SourcedOut | None
    title: SourcedOut | None
    company: SourcedOut | None
    department: SourcedOut | None
    phones: list[SourcedOut]
    emails: list[SourcedOut]


class NamedTimeOut(Schema):
    """A time that a mail names, and the words it was read from."""

    start: datetime
    end: datetime | None
    text: str


class ReadingOut(Schema):
    """What was understood of a mail's text, which is not kept. `meeting_intent` is from 0 to 1."""

    sender: CardOut
    questions: list[str]
    language: str | None
    meeting_intent: float
    times: list[NamedTimeOut]


class AlikeOut(Schema):
    """A contact who is likely the one that writes, and what says so."""

    contact: ContactOut
    reasons: list[Literal["same_address", "same_name", "shorter_name", "address_of_name"]]


class AlikeListOut(Schema):
    """Whom of our contacts somebody is likely; empty if nobody, or if anybody might be meant."""

    items: list[AlikeOut]


class SelectedOut(Schema):
    """What one of several selected mails concerns; one that is not kept has no thread."""

    thread_id: str | None
    state: Literal["confirmed", "suggested", "rejected", "none"]
    account: NamedOut | None
    opportunity: NamedOut | None


class SelectionOut(Schema):
    """What each selected mail concerns, in the order asked."""

    items: list[SelectedOut]


class DecidedOut(Schema):
    """Whether a thread was decided on; `code` says why not."""

    thread_id: str
    code: str | None


class DecisionsOut(Schema):
    """What became of each thread."""

    items: list[DecidedOut]
