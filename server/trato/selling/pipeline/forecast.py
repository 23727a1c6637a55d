"""What is expected to close when, and how far it is: months or quarters by stages, amounts by their probability.

What a forecast says of the past is what is overdue: an open opportunity whose close date has gone by stays in its
period, where somebody sees it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import opportunities, stages
from trato.selling.pipeline.asked import Asked
from trato.selling.pipeline.finding import PROBABILITY, Group, Moment, conditions, joined, sum_of, sums_of
from trato.selling.pipeline.piles import all_of

MOST_PERIODS = 120


class Period(StrEnum):
    """How long each period is."""

    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Expected:
    """A period, from `first` to `last` (None for what has no close date): its total and its stages in order."""

    first: date | None
    last: date | None
    total: Group
    stages: tuple[Group, ...]


def forecast(
    connection: Connection, tenant_id: int, asked: Asked, by: Period, at: Moment, *, language: str
) -> list[Expected]:
    """Return the periods in their order, the one without a date last; only those that have opportunities."""
    name = stages.c.name_es if language == "es" else stages.c.name_en
    start = sa.cast(sa.func.date_trunc(by.value, opportunities.c.close_date), sa.Date)
    by_column = (start, stages.c.position, opportunities.c.stage_key, name, opportunities.c.currency)
    rows = connection.execute(
        sa.select(
            start.label("start"),
            opportunities.c.stage_key,
            name.label("name"),
            opportunities.c.currency,
            *sums_of(opportunities.c, PROBABILITY),
        )
        .select_from(joined(asked, name, PROBABILITY))
        .where(*conditions(connection, tenant_id, asked, at))
        .group_by(*by_column)
        .order_by(start.asc().nulls_last(), stages.c.position.asc().nulls_last(), *by_column[2:])
    )
    periods: dict[date | None, dict[str, Group]] = {}
    for row in rows:
        of_stage = periods.setdefault(row.start, {})
        there = of_stage.get(row.stage_key) or Group(row.stage_key, row.name or row.stage_key, 0, ())
        more = (sum_of(row),) if row.amounts else ()
        of_stage[row.stage_key] = Group(there.key, there.name, there.count + row.many, there.sums + more)
    return [
        Expected(first, last_day(first, by), all_of(found.values()), tuple(found.values()))
        for first, found in list(periods.items())[:MOST_PERIODS]
    ]


def last_day(first: date | None, by: Period) -> date | None:
    """Return the last day of the period that begins with `first`."""
    if first is None:
        return None
    months = first.month - 1 + (3 if by is Period.QUARTER else 1)
    following = date(first.year + months // 12, months % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
