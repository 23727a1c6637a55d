"""Things to do about customers: add one, tick it off, list what is open; whoever sees the customer sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.service import audit
from trato.crm.tables import accounts, opportunities
from trato.crm.views import Named
from trato.db.engine import Caller
from trato.directory.tables import users
from trato.errors import ChangedMeanwhileError, InvalidInputError, NotFoundError
from trato.selling.tables import tasks


@dataclass(frozen=True, slots=True)
class NewTask:
    """One thing to do; without an assignee it is for whoever writes it down."""

    title: str
    due_on: date | None
    assignee_id: int | None
    account_id: int | None
    opportunity_id: int | None


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task as shown."""

    id: int
    title: str
    due_on: date | None
    assignee: Named
    account_id: int | None
    opportunity_id: int | None
    done_at: datetime | None
    version: int


def add(connection: Connection, caller: Caller, task: NewTask) -> TaskView:
    """Write a task down. Raises NotFoundError for a customer the caller cannot see, InvalidInputError without title."""
    if not task.title.strip():
        raise InvalidInputError("say in title what is to be done")
    account_id = _customer_of(connection, task)
    assignee_id = caller.user_id if task.assignee_id is None else task.assignee_id
    if connection.execute(sa.select(users.c.id).where(users.c.id == assignee_id)).first() is None:
        raise NotFoundError(f"no user {assignee_id}")
    task_id = connection.execute(
        sa.insert(tasks)
        .values(
            tenant_id=caller.tenant_id,
            title=task.title.strip(),
            due_on=task.due_on,
            assignee_id=assignee_id,
            account_id=account_id,
            opportunity_id=task.opportunity_id,
            created_by_id=caller.user_id,
        )
        .returning(tasks.c.id)
    ).scalar_one()
    audit(connection, caller, "task.added", "task", task_id, {})
    return _view(connection, task_id)


def tick(connection: Connection, caller: Caller, task_id: int, *, is_done: bool, version: int) -> TaskView:
    """Say that a task is done, or not done after all. Raises NotFoundError or ChangedMeanwhileError."""
    present = connection.execute(
        sa.select(tasks.c.version).where(tasks.c.id == task_id).with_for_update(of=tasks)
    ).scalar()
    if present is None:
        raise NotFoundError(f"no task {task_id}, or it is not yours to see")
    if present != version:
        raise ChangedMeanwhileError("somebody changed this task meanwhile; look again, then decide")
    done = {"done_at": caller.at, "done_by_id": caller.user_id} if is_done else {"done_at": None, "done_by_id": None}
    connection.execute(sa.update(tasks).where(tasks.c.id == task_id).values(version=tasks.c.version + 1, **done))
    audit(connection, caller, "task.done" if is_done else "task.reopened", "task", task_id, {})
    return _view(connection, task_id)


def open_tasks(connection: Connection, account_id: int, *, limit: int = 20) -> list[TaskView]:
    """Return what is to be done for a customer, the most urgent first."""
    query = _SELECT.where(tasks.c.account_id == account_id, tasks.c.done_at.is_(None))
    return _views(connection, query.order_by(tasks.c.due_on.asc().nulls_last(), tasks.c.id).limit(limit))


_SELECT = sa.select(tasks, users.c.name.label("assignee")).join(
    users, sa.and_(users.c.tenant_id == tasks.c.tenant_id, users.c.id == tasks.c.assignee_id)
)


def _customer_of(connection: Connection, task: NewTask) -> int | None:
    """Return the account that is meant; the opportunity's own where one is named."""
    if task.opportunity_id is not None:
        found = connection.execute(
            sa.select(opportunities.c.account_id).where(opportunities.c.id == task.opportunity_id)
        ).scalar()
        if found is None:
            raise NotFoundError(f"no opportunity {task.opportunity_id}, or it is not yours to see")
        return int(found)
    account_id = task.account_id
    seen = sa.select(accounts.c.id).where(accounts.c.id == account_id)
    if account_id is not None and connection.execute(seen).first() is None:
        raise NotFoundError(f"no account {account_id}, or it is not yours to see")
    return account_id


def _view(connection: Connection, task_id: int) -> TaskView:
    (view,) = _views(connection, _SELECT.where(tasks.c.id == task_id))
    return view


def _views(connection: Connection, query: sa.Select[Any]) -> list[TaskView]:
    return [
        TaskView(
            id=row.id,
            title=row.title,
            due_on=row.due_on,
            assignee=Named(row.assignee_id, row.assignee),
            account_id=row.account_id,
            opportunity_id=row.opportunity_id,
            done_at=row.done_at,
            version=row.version,
        )
        for row in connection.execute(query)
    ]
