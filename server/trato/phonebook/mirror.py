"""Mirror contact folders and contacts: rows that equal Outlook, with no link into the CRM."""

from __future__ import annotations

from trato.phonebook.tables import INSIDE, contact_folders, followed_contact_folders, outlook_contacts
from trato.sync.choices import Choices
from trato.sync.model import FeedKind

FOLDERS = Choices(
    contact_folders, followed_contact_folders, outlook_contacts, INSIDE,
    listed_as=FeedKind.CONTACT_FOLDERS, read_as=FeedKind.CONTACTS, one="contact folder", many="contact folders",
)  # fmt: skip

folder_mirror = FOLDERS.list_mirror
contact_mirror = FOLDERS.item_mirror
