"""Opportunities written out as the spreadsheet that can come in again: the same columns, in the caller's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm import queries
from trato.crm.own_fields import OwnField, own_fields
from trato.crm.tables import accounts, closures, opportunities
from trato.db.arrays import in_list
from trato.selling.spreadsheets.headings import Field, name_of

MOST_EXPORTED = 20_000
_OUTCOMES = {
    None: ("open", "abierta"), "won": ("won", "ganada"), "lost": ("lost", "perdida"),
    "cancelled": ("cancelled", "cancelada"),
}  # fmt: skip


def exported(connection: Connection, opportunity_ids: Sequence[int], language: str) -> Iterator[list[str]]:
    """Yield headings and rows, in the order of the ids; those that the caller does not see are left out."""
    own = own_fields(connection)
    rows = {
        row.id: row
        for row in connection.execute(
            queries.shown_opportunities()
            .add_columns(accounts.c.name.label("account_name"), closures.c.reason)
            .outerjoin(
                accounts,
                sa.and_(accounts.c.tenant_id == opportunities.c.tenant_id, accounts.c.id == opportunities.c.account_id),
            )
            .where(in_list(opportunities.c.id, opportunity_ids))
        )
    }
    yield [name_of(one, language) for one in Field] + [one.name_es if language == "es" else one.name_en for one in own]
    for one in opportunity_ids:
        if one in rows:
            yield _cells(rows[one], own, language)


def _cells(row: Any, own: Sequence[OwnField], language: str) -> list[str]:
    is_spanish = language == "es"
    values: dict[Field, Any] = {
        Field.KEY: row.key,
        Field.NAME: row.name,
        Field.ACCOUNT: row.account_name,
        Field.OWNER: row.owner_name,
        Field.STAGE: (row.stage_es if is_spanish else row.stage_en) or "",
        Field.AMOUNT: row.amount,
        Field.MONTHLY_AMOUNT: row.monthly_amount,
        Field.CURRENCY: row.currency,
        Field.PROBABILITY: row.probability,
        Field.CREATED_ON: row.created_on,
        Field.CLOSE_DATE: row.close_date,
        Field.INVOICE_DATE: row.invoice_date,
        Field.NEXT_DATE: row.next_date,
        Field.NEXT_OBJECTIVE: row.next_objective,
        Field.DECISION_MAKER: row.maker_name,
        Field.WANTS: row.wants,
        Field.PRODUCTS: "; ".join(row.product_names),
        Field.COMPETITORS: "; ".join(row.competitors),
        Field.MAIN_COMPETITOR: row.main_competitor,
        Field.OUTCOME: _OUTCOMES[row.closed_as][is_spanish],
        Field.REASON: row.reason,
    }
    return [_written(values[one]) for one in Field] + [_written(row.custom.get(one.key)) for one in own]


def _written(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
