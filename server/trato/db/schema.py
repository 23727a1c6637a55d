"""What all tables share: one metadata, one naming convention, and the tenant first in every key.

`tenant_id` leads each primary key so that rows of one tenant lie together and a cluster can distribute by it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Instant = DateTime(timezone=True)


def entity(name: str, *parts: Any) -> Table:
    """Declare a table of things with an id of their own: primary key (tenant_id, id)."""
    return Table(
        name,
        metadata,
        tenant_id(),
        Column("id", BigInteger, Identity(always=True), nullable=False),
        *parts,
        PrimaryKeyConstraint("tenant_id", "id"),
    )


def relation(name: str, *parts: Any, key: tuple[str, ...]) -> Table:
    """Declare a table whose rows are known by what they relate: primary key (tenant_id, *key)."""
    return Table(name, metadata, tenant_id(), *parts, PrimaryKeyConstraint("tenant_id", *key))


def tenant_id() -> Column[int]:
    """Return the column that every table starts with."""
    return Column("tenant_id", BigInteger, nullable=False)


def refers(column: str, table: str, *, on_delete: str = "NO ACTION") -> ForeignKeyConstraint:
    """Tie `column` to the id of `table` within the same tenant.

    With SET NULL only the column itself is cleared, never the tenant (PostgreSQL 15's column list).
    """
    rule = f"SET NULL ({column})" if on_delete == "SET NULL" else on_delete
    return ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete=rule)


def ref(name: str, *, nullable: bool = False) -> Column[Any]:
    """Declare a column that holds another table's id."""
    return Column(name, BigInteger, nullable=nullable)


def text(name: str, *, nullable: bool = False) -> Column[Any]:
    """Declare a text column; an absent text is the empty string unless `nullable`."""
    return Column(name, Text, nullable=nullable, server_default=None if nullable else "")


def instant(name: str, *, nullable: bool = False) -> Column[Any]:
    """Declare an instant, stored with its zone, read back in UTC."""
    return Column(name, Instant, nullable=nullable)


def created_at() -> Column[Any]:
    """Declare when the row was written, by the database's clock."""
    return Column("created_at", Instant, nullable=False, server_default=func.now())


def document(name: str) -> Column[Any]:
    """Declare a JSON object, empty by default."""
    return Column(name, JSONB, nullable=False, server_default="{}")


def index(*columns: Any, name: str | None = None, **options: Any) -> Index:
    """Declare an index; by convention it is named for its table and columns."""
    return Index(name, *columns, **options)
