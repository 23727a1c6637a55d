"""What the Outlook pane may send beyond asking for the context: bounded, refused where it does not fit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from trato.http.inputs import AmountIn, Id, NextStepIn
from trato.http.schemas import Schema

MOST_SELECTED = 100
Line = Annotated[str, Field(max_length=200)]
Email = Annotated[str, Field(max_length=320, pattern=r"^[^@\s]+@[^@\s]+$")]


class ContactIn(Schema):
    """A new contact at an account."""

    account_id: Id
    name: str = Field(min_length=1, max_length=200)
    title: Line = ""
    department: Line = ""
    emails: list[Email] = Field(default_factory=list, max_length=10)
    phones: list[Annotated[str, Field(max_length=60)]] = Field(default_factory=list, max_length=10)
    influence: int | None = Field(None, ge=0, le=100)
    buying_role: Literal["decision_maker", "buyer", "influencer", "evaluator", "user", "gatekeeper"] | None = None


class ContactChangeIn(Schema):
    """What we think of a contact; what is not named stays."""

    influence: int | None = Field(None, ge=0, le=100)
    buying_role: Literal["decision_maker", "buyer", "influencer", "evaluator", "user", "gatekeeper"] | None = None
    remarks: str = Field("", max_length=2000)


class AlikeQuery(Schema):
    """Somebody who writes from an address that is nobody's yet."""

    address: Email
    name: Line = ""


class AddressIn(Schema):
    """One more address of a contact."""

    address: Email


class OpportunityIn(Schema):
    """A new opportunity at an account; without a stage it starts at the first one."""

    account_id: Id
    name: str = Field(min_length=1, max_length=200)
    stage: str | None = Field(None, max_length=100)
    amount: AmountIn | None = None
    close_date: date | None = None
    next_step: NextStepIn | None = None
    contact_ids: list[Id] = Field(default_factory=list, max_length=50)


class TaskIn(Schema):
    """One thing to do; without an assignee it is for whoever writes it down."""

    title: str = Field(min_length=1, max_length=300)
    due_on: date | None = None
    assignee_id: Id | None = None
    account_id: Id | None = None
    opportunity_id: Id | None = None


class TaskChangeIn(Schema):
    """Whether a task is done."""

    is_done: bool


class ReportQuery(Schema):
    """Which date of an event that repeats: the one that begins then."""

    starts_at: AwareDatetime | None = None


class ReportIn(Schema):
    """What came out of a meeting."""

    result: Literal["went_well", "undecided", "went_badly", "did_not_happen"]
    discussed: str = Field("", max_length=2000)
    promised: str = Field("", max_length=2000)
    concerns: str = Field("", max_length=2000)


class ReadingIn(Schema):
    """A mail's text as its reader sees it; it is read once and not kept."""

    body: str = Field(max_length=200_000)
    subject: str = Field("", max_length=2000)
    sender: str = Field("", max_length=1000)
    sent_at: datetime | None = None


class SelectedIn(Schema):
    """A selected mail by the ids that Outlook tells."""

    item_id: str | None = Field(None, max_length=1000)
    internet_message_id: str | None = Field(None, max_length=1000)
    conversation_id: str | None = Field(None, max_length=1000)


class SelectionIn(Schema):
    """Several selected mails."""

    items: list[SelectedIn] = Field(max_length=MOST_SELECTED)


class DecisionsIn(Schema):
    """One decision for several threads: link them, take them out of business, or undo."""

    kind: Literal["link", "not_business", "undo"]
    thread_ids: list[Id] = Field(min_length=1, max_length=MOST_SELECTED)
    opportunity_id: Id | None = None
    account_id: Id | None = None
