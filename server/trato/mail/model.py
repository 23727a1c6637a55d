"""A mail as Trato keeps it: who, when, what kind; its text was read once and is not here (DESIGN: visibility)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Direction(StrEnum):
    """Whence a mail came, seen from our organisation."""

    IN = "in"
    OUT = "out"
    INTERNAL = "internal"


class WellKnown(StrEnum):
    """Folders whose meaning does not depend on their name (Graph: mailFolder well-known names)."""

    INBOX = "inbox"
    SENT = "sentitems"
    DRAFTS = "drafts"
    DELETED = "deleteditems"
    JUNK = "junkemail"
    ARCHIVE = "archive"
    OUTBOX = "outbox"


@dataclass(frozen=True, slots=True)
class Party:
    """A participant: role is from, to, cc or bcc; the address is lower case and not empty."""

    role: str
    address: str
    name: str


@dataclass(frozen=True, slots=True)
class MailItem:
    """One copy of a mail in one mailbox.

    `message_id` and `references` are bare Message-IDs without angle brackets (RFC 5322 §3.6.4); `fingerprint` says
    which mail it is where copies carry different Message-IDs, empty for a draft, which is not a mail yet; `is_reply`
    tells an answer by its subject whose header is lost, so that it cannot say what it answers; `reference_numbers`
    and `marks` (mail.telling) are those of what the sender wrote, not of the subject.
    """

    remote_id: str
    change_key: str
    folder_remote_id: str
    message_id: str
    references: tuple[str, ...]
    conversation_id: str
    fingerprint: str
    subject: str
    topic: str
    is_reply: bool
    summary: str
    parties: tuple[Party, ...]
    sent_at: datetime
    received_at: datetime
    is_draft: bool
    has_attachments: bool
    sensitivity: str
    automated_kind: str
    automated_why: str
    reference_numbers: tuple[str, ...]
    marks: tuple[int, ...]
    categories: tuple[str, ...] = ()

    @property
    def sender(self) -> Party | None:
        """Return who wrote it, None where the mail does not say."""
        first = self.parties[0] if self.parties else None
        if first is None or first.role == "from":
            return first
        return next((party for party in self.parties if party.role == "from"), None)

    @property
    def addresses(self) -> frozenset[str]:
        """Return the addresses of all participants."""
        return frozenset([party.address for party in self.parties])


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A copy that is kept already as it is now, told by its change key, so that its text need not be understood.

    `read` understands it all the same, for one that has gone between the question and the writing.
    """

    remote_id: str
    change_key: str
    folder_remote_id: str
    read: Callable[[], MailItem]


Mail = MailItem | StoredMail


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail that was just written for the first time, so that nothing of it need be read back."""

    mail: MailItem
    direction: Direction


@dataclass(frozen=True, slots=True)
class FolderItem:
    """A mail folder of one mailbox."""

    remote_id: str
    parent_remote_id: str | None
    name: str
    well_known: str
    total_items: int
