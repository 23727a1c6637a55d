"""Queries on To Do: which lists there are and are followed, and the tasks in them."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.errors import NotFoundError
from trato.selling.todo.mirror import INSIDE
from trato.selling.todo.model import FollowedList, OutlookTask, Task, TaskList
from trato.selling.todo.tables import followed_todo_lists, todo_lists, todo_tasks
from trato.sync import store as feeds
from trato.sync.model import FeedKind
from trato.sync.plain import drop_items


def open_list(connection: Connection, tenant_id: int, mailbox_id: int) -> int:
    """Let the names of a mailbox's To Do lists be read from now on, to choose from; return the feed's id.

    Before somebody wants to choose, Graph is not asked about tasks at all.
    """
    return feeds.ensure(connection, tenant_id, mailbox_id, FeedKind.TASK_LISTS, name="to do lists")


def is_open(connection: Connection, mailbox_id: int) -> bool:
    """Tell whether the names of a mailbox's To Do lists are read."""
    return any(feed.kind is FeedKind.TASK_LISTS for feed in feeds.of_mailbox(connection, mailbox_id))


def lists(connection: Connection, mailbox_id: int) -> list[TaskList]:
    """Return the To Do lists of a mailbox in the order of their names."""
    table = todo_lists
    rows = connection.execute(
        sa.select(table.c.remote_id, table.c.name, table.c.well_known, table.c.is_owner, table.c.is_shared)
        .where(table.c.mailbox_id == mailbox_id)
        .order_by(table.c.name, table.c.remote_id)
    )
    return [TaskList(*row) for row in rows]


def followed(connection: Connection, mailbox_id: int) -> list[FollowedList]:
    """Return the lists of a mailbox that somebody chose, in the order of their names."""
    chosen = followed_todo_lists
    rows = connection.execute(
        sa.select(
            chosen.c.mailbox_id, chosen.c.remote_id, todo_lists.c.name, chosen.c.followed_by_id, chosen.c.followed_since
        )
        .join_from(chosen, todo_lists)
        .where(chosen.c.mailbox_id == mailbox_id)
        .order_by(todo_lists.c.name, chosen.c.remote_id)
    )
    return [FollowedList(*row) for row in rows]


def follow(
    connection: Connection, tenant_id: int, mailbox_id: int, remote_id: str, *, by_id: int | None, at: datetime
) -> None:
    """Choose a list to be read from now on; a choice made before stands. Raises NotFoundError for an unknown one."""
    if remote_id not in {found.remote_id for found in lists(connection, mailbox_id)}:
        raise NotFoundError(f"mailbox {mailbox_id} has no To Do list {remote_id!r}; list its lists first")
    statement = insert(followed_todo_lists).values(
        tenant_id=tenant_id, mailbox_id=mailbox_id, remote_id=remote_id, followed_by_id=by_id, followed_since=at
    )
    connection.execute(statement.on_conflict_do_nothing())


def unfollow(connection: Connection, mailbox_id: int, remote_id: str) -> int:
    """End a choice and forget what was read from that list; Outlook keeps it. Return tasks forgotten."""
    chosen, tasks = followed_todo_lists, todo_tasks
    connection.execute(sa.delete(chosen).where(chosen.c.mailbox_id == mailbox_id, chosen.c.remote_id == remote_id))
    here = sa.and_(tasks.c.mailbox_id == mailbox_id, tasks.c[INSIDE] == remote_id)
    held = connection.execute(sa.select(sa.func.count()).where(here)).scalar_one()
    drop_items(connection, tasks, INSIDE, mailbox_id, [remote_id])
    return int(held)


def tasks_in(connection: Connection, mailbox_id: int, list_remote_id: str) -> list[OutlookTask]:
    """Return the tasks of a list as they are in Outlook."""
    table = todo_tasks
    rows = connection.execute(
        sa.select(table)
        .where(table.c.mailbox_id == mailbox_id, table.c[INSIDE] == list_remote_id)
        .order_by(table.c.remote_id)
    )
    return [
        OutlookTask(
            row.mailbox_id, row.remote_id, row.list_remote_id, row.change_key, msgspec.convert(row.fields, Task)
        )
        for row in rows
    ]
