"""People of the CRM as documents, field by field, read and written many at once.

Columns of the CRM keep what the rest of Trato works with (name, title, department, addresses, numbers); what a phone
list knows beyond that lies in `contact_details`. Parts of a name that nobody wrote down are worked out from the name,
and those that were written down hold only as long as the name they were written for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.phones import read_phone
from trato.crm.tables import accounts, contact_addresses, contact_phones, contacts, sites
from trato.db.arrays import in_list
from trato.db.bulk import new_ids
from trato.db.keyed import make_equal, write_rows
from trato.directory.tables import tenants
from trato.phonebook.lists.fields import EMAILS, EMPTY, PHONES, ReadPhone, Values
from trato.phonebook.lists.names import take_apart
from trato.phonebook.lists.tables import contact_details, contact_photos, contact_touches, removed_contacts

NAME_OF = "name_of"
EMAILS_AS_WRITTEN = "emails"
_PARTS = ("title", "given_name", "middle_name", "surname", "generation")
_COLUMNS = ("display_name", "job_title", "department")
_OWN = {*_COLUMNS, *_PARTS, PHONES, EMAILS}
COMPANY, MANAGER = "company_name", "manager"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the CRM: `values` field by field, and what decides how they may be changed.

    `told` are fields that follow from other records; `touched_at` is when anything of them was last written.
    """

    id: int
    values: Values
    told: frozenset[str]
    country: str
    account_id: int | None
    owner_id: int | None
    key: str
    touched_at: datetime | None = None
    is_removed: bool = False
    photo_digest: str = ""

    @property
    def read_phone(self) -> ReadPhone:
        """Return how a number is understood that is typed at this person's account."""
        return partial(read_phone, country=self.country)


def people(connection: Connection, contact_ids: Collection[int]) -> dict[int, Person]:
    """Return those of these people whom the transaction may see, in a fixed number of statements."""
    manager = contacts.alias("manager")
    rows = connection.execute(
        sa.select(
            contacts.c.id, contacts.c.key, contacts.c.name, contacts.c.title, contacts.c.department,
            contacts.c.account_id, contacts.c.owner_id, contacts.c.reports_to_id, contact_details.c.fields,
            accounts.c.name.label("account"), manager.c.name.label("manager"), contact_touches.c.at,
            removed_contacts.c.removed_at, contact_photos.c.digest,
        )
        .outerjoin(contact_details, _of(contact_details, contacts))
        .outerjoin(contact_touches, _of(contact_touches, contacts))
        .outerjoin(removed_contacts, _of(removed_contacts, contacts))
        .outerjoin(contact_photos, _of(contact_photos, contacts))
        .outerjoin(accounts, _same(accounts, contacts.c.account_id))
        .outerjoin(manager, _same(manager, contacts.c.reports_to_id))
        .where(in_list(contacts.c.id, contact_ids))
    ).all()  # fmt: skip
    emails, phones = _emails(connection, contact_ids), _phones(connection, contact_ids)
    country = countries(connection, {row.account_id for row in rows if row.account_id is not None})
    return {
        row.id: Person(
            id=row.id,
            values=_values(row, country[row.account_id], emails[row.id], phones[row.id]),
            told=_told(row),
            country=country[row.account_id],
            account_id=row.account_id,
            owner_id=row.owner_id,
            touched_at=row.at,
            is_removed=row.removed_at is not None,
            photo_digest=row.digest or "",
            key=row.key,
        )
        for row in rows
    }


def countries(connection: Connection, account_ids: Collection[int]) -> Mapping[int | None, str]:
    """Return in which country each account's numbers are written: that of its first site, else the organisation's."""
    own = connection.execute(sa.select(tenants.c.country)).scalar_one()
    found: dict[int | None, str] = defaultdict(lambda: own)
    rows = connection.execute(
        sa.select(sites.c.account_id, sites.c.country)
        .where(in_list(sites.c.account_id, account_ids), sites.c.country != "")
        .order_by(sites.c.id.desc())
    )
    found.update({row.account_id: row.country for row in rows})
    return found


def write_people(connection: Connection, tenant_id: int, wanted: Mapping[int, tuple[Person, Values]]) -> None:
    """Make people what these documents say; of the told fields nothing is written."""
    if not wanted:
        return
    write_rows(
        connection,
        tenant_id,
        contacts,
        [
            {
                "id": one, "key": person.key, "name": values["display_name"], "title": values["job_title"],
                "department": values["department"], "account_id": person.account_id, "owner_id": person.owner_id,
            }
            for one, (person, values) in wanted.items()
        ],
    )  # fmt: skip
    details = [{"contact_id": one, "fields": _details(person, values)} for one, (person, values) in wanted.items()]
    write_rows(connection, tenant_id, contact_details, details)
    addresses = [
        {"address": address, "contact_id": one, "position": place}
        for one, (_, values) in wanted.items()
        for place, address in enumerate(_addresses(values[EMAILS]))
    ]
    make_equal(connection, tenant_id, contact_addresses, "contact_id", list(wanted), addresses)
    numbers = [
        {"contact_id": one, "position": place, **phone}
        for one, (_, values) in wanted.items()
        for place, phone in enumerate(values[PHONES])
    ]
    make_equal(connection, tenant_id, contact_phones, "contact_id", list(wanted), numbers)


def make_people(
    connection: Connection, tenant_id: int, wanted: Sequence[tuple[Values, int | None, int | None]]
) -> list[int]:
    """Add people, each with the account and the owner they belong to; return their ids in order."""
    ids = new_ids(connection, contacts, len(wanted))
    country = countries(connection, {account_id for _, account_id, _ in wanted if account_id is not None})
    added = {
        one: (
            Person(
                id=one,
                values=EMPTY,
                told=frozenset(),
                country=country[account_id],
                account_id=account_id,
                owner_id=owner_id,
                key=f"phone-{one}",
            ),
            values,
        )
        for one, (values, account_id, owner_id) in zip(ids, wanted, strict=True)
    }
    write_people(connection, tenant_id, added)
    return ids


def _same(table: sa.FromClause, column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.tenant_id == contacts.c.tenant_id, table.c.id == column)


def _of(table: sa.Table, owner: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.tenant_id == owner.c.tenant_id, table.c.contact_id == owner.c.id)


def _emails(connection: Connection, contact_ids: Collection[int]) -> dict[int, list[str]]:
    table = contact_addresses
    rows = connection.execute(
        sa.select(table.c.contact_id, table.c.address)
        .where(in_list(table.c.contact_id, contact_ids))
        .order_by(table.c.contact_id, table.c.position, table.c.address)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.contact_id].append(row.address)
    return found


def _phones(connection: Connection, contact_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    table = contact_phones
    rows = connection.execute(
        sa.select(table.c.contact_id, table.c.number, table.c.kind, table.c.e164, table.c.extension)
        .where(in_list(table.c.contact_id, contact_ids))
        .order_by(table.c.contact_id, table.c.position)
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        phone = {"number": row.number, "kind": row.kind, "e164": row.e164, "extension": row.extension}
        found[row.contact_id].append(phone)
    return found


def _told(row: Any) -> frozenset[str]:
    told = {COMPANY} if row.account_id is not None else set()
    return frozenset(told | ({MANAGER} if row.reports_to_id is not None else set()))


def _values(row: Any, country: str, emails: Sequence[str], phones: list[dict[str, Any]]) -> Values:
    details: Mapping[str, Any] = row.fields or {}
    values = {**EMPTY, **{name: value for name, value in details.items() if name in EMPTY and name not in _OWN}}
    values |= {"display_name": row.name, "job_title": row.title, "department": row.department}
    parts = _derived_parts(row.name, country)
    if details.get(NAME_OF) == row.name:
        parts |= {name: details.get(name, "") for name in _PARTS}
    values |= parts | {PHONES: phones, EMAILS: _as_written(emails, details.get(EMAILS_AS_WRITTEN, []))}
    if row.account is not None:
        values[COMPANY] = row.account
    if row.manager is not None:
        values[MANAGER] = row.manager
    return values


def _derived_parts(name: str, country: str) -> dict[str, str]:
    parts = take_apart(name, country=country)
    return dict(zip(_PARTS, (parts.title, parts.given, parts.middle, parts.surname, parts.suffix), strict=True))


def _details(person: Person, values: Values) -> dict[str, Any]:
    kept = {
        name: value
        for name, value in values.items()
        if name not in _OWN and name not in person.told and value != EMPTY[name]
    }
    parts = {name: values[name] for name in _PARTS}
    if parts != _derived_parts(values["display_name"], person.country):
        kept |= parts | {NAME_OF: values["display_name"]}
    written = list(values[EMAILS])
    if written != [{"address": address, "name": ""} for address in _addresses(written)]:
        kept[EMAILS_AS_WRITTEN] = written
    return kept


def _addresses(emails: Sequence[Values]) -> list[str]:
    """Return the addresses by which Trato knows people: lower case, each once."""
    folded = (str(one["address"]).strip().lower() for one in emails)
    return list(dict.fromkeys(address for address in folded if "@" in address))


def _as_written(addresses: Sequence[str], written: Sequence[Values]) -> list[Values]:
    """Return addresses as they were written in Outlook, as far as they are still those."""
    if set(_addresses(written)) == set(addresses):
        return list(written) or [{"address": address, "name": ""} for address in addresses]
    spelt = {str(one["address"]).strip().lower(): one for one in written}
    return [spelt.get(address, {"address": address, "name": ""}) for address in addresses]
