"""To Do lists and tasks, with delta.

https://learn.microsoft.com/graph/api/resources/todo-overview
"""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.json import encode
from msgspec.structs import replace

from graph_sandbox import ids
from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.compose import new_key
from graph_sandbox.delta import Token, Tracked, links, page_of, start_or_read
from graph_sandbox.ids import Kind
from graph_sandbox.lookup import folder_key, item_id
from graph_sandbox.odata import collection, listed, page_size, selected
from graph_sandbox.shelf import Shelf
from graph_sandbox.style import Style, etag, stamp
from graph_sandbox.web import GraphError, Reply, bad_request, not_found

Payload = dict[str, Any]
_LIST = "/todo/lists/{list}"
_TASK = f"{_LIST}/tasks/{{task}}"
_STATUS = ("notStarted", "inProgress", "completed", "waitingOnOthers", "deferred")
_FREE = (
    "title",
    "body",
    "importance",
    "status",
    "isReminderOn",
    "categories",
    "dueDateTime",
    "startDateTime",
    "reminderDateTime",
    "completedDateTime",
    "recurrence",
    "linkedResources",
    "checklistItems",
)


class TaskList(Struct, frozen=True):
    """A list of tasks."""

    key: int
    name: str
    version: int
    is_default: bool = False

    @property
    def rank(self) -> tuple[float, int]:
        """The default list first."""
        return (0.0 if self.is_default else 1.0, self.key)


class Task(Struct, frozen=True):
    """One thing to do; `properties` in Graph's own words."""

    key: int
    folder: int
    place: int
    version: int
    created: datetime
    modified: datetime
    properties: Payload

    @property
    def rank(self) -> tuple[float, int]:
        """Newest first."""
        return (-self.created.timestamp(), self.key)


class Todo:
    """A mailbox's lists and tasks."""

    def __init__(self, mailbox: UUID) -> None:
        default = TaskList(ids.key_of("tasks", str(mailbox)), "Tasks", 1, is_default=True)
        self.lists: Shelf[TaskList] = Shelf()
        self.lists.load([(default.rank, default)])
        self.tasks: dict[int, Shelf[Task]] = {default.key: Shelf()}


def todo_of(call: MailboxCall) -> Todo:
    """The mailbox's To Do, made when first asked for."""
    kept = call.mailbox.rooms
    if "todo" not in kept:
        kept["todo"] = Todo(call.mailbox.guid)
    todo: Todo = kept["todo"]
    return todo


@mailbox_routes.on("GET", "/todo/lists")
def list_lists(call: MailboxCall) -> Reply:
    """All lists."""
    payloads = [_list_payload(call, found) for found in todo_of(call).lists.all()]
    return listed(call.request, call.owner_context("todo/lists"), payloads)


@mailbox_routes.on("POST", "/todo/lists")
def create_list(call: MailboxCall) -> Reply:
    """A new list."""
    made = TaskList(new_key(), _name(call), call.mailbox.next_number())
    todo = todo_of(call)
    todo.lists.put(made.rank, made, made.version)
    todo.tasks[made.key] = Shelf()
    return _list_shown(call, made, 201)


@mailbox_routes.on("GET", _LIST)
def get_list(call: MailboxCall) -> Reply:
    """One list."""
    return _list_shown(call, _list(call), 200)


@mailbox_routes.on("PATCH", _LIST)
def rename_list(call: MailboxCall) -> Reply:
    """Another name."""
    changed = replace(_list(call), name=_name(call), version=call.mailbox.next_number())
    todo_of(call).lists.put(changed.rank, changed, changed.version)
    return _list_shown(call, changed, 200)


@mailbox_routes.on("DELETE", _LIST)
def delete_list(call: MailboxCall) -> Reply:
    """Gone with its tasks; the default list stays."""
    found = _list(call)
    if found.is_default:
        raise GraphError(400, "invalidRequest", "The default list can't be deleted.")
    todo_of(call).lists.remove(found.key, call.mailbox.next_number())
    del todo_of(call).tasks[found.key]
    return Reply(204)


@mailbox_routes.on("GET", f"{_LIST}/tasks")
def list_tasks(call: MailboxCall) -> Reply:
    """The tasks of a list."""
    payloads = [task_payload(call, task) for task in tasks_of(call).all()]
    return listed(call.request, call.owner_context("todo/lists/tasks"), payloads)


@mailbox_routes.on("POST", f"{_LIST}/tasks")
def create_task(call: MailboxCall) -> Reply:
    """A new task."""
    payload, now = call.request.json(), call.world.clock.now()
    if not payload.get("title"):
        raise bad_request("A task needs a title.", "invalidRequest")
    task = Task(new_key(), _list(call).key, 0, call.mailbox.next_number(), now, now, _given(call, {}, payload))
    tasks_of(call).put(task.rank, task, task.version)
    return _task_shown(call, task, 201)


@mailbox_routes.on("GET", _TASK)
def get_task(call: MailboxCall) -> Reply:
    """One task."""
    return _task_shown(call, task_in(call), 200)


@mailbox_routes.on("PATCH", _TASK)
def update_task(call: MailboxCall) -> Reply:
    """Change a task; done sets when."""
    task = task_in(call)
    properties = _given(call, task.properties, call.request.json())
    changed = replace(task, properties=properties, version=call.mailbox.next_number(), modified=call.world.clock.now())
    tasks_of(call).put(changed.rank, changed, changed.version)
    return _task_shown(call, changed, 200)


@mailbox_routes.on("DELETE", _TASK)
def delete_task(call: MailboxCall) -> Reply:
    """Gone."""
    tasks_of(call).remove(task_in(call).key, call.mailbox.next_number())
    return Reply(204)


@mailbox_routes.on("GET", "/todo/lists/delta")
def lists_delta(call: MailboxCall) -> Reply:
    """The lists, then what changed."""
    token = _token(call, "lists")
    page = page_of(todo_of(call).lists, token, page_size(call.request, token.size or 100))
    items = [encode(selected(_list_payload(call, found), token.select)) for found in page.present]
    items += [
        encode({"id": ids.folder_id(call.mailbox.guid, f.key), "@removed": {"reason": "deleted"}}) for f in page.gone
    ]
    ending = links(call.request, call.state.deltas, page.next_token, page.delta_token)
    return Reply(body=collection(call.context("Collection(todoTaskList)"), items, ending))


@mailbox_routes.on("GET", f"{_LIST}/tasks/delta")
def tasks_delta(call: MailboxCall) -> Reply:
    """The tasks of a list, then what changed."""
    token = _token(call, f"tasks/{_list(call).key}")
    page = page_of(tasks_of(call), token, page_size(call.request, token.size or 100))
    items = [encode(selected(task_payload(call, task), token.select)) for task in page.present]
    items += [encode({"id": _id(call, task), "@removed": {"reason": "deleted"}}) for task in page.gone]
    ending = links(call.request, call.state.deltas, page.next_token, page.delta_token)
    return Reply(body=collection(call.context("Collection(todoTask)"), items, ending))


def task_payload(call: MailboxCall, task: Task) -> Payload:
    """A task."""
    return {
        "@odata.etag": etag(call.mailbox.guid, task.version),
        "id": _id(call, task),
        "createdDateTime": stamp(task.created),
        "lastModifiedDateTime": stamp(task.modified),
        "hasAttachments": False,
        "importance": "normal",
        "isReminderOn": False,
        "status": "notStarted",
        "title": "",
        "body": {"content": "", "contentType": "text"},
        "categories": [],
    } | {name: value for name, value in task.properties.items() if value is not None}


def _given(call: MailboxCall, before: Payload, payload: Payload) -> Payload:
    made = before | {name: value for name, value in payload.items() if name in _FREE}
    status = next((s for s in _STATUS if s.lower() == str(made.get("status", "notStarted")).lower()), None)
    if status is None:
        raise bad_request(f"'{made.get('status')}' is no status.", "invalidRequest")
    made["status"] = status
    if status == "completed" and not made.get("completedDateTime"):
        made["completedDateTime"] = Style().midnight(call.world.clock.now())
    if status != "completed":
        made["completedDateTime"] = None
    for name in ("linkedResources", "checklistItems"):
        made[name] = [{"id": secrets.token_hex(16)} | entry for entry in made.get(name) or []] or None
    return made


def _id(call: MailboxCall, task: Task) -> str:
    return call.style.item_id(call.mailbox.guid, Kind.TASK, task)


def _list(call: MailboxCall) -> TaskList:
    found = todo_of(call).lists.get(folder_key(call.args["list"]))
    if found is None:
        raise not_found()
    return found


def tasks_of(call: MailboxCall) -> Shelf[Task]:
    """The tasks of the list a path is about."""
    return todo_of(call).tasks[_list(call).key]


def task_in(call: MailboxCall) -> Task:
    """The task a path is about."""
    found = tasks_of(call).get(item_id(call, call.args["task"]).key)
    if found is None:
        raise not_found()
    return found


def _name(call: MailboxCall) -> str:
    name = str(call.request.json().get("displayName") or "").strip()
    if not name:
        raise bad_request("A list needs a displayName.", "invalidRequest")
    return name


def _token(call: MailboxCall, name: str) -> Token:
    mailbox, deltas = call.mailbox, call.state.deltas
    full = f"{mailbox.guid}/{name}"

    def start() -> Token:
        return Token(full, deltas.generation, "", 0, mailbox.number, select=call.options.select)

    return start_or_read(call.request, deltas, Tracked(full, mailbox.number, mailbox.loaded_number), start)


def _list_payload(call: MailboxCall, found: TaskList) -> Payload:
    return {
        "@odata.etag": etag(call.mailbox.guid, found.version),
        "id": ids.folder_id(call.mailbox.guid, found.key),
        "displayName": found.name,
        "isOwner": True,
        "isShared": False,
        "wellknownListName": "defaultList" if found.is_default else "none",
    }


def _list_shown(call: MailboxCall, found: TaskList, status: int) -> Reply:
    return Reply.json({"@odata.context": call.owner_context("todo/lists/$entity")} | _list_payload(call, found), status)


def _task_shown(call: MailboxCall, task: Task, status: int) -> Reply:
    return Reply.json(
        {"@odata.context": call.owner_context("todo/lists/tasks/$entity")} | task_payload(call, task), status
    )
