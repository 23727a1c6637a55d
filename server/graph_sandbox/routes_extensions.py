"""Open extensions: JSON of an application's own beside a mail, an event, a contact or a user. Not tracked by delta.

https://learn.microsoft.com/graph/api/resources/opentypeextension
"""

from typing import Any

from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.lookup import contact_in, event_in, message_in
from graph_sandbox.odata import listed
from graph_sandbox.web import GraphError, Reply, bad_request, not_found

Payload = dict[str, Any]
_OWNERS = ("", "/messages/{message}", "/events/{event}", "/contacts/{contact}")
_ALL = tuple(f"{owner}/extensions" for owner in _OWNERS)
_ONE = tuple(f"{path}/{{extension}}" for path in _ALL)
_TYPE = "#microsoft.graph.openTypeExtension"
# What an extension of an item is called in full; one of a user goes by its own name.
_PREFIX = "Microsoft.OutlookServices.OpenTypeExtension."
_OWN = ("@odata.type", "extensionName", "id")


@mailbox_routes.on("GET", *_ALL)
def list_extensions(call: MailboxCall) -> Reply:
    """Every extension of the item."""
    return listed(call.request, call.owner_context("extensions"), list(_kept(call).values()))


@mailbox_routes.on("POST", *_ALL)
def create_extension(call: MailboxCall) -> Reply:
    """A new one; a name is used once."""
    given = call.request.json()
    name = str(given.get("extensionName") or "")
    if not name:
        raise bad_request("An extension needs an extensionName.", "ErrorPropertyValidationFailure")
    kept = _kept(call)
    if name.lower() in kept:
        raise GraphError(409, "NameAlreadyExists", f"An extension already exists with given id '{name}'.")
    own = {"@odata.type": _TYPE, "id": name if _is_of_user(call) else f"{_PREFIX}{name}", "extensionName": name}
    kept[name.lower()] = own | {key: value for key, value in given.items() if key not in _OWN}
    return _shown(call, kept[name.lower()], 201)


@mailbox_routes.on("GET", *_ONE)
def get_extension(call: MailboxCall) -> Reply:
    """One of them."""
    return _shown(call, _one(call), 200)


@mailbox_routes.on("PATCH", *_ONE)
def update_extension(call: MailboxCall) -> Reply:
    """Replace what is named, take away what is null."""
    found = _one(call)
    for key, value in call.request.json().items():
        if key not in _OWN:
            found[key] = value
            if value is None:
                del found[key]
    return Reply(204) if _is_of_user(call) else _shown(call, found, 200)


@mailbox_routes.on("DELETE", *_ONE)
def delete_extension(call: MailboxCall) -> Reply:
    """Gone."""
    del _kept(call)[_one(call)["extensionName"].lower()]
    return Reply(204)


def _kept(call: MailboxCall) -> dict[str, Payload]:
    every: dict[int, dict[str, Payload]] = call.mailbox.rooms.setdefault("extensions", {})
    return every.setdefault(_owner(call), {})


def _owner(call: MailboxCall) -> int:
    args = call.args
    if "message" in args:
        return message_in(call, args["message"]).key
    if "event" in args:
        return event_in(call, args["event"])[0].key
    if "contact" in args:
        return contact_in(call, args["contact"]).key
    return 0


def _one(call: MailboxCall) -> Payload:
    name = call.args["extension"].lower().removeprefix(_PREFIX.lower())
    found = _kept(call).get(name)
    if found is None:
        raise not_found("The specified extension was not found.")
    return found


def _is_of_user(call: MailboxCall) -> bool:
    return not {"message", "event", "contact"} & set(call.args)


def _shown(call: MailboxCall, extension: Payload, status: int) -> Reply:
    return Reply.json({"@odata.context": call.owner_context("extensions/$entity")} | extension, status)
