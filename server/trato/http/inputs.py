"""What requests may say: bodies and queries, bounded, refused where they do not fit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from trato.http.schemas import Schema

Id = Annotated[str, Field(pattern=r"^[0-9]{1,18}$")]
MOST_PARTICIPANTS = 500


class ParticipantIn(Schema):
    """A participant as Outlook tells them."""

    address: str = Field(max_length=320)
    name: str = Field("", max_length=500)


class ContextIn(Schema):
    """The mail, draft or appointment that is open in Outlook."""

    kind: Literal["message", "appointment", "compose"]
    item_id: str | None = Field(None, max_length=1000)
    internet_message_id: str | None = Field(None, max_length=1000)
    conversation_id: str | None = Field(None, max_length=1000)
    ical_uid: str | None = Field(None, max_length=1000)
    mailbox: str | None = Field(None, max_length=320)
    subject: str | None = Field(None, max_length=2000)
    start: datetime | None = None
    end: datetime | None = None
    from_: ParticipantIn | None = Field(None, alias="from")
    to: list[ParticipantIn] = Field(default_factory=list, max_length=MOST_PARTICIPANTS)
    cc: list[ParticipantIn] = Field(default_factory=list, max_length=MOST_PARTICIPANTS)


class LinkIn(Schema):
    """What to link a thread or event to: an opportunity, or an account alone, or neither."""

    opportunity_id: Id | None = None
    account_id: Id | None = None


class EmptyIn(Schema):
    """A body without members."""


class SenderQuery(Schema):
    """Who began the threads."""

    sender: Annotated[str, Field(min_length=3, max_length=320)]


class ChoicesIn(Schema):
    """The contact folders or To Do lists that are read from now on, by their ids in the mailbox; no others."""

    followed: list[Annotated[str, Field(max_length=1000)]] = Field(default=[], max_length=1000)


class NextStepIn(Schema):
    """The next date and its one objective; short on purpose."""

    date: date
    objective: str = Field(max_length=200)


class AmountIn(Schema):
    """An amount as a decimal string, and its ISO 4217 currency."""

    value: Decimal = Field(ge=0, max_digits=16, decimal_places=2)
    currency: str = Field(pattern=r"^[A-Z]{3}$")


class OpportunityChangeIn(Schema):
    """The fields to change; those left out stay as they are."""

    stage: str | None = Field(None, max_length=100)
    amount: AmountIn | None = None
    close_date: date | None = None
    next_step: NextStepIn | None = None


class InteractionIn(Schema):
    """A call or a note told by hand; `at` is now where it is left out."""

    kind: Literal["call", "note"]
    at: datetime | None = None
    summary: str = Field(max_length=2000)
    contact_ids: list[Id] = Field(default_factory=list, max_length=50)
    opportunity_id: Id | None = None
    account_id: Id | None = None


class PageQuery(Schema):
    """How much of a list, and from where."""

    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(None, max_length=500)


class OpportunityQuery(PageQuery):
    """Which opportunities."""

    query: str | None = Field(None, max_length=200)
    account_id: Id | None = None
    is_open: bool | None = None


class AccountQuery(PageQuery):
    """Which accounts."""

    query: str | None = Field(None, max_length=200)


class InteractionQuery(PageQuery):
    """Whose interactions: exactly one of the three."""

    account_id: Id | None = None
    contact_id: Id | None = None
    opportunity_id: Id | None = None
