"""Mail folders and messages of one mailbox as feeds: Graph's delta, read page by page (Graph: message delta).

The text of a mail is read here, once, for the fingerprint, the summary and the reference numbers, and then dropped.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote

from trato.graph import payloads
from trato.graph.batch import Part
from trato.graph.client import GraphClient
from trato.graph.errors import GraphNotFoundError, GraphUnavailableError
from trato.mail import telling
from trato.mail.identity import bare_id, bare_ids, fingerprint
from trato.mail.model import FolderItem, Mail, MailItem, Party, StoredMail, WellKnown
from trato.mail.numbers import reference_numbers
from trato.mail.reading import automated, cut, subject, summary
from trato.sync.decoding import ask_one, decode_page, id_of, labels, storable
from trato.sync.protocols import Fetched, Page

PAGE_SIZE = 1000
SMALL_PAGE = 100
FIELDS = (
    "subject,from,sender,toRecipients,ccRecipients,bccRecipients,internetMessageId,conversationId,sentDateTime,"
    "receivedDateTime,isDraft,hasAttachments,parentFolderId,categories,body,internetMessageHeaders,"
    # A property of the mails that are invitations and answers (OData 4.01 §4.11: a derived type is named first).
    "microsoft.graph.eventMessage/meetingMessageType"
)
TEXT_BODY = 'outlook.body-content-type="text"'
LONGEST_SUBJECT = 1000
LONGEST_ID = 998
MOST_PARTIES = 500
LONGEST_ADDRESS = 320
LONGEST_NAME = 255
MOST_LETTERS = 1000  # of a name or an address are looked at
MOST_NUMBERS = 20
WORTH_ASKING = 20  # fewer mails are understood sooner than the question is asked

Stored = Callable[[Collection[str]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class FolderFeed:
    """The folders of a mailbox, all levels."""

    client: GraphClient
    graph_user_id: str

    def page(self, cursor: str) -> Page[FolderItem]:
        """Return the page after `cursor`; see sync.protocols.Feed."""
        path = cursor or f"users/{quote(self.graph_user_id)}/mailFolders/delta"
        answer = self.client.get(path, payloads.Page)
        # Folders of a later page or round are well known too (an archive is made when it is first used).
        known = self._well_known() if answer.value else {}
        return decode_page(answer, payloads.MailFolder, lambda folder: _folder(folder, known))

    def one(self, remote_id: str) -> Page[FolderItem]:
        """Ask for one folder; see sync.protocols.Feed."""
        path = f"users/{quote(self.graph_user_id)}/mailFolders/{quote(remote_id, safe='')}"
        known = self._well_known()
        return ask_one(self.client, path, remote_id, payloads.MailFolder, lambda folder: _folder(folder, known))

    def _well_known(self) -> dict[str, str]:
        below = f"users/{quote(self.graph_user_id)}/mailFolders"
        answers = self.client.batch([Part("GET", f"{below}/{name}?$select=id") for name in WellKnown])
        ids = {}
        for name, answer in zip(WellKnown, answers, strict=True):
            try:
                ids[answer.read(payloads.MailFolder).id] = name.value
            except GraphNotFoundError:
                continue
        return ids


@dataclass(frozen=True, slots=True)
class MessageFeed:
    """The messages of one folder, newest first.

    A page that did not come may have been too much for Graph, or for the way here: from then on they are small ones.
    `stored` tells the change keys of copies that are kept: a mail of which nothing changed is not understood again.
    """

    client: GraphClient
    graph_user_id: str
    folder_remote_id: str
    page_size: int = PAGE_SIZE
    stored: Stored | None = None
    _is_too_much: threading.Event = field(default_factory=threading.Event, init=False, repr=False, compare=False)

    def page(self, cursor: str) -> Page[Mail]:
        """Return the page after `cursor`; see sync.protocols.Feed."""
        return self.fetch(cursor).read()

    def fetch(self, cursor: str) -> Fetched[Mail]:
        """Ask for the page after `cursor`; see sync.protocols.ReadsAhead."""
        first = (
            f"users/{quote(self.graph_user_id)}/mailFolders/{quote(self.folder_remote_id)}/messages/delta"
            f"?$select={FIELDS}&$orderby=receivedDateTime%20desc"
        )
        answer = self._ask(cursor or first)
        return Fetched(
            cursor=answer.delta_link or answer.next_link or "",
            is_last=answer.next_link is None,
            read=lambda: self._read(answer),
        )

    def one(self, remote_id: str) -> Page[Mail]:
        """Ask for one message, in whatever folder it is; see sync.protocols.Feed."""
        path = f"users/{quote(self.graph_user_id)}/messages/{quote(remote_id, safe='')}?$select={FIELDS}"
        return ask_one(self.client, path, remote_id, payloads.Message, self._item, prefer=(TEXT_BODY,))

    def _ask(self, path: str) -> payloads.Page:
        if not self._is_too_much.is_set():
            try:
                return self._page_of(path, self.page_size)
            except GraphUnavailableError:
                self._is_too_much.set()
        return self._page_of(path, min(self.page_size, SMALL_PAGE))

    def _page_of(self, path: str, size: int) -> payloads.Page:
        return self.client.get(path, payloads.Page, prefer=(f"odata.maxpagesize={size}", TEXT_BODY))

    def _read(self, answer: payloads.Page) -> Page[Mail]:
        kept: Mapping[str, str] = {}
        if self.stored is not None and len(answer.value) >= WORTH_ASKING:
            kept = self.stored([raw_id for raw_id in map(id_of, answer.value) if raw_id])
        return decode_page(answer, payloads.Message, lambda message: self._item(message, kept))

    def _item(self, message: payloads.Message, kept: Mapping[str, str] | None = None) -> Mail:
        home = message.parent_folder_id or self.folder_remote_id
        if kept and home == self.folder_remote_id and kept.get(message.id) == message.etag:
            return StoredMail(message.id, message.etag, home, lambda: _mail(message, home))
        return _mail(message, home)


def _folder(folder: payloads.MailFolder, known: dict[str, str]) -> FolderItem:
    return FolderItem(
        remote_id=folder.id,
        parent_remote_id=folder.parent_folder_id,
        name=folder.display_name or "",
        well_known=known.get(folder.id, ""),
        total_items=folder.total_item_count or 0,
    )


def _mail(message: payloads.Message, home: str) -> MailItem:
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
        folder_remote_id=home,
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
