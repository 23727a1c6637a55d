"""The history of opportunities that are written many at once: what an import changes is told as if by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.opportunity_fields import CUSTOM, FIELDS, different, written
from trato.crm.opportunity_tables import opportunity_changes
from trato.crm.tables import opportunities
from trato.db.arrays import in_list

Row = Mapping[str, Any]


def note_rewrites(connection: Connection, tenant_id: int, rows: Sequence[Row], *, at: datetime) -> int:
    """Add what writing `rows` will change to the history, by nobody; return how many fields. Call it before.

    `rows` are opportunities by their columns with `id`; those that are new have no history yet.
    """
    there = connection.execute(sa.select(opportunities).where(in_list(opportunities.c.id, [row["id"] for row in rows])))
    before = {row.id: row._asdict() for row in there}
    found = [
        {
            "tenant_id": tenant_id,
            "opportunity_id": row["id"],
            "at": at,
            "field": field,
            "before": written(was),
            "after": written(becomes),
        }
        for row in rows
        if row["id"] in before
        for field, (was, becomes) in different(before[row["id"]], _fields(before[row["id"]], row)).items()
    ]
    if found:
        connection.execute(sa.insert(opportunity_changes).inline(), found)
    return len(found)


def _fields(before: Row, row: Row) -> dict[str, Any]:
    own = {key: row.get("custom", {}).get(key) for key in {*before["custom"], *row.get("custom", {})}}
    plain = {field: row[field] for field in FIELDS if field in row}
    return {**plain, **{f"{CUSTOM}{key}": value for key, value in own.items()}} if "custom" in row else plain
