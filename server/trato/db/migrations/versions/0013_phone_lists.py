"""Phone lists kept both ways, what the CRM keeps of a person for them, the undo log, and duplicates."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "phone_lists_0013.sql"
_TABLES = (
    "distinct_contacts",
    "contact_merges",
    "phone_changes",
    "phone_conflicts",
    "phone_list_entries",
    "phone_lists",
    "removed_contacts",
    "contact_touches",
    "contact_photos",
    "contact_details",
)
_TOUCHING = ("contacts", "contact_addresses", "contact_phones")


def upgrade() -> None:
    op.add_column("contact_phones", _text("extension"))
    _of_contact("contact_details", _json("fields", "{}"))
    _of_contact(
        "contact_photos", _text("digest"), _text("media_type"), sa.Column("content", sa.LargeBinary(), nullable=False)
    )
    _of_contact("contact_touches", _instant("at"))
    _of_contact(
        "removed_contacts",
        _instant("removed_at"),
        _ref("removed_by_id", nullable=True),
        _text("reason"),
        sa.CheckConstraint(
            "reason IN ('removed', 'merged', 'import_undone')", name=op.f("ck_removed_contacts_reason_known")
        ),
        _refers("removed_contacts", "removed_by_id", "users", clears=True),
    )
    _lists()
    _entries()
    _conflicts()
    _changes()
    _duplicates()
    op.get_bind().connection.cursor().execute(_SQL.read_text("utf-8"))


def downgrade() -> None:
    for table in _TOUCHING:
        for trigger in ("touched_new", "touched_again", "touched_gone"):
            op.execute(f"DROP TRIGGER {trigger} ON {table}")
    for table in _TABLES:
        op.drop_table(table)
    op.execute("DROP FUNCTION trato_touch_contacts()")
    op.drop_column("contact_phones", "extension")


def _lists() -> None:
    _entity(
        "phone_lists",
        _ref("mailbox_id"),
        _text("name"),
        _json("content", "{}"),
        _json("policies", "{}"),
        sa.Column("folder_remote_id", sa.Text()),
        _instant("made_at"),
        _ref("made_by_id", nullable=True),
        _instant("confirmed_at", nullable=True),
        _instant("ended_at", nullable=True),
        _json("forecast", "{}"),
        _instant("forecast_at", nullable=True),
        sa.Column("allowed_changes", sa.Integer()),
        _refers("phone_lists", "mailbox_id", "mailboxes"),
        _refers("phone_lists", "made_by_id", "users", clears=True),
    )
    _unique("uq_phone_lists_name", "phone_lists", ["mailbox_id", "name"], "ended_at IS NULL")


def _entries() -> None:
    op.create_table(
        "phone_list_entries",
        _ref("tenant_id"),
        _ref("list_id"),
        _ref("contact_id"),
        _text("create_key"),
        sa.Column("remote_id", sa.Text()),
        _text("change_key"),
        _text("photo_etag"),
        _text("photo_digest"),
        _json("ours", "{}"),
        _json("theirs", "{}"),
        sa.Column("is_from_outlook", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("is_leaving", sa.Boolean(), server_default="false", nullable=False),
        _instant("left_at", nullable=True),
        _refers("phone_list_entries", "list_id", "phone_lists"),
        _refers("phone_list_entries", "contact_id", "contacts"),
        sa.PrimaryKeyConstraint("tenant_id", "list_id", "contact_id", name=op.f("pk_phone_list_entries")),
    )
    _unique("uq_phone_list_entries_remote", "phone_list_entries", ["list_id", "remote_id"], "remote_id IS NOT NULL")


def _conflicts() -> None:
    _entity(
        "phone_conflicts",
        _ref("list_id"),
        _ref("contact_id"),
        _text("field"),
        _json("ours", "null"),
        _json("theirs", "null"),
        _instant("found_at"),
        _instant("settled_at", nullable=True),
        _ref("settled_by_id", nullable=True),
        _text("choice"),
        _refers("phone_conflicts", "list_id", "phone_lists"),
        _refers("phone_conflicts", "contact_id", "contacts"),
        _refers("phone_conflicts", "settled_by_id", "users", clears=True),
    )
    columns = ["list_id", "contact_id", "field"]
    _unique("uq_phone_conflicts_open", "phone_conflicts", columns, "settled_at IS NULL")


def _changes() -> None:
    _entity(
        "phone_changes",
        _ref("list_id", nullable=True),
        _ref("contact_id"),
        _text("side"),
        _text("field"),
        _json("before", "null"),
        _json("after", "null"),
        _text("cause"),
        _text("batch"),
        _instant("at"),
        _ref("by_id", nullable=True),
        _instant("undone_at", nullable=True),
        _ref("undone_by_id", nullable=True),
        sa.CheckConstraint("side IN ('crm', 'outlook')", name=op.f("ck_phone_changes_side_known")),
        _refers("phone_changes", "list_id", "phone_lists", clears=True),
        _refers("phone_changes", "contact_id", "contacts"),
        _refers("phone_changes", "by_id", "users", clears=True),
        _refers("phone_changes", "undone_by_id", "users", clears=True),
    )
    for name in ("at", "contact_id", "batch"):
        op.create_index(f"ix_phone_changes_{name.removesuffix('_id')}", "phone_changes", ["tenant_id", name])


def _duplicates() -> None:
    _entity(
        "contact_merges",
        _ref("kept_id"),
        _ref("gone_id"),
        _json("journal", "{}"),
        _instant("merged_at"),
        _ref("merged_by_id", nullable=True),
        _instant("unmerged_at", nullable=True),
        _ref("unmerged_by_id", nullable=True),
        _refers("contact_merges", "kept_id", "contacts"),
        _refers("contact_merges", "gone_id", "contacts"),
        _refers("contact_merges", "merged_by_id", "users", clears=True),
        _refers("contact_merges", "unmerged_by_id", "users", clears=True),
    )
    for name in ("kept", "gone"):
        op.create_index(f"ix_contact_merges_{name}", "contact_merges", ["tenant_id", f"{name}_id"])
    op.create_table(
        "distinct_contacts",
        _ref("tenant_id"),
        _ref("first_id"),
        _ref("second_id"),
        _instant("decided_at"),
        _ref("decided_by_id", nullable=True),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_distinct_contacts_in_order")),
        _refers("distinct_contacts", "first_id", "contacts"),
        _refers("distinct_contacts", "second_id", "contacts"),
        _refers("distinct_contacts", "decided_by_id", "users", clears=True),
        sa.PrimaryKeyConstraint("tenant_id", "first_id", "second_id", name=op.f("pk_distinct_contacts")),
    )


def _of_contact(name: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        _ref("tenant_id"),
        _ref("contact_id"),
        *parts,
        _refers(name, "contact_id", "contacts"),
        sa.PrimaryKeyConstraint("tenant_id", "contact_id", name=op.f(f"pk_{name}")),
    )


def _entity(name: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        _ref("tenant_id"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{name}")),
    )


def _unique(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, ["tenant_id", *columns], unique=True, postgresql_where=sa.text(where))


def _refers(table: str, column: str, owner: str, *, clears: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{owner}.tenant_id", f"{owner}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
        ondelete=f"SET NULL ({column})" if clears else "CASCADE",
    )


def _ref(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _json(name: str, default: str) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), server_default=default, nullable=False)
