"""What hangs on a mail, and the mail as MIME.

https://learn.microsoft.com/graph/api/resources/attachment
"""

from base64 import b64encode
from typing import Any

from graph_sandbox import mime
from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.event import Event
from graph_sandbox.extended import expanded_extensions, extended_properties
from graph_sandbox.fields import split
from graph_sandbox.ids import Kind
from graph_sandbox.letter import Attachment, Head, Message
from graph_sandbox.lookup import item_id, message_in
from graph_sandbox.mailbox import Mailbox
from graph_sandbox.mime_write import mime_of
from graph_sandbox.odata import listed
from graph_sandbox.recurrence import Occurrence
from graph_sandbox.show_event import event_payload
from graph_sandbox.show_message import MessageView
from graph_sandbox.style import Style, recipient, recipients, stamp
from graph_sandbox.web import Reply, not_found

Payload = dict[str, Any]


@mailbox_routes.on("GET", "/messages/{message}/$value", "/mailFolders/{folder}/messages/{message}/$value")
def get_mime(call: MailboxCall) -> Reply:
    """The mail as MIME."""
    message = message_in(call, call.args["message"])
    raw = message.content.mime()
    return Reply(body=mime_of(message) if raw is None else raw, content_type="text/plain")


def expanded(call: MailboxCall, view: MessageView) -> Payload:
    """What $expand adds to a mail."""
    made: Payload = extended_properties(call.options.expand, view.message.extended)
    made |= expanded_extensions(call.options.expand, call.mailbox, view.message.key)
    if "attachments" in call.options.expand.lower():
        made["attachments"] = [attachment_payload(view, a.key) for a in view.body.attachments]
    if "event" in call.options.expand.lower() and view.message.meeting_event is not None:
        event = call.mailbox.agenda.by_uid(view.message.meeting_event)
        made["event"] = event_payload(call.mailbox, Occurrence(event), call.style) if event else None
    return made


@mailbox_routes.on("GET", "/messages/{message}/attachments", "/mailFolders/{folder}/messages/{message}/attachments")
def list_attachments(call: MailboxCall) -> Reply:
    """What hangs on a mail; the bytes come with it unless $select leaves them out."""
    message = message_in(call, call.args["message"])
    view = MessageView(call.mailbox, message, call.style)
    payloads = [attachment_payload(view, a.key) for a in view.body.attachments]
    return listed(call.request, call.owner_context(f"messages('{view.id}')/attachments"), payloads)


@mailbox_routes.on(
    "GET",
    "/messages/{message}/attachments/{attachment}",
    "/mailFolders/{folder}/messages/{message}/attachments/{attachment}",
)
def get_attachment(call: MailboxCall) -> Reply:
    """One attachment."""
    view, key = _attachment(call)
    payload: Payload = {"@odata.context": call.owner_context(f"messages('{view.id}')/attachments/$entity")}
    payload |= attachment_payload(view, key)
    found = next(a for a in view.body.attachments if a.key == key)
    if found.is_item and "itemattachment/item" in call.options.expand.lower():
        payload["item"] = attached_mail(found)
    return Reply.json(payload)


@mailbox_routes.on(
    "GET",
    "/messages/{message}/attachments/{attachment}/$value",
    "/mailFolders/{folder}/messages/{message}/attachments/{attachment}/$value",
)
def get_attachment_bytes(call: MailboxCall) -> Reply:
    """An attachment's bytes."""
    view, key = _attachment(call)
    found = next(a for a in view.body.attachments if a.key == key)
    return Reply(body=found.content, content_type=found.content_type)


def attachment_payload(view: MessageView, key: int) -> Payload:
    """One attachment of a mail."""
    found = next(a for a in view.body.attachments if a.key == key)
    return file_payload(view.mailbox, view.message, found, view.style)


def file_payload(mailbox: Mailbox, item: Message | Event, found: Attachment, style: Style) -> Payload:
    """A file with its bytes, or a mail hanging on the item."""
    kind = Kind.MESSAGE if isinstance(item, Message) else Kind.EVENT
    payload: Payload = {
        "@odata.type": f"#microsoft.graph.{'itemAttachment' if found.is_item else 'fileAttachment'}",
        "@odata.mediaContentType": found.content_type,
        "id": style.item_id(mailbox.guid, kind, item, attachment=found.key),
        "lastModifiedDateTime": stamp(item.modified),
        "name": found.name,
        "contentType": None if found.is_item else found.content_type,
        "size": len(found.content),
        "isInline": found.is_inline,
    }
    if found.is_item:
        return payload
    return payload | {
        "contentId": found.content_id,
        "contentLocation": None,
        "contentBytes": b64encode(found.content).decode(),
    }


def attached_mail(attachment: Attachment) -> Payload:
    """A mail that hangs on a mail, as $expand=microsoft.graph.itemattachment/item shows it."""
    header, start = split(attachment.content)
    head, body = mime.head_of(header), mime.body_of(attachment.content, header, start)
    return {
        "@odata.type": "#microsoft.graph.message",
        "id": "",
        "subject": head.subject,
        "body": {"contentType": body.kind, "content": body.text},
        "internetMessageId": header.first("message-id"),
        "hasAttachments": any(not a.is_inline for a in body.attachments),
        **_people(head),
    }


def _people(head: Head) -> Payload:
    return {
        "from": recipient(head.author) if head.author else None,
        "sender": recipient(head.sender) if head.sender else None,
        "toRecipients": recipients(head.to),
        "ccRecipients": recipients(head.cc),
    }


def _attachment(call: MailboxCall) -> tuple[MessageView, int]:
    message = message_in(call, call.args["message"])
    view = MessageView(call.mailbox, message, call.style)
    ident = item_id(call, call.args["attachment"])
    known = {a.key for a in view.body.attachments}
    if ident.attachment is None or ident.attachment not in known or ident.key != message.key:
        raise not_found()
    return view, ident.attachment
