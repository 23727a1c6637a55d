"""Mail folders and messages of one mailbox as feeds: Graph's delta, read page by page (Graph: message delta)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from trato.graph import payloads
from trato.graph.batch import Part
from trato.graph.client import GraphClient
from trato.graph.errors import GraphNotFoundError, GraphUnavailableError
from trato.mail.model import FolderItem, Mail, StoredMail, WellKnown
from trato.mail.reading_apart import ReadingApart
from trato.mail.understanding import Unread, understood, understood_page
from trato.sync.decoding import ask_one, decode_page, id_of
from trato.sync.protocols import Fetched, Misread, Page

PAGE_SIZE = 1000
SMALL_PAGE = 100
FIELDS = (
    "subject,from,sender,toRecipients,ccRecipients,bccRecipients,internetMessageId,conversationId,sentDateTime,"
    "receivedDateTime,isDraft,hasAttachments,parentFolderId,categories,body,internetMessageHeaders,"
    # A property of the mails that are invitations and answers (OData 4.01 §4.11: a derived type is named first).
    "microsoft.graph.eventMessage/meetingMessageType"
)
TEXT_BODY = 'outlook.body-content-type="text"'
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
    Large pages of mails that are all new may be read `apart`.
    """

    client: GraphClient
    graph_user_id: str
    folder_remote_id: str
    page_size: int = PAGE_SIZE
    stored: Stored | None = None
    apart: ReadingApart | None = None
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
        unread = ask_one(
            self.client, path, remote_id, payloads.Message, lambda message: self._item(message, {}), prefer=(TEXT_BODY,)
        )
        page = understood_page(unread)
        return replace(page, misread=[Misread(remote_id, one.reason) for one in page.misread])

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
        read = self.apart.read(answer.value, self.folder_remote_id) if self.apart and not kept else None
        if read is None:
            return understood_page(decode_page(answer, payloads.Message, lambda message: self._item(message, kept)))
        cursor = answer.delta_link or answer.next_link or ""
        return Page(read.upserts, read.removed, read.misread, cursor, is_last=answer.next_link is None)

    def _item(self, message: payloads.Message, kept: Mapping[str, str]) -> StoredMail | Unread:
        home = message.parent_folder_id or self.folder_remote_id
        unread = Unread(message.id, message, home)
        if kept and home == self.folder_remote_id and kept.get(message.id) == message.etag:
            return StoredMail(message.id, message.etag, home, lambda: understood([unread])[0])
        return unread


def _folder(folder: payloads.MailFolder, known: dict[str, str]) -> FolderItem:
    return FolderItem(
        remote_id=folder.id,
        parent_remote_id=folder.parent_folder_id,
        name=folder.display_name or "",
        well_known=known.get(folder.id, ""),
        total_items=folder.total_item_count or 0,
    )
