"""What a mail says, whether it came as MIME or was written through Graph."""

from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from graph_sandbox.fields import Person

BodyKind = Literal["text", "html"]


class Head(Struct, frozen=True):
    """The part of a mail that lists show."""

    subject: str
    sender: Person | None
    author: Person | None
    to: tuple[Person, ...]
    cc: tuple[Person, ...] = ()
    bcc: tuple[Person, ...] = ()
    reply_to: tuple[Person, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    importance: str = "normal"
    read_receipt: bool = False
    delivery_receipt: bool = False


class Attachment(Struct, frozen=True):
    """A file or (with `item`) a mail hanging on a mail; `key` names it within its mail."""

    key: int
    name: str
    content_type: str
    content: bytes
    is_inline: bool = False
    content_id: str | None = None
    is_item: bool = False


class Body(Struct, frozen=True):
    """The text of a mail and what hangs on it; `calendar` is the text/calendar part of an invitation or answer."""

    kind: BodyKind
    text: str
    attachments: tuple[Attachment, ...] = ()
    calendar: str | None = None


class Content(Protocol):
    """Where a mail's words come from."""

    def head(self) -> Head:
        """Subject, people, headers."""

    def body(self) -> Body:
        """Text and attachments."""

    def mime(self) -> bytes | None:
        """The mail as received, if it was received as MIME."""


class WrittenContent(Struct, frozen=True):
    """A mail made through Graph: its words are kept as given."""

    written_head: Head
    written_body: Body

    def head(self) -> Head:
        """As given."""
        return self.written_head

    def body(self) -> Body:
        """As given."""
        return self.written_body

    def mime(self) -> bytes | None:
        """There never was any."""
        return None


class Flag(Struct, frozen=True):
    """The follow-up flag of a mail, times in Graph's own form (dateTimeTimeZone)."""

    status: str = "notFlagged"
    start: dict[str, str] | None = None
    due: dict[str, str] | None = None
    completed: dict[str, str] | None = None


class Message(Struct, frozen=True):
    """One mail in one mailbox. Each change makes a new Message with a higher `version`; nothing is edited in place."""

    key: int
    folder: int
    place: int
    version: int
    content: Content
    internet_message_id: str
    conversation: bytes
    received: datetime
    sent: datetime
    created: datetime
    modified: datetime
    is_read: bool = True
    is_draft: bool = False
    categories: tuple[str, ...] = ()
    importance: str | None = None
    flag: Flag = Flag()
    extended: tuple[tuple[str, str], ...] = ()
    meeting: str | None = None
    # The iCalUId of the meeting that the mail is about.
    meeting_event: str | None = None

    @property
    def rank(self) -> tuple[float, int]:
        """Newest first, then by key, so that every list has one order."""
        return (-self.received.timestamp(), self.key)
