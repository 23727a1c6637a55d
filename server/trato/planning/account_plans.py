"""Plans of accounts: one for an account and year, made of tasks, with what became of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.crm.service import audit
from trato.crm.tables import accounts
from trato.crm.views import Named
from trato.db.arrays import in_list
from trato.db.engine import Caller
from trato.directory.tables import users
from trato.errors import ChangedMeanwhileError, InvalidInputError, NotFoundError
from trato.planning.figures import AccountFigures, figures_of, tenant_currency
from trato.planning.group_store import groups
from trato.planning.grouping import Criterion
from trato.planning.proposing import ProposedPlan, Visited, propose, visited_too_often
from trato.planning.tables import account_plans, plan_actions
from trato.scheduling.tables import cadences
from trato.selling import tasks as todo
from trato.selling.tables import tasks

KINDS = ("visit", "meeting", "call", "mail", "other")
SEEN_KINDS = ("visit", "meeting")
MOST_ACTIONS = 120
DAYS_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class NewAction:
    """Something to do for the account: what, by when, with what, and what is expected of it."""

    kind: str
    title: str
    due_on: date
    assignee_id: int | None
    resources: str
    expected_result: str


@dataclass(frozen=True, slots=True)
class Action:
    """An action of a plan with its task's state; `version` is the task's."""

    task_id: int
    kind: str
    title: str
    due_on: date | None
    assignee: Named
    resources: str
    expected_result: str
    done_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What people write about a plan; the amount is in the tenant's currency."""

    objective: str
    expected_amount: Decimal | None
    growth_percent: Decimal | None
    resources: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as shown."""

    id: int
    year: int
    words: PlanWords
    actions: tuple[Action, ...]
    made_by: Named | None
    version: int


@dataclass(frozen=True, slots=True)
class PlanOf:
    """An account with what is known of it, its plan for a year if it has one, and what its group would propose."""

    account: AccountFigures
    plan: Plan | None
    proposal: ProposedPlan | None
    won: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How an account's plan goes: actions done and late, what was won in the year against what was expected."""

    account: Named
    group: str
    owner: Named | None
    actions: int
    done: int
    late: int
    expected: Decimal | None
    won: Decimal


def plan_of(connection: Connection, caller: Caller, account_id: int, year: int) -> PlanOf:
    """Return an account's plan for a year. Raises NotFoundError for an account the caller cannot see."""
    found = figures_of(connection, at=caller.at, account_ids=[account_id])
    if not found:
        raise NotFoundError(f"no account {account_id}, or it is not yours to see")
    group = next((one for one in groups(connection) if one.code == found[0].group), None)
    proposal = None
    if group is not None:
        bought = found[0].amount(Criterion.PURCHASES_12M)
        proposal = propose(group, bought=bought, year=year, today=caller.at.date())
    return PlanOf(
        found[0], _plan(connection, account_id, year), proposal,
        _won(connection, year, [account_id]).get(account_id, Decimal(0)), tenant_currency(connection),
    )  # fmt: skip


def write(
    connection: Connection, caller: Caller, account_id: int, year: int, words: PlanWords, *, version: int | None
) -> None:
    """Begin a plan, or change what stands in it. Raises NotFoundError, ChangedMeanwhileError, InvalidInputError.

    `version` is that of the plan which was read, None where there was none.
    """
    if not 2000 <= year <= 2100:
        raise InvalidInputError("year: between 2000 and 2100")
    _require_account(connection, account_id)
    values: dict[str, Any] = {
        "objective": words.objective, "expected_amount": words.expected_amount,
        "growth_percent": words.growth_percent, "resources": words.resources,
    }  # fmt: skip
    if version is None:
        made = insert(account_plans).values(
            tenant_id=caller.tenant_id, account_id=account_id, year=year, made_by_id=caller.user_id, **values
        )
        result = connection.execute(made.on_conflict_do_nothing().returning(account_plans.c.id)).first()
    else:
        changed = sa.update(account_plans).where(_is(account_id, year), account_plans.c.version == version)
        values["version"] = account_plans.c.version + 1
        result = connection.execute(changed.values(values).returning(account_plans.c.id)).first()
    if result is None:
        raise ChangedMeanwhileError("somebody changed this plan meanwhile; look again, then decide")
    audit(connection, caller, "account_plan.written", "account", account_id, {"year": year})


def add_actions(
    connection: Connection, caller: Caller, account_id: int, year: int, wanted: Sequence[NewAction]
) -> None:
    """Add actions to a plan; each becomes a task. Raises NotFoundError, InvalidInputError."""
    plan_id = connection.execute(sa.select(account_plans.c.id).where(_is(account_id, year)).with_for_update()).scalar()
    if plan_id is None:
        raise NotFoundError(f"the account {account_id} has no plan for {year}, or it is not yours to see")
    there = sa.select(sa.func.count()).select_from(plan_actions).where(plan_actions.c.plan_id == plan_id)
    if connection.execute(there).scalar_one() + len(wanted) > MOST_ACTIONS:
        raise InvalidInputError(f"a plan has at most {MOST_ACTIONS} actions")
    for one in wanted:
        if one.kind not in KINDS:
            raise InvalidInputError(f"kind: one of {', '.join(KINDS)}")
        task = todo.add(connection, caller, todo.NewTask(one.title, one.due_on, one.assignee_id, account_id, None))
        connection.execute(
            sa.insert(plan_actions).values(
                tenant_id=caller.tenant_id, plan_id=plan_id, task_id=task.id, kind=one.kind,
                resources=one.resources, expected_result=one.expected_result,
            )
        )  # fmt: skip


def drop_action(connection: Connection, caller: Caller, account_id: int, year: int, task_id: int) -> None:
    """Take an action out of a plan, with its task. Raises NotFoundError."""
    mine = sa.select(account_plans.c.id).where(_is(account_id, year))
    gone = connection.execute(
        sa.delete(plan_actions)
        .where(plan_actions.c.task_id == task_id, plan_actions.c.plan_id.in_(mine))
        .returning(plan_actions.c.task_id)
    ).first()
    if gone is None:
        raise NotFoundError(f"no action {task_id} in the plan for {year}, or it is not yours to see")
    connection.execute(sa.delete(tasks).where(tasks.c.id == task_id))
    audit(connection, caller, "account_plan.action_dropped", "account", account_id, {"year": year})


def progress(connection: Connection, caller: Caller, year: int) -> list[Progress]:
    """Return how the plans of the accounts that the caller sees go, those with most that is late first."""
    task = sa.and_(tasks.c.tenant_id == plan_actions.c.tenant_id, tasks.c.id == plan_actions.c.task_id)
    is_late = sa.and_(tasks.c.done_at.is_(None), tasks.c.due_on < caller.at.date())
    counted = (
        sa.select(
            plan_actions.c.plan_id,
            sa.func.count().label("actions"),
            sa.func.count().filter(tasks.c.done_at.is_not(None)).label("done"),
            sa.func.count().filter(is_late).label("late"),
        )
        .join(tasks, task)
        .group_by(plan_actions.c.plan_id)
        .subquery()
    )
    rows = connection.execute(
        sa.select(
            accounts.c.id, accounts.c.name, accounts.c.group_code, users.c.id.label("owner_id"),
            users.c.name.label("owner"), account_plans.c.expected_amount, counted.c.actions, counted.c.done,
            counted.c.late,
        )
        .join(accounts, _same(account_plans.c.account_id, accounts))
        .outerjoin(users, sa.and_(users.c.tenant_id == accounts.c.tenant_id, users.c.id == accounts.c.owner_id))
        .outerjoin(counted, counted.c.plan_id == account_plans.c.id)
        .where(account_plans.c.year == year)
        .order_by(counted.c.late.desc().nulls_last(), accounts.c.name)
    ).all()  # fmt: skip
    won = _won(connection, year, [row.id for row in rows])
    return [
        Progress(
            Named(row.id, row.name), row.group_code, Named(row.owner_id, row.owner) if row.owner_id else None,
            row.actions or 0, row.done or 0, row.late or 0, row.expected_amount, won.get(row.id, Decimal(0)),
        )
        for row in rows
    ]  # fmt: skip


def seen_too_often(connection: Connection, caller: Caller) -> list[tuple[AccountFigures, Visited]]:
    """Return the accounts that need fewer visits: seen more often than their group asks for, least bought for it."""
    asked = {
        row.group_code: row.asked
        for row in connection.execute(
            sa.select(
                cadences.c.group_code,
                sa.func.sum(sa.func.ceil(cadences.c.times * DAYS_A_YEAR / cadences.c.days)).label("asked"),
            )
            .where(cadences.c.kind.in_(SEEN_KINDS))
            .group_by(cadences.c.group_code)
        )
    }
    found = {one.id: one for one in figures_of(connection, at=caller.at) if one.group in asked}
    visited = [
        Visited(
            one.id, int(one.amount(Criterion.VISITS_12M)), int(asked[one.group]), one.amount(Criterion.PURCHASES_12M)
        )
        for one in found.values()
    ]
    return [(found[one.account_id], one) for one in visited_too_often(visited)]


def _plan(connection: Connection, account_id: int, year: int) -> Plan | None:
    row = connection.execute(
        sa.select(account_plans, users.c.name.label("made_by"))
        .outerjoin(
            users, sa.and_(users.c.tenant_id == account_plans.c.tenant_id, users.c.id == account_plans.c.made_by_id)
        )
        .where(_is(account_id, year))
    ).first()
    if row is None:
        return None
    words = PlanWords(row.objective, row.expected_amount, row.growth_percent, row.resources)
    made_by = Named(row.made_by_id, row.made_by) if row.made_by_id is not None else None
    return Plan(row.id, row.year, words, _actions(connection, row.id), made_by, row.version)


def _actions(connection: Connection, plan_id: int) -> tuple[Action, ...]:
    rows = connection.execute(
        sa.select(plan_actions, tasks, users.c.name.label("assignee"))
        .join(tasks, sa.and_(tasks.c.tenant_id == plan_actions.c.tenant_id, tasks.c.id == plan_actions.c.task_id))
        .join(users, sa.and_(users.c.tenant_id == tasks.c.tenant_id, users.c.id == tasks.c.assignee_id))
        .where(plan_actions.c.plan_id == plan_id)
        .order_by(tasks.c.due_on.asc().nulls_last(), tasks.c.id)
    )
    return tuple(
        Action(
            row.task_id, row.kind, row.title, row.due_on, Named(row.assignee_id, row.assignee), row.resources,
            row.expected_result, row.done_at, row.version,
        )
        for row in rows
    )  # fmt: skip


_WON = """
SELECT o.account_id, sum(o.amount) AS won
  FROM opportunities o JOIN closures c ON c.tenant_id = o.tenant_id AND c.opportunity_id = o.id
 WHERE c.outcome = 'won' AND o.currency = :currency AND o.account_id = ANY (CAST(:ids AS bigint[]))
   AND c.closed_at >= make_timestamptz(:year, 1, 1, 0, 0, 0, :zone)
   AND c.closed_at < make_timestamptz(:year + 1, 1, 1, 0, 0, 0, :zone)
 GROUP BY o.account_id
"""


def _won(connection: Connection, year: int, account_ids: Collection[int]) -> dict[int, Decimal]:
    """Return what was won in a year of the tenant's own zone, in its currency."""
    zone = connection.execute(sa.text("SELECT timezone FROM tenants")).scalar_one()
    given = {"currency": tenant_currency(connection), "ids": list(account_ids), "year": year, "zone": zone}
    return {row.account_id: row.won for row in connection.execute(sa.text(_WON), given)}


def _is(account_id: int, year: int) -> sa.ColumnElement[bool]:
    return sa.and_(account_plans.c.account_id == account_id, account_plans.c.year == year)


def _same(column: sa.Column[Any], table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.tenant_id == column.table.c.tenant_id, table.c.id == column)


def _require_account(connection: Connection, account_id: int) -> None:
    seen = sa.select(accounts.c.id).where(in_list(accounts.c.id, [account_id]))
    if connection.execute(seen).first() is None:
        raise NotFoundError(f"no account {account_id}, or it is not yours to see")
