"""When our people are free, from what is known: their mirrored calendars, holds, and Graph where nothing is mirrored.

Read as Trato itself, and only as times: whoever may ask when a colleague is free does not learn what for. A calendar
that was never read whole, that fails, or lies outside the mirrored dates is unknown there, and unknown is never free.
People without a connected mailbox are asked of Graph (getSchedule), at most 20 a request and 62 days each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar.position import read_position
from trato.calendar.tables import event_copies, event_occurrences, events
from trato.db.arrays import in_list
from trato.directory.tables import mailboxes, tenants, users
from trato.errors import NotFoundError
from trato.graph.zones import UnknownZoneError, zone
from trato.scheduling.model import OFFICE_HOURS, Attendee, Busy, Hours, Period, Status
from trato.scheduling.tables import availabilities, holds
from trato.sync.tables import feeds

CALENDAR = "calendar"
STALE_AFTER = timedelta(hours=24)
DECLINED = ("declined",)

Schedules = Callable[[Sequence[str], Period], Mapping[str, "Schedule"]]


@dataclass(frozen=True, slots=True)
class Schedule:
    """What Graph tells of somebody's time: busy periods, and the periods it could not tell."""

    busy: tuple[Busy, ...] = ()
    unknown: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose time is asked for; the first is the one whose zone the times are told in."""

    required: tuple[int, ...]
    optional: tuple[int, ...] = ()


def attendees(
    connection: Connection,
    asked: Asked,
    window: Period,
    *,
    now: datetime,
    schedules: Schedules | None = None,
    besides: Iterable[int] = (),
) -> tuple[Attendee, ...]:
    """Return the people with all that is known of their time. Holds of the bookings in `besides` do not count.

    Runs as Trato itself. Raises NotFoundError for somebody who is not there.
    """
    ids = list(dict.fromkeys((*asked.required, *asked.optional)))
    people = {row.id: row for row in connection.execute(_people(ids))}
    for missing in [one for one in ids if one not in people]:
        raise NotFoundError(f"no user {missing} who could be asked")
    known = _known(connection, ids, now)
    busy = _mirrored(connection, ids, window)
    for user_id, taken in _held(connection, ids, window, now, besides).items():
        busy[user_id].extend(taken)
    told = _told(people, [one for one in ids if one not in known], window, schedules)
    return tuple(
        _attendee(people[one], one in asked.required, busy[one], _unknown(known.get(one), told.get(one), window),
                  told.get(one))
        for one in ids
    )  # fmt: skip


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
    row: Any, is_required: bool, busy: list[Busy], unknown: tuple[Period, ...], told: Schedule | None  # noqa: FBT001
) -> Attendee:  # fmt: skip
    return Attendee(
        id=str(row.id),
        zone=zone_of(row.timezone or row.tenant_zone),
        is_required=is_required,
        hours=hours_of(row.hours) if row.hours else OFFICE_HOURS,
        busy=(*sorted(busy, key=lambda one: (one.start, one.end)), *(told.busy if told else ())),
        unknown=unknown,
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


def _mirrored(connection: Connection, ids: Sequence[int], window: Period) -> defaultdict[int, list[Busy]]:
    """Return what the mirrored calendars hold: times and how they show, nothing else."""
    series = event_copies.alias("series")
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


def _told(
    people: Mapping[int, Any], ids: Sequence[int], window: Period, schedules: Schedules | None
) -> dict[int, Schedule]:
    if not ids or schedules is None:
        return {}
    told = schedules([people[one].upn for one in ids], window)
    return {one: told[people[one].upn] for one in ids if people[one].upn in told}


def _unknown(known: Period | None, told: Schedule | None, window: Period) -> tuple[Period, ...]:
    if told is not None:
        return told.unknown
    if known is None:
        return (window,)
    edges = (Period(window.start, min(known.start, window.end)), Period(max(known.end, window.start), window.end))
    return tuple(one for one in edges if one.start < one.end)
