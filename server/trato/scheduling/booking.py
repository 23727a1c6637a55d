"""Book an appointment: a hold that lets nobody else in, the booking beside it, then Outlook, once.

The hold and the booking are one transaction; PostgreSQL's exclusion constraint decides between two who want one time.
Outlook is written after it, under the booking's own key: whoever tries again, this process or another after a crash,
makes the same event and no second one. Guests are invited by that write, so it is only done for a person's click.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from trato.crm.tables import opportunities
from trato.db.arrays import in_list
from trato.db.engine import Caller, Database
from trato.directory.tables import audit_log, users
from trato.errors import InvalidInputError, NotFoundError, TratoError
from trato.graph.errors import GraphError
from trato.graph.writer import OutlookWriter
from trato.graph.writer_model import EventDraft, Person
from trato.scheduling.availability import zone_of
from trato.scheduling.delegation import may_act_for
from trato.scheduling.holding import hold
from trato.scheduling.tables import bookings, holds

WRITE_AGAIN_AFTER = timedelta(seconds=30)
AT_ONCE = 5

Writers = Callable[[int, str], OutlookWriter]


class TimeTakenError(TratoError):
    """Somebody else has that time already: look at the times again and choose another."""

    code = "time_taken"


class OutlookNotConnectedError(TratoError):
    """This Trato cannot write to Outlook; an administrator connects it (docs/deploy.md)."""

    code = "outlook_not_connected"


@dataclass(frozen=True, slots=True)
class Wish:
    """An appointment as somebody asks for it. `key` names the wish: the same key books once."""

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


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment as it is kept."""

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


class Bookings:
    """Books and cancels. `writers` gives what writes to a tenant's mailbox."""

    def __init__(self, database: Database, writers: Writers | None) -> None:
        self._database = database
        self._writers = writers

    def book(self, caller: Caller, wish: Wish) -> Booking:
        """Book for oneself, or for somebody one may act for. Raises TimeTakenError, NotFoundError, GraphError."""
        require_opportunity(self._database, caller, wish.opportunity_id)
        with self._database.as_system(caller.tenant_id) as connection:
            if not may_act_for(connection, caller, wish.organizer_id, "book"):
                raise NotFoundError(f"no user {wish.organizer_id} for whom you may book")
        self._require_writers()
        return self._book(caller.tenant_id, wish, at=caller.at, by=caller.user_id)

    def book_for_customer(self, tenant_id: int, wish: Wish, *, at: datetime) -> Booking:
        """Book what a customer chose on a booking page; the page has checked that the time is offered."""
        self._require_writers()
        return self._book(tenant_id, wish, at=at, by=None)

    def cancel_as(self, caller: Caller, booking_id: int) -> Booking:
        """Cancel as a person: what one booked, organizes, or may book for its organizer. Raises NotFoundError."""
        with self._database.as_system(caller.tenant_id) as connection:
            kept = _one(connection, bookings.c.id == booking_id)
            is_own = kept.booked_by_id == caller.user_id
            if not is_own and not may_act_for(connection, caller, kept.organizer_id, "book"):
                raise NotFoundError("no such appointment")
        self._require_writers()
        return self.cancel(caller.tenant_id, booking_id, at=caller.at, by=caller.user_id)

    def cancel(self, tenant_id: int, booking_id: int, *, at: datetime, by: int | None, comment: str = "") -> Booking:
        """Cancel an appointment: its time is free again, and Outlook tells the guests."""
        with self._database.as_system(tenant_id) as connection:
            row = connection.execute(
                sa.update(bookings)
                .where(bookings.c.id == booking_id, bookings.c.cancelled_at.is_(None))
                .values(cancelled_at=at)
                .returning(bookings)
            ).first()
            if row is not None:
                connection.execute(
                    sa.update(holds)
                    .where(holds.c.booking_id == booking_id, holds.c.released_at.is_(None))
                    .values(released_at=at)
                )
                _note(connection, tenant_id, "booking.cancelled", booking_id, at, by)
        with self._database.as_system(tenant_id) as connection:
            kept = _one(connection, bookings.c.id == booking_id)
        if kept.is_written:
            self._writer(tenant_id, kept.organizer_id).cancel_event_and_tell_guests(kept.remote_id, comment=comment)
        return kept

    def finish(self, tenant_id: int, *, now: datetime) -> int:
        """Write what is booked and does not stand in Outlook yet; return how many were written."""
        with self._database.as_system(tenant_id) as connection:
            ids = connection.execute(
                sa.select(bookings.c.id)
                .where(
                    bookings.c.written_at.is_(None),
                    bookings.c.cancelled_at.is_(None),
                    bookings.c.booked_at < now - WRITE_AGAIN_AFTER,
                )
                .order_by(bookings.c.booked_at)
                .limit(AT_ONCE)
            ).scalars()
            waiting = [_one(connection, bookings.c.id == one) for one in list(ids)]
        return sum(self._write(tenant_id, one, now).is_written for one in waiting)

    def _book(self, tenant_id: int, wish: Wish, *, at: datetime, by: int | None) -> Booking:
        _check(wish, at)
        try:
            with self._database.as_system(tenant_id) as connection:
                booking_id = _keep(connection, tenant_id, wish, at=at, by=by)
        except IntegrityError as error:
            if "holds_apart" in str(error.orig):
                raise TimeTakenError("that time was taken a moment ago; choose another") from error
            if "uq_bookings_key" not in str(error.orig):
                raise
            with self._database.as_system(tenant_id) as connection:
                booking_id = _one(connection, bookings.c.key == wish.key).id
        with self._database.as_system(tenant_id) as connection:
            kept = _one(connection, bookings.c.id == booking_id)
        return kept if kept.is_written or kept.is_cancelled else self._write(tenant_id, kept, at)

    def _write(self, tenant_id: int, kept: Booking, now: datetime) -> Booking:
        """Make the event; where Outlook does not answer, the booking stands and is written later."""
        with self._database.as_system(tenant_id) as connection:
            row = connection.execute(sa.select(bookings).where(bookings.c.id == kept.id)).one()
        try:
            made = self._writer(tenant_id, kept.organizer_id).book_and_invite(_draft(row), key=row.key)
        except GraphError:
            return kept
        with self._database.as_system(tenant_id) as connection:
            connection.execute(
                sa.update(bookings)
                .where(bookings.c.id == kept.id)
                .values(written_at=now, remote_id=made.id, ical_uid=made.i_cal_u_id or "")
            )
            return _one(connection, bookings.c.id == kept.id)

    def _writer(self, tenant_id: int, organizer_id: int) -> OutlookWriter:
        with self._database.as_system(tenant_id) as connection:
            upn = connection.execute(sa.select(users.c.upn).where(users.c.id == organizer_id)).scalar_one()
        return self._require_writers()(tenant_id, upn)

    def _require_writers(self) -> Writers:
        if self._writers is None:
            raise OutlookNotConnectedError("this Trato is not connected to Outlook, so nothing can be booked")
        return self._writers


def require_opportunity(database: Database, caller: Caller, opportunity_id: int | None) -> None:
    """Raise NotFoundError for an opportunity that the caller cannot see."""
    if opportunity_id is None:
        return
    with database.as_user(caller) as connection:
        if (
            connection.execute(sa.select(opportunities.c.id).where(opportunities.c.id == opportunity_id)).first()
            is None
        ):
            raise NotFoundError(f"no opportunity {opportunity_id}, or it is not yours to see")


def new_key() -> str:
    """Return a key that nobody can guess: it names a booking to Outlook and to the customer who made it."""
    return f"trato-{secrets.token_urlsafe(24)}"


def _check(wish: Wish, at: datetime) -> None:
    if wish.ends_at <= wish.starts_at:
        raise InvalidInputError("an appointment must end after it begins")
    if wish.starts_at <= at:
        raise InvalidInputError("start: an appointment lies in the future")
    if any(ord(char) < 32 for person in wish.guests for char in person.address + person.name):
        raise InvalidInputError("guests: names and addresses are one line each")


def _keep(connection: Connection, tenant_id: int, wish: Wish, *, at: datetime, by: int | None) -> int:
    people: Sequence[int] = list(dict.fromkeys((wish.organizer_id, *wish.user_ids)))
    known = set(connection.execute(sa.select(users.c.id).where(in_list(users.c.id, people))).scalars())
    for missing in [one for one in people if one not in known]:
        raise NotFoundError(f"no user {missing} who could be booked")
    first = wish.guests[0] if wish.guests else Person("", "")
    booking_id = connection.execute(
        sa.insert(bookings)
        .values(
            tenant_id=tenant_id,
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
            booked_by_id=by,
            booked_at=at,
        )
        .returning(bookings.c.id)
    ).scalar_one()
    for user_id in sorted(people):
        hold(connection, tenant_id, user_id, (wish.starts_at, wish.ends_at), at=at, by=by, booking_id=booking_id)
    _note(connection, tenant_id, "booking.made", booking_id, at, by, organizer=wish.organizer_id)
    return int(booking_id)


def _draft(row: Any) -> EventDraft:
    zone = zone_of(row.time_zone)
    return EventDraft(
        subject=row.subject,
        start=row.starts_at.astimezone(zone),
        end=row.ends_at.astimezone(zone),
        text=row.body,
        place=row.place,
        guests=tuple(Person(name, address) for address, name in row.guests.items()),
        is_online=row.is_online,
        opportunity="" if row.opportunity_id is None else str(row.opportunity_id),
    )


def _one(connection: Connection, condition: sa.ColumnElement[bool]) -> Booking:
    row = connection.execute(sa.select(bookings).where(condition)).first()
    if row is None:
        raise NotFoundError("no such appointment")
    return Booking(
        row.id, row.key, row.organizer_id, row.starts_at, row.ends_at, row.subject, row.booked_by_id,
        row.opportunity_id, row.written_at is not None, row.cancelled_at is not None, row.remote_id, row.guests,
    )  # fmt: skip


def _note(
    connection: Connection, tenant_id: int, action: str, booking_id: int, at: datetime, by: int | None, **detail: Any
) -> None:
    connection.execute(
        sa.insert(audit_log).values(
            tenant_id=tenant_id, at=at, actor_id=by, action=action, object_kind="booking", object_id=booking_id,
            detail=detail,
        )
    )  # fmt: skip
