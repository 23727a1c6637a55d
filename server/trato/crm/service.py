"""What a person changes about customers: an opportunity's fields, a call or a note told by hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm import interactions as book
from trato.crm.model import Interaction, InteractionKind, Level
from trato.crm.tables import accounts, contacts, opportunities, stages
from trato.db.arrays import in_list
from trato.db.engine import Caller
from trato.directory.tables import audit_log
from trato.errors import ChangedMeanwhileError, InvalidInputError, NotFoundError

EDITABLE = frozenset({"stage_key", "amount", "currency", "close_date", "next_date", "next_objective"})


@dataclass(frozen=True, slots=True)
class Told:
    """A call or a note as somebody tells it."""

    kind: InteractionKind
    at: datetime
    summary: str
    contact_ids: tuple[int, ...]
    account_id: int | None
    opportunity_id: int | None


def change_opportunity(
    connection: Connection, caller: Caller, opportunity_id: int, changes: dict[str, Any], *, version: int
) -> None:
    """Write the changed fields and note them in the audit log.

    Raises NotFoundError, ChangedMeanwhileError when `version` is not the present one, InvalidInputError for a stage
    that the sales process does not have.
    """
    assert changes.keys() <= EDITABLE  # noqa: S101  a programming error, not an input
    stage = changes.get("stage_key")
    if stage is not None and not connection.execute(sa.select(stages.c.key).where(stages.c.key == stage)).first():
        raise InvalidInputError(f"stage {stage!r} is not one of the sales process")
    before = connection.execute(
        sa.select(opportunities).where(opportunities.c.id == opportunity_id).with_for_update(of=opportunities)
    ).first()
    if before is None:
        raise NotFoundError(f"no opportunity {opportunity_id}, or it is not yours to see")
    if before.version != version:
        raise ChangedMeanwhileError("somebody changed this opportunity meanwhile; look again, then decide")
    different = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if not different:
        return
    connection.execute(
        sa.update(opportunities)
        .where(opportunities.c.id == opportunity_id)
        .values(**different, version=opportunities.c.version + 1)
    )
    detail = {name: [_plain(getattr(before, name)), _plain(value)] for name, value in different.items()}
    audit(connection, caller, "opportunity.changed", "opportunity", opportunity_id, detail)


def log_interaction(connection: Connection, caller: Caller, told: Told) -> int:
    """Write a call or a note; return its id. Raises NotFoundError for people or accounts the caller cannot see."""
    _require(connection, contacts, told.contact_ids, "contact")
    _require(connection, opportunities, [told.opportunity_id] if told.opportunity_id is not None else [], "opportunity")
    account_ids = _accounts(connection, told)
    if not account_ids and not told.contact_ids:
        raise InvalidInputError("say with whom: a contact, an account or an opportunity")
    interaction = Interaction(
        kind=told.kind,
        starts_at=told.at,
        ends_at=told.at,
        user_ids=(caller.user_id,),
        contact_ids=told.contact_ids,
        account_ids=tuple(account_ids),
        opportunity_id=told.opportunity_id,
        subject="",
        summary=told.summary,
        level=Level.FULL,
    )
    interaction_id = book.add(connection, caller.tenant_id, interaction, created_by_id=caller.user_id)
    audit(connection, caller, f"{told.kind}.logged", "interaction", interaction_id, {})
    return interaction_id


def audit(
    connection: Connection, caller: Caller, action: str, kind: str, object_id: int, detail: dict[str, Any]
) -> None:
    """Note who did what; the log is only ever added to."""
    # Inline, because asking for the new row's id back would need the right to read the log.
    connection.execute(
        sa.insert(audit_log)
        .inline()
        .values(
            tenant_id=caller.tenant_id,
            at=caller.at,
            actor_id=caller.user_id,
            action=action,
            object_kind=kind,
            object_id=object_id,
            detail=detail,
        )
    )


def _require(connection: Connection, table: sa.Table, ids: Collection[int], what: str) -> None:
    seen = set(connection.execute(sa.select(table.c.id).where(in_list(table.c.id, ids))).scalars()) if ids else set()
    for missing in sorted(set(ids) - seen):
        raise NotFoundError(f"no {what} {missing}, or it is not yours to see")


def _accounts(connection: Connection, told: Told) -> list[int]:
    if told.account_id is not None:
        _require(connection, accounts, [told.account_id], "account")
    through = sa.union(
        sa.select(contacts.c.account_id).where(in_list(contacts.c.id, told.contact_ids)),
        sa.select(opportunities.c.account_id).where(opportunities.c.id == told.opportunity_id),
    )
    found = {told.account_id, *connection.execute(through).scalars()}
    return sorted(account_id for account_id in found if account_id is not None)


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | str) else str(value)
