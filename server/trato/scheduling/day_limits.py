"""Limits that hold for customers who choose at the same time: how many a page books, how many a day takes.

Whether there is room is asked before anything is locked, for that may ask Outlook. So what was counted then is counted
again under a lock, and where it changed meanwhile it is asked anew (optimistic concurrency control).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import in_list
from trato.directory.tables import tenants, users
from trato.errors import TratoError
from trato.scheduling.availability import zone_of
from trato.scheduling.holding import TimeTakenError
from trato.scheduling.tables import availabilities, booking_links, bookings, holds
from trato.scheduling.working_time import day_period

# Who takes only so many a day, with how many that day holds.
DayCounts = tuple[tuple[int, int], ...]


class DayFillsUpError(TratoError):
    """Somebody else's appointment came to stand in the same day meanwhile: ask again whether there is room."""

    code = "day_fills_up"


def day_counts(connection: Connection, people: Sequence[int], start: datetime, *, locked: bool = False) -> DayCounts:
    """Return how many appointments the day of `start` holds for those of them who take only so many a day.

    Locked, who counts the same day waits until the transaction ends.
    """
    limited = (
        sa.select(availabilities.c.user_id)
        .where(in_list(availabilities.c.user_id, list(people)), availabilities.c.most_per_day.is_not(None))
        .order_by(availabilities.c.user_id)
    )
    ids = list(connection.execute(limited.with_for_update() if locked else limited).scalars())
    return tuple((one, _held_that_day(connection, one, start)) for one in ids)


def _held_that_day(connection: Connection, user_id: int, start: datetime) -> int:
    row = connection.execute(
        sa.select(users.c.timezone, tenants.c.timezone.label("tenant_zone"))
        .join(tenants, tenants.c.id == users.c.tenant_id)
        .where(users.c.id == user_id)
    ).one()
    zone = zone_of(row.timezone or row.tenant_zone)
    day = day_period(start.astimezone(zone).date(), zone)
    found: int = connection.execute(
        sa.select(sa.func.count()).where(
            holds.c.user_id == user_id, holds.c.booking_id.is_not(None), holds.c.released_at.is_(None),
            holds.c.starts_at >= day.start, holds.c.starts_at < day.end,
        )
    ).scalar_one()  # fmt: skip
    return found


def require_room(
    connection: Connection, link_id: int, people: Sequence[int], start: datetime, looked_at: DayCounts
) -> None:
    """Let nobody else book on this page, or on that day, until the transaction ends.

    Raises TimeTakenError where the page has booked all it may, DayFillsUpError where the day is not as it was.
    """
    most = connection.execute(
        sa.select(booking_links.c.most).where(booking_links.c.id == link_id).with_for_update()
    ).scalar()
    if most is not None:
        mine = sa.and_(bookings.c.link_id == link_id, bookings.c.cancelled_at.is_(None))
        count = connection.execute(sa.select(sa.func.count()).select_from(bookings).where(mine)).scalar_one()
        if count >= most:
            raise TimeTakenError("all times of this page were taken a moment ago")
    if day_counts(connection, people, start, locked=True) != looked_at:
        raise DayFillsUpError("that day was booked by somebody else a moment ago; it is looked at again")
