"""When our people are free, from what is known: their mirrored calendars, holds, and Graph where nothing is mirrored.

Read as Trato itself, and only as times: whoever may ask when a colleague is free does not learn what for. A calendar
that was never read whole, that fails, or lies outside the mirrored dates is unknown there, and unknown is never free.
People without a connected mailbox are asked of Graph (`schedules`), after the transaction has ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar.position import read_position
from trato.calendar.tables import event_copies, event_occurrences, events
from trato.db.arrays import in_list
from trato.db.engine import Database
from trato.directory.tables import mailboxes, tenants, users
from trato.errors import NotFoundError
from trato.graph.zones import UnknownZoneError, zone
from trato.scheduling.model import OFFICE_HOURS, Attendee, Busy, Hours, Period, Status
from trato.scheduling.schedules import Schedule, Schedules
from trato.scheduling.tables import availabilities, bookings, holds
from trato.sync.tables import feeds

CALENDAR = "calendar"
STALE_AFTER = timedelta(hours=24)
DECLINED = ("declined",)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose time is asked for; the first is the one whose zone the times are told in.

    `besides` are bookings that do not count, neither what is held for them nor their events: they are to be moved.
    `is_final`: something is booked next, so nothing that is remembered of Outlook is enough.
    """

    required: tuple[int, ...]
    optional: tuple[int, ...] = ()
    besides: tuple[int, ...] = ()
    is_final: bool = False


class Availability:
    """Knows when people are free. Without `schedules` who has no connected mailbox is unknown."""

    def __init__(self, database: Database, schedules: Schedules | None = None) -> None:
        self._database = database
        self._schedules = schedules

    def attendees(self, tenant_id: int, asked: Asked, window: Period, *, now: datetime) -> tuple[Attendee, ...]:
        """Return the people with all that is known of their time. Raises NotFoundError for somebody not there."""
        with self._database.as_system(tenant_id) as connection:
            found = _mirrored_people(connection, asked, window, now)
        missing = {address: number for number, address in found.not_mirrored.items()}
        if not missing or self._schedules is None:
            return tuple(found.people.values())
        told = self._schedules.of(tenant_id, list(missing), window, is_final=asked.is_final)
        known = {missing[address]: schedule for address, schedule in told.items()}
        return tuple(_with(one, known[number]) if number in known else one for number, one in found.people.items())


@dataclass(frozen=True, slots=True)
class _Found:
    people: Mapping[int, Attendee]
    not_mirrored: Mapping[int, str]


def _with(one: Attendee, told: Schedule) -> Attendee:
    """Add what Outlook tells of somebody who is not mirrored."""
    return replace(one, busy=(*one.busy, *told.busy), unknown=told.unknown, unknown_why=told.why)


def _mirrored_people(connection: Connection, asked: Asked, window: Period, now: datetime) -> _Found:
    ids = list(dict.fromkeys((*asked.required, *asked.optional)))
    rows = {row.id: row for row in connection.execute(_people(ids))}
    for missing in [one for one in ids if one not in rows]:
        raise NotFoundError(f"no user {missing} who could be asked")
    known = _known(connection, ids, now)
    busy = _mirrored(connection, ids, window, asked.besides)
    for user_id, taken in _held(connection, ids, window, now, asked.besides).items():
        busy[user_id].extend(taken)
    people = {
        one: _attendee(rows[one], one in asked.required, busy[one], _unknown(known.get(one), window), one in known)
        for one in ids
    }
    return _Found(people, {one: rows[one].upn for one in ids if one not in known})


def _people(ids: Sequence[int]) -> sa.Select[Any]:
    return (
        sa.select(
            users.c.id, users.c.upn, users.c.timezone, tenants.c.country, tenants.c.timezone.label("tenant_zone"),
            availabilities.c.hours, availabilities.c.country.label("own_country"), availabilities.c.region,
            availabilities.c.most_per_day,
        )
        .join(tenants, tenants.c.id == users.c.tenant_id)
        .outerjoin(
            availabilities,
            sa.and_(availabilities.c.tenant_id == users.c.tenant_id, availabilities.c.user_id == users.c.id),
        )
        .where(in_list(users.c.id, ids), users.c.deactivated_at.is_(None))
    )  # fmt: skip


def _attendee(
    row: Any, is_required: bool, busy: list[Busy], unknown: tuple[Period, ...], is_mirrored: bool  # noqa: FBT001
) -> Attendee:  # fmt: skip
    return Attendee(
        id=str(row.id),
        zone=zone_of(row.timezone or row.tenant_zone),
        is_required=is_required,
        hours=hours_of(row.hours) if row.hours else OFFICE_HOURS,
        busy=tuple(sorted(busy, key=lambda one: (one.start, one.end))),
        unknown=unknown,
        unknown_why="beyond" if is_mirrored and unknown else "not_connected" if unknown else "",
        country=row.own_country or row.country or "",
        region=row.region or "",
        most_per_day=row.most_per_day,
    )


def zone_of(name: str) -> ZoneInfo:
    """Return a zone by name, UTC where it has none that is known."""
    try:
        return zone(name or "UTC")
    except UnknownZoneError:
        return ZoneInfo("UTC")


def hours_of(document: Mapping[str, Any]) -> Hours:
    """Read working hours as they are kept: by weekday 0 to 6, pairs of wall times."""
    return {
        int(day): tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in spans)
        for day, spans in document.items()
    }


def _known(connection: Connection, ids: Sequence[int], now: datetime) -> dict[int, Period]:
    """Return by person the dates for which their calendar is mirrored and up to date."""
    rows = connection.execute(
        sa.select(mailboxes.c.user_id, feeds.c.cursor, feeds.c.caught_up_at)
        .join(feeds, sa.and_(feeds.c.tenant_id == mailboxes.c.tenant_id, feeds.c.mailbox_id == mailboxes.c.id))
        .where(
            in_list(mailboxes.c.user_id, ids),
            mailboxes.c.disconnected_at.is_(None),
            feeds.c.kind == CALENDAR,
            feeds.c.full_round_done_at.is_not(None),
            feeds.c.caught_up_at > now - STALE_AFTER,
        )
    )
    found = {}
    for row in rows:
        position = read_position(row.cursor or "")
        if position is not None:
            found[row.user_id] = Period(position.window.start, position.window.end)
    return found


def _mirrored(
    connection: Connection, ids: Sequence[int], window: Period, besides: Iterable[int]
) -> defaultdict[int, list[Busy]]:
    """Return what the mirrored calendars hold: times and how they show, nothing else."""
    series = event_copies.alias("series")
    moving = sa.select(bookings.c.ical_uid).where(in_list(bookings.c.id, list(besides)), bookings.c.ical_uid != "")
    rows = connection.execute(
        sa.select(
            mailboxes.c.user_id, event_occurrences.c.starts_at, event_occurrences.c.ends_at, events.c.show_as,
        )
        .join(
            event_copies,
            sa.and_(event_copies.c.tenant_id == mailboxes.c.tenant_id, event_copies.c.mailbox_id == mailboxes.c.id),
        )
        .join(
            event_occurrences,
            sa.and_(
                event_occurrences.c.tenant_id == event_copies.c.tenant_id,
                event_occurrences.c.event_id == event_copies.c.event_id,
                event_occurrences.c.occurrence_key == event_copies.c.occurrence_key,
            ),
        )
        .join(events, sa.and_(events.c.tenant_id == event_copies.c.tenant_id, events.c.id == event_copies.c.event_id))
        .outerjoin(
            series,
            sa.and_(
                series.c.tenant_id == event_copies.c.tenant_id, series.c.event_id == event_copies.c.event_id,
                series.c.mailbox_id == event_copies.c.mailbox_id, series.c.is_master, sa.not_(event_copies.c.is_master),
            ),
        )
        .where(
            in_list(mailboxes.c.user_id, ids),
            mailboxes.c.disconnected_at.is_(None),
            sa.not_(event_copies.c.is_master),
            sa.func.coalesce(event_copies.c.response, "").not_in(DECLINED),
            events.c.cancelled_at.is_(None),
            events.c.ical_uid.not_in(moving),
            sa.not_(event_occurrences.c.is_cancelled),
            event_occurrences.c.starts_at < window.end,
            event_occurrences.c.ends_at > window.start - timedelta(days=1),
        )
    )  # fmt: skip
    found: defaultdict[int, list[Busy]] = defaultdict(list)
    for row in rows:
        found[row.user_id].append(Busy(row.starts_at, row.ends_at, _status(row.show_as)))
    return found


def _status(text: str) -> Status:
    """An event that does not say how it shows is taken for busy."""
    try:
        return Status(text or Status.BUSY)
    except ValueError:
        return Status.BUSY


def _held(
    connection: Connection, ids: Sequence[int], window: Period, now: datetime, besides: Iterable[int]
) -> dict[int, list[Busy]]:
    rows = connection.execute(
        sa.select(holds.c.user_id, holds.c.starts_at, holds.c.ends_at).where(
            in_list(holds.c.user_id, ids),
            holds.c.released_at.is_(None),
            sa.or_(holds.c.expires_at.is_(None), holds.c.expires_at > now),
            sa.or_(holds.c.booking_id.is_(None), sa.not_(in_list(holds.c.booking_id, list(besides)))),
            holds.c.starts_at < window.end,
            holds.c.ends_at > window.start,
        )
    )
    found: dict[int, list[Busy]] = defaultdict(list)
    for row in rows:
        found[row.user_id].append(Busy(row.starts_at, row.ends_at))
    return found


def _unknown(known: Period | None, window: Period) -> tuple[Period, ...]:
    if known is None:
        return (window,)
    edges = (Period(window.start, min(known.start, window.end)), Period(max(known.end, window.start), window.end))
    return tuple(one for one in edges if one.start < one.end)
