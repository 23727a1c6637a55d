"""The JSON of steps that are due."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from trato.http.schemas import Schema
from trato.http.schemas_pipeline_views import BriefOut
from trato.scheduling.due_rules import DueCode, StepKind


class DueStepsQuery(Schema):
    """How many are wanted."""

    limit: int = Field(50, ge=1, le=200)


class DueReasonOut(Schema):
    """Why a step is due, and since when."""

    code: DueCode
    since: datetime


class DueOpportunityOut(Schema):
    """An opportunity with the strongest of its reasons as a step, and all of them; `getNextStep` proposes times."""

    opportunity: BriefOut
    kind: StepKind
    objective: str
    since: datetime
    reasons: list[DueReasonOut]


class DueStepsOut(Schema):
    """The first of them, and how many there are."""

    items: list[DueOpportunityOut]
    count: int
