"""The JSON of the day's digest."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from trato.http.schemas import InteractionOut, ReasonOut, Schema
from trato.http.schemas_scheduling import PeriodOut, StepKind


class DueStepOut(Schema):
    """A step that is due, with the strongest reason first."""

    opportunity_id: str
    opportunity: str
    kind: StepKind
    objective: str
    due: PeriodOut
    reasons: list[ReasonOut]


class TodaysVisitOut(Schema):
    """Whom one meets today, about what, and what was last; `last` tells what the caller may read of it."""

    meeting: InteractionOut
    accounts: list[str]
    opportunity: str | None
    opportunity_id: str | None
    next_objective: str
    last: InteractionOut | None


class ExpiringHoldOut(PeriodOut):
    """A kept time that runs out soon."""

    id: str
    expires_at: datetime | None
    reason: str


class DigestOut(Schema):
    """The caller's day: the strongest steps of all that are due, today's meetings, times that run out, and as text."""

    steps: list[DueStepOut]
    steps_in_all: int
    visits: list[TodaysVisitOut]
    holds: list[ExpiringHoldOut]
    text: str


class DigestWishIn(Schema):
    """Whether to be told of one's day, and from which hour of one's own clock."""

    is_on: bool = True
    hour: int = Field(7, ge=0, le=23)


class DigestWishOut(Schema):
    """When the caller is told of their day."""

    is_on: bool
    hour: int
