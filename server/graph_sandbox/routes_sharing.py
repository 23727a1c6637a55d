"""Calendar permissions.

https://learn.microsoft.com/graph/api/resources/calendarpermission
"""

import secrets
from typing import Any

from msgspec.structs import replace

from graph_sandbox.agenda import Permission
from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.odata import listed
from graph_sandbox.routes_events import calendar_in
from graph_sandbox.sharing import ROLES
from graph_sandbox.web import Reply, bad_request, not_found

Payload = dict[str, Any]
_LIST = ("/calendar/calendarPermissions", "/calendars/{calendar}/calendarPermissions")
_ONE = tuple(f"{path}/{{permission}}" for path in _LIST)


def permission_payload(call: MailboxCall, permission: Permission) -> Payload:
    """A permission."""
    email = {"name": permission.name} | ({"address": permission.address} if permission.address else {})
    found = call.world.directory.find(permission.address) if permission.address else None
    return {
        "id": permission.id,
        "isRemovable": permission.is_removable,
        "isInsideOrganization": permission.address is None or found is not None,
        "role": permission.role,
        "allowedRoles": [role for role in ROLES if role != "none"],
        "emailAddress": email,
    }


@mailbox_routes.on("GET", *_LIST)
def list_permissions(call: MailboxCall) -> Reply:
    """Who may do what."""
    payloads = [permission_payload(call, p) for p in calendar_in(call).permissions]
    return listed(call.request, call.owner_context("calendarPermissions"), payloads)


@mailbox_routes.on("POST", *_LIST)
def share(call: MailboxCall) -> Reply:
    """Let somebody in."""
    payload = call.request.json()
    email = payload.get("emailAddress") or {}
    if not email.get("address"):
        raise bad_request("A permission needs an emailAddress.", "ErrorInvalidRequest")
    made = Permission(
        secrets.token_urlsafe(16), str(email["address"]), str(email.get("name") or email["address"]), _role(payload)
    )
    _keep(call, (*calendar_in(call).permissions, made))
    return _shown(call, made, 201)


@mailbox_routes.on("GET", *_ONE)
def get_permission(call: MailboxCall) -> Reply:
    """One permission."""
    return _shown(call, _permission(call), 200)


@mailbox_routes.on("PATCH", *_ONE)
def change_role(call: MailboxCall) -> Reply:
    """Another role."""
    changed = replace(_permission(call), role=_role(call.request.json()))
    _keep(call, tuple(changed if p.id == changed.id else p for p in calendar_in(call).permissions))
    return _shown(call, changed, 200)


@mailbox_routes.on("DELETE", *_ONE)
def unshare(call: MailboxCall) -> Reply:
    """Keep somebody out again."""
    gone = _permission(call)
    if not gone.is_removable:
        raise bad_request("This permission can't be removed.", "ErrorInvalidRequest")
    _keep(call, tuple(p for p in calendar_in(call).permissions if p.id != gone.id))
    return Reply(204)


def _permission(call: MailboxCall) -> Permission:
    found = next((p for p in calendar_in(call).permissions if p.id == call.args["permission"]), None)
    if found is None:
        raise not_found()
    return found


def _role(payload: Payload) -> str:
    found = next((role for role in ROLES if role.lower() == str(payload.get("role")).lower()), None)
    if found is None:
        raise bad_request(f"'{payload.get('role')}' is no role.", "ErrorInvalidRequest")
    return found


def _keep(call: MailboxCall, permissions: tuple[Permission, ...]) -> None:
    call.mailbox.agenda.add_calendar(
        replace(calendar_in(call), permissions=permissions, version=call.mailbox.next_number())
    )


def _shown(call: MailboxCall, permission: Permission, status: int) -> Reply:
    context = {"@odata.context": call.owner_context("calendarPermissions/$entity")}
    return Reply.json(context | permission_payload(call, permission), status)
