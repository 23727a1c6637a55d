"""What stands on items in Outlook after a link, who wants that, and words of subjects that colleagues may read."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_REMOVED = {"search_entries": ("left_out",), "removed_contacts": ("search_insert", "search_delete")}
_FUNCTIONS = (
    "trato_marks_wanted", "trato_marks_gone", "trato_mark_soon", "trato_leave_out_removed", "trato_removed",
    "trato_is_removed", "trato_survivor",
)  # fmt: skip
_TABLES = ("item_marks", "marking_choices", "marking_states")


def upgrade() -> None:
    op.create_table(
        "item_marks",
        _id("tenant_id"),
        _id("mailbox_id"),
        _text("remote_id"),
        _text("kind"),
        _text("wanted"),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        _instant("written_at"),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        _instant("retry_at"),
        sa.CheckConstraint("kind IN ('message', 'event')", name=op.f("ck_item_marks_kind_known")),
        _refers("item_marks", "mailbox_id", "mailboxes", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "mailbox_id", "remote_id", name=op.f("pk_item_marks")),
    )
    op.create_index(
        "ix_item_marks_due", "item_marks", ["mailbox_id", "asked_at"], postgresql_where=sa.text("written_at IS NULL")
    )
    op.create_table(
        "marking_choices",
        _id("tenant_id"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        _id("mailbox_id", nullable=True),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        _id("set_by_id", nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        _refers("marking_choices", "mailbox_id", "mailboxes", "CASCADE"),
        _refers("marking_choices", "set_by_id", "users", "SET NULL (set_by_id)"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_marking_choices")),
    )
    op.create_table(
        "marking_states",
        _id("tenant_id"),
        _id("mailbox_id"),
        _text("what"),
        _instant("done_at"),
        _instant("refused_at"),
        _instant("retry_at"),
        sa.CheckConstraint("what IN ('message', 'event', 'colour')", name=op.f("ck_marking_states_what_known")),
        _refers("marking_states", "mailbox_id", "mailboxes", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "mailbox_id", "what", name=op.f("pk_marking_states")),
    )
    op.add_column(
        "interaction_subjects",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('simple', trato_fold(subject))", persisted=True),
            nullable=True,
        ),
    )
    op.create_index("ix_interaction_subjects_search", "interaction_subjects", ["search"], postgresql_using="gin")
    for name in ("marks_0017.sql", "removed_0017.sql"):
        # By the driver itself: the colons and percent signs of PL/pgSQL are no parameters.
        op.get_bind().connection.cursor().execute((Path(__file__).parents[1] / name).read_text(encoding="utf-8"))


def downgrade() -> None:
    for table, triggers in _REMOVED.items():
        for trigger in triggers:
            op.execute(f"DROP TRIGGER {trigger} ON {table}")
    for table in ("message_copies", "event_copies"):
        op.execute(f"DROP TRIGGER mark_gone ON {table}")
    op.drop_index("ix_interaction_subjects_search", "interaction_subjects")
    op.drop_column("interaction_subjects", "search")
    for table in _TABLES:
        op.drop_table(table)
    op.execute(f"DROP FUNCTION {', '.join(_FUNCTIONS)}")
    op.execute("SELECT trato_index('contact', (SELECT array_agg(contact_id) FROM removed_contacts))")


def _id(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _instant(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _refers(table: str, column: str, owner: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{owner}.tenant_id", f"{owner}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
        ondelete=on_delete,
    )
