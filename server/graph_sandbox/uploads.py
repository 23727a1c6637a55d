"""Files on their way up, and where attachments are kept.

https://learn.microsoft.com/graph/outlook-large-attachments
"""

import re

from msgspec import Struct
from msgspec.structs import replace

from graph_sandbox.call import State
from graph_sandbox.compose import new_key
from graph_sandbox.event import Event
from graph_sandbox.ids import Kind
from graph_sandbox.letter import Attachment, Message, WrittenContent
from graph_sandbox.mailbox import Mailbox
from graph_sandbox.style import Style
from graph_sandbox.web import GraphError, Reply, Request, bad_request, not_found

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)$")
_MOST_RANGE = 4_000_000
MOST_FILE = 150_000_000


class Upload(Struct):
    """A file on its way up, and which application sends it."""

    application: str
    mailbox: Mailbox
    item: int
    name: str
    content_type: str
    size: int
    is_inline: bool
    until: str
    received: bytearray


def receive(state: State, request: Request) -> Reply:
    """A range PUT to an upload address; 201 with the attachment's Location when it is whole."""
    ident = request.path.rpartition("/")[2]
    upload = state.uploads.get(ident)
    if upload is None:
        raise GraphError(404, "ErrorItemNotFound", "The upload session is not there or has ended.")
    if request.method == "DELETE":
        del state.uploads[ident]
        return Reply(204)
    if request.method == "PUT":
        with state.gate.entered(upload.application, upload.mailbox.user.id, upload=len(request.body)):
            _take(upload, request)
    if len(upload.received) < upload.size:
        expected = [f"{len(upload.received)}-"]
        return Reply.json({"expirationDateTime": upload.until, "nextExpectedRanges": expected})
    del state.uploads[ident]
    made = Attachment(new_key(), upload.name, upload.content_type, bytes(upload.received), upload.is_inline)
    with upload.mailbox.lock:
        item = hang(upload.mailbox, upload.item, made)
    kind = Kind.MESSAGE if isinstance(item, Message) else Kind.EVENT
    shown = Style().item_id(upload.mailbox.guid, kind, item, attachment=made.key)
    return Reply(
        201, headers={"Location": f"{request.origin}/v1.0/users('{upload.mailbox.user.id}')/Attachments('{shown}')"}
    )


def _take(upload: Upload, request: Request) -> None:
    match = _RANGE.match(request.headers.get("content-range", ""))
    if not match:
        raise bad_request("A Content-Range header is needed.", "ErrorInvalidRequest")
    start, end, total = (int(part) for part in match.groups())
    if len(request.body) > _MOST_RANGE:
        raise GraphError(413, "ErrorRangeTooLarge", "A range must be below 4 MB.")
    if total != upload.size or end - start + 1 != len(request.body) or start != len(upload.received):
        raise GraphError(416, "invalidRange", "Uploaded fragment overlaps with existing data or leaves a gap.")
    upload.received += request.body


def attachments_of(item: Message | Event) -> tuple[Attachment, ...]:
    """What hangs on an item."""
    return item.attachments if isinstance(item, Event) else item.content.body().attachments


def hang(mailbox: Mailbox, key: int, made: Attachment) -> Message | Event:
    """Hang a file on the item of a key."""
    item = mailbox.messages.get(key) or mailbox.agenda.find(key)
    if item is None:
        raise not_found()
    return keep(mailbox, item, (*attachments_of(item), made))


def keep(mailbox: Mailbox, item: Message | Event, attachments: tuple[Attachment, ...]) -> Message | Event:
    """Store an item with these attachments."""
    number = mailbox.next_number()
    if isinstance(item, Event):
        event = replace(item, attachments=attachments, version=number)
        mailbox.put_event(event)
        return event
    content = WrittenContent(item.content.head(), replace(item.content.body(), attachments=attachments))
    message = replace(item, content=content, version=number)
    mailbox.put_message(message)
    return message
