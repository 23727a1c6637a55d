"""The address book of a mailbox as streams: the names of its contact folders, then the folders that somebody chose.

Nothing is asked before somebody wants to choose (phonebook.store.open_list).
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from trato.jobs.streams import Box, Stream
from trato.phonebook import store
from trato.phonebook.feed import PAGE_SIZE, ContactFeed, ContactFolderFeed
from trato.phonebook.lists import store as lists
from trato.phonebook.mirror import contact_mirror, folder_mirror
from trato.sync.model import FeedKind

# What Trato wrote itself comes back once and is known: a list of thousands in a few pages.
OWN_PAGE_SIZE = 500


def contact_folder_streams(connection: Connection, box: Box) -> list[Stream]:
    """List the one stream that tells of contact folders, once somebody wants to choose from them."""
    if not store.is_open(connection, box.mailbox.id):
        return []
    return [
        Stream(
            kind=FeedKind.CONTACT_FOLDERS,
            remote_id="",
            name="contact folders",
            feed=lambda client: ContactFolderFeed(client, box.user_id),
            mirror=folder_mirror(box.tenant_id, box.mailbox.id),
        )
    ]


def contact_streams(connection: Connection, box: Box) -> list[Stream]:
    """List the contact folders that somebody chose; no other is ever read."""
    ours = {one.folder_remote_id for one in lists.lists(connection, box.mailbox.id)}
    return [
        _contacts(box, one.remote_id, one.name, page_size=OWN_PAGE_SIZE if one.remote_id in ours else PAGE_SIZE)
        for one in store.followed(connection, box.mailbox.id)
    ]


def _contacts(box: Box, remote_id: str, name: str, *, page_size: int) -> Stream:
    def kept(remote_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        with box.database.as_system(box.tenant_id) as connection:
            return store.photos(connection, box.mailbox.id, remote_ids)

    return Stream(
        kind=FeedKind.CONTACTS,
        remote_id=remote_id,
        name=f"contacts {name}",
        feed=lambda client: ContactFeed(client, box.user_id, remote_id, kept, page_size),
        mirror=contact_mirror(box.tenant_id, box.mailbox.id, remote_id),
    )
