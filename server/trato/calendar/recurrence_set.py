"""All dates of a series in a window: rules, added and left-out dates, moved ones, in its own zone (RFC 5545 §3.8.5).

Wall times are read in the series' zone: one that a change of the clocks leaves out takes the offset before it, one
that comes twice is the first (§3.3.5). The length of a date given by its end is exact; given in days it is nominal.
Dates of whole days and floating ones have no zone and stay naive. Pure.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import dropwhile
from typing import NamedTuple

from trato.calendar.recurrence import wall_times
from trato.calendar.recurrence_rule import Rule

_NOTHING = timedelta(0)
_NEAR = timedelta(days=2)


class Occurrence(NamedTuple):
    """One date: `key` is its original wall start (RECURRENCE-ID), `start` and `end` when it takes place.

    Aware in the series' zone; naive where the series floats or lasts whole days.
    """

    key: datetime
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """What an exception says of one date, or of it and all later ones (RANGE=THISANDFUTURE)."""

    start: datetime
    end: datetime
    is_cancelled: bool = False
    is_for_later_too: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """A series: `start` is a wall time; `zone` is None for whole days and for floating times.

    `added` are wall starts with their own end or None, `left_out` wall starts, `left_out_days` whole days, and `moved`
    exceptions by the wall start they replace.
    """

    start: datetime
    length: timedelta
    zone: tzinfo | None = None
    rules: tuple[Rule, ...] = ()
    added: tuple[tuple[datetime, datetime | None], ...] = ()
    left_out: frozenset[datetime] = frozenset()
    left_out_days: frozenset[date] = frozenset()
    left_out_rules: tuple[Rule, ...] = ()
    moved: Mapping[datetime, Moved] = field(default_factory=dict)
    is_nominal: bool = False

    @property
    def is_endless(self) -> bool:
        """Tell whether its rules name no end."""
        return any(rule.count is None and rule.until is None for rule in self.rules)


def dates(series: Series, begin: datetime | None = None, end: datetime | None = None) -> Iterator[Occurrence]:
    """Return the dates that overlap [begin, end) in the order of their original starts.

    The window is aware for a series with a zone and naive for one without; either edge may be missing. An endless
    series without `end` yields until the calendar's end: take what is needed.
    """
    wall_begin, wall_end = _wall(series, begin), _wall(series, end)
    keys = _keys(series, wall_begin, wall_end)
    return _with_exceptions(series, keys) if series.moved else _unmoved(series, keys)


def _with_exceptions(series: Series, keys: Iterator[datetime]) -> Iterator[Occurrence]:
    later: Moved | None = None
    shift = _NOTHING
    zone, moved, length = series.zone, series.moved, series.length
    for key in keys:
        told = moved.get(key)
        if told is not None:
            if told.is_for_later_too:
                later, shift = told, told.start.replace(tzinfo=None) - key
            if not told.is_cancelled:
                yield Occurrence(key, told.start, told.end)
        elif later is None:
            start = _aware(key, zone)
            yield Occurrence(key, start, _end(start, length, series))
        elif not later.is_cancelled:
            start = _aware(key + shift, later.start.tzinfo)
            yield Occurrence(key, start, start + (later.end - later.start))


def _unmoved(series: Series, keys: Iterator[datetime]) -> Iterator[Occurrence]:
    """Yield the dates of a series without exceptions; most are such, so this is the quick way."""
    zone, length = series.zone, series.length
    if zone is None or zone is UTC:
        for key in keys:
            start = key if zone is None else key.replace(tzinfo=UTC)
            yield Occurrence(key, start, _end(start, length, series))
        return
    # Where the clocks do not change near a date, its end is as far by the clock as in time.
    is_short = timedelta() <= length < timedelta(days=1) and not series.added
    for key in keys:
        start = key.replace(tzinfo=zone)
        if is_short and _is_even(zone, key.year, key.month):
            yield Occurrence(key, start, start + length)
        else:
            yield Occurrence(key, start, _end(start, length, series))


@lru_cache(maxsize=4096)
def _is_even(zone: tzinfo, year: int, month: int) -> bool:
    """Tell whether the clocks of a zone show one offset from a month's first day to two days after it, every day."""
    if not MINYEAR < year < MAXYEAR:
        return False
    first = datetime(year, month, 1, tzinfo=zone)
    return len({(first + timedelta(days=day)).utcoffset() for day in range(-1, 35)}) == 1


def within(series: Series, begin: datetime | None, end: datetime | None) -> Iterator[Occurrence]:
    """Yield the dates that overlap [begin, end), exactly; see `dates`."""
    # Far from the edges clocks alone decide; only near them are instants compared, which costs more.
    surely_in = _plus(_wall(series, begin), _NEAR), _minus(_wall(series, end), _NEAR + abs(series.length))
    low, high = surely_in if not series.moved else (None, None)
    for one in dates(series, begin, end):
        key = one[0]
        if low is not None and high is not None and low <= key < high:
            yield one
            continue
        is_late = end is not None and one.start >= end
        is_early = begin is not None and not (one.end > begin or (one.end == one.start and one.start >= begin))
        if not is_late and not is_early:
            yield one


def _keys(series: Series, begin: datetime | None, end: datetime | None) -> Iterator[datetime]:
    """Yield the original wall starts that could matter: also those of dates that were moved into the window."""
    reach = max((abs(_shifted(key, told)) for key, told in series.moved.items()), default=_NOTHING)
    slack = abs(series.length) + reach + timedelta(days=1)
    first = _minus(begin, slack)
    last = _plus(end, reach)
    found = _from(_merged(series, first, last), first)
    if series.left_out or series.left_out_days or series.left_out_rules:
        found = _kept(series, found)
    for key in found:
        if last is not None and key >= last:
            return
        yield key


def _shifted(key: datetime, told: Moved) -> timedelta:
    return told.start.replace(tzinfo=None) - key + timedelta(days=1 if told.start.tzinfo else 0)


def _from(found: Iterator[datetime], first: datetime | None) -> Iterator[datetime]:
    return found if first is None else dropwhile(lambda key: key < first, found)


def _minus(moment: datetime | None, by: timedelta) -> datetime | None:
    try:
        return None if moment is None else moment - by
    except OverflowError:
        return None


def _plus(moment: datetime | None, by: timedelta) -> datetime | None:
    try:
        return None if moment is None else moment + by
    except OverflowError:
        return None


def _merged(series: Series, after: datetime | None, before: datetime | None) -> Iterator[datetime]:
    streams: list[Iterator[datetime]] = [
        wall_times(_with_wall_end(rule, series.zone), series.start, after=after, before=before) for rule in series.rules
    ]
    if not streams:
        streams.append(iter((series.start,)))
    orphans = [key for key in series.moved if _is_orphan(series, key)]
    extra = sorted({*(start for start, _ in series.added), *orphans})
    if extra:
        streams.append(iter(extra))
    return streams[0] if len(streams) == 1 else _once(heapq.merge(*streams))


def _is_orphan(series: Series, key: datetime) -> bool:
    """Tell whether no rule tells a moved date: it takes place all the same, as where a rule was shortened later."""
    return not series.moved[key].is_for_later_too and key >= series.start


def _with_wall_end(rule: Rule, zone: tzinfo | None) -> Rule:
    until = rule.until
    if not isinstance(until, datetime) or until.tzinfo is None:
        return rule
    return replace(rule, until=(until if zone is None else until.astimezone(zone)).replace(tzinfo=None))


def _once(found: Iterable[datetime]) -> Iterator[datetime]:
    before: datetime | None = None
    for key in found:
        if key != before:
            yield key
        before = key


def _kept(series: Series, found: Iterator[datetime]) -> Iterator[datetime]:
    rules = [_Passed(wall_times(_with_wall_end(rule, series.zone), series.start)) for rule in series.left_out_rules]
    for key in found:
        is_out = key in series.left_out or (bool(series.left_out_days) and key.date() in series.left_out_days)
        if not is_out and not any(rule.holds(key) for rule in rules):
            yield key


class _Passed:
    """Tells whether a rule names a moment, for moments asked in order."""

    def __init__(self, found: Iterator[datetime]) -> None:
        self._found = found
        self._next = next(found, None)

    def holds(self, key: datetime) -> bool:
        while self._next is not None and self._next < key:
            self._next = next(self._found, None)
        return self._next == key


def _aware(wall: datetime, zone: tzinfo | None) -> datetime:
    return wall if zone is None else wall.replace(tzinfo=zone)


def _end(start: datetime, length: timedelta, series: Series) -> datetime:
    own = _own_end(series, start)
    if own is not None:
        return own
    try:
        end = start + length
        if series.is_nominal or start.tzinfo is None or start.utcoffset() == end.utcoffset():
            return end
        return (start.astimezone(UTC) + length).astimezone(start.tzinfo)
    except OverflowError:
        return start


def _own_end(series: Series, start: datetime) -> datetime | None:
    if not series.added:
        return None
    wall = start.replace(tzinfo=None)
    return next((end for key, end in series.added if key == wall and end is not None), None)


def _wall(series: Series, moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    if series.zone is None:
        return moment.replace(tzinfo=None)
    try:
        return moment.astimezone(series.zone).replace(tzinfo=None)
    except OverflowError:
        return None


def midnight(day: date) -> datetime:
    """Return the naive beginning of a day: how whole days stand in a series."""
    return datetime.combine(day, time())
