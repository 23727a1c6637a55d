"""Change an opportunity, close and reopen it, see who changed what, and take a change back.

Every write of a field is a row of the history, in the transaction of the write itself; undoing one is another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.model import Outcome
from trato.crm.opportunity_fields import CUSTOM, columns, different, read, written
from trato.crm.opportunity_tables import opportunity_changes
from trato.crm.own_fields import by_key, own_fields
from trato.crm.service import audit
from trato.crm.tables import closures, contacts, opportunities, stages
from trato.crm.views import Named
from trato.db.engine import Caller
from trato.directory.tables import users
from trato.errors import ChangedMeanwhileError, InvalidInputError, NotFoundError

CLOSURE = "closure"
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change: who, when, which field, from what to what; `is_undone` once somebody took it back."""

    id: int
    at: datetime
    actor: Named | None
    field: str
    before: Any
    after: Any
    is_undone: bool


def change(
    connection: Connection,
    caller: Caller,
    opportunity_id: int,
    wanted: Mapping[str, Any],
    *,
    version: int | None,
    undoes_id: int | Mapping[str, int] | None = None,
    import_id: int | None = None,
) -> dict[str, tuple[Any, Any]]:
    """Write the fields that differ, and their history; return them, each with the value before and after.

    Fields are those of `opportunity_fields.FIELDS`, and `custom.<key>` for the tenant's own. `version` is that of the
    opportunity somebody read; None writes whatever came between. `undoes_id` is the change that this takes back,
    or each field's; `import_id` the spreadsheet that says so.

    Raises NotFoundError for an opportunity, owner or decision maker that the caller cannot see, ChangedMeanwhileError
    when `version` is not the present one, InvalidInputError for a stage or a field that the tenant does not have.
    """
    before = _locked(connection, opportunity_id, version)
    changes = different(before, wanted)
    if not changes:
        return {}
    _check(connection, {field: after for field, (_, after) in changes.items()})
    _write(connection, opportunity_id, columns(before["custom"], changes))
    note(connection, caller, opportunity_id, changes, undoes_id, import_id)
    audit(connection, caller, "opportunity.changed", "opportunity", opportunity_id, {"fields": sorted(changes)})
    return changes


def close(
    connection: Connection,
    caller: Caller,
    opportunity_id: int,
    outcome: Outcome,
    reason: str,
    *,
    version: int | None,
    undoes_id: int | None = None,
    import_id: int | None = None,
) -> None:
    """Close an opportunity as won, lost or cancelled; it stays where it can be seen.

    Raises NotFoundError, ChangedMeanwhileError, InvalidInputError when it is closed already, or lost or cancelled
    without a reason.
    """
    reason = reason.strip()
    if outcome is not Outcome.WON and not reason:
        raise InvalidInputError(f"say why it was {outcome.value}: what closed deals teach is in their reasons")
    _locked(connection, opportunity_id, version)
    there = _closure(connection, opportunity_id)
    if there is not None:
        raise InvalidInputError(f"this opportunity is {there['outcome']} already; reopen it first")
    closure = {"outcome": outcome.value, "reason": reason, "closed_at": caller.at.isoformat()}
    _close_as(connection, caller, opportunity_id, closure, undoes_id, import_id)


def reopen(
    connection: Connection,
    caller: Caller,
    opportunity_id: int,
    *,
    version: int | None,
    undoes_id: int | None = None,
) -> None:
    """Take a closure back. Raises NotFoundError, ChangedMeanwhileError, InvalidInputError when it is open."""
    _locked(connection, opportunity_id, version)
    there = _closure(connection, opportunity_id)
    if there is None:
        raise InvalidInputError("this opportunity is open")
    connection.execute(sa.delete(closures).where(closures.c.opportunity_id == opportunity_id))
    _write(connection, opportunity_id, {})
    note(connection, caller, opportunity_id, {CLOSURE: (there, None)}, undoes_id)
    audit(connection, caller, "opportunity.reopened", "opportunity", opportunity_id, {})


def undo(connection: Connection, caller: Caller, opportunity_id: int, change_id: int) -> None:
    """Take one change back.

    Raises NotFoundError for a change that is not there, InvalidInputError for a beginning, which cannot be undone,
    ChangedMeanwhileError when the field was changed again since.
    """
    table = opportunity_changes
    row = connection.execute(
        sa.select(table).where(table.c.opportunity_id == opportunity_id, table.c.id == change_id)
    ).first()
    if row is None:
        raise NotFoundError(f"no change {change_id} of opportunity {opportunity_id}, or it is not yours to see")
    if row.field == CLOSURE:
        _undo_closure(connection, caller, row, change_id)
        return
    present = _locked(connection, opportunity_id, None)
    try:
        before, after = read(row.field, row.before), read(row.field, row.after)
    except KeyError as error:
        raise InvalidInputError("how an opportunity began cannot be taken back; close it instead") from error
    if different(present, {row.field: after}):
        raise ChangedMeanwhileError("the field was changed again since; look at its history, then decide")
    change(connection, caller, opportunity_id, {row.field: before}, version=None, undoes_id=change_id)


def history(
    connection: Connection, opportunity_id: int, *, field: str | None = None, limit: int = MOST_SHOWN
) -> Sequence[ChangeView]:
    """Return the changes of an opportunity, newest first, of all fields or of one."""
    table, undoing = opportunity_changes, opportunity_changes.alias("undoing")
    undone = sa.exists().where(undoing.c.tenant_id == table.c.tenant_id, undoing.c.undoes_id == table.c.id)
    query = (
        sa.select(table, users.c.name.label("actor_name"), undone.label("is_undone"))
        .outerjoin(users, sa.and_(users.c.tenant_id == table.c.tenant_id, users.c.id == table.c.actor_id))
        .where(table.c.opportunity_id == opportunity_id)
        .order_by(table.c.at.desc(), table.c.id.desc())
        .limit(limit)
    )
    rows = connection.execute(query if field is None else query.where(table.c.field == field))
    return [
        ChangeView(
            row.id,
            row.at,
            None if row.actor_name is None else Named(row.actor_id, row.actor_name),
            row.field,
            row.before,
            row.after,
            row.is_undone,
        )
        for row in rows
    ]


def note(
    connection: Connection,
    caller: Caller,
    opportunity_id: int,
    changes: Mapping[str, tuple[Any, Any]],
    undoes_id: int | Mapping[str, int] | None = None,
    import_id: int | None = None,
) -> None:
    """Add to the history: each field with its value before and after."""
    undone = undoes_id if isinstance(undoes_id, Mapping) else dict.fromkeys(changes, undoes_id)
    connection.execute(
        sa.insert(opportunity_changes).inline(),
        [
            {
                "tenant_id": caller.tenant_id,
                "opportunity_id": opportunity_id,
                "at": caller.at,
                "actor_id": caller.user_id,
                "field": field,
                "before": written(before),
                "after": written(after),
                "undoes_id": undone.get(field),
                "import_id": import_id,
            }
            for field, (before, after) in changes.items()
        ],
    )


def touch(connection: Connection, opportunity_id: int, version: int | None) -> None:
    """Count a write of what belongs to the opportunity. Raises NotFoundError, ChangedMeanwhileError."""
    _locked(connection, opportunity_id, version)
    _write(connection, opportunity_id, {})


def _locked(connection: Connection, opportunity_id: int, version: int | None) -> dict[str, Any]:
    row = connection.execute(
        sa.select(opportunities).where(opportunities.c.id == opportunity_id).with_for_update(of=opportunities)
    ).first()
    if row is None:
        raise NotFoundError(f"no opportunity {opportunity_id}, or it is not yours to see")
    if version is not None and row.version != version:
        raise ChangedMeanwhileError("somebody changed this opportunity meanwhile; look again, then decide")
    return row._asdict()


def _write(connection: Connection, opportunity_id: int, values: Mapping[str, Any]) -> None:
    connection.execute(
        sa.update(opportunities)
        .where(opportunities.c.id == opportunity_id)
        .values(**values, version=opportunities.c.version + 1)
    )


def _check(connection: Connection, wanted: Mapping[str, Any]) -> None:
    """Refuse what refers to nothing. A stage, an owner and a decision maker may also be none."""
    if wanted.get("name") == "":
        raise InvalidInputError("an opportunity needs a name")
    for field, column, what in (
        ("stage_key", stages.c.key, "stage"),
        ("owner_id", users.c.id, "user"),
        ("decision_maker_id", contacts.c.id, "contact"),
    ):
        value = wanted.get(field)
        if value in (None, ""):
            continue
        if connection.execute(sa.select(column).where(column == value)).first() is None:
            if field == "stage_key":
                raise InvalidInputError(f"stage {value!r} is not one of the sales process")
            raise NotFoundError(f"no {what} {value}, or it is not yours to see")
    _check_own(connection, {field.removeprefix(CUSTOM): wanted[field] for field in wanted if field.startswith(CUSTOM)})


def _check_own(connection: Connection, wanted: Mapping[str, Any]) -> None:
    known = by_key(own_fields(connection)) if wanted else {}
    for key, value in wanted.items():
        if key not in known:
            raise InvalidInputError(f"there is no field {key!r}; an admin adds one")
        if value is not None:
            known[key].checked(value)


def _closure(connection: Connection, opportunity_id: int) -> dict[str, Any] | None:
    row = connection.execute(sa.select(closures).where(closures.c.opportunity_id == opportunity_id)).first()
    if row is None:
        return None
    return {"outcome": row.outcome, "reason": row.reason, "closed_at": row.closed_at.isoformat()}


def _undo_closure(connection: Connection, caller: Caller, row: Any, undoes_id: int | None) -> None:
    if row.after is not None:
        if _closure(connection, row.opportunity_id) != row.after:
            raise ChangedMeanwhileError("it was reopened or closed otherwise since; look at its history, then decide")
        reopen(connection, caller, row.opportunity_id, version=None, undoes_id=undoes_id)
        return
    if _closure(connection, row.opportunity_id) is not None:
        raise ChangedMeanwhileError("it was closed again since; look at its history, then decide")
    _close_as(connection, caller, row.opportunity_id, row.before, undoes_id)


def _close_as(
    connection: Connection,
    caller: Caller,
    opportunity_id: int,
    closure: dict[str, Any],
    undoes_id: int | None,
    import_id: int | None = None,
) -> None:
    connection.execute(
        sa.insert(closures).values(
            tenant_id=caller.tenant_id,
            opportunity_id=opportunity_id,
            outcome=closure["outcome"],
            reason=closure["reason"],
            closed_at=datetime.fromisoformat(closure["closed_at"]),
            closed_by_id=caller.user_id,
        )
    )
    _write(connection, opportunity_id, {})
    note(connection, caller, opportunity_id, {CLOSURE: (None, closure)}, undoes_id, import_id)
    audit(connection, caller, "opportunity.closed", "opportunity", opportunity_id, {"outcome": closure["outcome"]})
