"""Reading contacts and contact folders.

https://learn.microsoft.com/graph/api/resources/contact
"""

from typing import Any

from msgspec.json import encode

from graph_sandbox import ids
from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.contact import Contact, ContactFolder
from graph_sandbox.delta import Token, Tracked, links, page_of, start_or_read
from graph_sandbox.extended import expanded_extensions, extended_properties, filterable
from graph_sandbox.ids import Kind
from graph_sandbox.lookup import contact_in, folder_key
from graph_sandbox.mailbox import Mailbox
from graph_sandbox.odata import collection, listed, page_size, selected
from graph_sandbox.shelf import Shelf
from graph_sandbox.style import Style, change_key, etag, stamp
from graph_sandbox.web import GraphError, Reply, not_found

Payload = dict[str, Any]
_TEXTS = (
    "birthday",
    "fileAs",
    "displayName",
    "givenName",
    "initials",
    "middleName",
    "nickName",
    "surname",
    "title",
    "yomiGivenName",
    "yomiSurname",
    "yomiCompanyName",
    "generation",
    "jobTitle",
    "companyName",
    "department",
    "officeLocation",
    "profession",
    "businessHomePage",
    "assistantName",
    "manager",
    "mobilePhone",
    "spouseName",
    "personalNotes",
)
_LISTS = ("imAddresses", "homePhones", "businessPhones", "children", "emailAddresses", "categories")
_PLACES = ("homeAddress", "businessAddress", "otherAddress")
PROPERTIES = frozenset((*_TEXTS, *_LISTS, *_PLACES))
_EXTENDED = "singleValueExtendedProperties"
_BELOW = "/contactFolders/{folder}"
_DEEPER = "/contactFolders/{folder}/childFolders/{child}"


def contact_payload(mailbox: Mailbox, contact: Contact, style: Style) -> Payload:
    """Every property of a contact."""
    known = contact.properties
    return {
        "@odata.etag": etag(mailbox.guid, contact.version),
        "id": style.item_id(mailbox.guid, Kind.CONTACT, contact),
        "createdDateTime": stamp(contact.created),
        "lastModifiedDateTime": stamp(contact.modified),
        "changeKey": change_key(mailbox.guid, contact.version),
        "parentFolderId": ids.folder_id(mailbox.guid, contact.folder),
        **{name: known.get(name) for name in _TEXTS},
        **{name: known.get(name, []) for name in _LISTS},
        **{name: known.get(name, {}) for name in _PLACES},
    } | _ranked_emails(known.get("emailAddresses", []))


def contact_folder_payload(mailbox: Mailbox, folder: ContactFolder) -> Payload:
    """A contact folder."""
    return {
        "id": ids.folder_id(mailbox.guid, folder.key),
        "parentFolderId": ids.folder_id(mailbox.guid, folder.parent),
        "displayName": folder.name,
    }


def contact_folder_in(call: MailboxCall) -> int:
    """The key of the folder a path is about; the default one if it names none."""
    text = call.args.get("child") or call.args.get("folder")
    if text is None or text.lower() == "contacts":
        return call.mailbox.cards.default
    key = folder_key(text)
    if call.mailbox.cards.contacts(key) is None:
        raise not_found()
    return key


def contacts_of(call: MailboxCall) -> Shelf[Contact]:
    """The contacts a path is about."""
    shelf = call.mailbox.cards.contacts(contact_folder_in(call))
    if shelf is None:
        raise not_found()
    return shelf


@mailbox_routes.on("GET", "/contactFolders", "/contactFolders/{folder}/childFolders")
def list_folders(call: MailboxCall) -> Reply:
    """Contact folders; the default one is not listed, as in the real service."""
    parent = contact_folder_in(call)
    folders = [f for f in call.mailbox.cards.folders.all() if f.parent == parent]
    payloads = [contact_folder_payload(call.mailbox, folder) for folder in folders]
    return listed(call.request, call.owner_context("contactFolders"), payloads)


@mailbox_routes.on("GET", _BELOW, _DEEPER)
def get_folder(call: MailboxCall) -> Reply:
    """One contact folder."""
    key = contact_folder_in(call)
    folder = call.mailbox.cards.folders.get(key) or ContactFolder(key, "Contacts", 0)
    context = {"@odata.context": call.owner_context("contactFolders/$entity")}
    return Reply.json(context | selected(contact_folder_payload(call.mailbox, folder), call.options.select))


@mailbox_routes.on("GET", "/contacts", f"{_BELOW}/contacts", f"{_DEEPER}/contacts")
def list_contacts(call: MailboxCall) -> Reply:
    """The contacts of a folder."""
    payloads = [
        contact_payload(call.mailbox, contact, call.style) | {_EXTENDED: filterable(contact.extended)}
        for contact in contacts_of(call).all()
    ]

    def pick(payload: Payload) -> Payload:
        kept = tuple((entry["id"], entry["value"]) for entry in payload[_EXTENDED])
        plain = {name: value for name, value in payload.items() if name != _EXTENDED}
        return selected(plain, call.options.select) | extended_properties(call.options.expand, kept)

    return listed(call.request, call.owner_context("contacts"), payloads, size=10, pick=pick)


@mailbox_routes.on("GET", "/contacts/$count", f"{_BELOW}/contacts/$count")
def count_contacts(call: MailboxCall) -> Reply:
    """How many there are."""
    return Reply(body=str(len(contacts_of(call))).encode(), content_type="text/plain")


@mailbox_routes.on("GET", "/contacts/{contact}", f"{_BELOW}/contacts/{{contact}}", f"{_DEEPER}/contacts/{{contact}}")
def get_contact(call: MailboxCall) -> Reply:
    """One contact."""
    contact = contact_in(call, call.args["contact"])
    context = {"@odata.context": call.owner_context("contacts/$entity")}
    payload = selected(contact_payload(call.mailbox, contact, call.style), call.options.select)
    expand = call.options.expand
    own = extended_properties(expand, contact.extended) | expanded_extensions(expand, call.mailbox, contact.key)
    return Reply.json(context | payload | own)


@mailbox_routes.on("GET", "/contacts/delta", f"{_BELOW}/contacts/delta", f"{_DEEPER}/contacts/delta")
def contacts_delta(call: MailboxCall) -> Reply:
    """The contacts of a folder, then what changed.

    https://learn.microsoft.com/graph/api/contact-delta
    """
    _refuse_options(call)
    mailbox, deltas = call.mailbox, call.state.deltas
    shelf = contacts_of(call)
    name = f"{mailbox.guid}/contacts/{contact_folder_in(call)}"
    token = _token(call, name)
    page = page_of(shelf, token, page_size(call.request, token.size or 10))
    shown = [contact_payload(mailbox, contact, call.style) for contact in page.present]
    items = [encode({"@odata.type": "#microsoft.graph.contact"} | selected(p, token.select)) for p in shown]
    items += [
        encode(
            {
                "@odata.type": "#microsoft.graph.contact",
                "id": call.style.item_id(mailbox.guid, Kind.CONTACT, c),
                "@removed": {"reason": "deleted"},
            }
        )
        for c in page.gone
    ]
    ending = links(call.request, deltas, page.next_token, page.delta_token)
    return Reply(body=collection(f"{call.request.origin}/v1.0/$metadata#Collection(contact)", items, ending))


@mailbox_routes.on("GET", "/contactFolders/delta", "/contactFolders/{folder}/childFolders/delta")
def contact_folders_delta(call: MailboxCall) -> Reply:
    """The contact folders, then what changed."""
    mailbox = call.mailbox
    token = _token(call, f"{mailbox.guid}/contactfolders")
    page = page_of(mailbox.cards.folders, token, page_size(call.request, token.size or 100))
    items = [encode(selected(contact_folder_payload(mailbox, f), token.select)) for f in page.present]
    items += [encode({"id": ids.folder_id(mailbox.guid, f.key), "@removed": {"reason": "deleted"}}) for f in page.gone]
    ending = links(call.request, call.state.deltas, page.next_token, page.delta_token)
    return Reply(body=collection(f"{call.request.origin}/v1.0/$metadata#Collection(contactFolder)", items, ending))


def _token(call: MailboxCall, name: str) -> Token:
    mailbox, deltas = call.mailbox, call.state.deltas
    size = call.options.top or page_size(call.request, 0) or None

    def start() -> Token:
        return Token(name, deltas.generation, "", 0, mailbox.number, select=call.options.select, size=size)

    call.preferences.append("odata.track-changes")
    return start_or_read(call.request, deltas, Tracked(name, mailbox.number, mailbox.loaded_number), start)


def _refuse_options(call: MailboxCall) -> None:
    refused = [name for name in ("$filter", "$orderby", "$search", "$expand") if name in call.request.query]
    if refused:
        raise GraphError(
            400,
            "ErrorInvalidUrlQuery",
            "The following parameters are not supported with change tracking "
            f"over the 'Contacts' resource: '{', '.join(refused)}'.",
        )


def _ranked_emails(emails: list[Payload]) -> Payload:
    names = ("primaryEmailAddress", "secondaryEmailAddress", "tertiaryEmailAddress")
    return {name: emails[index] if index < len(emails) else None for index, name in enumerate(names)}
