"""The JSON of the weekly review."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from trato.http.inputs import Id
from trato.http.schemas import InteractionOut, NamedOut, Schema
from trato.http.schemas_pipeline import ChangeOut, ClosureIn, FieldsIn, GroupOut, PipelineRowOut
from trato.http.schemas_pipeline_views import BriefOut

VerdictName = Literal["confirmed", "changed", "closed", "skipped"]
WhyName = Literal["no_next_date", "past_due", "silent"]
Address = Annotated[str, Field(max_length=320, pattern=r"^[^@\s\x00]+@[^@\s\x00]+$")]


class ReviewHeadOut(Schema):
    """A person's review of a week; `week_on` is its Monday where the organisation is."""

    id: str
    owner: NamedOut
    is_own: bool
    week_on: date
    started_at: datetime
    finished_at: datetime | None
    shared_at: datetime | None


class ReviewsOut(Schema):
    """The newest reviews: one's own, and those of the people below."""

    items: list[ReviewHeadOut]


class ReviewStandOut(Schema):
    """An opportunity in a review: why it comes where it comes, and what was made of it.

    One that `must_act` cannot be confirmed or skipped: two reviews changed nothing.
    """

    opportunity: BriefOut
    close_date: date | None
    next_date: date | None
    why: list[WhyName]
    must_act: bool
    reviews_without_change: int
    verdict: VerdictName | None
    at: datetime | None


class ReviewSummaryOut(Schema):
    """How far it is: opportunities by what was made of them, and the sum of what is open."""

    confirmed: int
    changed: int
    closed: int
    skipped: int
    left: int
    waiting: int
    total: GroupOut


class ReviewCommentOut(Schema):
    """What somebody says of a review, or of an opportunity in it."""

    id: str
    opportunity_id: str | None
    author: NamedOut
    at: datetime
    words: str


class ReviewOut(Schema):
    """A review as it stands: its opportunities in the order in which one goes through them."""

    review: ReviewHeadOut
    now: datetime
    items: list[ReviewStandOut]
    summary: ReviewSummaryOut
    comments: list[ReviewCommentOut]
    streak: int
    is_to_be_shared: bool


class ReviewItemOut(Schema):
    """An opportunity in a review with what happened since it was reviewed last."""

    stand: ReviewStandOut
    row: PipelineRowOut
    since: datetime
    happened: list[InteractionOut]
    changes: list[ChangeOut]


class ReviewDecisionIn(Schema):
    """What is decided: nothing confirms it, fields change it, a closure ends it, `is_skipped` leaves it for later."""

    is_skipped: bool = False
    fields: FieldsIn | None = None
    closure: ClosureIn | None = None


class ReviewCommentIn(Schema):
    """What somebody says of a review, or of an opportunity in it."""

    words: str = Field(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")
    opportunity_id: Id | None = None


class UnlinkedOut(Schema):
    """A thread with a customer that belongs to no opportunity: its subject could name one."""

    thread_id: str
    subject: str
    account: NamedOut
    contacts: list[NamedOut]
    mails: int
    last_at: datetime


class UnlinkedThreadsOut(Schema):
    """Threads of the last weeks that may each be the beginning of an opportunity, newest first."""

    items: list[UnlinkedOut]


class ReviewMailIn(Schema):
    """To whom the draft is addressed; nobody named is the owner's manager."""

    to: list[Address] = Field([], max_length=10)


class ReviewMailOut(Schema):
    """The draft as it lies in the caller's mailbox, where they look at it and send it, or not."""

    to: list[str]
    subject: str
    text: str
