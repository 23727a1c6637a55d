"""The JSON of the rules that make a next step due, and of planning visits by them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from trato.http.inputs import Id
from trato.http.schemas import NamedOut, Schema
from trato.http.schemas_scheduling import StepKind, Words

Code = Literal[
    "meeting_asked", "question_unanswered", "meeting_without_follow_up", "next_date_passed", "no_next_date",
    "playbook_step", "cadence_overdue", "unchanged", "inactive", "without_order",
]  # fmt: skip
Days = Annotated[int, Field(ge=0, le=3650)]
Minutes = Annotated[int, Field(ge=5, le=1440)]


class StepRule(Schema):
    """A step of a stage: what to do, after how many days in it, and for how long. The order is that of the list."""

    stage: str = Field(max_length=100)
    kind: StepKind
    objective_en: Words
    objective_es: Words
    days: Days
    duration_min: Minutes


class FrequencyRule(Schema):
    """How often the accounts of a group are to be seen, called or written to: so many times in so many days."""

    group: str = Field(min_length=1, max_length=100)
    kind: StepKind
    times: int = Field(ge=1, le=100)
    days: int = Field(ge=1, le=3650)


class ReasonRule(Schema):
    """Why a step is due: whether it holds, from how many days on, and what is proposed then."""

    code: Code
    is_on: bool
    days: Days
    kind: StepKind
    duration_min: Minutes
    objective_en: Words
    objective_es: Words


class RulesIn(Schema):
    """All rules; a reason that is left out is as Trato has it."""

    steps: list[StepRule] = Field(max_length=400)
    frequencies: list[FrequencyRule] = Field(max_length=400)
    reasons: list[ReasonRule] = Field(max_length=20)


class ProcessStageOut(Schema):
    """A stage of the sales process; `name` in the reader's language."""

    key: str
    name: str


class RulesOut(Schema):
    """The rules in force; `etag` names them for the next change."""

    etag: str
    stages: list[ProcessStageOut]
    groups: list[str]
    steps: list[StepRule]
    frequencies: list[FrequencyRule]
    reasons: list[ReasonRule]


class ProposedOut(Schema):
    """What is proposed: why, which kind, to what end."""

    code: Code
    kind: StepKind
    objective: str


class ProposalChangeOut(Schema):
    """An opportunity for which something else would be proposed; null where nothing is due."""

    opportunity: NamedOut
    account: str
    before: ProposedOut | None
    after: ProposedOut | None


class RulesPreviewOut(Schema):
    """Which proposals would change, of so many opportunities that the caller sees."""

    looked_at: int
    is_complete: bool
    appear: int
    vanish: int
    differ: int
    changes: list[ProposalChangeOut]


class RuleChangeOut(Schema):
    """A change of the rules: stages, groups and reasons that differ, by whom (empty: from a tenant folder)."""

    id: str
    at: datetime
    by: str
    source: Literal["person", "folder", "undo"]
    undoes_id: str | None
    stages: list[str]
    groups: list[str]
    reasons: list[Code]
    can_undo: bool


class RuleChangesOut(Schema):
    """What was changed, newest first."""

    items: list[RuleChangeOut]


class DueQuery(Schema):
    """Whose customers are due for a visit until when; the caller's own within two weeks if nothing is said."""

    user_id: Id | None = None
    until: datetime | None = None


class PlaceOut(Schema):
    """Where something is, in degrees."""

    lat: float
    lon: float


class VisitDueOut(Schema):
    """A customer due for a visit; `overdue_days` is null where they were never visited, negative while it is ahead."""

    account: NamedOut
    group: str
    city: str
    place: PlaceOut
    last_at: datetime | None
    every_days: int | None
    overdue_days: int | None


class VisitsDueOut(Schema):
    """Who is due for a visit, the most urgent first."""

    items: list[VisitDueOut]


class VisitPlanIn(Schema):
    """What to plan: whose days, which customers (none named: those due near each other), and who falls out."""

    user_id: Id | None = None
    days: list[date] = Field(min_length=1, max_length=10)
    account_ids: list[Id] = Field(default_factory=list, max_length=60)
    without: list[Id] = Field(default_factory=list, max_length=200)
    most: int = Field(8, ge=1, le=60)
    duration_min: int = Field(60, ge=10, le=480)
    within_min: int = Field(90, ge=5, le=600)


class VisitStopOut(Schema):
    """A stop in order: a customer to visit, or a time that the calendar holds already (`visit` is null)."""

    visit: VisitDueOut | None
    place: PlaceOut
    arrives: datetime
    begins: datetime
    leaves: datetime


class VisitDayOut(Schema):
    """A day from base to base; `unknown` where its calendar cannot be read, `off` where nobody works."""

    day: date
    stops: list[VisitStopOut]
    travel_min: int
    state: Literal["planned", "unknown", "off"]


class VisitPlanOut(Schema):
    """The plan; nothing of it is written."""

    user_id: str
    base: PlaceOut
    travel_min: int
    days: list[VisitDayOut]
    left_out: list[VisitDueOut]
