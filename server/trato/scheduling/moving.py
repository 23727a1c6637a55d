"""Move an appointment in somebody's calendar: look first at who would be told, then do just that.

What was booked with Trato is moved as a booking. Any other event is written down as moved before Outlook is asked, and
what Outlook did not take then is asked again; its new time is kept by a hold meanwhile, so that nobody else gets it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from trato.calendar.tables import events
from trato.crm.service import audit
from trato.db.engine import Caller, Database
from trato.directory.tables import users
from trato.errors import ChangedMeanwhileError, NotFoundError
from trato.graph.errors import GraphError
from trato.graph.writer_model import Written
from trato.graph.zones import UnknownZoneError, instant
from trato.scheduling.availability import Asked, Availability, zone_of
from trato.scheduling.booking import Bookings, OutlookNotConnectedError
from trato.scheduling.booking_rows import Act
from trato.scheduling.delegation import may_act_for
from trato.scheduling.holding import TimeTakenError, hold
from trato.scheduling.model import Attendee, Period
from trato.scheduling.moving_rows import Appointment, Move, Told, appointment, moved_to, moves, told_of
from trato.scheduling.notices.service import NoticeKind, Word, tell
from trato.scheduling.outlook_bookings import Writers
from trato.scheduling.schedules import Schedules
from trato.scheduling.tables import calendar_moves, holds
from trato.scheduling.team_entries import MIRROR_LAGS, MOVING
from trato.scheduling.team_model import Cover, cover

WRITE_AGAIN_AFTER = timedelta(seconds=30)
AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class MoveShown:
    """What a move would do, to be looked at first. `token` names exactly this: only it can be done."""

    event_id: int
    user_id: int
    of: Appointment
    before: Period
    after: Period
    told: tuple[Told, ...]
    cover: Cover
    token: str


class Moves:
    """Looks at and makes moves, as its caller under their own name."""

    def __init__(
        self, database: Database, writers: Writers | None, schedules: Schedules | None = None, *, site: str = ""
    ) -> None:
        self._database = database
        self._writers = writers
        self._schedules = schedules
        self._site = site

    def look(self, caller: Caller, user_id: int, event_id: int, start: datetime) -> MoveShown:
        """Return what a move to another start would do. Raises NotFoundError, InvalidInputError."""
        with self._database.as_system(caller.tenant_id) as connection:
            if not may_act_for(connection, caller, user_id, "book"):
                raise NotFoundError("no such appointment that you may move")
            found = appointment(connection, user_id, event_id)
            after = moved_to(found, start, caller.at)
            told = told_of(connection, event_id, found.organizer)
        besides = () if found.booking_id is None else (found.booking_id,)
        asked = Asked((user_id,), besides=besides, is_final=True)
        known = Availability(self._database, self._schedules)
        (person,) = known.attendees(caller.tenant_id, asked, after, now=caller.at)
        before = Period(found.starts_at, found.ends_at)
        token = _token(user_id, event_id, found, after, told)
        free = cover(_without(person, before), after)
        return MoveShown(event_id, user_id, found, before, after, tuple(told), free, token)

    def make(self, caller: Caller, user_id: int, event_id: int, start: datetime, token: str) -> Move:
        """Make a move that was looked at; everybody shown is told by Outlook.

        Raises ChangedMeanwhileError where it would do something else by now, TimeTakenError, NotFoundError.
        """
        if self._writers is None:
            raise OutlookNotConnectedError("this Trato is not connected to Outlook, so nothing can be moved")
        shown = self.look(caller, user_id, event_id, start)
        if shown.token != token:
            raise ChangedMeanwhileError("this appointment changed meanwhile; look again, then decide")
        if shown.cover is Cover.BUSY:
            raise TimeTakenError("there is something else at that time; choose another")
        move_id = self._booked(caller, shown) if shown.of.booking_id is not None else self._event(caller, shown)
        with self._database.as_user(caller) as connection:
            return moves(connection, calendar_moves.c.id == move_id)[0]

    def lately(self, caller: Caller, *, since: datetime) -> list[Move]:
        """Return the moves the caller sees, newest first."""
        with self._database.as_user(caller) as connection:
            return moves(connection, calendar_moves.c.asked_at >= since)

    def finish(self, tenant_id: int, *, now: datetime) -> int:
        """Write the moves that Outlook did not take when they were made; return how many were written."""
        table = calendar_moves.c
        with self._database.as_system(tenant_id) as connection:
            ids = list(
                connection.execute(
                    sa.select(table.id)
                    .where(
                        table.written_at.is_(None), table.booking_id.is_(None),
                        table.asked_at < now - WRITE_AGAIN_AFTER, table.to_start > now,
                    )
                    .order_by(table.id)
                    .limit(AT_ONCE)
                ).scalars()
            )  # fmt: skip
        return sum(self._write(tenant_id, one, now) for one in ids)

    def _booked(self, caller: Caller, shown: MoveShown) -> int:
        assert shown.of.booking_id is not None  # noqa: S101  its caller has looked
        act = Act(caller.tenant_id, caller.at, caller.user_id)
        known = Bookings(self._database, self._writers, site=self._site)
        made = known.move(act, shown.of.booking_id, shown.after.start, version=shown.of.version)
        with self._database.as_system(caller.tenant_id) as connection:
            return _note(connection, caller, shown, written_at=caller.at if made.is_written else None)

    def _event(self, caller: Caller, shown: MoveShown) -> int:
        try:
            with self._database.as_system(caller.tenant_id) as connection:
                _keep(connection, caller, shown)
                move_id = _note(connection, caller, shown, written_at=None)
                _tell(connection, caller, shown, move_id)
        except IntegrityError as error:
            if "holds_apart" in str(error.orig):
                raise TimeTakenError("that time was taken a moment ago; choose another") from error
            raise
        self._write(caller.tenant_id, move_id, caller.at)
        return move_id

    def _write(self, tenant_id: int, move_id: int, now: datetime) -> bool:
        assert self._writers is not None  # noqa: S101  asked before anything is kept
        with self._database.as_system(tenant_id) as connection:
            row = connection.execute(
                sa.select(calendar_moves, users.c.upn, events.c.time_zone)
                .join(users, sa.and_(users.c.tenant_id == tenant_id, users.c.id == calendar_moves.c.user_id))
                .join(events, sa.and_(events.c.tenant_id == tenant_id, events.c.id == calendar_moves.c.event_id))
                .where(calendar_moves.c.id == move_id)
            ).one()
        try:
            self._writers(tenant_id, row.upn).change_event_and_tell_guests(
                row.remote_id, lambda item: _change(item, row)
            )
        except GraphError:
            return False
        with self._database.as_system(tenant_id) as connection:
            connection.execute(sa.update(calendar_moves).where(calendar_moves.c.id == move_id).values(written_at=now))
        return True


def _change(item: Written, row: Any) -> dict[str, Any]:
    """Return what to change of the event; nothing where it is there already, so that guests are told once."""
    wanted = (("start", item.start, row.to_start), ("end", item.end, row.to_end))
    try:
        if all(at is not None and instant(at.date_time, at.time_zone).astimezone(UTC) == to for _, at, to in wanted):
            return {}
    except (ValueError, UnknownZoneError):
        pass  # a time that cannot be read is not the wanted one
    zone = zone_of(row.time_zone)
    return {
        name: {"dateTime": to.astimezone(zone).replace(tzinfo=None).isoformat(), "timeZone": zone.key}
        for name, _, to in wanted
    }


def _token(user_id: int, event_id: int, found: Appointment, after: Period, told: Sequence[Told]) -> str:
    times = (found.starts_at, found.ends_at, after.start, after.end)
    parts = [user_id, event_id, found.version, *(at.isoformat() for at in times), *(one.address for one in told)]
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]


def _without(person: Attendee, period: Period) -> Attendee:
    """Return somebody without the appointment itself, which is not in its own way."""
    others = tuple(one for one in person.busy if (one.start, one.end) != (period.start, period.end))
    return replace(person, busy=others)


def _keep(connection: Connection, caller: Caller, shown: MoveShown) -> None:
    """Keep the new time; the hold of a move before this one makes room for it."""
    connection.execute(
        sa.update(holds)
        .where(
            holds.c.user_id == shown.user_id, holds.c.reason == MOVING, holds.c.released_at.is_(None),
            holds.c.starts_at == shown.before.start,
        )
        .values(released_at=caller.at)
    )  # fmt: skip
    hold(
        connection, caller.tenant_id, shown.user_id, (shown.after.start, shown.after.end), at=caller.at,
        by=caller.user_id, reason=MOVING, expires_at=caller.at + MIRROR_LAGS,
    )  # fmt: skip


def _note(connection: Connection, caller: Caller, shown: MoveShown, *, written_at: datetime | None) -> int:
    move_id = connection.execute(
        sa.insert(calendar_moves)
        .values(
            tenant_id=caller.tenant_id, user_id=shown.user_id, by_id=caller.user_id, event_id=shown.event_id,
            booking_id=shown.of.booking_id, remote_id=shown.of.remote_id, from_start=shown.before.start,
            from_end=shown.before.end, to_start=shown.after.start, to_end=shown.after.end, told=len(shown.told),
            asked_at=caller.at, written_at=written_at,
        )
        .returning(calendar_moves.c.id)
    ).scalar_one()  # fmt: skip
    detail = {
        "organizer": shown.user_id, "from": shown.before.start.isoformat(), "to": shown.after.start.isoformat(),
        "told": len(shown.told),
    }  # fmt: skip
    audit(connection, caller, "appointment.moved", "event", shown.event_id, detail)
    return int(move_id)


def _tell(connection: Connection, caller: Caller, shown: MoveShown, move_id: int) -> None:
    """Tell whose calendar it is, where somebody else moved it."""
    if caller.user_id == shown.user_id:
        return
    by = connection.execute(sa.select(users.c.name).where(users.c.id == caller.user_id)).scalar() or ""
    params = {
        "subject": shown.of.subject, "from": shown.before.start.isoformat(), "start": shown.after.start.isoformat(),
        "end": shown.after.end.isoformat(), "guest": shown.told[0].name if shown.told else "", "by": by,
    }  # fmt: skip
    word = Word(NoticeKind.MOVED, f"{NoticeKind.MOVED}:move:{move_id}", params)
    tell(connection, caller.tenant_id, [shown.user_id], word, at=caller.at)
