"""The list in piles, each with its first rows: stages for a board, days of closing for a calendar.

One statement finds what fits and numbers it within its pile, so that a pile of thousands costs its sum and its top.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import accounts, opportunities, stages
from trato.db.arrays import in_list
from trato.selling.pipeline.asked import Asked, Sorted
from trato.selling.pipeline.choices import StageChoice
from trato.selling.pipeline.finding import (
    PROBABILITY,
    Group,
    Moment,
    Sum,
    conditions,
    joined,
    order_of,
    sum_of,
    sums_of,
)


class PileBy(StrEnum):
    """What makes a pile."""

    STAGE = "stage_key"
    CLOSE_DATE = "close_date"


@dataclass(frozen=True, slots=True)
class Pile:
    """What lies together: how many, their amounts, and the ids of the first in order."""

    key: Any
    count: int
    sums: tuple[Sum, ...]
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A stage of the board with its pile; a stage that opportunities have and the process has not comes last."""

    stage: StageChoice
    pile: Pile


@dataclass(frozen=True, slots=True)
class Brief:
    """An opportunity in few words, as a day of the calendar shows it."""

    id: int
    name: str
    account: str
    stage_key: str
    amount: Any
    currency: str
    probability: int
    closed_as: str | None
    close_date: date | None
    version: int


def piles(
    connection: Connection, tenant_id: int, asked: Asked, order: Sorted, at: Moment, *, by: PileBy, first: int
) -> list[Pile]:
    """Return the piles by their keys, each with its `first` ids in order."""
    key, place = opportunities.c[by.value], order_of(order.by, at)
    placed = (place.desc() if order.is_descending else place.asc()).nulls_last()
    fitting = (
        sa.select(
            key.label("key"),
            opportunities.c.id,
            opportunities.c.currency,
            opportunities.c.amount,
            opportunities.c.monthly_amount,
            PROBABILITY.label("share"),
            sa.func.row_number().over(partition_by=key, order_by=[placed, opportunities.c.id]).label("nth"),
        )
        .select_from(joined(asked, place, PROBABILITY))
        .where(*conditions(connection, tenant_id, asked, at))
        .subquery("fitting")
    )
    top = sa.func.array_agg(sa.func.jsonb_build_array(fitting.c.nth, fitting.c.id)).filter(fitting.c.nth <= first)
    query = (
        sa.select(fitting.c.key, fitting.c.currency, *sums_of(fitting.c, fitting.c.share), top.label("top"))
        .group_by(fitting.c.key, fitting.c.currency)
        .order_by(fitting.c.key, fitting.c.currency)
    )
    return _piled(connection.execute(query))


def board(
    connection: Connection, tenant_id: int, asked: Asked, order: Sorted, at: Moment, *, first: int
) -> list[Column]:
    """Return every stage of the sales process in its order, those without opportunities too."""
    found = {pile.key: pile for pile in piles(connection, tenant_id, asked, order, at, by=PileBy.STAGE, first=first)}
    known = [
        StageChoice(row.key, row.name_en, row.name_es, row.probability)
        for row in connection.execute(sa.select(stages).order_by(stages.c.position, stages.c.key))
    ]
    keys = {one.key for one in known}
    others = [StageChoice(key, key, key, 0) for key in found if key not in keys]
    wanted = {*asked.stages} if asked.stages else keys | found.keys()
    return [
        Column(one, found.get(one.key) or Pile(one.key, 0, (), ())) for one in [*known, *others] if one.key in wanted
    ]


def briefs(connection: Connection, opportunity_ids: Sequence[int]) -> dict[int, Brief]:
    """Return these opportunities in few words, those that the caller sees."""
    beside = joined(Asked(), accounts.c.name, PROBABILITY)
    rows = connection.execute(
        sa.select(opportunities, accounts.c.name.label("account"), PROBABILITY.label("share"))
        .select_from(beside)
        .where(in_list(opportunities.c.id, opportunity_ids))
    )
    return {
        row.id: Brief(
            id=row.id,
            name=row.name,
            account=row.account or "",
            stage_key=row.stage_key,
            amount=row.amount,
            currency=row.currency,
            probability=row.share,
            closed_as=row.closed_as,
            close_date=row.close_date,
            version=row.version,
        )
        for row in rows
    }


def all_of(found: Iterable[Group | Pile]) -> Group:
    """Add groups up, currency by currency."""
    count, sums = 0, dict[str, Sum]()
    for one in found:
        count += one.count
        for each in one.sums:
            there = sums.get(each.currency) or Sum(each.currency, 0 * each.amount, 0 * each.monthly, 0 * each.weighted)
            sums[each.currency] = Sum(
                each.currency,
                there.amount + each.amount,
                there.monthly + each.monthly,
                there.weighted + each.weighted,
            )
    return Group(None, "", count, tuple(sums[currency] for currency in sorted(sums)))


def _piled(rows: Iterable[Any]) -> list[Pile]:
    """Put the currencies of each pile together."""
    made: dict[Any, Pile] = {}
    tops: dict[Any, list[list[int]]] = {}
    for row in rows:
        there = made.get(row.key) or Pile(row.key, 0, (), ())
        more = (sum_of(row),) if row.amounts else ()
        tops.setdefault(row.key, []).extend(row.top or ())
        made[row.key] = Pile(row.key, there.count + row.many, there.sums + more, ())
    return [
        Pile(one.key, one.count, one.sums, tuple(found for _, found in sorted(tops[key]))) for key, one in made.items()
    ]
