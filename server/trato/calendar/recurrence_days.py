"""Which days of a year, month, week or day fit a recurrence rule (RFC 5545 §3.3.10, the table of BY parts). Pure.

Days are ordinals (`date.toordinal`), sorted. What a BY part adds and what it leaves out comes to one thing: a day fits
when it fits every part that is there, and the start tells what no part says.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache

from trato.calendar.recurrence_rule import Frequency, Rule, WeekdayRule

Days = list[int]
LAST_YEAR = 9999


def fits(rule: Rule, ordinal: int) -> bool:
    """Tell whether a day fits the parts that name months, days and weekdays; weekdays are not counted here."""
    day = date.fromordinal(ordinal)
    if rule.by_month and day.month not in rule.by_month:
        return False
    if rule.by_month_day and not _is_month_day(rule.by_month_day, day):
        return False
    if rule.by_year_day and not _is_year_day(rule.by_year_day, day):
        return False
    return not rule.by_weekday or any(one.weekday == day.weekday() for one in rule.by_weekday)


def _is_month_day(wanted: tuple[int, ...], day: date) -> bool:
    return day.day in wanted or day.day - monthrange(day.year, day.month)[1] - 1 in wanted


def _is_year_day(wanted: tuple[int, ...], day: date) -> bool:
    number = day.timetuple().tm_yday
    return number in wanted or number - _length(day.year) - 1 in wanted


def _length(year: int) -> int:
    return 366 if monthrange(year, 2)[1] == 29 else 365


@lru_cache(maxsize=4096)
def _month(index: int) -> tuple[int, int]:
    """Return the first day and the length of a month, counted from year 0."""
    year, month = divmod(index, 12)
    return date(year, month + 1, 1).toordinal(), monthrange(year, month + 1)[1]


def _numbered(first: int, length: int, numbers: tuple[int, ...]) -> set[int]:
    """Return the days of a span by their number, from its end when negative."""
    places = {number - 1 if number > 0 else length + number for number in numbers}
    return {first + place for place in places if 0 <= place < length}


def _weekdays(first: int, length: int, wanted: tuple[WeekdayRule, ...]) -> set[int]:
    """Return the days of a span that are one of these weekdays, all of them or the nth."""
    found: set[int] = set()
    for one in wanted:
        # Ordinal 1 is a Monday.
        days = range(first + (one.weekday + 1 - first) % 7, first + length, 7)
        if one.nth == 0:
            found.update(days)
            continue
        place = one.nth - 1 if one.nth > 0 else len(days) + one.nth
        if 0 <= place < len(days):
            found.add(days[place])
    return found


def _of_month(rule: Rule, start: datetime) -> Callable[[int], Days]:
    if len(rule.by_weekday) == 1 and rule.by_weekday[0].nth and not (rule.by_month_day or rule.by_year_day):
        return _nth_of_month(rule)

    def days(index: int) -> Days:
        if rule.by_month and index % 12 + 1 not in rule.by_month:
            return []
        first, length = _month(index)
        if not (rule.by_month_day or rule.by_weekday or rule.by_year_day):
            return [first + start.day - 1] if start.day <= length else []
        found = _numbered(first, length, rule.by_month_day) if rule.by_month_day else set(range(first, first + length))
        if rule.by_weekday:
            found &= _weekdays(first, length, rule.by_weekday)
        if rule.by_year_day:
            found = {day for day in found if _is_year_day(rule.by_year_day, date.fromordinal(day))}
        return sorted(found)

    return days


def _nth_of_month(rule: Rule) -> Callable[[int], Days]:
    """Return the commonest monthly rule by arithmetic alone."""
    weekday, nth = rule.by_weekday[0].weekday, rule.by_weekday[0].nth

    def days(index: int) -> Days:
        first, length = _month(index)
        if nth > 0:
            place = (weekday + 1 - first) % 7 + 7 * (nth - 1)
        else:
            place = length - 1 - (first + length - 2 - weekday) % 7 + 7 * (nth + 1)
        is_wanted = not rule.by_month or index % 12 + 1 in rule.by_month
        return [first + place] if is_wanted and 0 <= place < length else []

    return days


def _of_year(rule: Rule, start: datetime) -> Callable[[int], Days]:
    if rule.by_week:
        return lambda year: _of_weeks(rule, start, year)

    def days(year: int) -> Days:
        months = rule.by_month or ((start.month,) if _is_bare(rule) else range(1, 13))
        spans = [_month(year * 12 + month - 1) for month in months]
        if _is_bare(rule):
            return [first + start.day - 1 for first, length in spans if start.day <= length]
        found = _all_of(rule, spans)
        if rule.by_weekday:
            whole = [(date(year, 1, 1).toordinal(), _length(year))]
            found &= {day for span in (spans if rule.by_month else whole) for day in _weekdays(*span, rule.by_weekday)}
        if rule.by_year_day:
            found &= _numbered(date(year, 1, 1).toordinal(), _length(year), rule.by_year_day)
        return sorted(found)

    return days


def _is_bare(rule: Rule) -> bool:
    return not (rule.by_month_day or rule.by_weekday or rule.by_year_day)


def _all_of(rule: Rule, spans: list[tuple[int, int]]) -> set[int]:
    if rule.by_month_day:
        return {day for first, length in spans for day in _numbered(first, length, rule.by_month_day)}
    return {day for first, length in spans for day in range(first, first + length)}


def _of_weeks(rule: Rule, start: datetime, year: int) -> Days:
    weeks = list(_weeks(year, rule.week_start))
    places = {week - 1 if week > 0 else len(weeks) + week for week in rule.by_week}
    weekdays = {one.weekday for one in rule.by_weekday}
    if _is_bare(rule):
        weekdays = {start.weekday()}
    found = []
    for place in sorted(place for place in places if 0 <= place < len(weeks)):
        for ordinal in range(weeks[place], weeks[place] + 7):
            is_wanted = not weekdays or (ordinal - 1) % 7 in weekdays
            if is_wanted and ordinal >= 1 and fits(rule, ordinal):
                found.append(ordinal)
    return found


def _weeks(year: int, week_start: int) -> Iterator[int]:
    """Yield the first days of a year's weeks: the first has at least four of its days (RFC 5545, BYWEEKNO)."""
    first = date(year, 1, 1).toordinal()
    into_week = ((first - 1) % 7 - week_start) % 7
    begin = first - into_week if into_week <= 3 else first - into_week + 7
    end = first + _length(year)
    while begin + 4 <= end:
        yield begin
        begin += 7


def _of_week(rule: Rule, start: datetime) -> Callable[[int], Days]:
    weekdays = {one.weekday for one in rule.by_weekday}
    if _is_bare(rule):
        weekdays = {start.weekday()}
    chosen = [day for day in range(7) if not weekdays or (rule.week_start + day) % 7 in weekdays]

    def days(first: int) -> Days:
        return [first + day for day in chosen if fits(rule, first + day)]

    return days


def _of_day(rule: Rule, _start: datetime) -> Callable[[int], Days]:
    return lambda ordinal: [ordinal] if fits(rule, ordinal) else []


DAY_SETS: Mapping[Frequency, Callable[[Rule, datetime], Callable[[int], Days]]] = {
    Frequency.YEARLY: _of_year,
    Frequency.MONTHLY: _of_month,
    Frequency.WEEKLY: _of_week,
    Frequency.DAILY: _of_day,
}
