"""Read opportunities as the sales they are: who shares them, where they lie, and at what rate they are converted.

Whose an opportunity is, in whose team they were and in which territory its account lay is asked of the instant it was
closed (an open one: of now), from the history of each: `opportunity_changes` for the owner, `reassignments` for the
others. The rate is the newest of the sale's currency until its day of closing; of an open one the newest there is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.opportunity_tables import opportunity_changes, opportunity_lines
from trato.crm.tables import accounts, closures, opportunities, products, stages
from trato.db.arrays import in_list
from trato.directory.tables import tenants, users
from trato.insight.quotas.model import Line, Return, Sale, Share
from trato.insight.quotas.periods import Moved, held_at, local_day, team_of
from trato.insight.quotas.tables import exchange_rates, reassignments, sale_returns, sale_shares

NOW = datetime.max.replace(tzinfo=UTC)
ALL = Decimal(100)
OWN_CURRENCY = "own"


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency is in the tenant's, since when, and who says so."""

    rate: Decimal
    day: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Known:
    """What sales of a tenant are read with."""

    currency: str
    zone: ZoneInfo
    rates: Mapping[str, Sequence[Rate]]
    managers: Mapping[int, int | None]
    team_moves: Mapping[int, Sequence[Moved]]
    territory_moves: Mapping[int, Sequence[Moved]]
    costs: Mapping[int, Decimal]

    def rate_of(self, currency: str, day: date | None) -> Rate | None:
        """Return the newest rate until a day, the newest there is for None; None where there is none."""
        if currency in ("", self.currency):
            return Rate(Decimal(1), None, OWN_CURRENCY)
        given = self.rates.get(currency, ())
        place = len(given) if day is None else bisect_right(given, day, key=lambda one: one.day or day)
        return given[place - 1] if place else None


@dataclass(frozen=True, slots=True)
class Converted:
    """An opportunity with its place and its rate; without a rate, or without anybody whose it is, it has no sale."""

    opportunity_id: int
    account_id: int
    territory_id: int | None
    day: date
    currency: str
    rate: Decimal | None
    rate_day: date | None
    source: str
    sale: Sale | None


def known_of(connection: Connection) -> Known:
    """Read what sales of the tenant are read with."""
    tenant = connection.execute(sa.select(tenants.c.currency, tenants.c.timezone)).one()
    rates: dict[str, list[Rate]] = defaultdict(list)
    for row in connection.execute(sa.select(exchange_rates).order_by(exchange_rates.c.day)):
        rates[row.currency].append(Rate(row.rate, row.day, row.source))
    moves: dict[str, dict[int, list[Moved]]] = {"team": defaultdict(list), "territory": defaultdict(list)}
    for row in connection.execute(sa.select(reassignments).order_by(reassignments.c.id)):
        moves[row.kind][row.subject_id].append(Moved(row.at, row.before_id))
    managers = {row.id: row.manager_id for row in connection.execute(sa.select(users.c.id, users.c.manager_id))}
    costs = {}
    cost = products.c.custom["cost"].astext
    for row in connection.execute(sa.select(products.c.id, cost.label("cost")).where(cost.is_not(None))):
        told = _cost(row.cost)
        if told is not None:
            costs[row.id] = told
    return Known(
        tenant.currency, ZoneInfo(tenant.timezone or "UTC"), rates, managers, moves["team"], moves["territory"], costs
    )


def sales_of(
    connection: Connection, opportunity_ids: Collection[int], known: Known, first: Collection[int]
) -> list[Converted]:
    """Return those of the opportunities that were won, or are open and expected on a day; `first` are first sales."""
    ids = list(opportunity_ids)
    rows = connection.execute(_SOLD.where(in_list(opportunities.c.id, ids))).all()
    owners = _owner_moves(connection, ids)
    lines = _gathered(connection, opportunity_lines, ids)
    shares = _gathered(connection, sale_shares, ids)
    returns = _gathered(connection, sale_returns, ids)
    found = []
    for row in rows:
        at = row.closed_at or NOW
        day = local_day(at, known.zone) if row.closed_at else row.close_date
        rate = known.rate_of(row.currency, day if row.closed_at else None)
        shared = _shares(row, shares.get(row.id, ()), owners.get(row.id, ()), known, at)
        sale = None
        if rate is not None and shared:
            sale = Sale(
                row.id, day, row.amount, rate.rate,
                tuple(_line(one, known.costs) for one in lines.get(row.id, ())),
                tuple(
                    Return(one.returned_on, one.product_id, one.amount, one.margin, one.quantity)
                    for one in returns.get(row.id, ())
                ) if row.closed_at else (),
                shared, is_first=row.id in first,
                probability=None if row.closed_at else row.probability,
            )  # fmt: skip
        territory_id = held_at(row.territory_id, known.territory_moves.get(row.account_id, ()), at)
        found.append(
            Converted(
                row.id, row.account_id, territory_id, day, row.currency or known.currency,
                rate.rate if rate else None, rate.day if rate else None, rate.source if rate else "", sale,
            )
        )  # fmt: skip
    return found


_SOLD = (
    sa.select(
        opportunities.c.id, opportunities.c.account_id, opportunities.c.owner_id, opportunities.c.amount,
        opportunities.c.currency, opportunities.c.close_date, accounts.c.territory_id, closures.c.closed_at,
        sa.func.coalesce(opportunities.c.probability, stages.c.probability, 0).label("probability"),
    )
    .join(
        accounts,
        sa.and_(accounts.c.tenant_id == opportunities.c.tenant_id, accounts.c.id == opportunities.c.account_id),
    )
    .outerjoin(
        closures,
        sa.and_(closures.c.tenant_id == opportunities.c.tenant_id, closures.c.opportunity_id == opportunities.c.id),
    )
    .outerjoin(
        stages, sa.and_(stages.c.tenant_id == opportunities.c.tenant_id, stages.c.key == opportunities.c.stage_key)
    )
    .where(
        sa.or_(
            closures.c.outcome == "won",
            sa.and_(closures.c.outcome.is_(None), opportunities.c.close_date.is_not(None)),
        )
    )
)  # fmt: skip


def _shares(
    row: Any, shared: Sequence[Any], owner_moves: Sequence[Moved], known: Known, at: datetime
) -> tuple[Share, ...]:
    if shared:
        given = [(one.user_id, one.percent) for one in shared]
    else:
        owner_id = held_at(row.owner_id, owner_moves, at)
        given = [] if owner_id is None else [(owner_id, ALL)]
    return tuple(
        Share(user_id, percent, team_of(user_id, known.managers, known.team_moves, at)) for user_id, percent in given
    )


def _line(row: Any, costs: Mapping[int, Decimal]) -> Line:
    return Line(row.product_id, row.quantity, row.unit_price, row.months, costs.get(row.product_id or 0))


def _owner_moves(connection: Connection, ids: Sequence[int]) -> dict[int, list[Moved]]:
    table = opportunity_changes
    found: dict[int, list[Moved]] = defaultdict(list)
    for row in connection.execute(
        sa.select(table.c.opportunity_id, table.c.at, table.c.before)
        .where(in_list(table.c.opportunity_id, ids), table.c.field == "owner_id")
        .order_by(table.c.id)
    ):
        found[row.opportunity_id].append(Moved(row.at, row.before))
    return found


def _gathered(connection: Connection, table: sa.Table, ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows: Iterable[Any] = connection.execute(sa.select(table).where(in_list(table.c.opportunity_id, ids)))
    for row in rows:
        found[row.opportunity_id].append(row)
    return found


def _cost(text: str) -> Decimal | None:
    """Read a product's cost; what is no number is not known."""
    try:
        cost = Decimal(text.strip())
    except InvalidOperation:
        return None
    return cost if cost.is_finite() and abs(cost) < Decimal(10) ** 12 else None
