"""Shut events: of one that is kept out stays when its owner is busy, and nothing else.

Each mailbox's copy of it becomes an event of its own, known by a digest instead of its iCalUId, without words, people
or place; so free time stays true and nobody else's copy is touched. Opening goes the other way.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar.model import EventItem, EventType
from trato.calendar.tables import event_copies, event_occurrences, event_texts, events
from trato.db.arrays import in_list
from trato.db.bulk import insert_many, new_ids
from trato.sync import store as feeds
from trato.sync.model import FeedKind

SHUT = "kept-out:"
PRIVATE = "private"

Touched = Callable[[Connection, Collection[int]], None]


def shut_uid(mailbox_id: int, remote_id: str) -> str:
    """Return what a shut copy is known by."""
    return SHUT + hashlib.sha256(f"{mailbox_id} {remote_id}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def without_words(item: EventItem, mailbox_id: int, *, series_is_shut: bool) -> EventItem:
    """Return of an item only when it is. A date that is shut while its series is not becomes an event of its own."""
    bare = replace(
        item,
        subject="",
        organizer="",
        attendees=(),
        location="",
        categories=(),
        sensitivity=PRIVATE,
        is_online=False,
        is_organizer=False,
        response="",
    )
    if item.is_part_of_series and series_is_shut:
        return bare
    kind = EventType.SINGLE if item.is_part_of_series else item.type
    uid = shut_uid(mailbox_id, item.remote_id)
    return replace(bare, type=kind, ical_uid=uid, series_remote_id="", occurrence_key="")


def is_shut() -> sa.ColumnElement[bool]:
    """Return the condition that an event is a shut one."""
    return events.c.ical_uid.like(f"{SHUT}%")


def ask_guests(connection: Connection, tenant_id: int, event_ids: Collection[int]) -> None:
    """Have the remaining copies of events told again, where the organizer's is gone."""
    organized = event_copies.alias("organized")
    has_organizer = sa.exists().where(
        organized.c.tenant_id == event_copies.c.tenant_id,
        organized.c.event_id == event_copies.c.event_id,
        organized.c.response == "organizer",
    )
    is_whole = sa.or_(event_copies.c.is_master, event_copies.c.occurrence_key == "")
    _tell_again(
        connection,
        tenant_id,
        sa.and_(in_list(event_copies.c.event_id, list(event_ids)), is_whole, sa.not_(has_organizer)),
        reason="the organizer's copy is gone",
    )


def drop_unheld_dates(connection: Connection, event_ids: Collection[int]) -> None:
    """Remove dates that no calendar of ours holds any more: they do not take place."""
    left = sa.select(event_copies.c.event_id).where(
        event_copies.c.tenant_id == event_occurrences.c.tenant_id,
        event_copies.c.event_id == event_occurrences.c.event_id,
        event_copies.c.occurrence_key == event_occurrences.c.occurrence_key,
        sa.not_(event_copies.c.is_master),
    )
    connection.execute(
        sa.delete(event_occurrences).where(
            in_list(event_occurrences.c.event_id, list(event_ids)), sa.not_(left.exists())
        )
    )


@dataclass(frozen=True, slots=True)
class Shutting:
    """Shuts and opens copies in one tenant; the caller holds the tenant's lock.

    `before_gone` is told the events that may go, while all is still there.
    """

    tenant_id: int
    before_gone: Touched

    def shut(self, connection: Connection, mailbox_id: int, remote_ids: Collection[str]) -> set[int]:
        """Shut copies of a mailbox; with a series all of its dates. Return the events that are others now."""
        units = self._units(connection, mailbox_id, remote_ids)
        if not units:
            return set()
        before = {unit.event_id for unit in units}
        self.before_gone(connection, sorted(before))
        organized = self._organized(connection, mailbox_id, before)
        made = dict(zip(units, new_ids(connection, events, len(units)), strict=True))
        self._write(connection, mailbox_id, made)
        for unit, event_id in made.items():
            self._move(connection, mailbox_id, unit, event_id)
        ask_guests(connection, self.tenant_id, organized)
        self.drop_unheld(connection, before)
        return before | set(made.values())

    def opened(self, connection: Connection, mailbox_id: int, moved: Mapping[int, int]) -> None:
        """Let the dates of shut series follow to the events that their masters are of again (by the shut ones)."""
        for shut_id, event_id in moved.items():
            copies = connection.execute(
                sa.select(event_copies.c.remote_id).where(
                    event_copies.c.mailbox_id == mailbox_id, event_copies.c.event_id == shut_id
                )
            )
            remote_ids = tuple(copies.scalars())
            self._move(connection, mailbox_id, _Unit(shut_id, "", remote_ids, is_date=False), event_id)
            again = sa.and_(event_copies.c.mailbox_id == mailbox_id, in_list(event_copies.c.remote_id, remote_ids))
            _tell_again(connection, self.tenant_id, again, reason="it is kept out no more")
        self.drop_unheld(connection, moved)

    def drop_unheld(self, connection: Connection, event_ids: Collection[int]) -> None:
        """Remove dates that no calendar holds any more, and events without any copy."""
        drop_unheld_dates(connection, event_ids)
        left = sa.exists().where(event_copies.c.tenant_id == events.c.tenant_id, event_copies.c.event_id == events.c.id)
        connection.execute(sa.delete(events).where(in_list(events.c.id, list(event_ids)), sa.not_(left)))

    def _units(self, connection: Connection, mailbox_id: int, remote_ids: Collection[str]) -> list[_Unit]:
        copy = event_copies.c
        mine = copy.mailbox_id == mailbox_id
        joined = sa.and_(events.c.tenant_id == copy.tenant_id, events.c.id == copy.event_id)
        rows = connection.execute(
            sa.select(copy.remote_id, copy.event_id, copy.is_master, copy.occurrence_key)
            .join(events, joined)
            .where(mine, in_list(copy.remote_id, list(remote_ids)), sa.not_(is_shut()))
        ).all()
        masters = {row.event_id: row.remote_id for row in rows if row.is_master}
        everything = connection.execute(
            sa.select(copy.event_id, copy.remote_id).where(mine, in_list(copy.event_id, list(masters)))
        ).all()
        parts: dict[int, list[str]] = defaultdict(list)
        for row in everything:
            parts[row.event_id].append(row.remote_id)
        whole = [_Unit(event_id, one, tuple(parts[event_id]), is_date=False) for event_id, one in masters.items()]
        single = [
            _Unit(row.event_id, row.remote_id, (row.remote_id,), is_date=bool(row.occurrence_key))
            for row in rows
            if row.event_id not in masters
        ]
        return whole + single

    def _organized(self, connection: Connection, mailbox_id: int, event_ids: Collection[int]) -> set[int]:
        rows = connection.execute(
            sa.select(event_copies.c.event_id).where(
                event_copies.c.mailbox_id == mailbox_id,
                in_list(event_copies.c.event_id, list(event_ids)),
                event_copies.c.response == "organizer",
            )
        )
        return set(rows.scalars())

    def _write(self, connection: Connection, mailbox_id: int, made: Mapping[_Unit, int]) -> None:
        rows = connection.execute(sa.select(events).where(in_list(events.c.id, [unit.event_id for unit in made]))).all()
        known = {row.id: row for row in rows}
        values = [
            _bare_row(self.tenant_id, event_id, shut_uid(mailbox_id, unit.known_by), known[unit.event_id], unit)
            for unit, event_id in made.items()
        ]
        insert_many(connection, events, _EVENT, values, update=_EVENT[3:])
        texts = [(self.tenant_id, event_id, "") for event_id in made.values()]
        insert_many(connection, event_texts, ("tenant_id", "event_id", "subject"), texts)

    def _move(self, connection: Connection, mailbox_id: int, unit: _Unit, event_id: int) -> None:
        given = {
            "before": unit.event_id, "after": event_id, "mailbox": mailbox_id, "copies": list(unit.remote_ids),
            "keeps_keys": not unit.is_date,
        }  # fmt: skip
        connection.execute(_DATES, given)
        connection.execute(_COPIES, given | {"shuts": bool(unit.known_by)})
        if unit.is_date:
            connection.execute(_TIMES, {"after": event_id})


@dataclass(frozen=True, slots=True)
class _Unit:
    """Copies of an event in one mailbox that go together; `known_by` is the copy that a shut one is named for."""

    event_id: int
    known_by: str
    remote_ids: tuple[str, ...]
    is_date: bool


def _tell_again(connection: Connection, tenant_id: int, which: sa.ColumnElement[bool], *, reason: str) -> None:
    left = connection.execute(
        sa.update(event_copies)
        .where(which)
        .values(change_key="")
        .returning(event_copies.c.mailbox_id, event_copies.c.remote_id)
    )
    items = [(row.mailbox_id, row.remote_id) for row in left]
    feeds.ask_again(connection, tenant_id, FeedKind.CALENDAR, items, reason=reason)


_EVENT = (
    "tenant_id", "id", "ical_uid", "time_zone", "show_as", "is_all_day", "is_series", "starts_at", "ends_at",
    "cancelled_at", "recurrence", "sensitivity",
)  # fmt: skip


def _bare_row(tenant_id: int, event_id: int, uid: str, row: Any, unit: _Unit) -> Sequence[Any]:
    is_series = row.is_series and not unit.is_date
    recurrence = json.dumps(row.recurrence if is_series else {})
    return (
        tenant_id, event_id, uid, row.time_zone, row.show_as, row.is_all_day, is_series, row.starts_at, row.ends_at,
        row.cancelled_at, recurrence, PRIVATE,
    )  # fmt: skip


# A date that is shut by itself has no series any more, so no original start that names it.
_DATES = sa.text("""
INSERT INTO event_occurrences (tenant_id, event_id, occurrence_key, starts_at, ends_at, is_cancelled)
SELECT o.tenant_id, :after, CASE WHEN :keeps_keys THEN o.occurrence_key ELSE '' END, o.starts_at, o.ends_at,
       o.is_cancelled
FROM event_copies c
JOIN event_occurrences o ON o.tenant_id = c.tenant_id AND o.event_id = c.event_id
 AND o.occurrence_key = c.occurrence_key
WHERE c.mailbox_id = :mailbox AND c.remote_id = ANY (:copies) AND c.event_id = :before AND NOT c.is_master
ON CONFLICT DO NOTHING
""").bindparams(sa.bindparam("copies", type_=sa.ARRAY(sa.Text)), sa.bindparam("after", type_=sa.BigInteger))
_COPIES = sa.text("""
UPDATE event_copies c SET event_id = :after,
  occurrence_key = CASE WHEN :keeps_keys THEN c.occurrence_key ELSE '' END,
  response = CASE WHEN :shuts THEN '' ELSE c.response END,
  categories = CASE WHEN :shuts THEN '{}' ELSE c.categories END,
  sensitivity = CASE WHEN :shuts THEN '' ELSE c.sensitivity END
WHERE c.mailbox_id = :mailbox AND c.remote_id = ANY (:copies) AND c.event_id = :before
""").bindparams(sa.bindparam("copies", type_=sa.ARRAY(sa.Text)), sa.bindparam("after", type_=sa.BigInteger))
_TIMES = sa.text("""
UPDATE events e SET starts_at = o.starts_at, ends_at = o.ends_at FROM event_occurrences o
WHERE e.id = :after AND o.tenant_id = e.tenant_id AND o.event_id = e.id
""")
