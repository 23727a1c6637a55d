"""Duplicates among the contacts of the CRM: suggested with reasons, made one, taken apart again, or told apart.

A merge moves every reference from one contact to the other and notes each in a journal: taking it apart puts all of
it back, and leaves with the one that stayed what came to them since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import JSONB

from trato.crm.tables import contacts
from trato.db.engine import Caller
from trato.db.keyed import write_rows
from trato.db.schema import metadata
from trato.errors import InvalidInputError, NotFoundError
from trato.phonebook.duplicates.pairs import THRESHOLD, Pair, find
from trato.phonebook.duplicates.records import Record
from trato.phonebook.duplicates.tables import contact_merges, distinct_contacts
from trato.phonebook.lists import names
from trato.phonebook.lists.fields import BIRTHDAY, EMAILS, FIELDS, PHONES, Values
from trato.phonebook.lists.merge import NEVER, Policy, Rules, as_card, merge
from trato.phonebook.lists.people import Person, people, write_people
from trato.phonebook.lists.tables import removed_contacts

# What says something about the contact itself; everything else that names a contact moves along.
_OWN = {
    "contact_addresses", "contact_phones", "contact_details", "contact_photos", "contact_touches", "removed_contacts",
    "contact_merges", "distinct_contacts", "phone_list_entries", "phone_conflicts", "phone_changes",
}  # fmt: skip
_OURS = Rules(dict.fromkeys(FIELDS, Policy.OURS))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two contacts that are likely one person."""

    pair: Pair
    first: Person
    second: Person


def record_of(person: Person) -> Record:
    """Return of a person what duplicates are looked for by."""
    values = person.values
    place: Values = next((values[one] for one in ("business_address", "home_address") if any(values[one].values())), {})
    given, middle, surname = values["given_name"], values["middle_name"], values["surname"]
    if not given and not surname:
        parts = names.take_apart(values["display_name"], country=person.country)
        given, middle, surname = parts.given, parts.middle, parts.surname
    return Record(
        person.id,
        given=" ".join(one for one in (given, middle) if one),
        surname=surname,
        company=values["company_name"],
        emails=tuple(str(one["address"]) for one in values[EMAILS]),
        numbers=tuple(phone["e164"] or phone["number"] for phone in values[PHONES]),
        street=place.get("street", ""),
        city=place.get("city", ""),
        postal_code=place.get("postal_code", ""),
        birthday=values[BIRTHDAY] or "",
    )


def suggestions(connection: Connection, *, threshold: float = THRESHOLD, most: int = 200) -> list[Suggestion]:
    """Return the likeliest duplicates among the contacts that the transaction may see; decided ones are left out."""
    gone = sa.select(removed_contacts.c.contact_id)
    ids = list(connection.execute(sa.select(contacts.c.id).where(contacts.c.id.not_in(gone))).scalars())
    there = people(connection, ids)
    table = distinct_contacts
    apart = {tuple(row) for row in connection.execute(sa.select(table.c.first_id, table.c.second_id))}
    pairs = [
        pair
        for pair in find([record_of(person) for person in there.values()], threshold=threshold)
        if (pair.first, pair.second) not in apart
    ]
    return [Suggestion(pair, there[pair.first], there[pair.second]) for pair in pairs[:most]]


def never(connection: Connection, caller: Caller, first_id: int, second_id: int) -> None:
    """Remember that these two are two people. Raises NotFoundError for one whom the caller cannot see."""
    _both(connection, first_id, second_id)
    one, other = sorted((first_id, second_id))
    row = {"first_id": one, "second_id": other, "decided_at": caller.at, "decided_by_id": caller.user_id}
    write_rows(connection, caller.tenant_id, distinct_contacts, [row])


def check_both(connection: Connection, kept_id: int, gone_id: int) -> None:
    """Raise NotFoundError or InvalidInputError unless the transaction sees both, and both are contacts of ours."""
    _both(connection, kept_id, gone_id)


def check_merge(connection: Connection, merge_id: int) -> None:
    """Raise NotFoundError unless the transaction sees that merge."""
    if connection.execute(sa.select(contact_merges.c.id).where(contact_merges.c.id == merge_id)).first() is None:
        raise NotFoundError(f"no merge {merge_id}, or it is not yours to see")


def merge_contacts(connection: Connection, caller: Caller, kept_id: int, gone_id: int) -> int:
    """Make one contact of two, in a transaction of the system's; return the merge's id.

    The one that stays keeps its own values and takes what it lacks. Call `check_both` as the person first.
    """
    kept, gone = _both(connection, kept_id, gone_id)
    merged = merge(NEVER, kept.values, _as_card(gone), _OURS, kept.read_phone).ours
    merged = {**merged, PHONES: _union(kept, gone, PHONES, "e164"), EMAILS: _union(kept, gone, EMAILS, "address")}
    moved = list(_move(connection, caller.tenant_id, kept_id, gone_id))
    journal = {"kept_before": kept.values, "kept_after": merged, "gone": gone.values, "moved": moved}
    write_people(
        connection,
        caller.tenant_id,
        {kept_id: (kept, merged), gone_id: (gone, {**gone.values, PHONES: [], EMAILS: []})},
    )
    reason = {"contact_id": gone_id, "removed_at": caller.at, "removed_by_id": caller.user_id, "reason": "merged"}
    write_rows(connection, caller.tenant_id, removed_contacts, [reason])
    row = {
        "tenant_id": caller.tenant_id, "kept_id": kept_id, "gone_id": gone_id, "journal": journal,
        "merged_at": caller.at, "merged_by_id": caller.user_id,
    }  # fmt: skip
    return int(connection.execute(sa.insert(contact_merges).values(row).returning(contact_merges.c.id)).scalar_one())


def take_apart(connection: Connection, caller: Caller, merge_id: int) -> None:
    """Undo a merge, in a transaction of the system's. Raises NotFoundError when it was undone already."""
    table = contact_merges
    row = connection.execute(
        sa.select(table).where(table.c.id == merge_id, table.c.unmerged_at.is_(None)).with_for_update()
    ).first()
    if row is None:
        raise NotFoundError(f"no merge {merge_id} that could be taken apart")
    connection.execute(sa.delete(removed_contacts).where(removed_contacts.c.contact_id == row.gone_id))
    there = people(connection, [row.kept_id, row.gone_id])
    kept, gone, journal = there[row.kept_id], there[row.gone_id], row.journal
    back = {
        name: journal["kept_before"][name] if value == journal["kept_after"][name] else value
        for name, value in kept.values.items()
    }
    write_people(connection, caller.tenant_id, {kept.id: (kept, back), gone.id: (gone, journal["gone"])})
    for moved in journal["moved"]:
        _move_back(connection, moved, kept_id=row.kept_id, gone_id=row.gone_id)
    connection.execute(
        sa.update(table).where(table.c.id == merge_id).values(unmerged_at=caller.at, unmerged_by_id=caller.user_id)
    )


def _both(connection: Connection, first_id: int, second_id: int) -> tuple[Person, Person]:
    if first_id == second_id:
        raise InvalidInputError("these are not two contacts but one")
    there = people(connection, [first_id, second_id])
    for one in (first_id, second_id):
        if one not in there or there[one].is_removed:
            raise NotFoundError(f"no contact {one}, or it is not yours to see")
    return there[first_id], there[second_id]


def _as_card(person: Person) -> Values:
    """Return a person's values in the form of a card, but for what a card has no room for."""
    return as_card({**person.values, PHONES: [], EMAILS: []}, person.read_phone)


def _union(kept: Person, gone: Person, field: str, key: str) -> list[Any]:
    known = {str(one[key] or one.get("number", "")).lower() for one in kept.values[field]}
    more = [one for one in gone.values[field] if str(one[key] or one.get("number", "")).lower() not in known]
    return [*kept.values[field], *more]


def _references() -> Iterator[tuple[Table, str]]:
    """Name every column that says which contact something is about."""
    for name, table in sorted(metadata.tables.items()):
        if name in _OWN:
            continue
        for key in table.foreign_keys:
            if key.target_fullname == "contacts.id":
                yield table, key.parent.name


def _move(connection: Connection, tenant_id: int, kept_id: int, gone_id: int) -> Iterator[dict[str, Any]]:
    """Move references; a row that the other has too is taken out. Yield what was done, for the journal."""
    for table, column in _references():
        others = [one.name for one in table.primary_key.columns if one.name != column]
        is_part = column in table.primary_key.columns
        rows = connection.execute(
            sa.select(sa.func.to_jsonb(sa.literal_column(table.name))).select_from(table)
            .where(table.c.tenant_id == tenant_id, table.c[column] == gone_id)
        ).scalars().all()  # fmt: skip
        for row in rows:
            here = sa.and_(*(table.c[name] == row[name] for name in others))
            there = is_part and connection.execute(sa.select(1).where(here, table.c[column] == kept_id)).first()
            if there or (column == "reports_to_id" and row["id"] == kept_id):
                statement = sa.delete(table) if there else sa.update(table).values({column: None})
            else:
                statement = sa.update(table).values({column: kept_id})
            connection.execute(statement.where(here, table.c[column] == gone_id))
            yield {"table": table.name, "column": column, "row": row, "was_double": bool(there)}


def _move_back(connection: Connection, moved: Mapping[str, Any], *, kept_id: int, gone_id: int) -> None:
    table, row, column = metadata.tables[moved["table"]], moved["row"], moved["column"]
    if moved["was_double"]:
        name = sa.sql.quoted_name(table.name, quote=True)
        again = f"INSERT INTO {name} SELECT * FROM jsonb_populate_record(NULL\\:\\:{name}, :row) ON CONFLICT DO NOTHING"  # noqa: S608  a table of ours
        connection.execute(sa.text(again).bindparams(sa.bindparam("row", row, type_=JSONB)))
        return
    here = sa.and_(*(table.c[one.name] == row[one.name] for one in table.primary_key.columns if one.name != column))
    # What somebody pointed elsewhere meanwhile stays there.
    was = sa.or_(table.c[column] == kept_id, table.c[column].is_(None))
    connection.execute(sa.update(table).where(here, was).values({column: gone_id}))
