"""Reads what clients send as message resource into words of our own; the service ignores the case of parameter names.

https://learn.microsoft.com/graph/api/user-post-messages, .../message-update
"""

import secrets
from base64 import b64decode
from binascii import Error as Base64Error
from typing import Any

from msgspec.structs import replace

from graph_sandbox import ids
from graph_sandbox.fields import Person
from graph_sandbox.letter import Attachment, Body, BodyKind, Flag, Head
from graph_sandbox.web import GraphError, bad_request

Payload = dict[str, Any]
_IMPORTANCE = ("low", "normal", "high")
_FLAGS = {"notflagged": "notFlagged", "complete": "complete", "flagged": "flagged"}
MOST_INLINE = 3_000_000


def parameter(payload: Payload, name: str, default: object = None) -> Any:
    """A parameter of an action, whatever its letters' case."""
    lower = name.lower()
    return next((value for key, value in payload.items() if key.lower() == lower), default)


def new_key() -> int:
    """The key of an item made now."""
    return secrets.randbits(63)


def head_with(head: Head, payload: Payload) -> Head:
    """A head with the given properties in place of its own."""
    changes: dict[str, Any] = {}
    if "subject" in payload:
        changes["subject"] = str(payload["subject"] or "")
    for name, target in (
        ("toRecipients", "to"),
        ("ccRecipients", "cc"),
        ("bccRecipients", "bcc"),
        ("replyTo", "reply_to"),
    ):
        if name in payload:
            changes[target] = people_of(payload[name], name)
    if payload.get("from"):
        changes["author"] = person_of(payload["from"], "from")
    if payload.get("internetMessageHeaders"):
        changes["headers"] = head.headers + _headers(payload["internetMessageHeaders"])
    for name, target in (
        ("isReadReceiptRequested", "read_receipt"),
        ("isDeliveryReceiptRequested", "delivery_receipt"),
    ):
        if name in payload:
            changes[target] = bool(payload[name])
    return replace(head, **changes)


def body_with(body: Body, payload: Payload) -> Body:
    """A body with the given text and attachments."""
    if payload.get("body"):
        kind, text = body_of(payload["body"])
        body = replace(body, kind=kind, text=text)
    for given in payload.get("attachments") or []:
        body = replace(body, attachments=(*body.attachments, attachment_of(given)))
    return body


def body_of(given: Payload) -> tuple[BodyKind, str]:
    """An itemBody."""
    kind = str(given.get("contentType", "text")).lower()
    return ("html" if kind == "html" else "text"), str(given.get("content") or "")


def person_of(given: object, where: str) -> Person:
    """A recipient.

    Raises:
        GraphError: 400 if it has no address.
    """
    email = given.get("emailAddress") if isinstance(given, dict) else None
    if not isinstance(email, dict) or not (email.get("address") or email.get("name")):
        raise bad_request(f"At least one recipient in '{where}' isn't valid.", "ErrorInvalidRecipients")
    address = str(email.get("address") or "")
    return Person(str(email.get("name") or address), address)


def people_of(given: list[Payload] | None, where: str) -> tuple[Person, ...]:
    """A list of recipients."""
    return tuple(person_of(entry, where) for entry in given or [])


def attachment_of(given: Payload) -> Attachment:
    """A fileAttachment (itemAttachments are kept as their JSON).

    Raises:
        GraphError: 400 without a name or with bytes that are not base64, 413 above 3 MB.
    """
    name = str(given.get("name") or "")
    if not name:
        raise bad_request("The attachment needs a name.", "ErrorInvalidRequest")
    try:
        content = b64decode(str(given.get("contentBytes") or ""), validate=True)
    except (Base64Error, ValueError) as error:
        raise bad_request("Cannot convert the literal to the expected type 'Edm.Binary'.") from error
    if len(content) > MOST_INLINE:
        raise GraphError(413, "ErrorMessageSizeExceeded", "The attachment is larger than 3 MB; use an upload session.")
    is_item = str(given.get("@odata.type", "")).lower().endswith("itemattachment")
    return Attachment(
        ids.key_of(name, secrets.token_bytes(8)),
        name,
        str(given.get("contentType") or "application/octet-stream"),
        content,
        bool(given.get("isInline", False)),
        given.get("contentId"),
        is_item,
    )


def importance_of(given: object) -> str:
    """An importance, any case."""
    text = str(given).lower()
    if text not in _IMPORTANCE:
        raise bad_request(f"'{given}' is no importance.")
    return text


def flag_of(given: Payload) -> Flag:
    """A followupFlag."""
    status = _FLAGS.get(str(given.get("flagStatus", "notFlagged")).lower())
    if status is None:
        raise bad_request(f"'{given.get('flagStatus')}' is no flag status.")
    if given.get("dueDateTime") and not given.get("startDateTime"):
        raise bad_request("A flag with a due date needs a start date.", "ErrorInvalidRequest")
    return Flag(status, given.get("startDateTime"), given.get("dueDateTime"), given.get("completedDateTime"))


def extended_with(before: tuple[tuple[str, str], ...], given: list[Payload] | None) -> tuple[tuple[str, str], ...]:
    """Single-value extended properties, the given ones put in place; the name in an id is case-sensitive."""
    kept = dict(before)
    for entry in given or []:
        if not entry.get("id"):
            raise bad_request("An extended property needs an id.", "ErrorInvalidExtendedProperty")
        kept[str(entry["id"])] = str(entry.get("value") or "")
    return tuple(kept.items())


def categories_of(given: list[str] | None) -> tuple[str, ...]:
    """Category names, each once."""
    return tuple(dict.fromkeys(str(name) for name in given or []))


def _headers(given: list[Payload]) -> tuple[tuple[str, str], ...]:
    for entry in given:
        if not str(entry.get("name", "")).lower().startswith("x-"):
            raise bad_request(
                "The internet message header name should start with 'x-' or 'X-'.", "InvalidInternetMessageHeader"
            )
    return tuple((str(entry["name"]), str(entry.get("value") or "")) for entry in given)
