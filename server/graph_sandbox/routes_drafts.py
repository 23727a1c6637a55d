"""Writing mail: drafts, changes, sending, replies, moves, copies, removal.

https://learn.microsoft.com/graph/api/resources/message#methods
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from html import escape
from http import HTTPStatus
from typing import Any

from msgspec.structs import replace

from graph_sandbox import compose, topics
from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.compose import parameter
from graph_sandbox.concurrency import check_match
from graph_sandbox.delivery import known_folder, new_message, send
from graph_sandbox.fields import Person, split
from graph_sandbox.letter import Body, Content, Head, Message, WrittenContent
from graph_sandbox.lookup import folder_in, message_in
from graph_sandbox.mailbox import ROOT
from graph_sandbox.mime import body_of, head_of
from graph_sandbox.show_message import MessageView, message_payload
from graph_sandbox.web import GraphError, Reply, bad_request

Payload = dict[str, Any]
_DRAFT_ONLY = (
    "subject",
    "body",
    "toRecipients",
    "ccRecipients",
    "bccRecipients",
    "replyTo",
    "from",
    "internetMessageId",
    "internetMessageHeaders",
)
_PATHS = (
    "/messages/{message}",
    "/mailFolders/{folder}/messages/{message}",
    "/mailFolders/{folder}/childFolders/{child}/messages/{message}",
)


def _each(action: str) -> tuple[str, ...]:
    return tuple(f"{path}/{action}" for path in _PATHS)


@mailbox_routes.on(
    "POST", "/messages", "/mailFolders/{folder}/messages", "/mailFolders/{folder}/childFolders/{child}/messages"
)
def create_message(call: MailboxCall) -> Reply:
    """A draft, from JSON or (as text/plain) from base64 MIME."""
    text = call.args.get("child") or call.args.get("folder")
    folder = folder_in(call, text) if text else known_folder(call.mailbox, "drafts")
    content, payload = _content(call)
    message = new_message(call.mailbox, folder.key, content, call.world.clock.now(), [])
    message = _with_state(message, payload)
    if payload.get("internetMessageId"):
        message = replace(message, internet_message_id=str(payload["internetMessageId"]))
    call.mailbox.put_message(message)
    return _shown(call, message, 201)


@mailbox_routes.on("PATCH", *_PATHS)
def update_message(call: MailboxCall) -> Reply:
    """Change a mail; the words only while it is a draft."""
    message = message_in(call, call.args["message"])
    check_match(call, message.version)
    payload = call.request.json()
    if not message.is_draft and any(name in payload for name in _DRAFT_ONLY):
        raise bad_request("The property can only be updated if the message is a draft.", "ErrorInvalidPropertySet")
    changed = _with_state(message, payload)
    if message.is_draft and any(name in payload for name in _DRAFT_ONLY):
        head, body = message.content.head(), message.content.body()
        content = WrittenContent(compose.head_with(head, payload), compose.body_with(body, payload))
        ident = str(payload.get("internetMessageId") or message.internet_message_id)
        changed = replace(changed, content=content, internet_message_id=ident)
    changed = replace(changed, version=call.mailbox.next_number(), modified=call.world.clock.now())
    call.mailbox.put_message(changed)
    return _shown(call, changed, 200)


@mailbox_routes.on("DELETE", *_PATHS)
def delete_message(call: MailboxCall) -> Reply:
    """Into Deleted Items; out of there for good."""
    message = message_in(call, call.args["message"])
    check_match(call, message.version)
    bin_ = known_folder(call.mailbox, "deleteditems")
    if message.folder == bin_.key:
        call.mailbox.remove_message(message.key)
    else:
        _moved(call, message, bin_.key)
    return Reply(204)


@mailbox_routes.on("POST", *_each("permanentDelete"))
def purge_message(call: MailboxCall) -> Reply:
    """Gone at once."""
    call.mailbox.remove_message(message_in(call, call.args["message"]).key)
    return Reply(204)


@mailbox_routes.on("POST", *_each("move"))
def move_message(call: MailboxCall) -> Reply:
    """Into another folder; the default id changes."""
    message = message_in(call, call.args["message"])
    return _shown(call, _moved(call, message, _destination(call)), 201)


@mailbox_routes.on("POST", *_each("copy"))
def copy_message(call: MailboxCall) -> Reply:
    """A second item with the same words."""
    message = message_in(call, call.args["message"])
    number = call.mailbox.next_number()
    copied = replace(
        message,
        key=compose.new_key(),
        folder=_destination(call),
        place=0,
        version=number,
        created=call.world.clock.now(),
    )
    call.mailbox.put_message(copied)
    return _shown(call, copied, 201)


@mailbox_routes.on("POST", *_each("send"))
def send_draft(call: MailboxCall) -> Reply:
    """Send a draft; with immutable ids its id finds the copy in Sent Items."""
    message = message_in(call, call.args["message"])
    if not message.is_draft:
        raise bad_request("The message is not a draft.", "ErrorInvalidRequest")
    send(call, message)
    return Reply(202)


@mailbox_routes.on("POST", "/sendMail")
def send_mail(call: MailboxCall) -> Reply:
    """Send at once.

    https://learn.microsoft.com/graph/api/user-sendmail
    """
    if _is_mime(call):
        content, payload = _content(call)
        is_kept = True
    else:
        payload = parameter(call.request.json(), "message") or {}
        is_kept = parameter(call.request.json(), "saveToSentItems", default=True) is not False
        content = _written(call, payload)
    message = new_message(call.mailbox, known_folder(call.mailbox, "drafts").key, content, call.world.clock.now(), [])
    send(call, _with_state(message, payload), is_kept=is_kept)
    return Reply(202)


@mailbox_routes.on("POST", *_each("createReply"), *_each("createReplyAll"), *_each("createForward"))
def create_answer(call: MailboxCall) -> Reply:
    """A draft that answers or forwards a mail."""
    message = _answer(call)
    call.mailbox.put_message(message)
    return _shown(call, message, 201)


@mailbox_routes.on("POST", *_each("reply"), *_each("replyAll"), *_each("forward"))
def send_answer(call: MailboxCall) -> Reply:
    """Answer or forward a mail at once."""
    send(call, _answer(call))
    return Reply(202)


def _answer(call: MailboxCall) -> Message:
    original = message_in(call, call.args["message"])
    action = call.request.path.rstrip("/").rpartition("/")[2].lower().removeprefix("create")
    payload = call.request.json() if call.request.body and not _is_mime(call) else {}
    if _is_mime(call):
        content, _ = _content(call)
        own_head, _ = _answer_words(call, original, action, "")
        given_head, given_body = content.head(), content.body()
        given_head = replace(given_head, to=given_head.to or own_head.to)
    else:
        given_head, given_body = _answer_words(call, original, action, str(parameter(payload, "comment") or ""))
    given = parameter(payload, "message") or {}
    if action == "forward" and parameter(payload, "toRecipients"):
        given = {"toRecipients": parameter(payload, "toRecipients")} | given
    head = compose.head_with(given_head, given)
    body = compose.body_with(given_body, given)
    drafts = known_folder(call.mailbox, "drafts")
    own = Person(call.mailbox.user.name, call.mailbox.user.upn)
    content = WrittenContent(replace(head, author=head.author or own, sender=own), body)
    answer = new_message(call.mailbox, drafts.key, content, call.world.clock.now(), [original.internet_message_id])
    return _with_state(replace(answer, conversation=original.conversation), given)


def _answer_words(call: MailboxCall, original: Message, action: str, comment: str) -> tuple[Head, Body]:
    head, body = original.content.head(), original.content.body()
    own = call.mailbox.user.addresses
    to = head.reply_to or ((head.author,) if head.author else ())
    others = tuple(p for p in head.to if p.address.lower() not in own and p not in to) if action == "replyall" else ()
    cc = tuple(p for p in head.cc if p.address.lower() not in own) if action == "replyall" else ()
    is_forward = action == "forward"
    subject = f"{'FW' if is_forward else 'RE'}: {topics.topic_of(head.subject)}"
    headers = (("In-Reply-To", original.internet_message_id), ("References", original.internet_message_id))
    made = Head(subject, None, None, () if is_forward else (*to, *others), () if is_forward else cc, headers=headers)
    return made, Body("html", _quoted(head, body, comment), body.attachments if is_forward else ())


def _quoted(head: Head, body: Body, comment: str) -> str:
    author = head.author or Person("", "")
    old = body.text if body.kind == "html" else f"<pre>{escape(body.text)}</pre>"
    return (
        f'<html><body><div>{escape(comment)}</div><hr tabindex="-1"><div id="divRplyFwdMsg">'
        f"<b>From:</b> {escape(author.name)} "
        f"&lt;{escape(author.address)}&gt;<br><b>To:</b> {escape('; '.join(p.name for p in head.to))}<br>"
        f"<b>Subject:</b> {escape(head.subject)}</div><div>{old}</div></body></html>"
    )


def _content(call: MailboxCall) -> tuple[Content, Payload]:
    """The words of a new mail; MIME comes as base64 with content type text/plain."""
    if not _is_mime(call):
        payload = call.request.json()
        return _written(call, payload), payload
    text = re.sub(rb"\\n|[^A-Za-z0-9+/]", b"", call.request.body)
    try:
        raw = b64decode(text[: len(text) - (len(text) % 4 == 1)] + b"==")
    except (Base64Error, ValueError) as error:
        raise bad_request("Invalid base64 string for MIME content.", "ErrorMimeContentInvalidBase64String") from error
    header, start = split(raw)
    if not header.items:
        raise bad_request("Invalid MIME content.", "ErrorMimeContentInvalid")
    return WrittenContent(head_of(header), body_of(raw, header, start)), {}


def _is_mime(call: MailboxCall) -> bool:
    return call.request.headers.get("content-type", "").lower().startswith("text/plain")


def _written(call: MailboxCall, payload: Payload) -> WrittenContent:
    own = Person(call.mailbox.user.name, call.mailbox.user.upn)
    empty = Head("", own, own, ())
    return WrittenContent(compose.head_with(empty, payload), compose.body_with(Body("text", ""), payload))


def _with_state(message: Message, payload: Payload) -> Message:
    """What may change at any time."""
    changes: dict[str, Any] = {}
    if "isRead" in payload:
        if not isinstance(payload["isRead"], bool):
            raise bad_request("Cannot convert the literal to the expected type 'Edm.Boolean'.")
        changes["is_read"] = payload["isRead"]
    if "categories" in payload:
        changes["categories"] = compose.categories_of(payload["categories"])
    if "importance" in payload:
        changes["importance"] = compose.importance_of(payload["importance"])
    if payload.get("flag"):
        changes["flag"] = compose.flag_of(payload["flag"])
    if "singleValueExtendedProperties" in payload:
        changes["extended"] = compose.extended_with(message.extended, payload["singleValueExtendedProperties"])
    return replace(message, **changes)


def _destination(call: MailboxCall) -> int:
    text = parameter(call.request.json(), "destinationId")
    if not text:
        raise bad_request("destinationId is required.", "ErrorInvalidRequest")
    folder = folder_in(call, str(text))
    if folder.key == ROOT:
        raise GraphError(403, "ErrorAccessDenied", "Mails can't lie in the root folder.")
    return folder.key


def _moved(call: MailboxCall, message: Message, folder: int) -> Message:
    number = call.mailbox.next_number()
    moved = replace(message, folder=folder, place=message.place + 1, version=number, modified=call.world.clock.now())
    call.mailbox.put_message(moved)
    return moved


def _shown(call: MailboxCall, message: Message, status: int) -> Reply:
    view = MessageView(call.mailbox, message, call.style)
    context = {"@odata.context": call.owner_context("messages/$entity")}
    location = {"Location": f"{call.request.origin}/v1.0/users/{call.mailbox.user.id}/messages/{view.id}"}
    return Reply.json(context | message_payload(view, None), status, location if status == HTTPStatus.CREATED else {})
