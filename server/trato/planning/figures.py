"""What is known of accounts, by criterion, as the transaction's person sees it: amounts, orders, visits, people.

Amounts count in the tenant's currency only; what an account bought in another is told as a count beside, never added.
Twelve months end at the day asked for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.views import Named
from trato.directory.tables import tenants
from trato.planning.grouping import OWN, Criterion

_FIGURES = """
WITH seen AS MATERIALIZED (
  SELECT a.id, a.name, a.group_code, a.industry, a.custom, a.owner_id, u.name AS owner
    FROM accounts a LEFT JOIN users u ON u.tenant_id = a.tenant_id AND u.id = a.owner_id
   WHERE CAST(:ids AS bigint[]) IS NULL OR a.id = ANY (CAST(:ids AS bigint[]))
), sold AS (
  SELECT o.account_id,
         coalesce(sum(o.amount) FILTER (WHERE c.outcome = 'won' AND c.closed_at > :since AND o.currency = :currency), 0)
           AS purchases_12m,
         count(*) FILTER (WHERE c.outcome = 'won' AND c.closed_at > :since) AS orders_12m,
         count(*) FILTER (WHERE c.outcome = 'won' AND c.closed_at > :since AND o.currency <> :currency) AS elsewhere,
         coalesce(sum(o.amount) FILTER (WHERE c.outcome IS NULL AND o.currency = :currency), 0) AS open_amount,
         max(c.closed_at) FILTER (WHERE c.outcome = 'won') AS last_order
    FROM opportunities o
    LEFT JOIN closures c ON c.tenant_id = o.tenant_id AND c.opportunity_id = o.id AND c.closed_at <= :at
   WHERE o.account_id IN (SELECT id FROM seen)
   GROUP BY o.account_id
), bought AS (
  SELECT o.account_id, count(DISTINCT p.name) AS products
    FROM opportunities o
    JOIN closures c ON c.tenant_id = o.tenant_id AND c.opportunity_id = o.id AND c.outcome = 'won'
    CROSS JOIN LATERAL unnest(o.product_names) AS p (name)
   WHERE o.account_id IN (SELECT id FROM seen)
   GROUP BY o.account_id
), met AS (
  SELECT t.account_id, max(t.ends_at) AS last_contact,
         count(*) FILTER (WHERE i.kind IN ('visit', 'meeting') AND t.ends_at > :since) AS visits_12m
    FROM interaction_accounts t JOIN interactions i ON i.tenant_id = t.tenant_id AND i.id = t.interaction_id
   WHERE t.account_id IN (SELECT id FROM seen) AND t.ends_at <= :at
   GROUP BY t.account_id
), people AS (
  SELECT c.account_id, count(*) AS people FROM contacts c WHERE c.account_id IN (SELECT id FROM seen)
   GROUP BY c.account_id
), place AS (
  SELECT DISTINCT ON (s.account_id) s.account_id, s.country FROM sites s
   WHERE s.account_id IN (SELECT id FROM seen) AND s.country <> '' ORDER BY s.account_id, s.id
)
SELECT seen.*, sold.purchases_12m, sold.orders_12m, sold.elsewhere, sold.open_amount, sold.last_order,
       bought.products, met.last_contact, met.visits_12m, people.people, place.country
  FROM seen LEFT JOIN sold ON sold.account_id = seen.id LEFT JOIN bought ON bought.account_id = seen.id
       LEFT JOIN met ON met.account_id = seen.id LEFT JOIN people ON people.account_id = seen.id
       LEFT JOIN place ON place.account_id = seen.id
 ORDER BY seen.name, seen.id
"""
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class AccountFigures:
    """An account with its group now and what is known of it; `elsewhere` orders count in another currency."""

    id: int
    name: str
    group: str
    owner: Named | None
    figures: dict[str, Decimal | str | None]
    elsewhere: int

    def amount(self, criterion: Criterion) -> Decimal:
        """Return a figure that is a number, 0 where it is unknown."""
        found = self.figures.get(criterion)
        return found if isinstance(found, Decimal) else _ZERO


def figures_of(
    connection: Connection, *, at: datetime, account_ids: Collection[int] | None = None
) -> list[AccountFigures]:
    """Return the figures of these accounts, or of all that are seen, by name, in one statement."""
    given = {
        "ids": None if account_ids is None else list(account_ids), "at": at, "since": a_year_before(at),
        "currency": tenant_currency(connection),
    }  # fmt: skip
    return [_figures(row, at.date()) for row in connection.execute(sa.text(_FIGURES), given)]


def tenant_currency(connection: Connection) -> str:
    """Return the currency that amounts are compared in."""
    return str(connection.execute(sa.select(tenants.c.currency)).scalar_one())


def a_year_before(at: datetime) -> datetime:
    """Return the same instant of the year before, the 28th for a 29th of February."""
    day = 28 if (at.month, at.day) == (2, 29) else at.day
    return at.replace(year=at.year - 1, day=day)


def months_between(first: date, last: date) -> int:
    """Return how many whole months lie between two days."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _figures(row: Any, today: date) -> AccountFigures:
    figures: dict[str, Decimal | str | None] = {
        Criterion.PURCHASES_12M: row.purchases_12m if row.purchases_12m is not None else _ZERO,
        Criterion.ORDERS_12M: Decimal(row.orders_12m or 0),
        Criterion.OPEN_AMOUNT: row.open_amount if row.open_amount is not None else _ZERO,
        Criterion.MONTHS_SINCE_ORDER: _months(row.last_order, today),
        Criterion.MONTHS_SINCE_CONTACT: _months(row.last_contact, today),
        Criterion.VISITS_12M: Decimal(row.visits_12m or 0),
        Criterion.PRODUCTS: Decimal(row.products or 0),
        Criterion.PEOPLE: Decimal(row.people or 0),
        Criterion.INDUSTRY: row.industry or None,
        Criterion.COUNTRY: row.country,
    }
    figures |= {OWN + name: str(value) for name, value in (row.custom or {}).items() if value not in (None, "")}
    owner = Named(row.owner_id, row.owner) if row.owner_id is not None and row.owner is not None else None
    return AccountFigures(row.id, row.name, row.group_code, owner, figures, row.elsewhere or 0)


def _months(at: datetime | None, today: date) -> Decimal | None:
    return None if at is None else Decimal(months_between(at.date(), today))
