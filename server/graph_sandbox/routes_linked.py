"""What a task points to in the application it came from; also given inside the task itself.

https://learn.microsoft.com/graph/api/resources/linkedresource
"""

import secrets
from typing import Any

from msgspec.structs import replace

from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.odata import listed
from graph_sandbox.routes_todo import Task, task_in, tasks_of
from graph_sandbox.web import Reply, not_found

Payload = dict[str, Any]
_ALL = "/todo/lists/{list}/tasks/{task}/linkedResources"
_ONE = f"{_ALL}/{{linked}}"
_FREE = ("webUrl", "applicationName", "displayName", "externalId")


@mailbox_routes.on("GET", _ALL)
def list_linked(call: MailboxCall) -> Reply:
    """What a task points to."""
    return listed(call.request, call.owner_context("linkedResources"), _linked(task_in(call)))


@mailbox_routes.on("POST", _ALL)
def create_linked(call: MailboxCall) -> Reply:
    """One more."""
    made = {"id": secrets.token_hex(16)} | _given(call)
    _keep(call, [*_linked(task_in(call)), made])
    return _shown(call, made, 201)


@mailbox_routes.on("GET", _ONE)
def get_linked(call: MailboxCall) -> Reply:
    """One of them."""
    return _shown(call, _one(call), 200)


@mailbox_routes.on("PATCH", _ONE)
def update_linked(call: MailboxCall) -> Reply:
    """Change one."""
    found = _one(call)
    changed = found | _given(call)
    _keep(call, [changed if one is found else one for one in _linked(task_in(call))])
    return _shown(call, changed, 200)


@mailbox_routes.on("DELETE", _ONE)
def delete_linked(call: MailboxCall) -> Reply:
    """Gone."""
    found = _one(call)
    _keep(call, [one for one in _linked(task_in(call)) if one is not found])
    return Reply(204)


def _linked(task: Task) -> list[Payload]:
    found: list[Payload] = task.properties.get("linkedResources") or []
    return found


def _one(call: MailboxCall) -> Payload:
    found = next((one for one in _linked(task_in(call)) if one["id"] == call.args["linked"]), None)
    if found is None:
        raise not_found()
    return found


def _given(call: MailboxCall) -> Payload:
    return {name: value for name, value in call.request.json().items() if name in _FREE}


def _keep(call: MailboxCall, linked: list[Payload]) -> None:
    task = task_in(call)
    changed = replace(
        task,
        properties=task.properties | {"linkedResources": linked or None},
        version=call.mailbox.next_number(),
        modified=call.world.clock.now(),
    )
    tasks_of(call).put(changed.rank, changed, changed.version)


def _shown(call: MailboxCall, linked: Payload, status: int) -> Reply:
    return Reply.json({"@odata.context": call.owner_context("linkedResources/$entity")} | linked, status)
