"""At which account somebody is who was added on a phone: by the domain of an address, else by the company's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import accounts
from trato.db.arrays import in_list
from trato.linking.known import known_addresses
from trato.phonebook.lists.fields import EMAILS, Values


def belonging(connection: Connection, tenant_id: int, people: Sequence[Values]) -> list[int | None]:
    """Return the account of each, None where none or more than one fits, or it is not the caller's to see."""
    addresses = {str(email["address"]).strip().lower() for one in people for email in one[EMAILS]}
    by_domain = known_addresses(connection, tenant_id, addresses).accounts
    by_name = _by_name(connection, {str(one["company_name"]) for one in people} - {""})
    found = set().union(*by_domain.values(), *by_name.values())
    rows = connection.execute(sa.select(accounts.c.id).where(in_list(accounts.c.id, found)))
    visible = set(rows.scalars())

    def of(person: Values) -> int | None:
        near: set[int] = set()
        for email in person[EMAILS]:
            near |= set(by_domain.get(str(email["address"]).strip().lower(), ())) & visible
        named = by_name.get(str(person["company_name"]), set()) & visible
        fitting = (near & named) or near or named
        return fitting.pop() if len(fitting) == 1 else None

    return [of(one) for one in people]


def _by_name(connection: Connection, names: set[str]) -> dict[str, set[int]]:
    if not names:
        return {}
    given = sa.func.unnest(sa.cast(sorted(names), sa.ARRAY(sa.Text))).column_valued("given")
    rows = connection.execute(
        sa.select(given, accounts.c.id).where(sa.func.trato_fold(accounts.c.name) == sa.func.trato_fold(given))
    )
    found: dict[str, set[int]] = defaultdict(set)
    for name, account_id in rows:
        found[name].add(account_id)
    return found
