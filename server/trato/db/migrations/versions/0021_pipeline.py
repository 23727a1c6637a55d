"""The list of opportunities: more of each, its lines and history, the tenant's own fields, saved views."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_TENANT = "(SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint)"
_ME = "(SELECT nullif(current_setting('app.user_id', true), '')\\:\\:bigint)"
_ADMIN = "(SELECT current_setting('app.sees_all', true)) = 'true'"
_SEEN = "EXISTS (SELECT 1 FROM opportunities o WHERE o.tenant_id = {name}.tenant_id AND o.id = {name}.opportunity_id)"
# Who may read a row, who may write it, and with what rights: a history is only ever added to, under one's own name.
_EDITED, _ADDED_TO = "SELECT, INSERT, UPDATE, DELETE", "SELECT, INSERT"
_RULES = {
    "opportunity_lines": (_SEEN, _SEEN, _EDITED),
    "opportunity_headlines": (_SEEN, _SEEN, _EDITED),
    "opportunity_changes": (_SEEN, _SEEN + " AND actor_id = {me}", _ADDED_TO),
    "custom_fields": ("true", _ADMIN, _EDITED),
    "saved_views": ("owner_id = {me} OR is_shared", "owner_id = {me}", _EDITED),
}
_ROW_SECURITY = """
ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON {name} TO trato_system USING (tenant_id = {tenant});
CREATE POLICY person ON {name} TO trato_app USING (tenant_id = {tenant} AND {me} IS NOT NULL AND ({read}))
  WITH CHECK (tenant_id = {tenant} AND {me} IS NOT NULL AND ({write}));
GRANT {rights} ON {name} TO trato_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO trato_system;
"""
# What the audit log tells of changes so far begins the history; a tenant's own audit log stays as it is.
_KNOWN_CHANGES = """
INSERT INTO opportunity_changes (tenant_id, opportunity_id, at, actor_id, field, before, after)
SELECT l.tenant_id, o.id, l.at, l.actor_id, d.key, nullif(d.value -> 0, 'null'), nullif(d.value -> 1, 'null')
  FROM audit_log l JOIN opportunities o ON o.tenant_id = l.tenant_id AND o.id = l.object_id
       CROSS JOIN LATERAL jsonb_each(l.detail) d
 WHERE l.action = 'opportunity.changed' AND jsonb_typeof(d.value) = 'array' ORDER BY l.at, l.id
"""
_MORE = ("monthly_amount", "met_on", "wants", "main_competitor")


def upgrade() -> None:
    op.add_column("opportunities", sa.Column("monthly_amount", sa.Numeric(18, 2), nullable=True))
    op.add_column("opportunities", sa.Column("met_on", sa.Date(), nullable=True))
    op.add_column("opportunities", _text("wants"))
    op.add_column("opportunities", _text("main_competitor"))
    op.add_column("opportunity_contacts", _text("remarks"))
    _lines_and_headlines()
    _history()
    _of_the_list()
    op.execute(sa.text(_KNOWN_CHANGES))
    for name, (read, write, rights) in _RULES.items():
        words = {"name": name, "me": _ME, "tenant": _TENANT}
        rules = {"read": read.format(**words), "write": write.format(**words)}
        op.execute(sa.text(_ROW_SECURITY.format(**words, **rules, rights=rights)))


def downgrade() -> None:
    for name in reversed(_RULES):
        op.drop_table(name)
    op.drop_column("opportunity_contacts", "remarks")
    for name in reversed(_MORE):
        op.drop_column("opportunities", name)


def _lines_and_headlines() -> None:
    _entity(
        "opportunity_lines",
        _id("opportunity_id"),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        _id("product_id", nullable=True),
        _text("name"),
        sa.Column("quantity", sa.Numeric(14, 3), server_default="1", nullable=False),
        sa.Column("unit_price", sa.Numeric(18, 2), nullable=True),
        sa.Column("months", sa.SmallInteger(), nullable=True),
        _text("delivery_note"),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_opportunity_lines_quantity_range")),
        sa.CheckConstraint("months > 0", name=op.f("ck_opportunity_lines_months_range")),
        _refers("opportunity_lines", "opportunity_id", "opportunities", "CASCADE"),
        _refers("opportunity_lines", "product_id", "products", "SET NULL (product_id)"),
    )
    op.create_index("ix_opportunity_lines_opportunity", "opportunity_lines", ["opportunity_id", "position"])
    _entity(
        "opportunity_headlines",
        _id("opportunity_id"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _text("words"),
        _id("interaction_id", nullable=True),
        _id("author_id", nullable=True),
        _refers("opportunity_headlines", "opportunity_id", "opportunities", "CASCADE"),
        _refers("opportunity_headlines", "interaction_id", "interactions", "SET NULL (interaction_id)"),
        _refers("opportunity_headlines", "author_id", "users", "SET NULL (author_id)"),
    )
    op.create_index("ix_opportunity_headlines_opportunity", "opportunity_headlines", ["opportunity_id", "at"])


def _history() -> None:
    _entity(
        "opportunity_changes",
        _id("opportunity_id"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _id("actor_id", nullable=True),
        _text("field"),
        sa.Column("before", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("after", postgresql.JSONB(none_as_null=True), nullable=True),
        _id("undoes_id", nullable=True),
        _refers("opportunity_changes", "opportunity_id", "opportunities", "CASCADE"),
        _refers("opportunity_changes", "actor_id", "users", "SET NULL (actor_id)"),
        _refers("opportunity_changes", "undoes_id", "opportunity_changes", "SET NULL (undoes_id)"),
    )
    op.create_index("ix_opportunity_changes_opportunity", "opportunity_changes", ["opportunity_id", "at"])


def _of_the_list() -> None:
    _entity(
        "custom_fields",
        _text("key"),
        _text("name_en"),
        _text("name_es"),
        _text("kind"),
        sa.Column("choices", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('text', 'number', 'money', 'date', 'yes_no', 'choice')", name=op.f("ck_custom_fields_kind_known")
        ),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_custom_fields_tenant_id_key")),
    )
    _entity(
        "saved_views",
        _id("owner_id"),
        _text("name"),
        sa.Column("is_shared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("shows", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _refers("saved_views", "owner_id", "users", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "owner_id", "name", name=op.f("uq_saved_views_tenant_id_owner_id_name")),
    )


def _entity(name: str, *parts: Any) -> None:
    op.create_table(
        name,
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{name}")),
    )


def _id(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _refers(table: str, column: str, owner: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{owner}.tenant_id", f"{owner}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
        ondelete=on_delete,
    )
