"""A mail's bytes taken apart (RFC 5322, 2045-2047) by a Rust parser; what that refuses, by the standard library.

Only what reading needs is decoded: headers, the body a person sees, and the names of attachments.
"""

import email
import email.policy
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header
from email.message import Message as LibraryMessage
from email.utils import parsedate_to_datetime

import fast_mail_parser

from trato.mail.reading import html
from trato.mail.reading.model import Attachment

_ENCODED = re.compile(r"=\?[^?\s]{1,40}\?[bBqQ]\?[^?]*\?=")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_BETWEEN_WORDS = re.compile(r"(?<=\?=)\s+(?==\?)")
_LONGEST_SUBJECT = 4000


@dataclass(frozen=True, slots=True)
class Mail:
    """A decoded mail; `body` is its plain text, made from HTML where it has no other; `sent_at` is aware."""

    headers: tuple[tuple[str, str], ...]
    subject: str
    sender: str
    sent_at: datetime | None
    content_type: str
    body: str
    attachments: tuple[Attachment, ...]


def parse(raw: bytes) -> Mail:
    """Decode a mail. Never raises: a mail nobody can parse has an empty body, and what headers could be read."""
    raw = raw.lstrip()  # a folded line cannot come first (RFC 5322 section 2.2.3), yet some gateways put one there
    try:
        fast = fast_mail_parser.parse_email(raw)
    except fast_mail_parser.ParseError:
        return _by_library_or_nothing(raw)
    body = _visible(fast.text_plain, fast.text_html)
    if not body.strip() and len(raw) - len(_head(raw)) > len(b"\r\n") * 2:
        return _by_library_or_nothing(raw)
    headers = tuple((name, value) for name, values in fast.headers.items() for value in values)
    return Mail(
        headers=headers,
        subject=_subject(raw, fast.subject or ""),
        sender=_first(headers, "from"),
        sent_at=_instant(_first(headers, "date")),
        content_type=_first(headers, "content-type"),
        body=body,
        attachments=tuple(
            Attachment(name=a.filename or "", content_type=a.mimetype or "", size=len(a.content or b""))
            for a in fast.attachments
        ),
    )


def _by_library_or_nothing(raw: bytes) -> Mail:
    """Parts nested a thousand deep exhaust the library's recursion: such a mail says nothing."""
    try:
        return _by_library(raw)
    except RecursionError:
        return Mail(headers=(), subject="", sender="", sent_at=None, content_type="", body="", attachments=())


def _by_library(raw: bytes) -> Mail:
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    plain: list[str] = []
    marked: list[str] = []
    attachments: list[Attachment] = []
    for part in message.walk():
        if part.is_multipart():
            continue
        kind, name = part.get_content_type(), _file_name(part)
        content = _payload(part)
        if name or not kind.startswith("text/"):
            attachments.append(Attachment(name=name, content_type=kind, size=len(content)))
        else:
            (marked if kind == "text/html" else plain).append(_text(content, part.get_content_charset("utf-8")))
    headers = tuple((name, _decoded(str(value))) for name, value in message.items())
    return Mail(
        headers=headers,
        subject=" ".join(_first(headers, "subject").split()),
        sender=_first(headers, "from"),
        sent_at=_instant(_first(headers, "date")),
        content_type=_first(headers, "content-type"),
        body=_visible(plain, marked),
        attachments=tuple(attachments),
    )


def _visible(plain: Iterable[str], marked: Iterable[str]) -> str:
    """The text a person sees: the plain parts in order, else the HTML as text."""
    written = "\n".join(plain).replace("\r\n", "\n")
    if written.strip():
        return written
    return "\n".join(html.to_text(part) for part in marked)


def _payload(part: LibraryMessage) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return content if isinstance(content, bytes) else b""


def _file_name(part: LibraryMessage) -> str:
    try:
        return part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        return ""


def _text(content: bytes, charset: str | None) -> str:
    for name in (charset or "utf-8", "utf-8"):
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return content.decode("latin-1")


def _head(raw: bytes) -> bytes:
    for blank in (b"\r\n\r\n", b"\n\n"):
        at = raw.find(blank)
        if at >= 0:
            return raw[:at]
    return raw


def _subject(raw: bytes, parsed: str) -> str:
    """Some programs split a word over encoded words (RFC 2047 section 6.2); the Rust parser drops the pieces."""
    if b"=?" not in raw[: _LONGEST_SUBJECT * 8]:
        return " ".join(parsed.split())
    found = re.search(rb"(?im)^subject:([^\n]*(?:\n[ \t][^\n]*)*)", _head(raw))
    value = _text(found.group(1), "utf-8") if found else ""
    return " ".join((_decoded(value) if "=?" in value else parsed).split())


def _decoded(value: str) -> str:
    """A header's text with its encoded words decoded (RFC 2047), whatever surrounds them."""
    joined = _BETWEEN_WORDS.sub("", _FOLD.sub("", value[:_LONGEST_SUBJECT]))
    return _ENCODED.sub(lambda word: _word(word.group()), joined)


def _word(word: str) -> str:
    try:
        return "".join(
            _text(piece, charset) if isinstance(piece, bytes) else piece for piece, charset in decode_header(word)
        )
    except (ValueError, LookupError, email.errors.MessageError):
        return word


def _first(headers: Iterable[tuple[str, str]], wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")


def _instant(date: str) -> datetime | None:
    """The Date header; a date without a usable zone counts as UTC (RFC 5322 section 4.3)."""
    try:
        found = parsedate_to_datetime(date)
        return found if found.tzinfo else found.astimezone()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
