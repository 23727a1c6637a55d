"""Why steps are due, for many opportunities at once, by the rules and facts that `next_step` proposes by for one.

Read in one transaction as whoever it is for, a person's own list or a whole organisation's; weighed when that has
ended, because reading the words of mails takes long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import distinct_on

from trato.crm.tables import opportunities
from trato.db.arrays import in_list
from trato.scheduling.due_facts import many_facts
from trato.scheduling.due_rules import DueCode, DueRule
from trato.scheduling.mail_words import read_words
from trato.scheduling.next_step import Decision, Facts, Need, needs
from trato.scheduling.step_facts import OF_ACCOUNTS, rules_of
from trato.scheduling.tables import next_step_decisions


@dataclass(frozen=True, slots=True)
class Due:
    """An opportunity and everything that makes a step due for it, by weight."""

    opportunity_id: int
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of opportunities: their facts, the rules, and the needs that are settled already."""

    facts: Sequence[Facts]
    rules: Mapping[DueCode, DueRule]
    settled: Mapping[int, Collection[str]]


def known(connection: Connection, condition: sa.ColumnElement[bool], *, now: datetime, zone: ZoneInfo) -> Known:
    """Return what is known of the open opportunities that fulfil a condition."""
    facts, accounts_of = many_facts(connection, condition, now=now, zone=zone)
    return Known(facts, rules_of(connection), _settled(connection, accounts_of, now))


def due(found: Known, *, now: datetime, zone: ZoneInfo) -> list[Due]:
    """Return what is due; opportunities with nothing due are left out."""
    told = []
    for facts in found.facts:
        done = found.settled.get(facts.opportunity_id, frozenset())
        every = needs(read_words(facts, zone), found.rules, now=now, zone=zone)
        left = sorted((need for need in every if need.key not in done), key=lambda need: (-need.weight, need.code))
        if left:
            told.append(Due(facts.opportunity_id, tuple(left)))
    return told


def _settled(connection: Connection, accounts_of: Mapping[int, int], now: datetime) -> dict[int, set[str]]:
    """Return the needs by opportunity that somebody decided about, the newest decision of each being in force.

    What was decided of an account's need holds for all its opportunities.
    """
    table = next_step_decisions
    is_account = table.c.code.in_(OF_ACCOUNTS)
    decided = (
        sa.select(
            sa.case((is_account, 0), else_=table.c.opportunity_id).label("one"),
            sa.case((is_account, opportunities.c.account_id), else_=0).label("account"),
            table.c.need, table.c.decision, table.c.until, table.c.decided_at, table.c.id,
        )
        .join(
            opportunities,
            sa.and_(opportunities.c.tenant_id == table.c.tenant_id, opportunities.c.id == table.c.opportunity_id),
        )
        .where(in_list(opportunities.c.account_id, set(accounts_of.values())))
        .subquery()
    )  # fmt: skip
    about = (decided.c.one, decided.c.account, decided.c.need)
    rows = connection.execute(
        sa.select(*about, decided.c.decision, decided.c.until)
        .ext(distinct_on(*about))
        .order_by(*about, decided.c.decided_at.desc(), decided.c.id.desc())
    )
    one, account = defaultdict[int, set[str]](set), defaultdict[int, set[str]](set)
    for row in rows:
        if row.decision == Decision.POSTPONED and row.until is not None and row.until <= now:
            continue
        (one if row.one else account)[row.one or row.account].add(row.need)
    return {
        opportunity_id: one[opportunity_id] | account[account_id]
        for opportunity_id, account_id in accounts_of.items()
        if opportunity_id in one or account_id in account
    }
