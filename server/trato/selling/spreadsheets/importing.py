"""Bring a spreadsheet's opportunities in: told first, each row once, every fault explained, and taken back whole.

An opportunity that is there already gets what the file says; what the file leaves empty stays. Everything that is
written stands in the history under the import's id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.crm import opportunity_changes as changes
from trato.crm import sheets
from trato.crm.answers.words import folded
from trato.crm.model import Outcome
from trato.crm.opportunity_fields import CUSTOM, FIELDS, columns, different
from trato.crm.opportunity_tables import opportunity_changes, spreadsheet_headings, spreadsheet_imports
from trato.crm.own_fields import OwnField, own_fields
from trato.crm.service import audit
from trato.crm.tables import accounts, opportunities, stages
from trato.db.engine import Caller
from trato.errors import InvalidInputError
from trato.selling.spreadsheets.faults import RowFault
from trato.selling.spreadsheets.headings import Field, mapped
from trato.selling.spreadsheets.known import known, present
from trato.selling.spreadsheets.reading import Row, read_rows

ENDINGS = frozenset({".csv", ".txt", ".tsv", ".xlsx"})
MOST_PAST = 20
BEGINNING = "created"


@dataclass(frozen=True, slots=True)
class Understood:
    """A file as it was understood: what its columns are, and what it would do."""

    headings: tuple[str, ...]
    columns: Mapping[int, str]
    samples: tuple[tuple[str, ...], ...]
    own: Sequence[OwnField]
    new: tuple[Row, ...]
    changed: tuple[Row, ...]
    unchanged: int
    faults: tuple[RowFault, ...]

    @property
    def new_accounts(self) -> tuple[str, ...]:
        """Return the accounts that are to be made, each once."""
        named = {folded(row.new_account): row.new_account for row in self.new if row.new_account}
        return tuple(named.values())


@dataclass(frozen=True, slots=True)
class Past:
    """An import that was done."""

    id: int
    file_name: str
    at: datetime
    opportunities: int
    undone_at: datetime | None


def understand(
    connection: Connection,
    caller: Caller,
    content: bytes,
    name: str,
    *,
    chosen: Mapping[str, str],
    makes_accounts: bool,
    language: str,
) -> Understood:
    """Read a file and find out what it would do, as the transaction's person.

    Raises InvalidInputError for what is no table, or columns that are no fields.
    """
    if PurePath(name).suffix.lower() not in ENDINGS:
        raise InvalidInputError(f"{name}: give a .csv or .xlsx file")
    cells = sheets.read_cells(content)
    headings = tuple(sheets.cell_text(one) for one in cells[0])
    own = own_fields(connection)
    which = mapped(headings, own, remembered=_remembered(connection), chosen=chosen)
    place = next((at for at, one in which.items() if one == Field.KEY), None)
    keys = set() if place is None else {sheets.cell_at(row, place) for row in cells[1:]} - {""}
    lookups = known(connection, caller.tenant_id, keys)
    found = read_rows(cells, which, lookups, makes_accounts=makes_accounts, language=language)
    there = present(connection, [row.opportunity_id for row in found.rows if row.opportunity_id is not None])
    changed = tuple(row for row in found.rows if row.opportunity_id is not None and _differs(row, there))
    new = tuple(row for row in found.rows if row.opportunity_id is None)
    return Understood(
        headings=headings,
        columns=which,
        samples=sheets.samples(cells, len(headings)),
        own=own,
        new=new,
        changed=changed,
        unchanged=len(found.rows) - len(new) - len(changed),
        faults=found.faults,
    )


def bring_in(connection: Connection, caller: Caller, told: Understood, name: str) -> int:
    """Do what was told and remember what its columns are; return the import's id."""
    made = _make_accounts(connection, caller, told.new_accounts)
    import_id: int = connection.execute(
        sa.insert(spreadsheet_imports)
        .values(
            tenant_id=caller.tenant_id,
            file_name=name,
            by_id=caller.user_id,
            at=caller.at,
            account_ids=list(made.values()),
        )
        .returning(spreadsheet_imports.c.id)
    ).scalar_one()
    ids = _add(connection, caller, told.new, made, import_id)
    for row in told.changed:
        changes.change(connection, caller, row.opportunity_id or 0, _wanted(row), version=None, import_id=import_id)
    for opportunity_id, row in [*zip(ids, told.new, strict=True), *((row.opportunity_id, row) for row in told.changed)]:
        _close(connection, caller, opportunity_id or 0, row, import_id)
    _remember(connection, caller, told)
    detail = {"new": len(told.new), "changed": len(told.changed)}
    audit(connection, caller, "spreadsheet.imported", "spreadsheet", import_id, detail)
    return import_id


def past_imports(connection: Connection) -> list[Past]:
    """Return the imports of the transaction's person, the newest first."""
    table, told = spreadsheet_imports, opportunity_changes
    many = (
        sa.select(sa.func.count(sa.distinct(told.c.opportunity_id)))
        .where(told.c.tenant_id == table.c.tenant_id, told.c.import_id == table.c.id)
        .scalar_subquery()
    )
    rows = connection.execute(
        sa.select(table, many.label("many")).order_by(table.c.at.desc(), table.c.id.desc()).limit(MOST_PAST)
    )
    return [Past(row.id, row.file_name, row.at, row.many, row.undone_at) for row in rows]


def _remembered(connection: Connection) -> dict[str, str]:
    table = spreadsheet_headings
    return {row.heading: row.field for row in connection.execute(sa.select(table.c.heading, table.c.field))}


def _remember(connection: Connection, caller: Caller, told: Understood) -> None:
    """Keep what each heading was taken for: the next file with it is understood the same way."""
    said = {folded(heading): told.columns.get(place, "") for place, heading in enumerate(told.headings)}
    rows = [
        {"tenant_id": caller.tenant_id, "heading": heading, "field": kept} for heading, kept in said.items() if heading
    ]
    write = insert(spreadsheet_headings)
    connection.execute(
        write.on_conflict_do_update(index_elements=["tenant_id", "heading"], set_={"field": write.excluded.field}), rows
    )


def _wanted(row: Row) -> dict[str, Any]:
    """Return the fields that a row says; the account of an opportunity stays its own."""
    return {name: value for name, value in row.values.items() if name in FIELDS or name.startswith(CUSTOM)}


def _differs(row: Row, there: Mapping[int, Mapping[str, Any]]) -> bool:
    before = there.get(row.opportunity_id or 0)
    if before is None:
        return False
    closes = row.closure is not None and before["closed_as"] is None
    return closes or bool(different(before, _wanted(row)))


def _make_accounts(connection: Connection, caller: Caller, names: Sequence[str]) -> dict[str, int]:
    """Add accounts of the caller's own; return their ids by their folded names."""
    if not names:
        return {}
    rows = [
        {"tenant_id": caller.tenant_id, "key": f"added-{uuid4()}", "name": name, "owner_id": caller.user_id}
        for name in names
    ]
    made = connection.execute(sa.insert(accounts).returning(accounts.c.id, accounts.c.name), rows)
    return {folded(row.name): row.id for row in made}


def _add(
    connection: Connection, caller: Caller, rows: Sequence[Row], made: Mapping[str, int], import_id: int
) -> list[int]:
    """Add opportunities, the caller's own unless the file says whose; return their ids in the order of the rows."""
    if not rows:
        return []
    lookups = known(connection, caller.tenant_id, ())
    first = connection.execute(sa.select(stages.c.key).order_by(stages.c.position).limit(1)).scalar()
    values = []
    for row in rows:
        own = {name: (None, value) for name, value in row.values.items() if name.startswith(CUSTOM)}
        plain = {name: value for name, value in row.values.items() if not name.startswith(CUSTOM)}
        begun = {"owner_id": caller.user_id, "currency": lookups.currency, "created_on": caller.at.date(),
                 "stage_key": first or "", "account_id": made.get(folded(row.new_account))}  # fmt: skip
        values.append(
            {
                **dict.fromkeys(_COLUMNS),
                **_EMPTY,
                **begun,
                **plain,
                "key": row.key or f"added-{uuid4()}",
                "tenant_id": caller.tenant_id,
                "custom": columns({}, own).get("custom", {}),
            }
        )
    found = connection.execute(sa.insert(opportunities).returning(opportunities.c.id, opportunities.c.key), values)
    ids = {row.key: row.id for row in found}
    ordered = [ids[one["key"]] for one in values]
    connection.execute(
        sa.insert(opportunity_changes).inline(),
        [
            {
                "tenant_id": caller.tenant_id,
                "opportunity_id": opportunity_id,
                "at": caller.at,
                "actor_id": caller.user_id,
                "field": BEGINNING,
                "after": row.values["name"],
                "import_id": import_id,
            }
            for opportunity_id, row in zip(ordered, rows, strict=True)
        ],
    )
    return ordered


_EMPTY: Mapping[str, Any] = {"next_objective": "", "wants": "", "main_competitor": "", "product_names": [],
                             "competitors": []}  # fmt: skip
_COLUMNS = ("amount", "monthly_amount", "close_date", "invoice_date", "probability", "next_date", "decision_maker_id")


def _close(connection: Connection, caller: Caller, opportunity_id: int, row: Row, import_id: int) -> None:
    if row.closure is None:
        return
    closed = connection.execute(
        sa.select(opportunities.c.closed_as).where(opportunities.c.id == opportunity_id)
    ).scalar_one()
    if closed is None:
        outcome, reason = row.closure
        changes.close(connection, caller, opportunity_id, Outcome(outcome), reason, version=None, import_id=import_id)
