"""Bring a file's people into the CRM: told first, once each, with every row's fault, and taken back whole.

Somebody who is there already (by an address, or by a number and the name) is filled where nothing was written, and
never written over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.phones import read_phone
from trato.crm.tables import contact_addresses, contact_phones
from trato.db.arrays import in_list
from trato.db.engine import Caller
from trato.directory.tables import tenants
from trato.errors import InvalidInputError, NotFoundError
from trato.phonebook.files.headings import Column
from trato.phonebook.files.table import RowFault, read_table
from trato.phonebook.files.vcard import read_cards
from trato.phonebook.lists import deciding, log
from trato.phonebook.lists.belonging import belonging
from trato.phonebook.lists.fields import EMAILS, EMPTY, PHONES, Values
from trato.phonebook.lists.log import WHOLE, Cause, Changed, Side
from trato.phonebook.lists.merge import is_blank
from trato.phonebook.lists.people import Person, make_people, people, write_people
from trato.phonebook.lists.tables import phone_changes

SAMPLE = 10


@dataclass(frozen=True, slots=True)
class Understood:
    """A file as it was read: its people with the line or card they stand at, and what could not be taken."""

    people: tuple[tuple[int, Values], ...]
    faults: tuple[RowFault, ...]
    headings: tuple[str, ...] = ()
    columns: Mapping[int, Column] | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What an import does: people that are new, people that are there and what of them is filled, repeated rows."""

    new: tuple[Values, ...]
    filled: tuple[tuple[Person, Values], ...]
    unchanged: int
    faults: tuple[RowFault, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it with a sample of names."""
        return {
            "new": len(self.new),
            "filled": len(self.filled),
            "unchanged": self.unchanged,
            "faults": [{"line": one.line, "reason": one.reason} for one in self.faults],
            "sample": [str(values["display_name"]) for values in self.new[:SAMPLE]],
        }


def understand(
    connection: Connection, content: bytes, name: str, *, chosen: Mapping[str, str] | None = None
) -> Understood:
    """Read a file by its name's ending (.vcf, .csv, .txt, .xlsx). Raises InvalidInputError for any other."""
    read = partial(read_phone, country=connection.execute(sa.select(tenants.c.country)).scalar_one())
    kind = PurePath(name).suffix.lower()
    if kind == ".vcf":
        cards = read_cards(content, read_phone=read)
        nobody = [RowFault(one.place, "the card names nobody") for one in cards if not one.values["display_name"]]
        named = tuple((one.place, one.values) for one in cards if one.values["display_name"])
        return Understood(named, tuple(nobody))
    if kind not in {".csv", ".txt", ".tsv", ".xlsx"}:
        raise InvalidInputError(f"{name}: give a .vcf, .csv or .xlsx file")
    table = read_table(content, read_phone=read, chosen=chosen)
    return Understood(tuple((row.line, row.values) for row in table.rows), table.faults, table.headings, table.columns)


def forecast(connection: Connection, understood: Understood) -> Forecast:
    """Find out what an import would do, as the transaction's person."""
    known = _known(connection, [values for _, values in understood.people])
    seen: dict[str, int] = {}
    new: list[Values] = []
    filled: list[tuple[Person, Values]] = []
    faults = list(understood.faults)
    unchanged = 0
    for line, values in understood.people:
        keys = _keys(values)
        before = next((seen[key] for key in keys if key in seen), None)
        seen.update(dict.fromkeys(keys, line))
        if before is not None:
            faults.append(RowFault(line, f"the same person stands at {before}; this one was left out"))
            continue
        person = next((known[key] for key in keys if key in known), None)
        if person is None:
            new.append(values)
            continue
        wanted = _filled(person, values)
        if wanted == person.values:
            unchanged += 1
        else:
            filled.append((person, wanted))
    return Forecast(tuple(new), tuple(filled), unchanged, tuple(sorted(faults, key=lambda one: one.line)))


def bring_in(connection: Connection, caller: Caller, told: Forecast) -> str:
    """Do what was told; return the import's name, by which it is taken back."""
    batch = f"import:{uuid4().hex}"
    homes = belonging(connection, caller.tenant_id, told.new)
    made = make_people(
        connection,
        caller.tenant_id,
        [(values, account_id, caller.user_id) for values, account_id in zip(told.new, homes, strict=True)],
    )
    write_people(connection, caller.tenant_id, {person.id: (person, values) for person, values in told.filled})
    changes = [Changed(one, Side.CRM, WHOLE, None, values) for one, values in zip(made, told.new, strict=True)] + [
        Changed(person.id, Side.CRM, name, person.values[name], value)
        for person, values in told.filled
        for name, value in values.items()
        if value != person.values[name]
    ]
    log.note(connection, caller.tenant_id, changes, cause=Cause.IMPORT, batch=batch, at=caller.at, by_id=caller.user_id)
    return batch


def take_back(connection: Connection, caller: Caller, batch: str) -> int:
    """Undo a whole import; return how many changes that was. What somebody changed since stays as it is now.

    Raises NotFoundError when there is no such import that could be undone.
    """
    table = phone_changes
    rows = (
        connection.execute(
            sa.select(table.c.id)
            .where(table.c.batch == batch, table.c.cause == Cause.IMPORT.value, table.c.undone_at.is_(None))
            .order_by(table.c.id.desc())
        )
        .scalars()
        .all()
    )
    if not rows:
        raise NotFoundError(f"no import {batch} of yours that could be taken back")
    return sum(deciding.undo_if_same(connection, caller, one) for one in rows)


def _known(connection: Connection, wanted: Sequence[Values]) -> dict[str, Person]:
    """Return who is there already by what they are known by; what two share tells nobody."""
    addresses = {key for values in wanted for key in _keys(values) if "@" in key and "|" not in key}
    numbers = {str(phone["e164"]) for values in wanted for phone in values[PHONES] if phone["e164"]}
    ids = set(
        connection.execute(
            sa.select(contact_addresses.c.contact_id).where(in_list(contact_addresses.c.address, addresses))
        ).scalars()
    ) | set(
        connection.execute(
            sa.select(contact_phones.c.contact_id).where(in_list(contact_phones.c.e164, numbers))
        ).scalars()
    )
    found: dict[str, list[Person]] = defaultdict(list)
    for person in people(connection, ids).values():
        for key in [] if person.is_removed else _keys(person.values):
            found[key].append(person)
    return {key: persons[0] for key, persons in found.items() if len(persons) == 1}


def _keys(values: Values) -> list[str]:
    emails = [str(email["address"]).strip().lower() for email in values[EMAILS]]
    name = " ".join(str(values["display_name"]).casefold().split())
    numbers = [f"{name}|{phone['e164'] or phone['number']}" for phone in values[PHONES]]
    return list(dict.fromkeys([*(one for one in emails if one), *numbers]))


def _filled(person: Person, values: Values) -> Values:
    """Return somebody with what a file knows beyond what is written of them."""
    wanted = dict(person.values)
    for name in EMPTY:
        if name not in {PHONES, EMAILS} and is_blank(wanted[name]) and name not in person.told:
            wanted[name] = values[name]
    there = {phone["e164"] or phone["number"] for phone in person.values[PHONES]}
    wanted[PHONES] = [
        *person.values[PHONES], *(one for one in values[PHONES] if (one["e164"] or one["number"]) not in there),
    ]  # fmt: skip
    known = {str(one["address"]).lower() for one in person.values[EMAILS]}
    wanted[EMAILS] = [
        *person.values[EMAILS], *(one for one in values[EMAILS] if str(one["address"]).lower() not in known),
    ]  # fmt: skip
    return wanted
