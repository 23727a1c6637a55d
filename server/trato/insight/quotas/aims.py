"""Objectives beside money, as they are kept: set by those above, their progress told by whoever has them, too."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.service import audit
from trato.crm.views import Named
from trato.db.engine import Caller, Database
from trato.directory.tables import users
from trato.errors import ChangedMeanwhileError, NotFoundError
from trato.insight.quotas.model import Span, Subject
from trato.insight.quotas.quota_store import reach
from trato.insight.quotas.tables import objectives
from trato.linking.privacy import NotYourDecisionError


@dataclass(frozen=True, slots=True)
class Aim:
    """What somebody is to reach within a span; weight and progress in percent."""

    user_id: int
    title: str
    span: Span
    weight: int
    progress: int


@dataclass(frozen=True, slots=True)
class KeptAim:
    """An objective as shown."""

    id: int
    user: Named
    aim: Aim
    version: int
    is_yours_to_set: bool


class Aims:
    """Objectives on behalf of a caller."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listed(self, caller: Caller, roles: Collection[str], span: Span) -> list[KeptAim]:
        """Return the objectives that touch a span, of whom the caller sees."""
        with self._database.as_user(caller) as connection:
            within = sa.and_(objectives.c.first <= span.last, objectives.c.last >= span.first)
            return _read(connection, caller, roles, within)

    def add(self, caller: Caller, roles: Collection[str], aim: Aim) -> int:
        """Set an objective; return its id. Raises NotYourDecisionError."""
        with self._database.as_user(caller) as connection:
            mine = reach(connection, caller, roles)
            if connection.execute(sa.select(users.c.id).where(users.c.id == aim.user_id)).first() is None:
                raise NotFoundError(f"no user {aim.user_id}")
        if not mine.may_set(Subject.USER, aim.user_id):
            raise NotYourDecisionError("objectives are set by those above, or by an administrator")
        with self._database.as_system(caller.tenant_id) as connection:
            made = sa.insert(objectives).values(
                tenant_id=caller.tenant_id, user_id=aim.user_id, title=aim.title, first=aim.span.first,
                last=aim.span.last, weight=aim.weight, progress=aim.progress,
            )  # fmt: skip
            number: int = connection.execute(made.returning(objectives.c.id)).scalar_one()
            audit(connection, caller, "objective.set", "objective", number, {"user": aim.user_id})
            return number

    def change(
        self, caller: Caller, roles: Collection[str], objective_id: int, progress: int | None, *, version: int
    ) -> None:
        """Tell how far an objective is, or take it away (None), which only those above may.

        Raises NotFoundError, NotYourDecisionError, ChangedMeanwhileError.
        """
        with self._database.as_user(caller) as connection:
            found = _read(connection, caller, roles, objectives.c.id == objective_id)
        if not found:
            raise NotFoundError(f"no objective {objective_id}, or it is not yours to see")
        if not found[0].is_yours_to_set and (progress is None or found[0].aim.user_id != caller.user_id):
            raise NotYourDecisionError("this objective is set by those above, or by an administrator")
        same = sa.and_(objectives.c.id == objective_id, objectives.c.version == version)
        change = sa.update(objectives).where(same).values(progress=progress, version=objectives.c.version + 1)
        write = sa.delete(objectives).where(same) if progress is None else change
        with self._database.as_system(caller.tenant_id) as connection:
            if connection.execute(write.returning(objectives.c.id)).first() is None:
                raise ChangedMeanwhileError("somebody changed this objective meanwhile; look again, then decide")
            audit(connection, caller, "objective.changed", "objective", objective_id, {"progress": progress})


def _read(
    connection: Connection, caller: Caller, roles: Collection[str], which: sa.ColumnElement[bool]
) -> list[KeptAim]:
    mine = reach(connection, caller, roles)
    rows = connection.execute(
        sa.select(objectives, users.c.name)
        .join(users, sa.and_(users.c.tenant_id == objectives.c.tenant_id, users.c.id == objectives.c.user_id))
        .where(which)
        .order_by(users.c.name, objectives.c.weight.desc(), objectives.c.id)
    )
    return [
        KeptAim(
            row.id, Named(row.user_id, row.name),
            Aim(row.user_id, row.title, Span(row.first, row.last), row.weight, row.progress), row.version,
            mine.may_set(Subject.USER, row.user_id),
        )
        for row in rows
    ]  # fmt: skip
