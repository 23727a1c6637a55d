"""Whose an address is: one of ours, a contact's, an account's by its domain, or by what people linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import account_domains, contact_addresses, contacts
from trato.db.arrays import in_list
from trato.db.rows import grouped
from trato.directory.tables import tenants, user_addresses
from trato.linking import lesson_book
from trato.linking.counting import Known
from trato.linking.free_mail import is_free_mail
from trato.linking.lessons import accounts_of_strangers
from trato.linking.model import Person


def known_addresses(connection: Connection, tenant_id: int, addresses: Collection[str]) -> Known:
    """Return what is known of these addresses.

    Of two contacts with one address it is the one at the account of its domain, else the older: always the same.
    """
    own = connection.execute(sa.select(tenants.c.domains).where(tenants.c.id == tenant_id)).scalar_one()
    our = connection.execute(
        sa.select(user_addresses.c.address, user_addresses.c.user_id).where(
            in_list(user_addresses.c.address, addresses)
        )
    )
    accounts = _accounts_by_domain(connection, addresses)
    people = _people(connection, addresses, accounts)
    known = Known(
        users={row.address: row.user_id for row in our}, own_domains=frozenset(own), people=people, accounts=accounts
    )
    unknown = {one for one in addresses if one not in people and one not in accounts and not known.is_ours(one)}
    domains = {address.rpartition("@")[2] for address in unknown}
    told = accounts_of_strangers(lesson_book.strangers(connection, unknown | domains))
    of_domain = {one: told.get(one) or told.get(one.rpartition("@")[2]) for one in unknown}
    taught = {address: frozenset({account_id}) for address, account_id in of_domain.items() if account_id}
    return replace(known, accounts=accounts | taught, taught=frozenset(taught))


def _people(
    connection: Connection, addresses: Collection[str], accounts: Mapping[str, frozenset[int]]
) -> dict[str, Person]:
    rows = connection.execute(
        sa.select(contact_addresses.c.address, contacts.c.id, contacts.c.account_id, contacts.c.name)
        .join(
            contacts,
            sa.and_(
                contacts.c.tenant_id == contact_addresses.c.tenant_id, contacts.c.id == contact_addresses.c.contact_id
            ),
        )
        .where(in_list(contact_addresses.c.address, addresses))
        .order_by(contacts.c.id)
    )
    shared: dict[str, list[Person]] = defaultdict(list)
    for row in rows:
        shared[row.address].append(Person(row.id, row.account_id, row.name))
    return {
        address: next((person for person in people if person.account_id in accounts.get(address, ())), people[0])
        for address, people in shared.items()
    }


def _accounts_by_domain(connection: Connection, addresses: Iterable[str]) -> dict[str, frozenset[int]]:
    """An account's domain covers its sub-domains; the longest that is known decides."""
    trails = {address: _trail(address.rpartition("@")[2]) for address in addresses}
    domains = {domain for trail in trails.values() for domain in trail}
    found = grouped(
        connection,
        sa.select(account_domains.c.domain, account_domains.c.account_id).where(
            in_list(account_domains.c.domain, domains)
        ),
    )
    by_address = {
        address: next((frozenset(found[domain]) for domain in trail if domain in found), frozenset())
        for address, trail in trails.items()
    }
    return {address: ids for address, ids in by_address.items() if ids}


def _trail(domain: str) -> list[str]:
    if is_free_mail(domain):
        return []
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))][:6]
