"""Take a whole spreadsheet back: what it added goes, what it changed is as before, what was touched since stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm import opportunity_changes as changes
from trato.crm.opportunity_changes import CLOSURE
from trato.crm.opportunity_fields import different, read
from trato.crm.opportunity_tables import opportunity_changes, spreadsheet_imports
from trato.crm.service import audit
from trato.crm.tables import accounts, contacts, interactions, opportunities
from trato.db.arrays import in_list
from trato.db.engine import Caller
from trato.errors import ChangedMeanwhileError, NotFoundError
from trato.selling.spreadsheets.importing import BEGINNING
from trato.selling.spreadsheets.known import present


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What an undo did: opportunities removed and changed back, and those that somebody touched since, which stay."""

    removed: int
    changed_back: int
    kept: int


def take_back(connection: Connection, caller: Caller, import_id: int) -> TakenBack:
    """Undo a whole import. What somebody changed since, or what was said about it since, stays as it is.

    Raises NotFoundError for an import that is not the caller's, or is undone already.
    """
    table = spreadsheet_imports
    mine = sa.and_(table.c.id == import_id, table.c.by_id == caller.user_id, table.c.undone_at.is_(None))
    row = connection.execute(sa.select(table).where(mine).with_for_update()).first()
    if row is None:
        raise NotFoundError(f"no import {import_id} of yours that could be taken back")
    notes: dict[int, dict[str, Any]] = defaultdict(dict)
    for note in connection.execute(sa.select(opportunity_changes).where(opportunity_changes.c.import_id == import_id)):
        notes[note.opportunity_id][note.field] = note
    added = {one for one, fields in notes.items() if BEGINNING in fields}
    untouched = added - _touched(connection, added, import_id)
    connection.execute(sa.delete(opportunities).where(in_list(opportunities.c.id, untouched)))
    back = sum(_change_back(connection, caller, one, notes[one]) for one in sorted(notes.keys() - added))
    _remove_accounts(connection, row.account_ids)
    connection.execute(sa.update(table).where(mine).values(undone_at=caller.at))
    audit(connection, caller, "spreadsheet.undone", "spreadsheet", import_id, {"removed": len(untouched)})
    return TakenBack(len(untouched), back, len(notes) - len(untouched) - back)


def _touched(connection: Connection, ids: set[int], import_id: int) -> set[int]:
    """Return those that somebody changed since, or of which an interaction tells."""
    table = opportunity_changes
    since = sa.select(table.c.opportunity_id).where(
        in_list(table.c.opportunity_id, ids), table.c.import_id.is_distinct_from(import_id)
    )
    spoken = sa.select(interactions.c.opportunity_id).where(in_list(interactions.c.opportunity_id, ids))
    return set(connection.execute(since.union(spoken)).scalars())


def _change_back(connection: Connection, caller: Caller, opportunity_id: int, notes: Mapping[str, Any]) -> bool:
    """Write what stood before, field by field, where the file's value still stands; tell whether all of it did."""
    there = present(connection, [opportunity_id]).get(opportunity_id)
    if there is None:
        return False
    is_whole = True
    if CLOSURE in notes:
        try:
            changes.undo(connection, caller, opportunity_id, notes[CLOSURE].id)
        except ChangedMeanwhileError:
            is_whole = False
    fields = {name: note for name, note in notes.items() if name != CLOSURE}
    standing = {name: note for name, note in fields.items() if not different(there, {name: read(name, note.after)})}
    changes.change(
        connection,
        caller,
        opportunity_id,
        {name: read(name, note.before) for name, note in standing.items()},
        version=None,
        undoes_id={name: note.id for name, note in standing.items()},
    )
    return is_whole and len(standing) == len(fields)


def _remove_accounts(connection: Connection, ids: Sequence[int]) -> None:
    """Remove the accounts that were made for a file and have nothing by now."""
    of_account = [
        sa.exists().where(table.c.tenant_id == accounts.c.tenant_id, table.c.account_id == accounts.c.id)
        for table in (opportunities, contacts)
    ]
    connection.execute(sa.delete(accounts).where(in_list(accounts.c.id, ids), *(sa.not_(one) for one in of_account)))
