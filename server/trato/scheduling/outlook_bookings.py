"""Make Outlook show a booking as it is kept: made, moved or cancelled, once, whoever tries and however often.

The event is made under the booking's key (Graph: event.transactionId) and moved only from where it is to where it is
to be (If-Match), so guests are told once. What is written is the newest version, read again after Outlook's answer:
who moves a booking while it is being written finds both done.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from trato.db.engine import Database
from trato.directory.tables import users
from trato.graph.errors import GraphError, GraphNotFoundError
from trato.graph.writer import OutlookWriter
from trato.graph.writer_model import EventDraft, Person, Written
from trato.graph.zones import UnknownZoneError, instant
from trato.scheduling import booking_rows as rows
from trato.scheduling.availability import zone_of
from trato.scheduling.booking_rows import Booking
from trato.scheduling.guest_links import guest_text
from trato.scheduling.notices.service import NoticeKind, Word, tell
from trato.scheduling.tables import bookings

Writers = Callable[[int, str], OutlookWriter]
MOST_TURNS = 4
# An event that was asked for just before its booking was cancelled may still come to be.
ON_ITS_WAY = timedelta(minutes=10)


class OutlookBookings:
    """Writes bookings to their organizers' calendars."""

    def __init__(self, database: Database, writers: Writers, *, site: str = "") -> None:
        self._database = database
        self._writers = writers
        self._site = site

    def write(self, tenant_id: int, booking_id: int, *, now: datetime) -> Booking:
        """Write what is kept; where Outlook does not answer, the booking stands and is written later."""
        for _ in range(MOST_TURNS):
            row, upn = self._row(tenant_id, booking_id)
            if not _is_unwritten(row):
                break
            try:
                done = self._write_once(tenant_id, row, self._writers(tenant_id, upn), now)
            except GraphError:
                break
            if not done:
                break
        with self._database.as_system(tenant_id) as connection:
            return rows.one(connection, bookings.c.id == booking_id)

    def _write_once(self, tenant_id: int, row: Any, writer: OutlookWriter, now: datetime) -> bool:
        if row.cancelled_at is not None:
            return self._cancel(tenant_id, row, writer, now)
        if row.written_at is None:
            made = writer.book_and_invite(self._draft(tenant_id, row), key=row.key)
            # Not more than the first version is written by this, whatever has become of the booking meanwhile.
            self._mark(tenant_id, row.id, written_at=now, remote_id=made.id, ical_uid=made.i_cal_u_id or "",
                       written_version=1)  # fmt: skip
            return True
        try:
            writer.change_event_and_tell_guests(row.remote_id, self._to_where_it_is_kept(tenant_id, row.id))
        except GraphNotFoundError:
            self._gone(tenant_id, row, now)
            return True
        self._mark(tenant_id, row.id, written_version=sa.func.greatest(bookings.c.written_version, row.version))
        return True

    def _cancel(self, tenant_id: int, row: Any, writer: OutlookWriter, now: datetime) -> bool:
        remote_id = row.remote_id or writer.event_by_key(row.key, row.starts_at, row.ends_at)
        if remote_id:
            # Who removed it in Outlook before has told the guests.
            with contextlib.suppress(GraphNotFoundError):
                writer.cancel_event_and_tell_guests(remote_id)
        elif now < row.booked_at + ON_ITS_WAY:
            return False
        self._mark(tenant_id, row.id, remote_id=remote_id or "", written_version=row.version)
        return True

    def _gone(self, tenant_id: int, row: Any, now: datetime) -> None:
        """Somebody removed the event in Outlook: the appointment is off, and its people hear of it."""
        with self._database.as_system(tenant_id) as connection:
            kept = rows.one(connection, bookings.c.id == row.id, locked=True)
            connection.execute(
                sa.update(bookings)
                .where(bookings.c.id == row.id)
                .values(cancelled_at=now, written_version=bookings.c.version)
            )
            rows.let_go(connection, row.id, now)
            params = {"booking_id": str(row.id), "subject": row.subject, "start": kept.starts_at.isoformat()}
            word = Word(NoticeKind.NOT_IN_OUTLOOK, f"{NoticeKind.NOT_IN_OUTLOOK}:{row.id}", params)
            tell(connection, tenant_id, kept.people, word, at=now)

    def _to_where_it_is_kept(self, tenant_id: int, booking_id: int) -> Callable[[Written], dict[str, Any]]:
        def merge(item: Written) -> dict[str, Any]:
            # Read after the event, so that who writes an older version than another finds its etag outdated.
            row, _ = self._row(tenant_id, booking_id)
            if row.cancelled_at is not None or _times(item) == (row.starts_at, row.ends_at):
                return {}
            zone = zone_of(row.time_zone)
            return {
                name: {"dateTime": at.astimezone(zone).replace(tzinfo=None).isoformat(), "timeZone": zone.key}
                for name, at in (("start", row.starts_at), ("end", row.ends_at))
            }

        return merge

    def _draft(self, tenant_id: int, row: Any) -> EventDraft:
        zone = zone_of(row.time_zone)
        return EventDraft(
            subject=row.subject,
            start=row.starts_at.astimezone(zone),
            end=row.ends_at.astimezone(zone),
            text="\n\n".join(part for part in (row.body, guest_text(self._site, tenant_id, row)) if part),
            place=row.place,
            guests=tuple(Person(name, address) for address, name in row.guests.items()),
            is_online=row.is_online,
            opportunity="" if row.opportunity_id is None else str(row.opportunity_id),
        )

    def _row(self, tenant_id: int, booking_id: int) -> tuple[Any, str]:
        with self._database.as_system(tenant_id) as connection:
            row = connection.execute(sa.select(bookings).where(bookings.c.id == booking_id)).one()
            upn = connection.execute(sa.select(users.c.upn).where(users.c.id == row.organizer_id)).scalar_one()
        return row, upn

    def _mark(self, tenant_id: int, booking_id: int, **values: Any) -> None:
        with self._database.as_system(tenant_id) as connection:
            connection.execute(sa.update(bookings).where(bookings.c.id == booking_id).values(**values))


def _is_unwritten(row: Any) -> bool:
    return (row.written_at is None and row.cancelled_at is None) or row.written_version < row.version


def _times(item: Written) -> tuple[datetime, datetime] | None:
    if item.start is None or item.end is None:
        return None
    try:
        start = instant(item.start.date_time, item.start.time_zone)
        return start.astimezone(UTC), instant(item.end.date_time, item.end.time_zone).astimezone(UTC)
    except (ValueError, UnknownZoneError):
        return None
