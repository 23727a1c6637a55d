"""Tables of the organisation: tenants, users with their addresses and roles, mailboxes, territories."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    Identity,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from trato.db.schema import created_at, document, entity, instant, metadata, ref, refers, relation, text

tenants = Table(
    "tenants",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("entra_tenant_id", Text, nullable=False, unique=True),
    text("name"),
    Column("domains", ARRAY(Text), nullable=False, server_default="{}"),
    text("timezone"),
    text("language"),
    text("country"),
    text("currency"),
    document("settings"),
    created_at(),
)

users = entity(
    "users",
    text("entra_object_id", nullable=True),
    text("upn"),
    text("name"),
    text("language"),
    text("timezone"),
    ref("manager_id", nullable=True),
    Column("base_latitude", Double),
    Column("base_longitude", Double),
    document("custom"),
    created_at(),
    instant("deactivated_at", nullable=True),
    refers("manager_id", "users", on_delete="SET NULL"),
    UniqueConstraint("tenant_id", "upn"),
    UniqueConstraint("tenant_id", "entra_object_id"),
)

user_roles = relation(
    "user_roles",
    ref("user_id"),
    text("role"),
    CheckConstraint("role IN ('rep', 'assistant', 'manager', 'admin')", name="role_known"),
    refers("user_id", "users", on_delete="CASCADE"),
    key=("user_id", "role"),
)

# The address is the key: one address belongs to one user, so "is this one of us?" has one answer.
user_addresses = relation(
    "user_addresses",
    text("address"),
    ref("user_id"),
    Column("is_primary", Boolean, nullable=False, server_default="false"),
    refers("user_id", "users", on_delete="CASCADE"),
    key=("address",),
)

mailboxes = entity(
    "mailboxes",
    ref("user_id"),
    text("address"),
    instant("connected_at"),
    instant("disconnected_at", nullable=True),
    refers("user_id", "users"),
    UniqueConstraint("tenant_id", "address"),
    UniqueConstraint("tenant_id", "user_id"),
)

territories = entity(
    "territories",
    text("name"),
    ref("parent_id", nullable=True),
    Column("countries", ARRAY(Text), nullable=False, server_default="{}"),
    Column("regions", ARRAY(Text), nullable=False, server_default="{}"),
    Column("postal_codes", ARRAY(Text), nullable=False, server_default="{}"),
    Column("industries", ARRAY(Text), nullable=False, server_default="{}"),
    Column("version", Integer, nullable=False, server_default="1"),
    refers("parent_id", "territories"),
    UniqueConstraint("tenant_id", "name"),
)

territory_assignments = entity(
    "territory_assignments",
    ref("territory_id"),
    ref("user_id"),
    instant("valid_from"),
    instant("valid_until", nullable=True),
    Column("role", Text, nullable=False, server_default="seller"),
    text("reason"),
    CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="period_ordered"),
    CheckConstraint(
        "role IN ('seller', 'specialist', 'cover') AND (role <> 'cover' OR valid_until IS NOT NULL)", name="role_known"
    ),
    refers("territory_id", "territories", on_delete="CASCADE"),
    refers("user_id", "users", on_delete="CASCADE"),
)

# Who did what, never changed and never deleted by the application (its role may only insert and read).
audit_log = entity(
    "audit_log",
    instant("at"),
    ref("actor_id", nullable=True),
    text("action"),
    text("object_kind"),
    ref("object_id", nullable=True),
    document("detail"),
)
