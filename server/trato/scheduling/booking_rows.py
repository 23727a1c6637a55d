"""Bookings as rows: what is wished, what is kept, and what a hold beside it lets nobody else have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import in_list
from trato.directory.tables import audit_log, users
from trato.errors import InvalidInputError, NotFoundError
from trato.graph.writer_model import Person
from trato.scheduling.day_limits import DayCounts, require_room
from trato.scheduling.holding import hold, release
from trato.scheduling.notices.service import NoticeKind, Word, tell
from trato.scheduling.tables import bookings, holds


@dataclass(frozen=True, slots=True)
class Wish:
    """An appointment as somebody asks for it. `key` names the wish: the same key books once.

    `hold_id` is a hold of whoever asks, which gives way to the appointment. `sent` names a customer's form: the same
    form books once. `looked_at` is how many appointments the days of those held who take only so many, when that was
    asked: it is a promise only as long as it stays so.
    """

    key: str
    organizer_id: int
    starts_at: datetime
    ends_at: datetime
    subject: str
    guests: tuple[Person, ...] = ()
    user_ids: tuple[int, ...] = ()
    body: str = ""
    place: str = ""
    is_online: bool = False
    opportunity_id: int | None = None
    link_id: int | None = None
    time_zone: str = ""
    language: str = ""
    hold_id: int | None = None
    sent: str = ""
    looked_at: DayCounts = ()


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment as it is kept. `version` grows with each change."""

    id: int
    key: str
    organizer_id: int
    starts_at: datetime
    ends_at: datetime
    subject: str
    booked_by_id: int | None
    opportunity_id: int | None
    is_written: bool
    is_cancelled: bool
    remote_id: str = ""
    guests: Mapping[str, str] = field(default_factory=dict)
    version: int = 1
    link_id: int | None = None
    user_ids: tuple[int, ...] = ()
    place: str = ""
    time_zone: str = ""
    language: str = ""
    guest_name: str = ""
    is_guest_ended: bool = False

    @property
    def people(self) -> tuple[int, ...]:
        """Return who of us takes part, the organizer first."""
        return tuple(dict.fromkeys((self.organizer_id, *self.user_ids)))


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, and when; `by` is None for a customer."""

    tenant_id: int
    at: datetime
    by: int | None


def check(wish: Wish, at: datetime) -> None:
    """Raise InvalidInputError for what can be no appointment."""
    if wish.ends_at <= wish.starts_at:
        raise InvalidInputError("an appointment must end after it begins")
    if wish.starts_at <= at:
        raise InvalidInputError("start: an appointment lies in the future")
    if any(ord(char) < 32 for person in wish.guests for char in person.address + person.name):
        raise InvalidInputError("guests: names and addresses are one line each")


def keep(connection: Connection, act: Act, wish: Wish) -> int:
    """Write a booking with its holds. Raises IntegrityError where the time or the key is taken, NotFoundError."""
    people: Sequence[int] = list(dict.fromkeys((wish.organizer_id, *wish.user_ids)))
    known = set(connection.execute(sa.select(users.c.id).where(in_list(users.c.id, people))).scalars())
    for missing in [one for one in people if one not in known]:
        raise NotFoundError(f"no user {missing} who could be booked")
    if wish.link_id is not None:
        require_room(connection, wish.link_id, people, wish.starts_at, wish.looked_at)
    if wish.hold_id is not None:
        release(connection, act.tenant_id, wish.hold_id, user_ids=people, at=act.at, by=act.by)
    first = wish.guests[0] if wish.guests else Person("", "")
    booking_id: int = connection.execute(
        sa.insert(bookings)
        .values(
            tenant_id=act.tenant_id,
            key=wish.key,
            organizer_id=wish.organizer_id,
            user_ids=list(wish.user_ids),
            link_id=wish.link_id,
            opportunity_id=wish.opportunity_id,
            starts_at=wish.starts_at,
            ends_at=wish.ends_at,
            subject=wish.subject,
            body=wish.body,
            place=wish.place,
            guest_name=first.name,
            guest_address=first.address,
            guests={person.address: person.name for person in wish.guests},
            time_zone=wish.time_zone,
            language=wish.language,
            is_online=wish.is_online,
            wish=wish.sent,
            booked_by_id=act.by,
            booked_at=act.at,
        )
        .returning(bookings.c.id)
    ).scalar_one()
    _hold_all(connection, act, booking_id, people, (wish.starts_at, wish.ends_at))
    note(connection, act, "booking.made", booking_id, organizer=wish.organizer_id)
    _tell(connection, act, NoticeKind.BOOKED, one(connection, bookings.c.id == booking_id))
    return booking_id


def put_off(connection: Connection, act: Act, kept: Booking, period: tuple[datetime, datetime]) -> None:
    """Move a booking with its holds. Raises IntegrityError where somebody has that time."""
    let_go(connection, kept.id, act.at)
    connection.execute(
        sa.update(bookings)
        .where(bookings.c.id == kept.id)
        .values(starts_at=period[0], ends_at=period[1], version=kept.version + 1, changed_at=act.at)
    )
    _hold_all(connection, act, kept.id, kept.people, period)
    before = {"from": kept.starts_at.isoformat(), "to": period[0].isoformat()}
    note(connection, act, "booking.moved", kept.id, **before)
    _tell(connection, act, NoticeKind.MOVED, one(connection, bookings.c.id == kept.id), **{"from": before["from"]})


def call_off(connection: Connection, act: Act, kept: Booking) -> None:
    """Cancel a booking; its time is free again."""
    connection.execute(
        sa.update(bookings)
        .where(bookings.c.id == kept.id)
        .values(cancelled_at=act.at, version=kept.version + 1, changed_at=act.at)
    )
    let_go(connection, kept.id, act.at)
    note(connection, act, "booking.cancelled", kept.id)
    _tell(connection, act, NoticeKind.CANCELLED, kept)


def let_go(connection: Connection, booking_id: int, at: datetime) -> None:
    """Release the holds of a booking."""
    connection.execute(
        sa.update(holds).where(holds.c.booking_id == booking_id, holds.c.released_at.is_(None)).values(released_at=at)
    )


def one(connection: Connection, condition: sa.ColumnElement[bool], *, locked: bool = False) -> Booking:
    """Return one booking, locked until the transaction ends where asked for. Raises NotFoundError."""
    found = sa.select(bookings).where(condition)
    row = connection.execute(found.with_for_update() if locked else found).first()
    if row is None:
        raise NotFoundError("no such appointment")
    return Booking(
        row.id, row.key, row.organizer_id, row.starts_at, row.ends_at, row.subject, row.booked_by_id,
        row.opportunity_id, row.written_at is not None and row.written_version >= row.version,
        row.cancelled_at is not None, row.remote_id, row.guests, row.version, row.link_id, tuple(row.user_ids),
        row.place, row.time_zone, row.language, row.guest_name, row.guest_ended_at is not None,
    )  # fmt: skip


def note(connection: Connection, act: Act, action: str, booking_id: int, **detail: Any) -> None:
    """Write to the audit log what became of a booking, and by whom."""
    connection.execute(
        sa.insert(audit_log).values(
            tenant_id=act.tenant_id, at=act.at, actor_id=act.by, action=action, object_kind="booking",
            object_id=booking_id, detail=detail,
        )
    )  # fmt: skip


def _hold_all(
    connection: Connection, act: Act, booking_id: int, people: Sequence[int], period: tuple[datetime, datetime]
) -> None:
    # In one order, so that two bookings of the same people never wait for each other.
    for user_id in sorted(people):
        hold(connection, act.tenant_id, user_id, period, at=act.at, by=act.by, booking_id=booking_id)


def _tell(connection: Connection, act: Act, kind: NoticeKind, kept: Booking, **more: str) -> None:
    """Tell those of us who take part and did not do it themselves."""
    params = {
        "booking_id": str(kept.id),
        "subject": kept.subject,
        "start": kept.starts_at.isoformat(),
        "end": kept.ends_at.isoformat(),
        "guest": kept.guest_name or next(iter(kept.guests), ""),
        "by": _name(connection, act.by),
        **more,
    }
    told = [user_id for user_id in kept.people if user_id != act.by]
    tell(connection, act.tenant_id, told, Word(kind, f"{kind}:{kept.id}:{kept.version}", params), at=act.at)


def _name(connection: Connection, user_id: int | None) -> str:
    if user_id is None:
        return ""
    return connection.execute(sa.select(users.c.name).where(users.c.id == user_id)).scalar() or ""
