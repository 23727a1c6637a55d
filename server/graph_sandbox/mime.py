"""MIME mails (RFC 2045-2047) read as Outlook shows them: leniently, one body, the rest as attachments."""

import binascii
import codecs
import quopri
import re
import threading
from base64 import b64decode
from email import message_from_bytes
from email.errors import MessageDefect
from email.message import Message as Part
from functools import cache

from msgspec import Struct

from graph_sandbox import fields
from graph_sandbox.fields import Fields
from graph_sandbox.letter import Attachment, Body, BodyKind, Head
from graph_sandbox.rawstore import RawStore, Span

# The mail each thread opened last.
_LAST = threading.local()
_CHARSET = re.compile(r"charset\s*=\s*\"?([^\s\";]+)", re.IGNORECASE)
_MEDIA = re.compile(r"\s*([\w.+-]+)/([\w.+-]+)")
_OUTLOOK_NAMES = {
    "x-unknown": "cp1252",
    "unknown-8bit": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "iso-8859-1": "cp1252",
    "default": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "gb2312": "gb18030",
    "ks_c_5601-1987": "cp949",
}


class NestedTooDeepDefect(MessageDefect):
    """Parts lie in parts deeper than can be followed."""


class MimeContent(Struct, frozen=True):
    """A mail that lies as MIME in the raw store and is decoded each time it is asked for."""

    store: RawStore
    span: Span

    def head(self) -> Head:
        """Decode the header only."""
        return head_of(self._opened()[1])

    def body(self) -> Body:
        """Decode the body."""
        return body_of(*self._opened())

    def _opened(self) -> tuple[bytes, Fields, int]:
        """The mail split into header and body; head and body are mostly asked for one after the other."""
        last: tuple[Span, tuple[bytes, Fields, int]] | None = getattr(_LAST, "mail", None)
        if last is not None and last[0] is self.span:
            return last[1]
        raw = self.store.read(self.span)
        opened = (raw, *fields.split(raw))
        _LAST.mail = (self.span, opened)
        return opened

    def mime(self) -> bytes | None:
        """As received."""
        return self.store.read(self.span)


def head_of(found: Fields) -> Head:
    """What lists show of a mail."""
    author = found.people("from")
    sender = found.people("sender")
    first = author[0] if author else None
    return Head(
        subject=found.text("subject").strip(),
        sender=sender[0] if sender else first,
        author=first or (sender[0] if sender else None),
        to=found.people("to"),
        cc=found.people("cc"),
        bcc=found.people("bcc"),
        reply_to=found.people("reply-to"),
        headers=tuple((name, fields.decoded(value)) for name, value in found.items),
        importance=_importance(found),
        read_receipt=found.first("disposition-notification-to") is not None,
        delivery_receipt=found.first("return-receipt-to") is not None,
    )


def body_of(raw: bytes, found: Fields, start: int) -> Body:
    """The body Outlook would show, and the attachments."""
    media = _media(found.first("content-type"))
    if media in ("text/plain", "text/html") and not _is_attached(found.first("content-disposition")):
        data = _transfer_decoded(raw[start:], found.first("content-transfer-encoding"))
        return Body(_kind(media), _unix(text_of(data, _charset(found.first("content-type")))))
    return _assembled(_parsed(raw, start))


def faults(raw: bytes, found: Fields, start: int) -> list[str]:
    """Why this mail could only be read leniently; empty for a good mail."""
    media = _media(found.first("content-type"))
    if not media.startswith("multipart/") and media != "message/rfc822":
        return _part_faults(
            media,
            _charset(found.first("content-type")),
            raw[start:],
            found.first("content-transfer-encoding"),
        )
    whole = _parsed(raw, start)
    reasons = []
    for part in whole.walk():
        reasons += [f"broken MIME: {type(defect).__name__}" for defect in part.defects]
        if not part.is_multipart():
            charset = _charset(str(part.get("Content-Type", "")))
            reasons += _part_faults(part.get_content_type(), charset, _part_bytes(part), None)
    return list(dict.fromkeys(reasons))


def _parsed(raw: bytes, start: int) -> Part:
    """The mail in parts; one whose parts are nested deeper than can be followed is one text, as it lies there."""
    try:
        return message_from_bytes(raw)
    except RecursionError:
        plain = Part()
        plain.set_payload(raw[start:].decode("latin-1"))
        plain.defects.append(NestedTooDeepDefect())
        return plain


def text_of(data: bytes, charset: str | None) -> str:
    """Bytes as text; an unknown charset or bytes that do not fit it are read leniently."""
    codec = _codec((charset or "us-ascii").lower())
    if codec is None:
        return fields.lenient(data)
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return fields.lenient(data)


@cache
def _codec(charset: str) -> str | None:
    name = _OUTLOOK_NAMES.get(charset, charset)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return info.name if info._is_text_encoding else None  # noqa: SLF001 - the only way to tell rot13 from a charset


def _part_faults(media: str, charset: str | None, data: bytes, encoding: str | None) -> list[str]:
    if not media.startswith("text/"):
        return []
    if charset and _codec(charset.lower()) is None:
        return [f"unknown charset {charset!r}"]
    if data.isascii() and (encoding or "").strip().lower() not in ("base64", "quoted-printable"):
        return []
    codec = _codec((charset or "us-ascii").lower()) or "ascii"
    try:
        _transfer_decoded(data, encoding).decode(codec)
    except UnicodeDecodeError as error:
        return [] if charset is None else [f"bytes that are not {charset}: {error.reason}"]
    return []


def _importance(found: Fields) -> str:
    named = (found.first("importance") or "").strip().lower()
    if named in ("high", "low"):
        return named
    priority = (found.first("x-priority") or "").strip()[:1]
    return {"1": "high", "2": "high", "4": "low", "5": "low"}.get(priority, "normal")


def _media(content_type: str | None) -> str:
    match = _MEDIA.match(content_type or "text/plain")
    return f"{match[1]}/{match[2]}".lower() if match else "text/plain"


def _charset(content_type: str | None) -> str | None:
    match = _CHARSET.search(content_type or "")
    return match[1].strip("'") if match else None


def _is_attached(disposition: str | None) -> bool:
    return (disposition or "").strip().lower().startswith("attachment")


def _kind(media: str) -> BodyKind:
    return "html" if media == "text/html" else "text"


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _transfer_decoded(data: bytes, encoding: str | None) -> bytes:
    name = (encoding or "").strip().lower()
    if name == "quoted-printable":
        return quopri.decodestring(data)
    if name == "base64":
        try:
            return b64decode(re.sub(rb"[^A-Za-z0-9+/]", b"", data) + b"===")
        except binascii.Error:
            return data
    return data


def _assembled(whole: Part) -> Body:
    texts: list[tuple[BodyKind, str]] = []
    hanging: list[Attachment] = []
    calendar = None
    for part in _leaves(whole):
        media = part.get_content_type()
        if media == "text/calendar" and calendar is None and not _is_attached(_field(part, "Content-Disposition")):
            calendar = _part_text(part)
        elif _shows_as_body(part, media, texts):
            texts.append((_kind(media), _part_text(part)))
        else:
            hanging.append(_attachment(part, media, len(hanging)))
    kind: BodyKind = "html" if any(k == "html" for k, _ in texts) else "text"
    text = "\n".join(t for k, t in texts if k == kind)
    return Body(kind, _unix(text), tuple(hanging), calendar)


def _leaves(part: Part) -> list[Part]:
    """The parts that hold no others, in their order; without recursion, however deep they lie."""
    found: list[Part] = []
    left = [part]
    while left:
        one = left.pop()
        payload = one.get_payload()
        if one.get_content_type() == "message/rfc822" or not one.is_multipart():
            found.append(one)
        elif isinstance(payload, list):
            left += [child for child in reversed(payload) if isinstance(child, Part)]
    return found


def _field(part: Part, name: str) -> str | None:
    value = part.get(name)
    return None if value is None else str(value)


def _shows_as_body(part: Part, media: str, texts: list[tuple[BodyKind, str]]) -> bool:
    """Plain or HTML text without a file name; an HTML part after another HTML part hangs on the mail."""
    if (
        media not in ("text/plain", "text/html")
        or _is_attached(_field(part, "Content-Disposition"))
        or part.get_filename()
    ):
        return False
    return not (media == "text/html" and any(kind == "html" for kind, _ in texts))


def _part_bytes(part: Part) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _inner_bytes(part: Part) -> bytes:
    inner = part.get_payload()
    if not (isinstance(inner, list) and inner and isinstance(inner[0], Part)):
        return b""
    try:
        return inner[0].as_bytes()
    except (KeyError, LookupError, ValueError, RecursionError):
        return str(inner[0].get("Subject", "")).encode("utf-8", "replace")


def _part_text(part: Part) -> str:
    return text_of(_part_bytes(part), _charset(_field(part, "Content-Type")))


def _attachment(part: Part, media: str, number: int) -> Attachment:
    content_id = (_field(part, "Content-ID") or "").strip().strip("<>") or None
    name = fields.decoded(str(part.get_filename() or ""))
    if media == "message/rfc822":
        raw = _inner_bytes(part)
        subject = fields.split(raw)[0].text("subject")
        return Attachment(number, name or subject or "message", media, raw, is_item=True)
    inline = (_field(part, "Content-Disposition") or "").strip().lower().startswith("inline") or (
        content_id is not None and not _is_attached(_field(part, "Content-Disposition"))
    )
    return Attachment(number, name or f"attachment-{number + 1}", media, _part_bytes(part), inline, content_id)
