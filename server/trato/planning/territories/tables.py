"""Tables of territories: what lies in one beside its primary, and changes of the map."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index

from trato.db.schema import document, entity, instant, ref, refers, relation, text

# An account's primary territory is its own column; here stand the others, and those that name it whatever the rules.
account_territories = relation(
    "account_territories",
    ref("account_id"),
    ref("territory_id"),
    Column("is_named", Boolean, nullable=False, server_default="false"),
    refers("account_id", "accounts", on_delete="CASCADE"),
    refers("territory_id", "territories", on_delete="CASCADE"),
    key=("account_id", "territory_id"),
)
Index("ix_account_territories_territory", account_territories.c.tenant_id, account_territories.c.territory_id)

# What was done at once; `done` holds rows by table, each with what it replaced, as applying.py reads them.
territory_changes = entity(
    "territory_changes",
    instant("at"),
    ref("by_id", nullable=True),
    text("kind"),
    text("reason"),
    document("done"),
    instant("undone_at", nullable=True),
    ref("undone_by_id", nullable=True),
    CheckConstraint("kind IN ('moves', 'handover')", name="kind_known"),
    refers("by_id", "users", on_delete="SET NULL"),
    refers("undone_by_id", "users", on_delete="SET NULL"),
)
