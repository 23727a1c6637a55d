"""Mirror contact folders and contacts: rows that equal Outlook, with no link into the CRM."""

from __future__ import annotations

from trato.phonebook.tables import contact_folders, outlook_contacts
from trato.sync.plain import CollectionMirror, ItemMirror

INSIDE = "folder_remote_id"


def folder_mirror(tenant_id: int, mailbox_id: int) -> CollectionMirror:
    """Return the mirror of a mailbox's contact folders."""
    return CollectionMirror(tenant_id, mailbox_id, contact_folders, outlook_contacts, INSIDE)


def contact_mirror(tenant_id: int, mailbox_id: int, folder_remote_id: str) -> ItemMirror:
    """Return the mirror of the contacts of one folder."""
    return ItemMirror(tenant_id, mailbox_id, folder_remote_id, outlook_contacts, INSIDE)
