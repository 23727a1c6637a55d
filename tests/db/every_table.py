"""All tables of the code, and one row of each for a tenant, made without knowing the table."""

from __future__ import annotations

import importlib
import pkgutil

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects.postgresql import JSONB

import trato
from trato.db.schema import metadata


def all_tables() -> list[sa.Table]:
    """Import every module that declares tables; return the tables by name."""
    for module in pkgutil.walk_packages(trato.__path__, "trato."):
        if module.name.rpartition(".")[2] == "tables":
            importlib.import_module(module.name)
    return [metadata.tables[name] for name in sorted(metadata.tables)]


def fill_every_table(url: str, *, tenant_ids: tuple[int, ...]) -> None:
    """As superuser: one row of each table for each tenant; every id is 1, so that all rows refer to one another."""
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        for table in all_tables():
            for check in [one for one in table.constraints if isinstance(one, sa.CheckConstraint)]:
                drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}")
                name = f"ck_{table.name}_{str(check.name).removeprefix(f'ck_{table.name}_')}"
                connection.execute(drop.format(sql.Identifier(table.name), sql.Identifier(name)))
            columns = [column for column in table.columns if column.computed is None]
            statement = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
                sql.Identifier(table.name),
                sql.SQL(", ").join(sql.Identifier(column.name) for column in columns),
                sql.SQL(", ").join(sql.Placeholder() for _ in columns),
            )
            for tenant_id in tenant_ids:
                connection.execute(statement, [_value(table, column, tenant_id) for column in columns])


_OPEN = {"deactivated_at", "valid_until", "disconnected_at", "undone_at", "manager_id", "parent_id"}
_BY_TYPE: tuple[tuple[type, object], ...] = (
    (sa.ARRAY, []), (JSONB, "{}"), (sa.Boolean, False), ((sa.Integer, sa.Numeric, sa.Float), 1),
    (sa.DateTime, "2026-01-01T00:00:00Z"), (sa.Date, "2026-01-01"),
)  # fmt: skip


def _value(table: sa.Table, column: sa.Column, tenant_id: int) -> object:
    if column.name == "tenant_id" or (table.name == "tenants" and column.name == "id"):
        return tenant_id
    if column.name in _OPEN:
        return None
    if column.name == "entra_tenant_id":
        return str(tenant_id)
    return next((value for kind, value in _BY_TYPE if isinstance(column.type, kind)), "a word")
