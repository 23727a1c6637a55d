"""Lists of things to do: one's own, a team's, a customer's, an opportunity's; as far as the caller sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import accounts, interactions, opportunities
from trato.crm.views import Named
from trato.db.engine import Caller
from trato.directory.tables import users
from trato.errors import NotFoundError
from trato.selling.tables import tasks
from trato.selling.tasks import branch


class State(StrEnum):
    """What became of a task."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    NOT_NEEDED = "not_needed"


class Which(StrEnum):
    """Which tasks to list: what is to be done, what of that is late, or all that was ever to be done."""

    OPEN = "open"
    OVERDUE = "overdue"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose tasks (None: the caller's and those of whom they lead; an administrator's are everybody's), and which."""

    assignee_id: int | None = None
    which: Which = Which.OPEN
    account_id: int | None = None
    opportunity_id: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The interaction that showed a task done."""

    id: int
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with what it is about; account and opportunity are named as far as the caller sees them."""

    id: int
    title: str
    kind: str
    due_on: date | None
    state: State
    is_overdue: bool
    assignee: Named
    assigned_by: Named | None
    account: Named | None
    opportunity: Named | None
    stage_key: str
    step: int | None
    rules_version: int | None
    evidence: Evidence | None
    done_at: datetime | None
    done_by: Named | None
    set_aside_at: datetime | None
    reason: str
    version: int


@dataclass(frozen=True, slots=True)
class Load:
    """How much somebody has to do, and how much of it is late."""

    user: Named
    open: int
    overdue: int


def listed(connection: Connection, asked: Asked, *, today: date, limit: int, offset: int = 0) -> list[TaskRow]:
    """Return tasks, the most urgent first; those without a date come after all that have one."""
    query = _SELECT.where(_wanted(connection, asked, today))
    return _rows(connection, query.order_by(*_ORDER).limit(limit).offset(offset), today)


def loads(connection: Connection, asked: Asked, *, today: date) -> list[Load]:
    """Return how much each of the people asked for has to do, who is latest first; nobody without a task."""
    open_ones = Asked(asked.assignee_id, Which.OPEN, asked.account_id, asked.opportunity_id)
    late = sa.func.count().filter(tasks.c.due_on < today)
    rows = connection.execute(
        sa.select(users.c.id, users.c.name, sa.func.count().label("open"), late.label("overdue"))
        .select_from(tasks.join(users, _of(users, tasks.c.assignee_id)))
        .where(_wanted(connection, open_ones, today))
        .group_by(users.c.id, users.c.name)
        .order_by(late.desc(), sa.func.count().desc(), users.c.name)
    )
    return [Load(Named(row.id, row.name), row.open, row.overdue) for row in rows]


def steps_of(connection: Connection, opportunity_id: int, *, today: date) -> list[TaskRow]:
    """Return the steps of an opportunity, whatever became of them, in the order of the stages' beginnings."""
    query = _SELECT.where(tasks.c.opportunity_id == opportunity_id, tasks.c.step.is_not(None))
    return _rows(connection, query.order_by(tasks.c.stage_key, tasks.c.step), today)


def one(connection: Connection, task_id: int, *, today: date) -> TaskRow:
    """Return a task. Raises NotFoundError."""
    found = _rows(connection, _SELECT.where(tasks.c.id == task_id), today)
    if not found:
        raise NotFoundError(f"no task {task_id}, or it is not yours to see")
    return found[0]


def colleagues(connection: Connection, caller: Caller) -> list[Named]:
    """Return whom the caller may give tasks to: themselves and those they lead, an administrator anybody."""
    ours = branch(connection)
    query = sa.select(users.c.id, users.c.name).where(users.c.deactivated_at.is_(None))
    if ours is not None:
        query = query.where(users.c.id.in_(sorted(ours | {caller.user_id})))
    return [Named(row.id, row.name) for row in connection.execute(query.order_by(users.c.name, users.c.id))]


_IS_OPEN = sa.and_(tasks.c.done_at.is_(None), tasks.c.set_aside_as.is_(None))
_ORDER = (_IS_OPEN.desc(), tasks.c.due_on.asc().nulls_last(), tasks.c.id)


def _wanted(connection: Connection, asked: Asked, today: date) -> sa.ColumnElement[bool]:
    said: list[sa.ColumnElement[bool]] = [sa.true()]
    ours = branch(connection)
    if asked.assignee_id is not None:
        said.append(tasks.c.assignee_id == asked.assignee_id)
    elif ours is not None:
        said.append(tasks.c.assignee_id.in_(sorted(ours)))
    if asked.which is not Which.ALL:
        said.append(_IS_OPEN)
    if asked.which is Which.OVERDUE:
        said.append(tasks.c.due_on < today)
    if asked.account_id is not None:
        said.append(tasks.c.account_id == asked.account_id)
    if asked.opportunity_id is not None:
        said.append(tasks.c.opportunity_id == asked.opportunity_id)
    return sa.and_(*said)


def _of(table: Any, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.tenant_id == tasks.c.tenant_id, table.c.id == column)


_GIVER, _DOER = users.alias("giver"), users.alias("doer")
_SELECT = (
    sa.select(
        tasks, users.c.name.label("assignee"), _GIVER.c.name.label("giver"), _DOER.c.name.label("doer"),
        accounts.c.name.label("account"), opportunities.c.name.label("opportunity"),
        interactions.c.kind.label("evidence_kind"), interactions.c.ends_at.label("evidence_at"),
    )
    .join(users, _of(users, tasks.c.assignee_id))
    .outerjoin(_GIVER, _of(_GIVER, tasks.c.assigned_by_id))
    .outerjoin(_DOER, _of(_DOER, tasks.c.done_by_id))
    .outerjoin(accounts, _of(accounts, tasks.c.account_id))
    .outerjoin(opportunities, _of(opportunities, tasks.c.opportunity_id))
    .outerjoin(interactions, _of(interactions, tasks.c.evidence_id))
)  # fmt: skip


def _rows(connection: Connection, query: sa.Select[Any], today: date) -> list[TaskRow]:
    return [_row(row, today) for row in connection.execute(query)]


def _row(row: Any, today: date) -> TaskRow:
    state = State.DONE if row.done_at else State(row.set_aside_as or State.OPEN)
    shown = row.done_at is not None and row.evidence_id is not None and row.evidence_at is not None
    return TaskRow(
        id=row.id,
        title=row.title,
        kind=row.kind,
        due_on=row.due_on,
        state=state,
        is_overdue=state is State.OPEN and row.due_on is not None and row.due_on < today,
        assignee=Named(row.assignee_id, row.assignee),
        assigned_by=_named(row.assigned_by_id, row.giver),
        account=_named(row.account_id, row.account),
        opportunity=_named(row.opportunity_id, row.opportunity),
        stage_key=row.stage_key,
        step=row.step,
        rules_version=row.rules_version,
        evidence=Evidence(row.evidence_id, row.evidence_kind, row.evidence_at) if shown else None,
        done_at=row.done_at,
        done_by=_named(row.done_by_id, row.doer),
        set_aside_at=row.set_aside_at,
        reason=row.reason,
        version=row.version,
    )


def _named(row_id: int | None, name: str | None) -> Named | None:
    return None if row_id is None or name is None else Named(row_id, name)
