"""Graph's recurrence as a rule and back (Graph: recurrencePattern, recurrenceRange; RFC 5545 §3.3.10). Pure.

Where a month lacks the day, Outlook takes its last one (EWS: DayOfMonth), iCalendar leaves the month out: so days from
the 29th on become "the last that there is of the 28th to …". A rule that Graph has no words for is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from trato.calendar.recurrence_rule import Frequency, Rule, RuleNotUnderstoodError, WeekdayRule

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
SHORTEST_MONTH = 28
_END_OF_DAY = time(23, 59, 59)


class NotInGraphError(RuleNotUnderstoodError):
    """A rule that is right but that Graph has no pattern for: keep it as single dates, or in the file it came from."""

    code = "recurrence_not_in_graph"


def rule_of(recurrence: Mapping[str, Any], zone: tzinfo | None) -> Rule:
    """Read Graph's recurrence; `zone` is the series', None for whole days. Raises RuleNotUnderstoodError."""
    pattern, span = recurrence.get("pattern") or {}, recurrence.get("range") or {}
    try:
        parts = _of_pattern(pattern)
        parts |= _of_range(span, zone)
        return Rule(interval=max(1, int(pattern.get("interval") or 1)), **parts)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise RuleNotUnderstoodError(f"Graph's recurrence is not understood: {error!r}") from error


def _of_pattern(pattern: Mapping[str, Any]) -> dict[str, Any]:
    kind = pattern["type"]
    weekdays = tuple(sorted(DAYS.index(str(day).lower()) for day in pattern.get("daysOfWeek") or ()))
    match kind:
        case "daily":
            return {"frequency": Frequency.DAILY}
        case "weekly":
            return {
                "frequency": Frequency.WEEKLY,
                "by_weekday": tuple(WeekdayRule(day) for day in weekdays),
                "week_start": DAYS.index(str(pattern.get("firstDayOfWeek") or "sunday").lower()),
            }
        case "absoluteMonthly":
            return {"frequency": Frequency.MONTHLY} | _on_day(int(pattern["dayOfMonth"]))
        case "absoluteYearly":
            return {"frequency": Frequency.YEARLY, **_in_month(pattern)} | _on_day(int(pattern["dayOfMonth"]))
        case "relativeMonthly":
            return {"frequency": Frequency.MONTHLY} | _on_weekday(weekdays, pattern)
        case "relativeYearly":
            return {"frequency": Frequency.YEARLY, **_in_month(pattern)} | _on_weekday(weekdays, pattern)
        case _:
            raise ValueError(f"pattern {kind!r}")


def _in_month(pattern: Mapping[str, Any]) -> dict[str, Any]:
    month = int(pattern["month"])
    if not 1 <= month <= 12:
        raise ValueError(f"month {month}")
    return {"by_month": (month,)}


def _on_day(day: int) -> dict[str, Any]:
    if not 1 <= day <= 31:
        raise ValueError(f"day {day} of a month")
    if day <= SHORTEST_MONTH:
        return {"by_month_day": (day,)}
    return {"by_month_day": tuple(range(SHORTEST_MONTH, day + 1)), "by_position": (-1,)}


def _on_weekday(weekdays: tuple[int, ...], pattern: Mapping[str, Any]) -> dict[str, Any]:
    place = PLACES[str(pattern.get("index") or "first")]
    if not weekdays:
        raise ValueError("no day of the week")
    if len(weekdays) == 1:
        return {"by_weekday": (WeekdayRule(weekdays[0], place),)}
    return {"by_weekday": tuple(WeekdayRule(day) for day in weekdays), "by_position": (place,)}


def _of_range(span: Mapping[str, Any], zone: tzinfo | None) -> dict[str, Any]:
    match span.get("type") or "noEnd":
        case "noEnd":
            return {}
        case "numbered":
            return {"count": int(span["numberOfOccurrences"])}
        case "endDate":
            last = date.fromisoformat(str(span["endDate"])[:10])
            if zone is None:
                return {"until": last}
            return {"until": datetime.combine(last, _END_OF_DAY, zone).astimezone(UTC)}
        case _:
            raise ValueError(f"range {span['type']!r}")


def recurrence_of(rule: Rule, start: datetime, zone: tzinfo | None) -> dict[str, Any]:
    """Write a rule as Graph's recurrence of a series that begins at the wall time `start`. Raises NotInGraphError."""
    if rule.by_hour or rule.by_minute or rule.by_second or rule.by_year_day or rule.by_week:
        raise NotInGraphError(f"Graph has no pattern for {rule.text()}")
    pattern = {"interval": rule.interval, **_pattern(rule, start)}
    span: dict[str, Any] = {"type": "noEnd", "startDate": start.date().isoformat()}
    if rule.count is not None:
        span |= {"type": "numbered", "numberOfOccurrences": rule.count}
    elif rule.until is not None:
        span |= {"type": "endDate", "endDate": _last_day(rule.until, zone).isoformat()}
    return {"pattern": pattern, "range": span}


def _last_day(until: date | datetime, zone: tzinfo | None) -> date:
    if not isinstance(until, datetime):
        return until
    return until.astimezone(zone).date() if zone is not None and until.tzinfo is not None else until.date()


def _pattern(rule: Rule, start: datetime) -> dict[str, Any]:
    refused = NotInGraphError(f"Graph has no pattern for {rule.text()}")
    match rule.frequency:
        case Frequency.DAILY | Frequency.WEEKLY:
            return _days_or_weeks(rule, start, refused)
        case Frequency.MONTHLY | Frequency.YEARLY:
            return _months_or_years(rule, start, refused)
        case _:
            raise refused


def _days_or_weeks(rule: Rule, start: datetime, refused: NotInGraphError) -> dict[str, Any]:
    if rule.by_month or rule.by_month_day or rule.by_position:
        raise refused
    if rule.frequency is Frequency.DAILY and not rule.by_weekday:
        return {"type": "daily"}
    if rule.frequency is Frequency.DAILY and rule.interval != 1:
        raise refused
    days = sorted({day.weekday for day in rule.by_weekday} or {start.weekday()})
    return {
        "type": "weekly",
        "daysOfWeek": [DAYS[day] for day in days],
        "firstDayOfWeek": DAYS[rule.week_start],
    }


def _months_or_years(rule: Rule, start: datetime, refused: NotInGraphError) -> dict[str, Any]:
    is_yearly = rule.frequency is Frequency.YEARLY
    scope = "Yearly" if is_yearly else "Monthly"
    found: dict[str, Any] = {}
    if is_yearly:
        months = rule.by_month or (start.month,)
        if len(months) > 1 or (rule.by_weekday and not rule.by_month):
            raise refused
        found = {"month": months[0]}
    elif rule.by_month:
        raise refused
    if rule.by_weekday:
        return found | {"type": f"relative{scope}"} | _relative(rule, refused)
    return found | {"type": f"absolute{scope}", "dayOfMonth": _day(rule, start, refused)}


def _relative(rule: Rule, refused: NotInGraphError) -> dict[str, Any]:
    by_place = {place: name for name, place in PLACES.items()}
    nths = {day.nth for day in rule.by_weekday}
    place = rule.by_position[0] if len(rule.by_position) == 1 else 0
    if not rule.by_position and len(rule.by_weekday) == 1:
        place = rule.by_weekday[0].nth
    elif nths != {0}:
        raise refused
    if rule.by_month_day or place not in by_place:
        raise refused
    return {"daysOfWeek": [DAYS[day.weekday] for day in rule.by_weekday], "index": by_place[place]}


def _day(rule: Rule, start: datetime, refused: NotInGraphError) -> int:
    days = rule.by_month_day
    if rule.by_position == (-1,) and days == tuple(range(SHORTEST_MONTH, max(days, default=0) + 1)):
        return days[-1]
    if rule.by_position or len(days) > 1:
        raise refused
    if days == (-1,):
        return 31
    day = days[0] if days else start.day
    # iCalendar leaves out a month without that day, Outlook does not.
    if not 1 <= day <= SHORTEST_MONTH and not (rule.by_month and _is_in_every(rule.by_month[0], day)):
        raise refused
    return day


def _is_in_every(month: int, day: int) -> bool:
    return 1 <= day <= (30 if month in {4, 6, 9, 11} else 31) and month != 2
