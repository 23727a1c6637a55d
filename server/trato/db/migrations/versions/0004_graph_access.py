"""What calls to Graph share between processes: slots and pauses per mailbox, and sign-in kept encrypted."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "graph_mailboxes",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("mailbox", sa.Text(), server_default="", nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusals", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reserved_for", sa.BigInteger(), nullable=True),
        sa.Column("reserved_rank", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reserved_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paced_until", sa.Double(), server_default="0", nullable=False),
        sa.Column("bucket", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("counts", sa.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "mailbox", name=op.f("pk_graph_mailboxes")),
    )
    op.create_table(
        "token_caches",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), server_default="", nullable=False),
        sa.Column("key_id", sa.Text(), server_default="", nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "holder", name=op.f("pk_token_caches")),
    )
    op.get_bind().connection.cursor().execute(_functions_and_policies())


def downgrade() -> None:
    op.execute("DROP FUNCTION trato_graph_leave, trato_graph_enter, trato_graph_key")
    op.drop_table("token_caches")
    op.drop_table("graph_mailboxes")


def _functions_and_policies() -> str:
    return (Path(__file__).parents[1] / "graph_access_0004.sql").read_text(encoding="utf-8")
