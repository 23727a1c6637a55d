"""Make the tasks of opportunities equal what the sales process and what happened say. Runs as Trato itself.

Triggers of migration 0026 leave a row for every opportunity to look at (`playbook_checks`); this takes them, many
opportunities in a fixed number of statements. Whoever looks at tasks settles first, and a worker does every minute, so
that no way of moving an opportunity can forget it and nobody waits for a worker.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.crm.opportunity_tables import opportunity_changes
from trato.crm.tables import accounts, interactions, opportunities, stages
from trato.db.arrays import in_list
from trato.db.bulk import insert_many
from trato.db.engine import Database
from trato.directory.tables import audit_log, tenants, users
from trato.planning.playbook.rules import EVIDENCE, Happened, StageSpan, StepTask, Workplace, due_on, evidence
from trato.planning.playbook.tables import playbook_checks, stage_starts
from trato.scheduling import rule_store
from trato.scheduling.availability import hours_of, zone_of
from trato.scheduling.model import OFFICE_HOURS
from trato.scheduling.tables import availabilities, playbook_steps
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
    left = [
        (row.opportunity_id, row.stage_key)
        for rows in starts.values()
        for row in rows
        if row.left_at is None and not _is_in(looked_at.get(row.opportunity_id), row.stage_key)
    ]
    back = [
        (row.opportunity_id, row.stage_key)
        for rows in starts.values()
        for row in rows
        if row.left_at is not None and _is_in(looked_at.get(row.opportunity_id), row.stage_key)
    ]
    _leave(connection, tenant_id, left, now)
    _come_back(connection, tenant_id, back, now)
    known = {(row.opportunity_id, row.stage_key) for rows in starts.values() for row in rows}
    new = [
        row
        for row in looked_at.values()
        if row.closed_as is None and row.assignee_id is not None and (row.id, row.stage_key) not in known
    ]
    _begin(connection, tenant_id, new, now)
    _hand_over(connection, ids)
    _tick(connection, tenant_id, ids, now)


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
            opportunities.c.created_on,
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


def _leave(connection: Connection, tenant_id: int, left: Sequence[tuple[int, str]], now: datetime) -> None:
    """What is open of a stage that was left is not needed any more; it stays, and the log says so."""
    if not left:
        return
    connection.execute(sa.update(stage_starts).where(_one_of(stage_starts, left)).values(left_at=now))
    gone = connection.execute(
        sa.update(tasks)
        .where(
            _one_of(tasks, left), tasks.c.step.is_not(None), tasks.c.done_at.is_(None), tasks.c.set_aside_as.is_(None)
        )
        .values(set_aside_as="not_needed", set_aside_at=now, version=tasks.c.version + 1)
        .returning(tasks.c.id)
    ).scalars()
    _note(connection, tenant_id, "task.not_needed", gone.all(), now)


def _come_back(connection: Connection, tenant_id: int, back: Sequence[tuple[int, str]], now: datetime) -> None:
    if not back:
        return
    connection.execute(sa.update(stage_starts).where(_one_of(stage_starts, back)).values(left_at=None))
    again = connection.execute(
        sa.update(tasks)
        .where(_one_of(tasks, back), tasks.c.set_aside_as == "not_needed")
        .values(set_aside_as=None, set_aside_at=None, version=tasks.c.version + 1)
        .returning(tasks.c.id)
    ).scalars()
    _note(connection, tenant_id, "task.needed_again", again.all(), now)


def _begin(connection: Connection, tenant_id: int, new: Sequence[Any], now: datetime) -> None:
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
            {
                "tenant_id": tenant_id, "opportunity_id": row.id, "account_id": row.account_id,
                "assignee_id": row.assignee_id, "stage_key": row.stage_key, "step": step.position, "kind": step.kind,
                "title": (step.objective_es if language == "es" else step.objective_en) or step.objective_en,
                "due_on": due_on(since, step.days, where, now=now), "rules_version": version,
            }
            for step in steps[row.stage_key]
        ]  # fmt: skip
    columns = ("tenant_id", "opportunity_id", "stage_key", "started_at", "rules_version")
    insert_many(connection, stage_starts, columns, begun)
    connection.execute(insert(tasks).inline().on_conflict_do_nothing(), todo)


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


def _hand_over(connection: Connection, ids: Collection[int]) -> None:
    """What nobody was given by name goes along with its opportunity to a new owner."""
    connection.execute(
        sa.update(tasks)
        .where(
            tasks.c.tenant_id == opportunities.c.tenant_id, tasks.c.opportunity_id == opportunities.c.id,
            in_list(opportunities.c.id, ids), tasks.c.step.is_not(None), tasks.c.assigned_by_id.is_(None),
            tasks.c.done_at.is_(None), tasks.c.set_aside_as.is_(None), opportunities.c.owner_id.is_not(None),
            tasks.c.assignee_id != opportunities.c.owner_id,
        )
        .values(assignee_id=opportunities.c.owner_id, version=tasks.c.version + 1)
    )  # fmt: skip


def _tick(connection: Connection, tenant_id: int, ids: Sequence[int], now: datetime) -> None:
    """Tick off what happened, and take back what did not happen after all."""
    rows: defaultdict[int, list[Any]] = defaultdict(list)
    there = sa.select(tasks).where(in_list(tasks.c.opportunity_id, ids), tasks.c.step.is_not(None))
    for row in connection.execute(there):
        rows[row.opportunity_id].append(row)
    if not rows:
        return
    starts = _starts(connection, list(rows))
    happened = _happened(connection, list(rows), now)
    wanted: list[tuple[int, int | None, datetime | None]] = []
    for opportunity_id, steps in rows.items():
        spans = [StageSpan(one.stage_key, one.started_at, one.left_at) for one in starts.get(opportunity_id, ())]
        shown = evidence(spans, [_step(row) for row in steps], happened.get(opportunity_id, ()))
        for row in steps:
            found = shown.get(row.id)
            shows = (found.id, found.at) if found else (None, None)
            if not _is_by_hand(row) and shows != (row.evidence_id, row.done_at):
                wanted.append((row.id, *shows))
    _write_ticks(connection, tenant_id, wanted, now)


def _write_ticks(
    connection: Connection, tenant_id: int, wanted: Sequence[tuple[int, int | None, datetime | None]], now: datetime
) -> None:
    if not wanted:
        return
    # A step that opens again in a stage that was left is not needed either.
    connection.execute(
        sa.text(
            "UPDATE tasks t SET evidence_id = w.evidence_id, done_at = w.at, version = t.version + 1,"
            " set_aside_as = CASE WHEN w.at IS NULL AND s.left_at IS NOT NULL THEN 'not_needed' END,"
            " set_aside_at = CASE WHEN w.at IS NULL AND s.left_at IS NOT NULL THEN CAST(:now AS timestamptz) END"
            " FROM unnest(CAST(:ids AS bigint[]), CAST(:evidence AS bigint[]), CAST(:at AS timestamptz[]))"
            " AS w (id, evidence_id, at), stage_starts s"
            " WHERE t.tenant_id = :tenant AND t.id = w.id AND s.tenant_id = t.tenant_id"
            " AND s.opportunity_id = t.opportunity_id AND s.stage_key = t.stage_key"
        ),
        {
            "now": now, "tenant": tenant_id, "ids": [one for one, _, _ in wanted],
            "evidence": [one for _, one, _ in wanted], "at": [one for _, _, one in wanted],
        },
    )  # fmt: skip
    _note(connection, tenant_id, "task.shown_done", [one for one, found, _ in wanted if found is not None], now)
    _note(connection, tenant_id, "task.not_shown", [one for one, found, _ in wanted if found is None], now)


def _is_by_hand(row: Any) -> bool:
    return row.set_aside_as == "skipped" or (row.done_at is not None and row.done_by_id is not None)


def _step(row: Any) -> StepTask:
    return StepTask(
        row.id, row.stage_key, row.step, row.kind, is_by_hand=_is_by_hand(row), evidence_id=row.evidence_id,
        refused_id=row.refused_id,
    )  # fmt: skip


def _happened(connection: Connection, ids: Collection[int], now: datetime) -> Mapping[int, list[Happened]]:
    found: defaultdict[int, list[Happened]] = defaultdict(list)
    begun = (
        sa.select(stage_starts.c.tenant_id, stage_starts.c.opportunity_id, sa.func.min(stage_starts.c.started_at))
        .where(in_list(stage_starts.c.opportunity_id, ids))
        .group_by(stage_starts.c.tenant_id, stage_starts.c.opportunity_id)
        .subquery("begun")
    )
    rows = connection.execute(
        sa.select(interactions.c.id, interactions.c.opportunity_id, interactions.c.kind, interactions.c.ends_at)
        .join(
            begun,
            sa.and_(
                begun.c.tenant_id == interactions.c.tenant_id,
                begun.c.opportunity_id == interactions.c.opportunity_id,
                interactions.c.ends_at >= begun.c.min,
            ),
        )
        .where(
            in_list(interactions.c.opportunity_id, ids), interactions.c.ends_at <= now,
            in_list(interactions.c.kind, sorted(EVIDENCE)),
        )
    )  # fmt: skip
    for row in rows:
        found[row.opportunity_id].append(Happened(row.id, row.kind, row.ends_at))
    return found


def _note(connection: Connection, tenant_id: int, action: str, task_ids: Sequence[int], now: datetime) -> None:
    rows = [
        {"tenant_id": tenant_id, "at": now, "action": action, "object_kind": "task", "object_id": one, "detail": {}}
        for one in task_ids
    ]
    if rows:
        connection.execute(sa.insert(audit_log).inline(), rows)


def _one_of(table: sa.Table, pairs: Sequence[tuple[int, str]]) -> sa.ColumnElement[bool]:
    return sa.tuple_(table.c.opportunity_id, table.c.stage_key).in_(pairs)


def _of(table: sa.Table, column: sa.ColumnElement[Any], beside: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.tenant_id == beside.c.tenant_id, table.c.id == column)
