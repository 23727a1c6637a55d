"""Free and busy times of people whose mailbox is not read here (Graph: calendar: getSchedule).

Graph takes at most 20 people a call and less than 62 days; what asks for more is split. An error of one person
(no mailbox, too many entries) stands within their own entry, so the others are known all the same. A period of more
than 1,000 entries (5006) is asked again in halves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from trato.graph.client import GraphClient
from trato.graph.errors import GraphError, GraphUnavailableError, ThrottledError
from trato.graph.payloads import DateTimeTimeZone, Payload
from trato.graph.zones import UnknownZoneError, instant

MOST_PEOPLE = 20
MOST_DAYS = timedelta(days=61)
SHORTEST = timedelta(hours=1)
INTERVAL_MIN = 15
TOO_MANY_ENTRIES = "5006"
SHORTEST_HALF = timedelta(days=1)
DIGITS = {"0": "free", "1": "tentative", "2": "busy", "3": "oof", "4": "workingElsewhere"}


@dataclass(frozen=True, slots=True)
class Taken:
    """A period of somebody's calendar and how it shows, in Graph's words."""

    start: datetime
    end: datetime
    status: str


@dataclass(frozen=True, slots=True)
class Told:
    """What Graph tells of one person for one period; `error` is why it tells nothing, in Graph's code."""

    start: datetime
    end: datetime
    taken: tuple[Taken, ...] = ()
    error: str = ""


class _Item(Payload, frozen=True, kw_only=True, gc=False):
    status: str | None = None
    start: DateTimeTimeZone | None = None
    end: DateTimeTimeZone | None = None


class _Refusal(Payload, frozen=True, kw_only=True, gc=False):
    message: str | None = None
    response_code: str | None = None


class _Entry(Payload, frozen=True, kw_only=True, gc=False):
    schedule_id: str = ""
    availability_view: str | None = None
    schedule_items: list[_Item] | None = None
    error: _Refusal | None = None


class _Entries(Payload, frozen=True, kw_only=True, gc=False):
    value: tuple[_Entry, ...] = ()


def ask(
    client: GraphClient, mailbox: str, addresses: Sequence[str], start: datetime, end: datetime
) -> dict[str, list[Told]]:
    """Ask for the times of people through one mailbox; return by address what is told of each part of the period.

    A call that fails as a whole tells of its people why not; nothing is raised for it.
    """
    found: dict[str, list[Told]] = {address: [] for address in addresses}
    for begin, stop in spans(start, max(end, start + SHORTEST)):
        for first in range(0, len(addresses), MOST_PEOPLE):
            for address, told in _asked(client, mailbox, addresses[first : first + MOST_PEOPLE], begin, stop):
                found[address].append(told)
    return found


def spans(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield a period in parts that Graph takes."""
    while start < end:
        stop = min(end, start + MOST_DAYS)
        # No part may be shorter than the interval asked for; the last one takes a little of the one before.
        if timedelta() < end - stop < SHORTEST:
            stop -= SHORTEST
        yield start, stop
        start = stop


def _asked(
    client: GraphClient, mailbox: str, addresses: Sequence[str], start: datetime, end: datetime
) -> Iterator[tuple[str, Told]]:
    try:
        entries = _call(client, mailbox, addresses, start, end)
    except GraphError as error:
        is_silent = isinstance(error, GraphUnavailableError | ThrottledError)
        why = "not_answered" if is_silent else error.graph_code or error.code
        yield from ((address, Told(start, end, error=why)) for address in addresses)
        return
    for address in addresses:
        told = _told(entries.get(address.casefold()), start, end)
        if told.error == TOO_MANY_ENTRIES and end - start >= 2 * SHORTEST_HALF:
            middle = start + (end - start) / 2
            yield from _asked(client, mailbox, [address], start, middle)
            yield from _asked(client, mailbox, [address], middle, end)
        else:
            yield address, told


def _call(
    client: GraphClient, mailbox: str, addresses: Sequence[str], start: datetime, end: datetime
) -> Mapping[str, _Entry]:
    payload: dict[str, Any] = {
        "schedules": list(addresses),
        "startTime": _moment(start),
        "endTime": _moment(end),
        "availabilityViewInterval": INTERVAL_MIN,
    }
    path = f"users/{quote(mailbox)}/calendar/getSchedule"
    answer = client.send("POST", path, payload, answer=_Entries, prefer=('outlook.timezone="UTC"',))
    return {entry.schedule_id.casefold(): entry for entry in answer.value}


def _moment(at: datetime) -> dict[str, str]:
    return {"dateTime": at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds"), "timeZone": "UTC"}


def _told(entry: _Entry | None, start: datetime, end: datetime) -> Told:
    """Read one person's entry. What is not understood in it makes all of it unknown: unknown is never free."""
    if entry is None:
        return Told(start, end, error="not_answered")
    if entry.error is not None:
        return Told(start, end, error=entry.error.response_code or "refused")
    try:
        if entry.schedule_items is not None:
            return Told(start, end, tuple(_taken(item) for item in entry.schedule_items))
        if entry.availability_view:
            return Told(start, end, tuple(_by_digits(entry.availability_view, start)))
    except (ValueError, UnknownZoneError, KeyError):
        return Told(start, end, error="not_understood")
    return Told(start, end, error="not_answered")


def _taken(item: _Item) -> Taken:
    if item.start is None or item.end is None:
        raise ValueError("an entry without its times")
    begin = instant(item.start.date_time, item.start.time_zone)
    return Taken(begin, instant(item.end.date_time, item.end.time_zone), item.status or "busy")


def _by_digits(view: str, start: datetime) -> Iterator[Taken]:
    """Read the merged view, a digit an interval; an unknown digit is an unknown time."""
    step = timedelta(minutes=INTERVAL_MIN)
    for number, digit in enumerate(view):
        if digit != "0":
            begin = start + number * step
            yield Taken(begin, begin + step, DIGITS.get(digit, "unknown"))
