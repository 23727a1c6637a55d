"""Keep the rules that make a next step due, and every change of them with what was before. Runs as Trato itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import accounts, stages
from trato.directory.tables import users
from trato.errors import NotFoundError
from trato.scheduling.due_rules import RULES, DueRule, StepKind
from trato.scheduling.next_step import Step
from trato.scheduling.rule_set import Difference, Frequency, RuleSet, difference, document, from_document
from trato.scheduling.step_facts import rules_of
from trato.scheduling.tables import cadences, due_rules, playbook_steps, rule_changes

MOST_CHANGES = 50
LOCK_SPACE = 727005


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the sales process by its names."""

    key: str
    name_en: str
    name_es: str
    pipeline: str = ""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A change of the rules: when, by whom or from where, and what differs."""

    id: int
    at: datetime
    by: str
    source: str
    undoes_id: int | None
    differs: Difference


def read_rules(connection: Connection) -> RuleSet:
    """Return the rules in force."""
    steps = connection.execute(
        sa.select(playbook_steps)
        .outerjoin(
            stages,
            sa.and_(stages.c.tenant_id == playbook_steps.c.tenant_id, stages.c.key == playbook_steps.c.stage_key),
        )
        .order_by(stages.c.position, playbook_steps.c.stage_key, playbook_steps.c.position)
    )
    frequencies = connection.execute(sa.select(cadences).order_by(cadences.c.group_code)).all()
    order = list(StepKind)
    return RuleSet(
        tuple(
            Step(one.stage_key, one.position, StepKind(one.kind), one.objective_en, one.objective_es, one.days,
                 one.duration_min)
            for one in steps
        ),
        tuple(
            sorted(
                (Frequency(one.group_code, StepKind(one.kind), one.times, one.days) for one in frequencies),
                key=lambda one: (one.group, order.index(one.kind)),
            )
        ),
        tuple(rules_of(connection).values()),
    )  # fmt: skip


def version(connection: Connection) -> int:
    """Return the number of the last change, 0 where there was none."""
    return connection.execute(sa.select(sa.func.max(rule_changes.c.id))).scalar() or 0


def guard(connection: Connection, tenant_id: int) -> None:
    """Let nobody else change the tenant's rules until this transaction has ended."""
    values = {"space": LOCK_SPACE, "tenant": tenant_id % 2**31}
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:space, :tenant)"), values)


def write_rules(
    connection: Connection, tenant_id: int, after: RuleSet, *, at: datetime, by: int | None, source: str,
    undoes: int | None = None,
) -> int:  # fmt: skip
    """Make the rules in force equal `after` and note the change; return its number, the last one's where none is."""
    # One at a time: two who save at once must each see what the other did.
    guard(connection, tenant_id)
    before = read_rules(connection)
    if difference(before, after).is_none:
        return version(connection)
    _write(connection, tenant_id, after)
    return int(
        connection.execute(
            sa.insert(rule_changes)
            .values(
                tenant_id=tenant_id, at=at, by_id=by, source=source, undoes_id=undoes, before=document(before),
                after=document(after),
            )
            .returning(rule_changes.c.id)
        ).scalar_one()
    )  # fmt: skip


def change_of(connection: Connection, change_id: int) -> tuple[RuleSet, RuleSet]:
    """Return what the rules were before and after a change. Raises NotFoundError."""
    row = connection.execute(sa.select(rule_changes).where(rule_changes.c.id == change_id)).first()
    if row is None:
        raise NotFoundError(f"no change {change_id} of the rules")
    return from_document(row.before), from_document(row.after)


def history(connection: Connection) -> list[RuleChange]:
    """Return the changes of the rules, newest first."""
    rows = connection.execute(
        sa.select(rule_changes, users.c.name)
        .outerjoin(users, sa.and_(users.c.tenant_id == rule_changes.c.tenant_id, users.c.id == rule_changes.c.by_id))
        .order_by(rule_changes.c.id.desc())
        .limit(MOST_CHANGES)
    )
    return [
        RuleChange(
            row.id, row.at, row.name or "", row.source, row.undoes_id,
            difference(from_document(row.before), from_document(row.after)),
        )
        for row in rows
    ]  # fmt: skip


def process(connection: Connection) -> list[Stage]:
    """Return the stages in order."""
    rows = connection.execute(sa.select(stages).order_by(stages.c.position, stages.c.key))
    return [Stage(row.key, row.name_en, row.name_es, row.pipeline) for row in rows]


def groups(connection: Connection) -> list[str]:
    """Return the groups that accounts are in."""
    found = connection.execute(sa.select(accounts.c.group_code).distinct().where(accounts.c.group_code != ""))
    return sorted(found.scalars())


def _write(connection: Connection, tenant_id: int, rules: RuleSet) -> None:
    connection.execute(sa.delete(playbook_steps))
    connection.execute(sa.delete(cadences))
    connection.execute(sa.delete(due_rules))
    _insert(connection, playbook_steps, [
        {"tenant_id": tenant_id, "stage_key": one.stage_key, "position": one.position, "kind": one.kind.value,
         "objective_en": one.objective_en, "objective_es": one.objective_es, "days": one.days,
         "duration_min": one.duration_min}
        for one in rules.steps
    ])  # fmt: skip
    _insert(connection, cadences, [
        {"tenant_id": tenant_id, "group_code": one.group, "kind": one.kind.value, "times": one.times, "days": one.days}
        for one in rules.frequencies
    ])  # fmt: skip
    _insert(connection, due_rules, [_changed(tenant_id, one) for one in rules.rules if one != RULES[one.code]])


def _insert(connection: Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def _changed(tenant_id: int, rule: DueRule) -> dict[str, Any]:
    """Return what of a rule is not as Trato has it, so that what nobody touched follows Trato's own."""
    own = RULES[rule.code]
    return {
        "tenant_id": tenant_id,
        "code": rule.code.value,
        "is_on": rule.is_on,
        "days": None if rule.days == own.days else rule.days,
        "duration_min": None if rule.duration_min == own.duration_min else rule.duration_min,
        "kind": "" if rule.kind is own.kind else rule.kind.value,
        "objective_en": "" if rule.objective_en == own.objective_en else rule.objective_en,
        "objective_es": "" if rule.objective_es == own.objective_es else rule.objective_es,
    }
