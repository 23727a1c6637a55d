"""Whom a review is for: the manager of whose it is."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.engine import Caller
from trato.directory.tables import users


def addresses_above(connection: Connection, caller: Caller) -> tuple[str, ...]:
    """Return how the caller's manager is addressed; nobody where there is none."""
    manager = users.alias("manager")
    found = connection.execute(
        sa.select(manager.c.upn)
        .join(users, sa.and_(users.c.tenant_id == manager.c.tenant_id, users.c.manager_id == manager.c.id))
        .where(users.c.id == caller.user_id, manager.c.deactivated_at.is_(None))
    ).scalars()
    return tuple(found)
