"""Recurrence rules worked out day by day and second by second with nothing but the calendar: slow, and plainly right.

RFC 5545 §3.3.10. Every candidate of a period is tried against every part of the rule; nothing is shared with Trato.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def dates(text: str, start: datetime, until: datetime) -> Iterator[datetime]:
    """Dates of the rule from `start` to before `until`; frequencies from DAILY to YEARLY."""
    parts = dict(part.split("=") for part in text.split(";"))
    count = int(parts.get("COUNT", 10**9))
    last = _last(parts.get("UNTIL"))
    for moments in _periods(parts, start, until):
        for moment in _placed(parts, sorted(moments)):
            if moment < start:
                continue
            if count == 0 or moment > last or moment >= until:
                return
            count -= 1
            yield moment


def _last(text: str | None) -> datetime:
    return datetime.strptime(text or "99991231T235959", "%Y%m%dT%H%M%S")  # noqa: DTZ007  wall times


def _placed(parts: dict[str, str], moments: list[datetime]) -> list[datetime]:
    places = _numbers(parts, "BYSETPOS")
    if not places:
        return moments
    count = len(moments)
    return [one for i, one in enumerate(moments, start=1) if i in places or i - count - 1 in places]


def _periods(parts: dict[str, str], start: datetime, until: datetime) -> Iterator[list[datetime]]:
    """The moments of one period after the other."""
    now: int | None = None
    found: list[datetime] = []
    day = start.date() - timedelta(days=366)
    while day < until.date() + timedelta(days=366):
        number = _period(parts, day) - _period(parts, start.date())
        if number != now:
            if now is not None and now >= 0 and now % int(parts.get("INTERVAL", 1)) == 0:
                yield found
            now, found = number, []
        if _falls_on(parts, day, start):
            found.extend(datetime.combine(day, at) for at in _times(parts, start))
        day += timedelta(days=1)


def _period(parts: dict[str, str], day: date) -> int:
    match parts["FREQ"]:
        case "YEARLY":
            return _week_of(day, _week_start(parts))[0] if "BYWEEKNO" in parts else day.year
        case "MONTHLY":
            return day.year * 12 + day.month
        case "WEEKLY":
            return (day - timedelta(days=(day.weekday() - _week_start(parts)) % 7)).toordinal() // 7
        case _:
            return day.toordinal()


def _week_start(parts: dict[str, str]) -> int:
    return DAYS.index(parts.get("WKST", "MO"))


def _week_of(day: date, week_start: int) -> tuple[int, int, int]:
    """The year a day's week belongs to, its number, and how many weeks that year has: by the day most of it lies in."""
    middle = day - timedelta(days=(day.weekday() - week_start) % 7) + timedelta(days=3)
    number = (middle.timetuple().tm_yday - 1) // 7 + 1
    last = date(middle.year, 12, 31)
    end = last - timedelta(days=(last.weekday() - week_start) % 7) + timedelta(days=3)
    if end.year != middle.year:
        end -= timedelta(days=7)
    return middle.year, number, (end.timetuple().tm_yday - 1) // 7 + 1


def _numbers(parts: dict[str, str], name: str) -> set[int]:
    return {int(number) for number in parts.get(name, "").split(",") if number}


def _in(numbers: set[int], number: int, length: int) -> bool:
    return not numbers or number in numbers or number - length - 1 in numbers


def _falls_on(parts: dict[str, str], day: date, start: datetime) -> bool:
    months, of_month = _numbers(parts, "BYMONTH"), _numbers(parts, "BYMONTHDAY")
    of_year, weeks = _numbers(parts, "BYYEARDAY"), _numbers(parts, "BYWEEKNO")
    weekdays = [name for name in parts.get("BYDAY", "").split(",") if name]
    freq = parts["FREQ"]
    if not (of_month or of_year or weekdays):
        if freq == "WEEKLY" or (freq == "YEARLY" and weeks):
            weekdays = [DAYS[start.weekday()]]
        elif freq in {"MONTHLY", "YEARLY"}:
            of_month = {start.day}
            months = months or ({start.month} if freq == "YEARLY" else set())
    length, year = monthrange(day.year, day.month)[1], (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
    _, week, most = _week_of(day, _week_start(parts))
    return (
        (not months or day.month in months)
        and _in(of_month, day.day, length)
        and _in(of_year, day.timetuple().tm_yday, year)
        and _in(weeks, week, most)
        and (not weekdays or any(_is_weekday(name, day, parts) for name in weekdays))
    )


def _is_weekday(name: str, day: date, parts: dict[str, str]) -> bool:
    if DAYS[day.weekday()] != name[-2:]:
        return False
    nth = int(name[:-2] or 0)
    if nth == 0:
        return True
    if parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts:
        at, length = day.day, monthrange(day.year, day.month)[1]
    else:
        at, length = day.timetuple().tm_yday, (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
    return nth in {(at - 1) // 7 + 1, -((length - at) // 7 + 1)}


def _times(parts: dict[str, str], start: datetime) -> list[time]:
    hours, minutes = _numbers(parts, "BYHOUR") or {start.hour}, _numbers(parts, "BYMINUTE") or {start.minute}
    return [time(hour, minute, start.second) for hour in hours for minute in minutes]
