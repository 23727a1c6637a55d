"""Making, renaming, moving and removing mail folders; master categories; immutable id translation.

https://learn.microsoft.com/graph/api/resources/mailfolder, .../outlookcategory, .../api/user-translateexchangeids
"""

import uuid
from typing import Any

from msgspec.structs import replace

from graph_sandbox import ids
from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.compose import extended_with, new_key, parameter
from graph_sandbox.ids import ItemId, MalformedIdError
from graph_sandbox.lookup import folder_in
from graph_sandbox.mailbox import ROOT, Folder
from graph_sandbox.odata import listed
from graph_sandbox.routes_folders import folder_payload
from graph_sandbox.web import GraphError, Reply, bad_request, not_found

Payload = dict[str, Any]
_COLORS = frozenset(("none", *(f"preset{number}" for number in range(25))))
_MOST_IDS = 1000
_ONE = ("/mailFolders/{folder}", "/mailFolders/{folder}/childFolders/{child}")


@mailbox_routes.on("POST", "/mailFolders", "/mailFolders/{folder}/childFolders")
def create_folder(call: MailboxCall) -> Reply:
    """A new folder; its name must be free among its siblings."""
    parent = folder_in(call, call.args["folder"]).key if "folder" in call.args else ROOT
    payload = call.request.json()
    name = _name(payload)
    _check_free(call, parent, name)
    number = call.mailbox.next_number()
    folder = Folder(
        new_key(),
        name,
        parent,
        number,
        is_hidden=payload.get("isHidden") is True,
        extended=extended_with((), payload.get("singleValueExtendedProperties")),
    )
    call.mailbox.put_folder(folder)
    return _shown(call, folder, 201)


@mailbox_routes.on("PATCH", *_ONE)
def rename_folder(call: MailboxCall) -> Reply:
    """Another name."""
    folder = _own_folder(call)
    name = _name(call.request.json())
    if name.lower() != folder.name.lower():
        _check_free(call, folder.parent, name)
    return _kept(call, replace(folder, name=name), 200)


@mailbox_routes.on("DELETE", *_ONE)
def delete_folder(call: MailboxCall) -> Reply:
    """Gone with everything in it."""
    call.mailbox.remove_folder(_own_folder(call))
    return Reply(204)


@mailbox_routes.on("POST", *(f"{path}/permanentDelete" for path in _ONE))
def purge_folder(call: MailboxCall) -> Reply:
    """As DELETE."""
    return delete_folder(call)


@mailbox_routes.on("POST", *(f"{path}/move" for path in _ONE))
def move_folder(call: MailboxCall) -> Reply:
    """Below another folder; its id stays."""
    folder = _own_folder(call)
    parent = folder_in(call, str(parameter(call.request.json(), "destinationId", "")))
    _check_free(call, parent.key, folder.name)
    return _kept(call, replace(folder, parent=parent.key), 200)


@mailbox_routes.on("POST", *(f"{path}/copy" for path in _ONE))
def copy_folder(call: MailboxCall) -> Reply:
    """A second folder with copies of the mails."""
    folder = folder_in(call, call.args.get("child") or call.args["folder"])
    parent = folder_in(call, str(parameter(call.request.json(), "destinationId", "")))
    _check_free(call, parent.key, folder.name)
    copied = Folder(new_key(), folder.name, parent.key, call.mailbox.next_number())
    call.mailbox.put_folder(copied)
    for message in list(call.mailbox.in_folder(folder.key).all()):
        number = call.mailbox.next_number()
        call.mailbox.put_message(replace(message, key=new_key(), folder=copied.key, place=0, version=number))
    return _shown(call, copied, 200)


@mailbox_routes.on("GET", "/outlook/masterCategories")
def list_categories(call: MailboxCall) -> Reply:
    """The user's categories."""
    return listed(call.request, call.owner_context("outlook/masterCategories"), list(call.mailbox.categories.values()))


@mailbox_routes.on("POST", "/outlook/masterCategories")
def create_category(call: MailboxCall) -> Reply:
    """A new category; names are unique."""
    payload = call.request.json()
    name, color = str(payload.get("displayName") or ""), str(payload.get("color") or "none").lower()
    if not name or color not in _COLORS:
        raise bad_request("A category needs a displayName and a known color.")
    if any(c["displayName"].lower() == name.lower() for c in call.mailbox.categories.values()):
        raise GraphError(409, "CategoryNameDuplicate", f"A category named '{name}' exists already.")
    made = {"id": str(uuid.uuid4()), "displayName": name, "color": color}
    call.mailbox.categories[made["id"]] = made
    return Reply.json({"@odata.context": call.owner_context("outlook/masterCategories/$entity")} | made, 201)


@mailbox_routes.on("GET", "/outlook/masterCategories/{category}")
def get_category(call: MailboxCall) -> Reply:
    """One category."""
    return Reply.json({"@odata.context": call.owner_context("outlook/masterCategories/$entity")} | _category(call))


@mailbox_routes.on("PATCH", "/outlook/masterCategories/{category}")
def recolor_category(call: MailboxCall) -> Reply:
    """Another color; the name never changes."""
    payload = call.request.json()
    color = str(payload.get("color") or "").lower()
    if color not in _COLORS or "displayName" in payload:
        raise bad_request("Only the color of a category can be changed.")
    _category(call)["color"] = color
    return get_category(call)


@mailbox_routes.on("DELETE", "/outlook/masterCategories/{category}")
def delete_category(call: MailboxCall) -> Reply:
    """Gone from the list; items keep the name."""
    del call.mailbox.categories[_category(call)["id"]]
    return Reply(204)


@mailbox_routes.on("POST", "/translateExchangeIds")
def translate_ids(call: MailboxCall) -> Reply:
    """Default ids into immutable ones and back; at most 1,000."""
    payload = call.request.json()
    given = parameter(payload, "inputIds") or []
    target = str(parameter(payload, "targetIdType", "")).lower()
    if len(given) > _MOST_IDS:
        raise bad_request("At most 1000 ids can be translated at once.", "ErrorInvalidRequest")
    if target not in ("restid", "restimmutableentryid"):
        raise bad_request(f"The target '{target}' is not supported here.", "ErrorInvalidRequest")
    found = [_translated(call, str(text), target) for text in given]
    return Reply.json({"@odata.context": call.context("Collection(microsoft.graph.convertIdResult)"), "value": found})


def _translated(call: MailboxCall, text: str, target: str) -> Payload:
    try:
        ident = ids.read(text)
    except MalformedIdError:
        return {"sourceId": text, "errorDetails": {"code": "ErrorInvalidIdMalformed", "message": "Id is malformed."}}
    message = call.mailbox.messages.get(ident.key)
    event = call.mailbox.agenda.find(ident.key)
    if target == "restimmutableentryid":
        made = ItemId(ident.mailbox, ident.kind, ident.key, start=ident.start)
    elif message is not None:
        made = ItemId(ident.mailbox, ident.kind, ident.key, message.folder, message.place)
    elif event is not None:
        made = ItemId(ident.mailbox, ident.kind, ident.key, event.calendar, event.place, ident.start)
    else:
        return {"sourceId": text, "errorDetails": {"code": "ErrorItemNotFound", "message": "The item is not here."}}
    return {"sourceId": text, "targetId": ids.write(made)}


def _category(call: MailboxCall) -> dict[str, str]:
    found = call.mailbox.categories.get(call.args["category"])
    if found is None:
        raise not_found()
    return found


def _name(payload: Payload) -> str:
    name = str(payload.get("displayName") or "").strip()
    if not name:
        raise bad_request("A folder needs a displayName.", "ErrorInvalidRequest")
    return name


def _check_free(call: MailboxCall, parent: int, name: str) -> None:
    if any(folder.name.lower() == name.lower() for folder in call.mailbox.children(parent)):
        raise GraphError(409, "ErrorFolderExists", "A folder with the specified name already exists.")


def _own_folder(call: MailboxCall) -> Folder:
    folder = folder_in(call, call.args.get("child") or call.args["folder"])
    if folder.well_known is not None:
        raise GraphError(403, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be changed.")
    return folder


def _kept(call: MailboxCall, folder: Folder, status: int) -> Reply:
    folder = replace(folder, version=call.mailbox.next_number())
    call.mailbox.put_folder(folder)
    return _shown(call, folder, status)


def _shown(call: MailboxCall, folder: Folder, status: int) -> Reply:
    context = {"@odata.context": call.owner_context("mailFolders/$entity")}
    return Reply.json(context | folder_payload(call.mailbox, folder), status)
