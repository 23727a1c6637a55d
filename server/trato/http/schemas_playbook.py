"""The JSON of tasks in lists, and of an opportunity on its way through the sales process."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from trato.http.inputs import Id
from trato.http.schemas import NamedOut, Schema
from trato.http.schemas_scheduling import StepKind

StateName = Literal["open", "done", "skipped", "not_needed"]


class TasksQuery(Schema):
    """Whose tasks (`mine`, `team` or a user's id), and which of them."""

    who: Annotated[str, Field(pattern=r"^(mine|team|[0-9]{1,18})$")] = "mine"
    which: Literal["open", "overdue", "all"] = "open"
    account_id: Id | None = None
    opportunity_id: Id | None = None
    cursor: str | None = Field(None, max_length=500)
    limit: int = Field(50, ge=1, le=200)


class EvidenceOut(Schema):
    """The interaction that showed a task done."""

    id: str
    kind: Literal["mail_in", "mail_out", "meeting", "visit", "call", "note"]
    at: datetime


class TaskRowOut(Schema):
    """A task with what it is about.

    A step of the sales process says of which stage, which in order, and from which version of the rules it is.
    `evidence` ticked it by itself; `reason` says why somebody left it out.
    """

    id: str
    title: str
    kind: StepKind | None
    due_on: date | None
    state: StateName
    is_overdue: bool
    assignee: NamedOut
    assigned_by: NamedOut | None
    account: NamedOut | None
    opportunity: NamedOut | None
    stage: str | None
    step: int | None
    rules_version: str | None
    evidence: EvidenceOut | None
    done_at: datetime | None
    done_by: NamedOut | None
    set_aside_at: datetime | None
    reason: str
    etag: str


class LoadOut(Schema):
    """How much somebody has to do, and how much of it is late."""

    user: NamedOut
    open: int
    overdue: int


class TasksOut(Schema):
    """A page of tasks, the most urgent first; how much each person has to do; whom the caller may give tasks to."""

    items: list[TaskRowOut]
    loads: list[LoadOut]
    people: list[NamedOut]
    today: date
    next_cursor: str | None


class SkipIn(Schema):
    """Why a task is left out."""

    reason: str = Field(min_length=1, max_length=300)


class AssignIn(Schema):
    """Who is to do it."""

    assignee_id: Id


class StageCourseOut(Schema):
    """A stage that an opportunity began, with what became of its steps; `name` in the reader's language."""

    key: str
    name: str
    started_at: datetime
    left_at: datetime | None
    rules_version: str
    steps: list[TaskRowOut]


class ProcessOut(Schema):
    """The stages of an opportunity, the one it is in first; `pipeline` names its sales process, empty if unnamed."""

    pipeline: str
    stages: list[StageCourseOut]
