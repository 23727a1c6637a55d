"""To Do of a mailbox as streams: the names of its lists, then the lists that somebody chose.

Nothing is asked before somebody wants to choose (selling.todo.store.open_list).
"""

from __future__ import annotations

from sqlalchemy import Connection

from trato.jobs.streams import Box, Stream
from trato.selling.todo import store
from trato.selling.todo.feed import TaskFeed, TaskListFeed
from trato.selling.todo.mirror import list_mirror, task_mirror
from trato.sync.model import FeedKind


def task_list_streams(connection: Connection, box: Box) -> list[Stream]:
    """List the one stream that tells of To Do lists, once somebody wants to choose from them."""
    if not store.is_open(connection, box.mailbox.id):
        return []
    return [
        Stream(
            kind=FeedKind.TASK_LISTS,
            remote_id="",
            name="to do lists",
            feed=lambda client: TaskListFeed(client, box.user_id),
            mirror=list_mirror(box.tenant_id, box.mailbox.id),
        )
    ]


def task_streams(connection: Connection, box: Box) -> list[Stream]:
    """List the To Do lists that somebody chose; no other is ever read."""
    return [_tasks(box, chosen.remote_id, chosen.name) for chosen in store.followed(connection, box.mailbox.id)]


def _tasks(box: Box, remote_id: str, name: str) -> Stream:
    return Stream(
        kind=FeedKind.TASKS,
        remote_id=remote_id,
        name=f"to do {name}",
        feed=lambda client: TaskFeed(client, box.user_id, remote_id),
        mirror=task_mirror(box.tenant_id, box.mailbox.id, remote_id),
    )
