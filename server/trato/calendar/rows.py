"""Write events, their dates and copies: a fixed number of statements a page, touching only what differs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar.gathering import Copy, Date, Gathered, Organizers, answers_of
from trato.calendar.model import EventItem, EventType
from trato.calendar.tables import event_attendees, event_copies, event_occurrences, event_texts, events
from trato.db.arrays import in_list
from trato.db.bulk import insert_many
from trato.db.keyed import make_equal
from trato.db.schema import Instant


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event that is there: since when it is cancelled, None if it is not."""

    id: int
    cancelled_at: datetime | None


def kept(connection: Connection, ical_uids: Collection[str]) -> dict[str, KeptEvent]:
    """Return the events with these iCalUIds."""
    table = events.c
    columns = (table.ical_uid, table.id, table.cancelled_at)
    found = connection.execute(sa.select(*columns).where(in_list(table.ical_uid, ical_uids))).all()
    return {uid: KeptEvent(event_id, cancelled_at) for uid, event_id, cancelled_at in found}


def organizers(connection: Connection, event_ids: Collection[int]) -> Organizers:
    """Return the organizers' copies of these events and of their dates."""
    table = event_copies.c
    columns = (table.event_id, table.occurrence_key, table.is_master, table.mailbox_id, table.remote_id)
    of_events: dict[int, set[Copy]] = defaultdict(set)
    of_dates: dict[Date, set[Copy]] = defaultdict(set)
    chosen = sa.select(*columns).where(in_list(table.event_id, event_ids), table.response == "organizer")
    for event_id, key, is_master, *copy in connection.execute(chosen).all():
        of_events[event_id].add((copy[0], copy[1]))
        if not is_master:
            of_dates[event_id, key].add((copy[0], copy[1]))
    return Organizers(of_events, of_dates)


def write_events(
    connection: Connection, tenant_id: int, told: Mapping[int, EventItem], before: Mapping[int, KeptEvent]
) -> None:
    """Make events say what their items tell; one that stays cancelled keeps since when."""
    now: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
    values = [
        (
            tenant_id, event_id, item.ical_uid, item.organizer, item.time_zone, item.show_as, item.sensitivity,
            item.location, item.is_all_day, item.type is EventType.MASTER, item.is_online, item.starts_at, item.ends_at,
            _cancelled_at(item, before.get(event_id), now), json.dumps(item.recurrence),
        )
        for event_id, item in told.items()
    ]  # fmt: skip
    insert_many(connection, events, ("tenant_id", "id", "ical_uid", *_TOLD), values, update=_TOLD)
    texts = [(tenant_id, event_id, item.subject) for event_id, item in told.items()]
    insert_many(connection, event_texts, ("tenant_id", "event_id", "subject"), texts, update=("subject",))
    attendees = [
        {
            "event_id": event_id, "address": one.address, "name": one.name, "kind": one.kind, "response": one.response,
        }
        for event_id, item in told.items()
        for one in item.attendees
    ]  # fmt: skip
    make_equal(connection, tenant_id, event_attendees, "event_id", list(told), attendees)


def write_dates(connection: Connection, tenant_id: int, found: Gathered) -> None:
    """Write when the dates are, and what guests answered to them where the item that tells it is believed."""
    times = {
        date: (tenant_id, *date, item.starts_at, item.ends_at, item.is_cancelled) for date, item in found.dates.items()
    }
    answered = [(*times[date], json.dumps(answers_of(item))) for date, item in found.answers.items()]
    insert_many(connection, event_occurrences, (*_DATE, "answers"), answered, update=(*_DATE[3:], "answers"))
    others = [row for date, row in times.items() if date not in found.answers]
    insert_many(connection, event_occurrences, _DATE, others, update=_DATE[3:])


def write_copies(connection: Connection, tenant_id: int, mailbox_id: int, found: Gathered, *, full_round: int) -> None:
    """Write which items of the mailbox are copies of which events and dates."""
    values = [
        (
            tenant_id, mailbox_id, remote_id, event_id, item.occurrence_key, item.change_key,
            "organizer" if item.is_organizer else item.response, item.type is EventType.MASTER, full_round,
            item.categories, item.sensitivity, _says(item) if remote_id in found.unheard else None,
        )
        for remote_id, (event_id, item) in found.copies.items()
    ]  # fmt: skip
    insert_many(connection, event_copies, _COPY, values, update=_COPY[3:])


def hear_others(connection: Connection, event_ids: Collection[int]) -> None:
    """Let dates of which no organizer's copy is left be as the other copies say."""
    organized = event_copies.alias("organized")
    is_organized = sa.exists().where(
        organized.c.tenant_id == event_copies.c.tenant_id,
        organized.c.event_id == event_copies.c.event_id,
        organized.c.occurrence_key == event_copies.c.occurrence_key,
        organized.c.response == "organizer",
        sa.not_(organized.c.is_master),
    )
    told = event_copies.c.says
    connection.execute(
        sa.update(event_occurrences)
        .where(
            in_list(event_occurrences.c.event_id, list(event_ids)),
            event_copies.c.tenant_id == event_occurrences.c.tenant_id,
            event_copies.c.event_id == event_occurrences.c.event_id,
            event_copies.c.occurrence_key == event_occurrences.c.occurrence_key,
            sa.not_(event_copies.c.is_master),
            told.is_not(None),
            sa.not_(is_organized),
        )
        .values(
            starts_at=told["starts_at"].astext.cast(Instant),
            ends_at=told["ends_at"].astext.cast(Instant),
            is_cancelled=told["is_cancelled"].astext.cast(sa.Boolean),
        )
    )


def _says(item: EventItem) -> str:
    return json.dumps(
        {
            "starts_at": item.starts_at.isoformat(),
            "ends_at": item.ends_at.isoformat(),
            "is_cancelled": item.is_cancelled,
        }
    )


_TOLD = (
    "organizer",
    "time_zone",
    "show_as",
    "sensitivity",
    "location",
    "is_all_day",
    "is_series",
    "is_online",
    "starts_at",
    "ends_at",
    "cancelled_at",
    "recurrence",
)
_DATE = ("tenant_id", "event_id", "occurrence_key", "starts_at", "ends_at", "is_cancelled")
_COPY = (
    "tenant_id",
    "mailbox_id",
    "remote_id",
    "event_id",
    "occurrence_key",
    "change_key",
    "response",
    "is_master",
    "full_round",
    "categories",
    "sensitivity",
    "says",
)


def _cancelled_at(item: EventItem, before: KeptEvent | None, now: datetime) -> datetime | None:
    if not item.is_cancelled:
        return None
    return now if before is None or before.cancelled_at is None else before.cancelled_at
