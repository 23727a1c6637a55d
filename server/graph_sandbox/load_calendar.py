"""Reads calendar files of a tenant folder (RFC 5545): what is broken is named, everything else loads.

An event in an unknown zone is loaded with its times read in the tenant's own zone, and a problem is recorded:
an appointment at about the right time is worth more than none.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from icalendar import Timezone
from msgspec import Struct
from msgspec.structs import replace

from graph_sandbox import ids, recurrence
from graph_sandbox.contentlines import BrokenLineError, Component, Line, components
from graph_sandbox.directory import User
from graph_sandbox.event import Attendee, Event, Recurrence
from graph_sandbox.fields import Person, lenient
from graph_sandbox.problems import Problems
from graph_sandbox.zones import calendar_zone

_DURATION = re.compile(r"([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$", re.IGNORECASE)
_DATE_LENGTH = len("20260131")
_ANSWERS = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentativelyAccepted",
    "NEEDS-ACTION": "notResponded",
}
_BUSY = {
    "FREE": "free",
    "TENTATIVE": "tentative",
    "BUSY": "busy",
    "OOF": "oof",
    "WORKINGELSEWHERE": "workingElsewhere",
}
_CLASSES = {"PRIVATE": "private", "CONFIDENTIAL": "confidential"}


class CalendarSource(Struct, frozen=True):
    """One calendar file and what is needed to read it."""

    file: Path
    user: User
    calendar: int
    default_zone: tzinfo
    now: datetime


class BadEventError(ValueError):
    """An event that can't be loaded."""


def read_calendar(source: CalendarSource, problems: Problems) -> list[Event]:
    """Every event of a file that can be read."""
    text = lenient(source.file.read_bytes())
    reader = _Reader(source, problems, _zones(text))
    loose: list[tuple[Component, Event]] = []
    for found in components(text, "VEVENT"):
        if isinstance(found, BrokenLineError):
            problems.add(source.file, found.number, "event", str(found))
            continue
        try:
            loose.append((found, reader.event(found)))
        except (BadEventError, ValueError, OverflowError) as error:
            problems.add(source.file, found.number, f"event {found.text('UID') or '?'}", str(error))
    return _joined(loose, source)


def _joined(loose: list[tuple[Component, Event]], source: CalendarSource) -> list[Event]:
    """Exceptions put into their series; the newest of several events with one UID wins."""
    masters: dict[str, Event] = {}
    others: list[tuple[Component, Event]] = []
    for component, event in loose:
        if event.original is None:
            before = masters.get(event.uid)
            if before is None or event.modified >= before.modified:
                masters[event.uid] = event
        else:
            others.append((component, event))
    for component, event in others:
        master = masters.get(event.uid)
        if master is None or master.recurrence is None:
            key = ids.key_of("event", str(source.user.mailbox), event.uid, str(event.original))
            masters[f"{event.uid} {event.original}"] = replace(event, key=key, original=None)
        else:
            masters[event.uid] = _with_exception(master, event, component.text("STATUS").upper() == "CANCELLED")
    return list(masters.values())


def _with_exception(master: Event, exception: Event, is_cancelled: bool) -> Event:  # noqa: FBT001 - a STATUS, read by its caller
    assert master.recurrence is not None and exception.original is not None  # noqa: S101, PT018 - told by the caller
    kept = tuple(e for e in master.exceptions if e.original != exception.original)
    if is_cancelled:
        excluded = (*master.recurrence.excluded, exception.original)
        return replace(master, exceptions=kept, recurrence=replace(master.recurrence, excluded=excluded))
    return replace(master, exceptions=(*kept, replace(exception, key=master.key)))


class _Reader:
    """Reads single VEVENT components of one file."""

    def __init__(self, source: CalendarSource, problems: Problems, zones: dict[str, tzinfo]) -> None:
        self._source = source
        self._problems = problems
        self._zones = zones

    def event(self, found: Component) -> Event:
        """One component as an event (a series without its exceptions, or one exception)."""
        self._tell_broken_lines(found)
        begin = found.first("DTSTART")
        if begin is None:
            raise BadEventError("no DTSTART")
        start = self._instant(begin, begin.value, found)
        is_all_day = _is_date(begin)
        uid = found.text("UID") or f"{ids.key_of(self._source.file.name, str(found.number)):x}"
        original = self._original(found, start)
        organizer = _person(found.first("ORGANIZER")) or Person(self._source.user.name, self._source.user.upn)
        attendees = tuple(_attendee(line) for line in found.every("ATTENDEE") if _person(line))
        mine = next((a for a in attendees if a.person.address.lower() in self._source.user.addresses), None)
        is_organizer = organizer.address.lower() in self._source.user.addresses
        stamp = self._stamp(found)
        return Event(
            key=ids.key_of("event", str(self._source.user.mailbox), uid),
            calendar=self._source.calendar,
            place=0,
            version=1,
            uid=uid,
            subject=found.text("SUMMARY"),
            start=start,
            end=self._end(found, start, is_all_day=is_all_day),
            created=self._utc(found.first("CREATED")) or stamp,
            modified=self._utc(found.first("LAST-MODIFIED")) or stamp,
            organizer=organizer,
            is_organizer=is_organizer,
            is_all_day=is_all_day,
            body=found.text("DESCRIPTION"),
            location=found.text("LOCATION"),
            attendees=attendees,
            response="organizer" if is_organizer else (mine.response if mine else "notResponded"),
            show_as=_show_as(found),
            sensitivity=_CLASSES.get(found.text("CLASS").upper(), "normal"),
            importance={"1": "high", "9": "low"}.get(found.text("PRIORITY"), "normal"),
            categories=tuple(c for line in found.every("CATEGORIES") for c in line.list() if c),
            is_cancelled=found.text("STATUS").upper() == "CANCELLED",
            online_url=found.text("X-MICROSOFT-SKYPETEAMSMEETINGURL") or None,
            recurrence=None if original else self._recurrence(found, start),
            original=original,
        )

    def _tell_broken_lines(self, found: Component) -> None:
        for line in found.every("X-BROKEN"):
            self._problems.add(
                self._source.file,
                line.number,
                f"event {found.text('UID') or '?'}",
                f"line left out: {line.value}",
            )

    def _instant(self, line: Line, value: str, found: Component) -> datetime:
        value = value.strip().upper()
        if len(value) == _DATE_LENGTH:
            return datetime.strptime(value, "%Y%m%d").replace(tzinfo=self._zone(line, found))
        moment = datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the zone follows
        if value.endswith("Z"):
            return moment.replace(tzinfo=UTC)
        return moment.replace(tzinfo=self._zone(line, found))

    def _zone(self, line: Line, found: Component) -> tzinfo:
        name = line.parameters.get("TZID")
        if not name:
            return self._source.default_zone
        known = calendar_zone(name) or self._zones.get(name)
        if known is None:
            item = f"event {found.text('UID') or '?'}"
            self._problems.add(
                self._source.file, line.number, item, f"unknown time zone {name!r}; read as the tenant's own"
            )
        return known or self._source.default_zone

    def _original(self, found: Component, start: datetime) -> datetime | None:
        line = found.first("RECURRENCE-ID")
        if line is None:
            return None
        return self._instant(line, line.value, found).astimezone(start.tzinfo).replace(tzinfo=None)

    def _end(self, found: Component, start: datetime, *, is_all_day: bool) -> datetime:
        line = found.first("DTEND")
        if line is not None:
            end = self._instant(line, line.value, found).astimezone(start.tzinfo)
        else:
            end = start + _duration(found.text("DURATION"), default=timedelta(days=1) if is_all_day else timedelta())
        if end < start:
            raise BadEventError("ends before it starts")
        return end + timedelta(days=1) if is_all_day and end == start else end

    def _utc(self, line: Line | None) -> datetime | None:
        try:
            return (
                datetime.strptime(line.value.strip().rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if line else None
            )
        except ValueError:
            return None

    def _stamp(self, found: Component) -> datetime:
        return self._utc(found.first("DTSTAMP")) or self._source.now

    def _recurrence(self, found: Component, start: datetime) -> Recurrence | None:
        rule = found.text("RRULE").strip() or None
        if rule:
            recurrence.check(rule, start)
        extra = self._days(found, "RDATE", start)
        return Recurrence(rule, self._days(found, "EXDATE", start), extra) if rule or extra else None

    def _days(self, found: Component, name: str, start: datetime) -> tuple[datetime, ...]:
        days = []
        for line in found.every(name):
            for value in line.value.split(","):
                moment = self._instant(line, value.split("/")[0], found)
                wall = moment.astimezone(start.tzinfo).replace(tzinfo=None)
                is_date = len(value.strip()) == _DATE_LENGTH
                days.append(datetime.combine(wall.date(), start.time()) if is_date else wall)
        return tuple(days)


def _zones(text: str) -> dict[str, tzinfo]:
    """Zones a file defines itself, where their name alone says nothing."""
    found: dict[str, tzinfo] = {}
    for block in re.findall(r"(?ms)^BEGIN:VTIMEZONE\s*?$.*?^END:VTIMEZONE\s*?$", text):
        for component in components(block, "VTIMEZONE"):
            if isinstance(component, Component):
                name, place = component.text("TZID"), calendar_zone(component.text("X-LIC-LOCATION"))
                defined = place or _defined(block)
                if name and defined is not None:
                    found[name] = defined
    return found


def _defined(block: str) -> tzinfo | None:
    try:
        component = Timezone.from_ical(block)
        defined = component.to_tz() if isinstance(component, Timezone) else None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None
    return defined if isinstance(defined, tzinfo) else None


def _is_date(line: Line) -> bool:
    return line.parameters.get("VALUE", "").upper() == "DATE" or len(line.value.strip()) == _DATE_LENGTH


def _duration(value: str, *, default: timedelta) -> timedelta:
    match = _DURATION.match(value.strip())
    if not match:
        return default
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _person(line: Line | None) -> Person | None:
    if line is None:
        return None
    address = re.sub(r"(?i)^mailto:", "", line.value.strip()).strip()
    return Person(line.parameters.get("CN") or address, address) if address else None


def _attendee(line: Line) -> Attendee:
    person = _person(line) or Person("", "")
    kind = "resource" if line.parameters.get("CUTYPE", "").upper() in ("ROOM", "RESOURCE") else "required"
    if line.parameters.get("ROLE", "").upper() == "OPT-PARTICIPANT":
        kind = "optional"
    return Attendee(person, kind, _ANSWERS.get(line.parameters.get("PARTSTAT", "").upper(), "none"))


def _show_as(found: Component) -> str:
    busy = _BUSY.get(found.text("X-MICROSOFT-CDO-BUSYSTATUS").upper())
    if busy:
        return busy
    if found.text("TRANSP").upper() == "TRANSPARENT":
        return "free"
    return "tentative" if found.text("STATUS").upper() == "TENTATIVE" else "busy"
