"""Lists around quotas: whose quotas somebody may set, and the sales behind a figure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import opportunities, products
from trato.crm.views import Named
from trato.db.arrays import in_list
from trato.directory.tables import territories, users
from trato.insight.quotas.model import Credit, Origin, Span, Subject
from trato.insight.quotas.quota_store import Reach
from trato.insight.quotas.tables import credited_sales, sale_credits

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Settable:
    """Somebody or something whose quota may be set."""

    subject: Subject
    of: Named


@dataclass(frozen=True, slots=True)
class Shown:
    """A credit with the names around it; an opportunity that the reader does not see has none."""

    credit: Credit
    user: Named
    opportunity: Named | None
    product: Named | None
    currency: str
    rate: Decimal
    rate_day: date | None
    rate_source: str


def settable(connection: Connection, mine: Reach) -> list[Settable]:
    """Return whose quotas the caller may set: people, those who lead some, territories."""
    people = connection.execute(
        sa.select(users.c.id, users.c.name, users.c.manager_id)
        .where(users.c.deactivated_at.is_(None))
        .order_by(users.c.name, users.c.id)
    ).all()
    leaders = {row.manager_id for row in people}
    found = [Settable(Subject.USER, Named(row.id, row.name)) for row in people]
    found += [Settable(Subject.TEAM, Named(row.id, row.name)) for row in people if row.id in leaders]
    places = connection.execute(sa.select(territories.c.id, territories.c.name).order_by(territories.c.name))
    found += [Settable(Subject.TERRITORY, Named(row.id, row.name)) for row in places]
    return [one for one in found if mine.may_set(one.subject, one.of.id)]


def credits_shown(connection: Connection, span: Span, user_id: int | None) -> list[Shown]:
    """Return the newest credits of a span, of one person or of all whom the caller sees."""
    table = sale_credits
    query = (
        sa.select(
            table, users.c.name.label("user_name"), opportunities.c.name.label("deal"),
            products.c.name.label("product"), credited_sales.c.currency, credited_sales.c.rate,
            credited_sales.c.rate_day, credited_sales.c.source,
        )
        .join(users, _same(users, table.c.user_id))
        .outerjoin(opportunities, _same(opportunities, table.c.opportunity_id))
        .outerjoin(products, _same(products, table.c.product_id))
        .outerjoin(
            credited_sales,
            sa.and_(
                credited_sales.c.tenant_id == table.c.tenant_id,
                credited_sales.c.opportunity_id == table.c.opportunity_id,
            ),
        )
        .where(table.c.day.between(span.first, span.last))
        .order_by(table.c.day.desc(), table.c.opportunity_id.desc(), table.c.id)
        .limit(MOST_SHOWN)
    )  # fmt: skip
    if user_id is not None:
        query = query.where(table.c.user_id == user_id)
    return [
        Shown(
            Credit(
                row.user_id, row.product_id, row.day, Origin(row.origin), row.revenue, row.margin, row.units,
                row.new_accounts,
            ),
            Named(row.user_id, row.user_name),
            None if row.deal is None else Named(row.opportunity_id, row.deal),
            None if row.product is None else Named(row.product_id, row.product),
            row.currency or "", row.rate or Decimal(1), row.rate_day, row.source or "",
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def named(connection: Connection, table: sa.Table, ids: Collection[int]) -> dict[int, Named]:
    """Return the names of those that the caller sees."""
    rows = connection.execute(sa.select(table.c.id, table.c.name).where(in_list(table.c.id, list(ids))))
    return {row.id: Named(row.id, row.name) for row in rows}


def _same(table: sa.Table, column: sa.Column[int]) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.tenant_id == column.table.c.tenant_id, table.c.id == column)
