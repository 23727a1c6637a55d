"""A mailbox's contact folders and contacts."""

from uuid import UUID

from graph_sandbox import ids
from graph_sandbox.contact import Contact, ContactFolder
from graph_sandbox.shelf import Shelf

CONTACT_ROOT = 2


class Cards:
    """Contact folders, and one shelf of contacts each; the default folder has no entry of its own in Graph's list."""

    def __init__(self, mailbox: UUID) -> None:
        self.folders: Shelf[ContactFolder] = Shelf()
        self.default = ids.key_of("contacts", str(mailbox))
        self._contacts: dict[int, Shelf[Contact]] = {self.default: Shelf()}

    def contacts(self, folder: int) -> Shelf[Contact] | None:
        """The contacts of one folder, or None if there is no such folder."""
        return self._contacts.get(folder)

    def find(self, key: int) -> Contact | None:
        """A contact in any folder."""
        return next((contact for shelf in self._contacts.values() if (contact := shelf.get(key))), None)

    def put_folder(self, folder: ContactFolder) -> None:
        """Add or replace a folder."""
        self.folders.put(folder.rank, folder, folder.version)
        self._contacts.setdefault(folder.key, Shelf())

    def remove_folder(self, key: int, number: int) -> None:
        """Take a folder and its contacts away."""
        self.folders.remove(key, number)
        del self._contacts[key]

    def put(self, contact: Contact) -> None:
        """Add or replace a contact; its `version` must be the mailbox's newest change number."""
        before = self.find(contact.key)
        if before is not None and before.folder != contact.folder:
            self._contacts[before.folder].remove(contact.key, contact.version)
        self._contacts[contact.folder].put(contact.rank, contact, contact.version)

    def remove(self, contact: Contact, number: int) -> None:
        """Take a contact away."""
        self._contacts[contact.folder].remove(contact.key, number)
