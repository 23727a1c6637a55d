"""Make rows that a person knows by a key equal what was read, many at once and touching only what differs.

Ids are drawn before anything is written, so that rows may refer to one another within one statement.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import JSONB

from trato.db.arrays import in_list
from trato.db.bulk import insert_many, new_ids

Row = Mapping[str, Any]


def reserve_ids(connection: Connection, table: Table, column: str, keys: Collection[str]) -> dict[str, int]:
    """Return the id of each key: that of its row, or a new one for a row still to be written."""
    rows = connection.execute(sa.select(table.c[column], table.c.id).where(in_list(table.c[column], keys)))
    ids: dict[str, int] = {row[0]: row[1] for row in rows}
    new = [key for key in dict.fromkeys(keys) if key not in ids]
    return ids | dict(zip(new, new_ids(connection, table, len(new)), strict=True))


def write_rows(connection: Connection, tenant_id: int, table: Table, rows: Sequence[Row]) -> int:
    """Insert rows, or rewrite those whose primary key is there and that differ; return how many were written.

    All rows name the same columns. A table that counts its writes (`version`) counts these too.
    """
    if not rows:
        return 0
    columns = list(rows[0])
    key = {column.name for column in table.primary_key.columns}
    return insert_many(
        connection,
        table,
        ["tenant_id", *columns],
        [(tenant_id, *(_stored(table, name, row[name]) for name in columns)) for row in rows],
        update=[name for name in columns if name not in key],
        count_in="version" if "version" in table.c else None,
    )


def make_equal(
    connection: Connection, tenant_id: int, table: Table, owner: str, owner_ids: Collection[int], rows: Sequence[Row]
) -> int:
    """Make the table's rows of these owners equal `rows`; return how many were written or removed."""
    key = [column.name for column in table.primary_key.columns if column.name != "tenant_id"]
    wanted = {tuple(row[name] for name in key) for row in rows}
    there = connection.execute(sa.select(*(table.c[name] for name in key)).where(in_list(table.c[owner], owner_ids)))
    surplus = [tuple(row) for row in there if tuple(row) not in wanted]
    if surplus:
        connection.execute(sa.delete(table).where(sa.tuple_(*(table.c[name] for name in key)).in_(surplus)))
    return len(surplus) + write_rows(connection, tenant_id, table, rows)


def _stored(table: Table, name: str, value: Any) -> Any:
    return json.dumps(value) if isinstance(table.c[name].type, JSONB) else value
