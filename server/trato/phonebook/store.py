"""Queries on contact lists: which folders there are and are followed, and the contacts in them."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection

from trato import typed
from trato.db.arrays import in_list
from trato.phonebook.mirror import FOLDERS
from trato.phonebook.model import Card, ContactFolder, OutlookContact
from trato.phonebook.tables import contact_folders, outlook_contacts

# How somebody comes to choose a folder, and ends it: sync.choices.
open_list = FOLDERS.open_list
is_open = FOLDERS.is_open
followed = FOLDERS.followed
follow = FOLDERS.follow
unfollow = FOLDERS.unfollow


def folders(connection: Connection, mailbox_id: int) -> list[ContactFolder]:
    """Return the contact folders of a mailbox, the default one first."""
    table = contact_folders
    rows = connection.execute(
        sa.select(table.c.remote_id, table.c.parent_remote_id, table.c.name, table.c.is_default)
        .where(table.c.mailbox_id == mailbox_id)
        .order_by(table.c.is_default.desc(), table.c.name, table.c.remote_id)
    )
    return [ContactFolder(*row) for row in rows]


def photos(connection: Connection, mailbox_id: int, remote_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return version and picture of those of these contacts that are kept, by id."""
    table = outlook_contacts
    rows = connection.execute(
        sa.select(table.c.remote_id, table.c.change_key, table.c.photo_etag).where(
            table.c.mailbox_id == mailbox_id, in_list(table.c.remote_id, list(remote_ids))
        )
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def contacts_in(connection: Connection, mailbox_id: int, folder_remote_id: str) -> list[OutlookContact]:
    """Return the contacts of a folder as they are in Outlook."""
    return [
        OutlookContact(
            row.mailbox_id, row.remote_id, row.folder_remote_id, row.change_key, row.photo_etag,
            typed.from_values(row.fields, Card),
        )
        for row in FOLDERS.items_in(connection, mailbox_id, folder_remote_id)
    ]  # fmt: skip
