"""Tick steps off by what happened, take back what did not happen after all, and hand steps over to new owners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import interactions
from trato.db.arrays import in_list
from trato.db.bulk import insert_new
from trato.directory.tables import audit_log
from trato.planning.playbook.rules import EVIDENCE, Happened, StageSpan, StepTask, evidence
from trato.selling.tables import tasks

_NOTE = ("tenant_id", "at", "action", "object_kind", "object_id", "detail")


def hand_over(connection: Connection, steps: Sequence[Any], owners: Mapping[int, int | None]) -> None:
    """Give what nobody was given by name to the new owner of its opportunity."""
    theirs: defaultdict[int, list[int]] = defaultdict(list)
    for row in steps:
        owner = owners.get(row.opportunity_id)
        if owner is not None and row.assignee_id != owner and row.assigned_by_id is None:
            theirs[owner].append(row.id)
    for owner, ids in theirs.items():
        connection.execute(
            sa.update(tasks)
            .where(
                in_list(tasks.c.id, ids), tasks.c.assigned_by_id.is_(None), tasks.c.done_at.is_(None),
                tasks.c.set_aside_as.is_(None),
            )
            .values(assignee_id=owner, version=tasks.c.version + 1)
        )  # fmt: skip


def tick(
    connection: Connection,
    tenant_id: int,
    starts: Mapping[int, Sequence[Any]],
    steps: Sequence[Any],
    now: datetime,
) -> None:
    """Tick off what happened, and take back what did not happen after all."""
    of: defaultdict[int, list[Any]] = defaultdict(list)
    for row in steps:
        of[row.opportunity_id].append(row)
    happened = _happened(connection, {one: starts[one] for one in of if one in starts}, now)
    wanted = []
    for opportunity_id, rows in of.items():
        spans = {
            one.stage_key: StageSpan(one.stage_key, one.started_at, one.left_at)
            for one in starts.get(opportunity_id, ())
        }
        shown = evidence(spans.values(), [_step(row) for row in rows], happened.get(opportunity_id, ()))
        for row in rows:
            found = shown.get(row.id)
            shows = (found.id, found.at) if found else (None, None)
            if row.stage_key in spans and not _is_by_hand(row) and shows != (row.evidence_id, row.done_at):
                wanted.append((row.id, *shows, spans[row.stage_key].left_at is not None))
    _write_ticks(connection, tenant_id, wanted, now)


def _write_ticks(
    connection: Connection,
    tenant_id: int,
    wanted: Sequence[tuple[int, int | None, datetime | None, bool]],
    now: datetime,
) -> None:
    """Write what shows each step done, or that nothing does; `wanted` tells whether its stage was left, too."""
    if not wanted:
        return
    # A step that opens again in a stage that was left is not needed either.
    aside = [found is None and is_left for _, found, _, is_left in wanted]
    connection.execute(
        _TICK,
        [
            {
                "task": task, "tenant": tenant_id, "evidence": found, "at": at,
                "aside_as": "not_needed" if is_aside else None, "aside_at": now if is_aside else None,
            }
            for (task, found, at, _), is_aside in zip(wanted, aside, strict=True)
        ],
    )  # fmt: skip
    note(connection, tenant_id, "task.shown_done", [task for task, found, _, _ in wanted if found is not None], now)
    note(connection, tenant_id, "task.not_shown", [task for task, found, _, _ in wanted if found is None], now)


# One by one, sent together: a row by its key has one plan, whatever PostgreSQL believes of the table.
_TICK = sa.text(
    "UPDATE tasks SET evidence_id = :evidence, done_at = :at, version = version + 1, set_aside_as = :aside_as,"
    " set_aside_at = :aside_at WHERE tenant_id = :tenant AND id = :task"
)


def _is_by_hand(row: Any) -> bool:
    return row.set_aside_as == "skipped" or (row.done_at is not None and row.done_by_id is not None)


def _step(row: Any) -> StepTask:
    return StepTask(
        row.id, row.stage_key, row.step, row.kind, is_by_hand=_is_by_hand(row), evidence_id=row.evidence_id,
        refused_id=row.refused_id,
    )  # fmt: skip


def _happened(
    connection: Connection, starts: Mapping[int, Sequence[Any]], now: datetime
) -> Mapping[int, list[Happened]]:
    """Return what may show a step, by opportunity: whatever happened since the first of its stages began."""
    begun = {one: min(row.started_at for row in rows) for one, rows in starts.items()}
    found: defaultdict[int, list[Happened]] = defaultdict(list)
    if not begun:
        return found
    rows = connection.execute(
        sa.select(interactions.c.id, interactions.c.opportunity_id, interactions.c.kind, interactions.c.ends_at).where(
            in_list(interactions.c.opportunity_id, list(begun)), interactions.c.ends_at <= now,
            interactions.c.ends_at >= min(begun.values()), in_list(interactions.c.kind, sorted(EVIDENCE)),
        )
    )  # fmt: skip
    for row in rows:
        if row.ends_at >= begun[row.opportunity_id]:
            found[row.opportunity_id].append(Happened(row.id, row.kind, row.ends_at))
    return found


def note(connection: Connection, tenant_id: int, action: str, task_ids: Sequence[int], now: datetime) -> None:
    """Write into the log what became of tasks by itself."""
    insert_new(connection, audit_log, _NOTE, [(tenant_id, now, action, "task", one, {}) for one in task_ids])
