"""Threads of the last weeks with a customer that belong to no opportunity: each may be the beginning of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import aggregate_order_by

from trato.crm.queries import is_present
from trato.crm.tables import accounts, contact_addresses, contacts
from trato.crm.views import Named
from trato.db.arrays import in_list
from trato.db.engine import Caller, looking_as_system
from trato.directory.tables import mailboxes
from trato.linking.tables import links
from trato.mail.tables import message_copies, message_texts, messages, thread_participants

RECENT = timedelta(days=28)
LEAST_MAILS = 2
MOST = 20


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A thread that may become an opportunity: its newest subject, whose it is, and the contacts in it."""

    thread_id: int
    subject: str
    account: Named
    people: tuple[Named, ...]
    mails: int
    last_at: datetime


def unlinked_threads(connection: Connection, caller: Caller) -> list[Unlinked]:
    """Return the caller's threads of the last weeks that are linked to an account and nothing else, newest first."""
    with looking_as_system(connection):
        ids: list[int] = [row.thread_id for row in connection.execute(_recent(caller))]
    if not ids:
        return []
    people = _people(connection, ids)
    rows = connection.execute(
        sa.select(
            messages.c.thread_id,
            accounts.c.id,
            accounts.c.name,
            sa.func.count().label("mails"),
            sa.func.max(messages.c.received_at).label("last_at"),
            sa.func.array_agg(aggregate_order_by(message_texts.c.subject, messages.c.received_at.desc())).label(
                "subjects"
            ),
        )
        .join(links, sa.and_(links.c.tenant_id == messages.c.tenant_id, links.c.thread_id == messages.c.thread_id))
        .join(accounts, sa.and_(accounts.c.tenant_id == links.c.tenant_id, accounts.c.id == links.c.account_id))
        .join(
            message_texts,
            sa.and_(message_texts.c.tenant_id == messages.c.tenant_id, message_texts.c.message_id == messages.c.id),
        )
        .where(in_list(messages.c.thread_id, ids))
        .group_by(messages.c.thread_id, accounts.c.id, accounts.c.name)
        .order_by(sa.func.max(messages.c.received_at).desc(), messages.c.thread_id)
    )
    return [
        Unlinked(
            row.thread_id, row.subjects[0], Named(row.id, row.name), people.get(row.thread_id, ()), row.mails,
            row.last_at,
        )
        for row in rows
    ]  # fmt: skip


def _recent(caller: Caller) -> sa.Select[tuple[int]]:
    """Select threads that the caller's mailboxes hold, where each side may have written, newest first."""
    newest = sa.func.max(messages.c.received_at)
    return (
        sa.select(messages.c.thread_id)
        .select_from(mailboxes)
        .join(
            message_copies,
            sa.and_(message_copies.c.tenant_id == mailboxes.c.tenant_id, message_copies.c.mailbox_id == mailboxes.c.id),
        )
        .join(
            messages,
            sa.and_(messages.c.tenant_id == message_copies.c.tenant_id, messages.c.id == message_copies.c.message_id),
        )
        .join(links, sa.and_(links.c.tenant_id == messages.c.tenant_id, links.c.thread_id == messages.c.thread_id))
        .where(
            mailboxes.c.user_id == caller.user_id,
            messages.c.received_at > caller.at - RECENT,
            links.c.state == "none",
            links.c.account_id.is_not(None),
            links.c.opportunity_id.is_(None),
        )
        .group_by(messages.c.thread_id)
        .having(sa.func.count(sa.distinct(messages.c.id)) >= LEAST_MAILS)
        .order_by(newest.desc(), messages.c.thread_id)
        .limit(MOST)
    )


def _people(connection: Connection, thread_ids: Collection[int]) -> dict[int, tuple[Named, ...]]:
    """Return the contacts that take part, by name."""
    found: dict[int, list[Named]] = defaultdict(list)
    rows = connection.execute(
        sa.select(thread_participants.c.thread_id, contacts.c.id, contacts.c.name)
        .join(
            contact_addresses,
            sa.and_(
                contact_addresses.c.tenant_id == thread_participants.c.tenant_id,
                contact_addresses.c.address == thread_participants.c.address,
            ),
        )
        .join(
            contacts,
            sa.and_(
                contacts.c.tenant_id == contact_addresses.c.tenant_id, contacts.c.id == contact_addresses.c.contact_id
            ),
        )
        .where(in_list(thread_participants.c.thread_id, thread_ids), is_present(contacts))
        .distinct()
        .order_by(contacts.c.name, contacts.c.id)
    )
    for row in rows:
        found[row.thread_id].append(Named(row.id, row.name))
    return {thread_id: tuple(named) for thread_id, named in found.items()}
