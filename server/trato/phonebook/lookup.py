"""Who calls: whose number it is, as the caller of this function may see them, fast enough for a ringing phone.

People by their own numbers, and accounts by theirs: a switchboard's is of the account, whoever's extension calls.

A number is asked for by its E.164 form (ITU-T E.164), which an index answers; what is no valid number, such as a short
code, by what was typed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.phones import Phone, read_phone, shown_to
from trato.crm.tables import accounts, closures, contact_phones, contacts, opportunities, opportunity_contacts
from trato.db.arrays import in_list
from trato.directory.tables import tenants
from trato.phonebook.lists.people import countries
from trato.phonebook.lists.tables import removed_contacts

MOST_PEOPLE = 20
MOST_OPPORTUNITIES = 10
MOST_ACCOUNTS = 20
# By how many of its last digits an account's number is looked for: accounts.phone_tail (migration 0018).
TAIL = 8

_WORDS = re.compile(r"[^\W\d_]|#")


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody whose number it is; `opportunities` are the open ones, by (id, name), theirs first."""

    contact_id: int
    name: str
    title: str
    kind: str
    account_id: int | None
    account: str
    opportunities: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class CallingAccount:
    """An account whose own number it is, with its open opportunities by (id, name)."""

    account_id: int
    name: str
    opportunities: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A number as it was understood, as the reader's country writes it, and whose it is."""

    phone: Phone
    shown: str
    people: tuple[Caller, ...]
    accounts: tuple[CallingAccount, ...] = ()


def who_calls(connection: Connection, number: str) -> Found:
    """Return whose number this is, read in the organisation's country where it has no international prefix."""
    country = connection.execute(sa.select(tenants.c.country)).scalar_one()
    phone = read_phone(number, country=country)
    table = contact_phones
    is_it = table.c.e164 == phone.e164 if phone.e164 else sa.and_(table.c.e164.is_(None), table.c.number == number)
    rows = connection.execute(
        sa.select(
            contacts.c.id, contacts.c.name, contacts.c.title, contacts.c.account_id, table.c.kind, table.c.extension,
            accounts.c.name.label("account"),
        )
        .join(contacts, sa.and_(contacts.c.tenant_id == table.c.tenant_id, contacts.c.id == table.c.contact_id))
        .outerjoin(
            accounts, sa.and_(accounts.c.tenant_id == contacts.c.tenant_id, accounts.c.id == contacts.c.account_id)
        )
        .outerjoin(
            removed_contacts,
            sa.and_(
                removed_contacts.c.tenant_id == contacts.c.tenant_id, removed_contacts.c.contact_id == contacts.c.id
            ),
        )
        .where(is_it, removed_contacts.c.contact_id.is_(None))
        # Who has this very extension comes first: others at that number are colleagues behind one switchboard.
        .order_by(table.c.extension != phone.extension, contacts.c.name, contacts.c.id)
        .limit(MOST_PEOPLE)
    ).all()  # fmt: skip
    rows = list({row.id: row for row in reversed(rows)}.values())[::-1]
    of_accounts = _accounts(connection, phone, number, country)
    account_ids = ({row.account_id for row in rows} - {None}) | of_accounts.keys()
    open_ones = _opportunities(connection, [row.id for row in rows], account_ids)
    people = tuple(
        Caller(
            row.id, row.name, row.title, row.kind, row.account_id, row.account or "",
            _first(open_ones["contact", row.id] + open_ones["account", row.account_id]),
        )
        for row in rows
    )  # fmt: skip
    calling = tuple(
        CallingAccount(account_id, name, _first(open_ones["account", account_id]))
        for account_id, name in of_accounts.items()
    )
    return Found(phone, shown_to(phone.e164, country=country) if phone.e164 else number, people, calling)


def _accounts(connection: Connection, phone: Phone, number: str, country: str) -> dict[int, str]:
    """Return the accounts whose own number it is, by id; each number is read in its account's country."""
    tail = re.sub(r"\D", "", phone.e164 or number)[-TAIL:]
    if not tail:
        return {}
    wanted = (
        sa.select(accounts.c.id, accounts.c.name, accounts.c.phone)
        .where(accounts.c.phone_tail == tail)
        .order_by(accounts.c.name, accounts.c.id)
        .limit(MOST_ACCOUNTS)
    )
    rows = connection.execute(wanted).all()
    of_account = countries(connection, [row.id for row in rows]) if rows else {}
    # What stands behind the digits says what the number is of ("switchboard"), as phone_tail leaves it out too.
    found = {
        row.id: (row.name, read_phone(_WORDS.split(row.phone, 1)[0].strip(), country=of_account[row.id] or country))
        for row in rows
    }
    return {
        one: name
        for one, (name, theirs) in found.items()
        if (theirs.e164 == phone.e164 if phone.e164 else theirs.typed == number)
    }


def _first(found: list[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    return tuple(dict.fromkeys(found))[:MOST_OPPORTUNITIES]


def _opportunities(
    connection: Connection, contact_ids: Collection[int], account_ids: Collection[int]
) -> dict[tuple[str, int | None], list[tuple[int, str]]]:
    found: dict[tuple[str, int | None], list[tuple[int, str]]] = defaultdict(list)
    if not account_ids:
        return found
    rows = connection.execute(
        sa.select(
            opportunities.c.id, opportunities.c.name, opportunities.c.account_id, opportunity_contacts.c.contact_id
        )
        .outerjoin(
            closures,
            sa.and_(
                closures.c.tenant_id == opportunities.c.tenant_id, closures.c.opportunity_id == opportunities.c.id
            ),
        )
        .outerjoin(
            opportunity_contacts,
            sa.and_(
                opportunity_contacts.c.tenant_id == opportunities.c.tenant_id,
                opportunity_contacts.c.opportunity_id == opportunities.c.id,
                in_list(opportunity_contacts.c.contact_id, contact_ids),
            ),
        )
        .where(in_list(opportunities.c.account_id, account_ids), closures.c.opportunity_id.is_(None))
        .order_by(opportunities.c.close_date.asc().nulls_last(), opportunities.c.id)
    )  # fmt: skip
    for row in rows:
        found["account", row.account_id].append((row.id, row.name))
        if row.contact_id is not None:
            found["contact", row.contact_id].append((row.id, row.name))
    return found
