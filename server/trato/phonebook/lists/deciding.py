"""What a person decides about a phone list: conflicts settled, changes undone, people taken off or out of the CRM."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.engine import Caller
from trato.db.keyed import write_rows
from trato.errors import ChangedMeanwhileError, InvalidInputError, NotFoundError
from trato.phonebook.lists import log, pictures, store, waiting
from trato.phonebook.lists.fields import NOTES, PHOTO, Values, join_notes, split_notes
from trato.phonebook.lists.log import WHOLE, Cause, Changed, Side
from trato.phonebook.lists.merge import NEVER, Agreed, Policy, Rules, as_card, joined, merge
from trato.phonebook.lists.model import Entry
from trato.phonebook.lists.people import Person, people, write_people
from trato.phonebook.lists.plan import CHANGED_AFTER_REMOVAL, GONE
from trato.phonebook.lists.tables import phone_changes, phone_conflicts, removed_contacts


class Choice(StrEnum):
    """How somebody settles a conflict. The first three are for a field, the others for who left."""

    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"
    LIST = "list"
    CRM = "crm"
    RESTORE = "restore"


def settle(connection: Connection, caller: Caller, conflict_id: int, choice: Choice) -> int:
    """Decide; the next round carries it out. Return the list's mailbox.

    Raises NotFoundError when it is settled already or not the caller's, InvalidInputError when the choice is none of
    this conflict's.
    """
    table = phone_conflicts
    row = connection.execute(
        sa.select(table).where(table.c.id == conflict_id, table.c.settled_at.is_(None)).with_for_update()
    ).first()
    if row is None:
        raise NotFoundError(f"no open conflict {conflict_id} of yours; it may be settled by now")
    if row.field == GONE:
        _settle_gone(connection, caller, row, choice)
    elif row.field == CHANGED_AFTER_REMOVAL:
        _settle_removed(connection, caller, row, choice)
    elif row.field == PHOTO:
        _settle_photo(connection, caller, row, choice)
    else:
        _settle_field(connection, caller, row, choice)
    connection.execute(
        sa.update(table)
        .where(table.c.id == conflict_id)
        .values(settled_at=caller.at, settled_by_id=caller.user_id, choice=choice.value)
    )
    return store.get(connection, row.list_id).mailbox_id


def take_off(connection: Connection, caller: Caller, list_id: int, contact_id: int) -> None:
    """Take somebody off a list for good: they stay in the CRM. Raises NotFoundError when they are not on it."""
    entry = _entry(connection, list_id, contact_id)
    store.save_entries(connection, caller.tenant_id, list_id, [replace(entry, left_at=caller.at)])


def put_on(connection: Connection, caller: Caller, list_id: int, contact_id: int) -> None:
    """Put somebody on a list by hand, whatever it holds otherwise. Raises NotFoundError for whom one cannot see."""
    person = people(connection, [contact_id]).get(contact_id)
    if person is None or person.is_removed:
        raise NotFoundError(f"no contact {contact_id}, or it is not yours to see")
    mailbox_id = store.get(connection, list_id).mailbox_id
    entry = store.entry(connection, list_id, contact_id) or Entry(contact_id, "", None, "", NEVER)
    if entry.remote_id is not None and not store.is_in_outlook(connection, mailbox_id, entry.remote_id):
        entry = _anew(entry)
    entry = replace(entry, left_at=None, is_leaving=False, is_chosen=True)
    store.save_entries(connection, caller.tenant_id, list_id, [entry])
    waiting.close_gone(connection, list_id, [contact_id], at=caller.at)


def _anew(entry: Entry) -> Entry:
    """Return the entry of somebody who is to be made in Outlook once more."""
    stays = entry.is_chosen or entry.is_from_outlook
    return Entry(entry.contact_id, "", None, "", NEVER, is_chosen=stays)


def remove_person(connection: Connection, caller: Caller, contact_id: int, *, reason: str = "removed") -> None:
    """Take somebody out of the CRM's contacts, and so off every list; what happened with them stays."""
    found = people(connection, [contact_id])
    if contact_id not in found:
        raise NotFoundError(f"no contact {contact_id}, or it is not yours to see")
    row = {"contact_id": contact_id, "removed_at": caller.at, "removed_by_id": caller.user_id, "reason": reason}
    write_rows(connection, caller.tenant_id, removed_contacts, [row])


def restore_person(connection: Connection, contact_id: int) -> None:
    """Have somebody back who was taken out of the CRM's contacts."""
    connection.execute(sa.delete(removed_contacts).where(removed_contacts.c.contact_id == contact_id))


def undo(connection: Connection, caller: Caller, change_id: int) -> None:
    """Put back what a change replaced, byte for byte; the next round carries it to the other side.

    Raises NotFoundError, ChangedMeanwhileError when somebody changed the field since, InvalidInputError for a field
    that follows from another record.
    """
    table = phone_changes
    row = connection.execute(
        sa.select(table).where(table.c.id == change_id, table.c.undone_at.is_(None)).with_for_update()
    ).first()
    if row is None:
        raise NotFoundError(f"no change {change_id} that could be undone")
    if row.field == WHOLE:
        _undo_whole(connection, caller, row)
    elif row.field == PHOTO:
        _undo_photo(connection, caller, row)
    else:
        _undo_field(connection, caller, row)
    connection.execute(
        sa.update(table).where(table.c.id == change_id).values(undone_at=caller.at, undone_by_id=caller.user_id)
    )


def undo_many(connection: Connection, caller: Caller, rows: Sequence[Any]) -> list[int]:
    """Undo changes in the CRM that an import made, many at once; return which: a field changed since stays as it is."""
    there = people(connection, {row.contact_id for row in rows})
    undone: list[int] = []
    wanted: dict[int, tuple[Person, Values]] = {}
    added: list[int] = []
    for row in rows:
        person = there.get(row.contact_id)
        if person is None:
            continue
        if row.field == WHOLE:
            added.append(person.id)
        elif row.field == PHOTO:
            if person.photo_digest != row.after["digest"]:
                continue
            pictures.write_pictures(connection, caller.tenant_id, {person.id: None}, at=caller.at)
        elif row.field not in person.told and person.values[row.field] == row.after:
            _, values = wanted.get(person.id, (person, person.values))
            wanted[person.id] = (person, {**values, row.field: row.before})
        else:
            continue
        undone.append(row.id)
    gone = [
        {"contact_id": one, "removed_at": caller.at, "removed_by_id": caller.user_id, "reason": "import_undone"}
        for one in added
    ]
    write_rows(connection, caller.tenant_id, removed_contacts, gone)
    _write(connection, caller, wanted, Cause.UNDO)
    return undone


def _settle_gone(connection: Connection, caller: Caller, row: Any, choice: Choice) -> None:
    if choice is Choice.CRM:
        remove_person(connection, caller, row.contact_id)
    elif choice is Choice.RESTORE:
        again = _anew(_entry(connection, row.list_id, row.contact_id))
        store.save_entries(connection, caller.tenant_id, row.list_id, [again])
    elif choice is not Choice.LIST:
        raise InvalidInputError("somebody who left a list: 'list' (only there), 'crm' (there too) or 'restore'")


def _settle_removed(connection: Connection, caller: Caller, row: Any, choice: Choice) -> None:
    if choice is Choice.RESTORE:
        restore_person(connection, row.contact_id)
    elif choice is Choice.CRM:
        entry = _entry(connection, row.list_id, row.contact_id)
        agreed = replace(entry.agreed, theirs={**entry.agreed.theirs, **row.theirs})
        store.save_entries(connection, caller.tenant_id, row.list_id, [replace(entry, agreed=agreed)])
    else:
        raise InvalidInputError("somebody who was taken out of the CRM and changed since: 'crm' (out) or 'restore'")


def _settle_photo(connection: Connection, caller: Caller, row: Any, choice: Choice) -> None:
    """Say which picture was agreed on, so that only the chosen side has changed since."""
    entry = _entry(connection, row.list_id, row.contact_id)
    if choice is Choice.OURS:
        entry = replace(entry, photo_etag=row.theirs["etag"])
    elif choice is Choice.THEIRS:
        entry = replace(entry, photo_digest=row.ours["digest"])
    else:
        raise InvalidInputError("two pictures: 'ours' or 'theirs'")
    store.save_entries(connection, caller.tenant_id, row.list_id, [entry])


def _settle_field(connection: Connection, caller: Caller, row: Any, choice: Choice) -> None:
    """Say what was agreed, so that only the chosen side has changed since."""
    if choice not in {Choice.OURS, Choice.THEIRS, Choice.BOTH}:
        raise InvalidInputError("two values of a field: 'ours', 'theirs' or 'both'")
    entry = _entry(connection, row.list_id, row.contact_id)
    field, ours, theirs = row.field, row.ours, row.theirs
    person = people(connection, [row.contact_id])[row.contact_id]
    if choice is Choice.BOTH:
        both = joined(field, ours, theirs)
        if both is None or field in person.told:
            raise InvalidInputError(f"{field} holds only one value: choose 'ours' or 'theirs'")
        _write(connection, caller, {person.id: (person, {**person.values, field: both})}, Cause.CONFLICT)
    keeps_theirs = choice is Choice.THEIRS
    # Of a field that follows from another record, Outlook's stays as it is there: both are agreed to differ.
    of_theirs = theirs if not keeps_theirs or field in person.told else ours
    agreed = Agreed(
        {**entry.agreed.ours, field: ours if keeps_theirs else theirs},
        {**entry.agreed.theirs, **_shown(entry, field, of_theirs)},
    )
    store.save_entries(connection, caller.tenant_id, row.list_id, [replace(entry, agreed=agreed, change_key="")])


def _shown(entry: Entry, field: str, value: Any) -> Values:
    if field != NOTES:
        return {field: value}
    own, _ = split_notes(entry.agreed.theirs.get("personal_notes", ""))
    return {"personal_notes": join_notes(own, value)}


def _undo_field(connection: Connection, caller: Caller, row: Any) -> None:
    person = people(connection, [row.contact_id]).get(row.contact_id)
    if person is None:
        raise NotFoundError(f"no contact {row.contact_id}, or it is not yours to see")
    if row.field in person.told:
        raise InvalidInputError(f"{row.field} follows from another record; change it there")
    if row.side == Side.CRM.value:
        before, is_same = row.before, person.values[row.field] == row.after
    else:
        before, is_same = _before_in_outlook(person, row)
    if not is_same:
        raise ChangedMeanwhileError(f"{row.field} was changed since; look at it, then decide")
    _write(connection, caller, {person.id: (person, {**person.values, row.field: before})}, Cause.UNDO)


def _undo_photo(connection: Connection, caller: Caller, row: Any) -> None:
    if row.contact_id not in people(connection, [row.contact_id]):
        raise NotFoundError(f"no contact {row.contact_id}, or it is not yours to see")
    change = pictures.put_back(connection, caller.tenant_id, row.contact_id, (row.before, row.after), at=caller.at)
    _log(connection, caller, [Changed(row.contact_id, Side.CRM, PHOTO, *change)], Cause.UNDO)


def _before_in_outlook(person: Person, row: Any) -> tuple[Any, bool]:
    """Return what stood in Outlook before, as ours would be had somebody written it there, and whether it is still so.

    What was written there is taken as what both agreed on, so that ours must not have changed since.
    """
    card = as_card(person.values, person.read_phone)
    rules = Rules({row.field: Policy.THEIRS})
    now = merge(Agreed(person.values, card), person.values, {**card, **row.after}, rules, person.read_phone)
    base = Agreed(person.values, {**card, **row.after})
    back = merge(base, person.values, {**card, **row.before}, rules, person.read_phone)
    return back.ours[row.field], now.ours[row.field] == person.values[row.field]


def _undo_whole(connection: Connection, caller: Caller, row: Any) -> None:
    """Undo that somebody was added or removed on either side."""
    if row.side == Side.CRM.value:
        if row.before is None:
            remove_person(connection, caller, row.contact_id, reason="import_undone")
            _leave_alone(connection, caller, row.contact_id)
        else:
            restore_person(connection, row.contact_id)
        return
    if row.before is None:
        take_off(connection, caller, row.list_id, row.contact_id)
    else:
        restore_person(connection, row.contact_id)
        if (entry := store.entry(connection, row.list_id, row.contact_id)) is not None:
            store.save_entries(connection, caller.tenant_id, row.list_id, [_anew(entry)])


def _leave_alone(connection: Connection, caller: Caller, contact_id: int) -> None:
    """Let the contact that somebody made in Outlook be theirs again."""
    for phone_list in store.lists(connection):
        entry = store.entry(connection, phone_list.id, contact_id)
        if entry is not None and entry.is_from_outlook:
            store.save_entries(connection, caller.tenant_id, phone_list.id, [replace(entry, left_at=caller.at)])


def _write(connection: Connection, caller: Caller, wanted: dict[int, tuple[Person, Values]], cause: Cause) -> None:
    write_people(connection, caller.tenant_id, wanted)
    changes = [
        Changed(one, Side.CRM, name, person.values[name], value)
        for one, (person, values) in wanted.items()
        for name, value in values.items()
        if value != person.values[name]
    ]
    _log(connection, caller, changes, cause)


def _log(connection: Connection, caller: Caller, changes: list[Changed], cause: Cause) -> None:
    log.note(
        connection, caller.tenant_id, changes, cause=cause, batch=f"{cause.value}:{uuid4().hex}", at=caller.at,
        by_id=caller.user_id,
    )  # fmt: skip


def _entry(connection: Connection, list_id: int, contact_id: int) -> Entry:
    entry = store.entry(connection, list_id, contact_id)
    if entry is None:
        raise NotFoundError(f"contact {contact_id} is not on phone list {list_id}")
    return entry
