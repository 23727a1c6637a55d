"""The time zones a calendar file names: IANA and Windows names, long ids that end in one, and zones it defines itself.

RFC 5545 §3.6.5 (VTIMEZONE), §3.2.19 (TZID). A name the world knows is read by the world's own rules, for files carry
old or cut ones; a zone that only the file knows is worked out from its observances.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from trato.calendar.ical_lines import Component
from trato.calendar.recurrence import wall_times
from trato.calendar.recurrence_rule import Rule, RuleNotUnderstoodError, read_moment, read_rule
from trato.graph.zones import UnknownZoneError, zone

LAST_CHANGE = datetime(2100, 12, 31)  # noqa: DTZ001  wall time
_ZERO = timedelta(0)
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})(?::?(\d{2}))?")


@lru_cache(maxsize=512)
def named_zone(name: str) -> tzinfo | None:
    """Return the zone of an IANA or Windows name, also at the end of a longer id; None if there is none."""
    clean = name.strip().strip('"')
    if clean.upper() in {"UTC", "GMT", "Z", "ETC/UTC"}:
        return UTC
    parts = clean.strip("/").split("/")
    for begin in range(min(len(parts), 6)):
        try:
            return zone("/".join(parts[begin:]))
        except UnknownZoneError:
            continue
    return None


@dataclass(frozen=True, slots=True)
class _Observance:
    start: datetime
    before: timedelta
    offset: timedelta
    name: str
    rules: tuple[Rule, ...]
    added: tuple[datetime, ...]

    def changes(self) -> Iterator[datetime]:
        """Yield the wall times, in the offset before, at which it comes into force."""
        yield self.start
        yield from self.added
        for rule in self.rules:
            until = rule.until
            for wall in wall_times(rule, self.start, before=LAST_CHANGE):
                if wall > LAST_CHANGE:
                    break
                # UNTIL of an observance is an instant in UTC.
                if isinstance(until, datetime) and until.tzinfo and (wall - self.before) > until.replace(tzinfo=None):
                    break
                yield wall


class DefinedZone(tzinfo):
    """A zone as a file defines it: offsets, and the instants at which they change."""

    def __init__(self, name: str, observances: Iterable[_Observance]) -> None:
        told = sorted(observances, key=lambda one: one.start)
        changes = {wall - one.before: one for one in told for wall in one.changes()}
        self._name = name
        self._instants = sorted(changes)
        in_order = [changes[at] for at in self._instants]
        first = in_order[0]
        self._offsets = [first.before, *(one.offset for one in in_order)]
        self._names = [first.name, *(one.name for one in in_order)]
        # Wall times at which each change is surely over for the first and for the second reading of a fold.
        self._walls = [
            tuple(at + pick(a, b) for at, a, b in zip(self._instants, self._offsets, self._offsets[1:], strict=False))
            for pick in (max, min)
        ]

    def _place(self, moment: datetime | None) -> int:
        if moment is None:
            return 0
        return bisect_right(self._walls[moment.fold], moment.replace(tzinfo=None, fold=0))

    def utcoffset(self, moment: datetime | None) -> timedelta:
        """See tzinfo."""
        return self._offsets[self._place(moment)]

    def dst(self, moment: datetime | None) -> timedelta:
        """See tzinfo; a file does not say how much of an offset is summer time."""
        del moment
        return _ZERO

    def tzname(self, moment: datetime | None) -> str:
        """See tzinfo."""
        return self._names[self._place(moment)] or self._name

    def fromutc(self, moment: datetime) -> datetime:
        """See tzinfo."""
        instant = moment.replace(tzinfo=None)
        place = bisect_right(self._instants, instant)
        wall = instant + self._offsets[place]
        # The wall time came once before, when the clocks had not gone back yet.
        is_second = place > 0 and wall < self._instants[place - 1] + self._offsets[place - 1]
        return wall.replace(tzinfo=self, fold=int(is_second))

    def __repr__(self) -> str:
        return f"DefinedZone({self._name!r})"

    def __deepcopy__(self, _memo: object) -> DefinedZone:
        return self


class Zones:
    """The zones of one calendar file."""

    def __init__(self, definitions: Iterable[Component]) -> None:
        self._definitions = {one.text("TZID").strip(): one for one in definitions}
        self._made: dict[str, tzinfo | None] = {}

    def find(self, name: str) -> tzinfo | None:
        """Return the zone of a TZID, or None where neither the world nor the file knows it."""
        if name not in self._made:
            self._made[name] = named_zone(name) or self._defined(name)
        return self._made[name]

    def _defined(self, name: str) -> tzinfo | None:
        definition = self._definitions.get(name.strip())
        if definition is None:
            return None
        location = definition.text("X-LIC-LOCATION")
        if location and (known := named_zone(location)):
            return known
        found = [made for one in definition.components if (made := _observance(one)) is not None]
        return DefinedZone(name, found) if found else None


def _observance(component: Component) -> _Observance | None:
    """Read STANDARD or DAYLIGHT; one that says too little is left out."""
    if component.name not in {"STANDARD", "DAYLIGHT"}:
        return None
    try:
        start = read_moment(component.text("DTSTART"))
        before, offset = (_offset(component.text(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
        added = [
            _naive(read_moment(value)) for one in component.all("RDATE") for value in one.value.split(",") if value
        ]
        rules = tuple(read_rule(one.value) for one in component.all("RRULE"))
        return _Observance(_naive(start), before, offset, component.text("TZNAME"), rules, tuple(added))
    except (ValueError, RuleNotUnderstoodError):
        return None


def _naive(moment: object) -> datetime:
    if not isinstance(moment, datetime):
        raise ValueError("a zone changes at a time, not on a day")  # noqa: TRY004  it is the text that is wrong
    return moment.replace(tzinfo=None)


def _offset(text: str) -> timedelta:
    found = _OFFSET.match(text.strip())
    if found is None:
        raise ValueError(f"{text[:20]!r} is no offset")
    sign = -1 if found[1] == "-" else 1
    return sign * timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
