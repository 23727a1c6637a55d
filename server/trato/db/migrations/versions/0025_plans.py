"""Groups of accounts with their criteria, placings that can be taken back, and a plan for each account and year."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_TENANT = "(SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint)"
_ME = "(SELECT nullif(current_setting('app.user_id', true), '')\\:\\:bigint)"
_ALL = "(SELECT current_setting('app.sees_all', true)) = 'true'"
_OF_ACCOUNT = "EXISTS (SELECT 1 FROM accounts a WHERE a.tenant_id = {name}.tenant_id AND a.id = {name}.account_id)"
_OF_PLAN = "EXISTS (SELECT 1 FROM account_plans p WHERE p.tenant_id = {name}.tenant_id AND p.id = {name}.plan_id)"
# Who reads a row, and whether people write it: groups are read by all and written by Trato, which asks who may.
_RULES = {
    "account_groups": ("true", "SELECT"),
    "account_group_changes": (_ALL, "SELECT"),
    "account_placings": (f"{_ALL} OR by_id = {_ME}", "SELECT"),
    "account_plans": (_OF_ACCOUNT, "SELECT, INSERT, UPDATE, DELETE"),
    "plan_actions": (_OF_PLAN, "SELECT, INSERT, UPDATE, DELETE"),
}
_ROW_SECURITY = """
ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON {name} TO trato_system USING (tenant_id = {tenant});
CREATE POLICY person ON {name} TO trato_app USING (tenant_id = {tenant} AND {me} IS NOT NULL AND ({rule}));
GRANT {rights} ON {name} TO trato_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO trato_system;
"""


def upgrade() -> None:
    _entity(
        "account_groups",
        _text("code"),
        _text("name"),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        _text("description"),
        _text("objectives"),
        _document("conditions"),
        _document("activities"),
        sa.Column("budget", sa.Numeric(18, 2)),
        sa.Column("growth_percent", sa.Numeric(6, 2)),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_account_groups_tenant_id_code")),
    )
    _entity(
        "account_group_changes",
        _instant("at"),
        _id("by_id", nullable=True),
        _document("before"),
        _refers("account_group_changes", "by_id", "users", "SET NULL (by_id)"),
    )
    _entity(
        "account_placings",
        _instant("at"),
        _id("by_id", nullable=True),
        _document("moves"),
        _instant("undone_at", nullable=True),
        _id("undone_by_id", nullable=True),
        _refers("account_placings", "by_id", "users", "SET NULL (by_id)"),
        _refers("account_placings", "undone_by_id", "users", "SET NULL (undone_by_id)"),
    )
    _plans()
    for name, (rule, rights) in _RULES.items():
        told = rule.format(name=name)
        op.execute(sa.text(_ROW_SECURITY.format(name=name, rule=told, rights=rights, tenant=_TENANT, me=_ME)))


def downgrade() -> None:
    for name in reversed(_RULES):
        op.drop_table(name)


def _plans() -> None:
    _entity(
        "account_plans",
        _id("account_id"),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        _text("objective"),
        sa.Column("expected_amount", sa.Numeric(18, 2)),
        sa.Column("growth_percent", sa.Numeric(6, 2)),
        _text("resources"),
        _id("made_by_id", nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        _refers("account_plans", "account_id", "accounts", "CASCADE"),
        _refers("account_plans", "made_by_id", "users", "SET NULL (made_by_id)"),
        sa.UniqueConstraint("tenant_id", "account_id", "year", name=op.f("uq_account_plans_tenant_id_account_id_year")),
    )
    op.create_table(
        "plan_actions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        _id("plan_id"),
        _id("task_id"),
        _text("kind"),
        _text("resources"),
        _text("expected_result"),
        _refers("plan_actions", "plan_id", "account_plans", "CASCADE"),
        _refers("plan_actions", "task_id", "tasks", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "plan_id", "task_id", name=op.f("pk_plan_actions")),
    )
    op.create_index(op.f("ix_plan_actions_tenant_id_task_id"), "plan_actions", ["tenant_id", "task_id"])


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


def _instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _document(name: str) -> sa.Column[Any]:
    return sa.Column(name, postgresql.JSONB(), server_default="{}", nullable=False)


def _refers(table: str, column: str, owner: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{owner}.tenant_id", f"{owner}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
        ondelete=on_delete,
    )
