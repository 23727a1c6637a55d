"""Tables of To Do: lists, which of them are followed, and tasks as they are in Outlook."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, Integer

from trato.db.schema import document, instant, ref, refers, relation, text

todo_lists = relation(
    "todo_lists",
    ref("mailbox_id"),
    text("remote_id"),
    text("name"),
    text("well_known"),
    Column("is_owner", Boolean, nullable=False, server_default="true"),
    Column("is_shared", Boolean, nullable=False, server_default="false"),
    Column("full_round", Integer, nullable=False, server_default="0"),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    key=("mailbox_id", "remote_id"),
)

# A choice somebody made; it goes with its list.
followed_todo_lists = relation(
    "followed_todo_lists",
    ref("mailbox_id"),
    text("remote_id"),
    ref("followed_by_id", nullable=True),
    instant("followed_since"),
    ForeignKeyConstraint(
        ["tenant_id", "mailbox_id", "remote_id"],
        ["todo_lists.tenant_id", "todo_lists.mailbox_id", "todo_lists.remote_id"],
        ondelete="CASCADE",
    ),
    refers("followed_by_id", "users", on_delete="SET NULL"),
    key=("mailbox_id", "remote_id"),
)

# `fields` is a Task (selling/todo/model.py) as JSON: the last that Outlook told of each field.
todo_tasks = relation(
    "todo_tasks",
    ref("mailbox_id"),
    text("remote_id"),
    text("list_remote_id"),
    text("change_key"),
    document("fields"),
    Column("full_round", Integer, nullable=False, server_default="0"),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    key=("mailbox_id", "remote_id"),
)
Index(
    "ix_todo_tasks_list",
    todo_tasks.c.tenant_id,
    todo_tasks.c.mailbox_id,
    todo_tasks.c.list_remote_id,
    todo_tasks.c.full_round,
)
