"""What becomes of a stage's steps when opportunities begin it, leave it, and come back to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import in_list
from trato.db.bulk import insert_many
from trato.directory.tables import tenants, users
from trato.planning.playbook.rules import Workplace, due_on
from trato.planning.playbook.tables import stage_starts
from trato.planning.playbook.ticking import note
from trato.scheduling import rule_store
from trato.scheduling.availability import hours_of, zone_of
from trato.scheduling.model import OFFICE_HOURS
from trato.scheduling.tables import availabilities, playbook_steps
from trato.selling.tables import tasks

_START = ("tenant_id", "opportunity_id", "stage_key", "started_at", "rules_version")
_TASK = (
    "tenant_id", "opportunity_id", "account_id", "assignee_id", "stage_key", "step", "kind", "title", "due_on",
    "rules_version",
)  # fmt: skip


def leave(connection: Connection, tenant_id: int, left: Sequence[Any], steps: Sequence[Any], now: datetime) -> None:
    """Set aside what is open of stages that were left: it is not needed any more; it stays, and the log says so."""
    _mark(connection, left, now)
    gone = (
        sa.update(tasks)
        .where(in_list(tasks.c.id, _of_stages(steps, left)), tasks.c.done_at.is_(None), tasks.c.set_aside_as.is_(None))
        .values(set_aside_as="not_needed", set_aside_at=now, version=tasks.c.version + 1)
        .returning(tasks.c.id)
    )
    note(connection, tenant_id, "task.not_needed", connection.execute(gone).scalars().all(), now)


def come_back(connection: Connection, tenant_id: int, back: Sequence[Any], steps: Sequence[Any], now: datetime) -> None:
    """Have what was set aside in stages that opportunities came back to as it was."""
    _mark(connection, back, None)
    again = (
        sa.update(tasks)
        .where(in_list(tasks.c.id, _of_stages(steps, back)), tasks.c.set_aside_as == "not_needed")
        .values(set_aside_as=None, set_aside_at=None, version=tasks.c.version + 1)
        .returning(tasks.c.id)
    )
    note(connection, tenant_id, "task.needed_again", connection.execute(again).scalars().all(), now)


def _mark(connection: Connection, starts: Sequence[Any], left_at: datetime | None) -> None:
    by_stage: defaultdict[str, list[int]] = defaultdict(list)
    for row in starts:
        by_stage[row.stage_key].append(row.opportunity_id)
    for stage_key, ids in by_stage.items():
        those = sa.and_(stage_starts.c.stage_key == stage_key, in_list(stage_starts.c.opportunity_id, ids))
        connection.execute(sa.update(stage_starts).where(those).values(left_at=left_at))


def _of_stages(steps: Sequence[Any], starts: Sequence[Any]) -> list[int]:
    pairs = {(row.opportunity_id, row.stage_key) for row in starts}
    return [row.id for row in steps if (row.opportunity_id, row.stage_key) in pairs]


def begin(connection: Connection, tenant_id: int, new: Sequence[Any], now: datetime) -> None:
    """Give opportunities the steps of their stage, for whoever owns them."""
    keys = {row.stage_key for row in new}
    steps: defaultdict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(sa.select(playbook_steps).where(in_list(playbook_steps.c.stage_key, keys))):
        steps[row.stage_key].append(row)
    beginning = [row for row in new if row.stage_key in steps]
    if not beginning:
        return
    version = rule_store.version(connection)
    people = _people(connection, {row.assignee_id for row in beginning})
    begun, todo = [], []
    for row in beginning:
        where, language = people[row.assignee_id]
        since = _since(row, where, now)
        begun.append((tenant_id, row.id, row.stage_key, since, version))
        todo += [
            (
                tenant_id, row.id, row.account_id, row.assignee_id, row.stage_key, step.position, step.kind,
                (step.objective_es if language == "es" else step.objective_en) or step.objective_en,
                due_on(since, step.days, where, now=now), version,
            )
            for step in steps[row.stage_key]
        ]  # fmt: skip
    insert_many(connection, stage_starts, _START, begun)
    insert_many(connection, tasks, _TASK, todo)


def _since(row: Any, where: Workplace, now: datetime) -> datetime:
    if row.moved_at is not None:
        moved_at: datetime = row.moved_at
        return min(moved_at, now)
    if row.is_first and row.created_on is not None:
        return min(datetime.combine(row.created_on, time(), where.zone).astimezone(UTC), now)
    return now


def _people(connection: Connection, ids: Collection[int]) -> dict[int, tuple[Workplace, str]]:
    rows = connection.execute(
        sa.select(
            users.c.id, users.c.timezone, users.c.language, tenants.c.timezone.label("tenant_zone"),
            tenants.c.language.label("tenant_language"), tenants.c.country, availabilities.c.hours,
            availabilities.c.country.label("own_country"), availabilities.c.region,
        )
        .join(tenants, tenants.c.id == users.c.tenant_id)
        .outerjoin(availabilities, _of(users, availabilities.c.user_id, availabilities))
        .where(in_list(users.c.id, ids))
    )  # fmt: skip
    return {row.id: (_workplace(row), row.language or row.tenant_language) for row in rows}


def _workplace(row: Any) -> Workplace:
    hours = hours_of(row.hours) if row.hours else OFFICE_HOURS
    weekdays = frozenset(day for day, spans in hours.items() if spans)
    zone = zone_of(row.timezone or row.tenant_zone)
    return Workplace(zone, weekdays, row.own_country or row.country or "", row.region or "")


def _of(table: sa.Table, column: sa.ColumnElement[Any], beside: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.tenant_id == beside.c.tenant_id, table.c.id == column)
