"""A mail as Graph's message resource, each property by itself so that $select costs only what it names.

https://learn.microsoft.com/graph/api/resources/message
"""

from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from typing import Any

from graph_sandbox import ids, plaintext, topics
from graph_sandbox.extended import filterable
from graph_sandbox.ids import Kind
from graph_sandbox.letter import Body, Head, Message
from graph_sandbox.mailbox import Mailbox
from graph_sandbox.style import Style, change_key, etag, recipient, recipients, stamp

Payload = dict[str, Any]
_EVENT_TYPES = {"meetingRequest": "eventMessageRequest", "meetingCancelled": "eventMessage"}


class MessageView:
    """One mail about to be written in one style."""

    def __init__(self, mailbox: Mailbox, message: Message, style: Style) -> None:
        self.mailbox = mailbox
        self.message = message
        self.style = style

    @cached_property
    def head(self) -> Head:
        """Decoded once."""
        return self.message.content.head()

    @cached_property
    def body(self) -> Body:
        """Decoded once."""
        return self.message.content.body()

    @cached_property
    def id(self) -> str:
        """In the wanted shape."""
        return self.style.item_id(self.mailbox.guid, Kind.MESSAGE, self.message)

    def shown_body(self, text: str) -> Payload:
        """A body in the wanted format."""
        if self.style.text_bodies and self.body.kind == "html":
            return {"contentType": "text", "content": plaintext.text_of_html(text)}
        return {"contentType": self.body.kind, "content": text}

    def has_attachments(self) -> bool:
        """Whether something hangs on it that is not just shown in the body."""
        return any(not attachment.is_inline for attachment in self.body.attachments)

    def flag(self) -> Payload:
        """The follow-up flag."""
        flag = self.message.flag
        named = {"startDateTime": flag.start, "dueDateTime": flag.due, "completedDateTime": flag.completed}
        return {"flagStatus": flag.status} | {key: value for key, value in named.items() if value}

    def conversation_index(self) -> str:
        """From Outlook's own header, else made from the conversation."""
        given = next((value for name, value in self.head.headers if name.lower() == "thread-index"), None)
        started = self.mailbox.threads.started.get(self.message.conversation, self.message.received)
        return given or topics.index_of(self.message.conversation, started, self.message.received)


_Property = Callable[[MessageView], Any]
DEFAULT: dict[str, _Property] = {
    "id": lambda v: v.id,
    "createdDateTime": lambda v: stamp(v.message.created),
    "lastModifiedDateTime": lambda v: stamp(v.message.modified),
    "changeKey": lambda v: change_key(v.mailbox.guid, v.message.version),
    "categories": lambda v: v.message.categories,
    "receivedDateTime": lambda v: stamp(v.message.received),
    "sentDateTime": lambda v: stamp(v.message.sent),
    "hasAttachments": MessageView.has_attachments,
    "internetMessageId": lambda v: v.message.internet_message_id,
    "subject": lambda v: v.head.subject,
    "bodyPreview": lambda v: plaintext.preview(v.body.kind, v.body.text),
    "importance": lambda v: v.message.importance or v.head.importance,
    "parentFolderId": lambda v: ids.folder_id(v.mailbox.guid, v.message.folder),
    "conversationId": lambda v: ids.conversation_id(v.mailbox.guid, v.message.conversation),
    "conversationIndex": MessageView.conversation_index,
    "isDeliveryReceiptRequested": lambda v: v.head.delivery_receipt,
    "isReadReceiptRequested": lambda v: v.head.read_receipt,
    "isRead": lambda v: v.message.is_read,
    "isDraft": lambda v: v.message.is_draft,
    "webLink": lambda v: (
        "https://outlook.office365.com/owa/?ItemID=" + v.id.replace("=", "%3D") + "&exvsurl=1&viewmodel=ReadMessageItem"
    ),
    "inferenceClassification": lambda _: "focused",
    "body": lambda v: v.shown_body(v.body.text),
    "sender": lambda v: recipient(v.head.sender) if v.head.sender else None,
    "from": lambda v: recipient(v.head.author) if v.head.author else None,
    "toRecipients": lambda v: recipients(v.head.to),
    "ccRecipients": lambda v: recipients(v.head.cc),
    "bccRecipients": lambda v: recipients(v.head.bcc),
    "replyTo": lambda v: recipients(v.head.reply_to),
    "flag": MessageView.flag,
}
# Given only when selected.
_ON_DEMAND: dict[str, _Property] = {
    "internetMessageHeaders": lambda v: [{"name": name, "value": value} for name, value in v.head.headers],
    "uniqueBody": lambda v: v.shown_body(plaintext.unique(v.body.kind, v.body.text)),
}
# Never shown, but filters look at it.
_FILTERED: dict[str, _Property] = {"singleValueExtendedProperties": lambda v: filterable(v.message.extended)}
_EVENT_MESSAGE: dict[str, _Property] = {
    "meetingMessageType": lambda v: v.message.meeting,
    "type": lambda _: "singleInstance",
    "isOutOfDate": lambda _: False,
    "isDelegated": lambda _: False,
}
_BY_LOWER = {name.lower(): name for name in (*DEFAULT, *_ON_DEMAND, *_EVENT_MESSAGE, *_FILTERED)}


def message_payload(view: MessageView, names: tuple[str, ...] | None, *, is_delta: bool = False) -> Payload:
    """The properties asked for (None: the default ones); unknown names are left out."""
    payload: Payload = {}
    meeting = view.message.meeting
    if meeting:
        payload["@odata.type"] = f"#microsoft.graph.{_EVENT_TYPES.get(meeting, 'eventMessageResponse')}"
    elif is_delta:
        payload["@odata.type"] = "#microsoft.graph.message"
    payload["@odata.etag"] = etag(view.mailbox.guid, view.message.version)
    for name in _wanted(names, is_meeting=meeting is not None):
        if view.style.basic and name in _BODIES:
            continue
        payload[name] = _PROPERTIES[name](view)
    return payload


def known_names(names: Iterable[str]) -> tuple[str, ...]:
    """The message properties among some names, spelt as Graph does; one of a meeting's mail may name its type first."""
    lower = (name.lower().removeprefix("microsoft.graph.eventmessage/") for name in names)
    return tuple(dict.fromkeys(_BY_LOWER[name] for name in lower if name in _BY_LOWER))


_BODIES = frozenset(("body", "bodyPreview", "uniqueBody", "singleValueExtendedProperties"))
_PROPERTIES = DEFAULT | _ON_DEMAND | _EVENT_MESSAGE | _FILTERED


@lru_cache(maxsize=64)
def _wanted(names: tuple[str, ...] | None, *, is_meeting: bool) -> tuple[str, ...]:
    if names is None:
        return (*DEFAULT, *_EVENT_MESSAGE) if is_meeting else tuple(DEFAULT)
    known = known_names(("id", *names))
    return known if is_meeting else tuple(name for name in known if name not in _EVENT_MESSAGE)
