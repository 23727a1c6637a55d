"""Contact folders and To Do lists as they are in Outlook."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLES = (
    "contact_folders",
    "followed_contact_folders",
    "outlook_contacts",
    "todo_lists",
    "followed_todo_lists",
    "todo_tasks",
)

# As for every table since 0001: nothing without a context; a person sees what lies in their own mailbox.
_ROW_SECURITY = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON {table} TO trato_system
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint));
CREATE POLICY person ON {table} TO trato_app
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint)
         AND (SELECT nullif(current_setting('app.user_id', true), '')\\:\\:bigint) IS NOT NULL
         AND mailbox_id = ANY ((SELECT string_to_array(current_setting('app.mailboxes', true), ','))\\:\\:bigint[]));
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO trato_app, trato_system;
"""


def upgrade() -> None:
    _collections("contact_folders", sa.Column("parent_remote_id", sa.Text()), *_flags("is_default"))
    _choices("followed_contact_folders", of="contact_folders")
    _items("outlook_contacts", "folder_remote_id", _text("photo_etag"))
    op.create_index(
        "ix_outlook_contacts_folder", "outlook_contacts", ["tenant_id", "mailbox_id", "folder_remote_id", "full_round"]
    )
    _collections("todo_lists", _text("well_known"), *_flags(is_owner="true", is_shared="false"))
    _choices("followed_todo_lists", of="todo_lists")
    _items("todo_tasks", "list_remote_id")
    op.create_index("ix_todo_tasks_list", "todo_tasks", ["tenant_id", "mailbox_id", "list_remote_id", "full_round"])
    for table in _TABLES:
        op.execute(sa.text(_ROW_SECURITY.format(table=table)))


def downgrade() -> None:
    op.drop_table("todo_tasks")
    op.drop_table("followed_todo_lists")
    op.drop_table("todo_lists")
    op.drop_table("outlook_contacts")
    op.drop_table("followed_contact_folders")
    op.drop_table("contact_folders")


def _collections(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(name, *_keys(), _text("name"), *columns, _full_round(), *_constraints(name))


def _items(name: str, inside: str, *columns: sa.Column[object]) -> None:
    fields = sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False)
    op.create_table(
        name, *_keys(), _text(inside), _text("change_key"), *columns, fields, _full_round(), *_constraints(name)
    )


def _choices(name: str, *, of: str) -> None:
    op.create_table(
        name,
        *_keys(),
        sa.Column("followed_by_id", sa.BigInteger()),
        sa.Column("followed_since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mailbox_id", "remote_id"],
            [f"{of}.tenant_id", f"{of}.mailbox_id", f"{of}.remote_id"],
            name=op.f(f"fk_{name}_tenant_id_mailbox_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "followed_by_id"],
            ["users.tenant_id", "users.id"],
            name=op.f(f"fk_{name}_tenant_id_followed_by_id"),
            ondelete="SET NULL (followed_by_id)",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "mailbox_id", "remote_id", name=op.f(f"pk_{name}")),
    )


def _keys() -> list[sa.Column[object]]:
    return [
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("mailbox_id", sa.BigInteger(), nullable=False),
        _text("remote_id"),
    ]


def _constraints(name: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["tenant_id", "mailbox_id"],
            ["mailboxes.tenant_id", "mailboxes.id"],
            name=op.f(f"fk_{name}_tenant_id_mailbox_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "mailbox_id", "remote_id", name=op.f(f"pk_{name}")),
    ]


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _full_round() -> sa.Column[object]:
    return sa.Column("full_round", sa.Integer(), server_default="0", nullable=False)


def _flags(*false: str, **defaults: str) -> list[sa.Column[object]]:
    wanted = dict.fromkeys(false, "false") | defaults
    return [sa.Column(name, sa.Boolean(), server_default=value, nullable=False) for name, value in wanted.items()]
