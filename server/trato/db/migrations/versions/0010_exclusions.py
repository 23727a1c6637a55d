"""What is kept out and how much of the rest is shown."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_COPIES = ("message_copies", "event_copies")
_COPY_LABELS = ("categories", "sensitivity")

# The policies of 0001, for going back.
_BEFORE = """
DROP TRIGGER subject_changes ON interaction_texts;
DROP TRIGGER subject_is_new ON interaction_texts;
DROP FUNCTION trato_apply_levels, trato_levels, trato_level_rank, trato_keep_subject;
DROP POLICY person ON interaction_texts;
CREATE POLICY person ON interaction_texts TO trato_app USING (
  tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::bigint)
  AND (SELECT nullif(current_setting('app.user_id', true), '')::bigint) IS NOT NULL
  AND (EXISTS (SELECT 1 FROM interaction_users u WHERE u.tenant_id = interaction_texts.tenant_id
       AND u.interaction_id = interaction_texts.interaction_id
       AND u.user_id = (SELECT nullif(current_setting('app.user_id', true), '')::bigint))
    OR EXISTS (SELECT 1 FROM interactions i WHERE i.tenant_id = interaction_texts.tenant_id
       AND i.id = interaction_texts.interaction_id AND (level <> 'metadata'
       OR i.created_by_id = (SELECT nullif(current_setting('app.user_id', true), '')::bigint)))));
DROP POLICY person ON links;
CREATE POLICY person ON links TO trato_app USING (
  tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::bigint)
  AND (SELECT nullif(current_setting('app.user_id', true), '')::bigint) IS NOT NULL
  AND (EXISTS (SELECT 1 FROM threads t WHERE t.tenant_id = links.tenant_id AND t.id = links.thread_id)
    OR EXISTS (SELECT 1 FROM events e WHERE e.tenant_id = links.tenant_id AND e.id = links.event_id)
    OR EXISTS (SELECT 1 FROM accounts a WHERE a.tenant_id = links.tenant_id AND a.id = links.account_id)));
"""


def upgrade() -> None:
    for table in _COPIES:
        op.add_column(
            table, sa.Column("categories", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)
        )
        op.add_column(table, sa.Column("sensitivity", sa.Text(), server_default="", nullable=False))
    _rules()
    _levels()
    op.get_bind().connection.cursor().execute(_sql())


def downgrade() -> None:
    op.get_bind().connection.cursor().execute(_BEFORE)
    for table in ("interaction_subjects", "visibility_levels", "forgotten_keys", "exclusion_rules"):
        op.drop_table(table)
    for table in _COPIES:
        for column in _COPY_LABELS:
            op.drop_column(table, column)


def _rules() -> None:
    op.create_table(
        "exclusion_rules",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("mailbox_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("observe_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enacted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("enacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mails_removed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("events_removed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('participant', 'domain', 'category', 'folder', 'keyword', 'sensitivity', 'thread')",
            name=op.f("ck_exclusion_rules_kind_known"),
        ),
        _within("exclusion_rules", "mailbox_id", "mailboxes", "CASCADE"),
        *(
            _within("exclusion_rules", column, "users", f"SET NULL ({column})")
            for column in ("made_by_id", "enacted_by_id", "ended_by_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_exclusion_rules")),
    )
    op.create_index(
        "ix_exclusion_rules_in_force", "exclusion_rules", ["tenant_id"], postgresql_where=sa.text("ended_at IS NULL")
    )
    op.create_table(
        "forgotten_keys",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("rule_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), server_default="", nullable=False),
        _within("forgotten_keys", "rule_id", "exclusion_rules", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "rule_id", "digest", name=op.f("pk_forgotten_keys")),
    )
    op.create_index("ix_forgotten_keys_digest", "forgotten_keys", ["digest"])


def _levels() -> None:
    op.create_table(
        "visibility_levels",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("mailbox_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("domain", sa.Text(), server_default="", nullable=False),
        sa.Column("level", sa.Text(), server_default="", nullable=False),
        sa.Column("set_by_id", sa.BigInteger(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('mailbox', 'thread', 'domain')", name=op.f("ck_visibility_levels_kind_known")),
        sa.CheckConstraint("level IN ('metadata', 'subject', 'full')", name=op.f("ck_visibility_levels_level_known")),
        sa.CheckConstraint("(kind = 'thread') = (thread_id IS NOT NULL)", name=op.f("ck_visibility_levels_one_thread")),
        _within("visibility_levels", "mailbox_id", "mailboxes", "CASCADE"),
        _within("visibility_levels", "thread_id", "threads", "CASCADE"),
        _within("visibility_levels", "set_by_id", "users", "SET NULL (set_by_id)"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_visibility_levels")),
    )
    op.create_index("ix_visibility_levels_thread", "visibility_levels", ["thread_id"])
    op.create_table(
        "interaction_subjects",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("interaction_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        _within("interaction_subjects", "interaction_id", "interactions", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "interaction_id", name=op.f("pk_interaction_subjects")),
    )


def _within(table: str, column: str, owner: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{owner}.tenant_id", f"{owner}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
        ondelete=on_delete,
    )


def _sql() -> str:
    return (Path(__file__).parents[1] / "exclusions_0010.sql").read_text(encoding="utf-8")
