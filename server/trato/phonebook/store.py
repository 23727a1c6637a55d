"""Queries on contact lists: which folders there are and are followed, and the contacts in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.db.arrays import in_list
from trato.errors import NotFoundError
from trato.phonebook.mirror import INSIDE
from trato.phonebook.model import Card, ContactFolder, FollowedFolder, OutlookContact
from trato.phonebook.tables import contact_folders, followed_contact_folders, outlook_contacts
from trato.sync import store as feeds
from trato.sync.model import FeedKind
from trato.sync.plain import drop_items


def open_list(connection: Connection, tenant_id: int, mailbox_id: int) -> int:
    """Let the names of a mailbox's contact folders be read from now on, to choose from; return the feed's id.

    Before somebody wants to choose, Graph is not asked about contacts at all.
    """
    return feeds.ensure(connection, tenant_id, mailbox_id, FeedKind.CONTACT_FOLDERS, name="contact folders")


def is_open(connection: Connection, mailbox_id: int) -> bool:
    """Tell whether the names of a mailbox's contact folders are read."""
    return any(feed.kind is FeedKind.CONTACT_FOLDERS for feed in feeds.of_mailbox(connection, mailbox_id))


def folders(connection: Connection, mailbox_id: int) -> list[ContactFolder]:
    """Return the contact folders of a mailbox, the default one first."""
    table = contact_folders
    rows = connection.execute(
        sa.select(table.c.remote_id, table.c.parent_remote_id, table.c.name, table.c.is_default)
        .where(table.c.mailbox_id == mailbox_id)
        .order_by(table.c.is_default.desc(), table.c.name, table.c.remote_id)
    )
    return [ContactFolder(*row) for row in rows]


def followed(connection: Connection, mailbox_id: int) -> list[FollowedFolder]:
    """Return the folders of a mailbox that somebody chose, in the order of their names."""
    chosen = followed_contact_folders
    rows = connection.execute(
        sa.select(
            chosen.c.mailbox_id, chosen.c.remote_id, contact_folders.c.name, chosen.c.followed_by_id,
            chosen.c.followed_since,
        )
        .join_from(chosen, contact_folders)
        .where(chosen.c.mailbox_id == mailbox_id)
        .order_by(contact_folders.c.name, chosen.c.remote_id)
    )  # fmt: skip
    return [FollowedFolder(*row) for row in rows]


def follow(
    connection: Connection, tenant_id: int, mailbox_id: int, remote_id: str, *, by_id: int | None, at: datetime
) -> None:
    """Choose a folder to be read from now on; a choice made before stands. Raises NotFoundError for an unknown one."""
    if remote_id not in {folder.remote_id for folder in folders(connection, mailbox_id)}:
        raise NotFoundError(f"mailbox {mailbox_id} has no contact folder {remote_id!r}; list its folders first")
    statement = insert(followed_contact_folders).values(
        tenant_id=tenant_id, mailbox_id=mailbox_id, remote_id=remote_id, followed_by_id=by_id, followed_since=at
    )
    connection.execute(statement.on_conflict_do_nothing())


def unfollow(connection: Connection, mailbox_id: int, remote_id: str) -> int:
    """End a choice and forget what was read from that folder; Outlook keeps it. Return contacts forgotten."""
    chosen, contacts = followed_contact_folders, outlook_contacts
    connection.execute(sa.delete(chosen).where(chosen.c.mailbox_id == mailbox_id, chosen.c.remote_id == remote_id))
    here = sa.and_(contacts.c.mailbox_id == mailbox_id, contacts.c[INSIDE] == remote_id)
    held = connection.execute(sa.select(sa.func.count()).where(here)).scalar_one()
    drop_items(connection, contacts, INSIDE, mailbox_id, [remote_id])
    return int(held)


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
    table = outlook_contacts
    rows = connection.execute(
        sa.select(table)
        .where(table.c.mailbox_id == mailbox_id, table.c[INSIDE] == folder_remote_id)
        .order_by(table.c.remote_id)
    )
    return [
        OutlookContact(
            row.mailbox_id, row.remote_id, row.folder_remote_id, row.change_key, row.photo_etag,
            msgspec.convert(row.fields, Card),
        )
        for row in rows
    ]  # fmt: skip
