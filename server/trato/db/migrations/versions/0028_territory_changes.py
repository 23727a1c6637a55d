"""Several territories for an account, assignments with a role, and changes of the map that can be taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_FOLDER = Path(__file__).parent.parent


def upgrade() -> None:
    op.add_column("territories", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("territory_assignments", sa.Column("role", sa.Text(), server_default="seller", nullable=False))
    op.add_column("territory_assignments", sa.Column("reason", sa.Text(), server_default="", nullable=False))
    op.create_check_constraint(
        op.f("ck_territory_assignments_role_known"),
        "territory_assignments",
        "role IN ('seller', 'specialist', 'cover') AND (role <> 'cover' OR valid_until IS NOT NULL)",
    )
    op.create_table(
        "account_territories",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("territory_id", sa.BigInteger(), nullable=False),
        sa.Column("is_named", sa.Boolean(), server_default="false", nullable=False),
        _refers("account_territories", "account_id", "accounts", "CASCADE"),
        _refers("account_territories", "territory_id", "territories", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "territory_id", name=op.f("pk_account_territories")),
    )
    op.create_index("ix_account_territories_territory", "account_territories", ["tenant_id", "territory_id"])
    op.create_table(
        "territory_changes",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("done", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('moves', 'handover')", name=op.f("ck_territory_changes_kind_known")),
        _refers("territory_changes", "by_id", "users", "SET NULL (by_id)"),
        _refers("territory_changes", "undone_by_id", "users", "SET NULL (undone_by_id)"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_territory_changes")),
    )
    _run("territories_0028.sql")


def downgrade() -> None:
    _run("territories_before_0028.sql")
    op.drop_table("territory_changes")
    op.drop_table("account_territories")
    op.drop_constraint(op.f("ck_territory_assignments_role_known"), "territory_assignments")
    op.drop_column("territory_assignments", "reason")
    op.drop_column("territory_assignments", "role")
    op.drop_column("territories", "version")


def _run(name: str) -> None:
    op.execute(sa.text((_FOLDER / name).read_text("utf-8").replace(":", "\\:")))


def _refers(table: str, column: str, owner: str, on_delete: str) -> Any:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{owner}.tenant_id", f"{owner}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
        ondelete=on_delete,
    )
