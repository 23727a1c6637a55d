"""What a page of a calendar means for events, dates and copies: gathered item by item, written together. Pure.

Where copies disagree, the organizer's tells the event and each of its dates (RFC 5546 §2.1.4); an attendee's copy
stands in where ours has no organizer, or no copy of theirs of that date. The items of a page are taken in turn, so that
what a later one may tell depends on the earlier ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trato.calendar.model import EventItem, EventType

Copy = tuple[int, str]
Date = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Organizers:
    """The organizers' copies, each a mailbox and a remote id: by event, and by date (event and occurrence key)."""

    of_events: Mapping[int, Collection[Copy]]
    of_dates: Mapping[Date, Collection[Copy]]


@dataclass(slots=True)
class Gathered:
    """What is to be written: by event who tells it, by date who tells its time and who its answers, and the copies.

    `unheard` are the copies whose word of their date does not count.
    """

    told: dict[int, EventItem] = field(default_factory=dict)
    dates: dict[Date, EventItem] = field(default_factory=dict)
    answers: dict[Date, EventItem] = field(default_factory=dict)
    unheard: set[str] = field(default_factory=set)
    copies: dict[str, tuple[int, EventItem]] = field(default_factory=dict)

    @property
    def event_ids(self) -> set[int]:
        """Return the events that any copy of the page belongs to."""
        return {event_id for event_id, _ in self.copies.values()}


def in_order(items: Sequence[EventItem]) -> list[EventItem]:
    """Return masters and single events first: the dates of a series hang on them."""
    return sorted(items, key=lambda item: item.is_part_of_series)


def gather(
    items: Sequence[EventItem],
    *,
    mailbox_id: int,
    ids: Mapping[str, int],
    new: Collection[int],
    series: Mapping[str, int],
    organizers: Organizers,
) -> Gathered:
    """Take the items in turn.

    `ids` are the events by their iCalUId, `new` those not kept before, `series` the events of masters by their remote
    ids, and `organizers` the organizers' copies that are kept.
    """
    found = Gathered()
    masters = dict(series)
    held = _Held(organizers)
    fresh = set(new)
    for item in in_order(items):
        if item.is_part_of_series:
            event_id = masters.get(item.series_remote_id)
            if event_id is None:
                continue
        else:
            event_id = ids[item.ical_uid]
            if event_id in fresh or item.is_organizer or not held.tells(event_id):
                found.told[event_id] = item
            fresh.discard(event_id)
        if item.type is EventType.MASTER:
            masters[item.remote_id] = event_id
        else:
            _take_date(found, held, event_id, item)
        found.copies[item.remote_id] = (event_id, item)
        held.note((mailbox_id, item.remote_id), event_id, item)
    return found


class _Held:
    """Which events and dates an organizer's copy tells, as the items are taken."""

    def __init__(self, organizers: Organizers) -> None:
        self._of: dict[int | Date, set[Copy]] = defaultdict(set)
        self._by: dict[Copy, list[set[Copy]]] = defaultdict(list)
        for event_id, copies in organizers.of_events.items():
            for copy in copies:
                self._add(event_id, copy)
        for date, copies in organizers.of_dates.items():
            for copy in copies:
                self._add(date, copy)

    def tells(self, what: int | Date) -> bool:
        return bool(self._of.get(what))

    def note(self, copy: Copy, event_id: int, item: EventItem) -> None:
        """Take up a copy as it is now; it may have been the organizer's and be so no more."""
        for copies in self._by.pop(copy, ()):
            copies.discard(copy)
        if item.is_organizer:
            self._add(event_id, copy)
            if item.type is not EventType.MASTER:
                self._add((event_id, item.occurrence_key), copy)

    def _add(self, what: int | Date, copy: Copy) -> None:
        self._of[what].add(copy)
        self._by[copy].append(self._of[what])


def _take_date(found: Gathered, held: _Held, event_id: int, item: EventItem) -> None:
    date = (event_id, item.occurrence_key)
    if not item.is_organizer and held.tells(date):
        found.unheard.add(item.remote_id)
        return
    found.dates[date] = item
    if item.is_organizer or not held.tells(event_id):
        found.answers[date] = item


def answers_of(item: EventItem) -> dict[str, Any]:
    """Return what guests answered to this date, where it is an exception; else their answers to the series stand."""
    if item.type is not EventType.EXCEPTION:
        return {}
    return {one.address: one.response for one in item.attendees}
