"""Insert many rows at once: COPY into a session's temporary table, then one INSERT … SELECT.

COPY straight into a table is refused where row-level security holds; this way every row passes its policy, and a
repeated row is told apart by the table's own keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from psycopg import Cursor, sql
from sqlalchemy import Connection, Table


def insert_many(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    update: Sequence[str] = (),
    count_in: str | None = None,
) -> int:
    """Insert `rows` (values in the order of `columns`); return how many were written.

    A row whose primary key is there already is passed over, or, with `update`, has those columns rewritten where one
    of them differs; `count_in` names a column that counts such rewrites. Keys must not repeat within `rows` then.
    """
    values = list(rows)
    if not values:
        return 0
    stage = sql.Identifier(f"stage_{table.name}")
    target = sql.Identifier(table.name)
    names = sql.SQL(", ").join(sql.Identifier(name) for name in columns)
    driver = connection.connection.driver_connection
    if driver is None:
        raise sa.exc.InvalidRequestError("the connection is closed")
    with driver.cursor() as cursor:
        _ensure_stage(cursor, table.name, stage, target)
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(stage, names)) as copy:
            for row in values:
                copy.write_row(row)
        cursor.execute(
            sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {} {}").format(
                target, names, names, stage, _on_conflict(table, update, count_in)
            )
        )
        written = cursor.rowcount
        cursor.execute(sql.SQL("TRUNCATE {}").format(stage))
    return int(written)


def new_ids(connection: Connection, table: Table, count: int) -> list[int]:
    """Draw `count` ids from the table's identity, so that rows and what refers to them can be written together."""
    if count == 0:
        return []
    statement = sa.text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return list(connection.execute(statement, {"name": table.name, "count": count}).scalars())


def _ensure_stage(cursor: Cursor[Any], name: str, stage: sql.Identifier, target: sql.Identifier) -> None:
    # Both of Trato's roles may use a pooled connection, and a temporary table belongs to the role that made it.
    found = cursor.execute("SELECT to_regclass(%s)", (f"pg_temp.stage_{name}",)).fetchone()
    if found is None or found[0] is None:
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE {} ON COMMIT DELETE ROWS AS SELECT * FROM {} WITH NO DATA").format(stage, target)
        )
        cursor.execute(sql.SQL("GRANT ALL ON {} TO PUBLIC").format(stage))


def _on_conflict(table: Table, update: Sequence[str], count_in: str | None) -> sql.Composable:
    if not update:
        return sql.SQL("ON CONFLICT DO NOTHING")
    key = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.primary_key.columns)
    target = sql.Identifier(table.name)
    changes = [sql.SQL("{} = excluded.{}").format(sql.Identifier(name), sql.Identifier(name)) for name in update]
    if count_in is not None:
        changes.append(sql.SQL("{} = {}.{} + 1").format(sql.Identifier(count_in), target, sql.Identifier(count_in)))
    sets = sql.SQL(", ").join(changes)
    differs = sql.SQL(" OR ").join(
        sql.SQL("{}.{} IS DISTINCT FROM excluded.{}").format(target, sql.Identifier(name), sql.Identifier(name))
        for name in update
    )
    return sql.SQL("ON CONFLICT ({}) DO UPDATE SET {} WHERE {}").format(key, sets, differs)
