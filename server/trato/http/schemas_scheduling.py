"""The JSON of the next appointment: proposals, slots, bookings, booking links, delegations, and the rules behind."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from trato.http.inputs import Id
from trato.http.schemas import InteractionOut, OpportunityOut, ReasonOut, Schema

StepKind = Literal["visit", "meeting", "call", "mail"]
Words = Annotated[str, Field(max_length=200)]
LongText = Annotated[str, Field(max_length=8000)]
Address = Annotated[str, Field(min_length=3, max_length=320, pattern=r"^[^@\s,;<>\x00-\x1f]+@[^@\s,;<>\x00-\x1f]+$")]
MOST_PEOPLE = 20


class PeriodOut(Schema):
    """A half-open time."""

    start: datetime
    end: datetime


class SlotOut(PeriodOut):
    """A time at which everybody of us who is required is surely free; the score is between 0 and 1."""

    score: float
    reasons: list[ReasonOut]


class RelaxationOut(Schema):
    """What would help where nothing is free, and how many slots there were then."""

    code: str
    params: dict[str, str]
    slots: int
    earliest: datetime
    text: str


class WhyNoneOut(Schema):
    """Why there is no slot, in words and one by one, and what to relax."""

    text: str
    blockers: list[ReasonOut]
    relax: list[RelaxationOut]


class UnknownOut(Schema):
    """Somebody whose time is not known, or not all of it, and why; such a time is never offered as free."""

    user_id: str
    why: str


class SlotsOut(Schema):
    """Slots, best first; `why_none` only where there are none. `unknown` names whose calendar cannot be read."""

    slots: list[SlotOut]
    why_none: WhyNoneOut | None
    unknown: list[str]
    unknown_why: list[UnknownOut]


class SlotsIn(Schema):
    """Which of us should meet, for how long and when; the caller alone where nobody is named."""

    user_ids: list[Id] = Field(default_factory=list, max_length=MOST_PEOPLE)
    optional_user_ids: list[Id] = Field(default_factory=list, max_length=MOST_PEOPLE)
    duration_min: int = Field(45, ge=5, le=1440)
    window_from: datetime | None = None
    window_to: datetime | None = None
    prefer: Literal["earliest", "best"] = "best"
    step_min: int = Field(15, ge=5, le=240)
    is_visit: bool = False
    limit: int = Field(10, ge=1, le=50)


class SlotsQuery(Schema):
    """The same in an address: times for the caller alone."""

    duration_min: int = Field(45, ge=5, le=1440)
    window_from: datetime | None = None
    window_to: datetime | None = None
    prefer: Literal["earliest", "best"] = "best"
    limit: int = Field(10, ge=1, le=50)


class StepPersonOut(Schema):
    """Somebody who should be there: one of us (`user_id`) or of the customer (`contact_id`)."""

    name: str
    address: str | None
    user_id: str | None
    contact_id: str | None


class DraftOut(Schema):
    """A mail to look at and send; nothing is sent by itself."""

    to: list[str]
    subject: str
    text: str
    language: Literal["es", "en"]


class ProposalOut(Schema):
    """A next step with one objective, why it is due (strongest reason first), when, with whom, and free times."""

    need: str
    kind: StepKind
    objective: str
    due: PeriodOut
    duration_min: int
    people: list[StepPersonOut]
    reasons: list[ReasonOut]
    slots: list[SlotOut]
    why_none: WhyNoneOut | None
    draft: DraftOut | None


class NextStepProposalOut(Schema):
    """The one proposal for an opportunity, or none where nothing is due; `planned` is what is agreed on already."""

    opportunity_id: str
    proposal: ProposalOut | None
    planned: InteractionOut | None


class NextStepDecisionIn(Schema):
    """What is to become of a proposal: take it as it is or changed, put it off until a day, or not at all, and why."""

    need: str = Field(min_length=1, max_length=300)
    decision: Literal["accept", "change", "postpone", "dismiss"]
    on_date: date | None = None
    objective: Words | None = None
    until: datetime | None = None
    reason: Words = ""


class NextStepDecisionOut(Schema):
    """What is left to do after a decision: the opportunity as it is now, and the next proposal if there is another."""

    opportunity: OpportunityOut
    proposal: ProposalOut | None


class GuestIn(Schema):
    """Somebody to invite."""

    name: str = Field("", max_length=200)
    address: Address


class BookingIn(Schema):
    """An appointment to be made now. With guests they are invited at once: show it to a person first.

    `key` names this wish: the same key books once, however often it is sent. A hold of whoever is booked gives way.
    """

    key: str = Field(min_length=8, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")
    start: datetime
    duration_min: int = Field(45, ge=5, le=1440)
    subject: Words
    text: LongText = ""
    place: Words = ""
    is_online: bool = False
    guests: list[GuestIn] = Field(default_factory=list, max_length=100)
    user_ids: list[Id] = Field(default_factory=list, max_length=MOST_PEOPLE)
    organizer_id: Id | None = None
    opportunity_id: Id | None = None
    hold_id: Id | None = None


class BookingOut(Schema):
    """An appointment: `written` tells whether it stands in Outlook already."""

    id: str
    start: datetime
    end: datetime
    subject: str
    organizer_id: str
    booked_by_id: str | None
    opportunity_id: str | None
    written: bool
    cancelled: bool


class BookingLinkIn(Schema):
    """A page on which customers choose a time of one of us, or of any of several (`is_round_robin`)."""

    user_ids: list[Id] = Field(default_factory=list, max_length=MOST_PEOPLE)
    is_round_robin: bool = False
    subject: Words
    place: Words = ""
    language: Literal["es", "en"] = "es"
    duration_min: int = Field(30, ge=5, le=480)
    is_online: bool = False
    window_from: datetime | None = None
    window_to: datetime
    most: int | None = Field(None, ge=1, le=1000)
    opportunity_id: Id | None = None


class BookingLinkOut(Schema):
    """A booking page; `path` holds its secret and is told once, when it is made."""

    id: str
    path: str | None
    subject: str
    user_ids: list[str]
    window_from: datetime
    window_to: datetime
    duration_min: int
    bookings: int
    ended: bool


class BookingLinksOut(Schema):
    """The caller's booking pages, newest first."""

    items: list[BookingLinkOut]


class HoldIn(Schema):
    """A time to be kept for oneself, or for whom one may book, until it runs out."""

    user_id: Id | None = None
    start: datetime
    duration_min: int = Field(45, ge=5, le=1440)
    expires_at: datetime
    reason: Words = ""


class HoldOut(PeriodOut):
    """A time that is kept: for whom, by whom, and until when."""

    id: str
    user_id: str
    made_by_id: str | None
    expires_at: datetime | None
    reason: str


class HoldsOut(Schema):
    """The times kept now that the caller may see, by their time."""

    items: list[HoldOut]


class NoticeOut(Schema):
    """Something the caller is told of; `kind` names the sentence, `params` fill it."""

    id: str
    kind: Literal["booked", "moved", "cancelled", "held", "not_in_outlook", "proposed", "digest"]
    params: dict[str, str]
    at: datetime
    seen_at: datetime | None


class NoticesOut(Schema):
    """The caller's notices: unseen ones first, then the newest."""

    items: list[NoticeOut]


class NoticesSeenIn(Schema):
    """Which of their notices somebody has seen."""

    ids: list[Id] = Field(max_length=100)


class DelegationIn(Schema):
    """Let an assistant act for a rep under their own name, for what the scopes say, from an instant until another."""

    user_id: Id
    assistant_id: Id
    scopes: list[Literal["see", "book", "links"]] = Field(min_length=1, max_length=3)
    valid_from: datetime | None = None
    valid_until: datetime | None = None


class DelegationOut(Schema):
    """Who may act for whom, and until when."""

    id: str
    user_id: str
    assistant_id: str
    scopes: list[str]
    valid_from: datetime
    valid_until: datetime | None
    revoked_at: datetime | None


class DelegationsOut(Schema):
    """The delegations the caller may see."""

    items: list[DelegationOut]
