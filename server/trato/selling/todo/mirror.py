"""Mirror To Do lists and tasks: rows that equal Outlook."""

from __future__ import annotations

from trato.selling.todo.tables import todo_lists, todo_tasks
from trato.sync.plain import CollectionMirror, ItemMirror

INSIDE = "list_remote_id"


def list_mirror(tenant_id: int, mailbox_id: int) -> CollectionMirror:
    """Return the mirror of a mailbox's To Do lists."""
    return CollectionMirror(tenant_id, mailbox_id, todo_lists, todo_tasks, INSIDE)


def task_mirror(tenant_id: int, mailbox_id: int, list_remote_id: str) -> ItemMirror:
    """Return the mirror of the tasks of one list."""
    return ItemMirror(tenant_id, mailbox_id, list_remote_id, todo_tasks, INSIDE)
