"""Take mails out again as if they had never come: copies, what nobody holds then, and their traces in threads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import in_list
from trato.db.bulk import insert_many
from trato.mail.reading import subject as subjects
from trato.mail.tables import (
    message_copies,
    message_keys,
    message_participants,
    message_texts,
    messages,
    thread_keys,
    thread_participants,
    threads,
)

Touched = Callable[[Connection, Collection[int]], None]

TAKEN_AT_ONCE = 500


def nobody_asks(_connection: Connection, _thread_ids: Collection[int]) -> None:
    """Pass over what is about to go, where nothing else depends on it."""


@dataclass(frozen=True, slots=True)
class TakingOut:
    """Takes mails out of one tenant; the caller holds the tenant's lock.

    `on_change` is told mails that stay and whose thread or holders are others now; `before_gone` the threads that are
    about to lose mails, while all is still there.
    """

    tenant_id: int
    on_change: Touched
    before_gone: Touched

    def copies(self, connection: Connection, remote_ids: Mapping[int, Collection[str]]) -> set[int]:
        """Take out copies, named by mailbox, with the mails that nobody holds then; return the mails concerned."""
        held: set[int] = set()
        for mailbox_id, ids in remote_ids.items():
            here = (message_copies.c.mailbox_id == mailbox_id, in_list(message_copies.c.remote_id, list(ids)))
            gone = connection.execute(sa.delete(message_copies).where(*here).returning(message_copies.c.message_id))
            held |= set(gone.scalars())
        self.unheld(connection, held)
        return held

    def folders(self, connection: Connection, mailbox_id: int, remote_ids: Sequence[str]) -> None:
        """Take out what a mailbox holds in these folders."""
        here = (message_copies.c.mailbox_id == mailbox_id, in_list(message_copies.c.folder_remote_id, remote_ids))
        copies = list(connection.execute(sa.select(message_copies.c.remote_id).where(*here)).scalars())
        for start in range(0, len(copies), TAKEN_AT_ONCE):
            self.copies(connection, {mailbox_id: copies[start : start + TAKEN_AT_ONCE]})

    def unheld(self, connection: Connection, message_ids: Collection[int]) -> None:
        """Take out those of these mails that nobody holds; tell of the others that somebody holds them no more."""
        if not message_ids:
            return
        left = sa.select(message_copies.c.message_id).where(in_list(message_copies.c.message_id, message_ids))
        staying = set(connection.execute(left).scalars())
        beside = self._mails(connection, set(message_ids) - staying)
        if staying or beside:
            self.on_change(connection, sorted(staying | beside))

    def _mails(self, connection: Connection, message_ids: Collection[int]) -> set[int]:
        """Take out mails; return one of each thread that stays."""
        mine = in_list(messages.c.id, message_ids)
        found = connection.execute(sa.select(messages.c.id, messages.c.thread_id, messages.c.sent_at).where(mine)).all()
        if not found:
            return set()
        thread_ids = sorted({row.thread_id for row in found})
        self.before_gone(connection, thread_ids)
        known = sa.select(message_keys.c.key, message_keys.c.message_id).where(
            in_list(message_keys.c.message_id, message_ids), message_keys.c.key.like("id:%")
        )
        keys = [(row.key, row.message_id) for row in connection.execute(known)]
        connection.execute(sa.delete(messages).where(mine))
        openers = _openers(connection, thread_ids)
        connection.execute(
            sa.delete(threads).where(in_list(threads.c.id, [one for one in thread_ids if one not in openers]))
        )
        when = {row.id: (row.thread_id, row.sent_at) for row in found}
        # Mails of the thread that are later name it in their References: then it leads there still.
        stray = [
            key
            for key, message_id in keys
            if (thread := openers.get(when[message_id][0])) is None or thread.last_at < when[message_id][1]
        ]
        connection.execute(sa.delete(thread_keys).where(in_list(thread_keys.c.key, stray)))
        self._mend(connection, openers)
        return {row.id for row in openers.values()}

    def _mend(self, connection: Connection, openers: Mapping[int, Any]) -> None:
        """Let threads say what their remaining mails say."""
        if not openers:
            return
        before = {
            row.id: row
            for row in connection.execute(sa.select(threads).where(in_list(threads.c.id, list(openers)))).all()
        }
        values = []
        for thread_id, first in openers.items():
            was = before[thread_id]
            stays = was.first_at == first.sent_at and was.opener == first.sender
            topic = was.topic if stays else subjects.normalise(first.subject).casefold()
            opens_as_reply = stays and was.opens_as_reply
            values.append((
                self.tenant_id, thread_id, topic, first.sent_at, first.last_at, first.sender, opens_as_reply,
            ))  # fmt: skip
        columns = ["tenant_id", "id", "topic", "first_at", "last_at", "opener", "opens_as_reply"]
        insert_many(connection, threads, columns, values, update=columns[2:])
        takes_part = (
            sa.select(sa.literal(1))
            .select_from(messages)
            .join(
                message_participants,
                sa.and_(
                    message_participants.c.tenant_id == messages.c.tenant_id,
                    message_participants.c.message_id == messages.c.id,
                ),
            )
            .where(
                messages.c.thread_id == thread_participants.c.thread_id,
                message_participants.c.address == thread_participants.c.address,
            )
        )
        connection.execute(
            sa.delete(thread_participants).where(
                in_list(thread_participants.c.thread_id, list(openers)), sa.not_(takes_part.exists())
            )
        )


def settle_sensitivity(connection: Connection, message_ids: Collection[int]) -> None:
    """Let mails be as sensitive as the most sensitive of their copies: what one holder marks private is private."""
    connection.execute(_SETTLE, {"ids": sorted(message_ids)})


def _openers(connection: Connection, thread_ids: Collection[int]) -> dict[int, Any]:
    """Return by thread its first mail, with when its last was sent; nothing of a thread without mails."""
    last_at = sa.func.max(messages.c.sent_at).over(partition_by=messages.c.thread_id).label("last_at")
    rows = connection.execute(
        sa.select(
            messages.c.id, messages.c.thread_id, messages.c.sent_at, messages.c.sender, message_texts.c.subject, last_at
        )
        .join(
            message_texts,
            sa.and_(message_texts.c.tenant_id == messages.c.tenant_id, message_texts.c.message_id == messages.c.id),
        )
        .where(in_list(messages.c.thread_id, thread_ids))
        .order_by(messages.c.sent_at.desc(), messages.c.id.desc())
    )
    return {row.thread_id: row for row in rows.all()}


_SETTLE = sa.text("""
UPDATE messages m SET sensitivity = now.sensitivity FROM (
  SELECT c.message_id, (ARRAY['normal', 'personal', 'private', 'confidential'])[max(array_position(
           ARRAY['normal', 'personal', 'private', 'confidential'], c.sensitivity))] AS sensitivity
  FROM message_copies c WHERE c.message_id = ANY (:ids) AND c.sensitivity <> '' GROUP BY c.message_id
) now WHERE m.id = now.message_id AND m.sensitivity <> now.sensitivity
""").bindparams(sa.bindparam("ids", type_=sa.ARRAY(sa.BigInteger)))
