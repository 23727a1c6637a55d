"""Queries on mail that more than one module asks: folders, copies, threads by key and topic."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

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
    table = message_copies.c
    columns = (table.remote_id, table.message_id, table.folder_remote_id, table.change_key, table.full_round)
    rows = connection.execute(
        sa.select(*columns).where(table.mailbox_id == mailbox_id, in_list(table.remote_id, remote_ids))
    )
    return {row[0]: Copy(*row) for row in rows.all()}


def messages_by_key(connection: Connection, keys: Collection[str]) -> dict[str, int]:
    """Return which message each key ("id:…", "fp:…") leads to."""
    rows = connection.execute(
        sa.select(message_keys.c.key, message_keys.c.message_id).where(in_list(message_keys.c.key, keys))
    )
    return dict(rows.all())


def threads_by_key(connection: Connection, keys: Collection[str]) -> dict[str, int]:
    """Return which thread each key leads to."""
    rows = connection.execute(
        sa.select(thread_keys.c.key, thread_keys.c.thread_id).where(in_list(thread_keys.c.key, keys))
    )
    return dict(rows.all())


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
        for row in rows.all()
    ]


@dataclass(frozen=True, slots=True)
class Folder:
    """A kept folder: where it lies, and what it is (inbox, sentitems, …), empty for one that a person made."""

    parent_remote_id: str | None
    well_known_name: str


def folders(connection: Connection, mailbox_id: int) -> dict[str, Folder]:
    """Return the folders of a mailbox by their ids."""
    table = mail_folders
    rows = connection.execute(
        sa.select(table.c.remote_id, table.c.parent_remote_id, table.c.well_known_name).where(
            table.c.mailbox_id == mailbox_id
        )
    )
    return {row.remote_id: Folder(row.parent_remote_id, row.well_known_name) for row in rows}


def with_subfolders(*roots: sa.ColumnElement[bool]) -> sa.CTE:
    """Return the folders that fit, and all below them, as (tenant_id, mailbox_id, remote_id); for use in a query."""
    table = mail_folders
    key = (table.c.tenant_id, table.c.mailbox_id, table.c.remote_id)
    found = sa.select(*key).where(*roots).cte("with_subfolders", recursive=True)
    below = sa.select(*key).join(
        found,
        sa.and_(
            table.c.tenant_id == found.c.tenant_id,
            table.c.mailbox_id == found.c.mailbox_id,
            table.c.parent_remote_id == found.c.remote_id,
        ),
    )
    return found.union(below)


def messages_within(connection: Connection, mailbox_id: int, remote_ids: Collection[str]) -> list[int]:
    """Return the messages that a mailbox holds in these folders and below them."""
    here = with_subfolders(mail_folders.c.mailbox_id == mailbox_id, in_list(mail_folders.c.remote_id, remote_ids))
    held: sa.Select[Any] = (
        sa.select(message_copies.c.message_id)
        .join(
            here,
            sa.and_(
                here.c.tenant_id == message_copies.c.tenant_id,
                here.c.mailbox_id == message_copies.c.mailbox_id,
                here.c.remote_id == message_copies.c.folder_remote_id,
            ),
        )
        .distinct()
    )
    return sorted(connection.execute(held).scalars())


def threads_of(connection: Connection, message_ids: Collection[int]) -> dict[int, int]:
    """Return the thread of each message."""
    rows = connection.execute(sa.select(messages.c.id, messages.c.thread_id).where(in_list(messages.c.id, message_ids)))
    return dict(rows.all())
