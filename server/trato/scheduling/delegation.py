"""Who may act for whom: an assistant under their own name, for named things, from an instant until another.

A delegation is asked for at each act, so that one that was revoked ends at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.service import audit
from trato.db.engine import Caller
from trato.directory.tables import user_roles, users
from trato.errors import InvalidInputError, NotFoundError
from trato.scheduling.tables import delegations

SCOPES = ("see", "book", "links")


@dataclass(frozen=True, slots=True)
class Delegation:
    """Somebody may act for somebody."""

    id: int
    user_id: int
    assistant_id: int
    scopes: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime | None
    revoked_at: datetime | None


def may_act_for(connection: Connection, caller: Caller, user_id: int, scope: str) -> bool:
    """Tell whether the caller is that person, or acts for them in this now. Asked as Trato itself."""
    if caller.user_id == user_id:
        return True
    table = delegations.c
    return (
        connection.execute(
            sa.select(table.id)
            .where(
                table.user_id == user_id,
                table.assistant_id == caller.user_id,
                table.revoked_at.is_(None),
                table.valid_from <= caller.at,
                sa.or_(table.valid_until.is_(None), table.valid_until > caller.at),
                sa.literal(scope) == sa.any_(table.scopes),
            )
            .limit(1)
        ).first()
        is not None
    )


def delegate(
    connection: Connection, caller: Caller, user_id: int, assistant_id: int, scopes: Sequence[str],
    valid_from: datetime, valid_until: datetime | None,
) -> Delegation:  # fmt: skip
    """Let an assistant act for a rep: the rep grants it, or an admin. Raises NotFoundError, InvalidInputError."""
    if user_id == assistant_id:
        raise InvalidInputError("nobody needs leave to act for themselves")
    if valid_until is not None and valid_until <= valid_from:
        raise InvalidInputError("valid_until: it must lie after valid_from")
    _require_grantor(connection, caller, user_id)
    known = set(connection.execute(sa.select(users.c.id).where(users.c.id.in_((user_id, assistant_id)))).scalars())
    for missing in {user_id, assistant_id} - known:
        raise NotFoundError(f"no user {missing}")
    row = connection.execute(
        sa.insert(delegations)
        .values(
            tenant_id=caller.tenant_id, user_id=user_id, assistant_id=assistant_id, scopes=sorted(set(scopes)),
            valid_from=valid_from, valid_until=valid_until, granted_by_id=caller.user_id,
        )
        .returning(delegations)
    ).one()  # fmt: skip
    audit(
        connection, caller, "delegation.granted", "user", user_id, {"assistant": assistant_id, "scopes": list(scopes)}
    )
    return _delegation(row)


def revoke(connection: Connection, caller: Caller, delegation_id: int) -> None:
    """End a delegation at once; the rep, the assistant or an admin does. Raises NotFoundError."""
    row = connection.execute(sa.select(delegations).where(delegations.c.id == delegation_id)).first()
    if row is None:
        raise NotFoundError(f"no delegation {delegation_id}")
    if caller.user_id != row.assistant_id:
        _require_grantor(connection, caller, row.user_id)
    ended = (
        sa.update(delegations)
        .where(delegations.c.id == delegation_id, delegations.c.revoked_at.is_(None))
        .values(revoked_at=caller.at)
    )
    if connection.execute(ended).rowcount:
        audit(connection, caller, "delegation.revoked", "user", row.user_id, {"assistant": row.assistant_id})


def seen(connection: Connection) -> list[Delegation]:
    """Return the delegations that the caller sees."""
    return [_delegation(row) for row in connection.execute(sa.select(delegations).order_by(delegations.c.id.desc()))]


def _require_grantor(connection: Connection, caller: Caller, user_id: int) -> None:
    is_admin = connection.execute(
        sa.select(user_roles.c.user_id).where(user_roles.c.user_id == caller.user_id, user_roles.c.role == "admin")
    ).first()
    if caller.user_id != user_id and is_admin is None:
        raise NotFoundError(f"no user {user_id} for whom you may decide that")


def _delegation(row: sa.Row[tuple[object, ...]]) -> Delegation:
    return Delegation(
        row.id, row.user_id, row.assistant_id, tuple(row.scopes), row.valid_from, row.valid_until, row.revoked_at
    )
