"""To Do lists of one mailbox, and the tasks of one list, as feeds (Graph: todoTaskList and todoTask delta)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import UNSET

from trato.graph import payloads, task_payloads
from trato.graph.client import GraphClient
from trato.graph.zones import UnknownZoneError, instant
from trato.selling.todo.model import TaskItem, TaskList, TaskStatus
from trato.sync.decoding import ask_one, decode_page, storable
from trato.sync.protocols import Page

PAGE_SIZE = 100
# What Graph calls each field of Task.
NAMES = {
    "title": "title",
    "body": "body",
    "status": "status",
    "importance": "importance",
    "categories": "categories",
    "starts_at": "start_date_time",
    "due_at": "due_date_time",
    "completed_at": "completed_date_time",
    "is_reminder_on": "is_reminder_on",
    "reminder_at": "reminder_date_time",
    "recurrence": "recurrence",
    "created_at": "created_date_time",
    "modified_at": "last_modified_date_time",
}
OMITTED = ("starts_at", "due_at", "completed_at", "reminder_at", "recurrence")
_EMPTY: dict[str, Any] = {
    "title": "",
    "body": "",
    "status": TaskStatus.NOT_STARTED,
    "importance": "normal",
    "categories": [],
    "is_reminder_on": False,
    "recurrence": {},
}


@dataclass(frozen=True, slots=True)
class TaskListFeed:
    """The To Do lists of a mailbox."""

    client: GraphClient
    graph_user_id: str

    def page(self, cursor: str) -> Page[TaskList]:
        """Return the page after `cursor`; see sync.protocols.Feed."""
        path = cursor or f"users/{quote(self.graph_user_id)}/todo/lists/delta"
        return decode_page(self.client.get(path, payloads.Page), task_payloads.TodoTaskList, _list)

    def one(self, remote_id: str) -> Page[TaskList]:
        """Ask for one list; see sync.protocols.Feed."""
        path = f"users/{quote(self.graph_user_id)}/todo/lists/{quote(remote_id, safe='')}"
        return ask_one(self.client, path, remote_id, task_payloads.TodoTaskList, _list)


@dataclass(frozen=True, slots=True)
class TaskFeed:
    """The tasks of one list."""

    client: GraphClient
    graph_user_id: str
    list_remote_id: str
    page_size: int = PAGE_SIZE

    def page(self, cursor: str) -> Page[TaskItem]:
        """Return the page after `cursor`; see sync.protocols.Feed."""
        prefer = (f"odata.maxpagesize={self.page_size}",)
        answer = self.client.get(cursor or f"{self._tasks}/delta", payloads.Page, prefer=prefer)
        return decode_page(answer, task_payloads.TodoTask, task_item)

    def one(self, remote_id: str) -> Page[TaskItem]:
        """Ask for one task; see sync.protocols.Feed."""
        path = f"{self._tasks}/{quote(remote_id, safe='')}"
        return ask_one(self.client, path, remote_id, task_payloads.TodoTask, task_item)

    @property
    def _tasks(self) -> str:
        return f"users/{quote(self.graph_user_id)}/todo/lists/{quote(self.list_remote_id, safe='')}/tasks"


def task_item(task: task_payloads.TodoTask) -> TaskItem:
    """Read the fields that a page names. Raises ValueError for a status or a time that is not understood.

    A task that is told whole names no field that is empty (Graph: Get todoTask, the response); when it was made never
    changes, so only a task that is told whole says so.
    """
    told = {name: getattr(task, told_as) for name, told_as in NAMES.items()}
    if task.created_date_time is not UNSET:
        told |= {name: None for name in OMITTED if told[name] is UNSET}
    fields = {name: _field(name, value) for name, value in told.items() if value is not UNSET}
    return TaskItem(task.id, task.etag, msgspec.to_builtins(fields))


def _list(found: task_payloads.TodoTaskList) -> TaskList:
    return TaskList(
        remote_id=found.id,
        name=storable(found.display_name or ""),
        well_known=found.wellknown_list_name or "none",
        is_owner=found.is_owner is not False,
        is_shared=bool(found.is_shared),
    )


def _field(name: str, value: Any) -> Any:
    match value:
        case None | "":
            return _EMPTY.get(name)
        case str():
            return TaskStatus(value) if name == "status" else storable(value)
        case payloads.Body():
            return storable(value.content or "")
        case payloads.DateTimeTimeZone():
            return _instant(value)
        case list():
            return [storable(one) for one in value]
        case _:
            return value


def _instant(moment: payloads.DateTimeTimeZone) -> datetime:
    try:
        return instant(moment.date_time, moment.time_zone)
    except UnknownZoneError as error:
        raise ValueError(str(error)) from error
