"""Read what the rules of the next step ask for, for one opportunity, in a fixed number of statements.

Runs as its caller: words of a mail are weighed for those who may read them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import distinct_on

from trato.crm.answers.tables import orders
from trato.crm.opportunity_tables import opportunity_changes
from trato.crm.tables import (
    accounts,
    closures,
    interaction_accounts,
    interaction_contacts,
    interaction_texts,
    interactions,
    opportunities,
)
from trato.scheduling.due_rules import RULES, DueCode, DueRule, StepKind
from trato.scheduling.next_step import Cadence, Decided, Decision, Facts, Step, Waiting
from trato.scheduling.tables import cadences, due_rules, next_step_decisions, playbook_steps

LEAST_DECISIONS = 5
# What the customer needs, whichever opportunity it is proposed for.
OF_ACCOUNTS = (DueCode.INACTIVE.value, DueCode.WITHOUT_ORDER.value)
# Tasks are a room beside this one: of theirs only what became of a step is asked.
STEP_TASKS = sa.table(
    "tasks",
    *(sa.column(name) for name in ("tenant_id", "opportunity_id", "stage_key", "step", "kind", "set_aside_as")),
    sa.column("done_at"),
)


def facts_of(
    connection: Connection, opportunity_id: int, *, changed_at: datetime | None, now: datetime, zone: ZoneInfo
) -> Facts:
    """Return the facts of an opportunity that the caller sees; `changed_at` is when somebody last changed it.

    The words of a mail that waits come unread: that takes long, and is done once the transaction has ended
    (`mail_words.read_words`).
    """
    row = connection.execute(
        sa.select(opportunities, accounts.c.group_code, accounts.c.id.label("account"))
        .outerjoin(accounts, _of(accounts, opportunities.c.account_id, opportunities))
        .where(opportunities.c.id == opportunity_id)
    ).one()
    ours = interactions.c.opportunity_id == opportunity_id
    begun = _midnight(row.created_on) if row.created_on else row.created_at
    return Facts(
        opportunity_id=opportunity_id,
        stage_key=row.stage_key,
        group=row.group_code or "",
        created_at=begun,
        changed_at=changed_at or begun,
        next_date=row.next_date,
        last_by_kind=_last_by_kind(connection, ours, now),
        account_last_by_kind=_account_last(connection, row.account_id, now),
        planned_at=connection.execute(
            sa.select(sa.func.min(interactions.c.starts_at)).where(ours, interactions.c.starts_at > now)
        ).scalar(),
        waiting=_waiting(connection, ours, now),
        last_order_on=_last_order(connection, row.account_id, zone),
        speaks_for_account=not connection.execute(_elder(row.account_id, opportunity_id)).scalar(),
        steps=_steps(connection, opportunity_id, row.stage_key),
        cadences=_cadences(connection, row.group_code or ""),
    )


def changed_at(connection: Connection, opportunity_id: int) -> datetime | None:
    """Return when somebody last changed an opportunity."""
    return connection.execute(
        sa.select(sa.func.max(opportunity_changes.c.at)).where(
            opportunity_changes.c.opportunity_id == opportunity_id, opportunity_changes.c.actor_id.is_not(None)
        )
    ).scalar()


def rules_of(connection: Connection) -> dict[DueCode, DueRule]:
    """Return the rules in force: Trato's own with what the tenant changed."""
    changed = {row.code: row for row in connection.execute(sa.select(due_rules))}
    return {code: _rule(rule, changed.get(code.value)) for code, rule in RULES.items()}


def decisions_of(connection: Connection, opportunity_id: int) -> list[Decided]:
    """Return what was decided about the needs of an opportunity and of its account: the newest about each."""
    table, own = next_step_decisions, opportunities.alias("own")
    beside = (
        sa.select(opportunities.c.id)
        .join(
            own, sa.and_(own.c.tenant_id == opportunities.c.tenant_id, own.c.account_id == opportunities.c.account_id)
        )
        .where(own.c.id == opportunity_id)
    )
    rows = connection.execute(
        sa.select(table.c.need, table.c.decision, table.c.until)
        .where(
            (table.c.opportunity_id == opportunity_id)
            | (table.c.code.in_(OF_ACCOUNTS) & table.c.opportunity_id.in_(beside))
        )
        .ext(distinct_on(table.c.need))
        .order_by(table.c.need, table.c.decided_at.desc(), table.c.id.desc())
    )
    return [Decided(row.need, Decision(row.decision), row.until) for row in rows]


def trust_of(connection: Connection) -> dict[DueCode, float]:
    """Return how readily each rule's proposals were taken, where enough were decided to tell."""
    table = next_step_decisions
    rows = connection.execute(
        sa.select(
            table.c.code,
            sa.func.count().filter(table.c.decision.in_(("accepted", "changed"))).label("taken"),
            sa.func.count().filter(table.c.decision.in_(("accepted", "changed", "dismissed"))).label("decided"),
        ).group_by(table.c.code)
    )
    known = set(DueCode)
    return {
        DueCode(row.code): (row.taken + 1) / (row.decided + 1)
        for row in rows
        if row.code in known and row.decided >= LEAST_DECISIONS
    }


def _midnight(day: date) -> datetime:
    """An opportunity is as old as its own date says, not as its row: it may have been imported."""
    return datetime.combine(day, time(), UTC)


def _of(table: sa.Table, column: sa.ColumnElement[Any], beside: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.tenant_id == beside.c.tenant_id, table.c.id == column)


def _rule(rule: DueRule, row: Any) -> DueRule:
    if row is None:
        return rule
    return DueRule(
        code=rule.code,
        days=rule.days if row.days is None else row.days,
        kind=StepKind(row.kind) if row.kind else rule.kind,
        duration_min=row.duration_min or rule.duration_min,
        weight=rule.weight,
        objective_en=row.objective_en or rule.objective_en,
        objective_es=row.objective_es or rule.objective_es,
        is_on=row.is_on,
    )


def _last_by_kind(
    connection: Connection, ours: sa.ColumnElement[bool], now: datetime
) -> dict[str, tuple[datetime, int]]:
    rows = connection.execute(
        sa.select(interactions.c.kind, interactions.c.ends_at, interactions.c.id)
        .where(ours, interactions.c.ends_at <= now)
        .ext(distinct_on(interactions.c.kind))
        .order_by(interactions.c.kind, interactions.c.ends_at.desc(), interactions.c.id.desc())
    )
    return {row.kind: (row.ends_at, row.id) for row in rows}


def _account_last(connection: Connection, account_id: int, now: datetime) -> dict[str, datetime]:
    rows = connection.execute(
        sa.select(interactions.c.kind, sa.func.max(interaction_accounts.c.ends_at).label("at"))
        .join(
            interaction_accounts,
            sa.and_(
                interaction_accounts.c.tenant_id == interactions.c.tenant_id,
                interaction_accounts.c.interaction_id == interactions.c.id,
            ),
        )
        .where(interaction_accounts.c.account_id == account_id, interaction_accounts.c.ends_at <= now)
        .group_by(interactions.c.kind)
    )
    return {row.kind: row.at for row in rows}


def _last_order(connection: Connection, account_id: int, zone: ZoneInfo) -> date | None:
    """Return the day of the account's last order: one that was placed, or an opportunity that was won."""
    won = connection.execute(
        sa.select(sa.func.max(closures.c.closed_at))
        .join(opportunities, _of(opportunities, closures.c.opportunity_id, closures))
        .where(opportunities.c.account_id == account_id, closures.c.outcome == "won")
    ).scalar()
    placed = connection.execute(
        sa.select(sa.func.max(orders.c.ordered_on)).where(orders.c.account_id == account_id)
    ).scalar()
    return max((one for one in (placed, won.astimezone(zone).date() if won else None) if one), default=None)


def _elder(account_id: int, opportunity_id: int) -> sa.Select[tuple[bool]]:
    """Ask whether another open opportunity of the account speaks for it: the one that is longest here."""
    return sa.select(
        sa.exists().where(
            opportunities.c.account_id == account_id, opportunities.c.closed_as.is_(None),
            opportunities.c.id < opportunity_id,
        )
    )  # fmt: skip


def _waiting(connection: Connection, ours: sa.ColumnElement[bool], now: datetime) -> Waiting | None:
    """Return the newest mail of the customer if nothing of ours came after it."""
    latest = connection.execute(
        sa.select(interactions.c.id, interactions.c.kind, interactions.c.ends_at)
        .where(ours, interactions.c.ends_at <= now, interactions.c.kind != "note")
        .order_by(interactions.c.ends_at.desc(), interactions.c.id.desc())
        .limit(1)
    ).first()
    if latest is None or latest.kind != "mail_in":
        return None
    words = connection.execute(
        sa.select(interaction_texts.c.subject, interaction_texts.c.summary).where(
            interaction_texts.c.interaction_id == latest.id
        )
    ).first()
    if words is None:
        return Waiting(latest.id, latest.ends_at)
    return Waiting(latest.id, latest.ends_at, subject=words.subject, words=words.summary)


def contact_asked(connection: Connection, interaction_id: int) -> int | None:
    """Return the contact an interaction was with, the first of several."""
    return connection.execute(
        sa.select(sa.func.min(interaction_contacts.c.contact_id)).where(
            interaction_contacts.c.interaction_id == interaction_id
        )
    ).scalar()


def _steps(connection: Connection, opportunity_id: int, stage_key: str) -> Sequence[Step]:
    """Return the steps of a stage but for those that were done or left out for this opportunity."""
    behind = sa.exists().where(
        STEP_TASKS.c.tenant_id == playbook_steps.c.tenant_id,
        STEP_TASKS.c.opportunity_id == opportunity_id,
        STEP_TASKS.c.stage_key == playbook_steps.c.stage_key,
        STEP_TASKS.c.step == playbook_steps.c.position,
        STEP_TASKS.c.kind == playbook_steps.c.kind,
        sa.or_(STEP_TASKS.c.done_at.is_not(None), STEP_TASKS.c.set_aside_as == "skipped"),
    )
    rows = connection.execute(sa.select(playbook_steps).where(playbook_steps.c.stage_key == stage_key, ~behind))
    return [
        Step(
            row.stage_key, row.position, StepKind(row.kind), row.objective_en, row.objective_es, row.days,
            row.duration_min,
        )
        for row in rows
    ]  # fmt: skip


def _cadences(connection: Connection, group: str) -> Sequence[Cadence]:
    rows = connection.execute(sa.select(cadences).where(cadences.c.group_code == group).order_by(cadences.c.kind))
    return [Cadence(row.group_code, StepKind(row.kind), max(1, row.days // row.times)) for row in rows]
