"""What makes steps due, of many opportunities in a fixed number of statements: `step_facts` has the same of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from trato.crm.answers.tables import orders
from trato.crm.opportunity_tables import opportunity_changes
from trato.crm.tables import (
    accounts,
    closures,
    interaction_accounts,
    interaction_texts,
    interactions,
    opportunities,
)
from trato.db.arrays import array_literal, in_list
from trato.scheduling.due_rules import StepKind
from trato.scheduling.next_step import Cadence, Facts, Step, Waiting
from trato.scheduling.step_facts import STEP_TASKS
from trato.scheduling.tables import cadences, playbook_steps

MEETINGS = ("meeting", "visit")
_LastByKind = Mapping[str, tuple[datetime, int]]


def many_facts(
    connection: Connection, condition: sa.ColumnElement[bool], *, now: datetime, zone: ZoneInfo
) -> tuple[list[Facts], dict[int, int]]:
    """Return the facts of the open opportunities that fulfil a condition, and the account of each."""
    rows = connection.execute(
        sa.select(
            opportunities.c.id, opportunities.c.account_id, opportunities.c.stage_key, opportunities.c.next_date,
            opportunities.c.created_on, opportunities.c.created_at, accounts.c.group_code,
        )
        .outerjoin(
            accounts,
            sa.and_(accounts.c.tenant_id == opportunities.c.tenant_id, accounts.c.id == opportunities.c.account_id),
        )
        .where(condition, opportunities.c.closed_as.is_(None))
        .order_by(opportunities.c.id)
    ).all()  # fmt: skip
    ids = [row.id for row in rows]
    of_accounts = {row.account_id for row in rows}
    last = _last_by_kind(connection, ids, now)
    account_last = _account_last(connection, of_accounts, now)
    planned = _planned(connection, ids, now)
    changed = _changed(connection, ids)
    ordered = _ordered(connection, of_accounts, zone)
    speaking = _speaking(connection, of_accounts)
    waiting = _waiting(connection, last, now)
    steps, behind, every = _steps(connection), _behind(connection, ids), _cadences(connection)
    found = [
        Facts(
            opportunity_id=row.id,
            stage_key=row.stage_key,
            group=row.group_code or "",
            created_at=_begun(row),
            changed_at=changed.get(row.id) or _begun(row),
            next_date=row.next_date,
            last_by_kind=last.get(row.id, {}),
            account_last_by_kind=account_last.get(row.account_id, {}),
            planned_at=planned.get(row.id),
            waiting=waiting.get(row.id),
            last_order_on=ordered.get(row.account_id),
            speaks_for_account=row.id in speaking,
            steps=[
                one
                for one in steps.get(row.stage_key, ())
                if (row.id, one.stage_key, one.position, one.kind.value) not in behind
            ],
            cadences=every.get(row.group_code or "", ()),
        )
        for row in rows
    ]
    return found, {row.id: row.account_id for row in rows}


def _begun(row: Any) -> datetime:
    """An opportunity is as old as its own date says, not as its row: it may have been imported."""
    return datetime.combine(row.created_on, time(), UTC) if row.created_on else row.created_at


def _last_by_kind(connection: Connection, ids: Collection[int], now: datetime) -> dict[int, _LastByKind]:
    """Return by opportunity when each kind last happened, with the interaction of what a rule may name."""
    of = interactions.c
    ended = (in_list(of.opportunity_id, ids), of.ends_at <= now)
    found: dict[int, dict[str, tuple[datetime, int]]] = defaultdict(dict)
    plain = (
        sa.select(of.opportunity_id, of.kind, sa.func.max(of.ends_at).label("at"))
        .where(*ended)
        .group_by(of.opportunity_id, of.kind)
    )
    for opportunity_id, kind, at in connection.execute(plain):
        found[opportunity_id][kind] = (at, 0)
    named = (
        sa.select(of.opportunity_id, of.kind, of.ends_at, of.id)
        .where(*ended, of.kind.in_(MEETINGS))
        .ext(distinct_on(of.opportunity_id, of.kind))
        .order_by(of.opportunity_id, of.kind, of.ends_at.desc(), of.id.desc())
    )
    for opportunity_id, kind, at, interaction_id in connection.execute(named):
        found[opportunity_id][kind] = (at, interaction_id)
    return dict(found)


def _account_last(connection: Connection, ids: Collection[int], now: datetime) -> dict[int, dict[str, datetime]]:
    about = interaction_accounts.c
    rows = connection.execute(
        sa.select(about.account_id, interactions.c.kind, sa.func.max(about.ends_at).label("at"))
        .join(
            interactions,
            sa.and_(interactions.c.tenant_id == about.tenant_id, interactions.c.id == about.interaction_id),
        )
        .where(in_list(about.account_id, ids), about.ends_at <= now)
        .group_by(about.account_id, interactions.c.kind)
    )
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    for account_id, kind, at in rows:
        found[account_id][kind] = at
    return found


def _planned(connection: Connection, ids: Collection[int], now: datetime) -> dict[int, datetime]:
    # What has not begun has not ended: asked too, because the end stands in the index.
    of = interactions.c
    rows = connection.execute(
        sa.select(of.opportunity_id, sa.func.min(of.starts_at))
        .where(in_list(of.opportunity_id, ids), of.starts_at > now, of.ends_at > now)
        .group_by(of.opportunity_id)
    )
    return {row[0]: row[1] for row in rows}


def _changed(connection: Connection, ids: Collection[int]) -> dict[int, datetime]:
    table = opportunity_changes.c
    rows = connection.execute(
        sa.select(table.opportunity_id, sa.func.max(table.at))
        .where(in_list(table.opportunity_id, ids), table.actor_id.is_not(None))
        .group_by(table.opportunity_id)
    )
    return {row[0]: row[1] for row in rows}


def _ordered(connection: Connection, ids: Collection[int], zone: ZoneInfo) -> dict[int, date]:
    """Return by account the day of its last order: one that was placed, or an opportunity that was won."""
    placed = connection.execute(
        sa.select(orders.c.account_id, sa.func.max(orders.c.ordered_on))
        .where(in_list(orders.c.account_id, ids))
        .group_by(orders.c.account_id)
    )
    found: dict[int, date] = {row[0]: row[1] for row in placed if row[1]}
    won = connection.execute(
        sa.select(opportunities.c.account_id, sa.func.max(closures.c.closed_at))
        .join(
            closures,
            sa.and_(closures.c.tenant_id == opportunities.c.tenant_id, closures.c.opportunity_id == opportunities.c.id),
        )
        .where(in_list(opportunities.c.account_id, ids), closures.c.outcome == "won")
        .group_by(opportunities.c.account_id)
    )
    for account_id, at in won:
        day = at.astimezone(zone).date()
        found[account_id] = max(found.get(account_id, day), day)
    return found


def _speaking(connection: Connection, ids: Collection[int]) -> set[int]:
    """Return the opportunities that speak for their accounts: of each the open one that is longest here."""
    rows = connection.execute(
        sa.select(sa.func.min(opportunities.c.id))
        .where(in_list(opportunities.c.account_id, ids), opportunities.c.closed_as.is_(None))
        .group_by(opportunities.c.account_id)
    )
    return set(rows.scalars())


def _waiting(connection: Connection, last: Mapping[int, _LastByKind], now: datetime) -> dict[int, Waiting]:
    """Return the newest mails of customers that nothing of ours came after."""
    ids = [one for one, by_kind in last.items() if _is_waiting(by_kind)]
    one = sa.func.unnest(_listed(ids)).table_valued("id", name="one").render_derived()
    of, texts = interactions.c, interaction_texts.c
    newest = (
        sa.select(of.id, of.kind, of.ends_at)
        .where(of.opportunity_id == one.c.id, of.ends_at <= now, of.kind != "note")
        .order_by(of.ends_at.desc(), of.id.desc())
        .limit(1)
        .lateral("newest")
    )
    found = sa.select(one.c.id.label("about"), newest).select_from(one.join(newest, sa.true()))
    rows = connection.execute(found.where(newest.c.kind == "mail_in")).all()
    words = {
        row.interaction_id: row
        for row in connection.execute(
            sa.select(texts.interaction_id, texts.subject, texts.summary).where(
                in_list(texts.interaction_id, [row.id for row in rows])
            )
        )
    }
    return {
        row.about: Waiting(row.id, row.ends_at, subject=words[row.id].subject, words=words[row.id].summary)
        if row.id in words
        else Waiting(row.id, row.ends_at)
        for row in rows
    }


def _is_waiting(by_kind: _LastByKind) -> bool:
    """Tell whether a customer's mail may be the newest of all but notes."""
    if "mail_in" not in by_kind:
        return False
    return all(at <= by_kind["mail_in"][0] for kind, (at, _) in by_kind.items() if kind != "note")


def _behind(connection: Connection, ids: Collection[int]) -> set[tuple[int, str, int, str]]:
    """Return the steps that were done or left out for an opportunity."""
    of = STEP_TASKS.c
    rows = connection.execute(
        sa.select(of.opportunity_id, of.stage_key, of.step, of.kind).where(
            of.opportunity_id == sa.any_(_listed(ids)),
            of.stage_key.is_not(None),
            sa.or_(of.done_at.is_not(None), of.set_aside_as == "skipped"),
        )
    )
    return {(row.opportunity_id, row.stage_key, row.step, row.kind) for row in rows}


def _steps(connection: Connection) -> dict[str, Sequence[Step]]:
    return _grouped(
        (
            row.stage_key,
            Step(
                row.stage_key, row.position, StepKind(row.kind), row.objective_en, row.objective_es, row.days,
                row.duration_min,
            ),
        )
        for row in connection.execute(sa.select(playbook_steps).order_by(playbook_steps.c.position))
    )  # fmt: skip


def _cadences(connection: Connection) -> dict[str, Sequence[Cadence]]:
    return _grouped(
        (row.group_code, Cadence(row.group_code, StepKind(row.kind), max(1, row.days // row.times)))
        for row in connection.execute(sa.select(cadences).order_by(cadences.c.group_code, cadences.c.kind))
    )


def _grouped(pairs: Iterator[tuple[str, Any]]) -> dict[str, Sequence[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for key, one in pairs:
        found[key].append(one)
    return dict(found)


def _listed(ids: Collection[int]) -> sa.Cast[Any]:
    written = sa.bindparam(None, array_literal(list(ids)), type_=sa.types.NullType())
    return sa.cast(written, ARRAY(sa.BigInteger))
