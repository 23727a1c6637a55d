"""Book an appointment: a hold that lets nobody else in, the booking beside it, then Outlook, once.

The hold and the booking are one transaction; PostgreSQL's exclusion constraint decides between two who want one time.
Outlook is written after it, under the booking's own key (`outlook_bookings`): whoever tries again, this process or
another after a crash, makes the same event and no second one. Guests are told by that write, so it is only done for a
person's click. A change is for the version that was looked at; of two at once, one is told to look again.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from trato.crm.tables import opportunities
from trato.db.engine import Caller, Database
from trato.errors import ChangedMeanwhileError, InvalidInputError, NotFoundError, TratoError
from trato.scheduling import booking_rows as rows
from trato.scheduling.booking_rows import Act, Booking, Wish
from trato.scheduling.delegation import may_act_for
from trato.scheduling.holding import TimeTakenError
from trato.scheduling.outlook_bookings import OutlookBookings, Writers
from trato.scheduling.tables import bookings

WRITE_AGAIN_AFTER = timedelta(seconds=30)
AT_ONCE = 5


class OutlookNotConnectedError(TratoError):
    """This Trato cannot write to Outlook; an administrator connects it (docs/deploy.md)."""

    code = "outlook_not_connected"


class Bookings:
    """Books, moves and cancels. `writers` gives what writes to a tenant's mailbox; customers reach us at `site`."""

    def __init__(self, database: Database, writers: Writers | None, *, site: str = "") -> None:
        self._database = database
        self._writers = writers
        self._site = site

    def book(self, caller: Caller, wish: Wish) -> Booking:
        """Book for oneself, or for somebody one may act for. Raises TimeTakenError, NotFoundError, GraphError."""
        require_opportunity(self._database, caller, wish.opportunity_id)
        with self._database.as_system(caller.tenant_id) as connection:
            if not may_act_for(connection, caller, wish.organizer_id, "book"):
                raise NotFoundError(f"no user {wish.organizer_id} for whom you may book")
        self._require_writers()
        return self._book(Act(caller.tenant_id, caller.at, caller.user_id), wish)

    def book_for_customer(self, tenant_id: int, wish: Wish, *, at: datetime) -> Booking:
        """Book what a customer chose on a booking page; the page has checked that the time is offered."""
        self._require_writers()
        return self._book(Act(tenant_id, at, None), wish)

    def again(self, tenant_id: int, wish: Wish, *, at: datetime) -> Booking | None:
        """Return what the same form booked before, written if it was not yet; None for a new one."""
        kept = self._made_before(tenant_id, wish)
        return None if kept is None else self._require_writers().write(tenant_id, kept.id, now=at)

    def move(self, act: Act, booking_id: int, start: datetime, *, version: int) -> Booking:
        """Move an appointment to another start, as long as it is; guests are told.

        The caller has asked who may, and whether everybody is free. Moving to where it is already changes nothing.
        Raises TimeTakenError, ChangedMeanwhileError where it is no longer of that version, NotFoundError once it is
        cancelled, InvalidInputError for the past.
        """
        outlook = self._require_writers()
        try:
            with self._database.as_system(act.tenant_id) as connection:
                kept = rows.one(connection, bookings.c.id == booking_id, locked=True)
                if kept.is_cancelled:
                    raise NotFoundError("that appointment was cancelled")
                if kept.starts_at != start:
                    if kept.version != version:
                        raise ChangedMeanwhileError("that appointment was changed meanwhile; look at it again")
                    if start <= act.at or kept.starts_at <= act.at:
                        raise InvalidInputError("start: an appointment lies in the future")
                    rows.put_off(connection, act, kept, (start, start + (kept.ends_at - kept.starts_at)))
        except IntegrityError as error:
            if "holds_apart" not in str(error.orig):
                raise
            raise TimeTakenError("that time was taken a moment ago; choose another") from error
        return outlook.write(act.tenant_id, booking_id, now=act.at)

    def cancel_as(self, caller: Caller, booking_id: int) -> Booking:
        """Cancel as a person: what one booked, organizes, or may book for its organizer. Raises NotFoundError."""
        with self._database.as_system(caller.tenant_id) as connection:
            kept = rows.one(connection, bookings.c.id == booking_id)
            is_own = kept.booked_by_id == caller.user_id
            if not is_own and not may_act_for(connection, caller, kept.organizer_id, "book"):
                raise NotFoundError("no such appointment")
        return self.cancel(Act(caller.tenant_id, caller.at, caller.user_id), booking_id)

    def cancel(self, act: Act, booking_id: int) -> Booking:
        """Cancel an appointment: its time is free again, and Outlook tells the guests. Cancelling twice is once."""
        outlook = self._require_writers()
        with self._database.as_system(act.tenant_id) as connection:
            kept = rows.one(connection, bookings.c.id == booking_id, locked=True)
            if not kept.is_cancelled:
                rows.call_off(connection, act, kept)
        return outlook.write(act.tenant_id, booking_id, now=act.at)

    def end_guest_link(self, caller: Caller, booking_id: int) -> None:
        """End the link by which the customer moves or cancels; the appointment stays. Raises NotFoundError."""
        with self._database.as_system(caller.tenant_id) as connection:
            kept = rows.one(connection, bookings.c.id == booking_id)
            if not may_act_for(connection, caller, kept.organizer_id, "links"):
                raise NotFoundError("no such appointment")
            connection.execute(
                sa.update(bookings)
                .where(bookings.c.id == booking_id, bookings.c.guest_ended_at.is_(None))
                .values(guest_ended_at=caller.at)
            )
            rows.note(connection, Act(caller.tenant_id, caller.at, caller.user_id), "booking.link_ended", booking_id)

    def finish(self, tenant_id: int, *, now: datetime) -> int:
        """Write what does not stand in Outlook yet as it is kept here; return how many were written."""
        outlook = self._require_writers()
        since = sa.func.coalesce(bookings.c.changed_at, bookings.c.booked_at)
        with self._database.as_system(tenant_id) as connection:
            waiting = list(
                connection.execute(
                    sa.select(bookings.c.id)
                    .where(
                        sa.or_(
                            sa.and_(bookings.c.written_at.is_(None), bookings.c.cancelled_at.is_(None)),
                            bookings.c.written_version < bookings.c.version,
                        ),
                        since < now - WRITE_AGAIN_AFTER,
                    )
                    .order_by(since)
                    .limit(AT_ONCE)
                ).scalars()
            )
        return sum(outlook.write(tenant_id, one, now=now).is_written for one in waiting)

    def _book(self, act: Act, wish: Wish) -> Booking:
        outlook = self._require_writers()
        rows.check(wish, act.at)
        try:
            with self._database.as_system(act.tenant_id) as connection:
                booking_id = rows.keep(connection, act, wish)
        except IntegrityError as error:
            said = str(error.orig)
            if not any(name in said for name in ("holds_apart", "uq_bookings_key", "uq_bookings_wish")):
                raise
            # The same click again finds its own time taken: by the booking it made.
            kept = self._made_before(act.tenant_id, wish)
            if kept is None:
                raise TimeTakenError("that time was taken a moment ago; choose another") from error
            booking_id = kept.id
        return outlook.write(act.tenant_id, booking_id, now=act.at)

    def _made_before(self, tenant_id: int, wish: Wish) -> Booking | None:
        is_it = bookings.c.key == wish.key
        if wish.sent:
            is_it = sa.or_(is_it, sa.and_(bookings.c.link_id == wish.link_id, bookings.c.wish == wish.sent))
        with self._database.as_system(tenant_id) as connection:
            try:
                return rows.one(connection, is_it)
            except NotFoundError:
                return None

    def _require_writers(self) -> OutlookBookings:
        if self._writers is None:
            raise OutlookNotConnectedError("this Trato is not connected to Outlook, so nothing can be booked")
        return OutlookBookings(self._database, self._writers, site=self._site)


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
    """Return a key that nobody can guess: it names a booking to Outlook and signs the customer's link to it."""
    return f"trato-{secrets.token_urlsafe(24)}"
