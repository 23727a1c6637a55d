"""Make the tasks of opportunities equal what the sales process and what happened say. Runs as Trato itself.

Triggers of migration 0026 leave a row for every opportunity to look at (`playbook_checks`); this takes them, many
opportunities in a fixed number of statements. Whoever looks at tasks settles first, and a worker does every minute, so
that no way of moving an opportunity can forget it and nobody waits for a worker.

Ten thousand come at once when a list is imported, before PostgreSQL has counted the new rows. So nothing here joins
rows of two tables to write them: what is read by a list of ids is decided here, and written by a list of ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.opportunity_tables import opportunity_changes
from trato.crm.tables import accounts, opportunities, stages
from trato.db.arrays import in_list
from trato.db.engine import Database
from trato.planning.playbook.stage_changes import begin, come_back, leave
from trato.planning.playbook.tables import playbook_checks, stage_starts
from trato.planning.playbook.ticking import hand_over, tick
from trato.selling.tables import tasks

AT_ONCE = 1000
LOCK_SPACE = 727026


def settle(database: Database, tenant_id: int, *, now: datetime, at_most: int | None = None) -> int:
    """Look at what waits, `at_most` opportunities if that is given; return how many were looked at."""
    settled = 0
    while at_most is None or settled < at_most:
        with database.as_system(tenant_id) as connection:
            taken = _take(connection, tenant_id, now)
            if not taken:
                return settled
            _settle(connection, tenant_id, taken, now)
        settled += len(taken)
    return settled


def _take(connection: Connection, tenant_id: int, now: datetime) -> list[int]:
    """Return opportunities that wait, and forget that they do. Nothing is locked where none does."""
    due = sa.select(playbook_checks.c.id).where(playbook_checks.c.at <= now)
    if connection.execute(due.limit(1)).first() is None:
        return []
    values = {"space": LOCK_SPACE, "tenant": tenant_id % 2**31}
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:space, :tenant)"), values)
    ids = connection.execute(due.order_by(playbook_checks.c.id).limit(AT_ONCE)).scalars().all()
    gone = sa.delete(playbook_checks).where(in_list(playbook_checks.c.id, ids))
    return sorted(set(connection.execute(gone.returning(playbook_checks.c.opportunity_id)).scalars()))


def _settle(connection: Connection, tenant_id: int, ids: Sequence[int], now: datetime) -> None:
    looked_at = {row.id: row for row in connection.execute(_opportunities(ids))}
    starts = _starts(connection, ids)
    left, back = [], []
    for row in (one for rows in starts.values() for one in rows):
        is_in = _is_in(looked_at.get(row.opportunity_id), row.stage_key)
        if row.left_at is None and not is_in:
            left.append(row)
        elif row.left_at is not None and is_in:
            back.append(row)
    if left or back:
        steps = _steps(connection, ids)
        leave(connection, tenant_id, left, steps, now)
        come_back(connection, tenant_id, back, steps, now)
    known = {(row.opportunity_id, row.stage_key) for rows in starts.values() for row in rows}
    new = [
        row
        for row in looked_at.values()
        if row.closed_as is None and row.assignee_id is not None and (row.id, row.stage_key) not in known
    ]
    begin(connection, tenant_id, new, now)
    steps = _steps(connection, ids)
    hand_over(connection, steps, {row.id: row.owner_id for row in looked_at.values()})
    tick(connection, tenant_id, _starts(connection, ids), steps, now)


def _is_in(opportunity: Any, stage_key: str) -> bool:
    return opportunity is not None and opportunity.closed_as is None and opportunity.stage_key == stage_key


def _opportunities(ids: Collection[int]) -> sa.Select[Any]:
    """Opportunities with whose steps theirs are, and since when they are in their stage as far as anybody knows.

    The first stage of a process began with the opportunity. When one that came from elsewhere reached a later stage
    nobody knows: it is as if it did today, so that no old meeting ticks what is still to be done.
    """
    changes, first = opportunity_changes, stages.alias("first")
    moved_at = (
        sa.select(sa.func.max(changes.c.at))
        .where(
            changes.c.tenant_id == opportunities.c.tenant_id,
            changes.c.opportunity_id == opportunities.c.id,
            changes.c.field == "stage_key",
        )
        .scalar_subquery()
    )
    of_pipeline = (
        sa.select(sa.func.min(first.c.position))
        .where(first.c.tenant_id == stages.c.tenant_id, first.c.pipeline == stages.c.pipeline)
        .scalar_subquery()
    )
    return (
        sa.select(
            opportunities.c.id, opportunities.c.stage_key, opportunities.c.closed_as, opportunities.c.account_id,
            opportunities.c.created_on, opportunities.c.owner_id,
            sa.func.coalesce(opportunities.c.owner_id, accounts.c.owner_id).label("assignee_id"),
            moved_at.label("moved_at"), (stages.c.position == of_pipeline).label("is_first"),
        )
        .join(accounts, _of(accounts, opportunities.c.account_id, opportunities))
        .outerjoin(
            stages,
            sa.and_(stages.c.tenant_id == opportunities.c.tenant_id, stages.c.key == opportunities.c.stage_key),
        )
        .where(in_list(opportunities.c.id, ids))
    )  # fmt: skip


def _starts(connection: Connection, ids: Collection[int]) -> Mapping[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(sa.select(stage_starts).where(in_list(stage_starts.c.opportunity_id, ids))):
        found[row.opportunity_id].append(row)
    return found


def _steps(connection: Connection, ids: Collection[int]) -> Sequence[Any]:
    there = sa.select(tasks).where(in_list(tasks.c.opportunity_id, ids), tasks.c.step.is_not(None))
    return connection.execute(there).all()


def _of(table: sa.Table, column: sa.ColumnElement[Any], beside: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.tenant_id == beside.c.tenant_id, table.c.id == column)
