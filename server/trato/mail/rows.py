"""Write the rows of messages: new ones, drafts that were edited or sent, and drafts that are no more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import in_list
from trato.db.bulk import insert_many, insert_new
from trato.mail.model import Direction, MailItem
from trato.mail.tables import message_copies, message_keys, message_participants, message_texts, messages, threads

Row = tuple[Any, ...]


def write_new(connection: Connection, tenant_id: int, rows: Sequence[tuple[MailItem, int, int, Direction]]) -> None:
    """Insert messages: mail, message id, thread id, direction."""
    values = [
        (tenant_id, message_id, thread_id, *_facts(mail, direction)) for mail, message_id, thread_id, direction in rows
    ]
    insert_new(connection, messages, ["tenant_id", "id", "thread_id", *_FACTS], values)
    told = {message_id: mail for mail, message_id, _, _ in rows}
    insert_new(connection, message_texts, _TEXTS, _texts(tenant_id, told))
    insert_new(connection, message_participants, _PARTIES, _parties(tenant_id, told))


def rewrite(connection: Connection, tenant_id: int, rows: Sequence[tuple[MailItem, int, int, Direction]]) -> None:
    """Make messages that were drafts say what they say now: mail, message id, thread id, direction; the last counts."""
    latest = {message_id: (mail, thread_id, direction) for mail, message_id, thread_id, direction in rows}
    values = [
        (tenant_id, message_id, thread_id, *_facts(mail, direction))
        for message_id, (mail, thread_id, direction) in latest.items()
    ]
    insert_many(connection, messages, ["tenant_id", "id", "thread_id", *_FACTS], values, update=_FACTS)
    if latest:
        of_these = in_list(message_participants.c.message_id, latest)
        connection.execute(sa.delete(message_participants).where(of_these))
    told = {message_id: mail for message_id, (mail, _, _) in latest.items()}
    insert_many(connection, message_texts, _TEXTS, _texts(tenant_id, told), update=_TEXTS[2:])
    insert_new(connection, message_participants, _PARTIES, _parties(tenant_id, told))


def write_keys(connection: Connection, tenant_id: int, ids_by_key: dict[str, int]) -> None:
    """Note what messages are known by; a key that is taken stays whose it is."""
    rows = [(tenant_id, key, message_id) for key, message_id in ids_by_key.items()]
    insert_many(connection, message_keys, ["tenant_id", "key", "message_id"], rows)


def drafts_among(connection: Connection, message_ids: Collection[int]) -> set[int]:
    """Return which of these messages are drafts."""
    drafts = sa.select(messages.c.id).where(messages.c.is_draft, in_list(messages.c.id, message_ids))
    return set(connection.execute(drafts).scalars())


def drop_copies(connection: Connection, *conditions: sa.ColumnElement[bool]) -> int:
    """Remove copies, and drafts that nobody holds then; return how many copies went. Mails stay: they are history."""
    gone = connection.execute(sa.delete(message_copies).where(*conditions).returning(message_copies.c.message_id))
    message_ids = list(gone.scalars())
    if message_ids:
        drop_discarded(connection, message_ids)
    return len(message_ids)


def drop_discarded(connection: Connection, message_ids: Collection[int]) -> None:
    """Remove those of these messages that are drafts nobody holds any more, and threads that held nothing else."""
    held = sa.select(message_copies.c.message_id).where(
        message_copies.c.tenant_id == messages.c.tenant_id, message_copies.c.message_id == messages.c.id
    )
    gone = connection.execute(
        sa.delete(messages)
        .where(in_list(messages.c.id, message_ids), messages.c.is_draft, sa.not_(held.exists()))
        .returning(messages.c.thread_id)
    )
    thread_ids = set(gone.scalars())
    if thread_ids:
        left = sa.select(messages.c.id).where(
            messages.c.tenant_id == threads.c.tenant_id, messages.c.thread_id == threads.c.id
        )
        connection.execute(sa.delete(threads).where(in_list(threads.c.id, thread_ids), sa.not_(left.exists())))


_FACTS = (
    "sent_at",
    "received_at",
    "sender",
    "sender_name",
    "direction",
    "automated_kind",
    "automated_why",
    "sensitivity",
    "is_draft",
    "has_attachments",
    "reference_numbers",
    "marks",
)


_TEXTS = ("tenant_id", "message_id", "subject", "summary")
_PARTIES = ("tenant_id", "message_id", "role", "address", "name")


def _texts(tenant_id: int, told: Mapping[int, MailItem]) -> list[Row]:
    return [(tenant_id, message_id, mail.subject, mail.summary) for message_id, mail in told.items()]


def _parties(tenant_id: int, told: Mapping[int, MailItem]) -> list[Row]:
    return [
        (tenant_id, message_id, party.role, party.address, party.name)
        for message_id, mail in told.items()
        for party in mail.parties
    ]


def _facts(mail: MailItem, direction: Direction) -> tuple[Any, ...]:
    sender = mail.sender
    return (
        mail.sent_at,
        mail.received_at,
        sender.address if sender else "",
        sender.name if sender else "",
        direction,
        mail.automated_kind,
        mail.automated_why,
        mail.sensitivity,
        mail.is_draft,
        mail.has_attachments,
        list(mail.reference_numbers),
        list(mail.marks),
    )
