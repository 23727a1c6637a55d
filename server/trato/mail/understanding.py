"""What a mail says, taken from Graph's message (Graph: message); its text is read here once, and then dropped.

Nothing of the network or the database is needed, so that it can be done in a process beside (mail.reading_apart).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from trato.graph import payloads
from trato.mail import telling
from trato.mail.identity import bare_id, bare_ids, fingerprint
from trato.mail.model import MailItem, Party
from trato.mail.numbers import reference_numbers
from trato.mail.reading import automated, cut, subject, summary
from trato.sync.decoding import labels, storable

LONGEST_SUBJECT = 1000
LONGEST_ID = 998
MOST_PARTIES = 500
LONGEST_ADDRESS = 320
LONGEST_NAME = 255
MOST_LETTERS = 1000  # of a name or an address are looked at
MOST_NUMBERS = 20


def understood(message: payloads.Message, folder: str) -> MailItem:
    """Return the mail; `folder` is where it lies unless it says so itself."""
    headers = _fields(message)
    title = storable(message.subject or "")[:LONGEST_SUBJECT]
    text = (message.body.content or "") if message.body else ""
    parties = tuple(_parties(message))
    sender = next((party.address for party in parties if party.role == "from"), "")
    received_at = message.received_date_time or message.sent_date_time or datetime(1970, 1, 1, tzinfo=UTC)
    sent_at = message.sent_date_time or received_at
    machine = automated.classify(headers, sender=sender, subject=title)
    calendar = message.meeting_message_type not in {None, "none"}
    is_draft = bool(message.is_draft)
    reply = cut.reply_of(text)
    return MailItem(
        remote_id=message.id,
        change_key=message.etag,
        folder_remote_id=message.parent_folder_id or folder,
        message_id=storable(bare_id(message.internet_message_id or ""))[:LONGEST_ID],
        references=_references(headers),
        conversation_id=message.conversation_id or "",
        fingerprint="" if is_draft else fingerprint(sender=sender, subject=title, sent_at=sent_at, text=text),
        subject=title,
        topic=subject.normalise(title).casefold()[:LONGEST_SUBJECT],
        is_reply=_is_stray_reply(title, headers),
        summary=storable(summary.first_sentence(reply)),
        parties=parties,
        sent_at=sent_at,
        received_at=received_at,
        is_draft=is_draft,
        has_attachments=bool(message.has_attachments),
        sensitivity=message.sensitivity or _sensitivity(headers),
        automated_kind="calendar" if calendar else (machine.kind if machine else ""),
        automated_why="meetingMessageType" if calendar else (machine.why if machine else ""),
        reference_numbers=tuple(dict.fromkeys(reference_numbers(reply)))[:MOST_NUMBERS],
        marks=tuple(telling.marks(reply)),
        categories=labels(message.categories),
    )


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
