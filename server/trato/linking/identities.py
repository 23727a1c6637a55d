"""Whose each address is, and of which account: which threads and events know theirs otherwise after an import.

What links stand on besides (opportunities, their people, how they ended) is looked after by `linking.late`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar.tables import event_attendees, events
from trato.crm.tables import account_domains, contact_addresses, contacts
from trato.db.arrays import in_list
from trato.directory.tables import tenants, user_addresses
from trato.mail.tables import thread_participants, threads
from trato.privacy.rules import domains_above


@dataclass(frozen=True, slots=True)
class Identities:
    """Who is known by what; `own` are the organisation's domains."""

    own: frozenset[str]
    domains: frozenset[tuple[str, int]]
    people: frozenset[tuple[str, int, int | None]]
    ours: frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Concerned:
    """Threads and events that may be linked otherwise."""

    thread_ids: tuple[int, ...]
    event_ids: tuple[int, ...]


def identities(connection: Connection) -> Identities:
    """Return who is known by what now."""
    people = sa.select(contact_addresses.c.address, contacts.c.id, contacts.c.account_id).join(
        contacts,
        sa.and_(contacts.c.tenant_id == contact_addresses.c.tenant_id, contacts.c.id == contact_addresses.c.contact_id),
    )
    return Identities(
        own=frozenset(connection.execute(sa.select(tenants.c.domains)).scalar_one()),
        domains=_rows(connection, sa.select(account_domains.c.domain, account_domains.c.account_id)),
        people=_rows(connection, people),
        ours=_rows(connection, sa.select(user_addresses.c.address, user_addresses.c.user_id)),
    )


def concerned(connection: Connection, before: Identities, after: Identities) -> Concerned:
    """Return the threads and events in which somebody takes part whom we know otherwise since."""
    if before.own != after.own:
        return Concerned(_ids(connection, sa.select(threads.c.id)), _ids(connection, sa.select(events.c.id)))
    addresses = {row[0] for row in (before.people ^ after.people) | (before.ours ^ after.ours)}
    domains = {domain for domain, _ in before.domains ^ after.domains}
    return Concerned(
        _ids(connection, _taking_part(connection, thread_participants.c.thread_id, addresses, domains)),
        tuple(
            sorted(
                {
                    *_ids(connection, _taking_part(connection, event_attendees.c.event_id, addresses, domains)),
                    *_ids(connection, _taking_part(connection, events.c.id, addresses, domains)),
                }
            )
        ),
    )


def _taking_part(
    connection: Connection, found: sa.Column[int], addresses: Collection[str], domains: Collection[str]
) -> sa.Select[Any]:
    address = found.table.c["organizer" if found.table is events else "address"]
    meant = set(addresses)
    if domains:
        seen = connection.execute(sa.select(address).distinct()).scalars()
        meant |= {one for one in seen if not {*domains_above(one.rpartition("@")[2])}.isdisjoint(domains)}
    return sa.select(found).where(in_list(address, sorted(meant)))


def _rows(connection: Connection, query: sa.Select[Any]) -> frozenset[Any]:
    return frozenset(tuple(row) for row in connection.execute(query))


def _ids(connection: Connection, query: sa.Select[Any]) -> tuple[int, ...]:
    return tuple(sorted(set(connection.execute(query).scalars())))
