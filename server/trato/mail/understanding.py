"""What a mail says, taken from Graph's message (Graph: message); its text is read here once, and then dropped.

Nothing of the network or the database is needed, so that it can be done in a process beside (mail.reading_apart).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from trato.graph import payloads
from trato.mail import telling
from trato.mail.identity import bare_id, bare_ids, fingerprint
from trato.mail.model import Mail, MailItem, Party, StoredMail
from trato.mail.numbers import reference_numbers
from trato.mail.reading import automated, cut, subject, summary
from trato.sync.decoding import labels, storable
from trato.sync.protocols import Misread, Page

LONGEST_SUBJECT = 1000
LONGEST_ID = 998
MOST_PARTIES = 500
LONGEST_ADDRESS = 320
LONGEST_NAME = 255
MOST_LETTERS = 1000  # of a name or an address are looked at
MOST_NUMBERS = 20
AT_ONCE = 100
CANNOT_BE_READ = (UnicodeError, ValueError, OverflowError)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Unread:
    """A mail as Graph told it; `folder` is where it lies unless it says so itself."""

    remote_id: str
    message: payloads.Message
    folder: str


def understood(mails: Sequence[Unread]) -> list[MailItem]:
    """Return what these mails say.

    Step by step for all of them and not mail by mail: a processor that repeats one step takes a quarter less time
    than one that goes through all steps again and again. Give some at a time, since all is held until the end.
    """
    messages = [one.message for one in mails]
    headers = [_fields(message) for message in messages]
    titles = [storable(message.subject or "")[:LONGEST_SUBJECT] for message in messages]
    texts = [(message.body.content or "") if message.body else "" for message in messages]
    parties = [tuple(_parties(message)) for message in messages]
    senders = [next((party.address for party in some if party.role == "from"), "") for some in parties]
    received = [message.received_date_time or message.sent_date_time or _LONG_AGO for message in messages]
    sent = [message.sent_date_time or at for message, at in zip(messages, received, strict=True)]
    machines = [_machine(*given) for given in zip(messages, headers, senders, titles, strict=True)]
    replies = [cut.reply_of(text) for text in texts]
    columns: dict[str, Sequence[Any]] = {
        "remote_id": [message.id for message in messages],
        "change_key": [message.etag for message in messages],
        "folder_remote_id": [one.message.parent_folder_id or one.folder for one in mails],
        "message_id": [storable(bare_id(message.internet_message_id or ""))[:LONGEST_ID] for message in messages],
        "references": [_references(fields) for fields in headers],
        "conversation_id": [message.conversation_id or "" for message in messages],
        "fingerprint": [_fingerprint(*given) for given in zip(messages, senders, titles, sent, texts, strict=True)],
        "subject": titles,
        "topic": [subject.normalise(title).casefold()[:LONGEST_SUBJECT] for title in titles],
        "is_reply": [_is_stray_reply(title, fields) for title, fields in zip(titles, headers, strict=True)],
        "summary": [storable(summary.first_sentence(reply)) for reply in replies],
        "parties": parties,
        "sent_at": sent,
        "received_at": received,
        "is_draft": [bool(message.is_draft) for message in messages],
        "has_attachments": [bool(message.has_attachments) for message in messages],
        "sensitivity": [
            message.sensitivity or _sensitivity(fields) for message, fields in zip(messages, headers, strict=True)
        ],
        "automated_kind": [kind for kind, _ in machines],
        "automated_why": [why for _, why in machines],
        "reference_numbers": [tuple(dict.fromkeys(reference_numbers(reply)))[:MOST_NUMBERS] for reply in replies],
        "marks": [tuple(telling.marks(reply)) for reply in replies],
        "categories": [labels(message.categories) for message in messages],
    }
    return [MailItem(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]


def understood_page(page: Page[StoredMail | Unread]) -> Page[Mail]:
    """Understand what is unread in a page; one that cannot be understood is set aside."""
    read, misread = read_but_the_bad([one for one in page.upserts if isinstance(one, Unread)])
    found = [read.get(one.remote_id) if isinstance(one, Unread) else one for one in page.upserts]
    upserts = [one for one in found if one is not None]
    return Page(upserts, page.removed, [*page.misread, *misread], page.cursor, page.is_last)


def read_but_the_bad(unread: Sequence[Unread]) -> tuple[dict[str, MailItem], list[Misread]]:
    """Understand mails, some at a time; return by id what they say, and which cannot be understood."""
    read: dict[str, MailItem] = {}
    misread: list[Misread] = []
    for start in range(0, len(unread), AT_ONCE):
        some = unread[start : start + AT_ONCE]
        try:
            read |= {mail.remote_id: mail for mail in understood(some)}
        except CANNOT_BE_READ:
            misread += _one_by_one(some, read)
    return read, misread


def _one_by_one(mails: Sequence[Unread], read: dict[str, MailItem]) -> Iterator[Misread]:
    for one in mails:
        try:
            (read[one.remote_id],) = understood([one])
        except CANNOT_BE_READ as error:
            yield Misread(one.remote_id, f"{type(error).__name__}: {error}"[:500])


def _machine(message: payloads.Message, fields: Mapping[str, str], sender: str, title: str) -> tuple[str, str]:
    if message.meeting_message_type not in {None, "none"}:
        return "calendar", "meetingMessageType"
    machine = automated.classify(fields, sender=sender, subject=title)
    return (machine.kind, machine.why) if machine else ("", "")


def _fingerprint(message: payloads.Message, sender: str, title: str, sent_at: datetime, text: str) -> str:
    return "" if message.is_draft else fingerprint(sender=sender, subject=title, sent_at=sent_at, text=text)


def _fields(message: payloads.Message) -> dict[str, str]:
    """Return the header's fields by their names in lower case; of a repeated one the first, which came last."""
    named = message.internet_message_headers or ()
    return {header.name.lower(): header.value or "" for header in reversed(named)}


def _parties(message: payloads.Message) -> list[Party]:
    groups = (
        ("from", (message.from_ or message.sender,)),
        ("to", message.to_recipients),
        ("cc", message.cc_recipients),
        ("bcc", message.bcc_recipients),
    )
    found: dict[tuple[str, str], Party] = {}
    for role, recipients in groups:
        for recipient in recipients or ():
            email = recipient.email_address if recipient else None
            if email and email.address:
                party = _party(role, email.address[:MOST_LETTERS], (email.name or "")[:MOST_LETTERS])
                if party.address:
                    found.setdefault((role, party.address), party)
    return list(found.values())[:MOST_PARTIES]


@lru_cache(maxsize=16_384)  # the same people write and are written to
def _party(role: str, address: str, name: str) -> Party:
    return Party(role, storable(address).strip().lower()[:LONGEST_ADDRESS], storable(name)[:LONGEST_NAME])


def _references(headers: Mapping[str, str]) -> tuple[str, ...]:
    fields = (headers.get("references", ""), headers.get("in-reply-to", ""))
    return tuple(dict.fromkeys(name for field in fields if field for name in bare_ids(storable(field))))


def _is_stray_reply(title: str, headers: Mapping[str, str]) -> bool:
    # A mail that was delivered (RFC 5322 §3.6.7) kept its header: if it names no other mail, it answers none. Only one
    # that lost it, in an export or among the sent items, may be an answer by the prefix of its subject alone.
    if "received" in headers:
        return False
    return subject.normalise(title) != " ".join(title.split())


def _sensitivity(headers: Mapping[str, str]) -> str:
    # Graph's message resource has no sensitivity; the header of RFC 2156 §5.3.4 says it.
    value = headers.get("sensitivity", "").strip().lower()
    return {"personal": "personal", "private": "private", "company-confidential": "confidential"}.get(value, "normal")
