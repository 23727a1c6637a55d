"""A recurrence rule as a value, read from RRULE text and written back (RFC 5545 §3.3.10).

Rules of other calendars (RFC 7529 RSCALE) are refused, never worked out wrongly. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import Any

from trato.errors import TratoError

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_DIGITS = 9


class RuleNotUnderstoodError(TratoError):
    """A recurrence rule says what Trato cannot work out; the message quotes it."""

    code = "recurrence_not_understood"


class Frequency(IntEnum):
    """What a rule counts in, from the longest to the shortest."""

    YEARLY = 0
    MONTHLY = 1
    WEEKLY = 2
    DAILY = 3
    HOURLY = 4
    MINUTELY = 5
    SECONDLY = 6


@dataclass(frozen=True, slots=True)
class WeekdayRule:
    """A weekday (0 is Monday); `nth` counts it within the month or year, from its end when negative; 0 is every."""

    weekday: int
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence rule. `until` is the last moment included: a date, a wall time, or an instant in UTC."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    by_second: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_weekday: tuple[WeekdayRule, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_week: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()
    week_start: int = 0

    def text(self) -> str:
        """Write the rule as the value of RRULE, its parts in one order."""
        parts = [f"FREQ={self.frequency.name}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={moment_text(self.until)}")
        for name, (attribute, _, _) in _NUMBERS.items():
            values = getattr(self, attribute)
            if values:
                parts.append(f"{name}={','.join(map(str, values))}")
        if self.by_weekday:
            parts.append(f"BYDAY={','.join(f'{day.nth or str()}{WEEKDAYS[day.weekday]}' for day in self.by_weekday)}")
        if self.week_start:
            parts.append(f"WKST={WEEKDAYS[self.week_start]}")
        return ";".join(parts)


# The attribute, the largest number, and whether numbers may be negative (then zero is none of them).
_NUMBERS: dict[str, tuple[str, int, bool]] = {
    "BYMONTH": ("by_month", 12, False),
    "BYWEEKNO": ("by_week", 53, True),
    "BYYEARDAY": ("by_year_day", 366, True),
    "BYMONTHDAY": ("by_month_day", 31, True),
    "BYHOUR": ("by_hour", 23, False),
    "BYMINUTE": ("by_minute", 59, False),
    "BYSECOND": ("by_second", 60, False),
    "BYSETPOS": ("by_position", 366, True),
}
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?Z?")


def read_rule(text: str) -> Rule:
    """Read the value of RRULE. Raises RuleNotUnderstoodError naming the part."""
    parts = _parts(text)
    if parts.pop("RSCALE", "GREGORIAN") != "GREGORIAN" or parts.pop("SKIP", "OMIT") != "OMIT":
        raise RuleNotUnderstoodError(f"the rule {text!r} is of another calendar or moves dates (RFC 7529)")
    name = parts.pop("FREQ", "")
    if name not in Frequency.__members__:
        raise RuleNotUnderstoodError(f"the rule {text!r} names no frequency (FREQ=YEARLY to SECONDLY)")
    rule = Rule(Frequency[name])
    for part, value in parts.items():
        rule = _with(rule, part, value, text)
    _check(rule, text)
    return rule


def read_moment(text: str) -> date | datetime:
    """Read a DATE or DATE-TIME value (RFC 5545 §3.3.4, §3.3.5); one in UTC is aware. Raises ValueError."""
    found = _MOMENT.fullmatch(text.strip().upper())
    if found is None:
        raise ValueError(f"{text[:40]!r} is no date or time")
    year, month, day, hour, minute, second, is_utc = found.groups()
    if hour is None:
        return date(int(year), int(month), int(day))
    # A leap second is the last second of its minute to everybody but astronomers.
    at = datetime(int(year), int(month), int(day), int(hour), int(minute), min(int(second or 0), 59))  # noqa: DTZ001
    return at.replace(tzinfo=UTC) if is_utc else at


def moment_text(moment: date | datetime) -> str:
    """Write a DATE or DATE-TIME value; an aware time in UTC."""
    if not isinstance(moment, datetime):
        return moment.strftime("%Y%m%d").rjust(8, "0")
    if moment.tzinfo is None:
        return moment.strftime("%Y%m%dT%H%M%S").rjust(15, "0")
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ").rjust(16, "0")


def _parts(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.strip().rstrip(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals:
            raise RuleNotUnderstoodError(f"the rule {text[:200]!r} has a part without a value: {part[:40]!r}")
        found.setdefault(name.strip().upper(), value.strip().upper())
    return found


def _with(rule: Rule, part: str, value: str, text: str) -> Rule:
    try:
        return replace(rule, **_read(part, value))
    except (ValueError, KeyError) as error:
        raise RuleNotUnderstoodError(f"the rule {text[:200]!r} has a part that fits nothing: {part}={value}") from error


def _read(part: str, value: str) -> dict[str, Any]:
    if part in _SINGLE:
        attribute, read = _SINGLE[part]
        return {attribute: read(value)}
    if part.startswith("X-"):
        return {}
    attribute, largest, is_signed = _NUMBERS[part]
    return {attribute: tuple(sorted({_bounded(one, largest, is_signed=is_signed) for one in _list(value)}))}


def _list(value: str) -> list[str]:
    return [one.strip() for one in value.split(",") if one.strip()]


def _number(value: str) -> int:
    if not value.lstrip("+-").isdecimal() or len(value) > MOST_DIGITS:
        raise ValueError(value)
    return int(value)


def _bounded(value: str, largest: int, *, is_signed: bool) -> int:
    number = _number(value)
    least = -largest if is_signed else 0
    if not least <= number <= largest or (is_signed and number == 0):
        raise ValueError(value)
    return number


def _weekday(value: str) -> WeekdayRule:
    found = _WEEKDAY.fullmatch(value)
    if found is None:
        raise ValueError(value)
    return WeekdayRule(WEEKDAYS.index(found[2]), int(found[1] or 0))


_SINGLE: dict[str, tuple[str, Callable[[str], Any]]] = {
    "INTERVAL": ("interval", lambda value: max(1, _number(value))),
    "COUNT": ("count", lambda value: max(0, _number(value))),
    "UNTIL": ("until", read_moment),
    "WKST": ("week_start", WEEKDAYS.index),
    "BYDAY": ("by_weekday", lambda value: tuple(dict.fromkeys(map(_weekday, _list(value))))),
}


def _check(rule: Rule, text: str) -> None:
    if 0 in rule.by_month:
        raise RuleNotUnderstoodError(f"the rule {text[:200]!r} names a month 0")
    if rule.by_week and rule.frequency is not Frequency.YEARLY:
        raise RuleNotUnderstoodError(f"the rule {text[:200]!r} counts weeks, which only a yearly rule may (BYWEEKNO)")
