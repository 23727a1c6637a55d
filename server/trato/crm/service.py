"""A call or a note told by hand, and the log of who did what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm import interactions as book
from trato.crm.model import Interaction, InteractionKind, Level
from trato.crm.tables import accounts, contacts, opportunities
from trato.db.arrays import in_list
from trato.db.engine import Caller
from trato.directory.tables import audit_log
from trato.errors import InvalidInputError, NotFoundError


@dataclass(frozen=True, slots=True)
class Told:
    """A call or a note as somebody tells it."""

    kind: InteractionKind
    at: datetime
    summary: str
    contact_ids: tuple[int, ...]
    account_id: int | None
    opportunity_id: int | None


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
