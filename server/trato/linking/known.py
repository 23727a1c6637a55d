"""Whose an address is: one of ours, a contact's, an account's by its domain, or by what people linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import array_literal
from trato.linking import lesson_book
from trato.linking.counting import Known
from trato.linking.free_mail import is_free_mail
from trato.linking.lessons import accounts_of_strangers
from trato.linking.model import Person


def known_addresses(connection: Connection, tenant_id: int, addresses: Collection[str]) -> Known:
    """Return what is known of these addresses, in one statement, and one more where some are nobody's.

    Of two contacts with one address it is the one at the account of its domain, else the older: always the same.
    """
    trails = {address: _trail(address.rpartition("@")[2]) for address in addresses}
    given = {
        "tenant": tenant_id,
        "addresses": array_literal(list(addresses)),
        "domains": array_literal(sorted({domain for trail in trails.values() for domain in trail})),
    }
    found: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(_KNOWN, given):
        found[row.what].append(row)
    accounts = _accounts_by_domain(trails, found["domain"])
    people = _people(found["person"], accounts)
    known = Known(
        users={row.known: row.id for row in found["ours"]},
        own_domains=frozenset(row.known for row in found["own"]),
        people=people,
        accounts=accounts,
        names={row.id: row.name for row in found["ours"]},
    )
    unknown = {one for one in addresses if one not in people and one not in accounts and not known.is_ours(one)}
    domains = {address.rpartition("@")[2] for address in unknown}
    told = accounts_of_strangers(lesson_book.strangers(connection, unknown | domains))
    of_domain = {one: told.get(one) or told.get(one.rpartition("@")[2]) for one in unknown}
    taught = {address: frozenset({account_id}) for address, account_id in of_domain.items() if account_id}
    return replace(known, accounts=accounts | taught, taught=frozenset(taught))


# Together, because each statement by itself would cost its way to the server and back.
_KNOWN = sa.text("""
SELECT 'own' AS what, unnest(t.domains) AS known, CAST(NULL AS bigint) AS id, CAST(NULL AS bigint) AS account_id,
       '' AS name
  FROM tenants t WHERE t.id = :tenant
UNION ALL
SELECT 'ours', u.address, u.user_id, NULL, n.name
  FROM user_addresses u JOIN users n ON n.tenant_id = u.tenant_id AND n.id = u.user_id
 WHERE u.address = ANY (CAST(:addresses AS text[]))
UNION ALL
SELECT 'domain', d.domain, NULL, d.account_id, '' FROM account_domains d WHERE d.domain = ANY (CAST(:domains AS text[]))
UNION ALL
SELECT 'person', a.address, c.id, c.account_id, c.name
  FROM contact_addresses a JOIN contacts c ON c.tenant_id = a.tenant_id AND c.id = a.contact_id
 WHERE a.address = ANY (CAST(:addresses AS text[]))
""").bindparams(
    sa.bindparam("addresses", type_=sa.types.NullType()), sa.bindparam("domains", type_=sa.types.NullType())
)


def _people(rows: Iterable[Any], accounts: Mapping[str, frozenset[int]]) -> dict[str, Person]:
    shared: dict[str, list[Person]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: one.id):
        shared[row.known].append(Person(row.id, row.account_id, row.name))
    return {
        address: next((person for person in people if person.account_id in accounts.get(address, ())), people[0])
        for address, people in shared.items()
    }


def _accounts_by_domain(trails: Mapping[str, Sequence[str]], rows: Iterable[Any]) -> dict[str, frozenset[int]]:
    """An account's domain covers its sub-domains; the longest that is known decides."""
    found: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        found[row.known].add(row.account_id)
    by_address = {
        address: next((frozenset(found[domain]) for domain in trail if domain in found), frozenset[int]())
        for address, trail in trails.items()
    }
    return {address: ids for address, ids in by_address.items() if ids}


def _trail(domain: str) -> list[str]:
    if is_free_mail(domain):
        return []
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))][:6]
