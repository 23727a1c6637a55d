"""Find what was asked of the list: ids of a page, totals, groups. As the caller, so row-level security has its word.

Amounts are summed currency by currency, never across. The number of statements is fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.sql import visitors as sa_visitors

from trato.crm.search import finding as search
from trato.crm.tables import accounts, interactions, opportunities, stages
from trato.db.arrays import in_list
from trato.directory.tables import territories, users
from trato.selling.pipeline.asked import Asked, Attention, Grouping, Order, Sorted, Span, Which

MOST_GROUPS = 500


@dataclass(frozen=True, slots=True)
class Moment:
    """When and for whom it is asked: the instant, and the day that the reader has then."""

    now: datetime
    today: date


@dataclass(frozen=True, slots=True)
class Sum:
    """Amounts of one currency: the whole, a month's part of services, and the whole by its probability."""

    currency: str
    amount: Decimal
    monthly: Decimal
    weighted: Decimal


@dataclass(frozen=True, slots=True)
class Group:
    """What stands together: how many, and their amounts. The key is an id, a code or a first day; None without."""

    key: str | None
    name: str
    count: int
    sums: tuple[Sum, ...]


_OWNER = sa.and_(users.c.tenant_id == opportunities.c.tenant_id, users.c.id == opportunities.c.owner_id)
_ACCOUNT = sa.and_(accounts.c.tenant_id == opportunities.c.tenant_id, accounts.c.id == opportunities.c.account_id)
_STAGE = sa.and_(stages.c.tenant_id == opportunities.c.tenant_id, stages.c.key == opportunities.c.stage_key)
_TERRITORY = sa.and_(territories.c.tenant_id == accounts.c.tenant_id, territories.c.id == accounts.c.territory_id)
# In the order in which they are joined: territories are those of accounts.
_BESIDE: dict[sa.FromClause, sa.ColumnElement[bool]] = {
    accounts: _ACCOUNT, stages: _STAGE, users: _OWNER, territories: _TERRITORY,
}  # fmt: skip
PROBABILITY = sa.case(
    (opportunities.c.closed_as == "won", 100),
    (opportunities.c.closed_as.is_not(None), 0),
    else_=sa.func.coalesce(opportunities.c.probability, stages.c.probability, 0),
)


@dataclass(frozen=True, slots=True)
class Page:
    """Ids of a part of the list in its order; with the first part how many fit in all, and their amounts."""

    ids: Sequence[int]
    totals: Group | None


def page(
    connection: Connection, tenant_id: int, asked: Asked, order: Sorted, at: Moment, *, limit: int, offset: int = 0
) -> Page:
    """Return a part of the list. What fits is found once, for the totals too: finding it is most of the work."""
    by = order_of(order.by, at)
    fitting = (
        sa.select(
            opportunities.c.id,
            opportunities.c.currency,
            opportunities.c.amount,
            opportunities.c.monthly_amount,
            PROBABILITY.label("share"),
            by.label("place"),
        )
        .select_from(joined(asked, by, PROBABILITY))
        .where(*conditions(connection, tenant_id, asked, at))
        .cte("fitting")
        .prefix_with("MATERIALIZED")
    )
    place = fitting.c.place.desc() if order.is_descending else fitting.c.place.asc()
    part = sa.select(fitting.c.id).order_by(place.nulls_last(), fitting.c.id).limit(limit).offset(offset)
    if offset:
        return Page(connection.execute(part).scalars().all(), None)
    ids: Sequence[int] = ()
    count, sums = 0, []
    every = sa.select(
        fitting.c.currency, *sums_of(fitting.c, fitting.c.share), sa.func.array(part.scalar_subquery()).label("ids")
    )
    for row in connection.execute(every.group_by(fitting.c.currency).order_by(fitting.c.currency)):
        ids, count = row.ids, count + row.many
        sums += [sum_of(row)] if row.amounts else []
    return Page(ids, Group(None, "", count, tuple(sums)))


def groups(
    connection: Connection, tenant_id: int, asked: Asked, by: Grouping, at: Moment, *, language: str
) -> list[Group]:
    """Return the groups in their own order: stages as in the sales process, months as in the year, names from A."""
    key, name, place = _grouped(by, language)
    query = (
        sa.select(
            key.label("key"),
            name.label("name"),
            place.label("place"),
            opportunities.c.currency,
            *sums_of(opportunities.c, PROBABILITY),
        )
        .select_from(joined(asked, key, name, place, PROBABILITY))
        .where(*conditions(connection, tenant_id, asked, at))
        .group_by(key, name, place, opportunities.c.currency)
        .order_by(place.asc().nulls_last(), key, opportunities.c.currency)
        .limit(MOST_GROUPS)
    )
    made: dict[str | None, Group] = {}
    for row in connection.execute(query):
        one = made.get(row.key) or Group(row.key, row.name or "", 0, ())
        more = (sum_of(row),) if row.amounts else ()
        made[row.key] = Group(one.key, one.name, one.count + row.many, one.sums + more)
    return list(made.values())


def joined(asked: Asked, *columns: sa.ColumnElement[Any]) -> sa.FromClause:
    """Return opportunities with the tables that the question and these columns need: each costs its rules a row."""
    wanted = {table for column in columns for table in _tables_of(column)}
    wanted |= {accounts} if asked.territory_ids or asked.groups or territories in wanted else set()
    joined: sa.FromClause = opportunities
    for table, condition in _BESIDE.items():
        if table in wanted:
            joined = joined.outerjoin(table, condition)
    return joined


def _tables_of(column: sa.ColumnElement[Any]) -> set[sa.FromClause]:
    return {one.table for one in sa_visitors.iterate(column) if isinstance(one, sa.Column) and one.table is not None}


def sums_of(of: sa.ColumnCollection[str, Any], probability: sa.ColumnElement[Any]) -> Sequence[sa.Label[Any]]:
    """Return the columns of amounts of `of`, with how many there are: those of one currency are added up."""
    amount = sa.func.coalesce(of.amount, 0)
    return (
        sa.func.count().label("many"),
        sa.func.count(of.amount).label("amounts"),
        sa.func.sum(amount).label("amount"),
        sa.func.sum(sa.func.coalesce(of.monthly_amount, 0)).label("monthly"),
        sa.func.round(sa.func.sum(amount * probability) / 100, 2).label("weighted"),
    )


def sum_of(row: Any) -> Sum:
    """Return the amounts of a row that has `sums_of`."""
    return Sum(row.currency, row.amount, row.monthly, row.weighted)


def order_of(by: Order, at: Moment) -> sa.ColumnElement[Any]:
    """Return what an order compares."""
    if by is Order.LAST_INTERACTION:
        return _last(at)
    known: dict[Order, sa.ColumnElement[Any]] = {
        Order.NAME: sa.func.trato_fold(opportunities.c.name),
        Order.ACCOUNT: sa.func.trato_fold(accounts.c.name),
        Order.STAGE: stages.c.position,
        Order.AMOUNT: opportunities.c.amount,
        Order.CLOSE_DATE: opportunities.c.close_date,
        Order.INVOICE_DATE: opportunities.c.invoice_date,
        Order.CREATED_ON: opportunities.c.created_on,
        Order.NEXT_DATE: opportunities.c.next_date,
        Order.PROBABILITY: PROBABILITY,
        Order.OWNER: sa.func.trato_fold(users.c.name),
        Order.GROUP: sa.func.nullif(accounts.c.group_code, ""),
    }
    return known[by]


def _grouped(by: Grouping, language: str) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """Return what makes a group, what it is called, and where it stands."""
    stage_name = stages.c.name_es if language == "es" else stages.c.name_en
    none = sa.literal("")
    if by in (Grouping.MONTH, Grouping.QUARTER):
        first = sa.cast(sa.func.date_trunc(by.value, opportunities.c.close_date), sa.Date)
        return sa.cast(first, sa.Text), none, first
    known: dict[Grouping, tuple[sa.ColumnElement[Any], sa.ColumnElement[Any], sa.ColumnElement[Any]]] = {
        Grouping.STAGE: (opportunities.c.stage_key, stage_name, stages.c.position),
        Grouping.OWNER: (sa.cast(opportunities.c.owner_id, sa.Text), users.c.name, sa.func.trato_fold(users.c.name)),
        Grouping.ACCOUNT: (
            sa.cast(opportunities.c.account_id, sa.Text), accounts.c.name, sa.func.trato_fold(accounts.c.name),
        ),
        Grouping.TERRITORY: (
            sa.cast(accounts.c.territory_id, sa.Text), territories.c.name, sa.func.trato_fold(territories.c.name),
        ),
        Grouping.GROUP: (
            sa.func.nullif(accounts.c.group_code, ""), none, sa.func.nullif(accounts.c.group_code, ""),
        ),
        Grouping.OUTCOME: (opportunities.c.closed_as, none, opportunities.c.closed_as),
    }  # fmt: skip
    return known[by]


def _last(at: Moment) -> sa.ColumnElement[Any]:
    return (
        sa.select(interactions.c.ends_at)
        .where(
            interactions.c.tenant_id == opportunities.c.tenant_id,
            interactions.c.opportunity_id == opportunities.c.id,
            interactions.c.ends_at <= at.now,
        )
        .order_by(interactions.c.ends_at.desc(), interactions.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def conditions(connection: Connection, tenant_id: int, asked: Asked, at: Moment) -> list[sa.ColumnElement[bool]]:
    """Return what an opportunity must fulfil to fit."""
    which = {
        Which.OPEN: opportunities.c.closed_as.is_(None),
        Which.CLOSED: opportunities.c.closed_as.is_not(None),
        Which.ALL: sa.true(),
    }.get(asked.which, opportunities.c.closed_as == asked.which.value)
    conditions = [which]
    many = (
        (opportunities.c.stage_key, asked.stages),
        (opportunities.c.owner_id, asked.owner_ids),
        (opportunities.c.account_id, asked.account_ids),
        (accounts.c.territory_id, asked.territory_ids),
        (accounts.c.group_code, asked.groups),
        (opportunities.c.currency, asked.currencies),
    )
    conditions += [in_list(column, values) for column, values in many if values]
    conditions += [sa.literal(one) == sa.any_(opportunities.c.product_names) for one in asked.products]
    conditions += [opportunities.c.custom[key].astext == value for key, value in asked.custom.items()]
    conditions += [] if asked.least is None else [opportunities.c.amount >= asked.least]
    conditions += [] if asked.most is None else [opportunities.c.amount <= asked.most]
    conditions += _within(opportunities.c.close_date, asked.closes) + _within(opportunities.c.next_date, asked.next)
    if asked.attention:
        conditions.append(sa.or_(*(_wanting(one, asked, at) for one in asked.attention)))
    if asked.query:
        conditions.append(search.fitting(connection, tenant_id, "opportunity", opportunities.c.id, asked.query))
    return conditions


def _within(column: sa.Column[Any], span: Span) -> list[sa.ColumnElement[bool]]:
    first = [] if span.first is None else [column >= span.first]
    return first + ([] if span.last is None else [column <= span.last])


def _wanting(attention: Attention, asked: Asked, at: Moment) -> sa.ColumnElement[bool]:
    if attention is Attention.NO_NEXT_DATE:
        return opportunities.c.next_date.is_(None)
    if attention is Attention.PAST_DUE:
        return sa.or_(opportunities.c.next_date < at.today, opportunities.c.close_date < at.today)
    spoken = sa.exists().where(
        interactions.c.tenant_id == opportunities.c.tenant_id,
        interactions.c.opportunity_id == opportunities.c.id,
        interactions.c.ends_at <= at.now,
        interactions.c.ends_at > at.now - timedelta(days=asked.silent_days),
    )
    return ~spoken
