"""Read a calendar file: items with their dates, whatever producer wrote it (RFC 5545, RFC 5546 METHOD).

What one item says wrongly is a problem of that item: it keeps the dates that are understood, and the others go on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TypeVar

from trato.calendar.ical_lines import Component, Problem, Property, decode, parse
from trato.calendar.ical_model import CalendarFile, Entry, Item, moved
from trato.calendar.ical_zones import Zones
from trato.calendar.recurrence_rule import Rule, RuleNotUnderstoodError, read_moment, read_rule
from trato.calendar.recurrence_set import Series, midnight

T = TypeVar("T")
KINDS = ("VEVENT", "VTODO", "VJOURNAL")
_DAY = timedelta(days=1)
_DURATION = re.compile(
    r"(?P<sign>[+-])?P(?:(?P<w>\d{1,6})W)?(?:(?P<d>\d{1,6})D)?"
    r"(?:T(?:(?P<h>\d{1,7})H)?(?:(?P<m>\d{1,8})M)?(?:(?P<s>\d{1,9})S)?)?"
)


@dataclass(slots=True)
class _Reading:
    zones: Zones
    problems: list[Problem] = field(default_factory=list)

    def note(self, line: int, reason: str) -> None:
        self.problems.append(Problem(line, reason))


def read_calendar(raw: bytes) -> CalendarFile:
    """Read a file. Raises NotACalendarError if it holds no calendar at all."""
    calendars, problems = parse(decode(raw))
    items: list[Item] = []
    for calendar in calendars:
        reading = _Reading(Zones(one for one in calendar.components if one.name == "VTIMEZONE"))
        items.extend(_items(calendar, reading))
        problems.extend(reading.problems)
    method = calendars[0].text("METHOD").strip().upper()
    return CalendarFile(tuple(items), tuple(problems), method, tuple(calendars))


def read_duration(text: str) -> timedelta:
    """Read a DURATION value (§3.3.6). Raises ValueError."""
    found = _DURATION.fullmatch(text.strip().upper())
    if found is None or not any(found.group(name) for name in "wdhms"):
        raise ValueError(f"{text[:40]!r} is no duration")
    weeks, days, hours, minutes, seconds = (int(found.group(name) or 0) for name in "wdhms")
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found["sign"] == "-" else length


def _items(calendar: Component, reading: _Reading) -> Iterator[Item]:
    whole = [one for one in calendar.components if one.name in KINDS and one.first("RECURRENCE-ID") is None]
    exceptions: dict[tuple[str, str], list[Component]] = {}
    for one in calendar.components:
        if one.name in KINDS and one.first("RECURRENCE-ID") is not None:
            exceptions.setdefault((one.name, one.text("UID")), []).append(one)
    # Of several with one name, the first has the exceptions.
    for component in whole:
        yield _item(component, exceptions.pop((component.name, component.text("UID")), []), reading)
    # Of a series one is invited to for one date only, the file has that date and nothing else.
    for alone in exceptions.values():
        for component in alone:
            yield _item(component, [], reading)


def _item(component: Component, exceptions: list[Component], reading: _Reading) -> Item:
    first = component.first("DTSTART") or component.first("DUE")
    entry = _entry(component, reading, None)
    uid = component.text("UID")
    if first is None or entry.start is None:
        if component.name == "VEVENT":
            reading.note(component.line, "VEVENT without a start that is understood (DTSTART)")
        return Item(component.name, uid, entry, None, {})
    zone = entry.start.tzinfo
    told = {}
    for one in exceptions:
        exception = _entry(one, reading, (entry.start.replace(tzinfo=None), zone))
        if exception.key is not None and exception.start is not None:
            told[exception.key] = exception
    return Item(component.name, uid, entry, _series(component, entry, told, reading), told)


def _entry(component: Component, reading: _Reading, of: tuple[datetime, tzinfo | None] | None) -> Entry:
    start_at = component.first("DTSTART") or component.first("DUE")
    start, is_all_day = _moment(start_at, reading) if start_at else (None, False)
    length = timedelta() if start is None else _length(component, start, reading, is_all_day=is_all_day)
    key = None
    if of is not None and (named := component.first("RECURRENCE-ID")):
        at, is_day = _moment(named, reading)
        key = None if at is None else _wall(at, of[1])
        if key is not None and is_day:
            key = datetime.combine(key.date(), of[0].time())
    return Entry(component, start, length, is_all_day, key)


def _length(component: Component, start: datetime, reading: _Reading, *, is_all_day: bool) -> timedelta:
    named = component.first("DTEND") or component.first("DUE")
    lasts = component.first("DURATION")
    length: timedelta | None = None
    if named is not None:
        end, _ = _moment(named, reading)
        if end is not None:
            is_comparable = (end.tzinfo is None) == (start.tzinfo is None)
            length = end - start if is_comparable else end.replace(tzinfo=None) - start.replace(tzinfo=None)
            # Two times of one zone are subtracted by their clocks; what lies between is what passes.
            if is_comparable and end.tzinfo is not None and end.utcoffset() != start.utcoffset():
                length = end.astimezone(UTC) - start.astimezone(UTC)
    elif lasts is not None:
        length = _understood(read_duration, lasts, reading)
    if length is None:
        length = _DAY if is_all_day and component.name == "VEVENT" else timedelta()
    if length < timedelta():
        reading.note(component.line, f"{component.name} ends before it begins")
        return timedelta()
    return max(length, _DAY) if is_all_day and component.name == "VEVENT" else length


def _series(component: Component, entry: Entry, told: dict[datetime, Entry], reading: _Reading) -> Series:
    start = entry.start
    assert start is not None  # noqa: S101  the caller looked
    zone = start.tzinfo
    out = [(at, is_day) for one in component.all("EXDATE") for at, is_day in _moments(one, reading)]
    moves = {
        key: move
        for key, one in told.items()
        if (move := moved(one, is_for_later_too=_is_for_later_too(one.component))) is not None
    }
    return Series(
        start=start.replace(tzinfo=None),
        length=entry.length,
        zone=zone,
        rules=tuple(_rules(component, "RRULE", reading)),
        added=tuple(_added(component, entry, reading)),
        left_out=frozenset(_wall(at, zone) for at, is_day in out if not is_day or entry.is_all_day),
        left_out_days=frozenset(at.date() for at, is_day in out if is_day and not entry.is_all_day),
        left_out_rules=tuple(_rules(component, "EXRULE", reading)),
        moved=moves,
        is_nominal=_is_nominal(component),
    )


def _is_for_later_too(component: Component) -> bool:
    named = component.first("RECURRENCE-ID")
    return named is not None and named.param("RANGE").upper() == "THISANDFUTURE"


def _is_nominal(component: Component) -> bool:
    lasts = component.first("DURATION")
    return lasts is not None and component.first("DTEND") is None and "T" not in lasts.value.upper()


def _rules(component: Component, name: str, reading: _Reading) -> Iterator[Rule]:
    for one in component.all(name):
        try:
            yield read_rule(one.value)
        except RuleNotUnderstoodError as error:
            reading.note(one.line, str(error))


def _added(component: Component, entry: Entry, reading: _Reading) -> Iterator[tuple[datetime, datetime | None]]:
    start = entry.start
    assert start is not None  # noqa: S101  the caller looked
    for one in component.all("RDATE"):
        for value in one.value.split(","):
            begin, slash, rest = value.partition("/")
            at, is_day = _moment(Property(one.name, begin, one.params, one.line), reading)
            if at is None:
                continue
            wall = _wall(at, start.tzinfo)
            if is_day and not entry.is_all_day:
                wall = datetime.combine(wall.date(), start.time())
            yield wall, _period_end(wall, rest, one, start.tzinfo, reading) if slash else None


def _period_end(wall: datetime, rest: str, one: Property, zone: tzinfo | None, reading: _Reading) -> datetime | None:
    start = wall.replace(tzinfo=zone)
    if rest.strip()[:1] in {"P", "+", "-"}:
        length = _understood(read_duration, Property(one.name, rest, one.params, one.line), reading)
        return None if length is None else start + length
    end, _ = _moment(Property(one.name, rest, one.params, one.line), reading)
    return None if end is None else _wall(end, zone).replace(tzinfo=zone)


def _moments(one: Property, reading: _Reading) -> Iterable[tuple[datetime, bool]]:
    for value in one.value.split(","):
        at, is_day = (
            _moment(Property(one.name, value, one.params, one.line), reading) if value.strip() else (None, False)
        )
        if at is not None:
            yield at, is_day


def _moment(one: Property, reading: _Reading) -> tuple[datetime | None, bool]:
    """Return a date or time, aware where it has a zone, and whether it is a whole day."""
    found = _understood(read_moment, one, reading)
    if found is None:
        return None, False
    if not isinstance(found, datetime):
        return midnight(found), True
    name = one.param("TZID")
    if found.tzinfo is not None or not name:
        return found, False
    zone = reading.zones.find(name)
    if zone is None:
        reading.note(
            one.line, f"the time zone {name[:60]!r} is neither known nor defined; its times are read as floating"
        )
    return found.replace(tzinfo=zone), False


def _understood(read: Callable[[str], T], one: Property, reading: _Reading) -> T | None:
    try:
        return read(one.value)
    except (ValueError, OverflowError) as error:
        reading.note(one.line, f"{one.name}: {error}")
        return None


def _wall(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return a moment as the series' own clocks show it."""
    if moment.tzinfo is None or zone is None:
        return moment.replace(tzinfo=None)
    return moment.astimezone(zone).replace(tzinfo=None)
