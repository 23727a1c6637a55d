"""Bring a file's people into the CRM: told first, once each, with every row's fault, and taken back whole.

Somebody who is there already (by an address, or by a number and the name) is filled where nothing was written, and
never written over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
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
from trato.phonebook.files.faults import Fault, RowFault
from trato.phonebook.files.headings import Column
from trato.phonebook.files.table import read_table
from trato.phonebook.files.vcard import read_cards
from trato.phonebook.lists import deciding, log
from trato.phonebook.lists.belonging import belonging
from trato.phonebook.lists.fields import EMAILS, EMPTY, PHONES, PHOTO, Values
from trato.phonebook.lists.log import WHOLE, Cause, Changed, Side
from trato.phonebook.lists.merge import is_blank
from trato.phonebook.lists.people import Person, make_people, people, write_people
from trato.phonebook.lists.pictures import Picture, picture_of, write_pictures
from trato.phonebook.lists.tables import phone_changes

SAMPLE = 10


@dataclass(frozen=True, slots=True)
class Understood:
    """A file as it was read: its people with the line or card they stand at, and what could not be taken."""

    people: tuple[tuple[int, Values], ...]
    faults: tuple[RowFault, ...]
    headings: tuple[str, ...] = ()
    columns: Mapping[int, Column] = field(default_factory=dict)
    samples: tuple[tuple[str, ...], ...] = ()
    photos: Mapping[int, Picture] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Past:
    """An import that was done: of how many people, and whether any of it still stands."""

    batch: str
    at: datetime
    people: int
    undone_at: datetime | None
    can_be_undone: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """What an import does: people that are new, people that are there and what of them is filled, repeated rows.

    `new_photos` are the pictures of who is new, by place; `photos` those of people who have none yet, by id.
    """

    new: tuple[Values, ...]
    filled: tuple[tuple[Person, Values], ...]
    unchanged: int
    faults: tuple[RowFault, ...]
    new_photos: Mapping[int, Picture] = field(default_factory=dict)
    photos: Mapping[int, Picture] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it with a sample of names."""
        return {
            "new": len(self.new),
            "filled": len(self.filled),
            "unchanged": self.unchanged,
            "faults": [
                {"line": one.line, "code": one.fault.value, "value": one.value, "reason": one.reason}
                for one in self.faults
            ],
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
        faults = [RowFault(one.place, Fault.NOBODY) for one in cards if not one.values["display_name"]]
        found = {one.place: picture_of(one.photo) for one in cards if one.photo}
        faults += [RowFault(place, Fault.NO_PICTURE) for place, picture in found.items() if picture is None]
        named = tuple((one.place, one.values) for one in cards if one.values["display_name"])
        photos = {place: picture for place, picture in found.items() if picture is not None}
        return Understood(named, tuple(faults), photos=photos)
    if kind not in {".csv", ".txt", ".tsv", ".xlsx"}:
        raise InvalidInputError(f"{name}: give a .vcf, .csv or .xlsx file")
    table = read_table(content, read_phone=read, chosen=chosen)
    people_of = tuple((row.line, row.values) for row in table.rows)
    return Understood(people_of, table.faults, table.headings, table.columns, table.samples)


def forecast(connection: Connection, understood: Understood) -> Forecast:
    """Find out what an import would do, as the transaction's person."""
    known = _known(connection, [values for _, values in understood.people])
    seen: dict[str, int] = {}
    new: list[Values] = []
    filled: list[tuple[Person, Values]] = []
    faults = list(understood.faults)
    new_photos: dict[int, Picture] = {}
    photos: dict[int, Picture] = {}
    unchanged = 0
    for line, values in understood.people:
        keys = _keys(values)
        before = next((seen[key] for key in keys if key in seen), None)
        seen.update(dict.fromkeys(keys, line))
        if before is not None:
            faults.append(RowFault(line, Fault.REPEATED, str(before)))
            continue
        person = next((known[key] for key in keys if key in known), None)
        picture = understood.photos.get(line)
        if person is None:
            if picture is not None:
                new_photos[len(new)] = picture
            new.append(values)
            continue
        wanted = _filled(person, values)
        if picture is not None and not person.photo_digest:
            photos[person.id] = picture
        elif wanted == person.values:
            unchanged += 1
            continue
        filled.append((person, wanted))
    in_order = tuple(sorted(faults, key=lambda one: one.line))
    return Forecast(tuple(new), tuple(filled), unchanged, in_order, new_photos, photos)


def bring_in(connection: Connection, caller: Caller, told: Forecast) -> str:
    """Do what was told; return the import's name, by which it is taken back."""
    batch = f"import:{uuid4().int >> 64}"
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
    changes += [Changed(one, Side.CRM, PHOTO, None, picture.told) for one, picture in told.photos.items()]
    photos = {**told.photos, **{made[place]: picture for place, picture in told.new_photos.items()}}
    write_pictures(connection, caller.tenant_id, photos, at=caller.at)
    log.note(connection, caller.tenant_id, changes, cause=Cause.IMPORT, batch=batch, at=caller.at, by_id=caller.user_id)
    return batch


def take_back(connection: Connection, caller: Caller, batch: str) -> int:
    """Undo a whole import; return how many changes that was. What somebody changed since stays as it is now.

    Raises NotFoundError when there is no such import that could be undone.
    """
    table = phone_changes
    mine = sa.and_(
        table.c.batch == batch, table.c.cause == Cause.IMPORT.value, table.c.by_id == caller.user_id,
        table.c.undone_at.is_(None),
    )  # fmt: skip
    rows = connection.execute(sa.select(table).where(mine).order_by(table.c.id).with_for_update()).all()
    if not rows:
        raise NotFoundError(f"no import {batch} of yours that could be taken back")
    undone = deciding.undo_many(connection, caller, rows)
    connection.execute(
        sa.update(table).where(in_list(table.c.id, undone)).values(undone_at=caller.at, undone_by_id=caller.user_id)
    )
    return len(undone)


def past_imports(connection: Connection, *, most: int = 20) -> list[Past]:
    """Return the imports of the transaction's person, the newest first."""
    table = phone_changes
    me = sa.text("(SELECT nullif(current_setting('app.user_id', true), ''))::bigint")
    rows = connection.execute(
        sa.select(
            table.c.batch, sa.func.min(table.c.at).label("at"), sa.func.max(table.c.undone_at).label("undone_at"),
            sa.func.count(sa.distinct(table.c.contact_id)).label("people"),
            sa.func.count().filter(table.c.undone_at.is_(None)).label("standing"),
        )
        .where(table.c.cause == Cause.IMPORT.value, table.c.by_id == me)
        .group_by(table.c.batch)
        .order_by(sa.func.min(table.c.at).desc(), table.c.batch)
        .limit(most)
    )  # fmt: skip
    return [Past(row.batch, row.at, row.people, row.undone_at, can_be_undone=row.standing > 0) for row in rows]


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
