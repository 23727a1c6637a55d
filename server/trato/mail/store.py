"""Queries on mail that more than one module asks: folders, copies, threads by key and topic."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import in_list
from trato.mail.tables import (
    mail_folders,
    message_copies,
    message_keys,
    messages,
    thread_keys,
    thread_participants,
    threads,
)
from trato.mail.threading import KnownThread


@dataclass(frozen=True, slots=True)
class Copy:
    """A mail's item in one mailbox."""

    remote_id: str
    message_id: int
    folder_remote_id: str
    change_key: str
    full_round: int


def copies(connection: Connection, mailbox_id: int, remote_ids: Collection[str]) -> dict[str, Copy]:
    """Return the copies with those ids in a mailbox."""
    table = message_copies
    rows = connection.execute(
        sa.select(table).where(table.c.mailbox_id == mailbox_id, in_list(table.c.remote_id, remote_ids))
    )
    return {
        row.remote_id: Copy(row.remote_id, row.message_id, row.folder_remote_id, row.change_key, row.full_round)
        for row in rows
    }


def messages_by_key(connection: Connection, keys: Collection[str]) -> dict[str, int]:
    """Return which message each key ("id:…", "fp:…") leads to."""
    rows = connection.execute(
        sa.select(message_keys.c.key, message_keys.c.message_id).where(in_list(message_keys.c.key, keys))
    )
    return {row.key: row.message_id for row in rows}


def threads_by_key(connection: Connection, keys: Collection[str]) -> dict[str, int]:
    """Return which thread each key leads to."""
    rows = connection.execute(
        sa.select(thread_keys.c.key, thread_keys.c.thread_id).where(in_list(thread_keys.c.key, keys))
    )
    return {row.key: row.thread_id for row in rows}


def threads_by_topic(connection: Connection, topics: Collection[str]) -> list[KnownThread]:
    """Return the threads with one of those topics, with everybody who took part."""
    if not topics:
        return []
    addresses = (
        sa.select(sa.func.array_agg(thread_participants.c.address))
        .where(
            thread_participants.c.tenant_id == threads.c.tenant_id,
            thread_participants.c.thread_id == threads.c.id,
        )
        .scalar_subquery()
    )
    rows = connection.execute(sa.select(threads, addresses.label("addresses")).where(in_list(threads.c.topic, topics)))
    return [
        KnownThread(
            row.id,
            row.topic,
            row.first_at,
            row.last_at,
            frozenset(row.addresses or ()),
            row.opener,
            row.opens_as_reply,
        )
        for row in rows
    ]


def well_known_folders(connection: Connection, mailbox_id: int) -> dict[str, str]:
    """Return what each folder of a mailbox is (inbox, sentitems, …), empty for a folder a person made."""
    rows = connection.execute(
        sa.select(mail_folders.c.remote_id, mail_folders.c.well_known_name).where(
            mail_folders.c.mailbox_id == mailbox_id
        )
    )
    return {row.remote_id: row.well_known_name for row in rows}


def threads_of(connection: Connection, message_ids: Collection[int]) -> dict[int, int]:
    """Return the thread of each message."""
    rows = connection.execute(sa.select(messages.c.id, messages.c.thread_id).where(in_list(messages.c.id, message_ids)))
    return {row.id: row.thread_id for row in rows}
