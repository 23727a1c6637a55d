"""The dates of a recurrence rule, in order, as wall times (RFC 5545 §3.3.10; Gregorian calendar only). Pure.

A rule is worked out period by period: the days of a year, month or week that fit, then the times of day, then BYSETPOS.
Nothing is tried day by day that can be counted. Where a rule leaves out what is needed, the start tells it (its month,
day, weekday or time). Weeks of BYWEEKNO belong to the year they are numbered in, also where they begin before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from trato.calendar.recurrence_days import DAY_SETS, Days, fits
from trato.calendar.recurrence_rule import Frequency, Rule

LAST_YEAR = 9999
CYCLE_YEARS = 400
LAST_DAY = date.max.toordinal()
_SECONDS = {Frequency.HOURLY: 3600, Frequency.MINUTELY: 60, Frequency.SECONDLY: 1}
_DAY = 86400
_EPOCH = datetime(1, 1, 1)  # noqa: DTZ001  wall time: the zone is put on by who knows it


def wall_times(
    rule: Rule, start: datetime, *, after: datetime | None = None, before: datetime | None = None
) -> Iterator[datetime]:
    """Yield the dates of `rule` from `start` (naive) on, at most for the 400 years of the calendar's cycle.

    Dates before `after` and from `before` on are skipped where that is cheap; they may be told all the same. `until`
    of the rule is read as a wall time: make it one first, see `recurrence_set`.
    """
    if before is None:
        begun = start if after is None else max(start, after)
        before = datetime(min(begun.year + CYCLE_YEARS, LAST_YEAR), 12, 31)  # noqa: DTZ001  wall time
    found = _simple(rule, start, after) or _from(_worked_out(rule, start, after, before), start)
    if rule.until is not None:
        found = _until(found, _last_moment(rule.until))
    return found if rule.count is None else islice(found, rule.count)


def _last_moment(until: date | datetime) -> datetime:
    if isinstance(until, datetime):
        return until.replace(tzinfo=None)
    return datetime(until.year, until.month, until.day, 23, 59, 59)  # noqa: DTZ001  wall time


def _until(found: Iterator[datetime], last: datetime) -> Iterator[datetime]:
    for moment in found:
        if moment > last:
            return
        yield moment


def _from(found: Iterator[datetime], start: datetime) -> Iterator[datetime]:
    for moment in found:
        if moment >= start:
            yield moment
            break
    yield from found


def _simple(rule: Rule, start: datetime, after: datetime | None) -> Iterator[datetime] | None:
    """Return the dates of a rule that is a plain step of days, or None: most series are."""
    is_plain = not (rule.by_hour or rule.by_minute or rule.by_second or rule.by_position or rule.by_month)
    is_plain = is_plain and not (rule.by_month_day or rule.by_year_day)
    if not is_plain or rule.frequency not in {Frequency.WEEKLY, Frequency.DAILY}:
        return None
    is_daily = rule.frequency is Frequency.DAILY
    if is_daily and not rule.by_weekday:
        return _steps(start, (0,), rule.interval, _skipped(rule, start, after, 1))
    if is_daily and rule.interval != 1:
        return None
    into_week = (start.weekday() - rule.week_start) % 7
    wanted = {day.weekday for day in rule.by_weekday} or {start.weekday()}
    offsets = tuple(sorted((day - rule.week_start) % 7 - into_week for day in wanted))
    return _steps(start, offsets, 7 * rule.interval, _skipped(rule, start, after, 7))


def _skipped(rule: Rule, start: datetime, after: datetime | None, days: int) -> int:
    """Return how many whole periods lie before `after`; counted dates are not skipped."""
    if rule.count is not None or after is None or after <= start:
        return 0
    return max(0, (after - start).days // (days * rule.interval) - 1)


def _steps(start: datetime, offsets: tuple[int, ...], step: int, skipped: int) -> Iterator[datetime]:
    day, length = timedelta(days=1), timedelta(days=step)
    base = start
    try:
        if skipped:
            base = start + skipped * length
        else:
            yield from (start + offset * day for offset in offsets if offset >= 0)
            base = start + length
        if offsets == (0,):
            while True:
                yield base
                base += length
        shifts = [offset * day for offset in offsets]
        while True:
            for shift in shifts:
                yield base + shift
            base += length
    except OverflowError:
        return


def _worked_out(rule: Rule, start: datetime, after: datetime | None, before: datetime) -> Iterator[datetime]:
    if rule.frequency in _SECONDS:
        return _within_days(rule, start, before)
    times = [timedelta(seconds=seconds) for seconds in _times(rule, start)]
    periods = _periods(rule, start, after, before)
    if rule.by_position:
        return _chosen(periods, times, rule.by_position)
    if len(times) == 1:
        first = _EPOCH + times[0]
        return (first + timedelta(day - 1) for days in periods for day in days)
    return (_at(day) + time for days in periods for day in days for time in times)


def _at(ordinal: int) -> datetime:
    return _EPOCH + timedelta(ordinal - 1)


def _times(rule: Rule, start: datetime) -> list[int]:
    """Return the seconds of a day on which a date begins."""
    hours = rule.by_hour or (start.hour,)
    minutes = rule.by_minute or (start.minute,)
    seconds = rule.by_second or (start.second,)
    return sorted({h * 3600 + m * 60 + min(s, 59) for h in hours for m in minutes for s in seconds})


def _chosen(periods: Iterator[Days], times: list[timedelta], positions: tuple[int, ...]) -> Iterator[datetime]:
    for days in periods:
        moments = [_at(day) + time for day in days for time in times]
        places = {place - 1 if place > 0 else len(moments) + place for place in positions}
        yield from (moments[place] for place in sorted(places) if 0 <= place < len(moments))


def _periods(rule: Rule, start: datetime, after: datetime | None, before: datetime) -> Iterator[Days]:
    days_of: Callable[[int], Days] = DAY_SETS[rule.frequency](rule, start)
    step = rule.interval
    match rule.frequency:
        case Frequency.YEARLY:
            first, last, around = start.year, min(before.year + 1, LAST_YEAR), after.year - 1 if after else 0
        case Frequency.MONTHLY:
            first, last = start.year * 12 + start.month - 1, before.year * 12 + before.month - 1
            around = after.year * 12 + after.month - 2 if after else 0
        case Frequency.WEEKLY:
            first = start.toordinal() - (start.weekday() - rule.week_start) % 7
            last, around, step = min(before.toordinal(), LAST_DAY - 6), after.toordinal() - 14 if after else 0, 7 * step
        case _:
            first, last, around = start.toordinal(), before.toordinal(), after.toordinal() - 2 if after else 0
    if rule.count is None and around > first:
        first += (around - first) // step * step
    for period in range(first, last + 1, step):
        days = days_of(period)
        if days:
            yield days


def _within_days(rule: Rule, start: datetime, before: datetime) -> Iterator[datetime]:
    """Count hours, minutes or seconds; days that do not fit are left out whole."""
    unit = _SECONDS[rule.frequency]
    units_a_day = _DAY // unit
    begun = start.hour * 3600 + start.minute * 60 + start.second
    base = start.toordinal() * units_a_day + begun // unit
    moments_of = _moments_of_unit(rule, start, unit)
    ordinal = start.toordinal()
    last = before.toordinal()
    while ordinal <= last:
        first = max(base, base + -(-(ordinal * units_a_day - base) // rule.interval) * rule.interval)
        if first // units_a_day > ordinal:
            ordinal = first // units_a_day
            continue
        if fits(rule, ordinal):
            midnight = _at(ordinal)
            for index in range(first - ordinal * units_a_day, units_a_day, rule.interval):
                yield from (midnight + moment for moment in moments_of(index * unit))
        ordinal += 1


def _moments_of_unit(rule: Rule, start: datetime, unit: int) -> Callable[[int], list[timedelta]]:
    """Return what gives the moments in the hour, minute or second that begins so many seconds into the day."""
    minutes = (rule.by_minute or (start.minute,)) if unit == _SECONDS[Frequency.HOURLY] else (0,)
    seconds = (rule.by_second or (start.second,)) if unit != 1 else (0,)
    offsets = sorted({minute * 60 + min(second, 59) for minute in minutes for second in seconds})
    wanted_minutes = rule.by_minute if unit != _SECONDS[Frequency.HOURLY] else ()
    wanted_seconds = rule.by_second if unit == 1 else ()

    def moments(begin: int) -> list[timedelta]:
        if rule.by_hour and begin // 3600 not in rule.by_hour:
            return []
        if wanted_minutes and begin // 60 % 60 not in wanted_minutes:
            return []
        if wanted_seconds and begin % 60 not in wanted_seconds:
            return []
        found = [timedelta(seconds=begin + offset) for offset in offsets]
        if not rule.by_position:
            return found
        places = {place - 1 if place > 0 else len(found) + place for place in rule.by_position}
        return [found[place] for place in sorted(places) if 0 <= place < len(found)]

    return moments
