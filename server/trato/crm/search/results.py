"""What a search found, read from the records themselves: what the caller may not see any more is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm import queries
from trato.crm.answers.tables import orders
from trato.crm.search.finding import Found
from trato.crm.tables import accounts, opportunities
from trato.crm.views import AccountView, ContactView, Named, OpportunityView
from trato.db.arrays import in_list


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as shown; `products` are named where they are known."""

    id: int
    number: str
    account: Named
    ordered_on: date
    amount: Decimal | None
    currency: str
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, with the account that it is or is of."""

    found: Found
    account: AccountView | None
    contact: ContactView | None = None
    opportunity: OpportunityView | None = None
    order: OrderView | None = None


def hits(connection: Connection, found: Sequence[Found], *, now: datetime) -> list[Hit]:
    """Return what was found in its order, by a number of statements that follows from the kinds alone."""
    ids: Mapping[str, list[int]] = {
        kind: [one.id for one in found if one.kind == kind] for kind in ("contact", "account", "opportunity", "order")
    }
    people = queries.contact_views(connection, ids["contact"]) if ids["contact"] else {}
    deals = _opportunities(connection, ids["opportunity"], now) if ids["opportunity"] else {}
    bought = order_views(connection, in_list(orders.c.id, ids["order"])) if ids["order"] else {}
    of = {one.account_id for one in people.values() if one.account_id is not None}
    of |= {one.account_id for one in deals.values()} | {one.account.id for one in bought.values()} | {*ids["account"]}
    companies = _accounts(connection, sorted(of)) if of else {}
    made = []
    for one in found:
        match one.kind:
            case "contact" if one.id in people:
                made.append(Hit(one, companies.get(people[one.id].account_id or 0), contact=people[one.id]))
            case "opportunity" if one.id in deals:
                made.append(Hit(one, companies.get(deals[one.id].account_id), opportunity=deals[one.id]))
            case "order" if one.id in bought:
                made.append(Hit(one, companies.get(bought[one.id].account.id), order=bought[one.id]))
            case "account" if one.id in companies:
                made.append(Hit(one, companies[one.id]))
    return made


def order_views(connection: Connection, condition: sa.ColumnElement[bool], *, limit: int = 100) -> dict[int, OrderView]:
    """Return visible orders, the newest first."""
    rows = connection.execute(
        sa.select(orders, accounts.c.name.label("account_name"))
        .join(accounts, sa.and_(accounts.c.tenant_id == orders.c.tenant_id, accounts.c.id == orders.c.account_id))
        .where(condition)
        .order_by(orders.c.ordered_on.desc(), orders.c.id.desc())
        .limit(limit)
    )
    return {
        row.id: OrderView(
            row.id, row.key, Named(row.account_id, row.account_name), row.ordered_on, row.amount, row.currency,
            tuple(row.product_names),
        )
        for row in rows
    }  # fmt: skip


def _accounts(connection: Connection, ids: Sequence[int]) -> dict[int, AccountView]:
    views = queries.account_views(connection, in_list(accounts.c.id, ids), limit=len(ids))
    return {view.id: view for view in views}


def _opportunities(connection: Connection, ids: Sequence[int], now: datetime) -> dict[int, OpportunityView]:
    views = queries.opportunity_views(connection, in_list(opportunities.c.id, ids), now=now, limit=len(ids))
    return {view.id: view for view in views}
