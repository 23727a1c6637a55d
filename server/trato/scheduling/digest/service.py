"""Make each user's digest once a day, at their hour, and tell them of it in Trato; nobody else hears of it.

The row of the day and the notice are one transaction, so that a crash before it leaves both to be made, and none after
it makes them again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.db.engine import Caller, Database
from trato.directory.tables import tenants, user_roles, users
from trato.scheduling.availability import hours_of, zone_of
from trato.scheduling.digest.gathering import DigestView, gathered
from trato.scheduling.digest.hour import USUAL_HOUR, Reader, due_day
from trato.scheduling.digest.tables import digest_wishes, digests
from trato.scheduling.model import OFFICE_HOURS
from trato.scheduling.notices.service import NoticeKind, Word, tell
from trato.scheduling.tables import availabilities

log = logging.getLogger(__name__)

FOR_ROLES = ("rep", "manager", "assistant")


@dataclass(frozen=True, slots=True)
class DigestWish:
    """Whether somebody wants a digest, and at which hour of theirs."""

    is_on: bool = True
    hour: int = USUAL_HOUR


class Digests:
    """Makes digests as Trato, and shows them to whom they are for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make_due(self, tenant_id: int, *, now: datetime) -> int:
        """Make the digests that are due and not made; return how many. One that fails leaves the others theirs."""
        with self._database.as_system(tenant_id) as connection:
            waiting = _waiting(connection, now)
        made = 0
        for user_id, day in waiting:
            try:
                made += self._make(Caller(tenant_id, user_id, now), day)
            except (sa.exc.SQLAlchemyError, ValueError, LookupError):
                log.exception("the digest of user %s could not be made; it is tried again", user_id)
        return made

    def today(self, caller: Caller) -> DigestView:
        """Return what the caller's digest says now."""
        with self._database.as_system(caller.tenant_id) as connection:
            zone = _readers(connection, users.c.id == caller.user_id)[caller.user_id].zone
        return gathered(self._database, caller, zone)

    def wish_of(self, caller: Caller) -> DigestWish:
        """Return when the caller wants their digest."""
        with self._database.as_user(caller) as connection:
            row = connection.execute(
                sa.select(digest_wishes.c.is_on, digest_wishes.c.hour).where(digest_wishes.c.user_id == caller.user_id)
            ).first()
        return DigestWish() if row is None else DigestWish(row.is_on, row.hour)

    def wish(self, caller: Caller, wish: DigestWish) -> None:
        """Note when the caller wants their digest, or that they want none."""
        values = {"is_on": wish.is_on, "hour": wish.hour}
        with self._database.as_system(caller.tenant_id) as connection:
            connection.execute(
                insert(digest_wishes)
                .values(tenant_id=caller.tenant_id, user_id=caller.user_id, **values)
                .on_conflict_do_update(index_elements=["tenant_id", "user_id"], set_=values)
            )

    def _make(self, caller: Caller, day: date) -> bool:
        view = self.today(caller)
        counts = {"steps": view.steps_in_all, "visits": len(view.visits), "holds": len(view.holds)}
        with self._database.as_system(caller.tenant_id) as connection:
            made = connection.execute(
                insert(digests)
                .values(tenant_id=caller.tenant_id, user_id=caller.user_id, day=day, made_at=caller.at, **counts)
                .on_conflict_do_nothing(index_elements=["tenant_id", "user_id", "day"])
                .returning(digests.c.user_id)
            ).first()
            # Of a day with nothing in it nobody needs to hear.
            if made is not None and any(counts.values()):
                params = {"day": day.isoformat(), **{name: str(count) for name, count in counts.items()}}
                word = Word(NoticeKind.DIGEST, f"{NoticeKind.DIGEST}:{day}", params)
                tell(connection, caller.tenant_id, [caller.user_id], word, at=caller.at)
        return made is not None


def _waiting(connection: Connection, now: datetime) -> list[tuple[int, date]]:
    readers = _readers(connection, users.c.id.in_(sa.select(user_roles.c.user_id).where(
        user_roles.c.role.in_(FOR_ROLES))))  # fmt: skip
    due = {user_id: day for user_id, reader in readers.items() if (day := due_day(reader, now)) is not None}
    rows = connection.execute(sa.select(digests.c.user_id, digests.c.day).where(digests.c.day.in_(set(due.values()))))
    made = {(row.user_id, row.day) for row in rows}
    return [(user_id, day) for user_id, day in sorted(due.items()) if (user_id, day) not in made]


def _readers(connection: Connection, condition: sa.ColumnElement[bool]) -> dict[int, Reader]:
    rows = connection.execute(
        sa.select(
            users.c.id, users.c.timezone, tenants.c.timezone.label("tenant_zone"), tenants.c.country,
            availabilities.c.hours, availabilities.c.country.label("own_country"), availabilities.c.region,
            digest_wishes.c.is_on, digest_wishes.c.hour,
        )
        .join(tenants, tenants.c.id == users.c.tenant_id)
        .outerjoin(availabilities, _of_user(availabilities))
        .outerjoin(digest_wishes, _of_user(digest_wishes))
        .where(condition, users.c.deactivated_at.is_(None))
    )  # fmt: skip
    return {row.id: _reader(row) for row in rows}


def _of_user(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.tenant_id == users.c.tenant_id, table.c.user_id == users.c.id)


def _reader(row: Any) -> Reader:
    return Reader(
        zone=zone_of(row.timezone or row.tenant_zone),
        hours=hours_of(row.hours) if row.hours else OFFICE_HOURS,
        country=row.own_country or row.country or "",
        region=row.region or "",
        is_on=row.is_on is not False,
        hour=USUAL_HOUR if row.hour is None else row.hour,
    )
