"""What a page of a calendar means for events, dates and copies: gathered item by item, written together. Pure.

Where copies disagree, the organizer's tells the event (RFC 5546 §2.1.4); an attendee's copy stands in where ours has
no organizer. The items of a page are taken in turn, so that what a later one may tell depends on the earlier ones.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trato.calendar.model import EventItem, EventType

Organizers = Mapping[int, Collection[tuple[int, str]]]


@dataclass(slots=True)
class Gathered:
    """What is to be written: by event who tells it, by date who tells its time and who its answers, and the copies."""

    told: dict[int, EventItem] = field(default_factory=dict)
    dates: dict[tuple[int, str], EventItem] = field(default_factory=dict)
    answers: dict[tuple[int, str], EventItem] = field(default_factory=dict)
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
    ids, and `organizers` the organizers' copies by event, each a mailbox and a remote id.
    """
    found = Gathered()
    masters = dict(series)
    held = {event_id: set(copies) for event_id, copies in organizers.items()}
    owned = {copy: event_id for event_id, copies in organizers.items() for copy in copies}
    fresh = set(new)
    for item in in_order(items):
        if item.is_part_of_series:
            event_id = masters.get(item.series_remote_id)
            if event_id is None:
                continue
        else:
            event_id = ids[item.ical_uid]
            if event_id in fresh or item.is_organizer or not held.get(event_id):
                found.told[event_id] = item
            fresh.discard(event_id)
        if item.type is EventType.MASTER:
            masters[item.remote_id] = event_id
        else:
            _take_date(found, event_id, item, is_believed=item.is_organizer or not held.get(event_id))
        found.copies[item.remote_id] = (event_id, item)
        copy = (mailbox_id, item.remote_id)
        if copy in owned:
            held[owned.pop(copy)].discard(copy)
        if item.is_organizer:
            held.setdefault(event_id, set()).add(copy)
            owned[copy] = event_id
    return found


def _take_date(found: Gathered, event_id: int, item: EventItem, *, is_believed: bool) -> None:
    date = (event_id, item.occurrence_key)
    found.dates[date] = item
    if is_believed:
        found.answers[date] = item


def answers_of(item: EventItem) -> dict[str, Any]:
    """Return what guests answered to this date, where it is an exception; else their answers to the series stand."""
    if item.type is not EventType.EXCEPTION:
        return {}
    return {one.address: one.response for one in item.attendees}
