"""Read an appointment that may be moved, whom Outlook would tell, and the moves that were made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar.tables import event_attendees, event_copies, event_occurrences, event_texts, events
from trato.directory.tables import mailboxes, user_addresses, users
from trato.errors import InvalidInputError, NotFoundError
from trato.scheduling.model import Period
from trato.scheduling.tables import bookings, calendar_moves

LONGEST = timedelta(days=1)
LAST_MOVES = 5
MOST_MOVES = 50


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody whom Outlook sends the new time; `is_ours` for a colleague."""

    name: str
    address: str
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A move that was made: in whose calendar, by whom, and how many Outlook told."""

    id: int
    user_id: int
    user: str
    by_id: int | None
    by: str
    subject: str
    before: Period
    after: Period
    told: int
    asked_at: datetime
    is_written: bool


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment as it is now, with the booking it came from."""

    organizer: str
    time_zone: str
    subject: str
    remote_id: str
    starts_at: datetime
    ends_at: datetime
    booking_id: int | None
    version: int


def appointment(connection: Connection, user_id: int, event_id: int) -> Appointment:
    """Return an appointment that this person organizes by themselves: one date, still ahead."""
    row = connection.execute(
        sa.select(
            events.c.organizer, events.c.time_zone, events.c.is_all_day, events.c.is_series, event_texts.c.subject,
            event_copies.c.remote_id, event_occurrences.c.starts_at, event_occurrences.c.ends_at,
            bookings.c.id.label("booking_id"), bookings.c.version,
        )
        .join(event_copies, _of_event(event_copies))
        .join(
            mailboxes,
            sa.and_(mailboxes.c.tenant_id == event_copies.c.tenant_id, mailboxes.c.id == event_copies.c.mailbox_id),
        )
        .join(event_occurrences, _of_event(event_occurrences))
        .outerjoin(event_texts, _of_event(event_texts))
        .outerjoin(
            bookings,
            sa.and_(
                bookings.c.tenant_id == events.c.tenant_id, bookings.c.ical_uid == events.c.ical_uid,
                bookings.c.ical_uid != "", bookings.c.cancelled_at.is_(None),
            ),
        )
        .where(
            events.c.id == event_id, mailboxes.c.user_id == user_id, mailboxes.c.disconnected_at.is_(None),
            event_copies.c.response == "organizer", events.c.cancelled_at.is_(None),
            event_copies.c.sensitivity.not_in(("private", "confidential", "personal")),
        )
    ).first()  # fmt: skip
    if row is None:
        raise NotFoundError("no such appointment that you may move")
    if row.is_series or row.is_all_day:
        raise InvalidInputError("a series and a whole day are moved in Outlook itself")
    return _as_moved(connection, row, event_id)


def _of_event(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.tenant_id == events.c.tenant_id, table.c.event_id == events.c.id)


def _as_moved(connection: Connection, row: Any, event_id: int) -> Appointment:
    """Return it where it was last moved to, if the mirror has not heard of that yet."""
    table = calendar_moves.c
    earlier = connection.execute(
        sa.select(calendar_moves).where(table.event_id == event_id).order_by(table.id.desc()).limit(LAST_MOVES)
    ).all()
    lags = any(one.from_start == row.starts_at for one in earlier)
    start, end = (earlier[0].to_start, earlier[0].to_end) if lags else (row.starts_at, row.ends_at)
    return Appointment(
        row.organizer, row.time_zone, row.subject or "", row.remote_id, start, end, row.booking_id, row.version or 0
    )  # fmt: skip


def moved_to(row: Appointment, start: datetime, now: datetime) -> Period:
    """Return the time after a move. Raises InvalidInputError for one that lies in the past."""
    if row.starts_at <= now:
        raise InvalidInputError("what has begun cannot be moved")
    if start <= now:
        raise InvalidInputError("start: an appointment lies in the future")
    return Period(start, start + min(row.ends_at - row.starts_at, LONGEST))


def told_of(connection: Connection, event_id: int, organizer: str) -> list[Told]:
    """Return whom Outlook tells of a change: every guest but the organizer and rooms, customers first."""
    ours = user_addresses.alias("ours")
    rows = connection.execute(
        sa.select(event_attendees.c.name, event_attendees.c.address, ours.c.user_id)
        .outerjoin(
            ours, sa.and_(ours.c.tenant_id == event_attendees.c.tenant_id, ours.c.address == event_attendees.c.address)
        )
        .where(
            event_attendees.c.event_id == event_id,
            event_attendees.c.address != organizer,
            event_attendees.c.kind != "resource",
        )
        .order_by(ours.c.user_id.is_not(None), event_attendees.c.address)
    )
    return [Told(row.name or row.address, row.address, row.user_id is not None) for row in rows]


def moves(connection: Connection, condition: sa.ColumnElement[bool]) -> list[Move]:
    """Return moves as their reader sees them, newest first."""
    whose, makers = users.alias("whose"), users.alias("makers")
    table = calendar_moves.c
    rows = connection.execute(
        sa.select(calendar_moves, whose.c.name.label("whose"), makers.c.name.label("maker"), event_texts.c.subject)
        .join(whose, sa.and_(whose.c.tenant_id == table.tenant_id, whose.c.id == table.user_id))
        .outerjoin(makers, sa.and_(makers.c.tenant_id == table.tenant_id, makers.c.id == table.by_id))
        .outerjoin(
            event_texts,
            sa.and_(event_texts.c.tenant_id == table.tenant_id, event_texts.c.event_id == table.event_id),
        )
        .where(condition)
        .order_by(table.id.desc())
        .limit(MOST_MOVES)
    )
    return [
        Move(
            row.id, row.user_id, row.whose, row.by_id, row.maker or "", row.subject or "",
            Period(row.from_start, row.from_end), Period(row.to_start, row.to_end), row.told, row.asked_at,
            row.written_at is not None,
        )
        for row in rows
    ]  # fmt: skip
