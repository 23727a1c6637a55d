"""Booking pages: who may be booked by whoever has the link, when, and for what; signed, bounded and revocable.

A link's address is its tenant, its number and a secret of 24 random bytes; only the secret's SHA-256 is kept. It offers
only times that are surely free, and asks again for the one that is chosen.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.engine import Caller, Database
from trato.directory.tables import tenants, users
from trato.errors import InvalidInputError, NotFoundError
from trato.graph.writer_model import Person
from trato.scheduling.availability import Asked, Availability, zone_of
from trato.scheduling.booking import Bookings, new_key, require_opportunity
from trato.scheduling.booking_rows import Act, Booking, Wish
from trato.scheduling.day_limits import DayCounts, DayFillsUpError, day_counts
from trato.scheduling.delegation import may_act_for
from trato.scheduling.guest_links import GuestAppointment
from trato.scheduling.holding import TimeTakenError
from trato.scheduling.model import Period, Prefer, Slot, SlotRequest
from trato.scheduling.slots import find_slots
from trato.scheduling.tables import availabilities, booking_links, bookings

MOST_OFFERED = 200
# Each turn but the last was lost to somebody who booked; whoever loses that often is told that it is taken.
MOST_TURNS = 50
LONGEST = timedelta(days=180)
SECRET_BYTES = 24
LONGEST_TOKEN = 100


@dataclass(frozen=True, slots=True)
class Link:
    """A booking page."""

    id: int
    tenant_id: int
    user_ids: tuple[int, ...]
    is_round_robin: bool
    subject: str
    place: str
    language: str
    duration_min: int
    is_online: bool
    window: Period
    most: int | None
    opportunity_id: int | None
    is_ended: bool
    host: str = ""
    zone: str = ""
    booked: int = 0


@dataclass(frozen=True, slots=True)
class Customer:
    """Who books; `form` names the page they were shown, so that sending it again books nothing more."""

    name: str
    address: str
    time_zone: str
    language: str
    form: str = ""


class BookingPages:
    """Makes, shows and ends booking pages, and books what is chosen on them."""

    def __init__(self, database: Database, bookings: Bookings, availability: Availability) -> None:
        self._database = database
        self._bookings = bookings
        self._availability = availability

    def make(self, caller: Caller, wish: Link) -> tuple[Link, str]:
        """Make a page; return it with its token, which is kept nowhere. Raises NotFoundError, InvalidInputError."""
        if not timedelta() < wish.window.end - caller.at <= LONGEST:
            raise InvalidInputError(f"window_to: in the future, at most {LONGEST.days} days ahead")
        require_opportunity(self._database, caller, wish.opportunity_id)
        secret = secrets.token_urlsafe(SECRET_BYTES)
        with self._database.as_system(caller.tenant_id) as connection:
            for user_id in wish.user_ids:
                if not may_act_for(connection, caller, user_id, "links"):
                    raise NotFoundError(f"no user {user_id} for whom you may make a booking page")
            link_id = connection.execute(
                sa.insert(booking_links)
                .values(
                    tenant_id=caller.tenant_id, secret_digest=_digest(secret), user_ids=list(wish.user_ids),
                    is_round_robin=wish.is_round_robin, subject=wish.subject, place=wish.place, language=wish.language,
                    duration_min=wish.duration_min, is_online=wish.is_online, window_from=wish.window.start,
                    window_to=wish.window.end, most=wish.most, opportunity_id=wish.opportunity_id,
                    created_by_id=caller.user_id,
                )
                .returning(booking_links.c.id)
            ).scalar_one()  # fmt: skip
            link = _link(connection, caller.tenant_id, link_id)
        return link, f"{caller.tenant_id}.{link_id}.{secret}"

    def end(self, caller: Caller, link_id: int) -> None:
        """End a page: it books nothing more. Raises NotFoundError for one that is not the caller's to see."""
        with self._database.as_user(caller) as connection:
            if connection.execute(sa.select(booking_links.c.id).where(booking_links.c.id == link_id)).first() is None:
                raise NotFoundError(f"no booking page {link_id}")
        with self._database.as_system(caller.tenant_id) as connection:
            connection.execute(
                sa.update(booking_links)
                .where(booking_links.c.id == link_id, booking_links.c.ended_at.is_(None))
                .values(ended_at=caller.at)
            )

    def seen(self, caller: Caller) -> list[Link]:
        """Return the pages the caller sees, newest first."""
        with self._database.as_user(caller) as connection:
            ids = list(
                connection.execute(
                    sa.select(booking_links.c.id).order_by(booking_links.c.id.desc()).limit(100)
                ).scalars()
            )
        with self._database.as_system(caller.tenant_id) as connection:
            return [_link(connection, caller.tenant_id, one) for one in ids]

    def open(self, token: str, *, now: datetime) -> Link:
        """Return the page of a token. Raises NotFoundError: a wrong, an ended and a past one look alike."""
        tenant, _, rest = token.partition(".")
        number, _, secret = rest.partition(".")
        gone = NotFoundError("this booking page does not exist or has ended")
        if len(token) > LONGEST_TOKEN or not (tenant.isascii() and tenant.isdigit() and number.isascii()):
            raise gone
        if not number.isdigit() or len(tenant) > 18 or len(number) > 18:
            raise gone
        with self._database.as_system(int(tenant)) as connection:
            digest = connection.execute(
                sa.select(booking_links.c.secret_digest).where(booking_links.c.id == int(number))
            ).scalar()
            if digest is None or not hmac.compare_digest(digest, _digest(secret)):
                raise gone
            link = _link(connection, int(tenant), int(number))
        if link.is_ended or link.window.end <= now or (link.most is not None and link.booked >= link.most):
            raise gone
        return link

    def offered(self, link: Link, *, now: datetime) -> list[tuple[Slot, int]]:
        """Return the times that are surely free, with who of us has them."""
        found: dict[datetime, tuple[Slot, int]] = {}
        for group in _groups(link):
            for slot in self._free_slots(link, Asked(group), link.window, now):
                found.setdefault(slot.start, (slot, group[0]))
        return [found[start] for start in sorted(found)][:MOST_OFFERED]

    def book(self, link: Link, start: datetime, customer: Customer, *, now: datetime) -> Booking:
        """Book the chosen time with whoever has it; the same form books once.

        Raises TimeTakenError where nobody has it any more.
        """
        period = Period(start, start + timedelta(minutes=link.duration_min))
        if customer.form:
            before = self._bookings.again(link.tenant_id, _wish(link, link.user_ids[0], period, customer), at=now)
            if before is not None:
                return before
        tried: set[int] = set()
        for _ in range(MOST_TURNS):
            counts = self._day_counts(link, period)
            free = [user_id for user_id in self._free(link, period, now) if user_id not in tried]
            if not free:
                break
            wish = _wish(link, free[0], period, customer)
            people = {wish.organizer_id, *wish.user_ids}
            wish = replace(wish, looked_at=tuple(one for one in counts if one[0] in people))
            try:
                return self._bookings.book_for_customer(link.tenant_id, wish, at=now)
            except DayFillsUpError:
                continue
            except TimeTakenError:
                if not link.is_round_robin:
                    raise
                tried.add(free[0])
        raise TimeTakenError("that time was taken a moment ago; choose another")

    def _day_counts(self, link: Link, period: Period) -> DayCounts:
        with self._database.as_system(link.tenant_id) as connection:
            return day_counts(connection, link.user_ids, period.start)

    def page_of(self, appointment: GuestAppointment) -> Link | None:
        """Return the page an appointment was booked on, None once it has ended: then it is only cancelled."""
        tenant_id, link_id = appointment.tenant_id, appointment.booking.link_id
        if link_id is None:
            return None
        with self._database.as_system(tenant_id) as connection:
            link = _link(connection, tenant_id, link_id)
        return None if link.is_ended else link

    def offered_instead(self, appointment: GuestAppointment, link: Link, *, now: datetime) -> list[Slot]:
        """Return the times to which an appointment can be moved: with the same of us, surely free."""
        asked = Asked(appointment.booking.people, besides=(appointment.booking.id,))
        length = appointment.booking.ends_at - appointment.booking.starts_at
        slots = self._free_slots(link, asked, link.window, now, minutes=_minutes(length))
        return [slot for slot in slots if slot.start != appointment.booking.starts_at]

    def move(
        self, appointment: GuestAppointment, link: Link, start: datetime, *, version: int, now: datetime
    ) -> Booking:
        """Move an appointment to a time that is surely free. Raises TimeTakenError, and as `Bookings.move`."""
        kept = appointment.booking
        if kept.starts_at != start:
            period = Period(start, start + (kept.ends_at - kept.starts_at))
            asked = Asked(kept.people, besides=(kept.id,), is_final=True)
            if not self._is_free(link, asked, period, now):
                raise TimeTakenError("that time was taken a moment ago; choose another")
        return self._bookings.move(Act(appointment.tenant_id, now, None), kept.id, start, version=version)

    def cancel(self, appointment: GuestAppointment, *, now: datetime) -> Booking:
        """Cancel an appointment as its customer."""
        return self._bookings.cancel(Act(appointment.tenant_id, now, None), appointment.booking.id)

    def _free(self, link: Link, period: Period, now: datetime) -> list[int]:
        """Return who of us surely has that very time, in the order in which they should be asked."""
        free = [group[0] for group in _groups(link) if self._is_free(link, Asked(group, is_final=True), period, now)]
        with self._database.as_system(link.tenant_id) as connection:
            rows = connection.execute(
                sa.select(bookings.c.organizer_id, sa.func.count().label("times"))
                .where(bookings.c.link_id == link.id, bookings.c.cancelled_at.is_(None))
                .group_by(bookings.c.organizer_id)
            )
            counts: dict[int, int] = {row.organizer_id: row.times for row in rows}
        return sorted(free, key=lambda one: (counts.get(one, 0), one))

    def _is_free(self, link: Link, asked: Asked, period: Period, now: datetime) -> bool:
        if period.start < link.window.start or period.end > link.window.end:
            return False
        slots = self._free_slots(link, asked, period, now, step=5, minutes=_minutes(period.end - period.start), most=1)
        return any(slot.start == period.start for slot in slots)

    def _free_slots(
        self, link: Link, asked: Asked, window: Period, now: datetime, *,
        minutes: int = 0, step: int = 0, most: int = MOST_OFFERED,
    ) -> Sequence[Slot]:  # fmt: skip
        """Return the times within a window at which all of them are surely free."""
        span = Period(max(window.start, now), window.end)
        if span.start >= span.end:
            return ()
        # What lies just before and after counts too: time to spare, and how many there are that day.
        around = Period(span.start - timedelta(days=1), span.end + timedelta(days=1))
        people = self._availability.attendees(link.tenant_id, asked, around, now=now)
        with self._database.as_system(link.tenant_id) as connection:
            notice, before, after = _spare(connection, asked.required)
        duration = minutes or link.duration_min
        request = SlotRequest(
            now=now, duration=duration, window=span, attendees=people, prefer=Prefer.EARLIEST,
            step=step or min(duration, 30), notice=notice, buffer_before=before, buffer_after=after, limit=most,
        )  # fmt: skip
        return find_slots(request).slots


def _wish(link: Link, organizer_id: int, period: Period, customer: Customer) -> Wish:
    others = () if link.is_round_robin else tuple(one for one in link.user_ids if one != organizer_id)
    # One form sent for another time or by somebody else is another wish.
    parts = (customer.form, customer.address, period.start.astimezone(UTC).isoformat())
    return Wish(
        key=new_key(), organizer_id=organizer_id, starts_at=period.start, ends_at=period.end, subject=link.subject,
        guests=(Person(customer.name, customer.address),), place=link.place, is_online=link.is_online,
        user_ids=others, opportunity_id=link.opportunity_id, link_id=link.id, time_zone=link.zone,
        language=customer.language, sent=_digest("\n".join(parts)) if customer.form else "",
    )  # fmt: skip


def _groups(link: Link) -> list[tuple[int, ...]]:
    """Return who must be free together: each alone where they take turns."""
    return [(one,) for one in link.user_ids] if link.is_round_robin else [link.user_ids]


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def _spare(connection: Connection, user_ids: tuple[int, ...]) -> tuple[int, int, int]:
    """Return the notice and the time before and after that these people want: the largest of each."""
    table = availabilities.c
    rows = connection.execute(
        sa.select(table.notice_min, table.buffer_before_min, table.buffer_after_min).where(table.user_id.in_(user_ids))
    ).all()
    if not rows:
        return 60, 0, 0
    return max(row[0] for row in rows), max(row[1] for row in rows), max(row[2] for row in rows)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _link(connection: Connection, tenant_id: int, link_id: int) -> Link:
    row: Any = connection.execute(
        sa.select(booking_links, tenants.c.timezone.label("zone"))
        .join(tenants, tenants.c.id == booking_links.c.tenant_id)
        .where(booking_links.c.id == link_id)
    ).one()
    names = connection.execute(
        sa.select(users.c.name).where(users.c.id == sa.any_(sa.literal(row.user_ids, booking_links.c.user_ids.type)))
    ).scalars()
    booked = connection.execute(
        sa.select(sa.func.count()).where(bookings.c.link_id == link_id, bookings.c.cancelled_at.is_(None))
    ).scalar_one()
    return Link(
        id=row.id, tenant_id=tenant_id, user_ids=tuple(row.user_ids), is_round_robin=row.is_round_robin,
        subject=row.subject, place=row.place, language=row.language, duration_min=row.duration_min,
        is_online=row.is_online, window=Period(row.window_from, row.window_to), most=row.most,
        opportunity_id=row.opportunity_id, is_ended=row.ended_at is not None, host=", ".join(sorted(names)),
        zone=zone_of(row.zone).key, booked=booked,
    )  # fmt: skip
