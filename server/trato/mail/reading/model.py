"""What reading a mail gives: parts, quoted messages, the sender's card, automation, meeting times."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a stretch of the body is for its reader."""

    HEADER = "header"
    GREETING = "greeting"
    BODY = "body"
    SIGNOFF = "signoff"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"
    ATTACHMENT = "attachment"


class AutomatedKind(StrEnum):
    """Which machine wrote a mail."""

    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    LIST = "list"
    BULK = "bulk"
    CALENDAR = "calendar"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the body, [start, end) in characters; depth 0 is the sender's, n the n-th quoted message's."""

    kind: Kind
    depth: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """The header of a quoted message as printed. `sent_at` is ISO 8601, with an offset only if one was printed."""

    author: str | None = None
    email: str | None = None
    sent_at: str | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """A body taken apart: `parts` cover it in order; `reply` is what the sender wrote, without signature."""

    parts: tuple[Part, ...]
    quoted: tuple[Quoted, ...]
    reply: str
    signature: str


@dataclass(frozen=True, slots=True)
class Automated:
    """A machine wrote it: which one, and the header or pattern that says so."""

    kind: AutomatedKind
    why: str


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as written, in E.164 where it is valid, with its kind (work, mobile, fax, home, pager)."""

    raw: str
    e164: str | None
    kind: str
    extension: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What a mail says about its sender; `sources` tells for each field where it came from."""

    name: str | None = None
    title: str | None = None
    company: str | None = None
    department: str | None = None
    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    address: str | None = None
    sources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """A time named in the text, resolved; `text` is the words it was read from."""

    start: datetime
    end: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """How sure we are that a meeting is asked for, given or changed; which of these; when; and why we think so."""

    intent: float
    kind: str | None
    times: tuple[Period, ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail."""

    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is understood of one mail."""

    id: str | int
    cut: Cut
    automated: Automated | None
    sender: Card
    meeting: Meeting
    language: str | None
    attachments: tuple[Attachment, ...] = field(default=())
    questions: tuple[str, ...] = field(default=())
