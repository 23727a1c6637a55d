"""Write threads: give each mail its thread, make new ones, merge those that a mail shows to be one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.db.arrays import array_literal, in_list
from trato.db.bulk import insert_many, insert_new, new_ids
from trato.mail import store
from trato.mail.model import MailItem
from trato.mail.tables import messages, thread_keys, thread_participants, threads
from trato.mail.threading import Group, group, has_topic, keys_of, lost_its_references
from trato.privacy.tables import visibility_levels

Merged = Callable[[Connection, int, Sequence[int]], None]


@dataclass(frozen=True, slots=True)
class Threads:
    """The threads of one tenant; the caller holds the tenant's lock.

    `on_merge` is told the surviving thread and those about to go, so that what hangs on them moves over.
    """

    tenant_id: int
    on_merge: Merged

    def place(
        self,
        connection: Connection,
        mails: Sequence[MailItem],
        *,
        homes: Mapping[int, int] | None = None,
        twins: Mapping[int, int] | None = None,
    ) -> list[int]:
        """Return the thread of each mail, in order, after making and merging threads as needed.

        `homes` tells by index the thread that a mail is in already, `twins` another index that is the same mail.
        """
        by_key = store.threads_by_key(connection, {key for mail in mails for key in keys_of(mail)})
        topics = {mail.topic for mail in mails if has_topic(mail)}
        groups = group(mails, by_key, store.threads_by_topic(connection, topics), homes, twins)
        made = iter(new_ids(connection, threads, sum(not found.known for found in groups)))
        placed: dict[int, int] = {}
        rows: dict[int, Group] = {}
        for found in groups:
            thread_id = min(found.known) if found.known else next(made)
            self._merge(connection, thread_id, sorted(found.known - {thread_id}))
            rows[thread_id] = found
            placed |= dict.fromkeys(found.mails, thread_id)
        self._save(connection, mails, rows)
        return [placed[index] for index in range(len(mails))]

    def join(self, connection: Connection, thread_ids: Collection[int]) -> None:
        """Make these threads one."""
        survivor, *absorbed = sorted(set(thread_ids))
        self._merge(connection, survivor, absorbed)

    def reopen(self, connection: Connection, drafts: Sequence[tuple[MailItem, int]]) -> None:
        """Let threads that hold nothing but an edited or sent draft open anew with what it says now."""
        homes = [thread_id for _, thread_id in drafts]
        alone = (
            sa.select(messages.c.thread_id)
            .where(in_list(messages.c.thread_id, homes))
            .group_by(messages.c.thread_id)
            .having(sa.func.count() == 1)
        )
        single = set(connection.execute(alone).scalars()) if homes else set()
        for mail, thread_id in drafts:
            if thread_id in single:
                row = dict(zip(_COLUMNS, _row(self.tenant_id, thread_id, [mail]), strict=True))
                connection.execute(
                    sa.update(threads)
                    .where(threads.c.id == thread_id)
                    .values(**{name: row[name] for name in _COLUMNS[2:]})
                )
                connection.execute(sa.delete(thread_participants).where(thread_participants.c.thread_id == thread_id))

    def _save(self, connection: Connection, mails: Sequence[MailItem], rows: Mapping[int, Group]) -> None:
        new: list[tuple[Any, ...]] = []
        grown: list[tuple[Any, ...]] = []
        for thread_id, found in rows.items():
            row = _row(self.tenant_id, thread_id, [mails[index] for index in found.mails])
            (grown if found.known else new).append(row)
        insert_new(connection, threads, _COLUMNS, new)
        if grown:
            columns = map(array_literal, zip(*grown, strict=True))
            connection.execute(_GROW, dict(zip(_COLUMNS, columns, strict=True)))
        insert_many(
            connection,
            thread_keys,
            ["tenant_id", "key", "thread_id"],
            [(self.tenant_id, key, thread_id) for thread_id, found in rows.items() for key in sorted(found.keys)],
        )
        people = {
            (self.tenant_id, thread_id, address)
            for thread_id, found in rows.items()
            for index in found.mails
            for address in mails[index].addresses
        }
        insert_many(connection, thread_participants, ["tenant_id", "thread_id", "address"], sorted(people))

    def _merge(self, connection: Connection, survivor: int, absorbed: Sequence[int]) -> None:
        if not absorbed:
            return
        everyone = connection.execute(sa.select(threads).where(in_list(threads.c.id, [survivor, *absorbed]))).all()
        first: Any = min(everyone, key=lambda row: row.first_at)
        connection.execute(
            sa.update(threads)
            .where(threads.c.id == survivor)
            .values(
                topic=first.topic,
                first_at=first.first_at,
                opener=first.opener,
                opens_as_reply=first.opens_as_reply,
                last_at=max(row.last_at for row in everyone),
            )
        )
        for table in (messages, thread_keys, visibility_levels):
            connection.execute(sa.update(table).where(in_list(table.c.thread_id, absorbed)).values(thread_id=survivor))
        people = sa.select(thread_participants.c.tenant_id, sa.literal(survivor), thread_participants.c.address).where(
            in_list(thread_participants.c.thread_id, absorbed)
        )
        moved = insert(thread_participants).from_select(["tenant_id", "thread_id", "address"], people)
        connection.execute(moved.on_conflict_do_nothing())
        self.on_merge(connection, survivor, absorbed)
        connection.execute(sa.delete(threads).where(in_list(threads.c.id, absorbed)))


_COLUMNS = ["tenant_id", "id", "topic", "first_at", "last_at", "opener", "opens_as_reply"]

# An older mail may join later: then the thread opens with it. Most mails change nothing of a thread's period.
_GROW = sa.text(
    "UPDATE threads AS old SET last_at = greatest(old.last_at, now.last_at),"
    " first_at = least(old.first_at, now.first_at),"
    " topic = CASE WHEN now.first_at < old.first_at THEN now.topic ELSE old.topic END,"
    " opener = CASE WHEN now.first_at < old.first_at THEN now.opener ELSE old.opener END,"
    " opens_as_reply = CASE WHEN now.first_at < old.first_at THEN now.opens_as_reply ELSE old.opens_as_reply END"
    " FROM unnest(CAST(:tenant_id AS bigint[]), CAST(:id AS bigint[]), CAST(:topic AS text[]),"
    " CAST(:first_at AS timestamptz[]), CAST(:last_at AS timestamptz[]), CAST(:opener AS text[]),"
    " CAST(:opens_as_reply AS boolean[])) AS now (tenant_id, id, topic, first_at, last_at, opener, opens_as_reply)"
    " WHERE old.tenant_id = now.tenant_id AND old.id = now.id"
    " AND (now.last_at > old.last_at OR now.first_at < old.first_at)"
)


def _row(tenant_id: int, thread_id: int, members: Sequence[MailItem]) -> tuple[Any, ...]:
    first = min(members, key=lambda mail: (mail.sent_at, mail.remote_id))
    opener = first.sender.address if first.sender else ""
    last_at = max(mail.sent_at for mail in members)
    return tenant_id, thread_id, first.topic, first.sent_at, last_at, opener, lost_its_references(first)
