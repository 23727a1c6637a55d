"""What linking knows beyond the thread: marks of words, numbers, what a single mail concerns, what to look at again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# As for every table since 0001: nothing without a context; a person sees what belongs to what they see.
_ROW_SECURITY = """
ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON {name} TO trato_system
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint));
CREATE POLICY person ON {name} FOR SELECT TO trato_app
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint)
         AND EXISTS (SELECT 1 FROM {owner} o WHERE o.tenant_id = {name}.tenant_id AND o.id = {name}.{column}));
GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO trato_app, trato_system;
"""


def upgrade() -> None:
    op.add_column(
        "messages", sa.Column("marks", postgresql.ARRAY(sa.SmallInteger()), server_default="{}", nullable=False)
    )
    op.add_column("links", sa.Column("stands_alone", sa.Boolean(), server_default="false", nullable=False))
    op.create_table(
        "message_links",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        _within("message_links", "message_id", "messages"),
        _within("message_links", "opportunity_id", "opportunities"),
        sa.PrimaryKeyConstraint("tenant_id", "message_id", name=op.f("pk_message_links")),
    )
    op.create_index("ix_message_links_opportunity", "message_links", ["tenant_id", "opportunity_id"])
    op.create_table(
        "thread_numbers",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        _within("thread_numbers", "thread_id", "threads"),
        sa.PrimaryKeyConstraint("tenant_id", "number", "thread_id", name=op.f("pk_thread_numbers")),
    )
    op.create_index("ix_thread_numbers_thread", "thread_numbers", ["tenant_id", "thread_id"])
    op.create_table(
        "unsettled_links",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("link_id", sa.BigInteger(), nullable=False),
        _within("unsettled_links", "link_id", "links"),
        sa.PrimaryKeyConstraint("tenant_id", "link_id", name=op.f("pk_unsettled_links")),
    )
    for name, owner, column in (
        ("message_links", "messages", "message_id"),
        ("thread_numbers", "threads", "thread_id"),
        ("unsettled_links", "links", "link_id"),
    ):
        op.execute(sa.text(_ROW_SECURITY.format(name=name, owner=owner, column=column)))


def downgrade() -> None:
    for name in ("unsettled_links", "thread_numbers", "message_links"):
        op.drop_table(name)
    op.drop_column("links", "stands_alone")
    op.drop_column("messages", "marks")


def _within(table: str, column: str, owner: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{owner}.tenant_id", f"{owner}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
        ondelete="CASCADE",
    )
