"""Steps of the sales process as tasks: made when a stage starts, ticked off by evidence, skipped with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parent.parent / "playbooks_0026.sql"
_OF_A_STEP = (
    "kind", "stage_key", "step", "rules_version", "evidence_id", "refused_id", "need", "assigned_by_id",
    "set_aside_as", "set_aside_at", "set_aside_by_id", "reason",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("stages", _text("pipeline"))
    _tasks()
    op.create_table(
        "stage_starts",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        _text("stage_key"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rules_version", sa.BigInteger(), server_default="0", nullable=False),
        _refers("stage_starts", "opportunity_id", "opportunities", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "opportunity_id", "stage_key", name=op.f("pk_stage_starts")),
    )
    op.create_table(
        "playbook_checks",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_playbook_checks")),
    )
    op.create_index("ix_playbook_checks_at", "playbook_checks", ["tenant_id", "at"])
    op.execute(sa.text(_SQL.read_text("utf-8").replace(":", "\\:")))


def downgrade() -> None:
    for table, events in (("opportunities", ("insert", "update")), ("interactions", ("insert", "update", "delete"))):
        for event in events:
            op.execute(f"DROP TRIGGER playbook_{event} ON {table}")
    op.execute("DROP FUNCTION trato_stage_entered, trato_stage_changed, trato_evidence_changed, trato_evidence_moved")
    op.drop_table("playbook_checks")
    op.drop_table("stage_starts")
    for index in ("uq_tasks_step", "uq_tasks_need", "ix_tasks_opportunity", "ix_tasks_evidence"):
        op.drop_index(index, "tasks")
    for column in reversed(_OF_A_STEP):
        op.drop_column("tasks", column)
    op.drop_column("stages", "pipeline")


def _tasks() -> None:
    columns: tuple[sa.Column[Any], ...] = (
        _text("kind"),
        _text("stage_key"),
        sa.Column("step", sa.SmallInteger(), nullable=True),
        sa.Column("rules_version", sa.BigInteger(), nullable=True),
        sa.Column("evidence_id", sa.BigInteger(), nullable=True),
        sa.Column("refused_id", sa.BigInteger(), nullable=True),
        _text("need"),
        sa.Column("assigned_by_id", sa.BigInteger(), nullable=True),
        sa.Column("set_aside_as", sa.Text(), nullable=True),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_by_id", sa.BigInteger(), nullable=True),
        _text("reason"),
    )
    for column in columns:
        op.add_column("tasks", column)
    for name, owner in (("evidence_id", "interactions"), ("assigned_by_id", "users"), ("set_aside_by_id", "users")):
        op.create_foreign_key(
            op.f(f"fk_tasks_tenant_id_{name}"), "tasks", owner, ["tenant_id", name], ["tenant_id", "id"],
            ondelete=f"SET NULL ({name})",
        )  # fmt: skip
    op.create_check_constraint(op.f("ck_tasks_set_aside_known"), "tasks", "set_aside_as IN ('skipped', 'not_needed')")
    op.create_index("ix_tasks_opportunity", "tasks", ["opportunity_id", "stage_key"])
    op.create_index(
        "uq_tasks_step", "tasks", ["opportunity_id", "stage_key", "step", "tenant_id"], unique=True,
        postgresql_where=sa.text("step IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "uq_tasks_need", "tasks", ["account_id", "need", "tenant_id"], unique=True,
        postgresql_where=sa.text("need <> ''"),
    )  # fmt: skip
    op.create_index("ix_tasks_evidence", "tasks", ["evidence_id"], postgresql_where=sa.text("evidence_id IS NOT NULL"))


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _refers(table: str, column: str, owner: str, on_delete: str) -> Any:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{owner}.tenant_id", f"{owner}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
        ondelete=on_delete,
    )
