"""Make the credits of opportunities equal what was sold. Runs as Trato itself.

Triggers of migration 0027 leave a row for every opportunity to work out again (`credits_due`); this takes them, many
opportunities in a fixed number of statements. Whoever looks at quotas settles first, so what is shown is never older
than what was written, and no roll-up runs by night. Everything follows from what is kept elsewhere: working all of it
out again changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import opportunities
from trato.db.arrays import in_list
from trato.db.bulk import insert_new
from trato.db.engine import Database
from trato.directory.tables import tenants
from trato.insight.quotas.crediting import credits_of
from trato.insight.quotas.sales import Converted, known_of, sales_of
from trato.insight.quotas.tables import credit_bases, credited_sales, credits_due, sale_credits

AT_ONCE = 5000
LOCK_SPACE = 727027
_CREDIT = (
    "tenant_id", "opportunity_id", "user_id", "territory_id", "product_id", "day", "origin", "revenue", "margin",
    "units", "new_accounts", "team",
)  # fmt: skip
_SALE = (
    "tenant_id", "opportunity_id", "account_id", "day", "currency", "rate", "rate_day", "source", "is_first",
)  # fmt: skip


def settle(database: Database, tenant_id: int) -> int:
    """Work out what waits; return how many opportunities that were."""
    settled = 0
    while True:
        with database.as_system(tenant_id) as connection:
            taken = _take(connection, tenant_id)
            if not taken:
                return settled
            _settle(connection, tenant_id, taken)
        settled += len(taken)


def _take(connection: Connection, tenant_id: int) -> list[int]:
    """Return opportunities that wait, and forget that they do. Nothing is locked where none does."""
    due = sa.select(credits_due.c.id).order_by(credits_due.c.id).limit(AT_ONCE)
    base = connection.execute(_BASE).one()
    is_known = base.currency == base.known_currency and base.timezone == base.known_timezone
    if is_known and connection.execute(due.limit(1)).first() is None:
        return []
    values = {"space": LOCK_SPACE, "tenant": tenant_id % 2**31}
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:space, :tenant)"), values)
    if not is_known:
        _begin_anew(connection, tenant_id)
    ids = connection.execute(due).scalars().all()
    gone = sa.delete(credits_due).where(in_list(credits_due.c.id, ids))
    return sorted(set(connection.execute(gone.returning(credits_due.c.opportunity_id)).scalars())) if ids else []


_BASE = sa.select(
    tenants.c.currency,
    tenants.c.timezone,
    credit_bases.c.currency.label("known_currency"),
    credit_bases.c.timezone.label("known_timezone"),
).select_from(tenants.outerjoin(credit_bases, credit_bases.c.tenant_id == tenants.c.id))


def _begin_anew(connection: Connection, tenant_id: int) -> None:
    """The tenant has another currency or zone, or never had credits: every opportunity is due."""
    base = connection.execute(_BASE).one()
    if base.currency == base.known_currency and base.timezone == base.known_timezone:
        return  # somebody else began meanwhile
    connection.execute(sa.delete(credit_bases))
    connection.execute(
        sa.insert(credit_bases).values(tenant_id=tenant_id, currency=base.currency, timezone=base.timezone)
    )
    connection.execute(sa.delete(credits_due))
    everything = sa.select(opportunities.c.tenant_id, opportunities.c.id)
    connection.execute(sa.insert(credits_due).from_select(["tenant_id", "opportunity_id"], everything))


def _settle(connection: Connection, tenant_id: int, taken: Sequence[int]) -> None:
    accounts_of = sa.select(opportunities.c.account_id).where(in_list(opportunities.c.id, taken))
    before = sa.select(credited_sales.c.account_id).where(in_list(credited_sales.c.opportunity_id, taken))
    account_ids = set(connection.execute(accounts_of.union(before)).scalars())
    first = _first_sales(connection, account_ids)
    was_first = set(
        connection.execute(
            sa.select(credited_sales.c.opportunity_id).where(
                credited_sales.c.is_first, in_list(credited_sales.c.account_id, list(account_ids))
            )
        ).scalars()
    )
    # A sale that is the account's first now, or no longer, counts otherwise, whether it was changed or not.
    ids = sorted(set(taken) | (first ^ was_first))
    found = sales_of(connection, ids, known_of(connection), first)
    for table in (sale_credits, credited_sales):
        connection.execute(sa.delete(table).where(in_list(table.c.opportunity_id, ids)))
    insert_new(connection, credited_sales, _SALE, _sales(tenant_id, found, first))
    insert_new(connection, sale_credits, _CREDIT, _credits(tenant_id, found))


def _first_sales(connection: Connection, account_ids: Collection[int]) -> set[int]:
    """Return the first opportunity that each account has won."""
    rows = connection.execute(_FIRST, {"ids": list(account_ids)})
    return set(rows.scalars())


_FIRST = sa.text(
    "SELECT DISTINCT ON (o.account_id) o.id FROM opportunities o"
    " JOIN closures c ON c.tenant_id = o.tenant_id AND c.opportunity_id = o.id"
    " WHERE o.account_id = ANY (CAST(:ids AS bigint[])) AND c.outcome = 'won'"
    " ORDER BY o.account_id, c.closed_at, o.id"
)


def _sales(tenant_id: int, found: Iterable[Converted], first: Collection[int]) -> list[tuple[Any, ...]]:
    return [
        (
            tenant_id, one.opportunity_id, one.account_id, one.day, one.currency, one.rate, one.rate_day, one.source,
            one.opportunity_id in first,
        )
        for one in found
    ]  # fmt: skip


def _credits(tenant_id: int, found: Iterable[Converted]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for sold in found:
        if sold.sale is None:
            continue
        rows += [
            (
                tenant_id, sold.opportunity_id, one.user_id, sold.territory_id, one.product_id, one.day,
                one.origin.value, one.revenue, one.margin, one.units, one.new_accounts, list(one.team),
            )
            for one in credits_of(sold.sale)
        ]  # fmt: skip
    return rows


def forget(connection: Connection) -> None:
    """Let everything be worked out again by whoever settles next; for measuring and for mending."""
    connection.execute(sa.delete(credit_bases))
