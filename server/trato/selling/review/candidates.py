"""Read what the rules of the review ask for, of all open opportunities of a person, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.opportunity_tables import opportunity_changes
from trato.crm.tables import opportunities
from trato.db.arrays import in_list
from trato.selling.pipeline.around import last_instants
from trato.selling.review.rules import Candidate, Past, Verdict
from trato.selling.review.tables import review_items

MOST = 2000


def candidates(
    connection: Connection, condition: sa.ColumnElement[bool], *, review_id: int | None, now: datetime
) -> list[Candidate]:
    """Return the opportunities that fulfil a condition; what `review_id` itself made of them is not their past."""
    rows = connection.execute(
        sa.select(
            opportunities.c.id, opportunities.c.next_date, opportunities.c.close_date, opportunities.c.amount,
            opportunities.c.created_on, opportunities.c.created_at,
        )
        .where(condition)
        .order_by(opportunities.c.id)
        .limit(MOST)
    ).all()  # fmt: skip
    ids = [row.id for row in rows]
    last = last_instants(connection, ids, now=now)
    changed = _changed(connection, ids)
    past = _past(connection, ids, review_id)
    return [
        Candidate(
            opportunity_id=row.id,
            next_date=row.next_date,
            close_date=row.close_date,
            amount=row.amount,
            begun_at=_begun(row),
            last_at=last.get(row.id),
            changed_at=changed.get(row.id),
            past=past.get(row.id, ()),
        )
        for row in rows
    ]


def _begun(row: Any) -> datetime:
    """An opportunity is as old as its own date says, not as its row: it may have been imported."""
    return row.created_at if row.created_on is None else datetime.combine(row.created_on, time(), UTC)


def _changed(connection: Connection, ids: Collection[int]) -> dict[int, datetime]:
    """Return when each was last changed by what still stands: what was taken back is no change."""
    table, undoing = opportunity_changes, opportunity_changes.alias("undoing")
    undone = sa.exists().where(undoing.c.tenant_id == table.c.tenant_id, undoing.c.undoes_id == table.c.id)
    rows = connection.execute(
        sa.select(table.c.opportunity_id, sa.func.max(table.c.at).label("at"))
        .where(in_list(table.c.opportunity_id, ids), table.c.undoes_id.is_(None), ~undone)
        .group_by(table.c.opportunity_id)
    )
    return {row.opportunity_id: row.at for row in rows}


def _past(connection: Connection, ids: Collection[int], review_id: int | None) -> dict[int, list[Past]]:
    found: dict[int, list[Past]] = defaultdict(list)
    query = (
        sa.select(review_items.c.opportunity_id, review_items.c.verdict, review_items.c.at)
        .where(in_list(review_items.c.opportunity_id, ids), review_items.c.review_id.is_distinct_from(review_id))
        .order_by(review_items.c.at)
    )
    for row in connection.execute(query):
        found[row.opportunity_id].append(Past(Verdict(row.verdict), row.at))
    return found
