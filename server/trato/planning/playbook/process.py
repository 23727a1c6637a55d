"""An opportunity on its way through the sales process: stages it began, with what became of their steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import opportunities, stages
from trato.errors import NotFoundError
from trato.planning.playbook.tables import stage_starts
from trato.selling import task_list
from trato.selling.task_list import TaskRow


@dataclass(frozen=True, slots=True)
class StageCourse:
    """A stage that was begun: when, under which version of the rules, until when, and its steps."""

    key: str
    name_en: str
    name_es: str
    started_at: datetime
    left_at: datetime | None
    rules_version: int
    steps: tuple[TaskRow, ...]


@dataclass(frozen=True, slots=True)
class Process:
    """The stages of an opportunity, the newest first; `pipeline` names the sales process it is in."""

    pipeline: str
    stages: tuple[StageCourse, ...]


def process_of(connection: Connection, opportunity_id: int, *, today: date) -> Process:
    """Return how far an opportunity is. Raises NotFoundError for one that the caller cannot see."""
    row = connection.execute(
        sa.select(opportunities.c.id, stages.c.pipeline)
        .outerjoin(
            stages,
            sa.and_(stages.c.tenant_id == opportunities.c.tenant_id, stages.c.key == opportunities.c.stage_key),
        )
        .where(opportunities.c.id == opportunity_id)
    ).first()
    if row is None:
        raise NotFoundError(f"no opportunity {opportunity_id}, or it is not yours to see")
    steps = task_list.steps_of(connection, opportunity_id, today=today)
    begun = connection.execute(
        sa.select(stage_starts, stages.c.name_en, stages.c.name_es)
        .outerjoin(
            stages,
            sa.and_(stages.c.tenant_id == stage_starts.c.tenant_id, stages.c.key == stage_starts.c.stage_key),
        )
        .where(stage_starts.c.opportunity_id == opportunity_id)
        .order_by(stage_starts.c.left_at.desc().nulls_first(), stage_starts.c.started_at.desc())
    )
    return Process(
        row.pipeline or "",
        tuple(
            StageCourse(
                one.stage_key, one.name_en or one.stage_key, one.name_es or one.stage_key, one.started_at, one.left_at,
                one.rules_version, tuple(step for step in steps if step.stage_key == one.stage_key),
            )
            for one in begun
        ),
    )  # fmt: skip
