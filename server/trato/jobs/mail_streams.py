"""The mail of a mailbox as streams: its folders, then the messages of each."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.jobs.streams import FIRST, USUAL, Box, Stream
from trato.linking.going import threads_going
from trato.mail.feed import FolderFeed, MessageFeed
from trato.mail.mirror import FolderMirror, MessageMirror
from trato.mail.model import WellKnown
from trato.mail.tables import mail_folders
from trato.sync.model import FeedKind

UNREAD = {WellKnown.OUTBOX.value}
PLACES = {WellKnown.INBOX.value: FIRST + 1, WellKnown.SENT.value: FIRST + 2}


def folder_streams(_connection: Connection, box: Box) -> list[Stream]:
    """List the one stream that tells of all mail folders."""
    return [
        Stream(
            kind=FeedKind.FOLDERS,
            remote_id="",
            name="folders",
            feed=lambda client: FolderFeed(client, box.user_id),
            mirror=FolderMirror(
                box.tenant_id, box.mailbox.id, on_change=box.linker.mails_changed, before_gone=threads_going
            ),
            place=FIRST,
        )
    ]


def message_streams(connection: Connection, box: Box) -> list[Stream]:
    """List the folders whose messages are read, the Inbox and the sent items first."""
    table = mail_folders
    rows = connection.execute(
        sa.select(table.c.remote_id, table.c.name, table.c.well_known_name, table.c.total_items)
        .where(table.c.mailbox_id == box.mailbox.id)
        .order_by(table.c.name, table.c.remote_id)
    )
    return [
        _messages(box, row.remote_id, row.name, row.total_items, PLACES.get(row.well_known_name, USUAL))
        for row in rows
        if row.well_known_name not in UNREAD
    ]


def _messages(box: Box, remote_id: str, name: str, total: int, place: int) -> Stream:
    mirror = MessageMirror(
        box.tenant_id,
        box.mailbox.id,
        remote_id,
        box.ours,
        on_change=box.linker.mails_changed,
        on_merge=box.linker.threads_merged,
        before_gone=threads_going,
    )

    def stored(remote_ids: Collection[str]) -> dict[str, str]:
        with box.database.as_system(box.tenant_id) as connection:
            return mirror.stored(connection, remote_ids)

    return Stream(
        kind=FeedKind.MESSAGES,
        remote_id=remote_id,
        name=name,
        feed=lambda client: MessageFeed(client, box.user_id, remote_id, stored=stored, apart=box.apart),
        mirror=mirror,
        estimated=total,
        place=place,
    )
