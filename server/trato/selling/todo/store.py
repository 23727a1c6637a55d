"""Queries on To Do: which lists there are and are followed, and the tasks in them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from trato import typed
from trato.selling.todo.mirror import LISTS
from trato.selling.todo.model import OutlookTask, Task, TaskList
from trato.selling.todo.tables import todo_lists

# How somebody comes to choose a list, and ends it: sync.choices.
open_list = LISTS.open_list
is_open = LISTS.is_open
followed = LISTS.followed
follow = LISTS.follow
unfollow = LISTS.unfollow


def lists(connection: Connection, mailbox_id: int) -> list[TaskList]:
    """Return the To Do lists of a mailbox in the order of their names."""
    table = todo_lists
    rows = connection.execute(
        sa.select(table.c.remote_id, table.c.name, table.c.well_known, table.c.is_owner, table.c.is_shared)
        .where(table.c.mailbox_id == mailbox_id)
        .order_by(table.c.name, table.c.remote_id)
    )
    return [TaskList(*row) for row in rows]


def tasks_in(connection: Connection, mailbox_id: int, list_remote_id: str) -> list[OutlookTask]:
    """Return the tasks of a list as they are in Outlook."""
    return [
        OutlookTask(
            row.mailbox_id, row.remote_id, row.list_remote_id, row.change_key, typed.from_values(row.fields, Task)
        )
        for row in LISTS.items_in(connection, mailbox_id, list_remote_id)
    ]
