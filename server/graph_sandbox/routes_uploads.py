"""Adding and removing attachments; upload sessions for large ones.

https://learn.microsoft.com/graph/outlook-large-attachments: ranges below 4 MB to an address that needs no token.
"""

import secrets
from datetime import timedelta
from typing import Any

from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.compose import attachment_of, parameter
from graph_sandbox.event import Event
from graph_sandbox.letter import Message
from graph_sandbox.lookup import event_in, item_id, message_in
from graph_sandbox.odata import listed
from graph_sandbox.routes_attachments import file_payload
from graph_sandbox.routes_events import below_calendars
from graph_sandbox.style import stamp
from graph_sandbox.uploads import MOST_FILE, Upload, attachments_of, hang, keep
from graph_sandbox.web import GraphError, Reply, bad_request, not_found

Payload = dict[str, Any]
_ON_MESSAGE = ("/messages/{message}/attachments", "/mailFolders/{folder}/messages/{message}/attachments")
_ON_EVENT = below_calendars("/events/{event}/attachments")


@mailbox_routes.on("POST", *_ON_MESSAGE, *_ON_EVENT)
def add_attachment(call: MailboxCall) -> Reply:
    """Hang a small file on a draft or an event."""
    given = attachment_of(call.request.json())
    item = _item(call)
    hang(call.mailbox, item.key, given)
    payload = file_payload(call.mailbox, item, given, call.style)
    return Reply.json({"@odata.context": call.owner_context("attachments/$entity")} | payload, 201)


@mailbox_routes.on("GET", *_ON_EVENT)
def list_event_attachments(call: MailboxCall) -> Reply:
    """What hangs on an event."""
    event, _ = event_in(call, call.args["event"])
    payloads = [file_payload(call.mailbox, event, a, call.style) for a in event.attachments]
    return listed(call.request, call.owner_context("events/attachments"), payloads)


@mailbox_routes.on("GET", *(f"{path}/{{attachment}}" for path in _ON_EVENT))
def get_event_attachment(call: MailboxCall) -> Reply:
    """One of them."""
    event, _ = event_in(call, call.args["event"])
    key = item_id(call, call.args["attachment"]).attachment
    found = next((a for a in event.attachments if a.key == key), None)
    if found is None:
        raise not_found()
    return Reply.json(file_payload(call.mailbox, event, found, call.style))


@mailbox_routes.on("DELETE", *(f"{path}/{{attachment}}" for path in (*_ON_MESSAGE, *_ON_EVENT)))
def remove_attachment(call: MailboxCall) -> Reply:
    """Take a file off."""
    item = _item(call)
    key = item_id(call, call.args["attachment"]).attachment
    kept = tuple(a for a in attachments_of(item) if a.key != key)
    if len(kept) == len(attachments_of(item)):
        raise not_found()
    keep(call.mailbox, item, kept)
    return Reply(204)


@mailbox_routes.on("POST", *(f"{path}/createUploadSession" for path in (*_ON_MESSAGE, *_ON_EVENT)))
def create_session(call: MailboxCall) -> Reply:
    """Begin to upload a file of up to 150 MB."""
    given = parameter(call.request.json(), "attachmentItem") or {}
    size, name = given.get("size"), given.get("name")
    if not isinstance(size, int) or size < 1 or not name:
        raise bad_request("The attachmentItem needs a name and a size.", "ErrorInvalidRequest")
    if size > MOST_FILE:
        raise GraphError(413, "ErrorMessageSizeExceeded", "The attachment is larger than 150 MB.")
    until = stamp(call.world.clock.now() + timedelta(hours=2))
    ident = secrets.token_urlsafe(24)
    kind = str(given.get("contentType") or "application/octet-stream")
    upload = Upload(
        call.caller.application,
        call.mailbox,
        _item(call).key,
        str(name),
        kind,
        size,
        given.get("isInline") is True,
        until,
        bytearray(),
    )
    call.state.uploads[ident] = upload
    context = {"@odata.context": call.context("microsoft.graph.uploadSession")}
    url = f"{call.request.origin}/upload/{ident}"
    return Reply.json(context | {"uploadUrl": url, "expirationDateTime": until, "nextExpectedRanges": ["0-"]}, 201)


def _item(call: MailboxCall) -> Message | Event:
    if "event" in call.args:
        return event_in(call, call.args["event"])[0]
    return message_in(call, call.args["message"])
