"""Insert many rows by one prepared statement: a column is one array parameter, and `unnest` makes rows of them.

COPY straight into a table is refused where row-level security holds. A temporary table between would need COPY,
INSERT and TRUNCATE, whose fixed cost a page of mail feels; arrays need one statement, planned once a connection.
Every row passes its policy, and a repeated row is told apart by the table's own keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy import ARRAY, Connection, Table
from sqlalchemy.dialects import postgresql

from trato.db.arrays import array_literal

ROWS_AT_ONCE = 20_000
_DIALECT: sa.Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


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
    return _run(connection, _insert(table, tuple(columns), tuple(update), count_in), rows)


def insert_new(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows whose keys are new for sure, such as ids just drawn and what belongs to them.

    Nothing is asked about conflicts, which is what makes it cheaper; a repeated key raises IntegrityError.
    """
    _run(connection, _insert_new(table, tuple(columns)), rows)


def _run(connection: Connection, statement: str, rows: Iterable[Sequence[Any]]) -> int:
    values = list(rows)
    if not values:
        return 0
    written = 0
    for start in range(0, len(values), ROWS_AT_ONCE):
        columns = zip(*values[start : start + ROWS_AT_ONCE], strict=True)
        written += connection.exec_driver_sql(statement, tuple(map(array_literal, columns))).rowcount
    return written


def new_ids(connection: Connection, table: Table, count: int) -> list[int]:
    """Draw `count` ids from the table's identity, so that rows and what refers to them can be written together."""
    if count == 0:
        return []
    drawn: list[int] = connection.execute(_DRAW, {"name": table.name, "count": count}).scalar_one()
    return drawn


# The sequence is looked up once, not once an id.
_DRAW = sa.text(
    "SELECT array_agg(nextval(ids)) FROM (SELECT pg_get_serial_sequence(:name, 'id')::regclass AS ids OFFSET 0) AS own,"
    " generate_series(1, :count)"
)


@lru_cache(maxsize=512)
def _insert(table: Table, columns: tuple[str, ...], update: tuple[str, ...], count_in: str | None) -> str:
    return sql.SQL("{} {}").format(_select(table, columns), _on_conflict(table, update, count_in)).as_string()


@lru_cache(maxsize=512)
def _insert_new(table: Table, columns: tuple[str, ...]) -> str:
    return _select(table, columns).as_string()


def _select(table: Table, columns: tuple[str, ...]) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    kinds = [table.c[name].type for name in columns]
    return sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM unnest({}) AS given ({})").format(
        sql.Identifier(table.name),
        names,
        sql.SQL(", ").join(map(_selected, columns, kinds)),
        sql.SQL(", ").join(map(_parameter, kinds)),
        names,
    )


def _selected(name: str, kind: sa.types.TypeEngine[Any]) -> sql.Composable:
    # Arrays of arrays would be unnested to the ground: each inner one travels as the text that PostgreSQL reads.
    return sql.SQL("{}::{}").format(sql.Identifier(name), _name_of(kind)) if _is_array(kind) else sql.Identifier(name)


def _parameter(kind: sa.types.TypeEngine[Any]) -> sql.Composable:
    return sql.SQL("%s::text[]") if _is_array(kind) else sql.SQL("%s::{}[]").format(_name_of(kind))


def _is_array(kind: sa.types.TypeEngine[Any]) -> bool:
    return isinstance(kind, ARRAY)


def _name_of(kind: sa.types.TypeEngine[Any]) -> sql.SQL:
    return sql.SQL(kind.compile(_DIALECT))


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
