"""Things to do about customers: add one, tick it off, leave it out, hand it over; for whoever sees the customer."""

from __future__ import annotations

from collections.abc import Mapping
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
from trato.linking.privacy import NotYourDecisionError
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
    """Say that a task is done, or not done after all; what was set aside is taken up again by it.

    Of a step that an interaction ticked, the latter says that this interaction was not it, and that stays so.

    Raises NotFoundError or ChangedMeanwhileError.
    """
    row = _locked(connection, task_id, version)
    values: dict[str, Any] = {"done_at": None, "done_by_id": None, **_TAKEN_UP}
    if is_done:
        values |= {"done_at": caller.at, "done_by_id": caller.user_id, "evidence_id": None}
    elif row.evidence_id is not None:
        values |= {"refused_id": row.evidence_id, "evidence_id": None}
    _write(connection, task_id, values)
    audit(connection, caller, "task.done" if is_done else "task.reopened", "task", task_id, {})
    return _view(connection, task_id)


def skip(connection: Connection, caller: Caller, task_id: int, reason: str, *, version: int) -> TaskView:
    """Leave a task out and say why. Raises NotFoundError, ChangedMeanwhileError, InvalidInputError without a reason."""
    if not reason.strip():
        raise InvalidInputError("say in reason why this is left out")
    if _locked(connection, task_id, version).done_at is not None:
        raise InvalidInputError("this is done; take that back first")
    aside = {"set_aside_as": "skipped", "set_aside_at": caller.at, "set_aside_by_id": caller.user_id}
    _write(connection, task_id, {**aside, "reason": reason.strip()})
    audit(connection, caller, "task.skipped", "task", task_id, {"reason": reason.strip()})
    return _view(connection, task_id)


def unskip(connection: Connection, caller: Caller, task_id: int, *, version: int) -> TaskView:
    """Take up what was left out. Raises NotFoundError, ChangedMeanwhileError, InvalidInputError if it was not."""
    if _locked(connection, task_id, version).set_aside_as != "skipped":
        raise InvalidInputError("this was not left out")
    _write(connection, task_id, _TAKEN_UP)
    audit(connection, caller, "task.taken_up", "task", task_id, {})
    return _view(connection, task_id)


def assign(connection: Connection, caller: Caller, task_id: int, assignee_id: int, *, version: int) -> TaskView:
    """Give a task to somebody: a manager within their branch, an administrator anybody's, all others only their own.

    Raises NotFoundError, ChangedMeanwhileError, NotYourDecisionError.
    """
    row = _locked(connection, task_id, version)
    ours = branch(connection)
    if ours is not None:
        if row.assignee_id not in ours and row.created_by_id != caller.user_id:
            raise NotYourDecisionError("whoever leads its assignee gives this task to somebody else")
        if assignee_id not in ours:
            raise NotYourDecisionError("give it to yourself or to one of the people you lead")
    known = sa.select(users.c.id).where(users.c.id == assignee_id, users.c.deactivated_at.is_(None))
    if connection.execute(known).first() is None:
        raise NotFoundError(f"no user {assignee_id}")
    _write(connection, task_id, {"assignee_id": assignee_id, "assigned_by_id": caller.user_id})
    audit(connection, caller, "task.assigned", "task", task_id, {"from": row.assignee_id, "to": assignee_id})
    return _view(connection, task_id)


def open_tasks(connection: Connection, account_id: int, *, limit: int = 20) -> list[TaskView]:
    """Return what is to be done for a customer, the most urgent first."""
    query = _SELECT.where(tasks.c.account_id == account_id, tasks.c.done_at.is_(None), tasks.c.set_aside_as.is_(None))
    return _views(connection, query.order_by(tasks.c.due_on.asc().nulls_last(), tasks.c.id).limit(limit))


_SELECT = sa.select(tasks, users.c.name.label("assignee")).join(
    users, sa.and_(users.c.tenant_id == tasks.c.tenant_id, users.c.id == tasks.c.assignee_id)
)


_TAKEN_UP: dict[str, Any] = {"set_aside_as": None, "set_aside_at": None, "set_aside_by_id": None, "reason": ""}


def _locked(connection: Connection, task_id: int, version: int) -> Any:
    row = connection.execute(sa.select(tasks).where(tasks.c.id == task_id).with_for_update(of=tasks)).first()
    if row is None:
        raise NotFoundError(f"no task {task_id}, or it is not yours to see")
    if row.version != version:
        raise ChangedMeanwhileError("somebody changed this task meanwhile; look again, then decide")
    return row


def _write(connection: Connection, task_id: int, values: Mapping[str, Any]) -> None:
    connection.execute(sa.update(tasks).where(tasks.c.id == task_id).values(version=tasks.c.version + 1, **values))


def branch(connection: Connection) -> frozenset[int] | None:
    """Return the caller and those below them, as the database's rules know them; None for who sees all."""
    told = connection.execute(_BRANCH).one()
    return None if told.sees_all == "true" else frozenset(int(one) for one in (told.people or "").split(",") if one)


_BRANCH = sa.text(
    "SELECT current_setting('app.people', true) AS people, current_setting('app.sees_all', true) AS sees_all"
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
