"""Making, changing and deleting contacts and contact folders; photos.

https://learn.microsoft.com/graph/api/user-post-contacts, .../profilephoto-update
"""

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.compose import extended_with, new_key
from graph_sandbox.concurrency import check_match
from graph_sandbox.contact import Contact, ContactFolder
from graph_sandbox.lookup import contact_in
from graph_sandbox.routes_contacts import (
    PROPERTIES,
    contact_folder_in,
    contact_folder_payload,
    contact_payload,
)
from graph_sandbox.routes_photos import Photo, described, uploaded
from graph_sandbox.web import GraphError, Reply, bad_request

Payload = dict[str, Any]
_BELOW = "/contactFolders/{folder}"
_ONE = (
    "/contacts/{contact}",
    f"{_BELOW}/contacts/{{contact}}",
    f"{_BELOW}/childFolders/{{child}}/contacts/{{contact}}",
)
_LISTS = ("imAddresses", "homePhones", "businessPhones", "children", "emailAddresses", "categories")
_MOST_EMAILS = 3


@mailbox_routes.on("POST", "/contacts", f"{_BELOW}/contacts", f"{_BELOW}/childFolders/{{child}}/contacts")
def create_contact(call: MailboxCall) -> Reply:
    """A new contact."""
    payload, now = call.request.json(), call.world.clock.now()
    extended = extended_with((), payload.get("singleValueExtendedProperties"))
    folder = contact_folder_in(call)
    contact = Contact(
        new_key(), folder, 0, call.mailbox.next_number(), now, now, _given({}, payload), extended=extended
    )
    call.mailbox.put_contact(contact)
    return _shown(call, contact, 201)


@mailbox_routes.on("PATCH", *_ONE)
def update_contact(call: MailboxCall) -> Reply:
    """Change a contact; lists are replaced whole."""
    contact = contact_in(call, call.args["contact"])
    check_match(call, contact.version)
    payload = call.request.json()
    extended = extended_with(contact.extended, payload.get("singleValueExtendedProperties"))
    folder = contact_folder_key(call, payload, contact.folder)
    changed = replace(
        contact,
        properties=_given(contact.properties, payload),
        extended=extended,
        folder=folder,
        version=call.mailbox.next_number(),
        modified=call.world.clock.now(),
    )
    call.mailbox.put_contact(changed)
    return _shown(call, changed, 200)


@mailbox_routes.on("DELETE", *_ONE)
def delete_contact(call: MailboxCall) -> Reply:
    """Gone."""
    contact = contact_in(call, call.args["contact"])
    check_match(call, contact.version)
    call.mailbox.remove_contact(contact)
    return Reply(204)


@mailbox_routes.on("POST", *(f"{path}/permanentDelete" for path in _ONE))
def purge_contact(call: MailboxCall) -> Reply:
    """As DELETE."""
    return delete_contact(call)


@mailbox_routes.on("GET", *(f"{path}/photo/$value" for path in _ONE))
def get_photo(call: MailboxCall) -> Reply:
    """The picture's bytes."""
    contact = contact_in(call, call.args["contact"])
    if contact.photo is None:
        raise GraphError(404, "ErrorItemNotFound", "The photo wasn't found.")
    return Reply(body=contact.photo, content_type=contact.photo_type)


@mailbox_routes.on("GET", *(f"{path}/photo" for path in _ONE))
def get_photo_size(call: MailboxCall) -> Reply:
    """That there is a picture."""
    contact = contact_in(call, call.args["contact"])
    if contact.photo is None:
        raise GraphError(404, "ErrorItemNotFound", "The photo wasn't found.")
    payload = described(Photo(contact.photo, contact.photo_type))
    return Reply.json({"@odata.context": call.owner_context("contacts/photo/$entity")} | payload)


@mailbox_routes.on("PUT", *(f"{path}/photo/$value" for path in _ONE))
def set_photo(call: MailboxCall) -> Reply:
    """Another picture, below 4 MB."""
    contact = contact_in(call, call.args["contact"])
    photo = uploaded(call)
    number = call.mailbox.next_number()
    call.mailbox.put_contact(replace(contact, photo=photo.content, photo_type=photo.content_type, version=number))
    return Reply(200)


@mailbox_routes.on("PATCH", *(f"{path}/photo/$value" for path in _ONE))
def patch_photo(call: MailboxCall) -> Reply:
    """As PUT."""
    return set_photo(call)


@mailbox_routes.on("DELETE", *(f"{path}/photo/$value" for path in _ONE))
def remove_photo(call: MailboxCall) -> Reply:
    """No picture any more."""
    contact = contact_in(call, call.args["contact"])
    if contact.photo is None:
        raise GraphError(404, "ErrorItemNotFound", "The photo wasn't found.")
    call.mailbox.put_contact(replace(contact, photo=None, version=call.mailbox.next_number()))
    return Reply(204)


@mailbox_routes.on("POST", "/contactFolders", f"{_BELOW}/childFolders")
def create_folder(call: MailboxCall) -> Reply:
    """A new contact folder; names are unique among siblings."""
    parent = contact_folder_in(call)
    name = _name(call, parent)
    folder = ContactFolder(new_key(), name, parent, call.mailbox.next_number())
    call.mailbox.cards.put_folder(folder)
    return _folder_shown(call, folder, 201)


@mailbox_routes.on("PATCH", _BELOW, f"{_BELOW}/childFolders/{{child}}")
def rename_folder(call: MailboxCall) -> Reply:
    """Another name."""
    folder = _own(call)
    changed = replace(folder, name=_name(call, folder.parent), version=call.mailbox.next_number())
    call.mailbox.cards.put_folder(changed)
    return _folder_shown(call, changed, 200)


@mailbox_routes.on("DELETE", _BELOW, f"{_BELOW}/childFolders/{{child}}")
def delete_folder(call: MailboxCall) -> Reply:
    """Gone with its contacts and the folders below it."""
    _remove(call, _own(call).key)
    return Reply(204)


def _remove(call: MailboxCall, key: int) -> None:
    cards = call.mailbox.cards
    for below in [one for one in cards.folders.all() if one.parent == key]:
        _remove(call, below.key)
    shelf = cards.contacts(key)
    for contact in list(shelf.all()) if shelf is not None else []:
        call.mailbox.remove_contact(contact)
    cards.remove_folder(key, call.mailbox.next_number())


def contact_folder_key(call: MailboxCall, payload: Payload, before: int) -> int:
    """Where a contact lies after a PATCH: a new parentFolderId moves it."""
    text = payload.get("parentFolderId")
    if not text:
        return before
    return contact_folder_in(_pointing(call, str(text)))


def _pointing(call: MailboxCall, folder: str) -> MailboxCall:
    other = MailboxCall(call, call.mailbox)
    other.args = {"folder": folder}
    return other


def _given(before: Payload, payload: Payload) -> Payload:
    made = before | {name: value for name, value in payload.items() if name in PROPERTIES}
    for name in _LISTS:
        if made.get(name) is None:
            made[name] = []
    if len(made["emailAddresses"]) > _MOST_EMAILS:
        raise bad_request("A contact has at most three e-mail addresses.", "ErrorInvalidRequest")
    made["emailAddresses"] = [
        {"name": e.get("name") or e.get("address"), "address": e.get("address")}
        for e in made["emailAddresses"]
        if isinstance(e, dict)
    ]
    made["birthday"] = _birthday(made.get("birthday"))
    if not made.get("displayName"):
        made["displayName"] = (
            " ".join(made[n] for n in ("givenName", "surname") if made.get(n)) or made.get("companyName") or ""
        )
    made.setdefault(
        "fileAs", ", ".join(made[n] for n in ("surname", "givenName") if made.get(n)) or made["displayName"]
    )
    return made


def _birthday(given: object) -> str | None:
    """Kept as an instant; a bare date is taken as Outlook takes it."""
    if not given:
        return None
    try:
        day = datetime.fromisoformat(str(given))
    except ValueError as error:
        raise bad_request(f"'{given}' is no date.", "ErrorInvalidRequest") from error
    return f"{day:%Y-%m-%d}T11:59:00Z" if len(str(given)) == len("2000-01-01") else f"{day:%Y-%m-%dT%H:%M:%S}Z"


def _name(call: MailboxCall, parent: int) -> str:
    name = str(call.request.json().get("displayName") or "").strip()
    if not name:
        raise bad_request("A folder needs a displayName.", "ErrorInvalidRequest")
    if any(f.name.lower() == name.lower() and f.parent == parent for f in call.mailbox.cards.folders.all()):
        raise GraphError(409, "ErrorFolderExists", "A folder with the specified name already exists.")
    return name


def _own(call: MailboxCall) -> ContactFolder:
    folder = call.mailbox.cards.folders.get(contact_folder_in(call))
    if folder is None:
        raise GraphError(403, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be changed.")
    return folder


def _folder_shown(call: MailboxCall, folder: ContactFolder, status: int) -> Reply:
    context = {"@odata.context": call.owner_context("contactFolders/$entity")}
    return Reply.json(context | contact_folder_payload(call.mailbox, folder), status)


def _shown(call: MailboxCall, contact: Contact, status: int) -> Reply:
    payload = contact_payload(call.mailbox, contact, call.style)
    context = {"@odata.context": call.owner_context("contacts/$entity")}
    return Reply.json(context | payload, status)
