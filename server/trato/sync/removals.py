"""What a person allowed to be removed: a record of who, when and up to how many, used up by one full round.

The brake of a full round (sync.round) stops before much would go. A person looks, then allows it; the round that
stands there goes on and notes what it removed.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.sync.errors import MassRemovalError
from trato.sync.tables import feeds, removal_approvals


def allow(
    connection: Connection,
    tenant_id: int,
    mailbox_id: int,
    *,
    most: int,
    by: str,
    at: datetime,
) -> int:
    """Record that `by` allows one full round of a feed of this mailbox to remove up to `most`; wake what waits for it.

    Returns the record's id.
    """
    statement = sa.insert(removal_approvals).values(
        tenant_id=tenant_id, mailbox_id=mailbox_id, most=most, allowed_by=by, allowed_at=at
    )
    row_id = connection.execute(statement.returning(removal_approvals.c.id)).scalar_one()
    connection.execute(
        sa.update(feeds)
        .where(feeds.c.mailbox_id == mailbox_id, feeds.c.last_error.startswith(MassRemovalError.code, autoescape=True))
        .values(retry_at=at)
    )
    return int(row_id)


def use(connection: Connection, mailbox_id: int, gone: int, *, at: datetime) -> bool:
    """Use up an allowance that covers `gone`, the smallest there is; return whether there was one."""
    table = removal_approvals
    fitting = (
        sa.select(table.c.id)
        .where(table.c.mailbox_id == mailbox_id, table.c.used_at.is_(None), table.c.most >= gone)
        .order_by(table.c.most, table.c.id)
        .limit(1)
        .scalar_subquery()
    )
    statement = sa.update(table).where(table.c.id == fitting).values(used_at=at, removed=gone)
    return connection.execute(statement).rowcount > 0
