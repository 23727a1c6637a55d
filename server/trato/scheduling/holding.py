"""Keep a time for somebody: the database lets no two times of one person overlap, and what ran out is let go first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from trato.db.arrays import in_list
from trato.db.engine import Caller, Database
from trato.directory.tables import audit_log, users
from trato.errors import InvalidInputError, NotFoundError, TratoError
from trato.scheduling.delegation import may_act_for
from trato.scheduling.notices.service import NoticeKind, Word, tell
from trato.scheduling.tables import holds

LONGEST = timedelta(days=14)
LONGEST_PERIOD = timedelta(days=1)
MOST_SHOWN = 500


class TimeTakenError(TratoError):
    """Somebody else has that time already: look at the times again and choose another."""

    code = "time_taken"


@dataclass(frozen=True, slots=True)
class Hold:
    """A time that is kept for somebody until it runs out, is released, or is booked."""

    id: int
    user_id: int
    starts_at: datetime
    ends_at: datetime
    expires_at: datetime | None
    made_by_id: int | None
    booking_id: int | None
    reason: str


class Holds:
    """Keeps times for people by themselves, before anything is booked; who acts for somebody does it in their name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def place(
        self, caller: Caller, user_id: int, period: tuple[datetime, datetime], *, until: datetime, reason: str
    ) -> Hold:
        """Keep a time until it runs out. Raises TimeTakenError, NotFoundError, InvalidInputError."""
        _check(caller, period, until)
        try:
            with self._database.as_system(caller.tenant_id) as connection:
                if not may_act_for(connection, caller, user_id, "book"):
                    raise NotFoundError(f"no user {user_id} for whom you may keep a time")
                hold_id = hold(
                    connection, caller.tenant_id, user_id, period, at=caller.at, by=caller.user_id,
                    expires_at=until, reason=reason,
                )  # fmt: skip
                made = _hold(connection.execute(sa.select(holds).where(holds.c.id == hold_id)).one())
                _note(connection, caller.tenant_id, "hold.placed", made, at=caller.at, by=caller.user_id)
                _tell(connection, caller, made)
        except IntegrityError as error:
            if "holds_apart" not in str(error.orig):
                raise
            raise TimeTakenError("that time is taken; choose another") from error
        return made

    def seen(self, caller: Caller) -> list[Hold]:
        """Return the holds in force that the caller sees and that no booking has, by their time."""
        with self._database.as_user(caller) as connection:
            rows = connection.execute(
                sa.select(holds)
                .where(
                    holds.c.released_at.is_(None),
                    holds.c.booking_id.is_(None),
                    sa.or_(holds.c.expires_at.is_(None), holds.c.expires_at > caller.at),
                    holds.c.ends_at > caller.at,
                )
                .order_by(holds.c.starts_at, holds.c.id)
                .limit(MOST_SHOWN)
            ).all()
        return [_hold(row) for row in rows]

    def let_go(self, caller: Caller, hold_id: int) -> None:
        """Release a hold: whose time it is, who placed it, or who may act for them. Raises NotFoundError."""
        with self._database.as_system(caller.tenant_id) as connection:
            row = connection.execute(
                sa.select(holds.c.user_id, holds.c.made_by_id).where(
                    holds.c.id == hold_id, holds.c.booking_id.is_(None)
                )
            ).first()
            if row is None or not (
                row.made_by_id == caller.user_id or may_act_for(connection, caller, row.user_id, "book")
            ):
                raise NotFoundError(f"no hold {hold_id} that you may release")
            release(connection, caller.tenant_id, hold_id, user_ids=[row.user_id], at=caller.at, by=caller.user_id)


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


def release(
    connection: Connection, tenant_id: int, hold_id: int, *, user_ids: Sequence[int], at: datetime, by: int | None
) -> None:
    """Release a hold of one of these people that no booking has; one that is released already stays so."""
    row = connection.execute(
        sa.update(holds)
        .where(
            holds.c.id == hold_id,
            in_list(holds.c.user_id, list(user_ids)),
            holds.c.booking_id.is_(None),
            holds.c.released_at.is_(None),
        )
        .values(released_at=at)
        .returning(holds)
    ).first()
    if row is not None:
        _note(connection, tenant_id, "hold.released", _hold(row), at=at, by=by)


def _check(caller: Caller, period: tuple[datetime, datetime], until: datetime) -> None:
    if not period[0] < period[1] <= period[0] + LONGEST_PERIOD or period[1] <= caller.at:
        raise InvalidInputError("a hold ends after it begins, lies ahead, and lasts at most a day")
    if not caller.at < until <= caller.at + LONGEST:
        raise InvalidInputError(f"expires_at: in the future, at most {LONGEST.days} days ahead")


def _note(connection: Connection, tenant_id: int, action: str, made: Hold, *, at: datetime, by: int | None) -> None:
    detail = {"user": made.user_id, "start": made.starts_at.isoformat(), "end": made.ends_at.isoformat()}
    connection.execute(
        sa.insert(audit_log).values(
            tenant_id=tenant_id, at=at, actor_id=by, action=action, object_kind="hold", object_id=made.id,
            detail=detail,
        )
    )  # fmt: skip


def _tell(connection: Connection, caller: Caller, made: Hold) -> None:
    """Tell the rep whose time an assistant keeps."""
    if made.user_id == caller.user_id:
        return
    name = connection.execute(sa.select(users.c.name).where(users.c.id == caller.user_id)).scalar() or ""
    params = {"start": made.starts_at.isoformat(), "end": made.ends_at.isoformat(), "by": name, "subject": made.reason}
    word = Word(NoticeKind.HELD, f"{NoticeKind.HELD}:{made.id}", params)
    tell(connection, caller.tenant_id, [made.user_id], word, at=caller.at)


def _hold(row: Any) -> Hold:
    return Hold(
        row.id, row.user_id, row.starts_at, row.ends_at, row.expires_at, row.made_by_id, row.booking_id, row.reason
    )
