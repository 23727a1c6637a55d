"""One user's mailbox: folders, mails, calendars, contacts, and a change number that grows with each write."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from msgspec import Struct

from graph_sandbox import ids
from graph_sandbox.agenda import Agenda
from graph_sandbox.cards import Cards
from graph_sandbox.contact import Contact
from graph_sandbox.directory import User
from graph_sandbox.event import Event
from graph_sandbox.letter import Message
from graph_sandbox.shelf import Shelf
from graph_sandbox.threads import Threads

# displayName -> wellKnownName, https://learn.microsoft.com/graph/api/resources/mailfolder
WELL_KNOWN = {
    "Inbox": "inbox",
    "Drafts": "drafts",
    "Sent Items": "sentitems",
    "Deleted Items": "deleteditems",
    "Junk Email": "junkemail",
    "Archive": "archive",
    "Outbox": "outbox",
    "Conversation History": "conversationhistory",
}
# What other programs call those folders when they export a mailbox.
_SYNONYMS = {
    "sent": "Sent Items",
    "sent mail": "Sent Items",
    "sent messages": "Sent Items",
    "trash": "Deleted Items",
    "deleted messages": "Deleted Items",
    "spam": "Junk Email",
    "junk": "Junk Email",
    "junk e-mail": "Junk Email",
}
ROOT = 1


class Folder(Struct, frozen=True):
    """A mail folder."""

    key: int
    name: str
    parent: int
    version: int = 1
    well_known: str | None = None
    is_hidden: bool = False
    extended: tuple[tuple[str, str], ...] = ()

    @property
    def rank(self) -> tuple[float, int]:
        """Well-known folders first, in Outlook's order, others by key."""
        known = list(WELL_KNOWN.values())
        return (float(known.index(self.well_known)) if self.well_known in known else 100.0, self.key)


class ItemChange(Struct, frozen=True):
    """An item before and after a write (None: it was not or is no longer there)."""

    before: Message | Event | Contact | None
    after: Message | Event | Contact | None


class Mailbox:
    """The state of one mailbox. Every method that writes must be called with `lock` held."""

    def __init__(self, user: User) -> None:
        self.user = user
        # The mailbox's own id, part of each item id.
        self.guid = user.mailbox
        self.lock = threading.RLock()
        self.number = 1
        self.loaded_number = 1
        self.folders: Shelf[Folder] = Shelf()
        self.messages: Shelf[Message] = Shelf()
        self._in_folder: dict[int, Shelf[Message]] = {}
        self._unread: dict[int, int] = {}
        self.on_change: Callable[[ItemChange], None] = lambda _: None
        self.is_gone = False
        self.settings: dict[str, Any] = {}
        # What other rooms of the mailbox keep here (tasks), by their name.
        self.rooms: dict[str, Any] = {}
        self.categories: dict[str, dict[str, str]] = {}
        self.threads = Threads()
        self.agenda = Agenda(self.guid)
        self.cards = Cards(self.guid)
        self._add_well_known()

    def move(self) -> None:
        """To another server: every item id changes, immutable ones too."""
        self.guid = uuid4()

    def next_number(self) -> int:
        """Count one change."""
        self.number += 1
        return self.number

    def well_known(self, name: str) -> Folder | None:
        """The folder of a wellKnownName."""
        if name.lower() == "msgfolderroot":
            return Folder(ROOT, "Top of Information Store", 0, well_known="msgfolderroot")
        return next((f for f in self.folders.all() if f.well_known == name.lower()), None)

    def children(self, parent: int) -> list[Folder]:
        """The folders directly below a folder."""
        return [folder for folder in self.folders.all() if folder.parent == parent]

    def folder_at(self, path: str) -> Folder:
        """The folder of a "/"-separated path, made if it is not there (while loading)."""
        parent = ROOT
        folder = None
        for depth, name in enumerate(part for part in path.split("/") if part):
            shown = _SYNONYMS.get(name.lower(), name) if depth == 0 else name
            folder = next((f for f in self.children(parent) if f.name.lower() == shown.lower()), None)
            if folder is None:
                folder = Folder(ids.key_of("folder", str(self.guid), str(parent), shown), shown, parent)
                self._shelve(folder)
            parent = folder.key
        return folder or self._known_inbox()

    def in_folder(self, key: int) -> Shelf[Message]:
        """The mails of one folder."""
        return self._in_folder[key]

    def unread(self, key: int) -> int:
        """How many mails of a folder are unread."""
        return self._unread[key]

    def load_messages(self, messages: list[Message]) -> None:
        """Fill the mailbox while loading; that is no change."""
        self.messages.load([(m.rank, m) for m in messages])
        for key, shelf in self._in_folder.items():
            here = [m for m in messages if m.folder == key]
            shelf.load([(m.rank, m) for m in here])
            self._unread[key] = sum(not m.is_read for m in here)

    def put_message(self, message: Message) -> None:
        """Add or replace a mail; its `version` must be this mailbox's newest change number."""
        before = self.messages.get(message.key)
        self.messages.put(message.rank, message, message.version)
        if before is not None:
            self._unread[before.folder] -= not before.is_read
            if before.folder != message.folder:
                self._in_folder[before.folder].remove(message.key, message.version)
        self._in_folder[message.folder].put(message.rank, message, message.version)
        self._unread[message.folder] += not message.is_read
        self.on_change(ItemChange(before, message))

    def remove_message(self, key: int) -> Message:
        """Take a mail away for good."""
        before = self.messages.get(key)
        if before is None:
            raise KeyError(key)
        number = self.next_number()
        self.messages.remove(key, number)
        self._in_folder[before.folder].remove(key, number)
        self._unread[before.folder] -= not before.is_read
        self.on_change(ItemChange(before, None))
        return before

    def put_event(self, event: Event) -> None:
        """Add or replace an event; its `version` must be this mailbox's newest change number."""
        before = self.agenda.find(event.key)
        self.agenda.put(event)
        self.on_change(ItemChange(before, event))

    def remove_event(self, event: Event) -> None:
        """Take an event away."""
        self.agenda.remove(event, self.next_number())
        self.on_change(ItemChange(event, None))

    def put_contact(self, contact: Contact) -> None:
        """Add or replace a contact; its `version` must be this mailbox's newest change number."""
        before = self.cards.find(contact.key)
        self.cards.put(contact)
        self.on_change(ItemChange(before, contact))

    def remove_contact(self, contact: Contact) -> None:
        """Take a contact away."""
        self.cards.remove(contact, self.next_number())
        self.on_change(ItemChange(contact, None))

    def put_folder(self, folder: Folder) -> None:
        """Add or replace a folder."""
        self.folders.put(folder.rank, folder, folder.version)
        self._in_folder.setdefault(folder.key, Shelf())
        self._unread.setdefault(folder.key, 0)

    def remove_folder(self, folder: Folder) -> None:
        """Take a folder, what is below it and all mails in it away."""
        for child in self.children(folder.key):
            self.remove_folder(child)
        for message in list(self._in_folder[folder.key].all()):
            self.remove_message(message.key)
        self.folders.remove(folder.key, self.next_number())

    def _add_well_known(self) -> None:
        found = []
        for name, known in WELL_KNOWN.items():
            folder = Folder(ids.key_of("folder", str(self.guid), known), name, ROOT, well_known=known)
            found.append((folder.rank, folder))
            self._in_folder[folder.key] = Shelf()
            self._unread[folder.key] = 0
        self.folders.load(found)

    def _shelve(self, folder: Folder) -> None:
        everything = [*self.folders.all(), folder]
        self.folders.load([(f.rank, f) for f in everything])
        self._in_folder[folder.key] = Shelf()
        self._unread[folder.key] = 0

    def _known_inbox(self) -> Folder:
        return next(f for f in self.folders.all() if f.well_known == "inbox")
