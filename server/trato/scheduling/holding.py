"""Keep a time for somebody: the database lets no two times of one person overlap, and what ran out is let go first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.scheduling.tables import holds


def hold(connection: Connection, tenant_id: int, user_id: int, period: tuple[datetime, datetime], **values: Any) -> int:
    """Keep a time for somebody. Raises IntegrityError (holds_apart) where it is kept already; see `Bookings`."""
    at = values["at"]
    # What ran out is not in the way of anybody, but the constraint knows no clock.
    connection.execute(
        sa.update(holds)
        .where(
            holds.c.user_id == user_id,
            holds.c.released_at.is_(None),
            holds.c.expires_at <= at,
            holds.c.starts_at < period[1],
            holds.c.ends_at > period[0],
        )
        .values(released_at=at)
    )
    return int(
        connection.execute(
            sa.insert(holds)
            .values(
                tenant_id=tenant_id,
                user_id=user_id,
                starts_at=period[0],
                ends_at=period[1],
                expires_at=values.get("expires_at"),
                booking_id=values.get("booking_id"),
                made_by_id=values.get("by"),
                reason=values.get("reason", ""),
            )
            .returning(holds.c.id)
        ).scalar_one()
    )
