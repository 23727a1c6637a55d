"""Mail folders: list, get, children, delta.

https://learn.microsoft.com/graph/api/resources/mailfolder
"""

from typing import Any

from msgspec.json import encode

from graph_sandbox import ids
from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.delta import Token, Tracked, links, page_of, start_or_read
from graph_sandbox.lookup import folder_in
from graph_sandbox.mailbox import ROOT, Folder, Mailbox
from graph_sandbox.odata import collection, listed, page_size, selected
from graph_sandbox.web import Reply

Payload = dict[str, Any]


def folder_payload(mailbox: Mailbox, folder: Folder) -> Payload:
    """A folder with its counts."""
    is_root = folder.key == ROOT
    return {
        "id": ids.folder_id(mailbox.guid, folder.key),
        "displayName": folder.name,
        "parentFolderId": ids.folder_id(mailbox.guid, folder.parent),
        "childFolderCount": len(mailbox.children(folder.key)),
        "unreadItemCount": 0 if is_root else mailbox.unread(folder.key),
        "totalItemCount": 0 if is_root else len(mailbox.in_folder(folder.key)),
        "isHidden": folder.is_hidden,
    }


@mailbox_routes.on("GET", "/mailFolders")
def list_folders(call: MailboxCall) -> Reply:
    """The folders below the root."""
    return _children(call, ROOT, "mailFolders")


@mailbox_routes.on("GET", "/mailFolders/{folder}/childFolders")
def list_children(call: MailboxCall) -> Reply:
    """The folders below a folder."""
    folder = folder_in(call, call.args["folder"])
    return _children(call, folder.key, f"mailFolders('{call.args['folder']}')/childFolders")


@mailbox_routes.on("GET", "/mailFolders/{folder}", "/mailFolders/{folder}/childFolders/{child}")
def get_folder(call: MailboxCall) -> Reply:
    """One folder."""
    folder = folder_in(call, call.args.get("child") or call.args["folder"])
    context = {"@odata.context": call.owner_context("mailFolders/$entity")}
    return Reply.json(context | selected(folder_payload(call.mailbox, folder), call.options.select))


@mailbox_routes.on("GET", "/mailFolders/delta")
def folders_delta(call: MailboxCall) -> Reply:
    """The whole tree of folders, then what changed in it; counts alone are no change."""
    mailbox, deltas = call.mailbox, call.state.deltas
    name = f"{mailbox.guid}/folders"

    def start() -> Token:
        size = page_size(call.request, 0) or None
        return Token(name, deltas.generation, "", 0, mailbox.number, select=call.options.select, size=size)

    token = start_or_read(call.request, deltas, Tracked(name, mailbox.number, mailbox.loaded_number), start)
    page = page_of(mailbox.folders, token, page_size(call.request, token.size or 100))
    items = [encode(selected(folder_payload(mailbox, folder), token.select)) for folder in page.present]
    items += [
        encode({"id": ids.folder_id(mailbox.guid, folder.key), "@removed": {"reason": "deleted"}})
        for folder in page.gone
    ]
    ending = links(call.request, deltas, page.next_token, page.delta_token)
    body = collection(f"{call.request.origin}/v1.0/$metadata#Collection(mailFolder)", items, ending)
    call.preferences.append("odata.track-changes")
    return Reply(body=body)


def _children(call: MailboxCall, parent: int, context: str) -> Reply:
    wants_hidden = call.request.query.get("includehiddenfolders", "").lower() == "true"
    folders = [f for f in call.mailbox.children(parent) if wants_hidden or not f.is_hidden]
    return listed(
        call.request, call.owner_context(context), [folder_payload(call.mailbox, f) for f in folders], size=10
    )
