"""A date pattern's match as a day (or an instant) seen from a reference, the future reading where two are possible."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from trato.mail.reading.times.patterns import Patterns

_WEEK = 7
_PIVOT = 40
"""Two-digit years from here on are of the last century."""


@dataclass(frozen=True, slots=True)
class Day:
    """A resolved day; `explicit` when named by number, so that a weekday beside it only repeats it."""

    day: date
    explicit: bool = False
    instant: datetime | None = None
    until: datetime | None = None


def resolve(kind: str, found: re.Match[str], reference: datetime, given: Patterns) -> Day | None:
    """The day a match of pattern `kind` means; None where there is no such day (30 February)."""
    try:
        return _RESOLVERS[kind](found, reference, given)
    except (ValueError, OverflowError):
        return None


def number_of(text: str, given: Patterns) -> int:
    """A number in digits or words; ValueError where it is neither."""
    bare = text.strip()
    if bare[:1].isdigit():
        return int(re.match(r"\d+", bare).group())  # type: ignore[union-attr]
    if bare in given.words.numbers:
        return given.words.numbers[bare]
    if bare in given.words.ordinals:
        return given.words.ordinals[bare]
    raise ValueError(bare)


def _group(found: re.Match[str], name: str) -> str | None:
    return found[name] if name in found.re.groupindex else None


def _year_in_words(text: str, given: Patterns) -> int:
    """“Nineteen eighty six”, “dos mil dieciocho”: the century's words, then a number below a hundred."""
    for head, century in _CENTURIES:
        if text.startswith(head):
            rest = text[len(head) :].removeprefix(" hundred").strip().removeprefix("and ").strip()
            return century + (number_of(rest, given) if rest else 0)
    raise ValueError(text)


_CENTURIES = (
    ("two thousand", 2000), ("dos mil", 2000), ("nineteen", 1900), ("eighteen", 1800), ("seventeen", 1700),
    ("sixteen", 1600), ("twenty", 2000), ("mil novecientos", 1900), ("mil ochocientos", 1800),
    ("mil setecientos", 1700), ("mil seiscientos", 1600), ("mil quinientos", 1500),
)  # fmt: skip


def _year_of(found: re.Match[str]) -> int | None:
    if full := _group(found, "y"):
        year = int(full)
        return year if year > 99 else year + (2000 if year < _PIVOT else 1900)
    short = _group(found, "y2") or _group(found, "y3")
    return (2000 if int(short) < _PIVOT else 1900) + int(short) if short else None


def _future(month: int, day: int, reference: datetime, *, after: bool = False) -> date:
    """This year's day, or the next year's that has it if it is past (or, with `after`, is this year's at all)."""
    today = reference.date()
    for year in range(today.year, today.year + 9):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate >= today and not (after and candidate == today):
            return candidate
    raise ValueError((month, day))


def _iso(found: re.Match[str], _reference: datetime, _given: Patterns) -> Day:
    return Day(date(int(found.group("y")), int(found.group("m")), int(found.group("d"))), explicit=True)


def _numeric(found: re.Match[str], reference: datetime, given: Patterns) -> Day:
    a, b, year = int(found.group("a")), int(found.group("b")), _year_of(found)
    month, day = (a, b) if given.words.is_month_first else (b, a)
    if month > 12:
        month, day = day, month
    year = reference.year if _group(found, "this") else year
    return Day(date(year, month, day) if year else _future(month, day, reference), explicit=True)


def _named(found: re.Match[str], reference: datetime, given: Patterns) -> Day:
    month, day, year = given.months[found.group("mon")], number_of(found.group("d"), given), _year_of(found)
    if words := _group(found, "yw"):
        year = _year_in_words(words, given)
    return Day(date(year, month, day) if year else _future(month, day, reference), explicit=True)


def _fixed(found: re.Match[str], reference: datetime, given: Patterns) -> Day:
    name, year = found.group("fix"), _year_of(found)
    if rule := given.words.movable_days.get(name):
        return Day(_movable(rule, found, year, reference), explicit=True)
    month, day = given.words.fixed_days[name]
    year = reference.year if _group(found, "ty") else year
    return Day(date(year, month, day) if year else _future(month, day, reference), explicit=True)


def _movable(rule: str, found: re.Match[str], year: int | None, reference: datetime) -> date:
    """A holiday that moves: this year's or the next to come, or the last one where the text says so."""
    if year:
        return _holiday(rule, year)
    days = [_holiday(rule, reference.year + shift) for shift in (-1, 0, 1)]
    if _group(found, "last"):
        return max(day for day in days if day < reference.date())
    return min(day for day in days if day >= reference.date())


def _holiday(rule: str, year: int) -> date:
    if rule == "easter":
        return _easter(year)
    if rule == "good_friday":
        return _easter(year) - timedelta(days=2)
    if rule == "black_friday":
        return _nth_weekday(year, 11, 3, 4) + timedelta(days=1)
    month, rank, weekday = map(int, rule.split("/"))
    return _nth_weekday(year, month, weekday, rank)


def _easter(year: int) -> date:
    """The Gregorian Easter Sunday (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - ((b - (b + 8) // 25 + 1) // 3) + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - (c % 4)) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def _month_of(found: re.Match[str], reference: datetime) -> tuple[int, int]:
    shift = 1 if _group(found, "mnext") else -1 if _group(found, "mlast") else 0
    return _shifted(reference.date(), shift)


def _shifted(day: date, months: int) -> tuple[int, int]:
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1


def _ordinary(found: re.Match[str], reference: datetime, given: Patterns) -> Day:
    """“The 15th”: this month's, or the next month's that is not past."""
    number = number_of(found.group("d"), given)
    if any(_group(found, name) for name in ("mnext", "mthis", "mlast")):
        year, month = _month_of(found, reference)
        return Day(date(year, month, number), explicit=True)
    return Day(_next_numbered(number, None, reference), explicit=True)


def _next_numbered(number: int, weekday: int | None, reference: datetime) -> date:
    """The next day with this number in its month, and this weekday if one is named."""
    for shift in range(120):
        year, month = _shifted(reference.date(), shift)
        try:
            candidate = date(year, month, number)
        except ValueError:
            continue
        if candidate >= reference.date() and weekday in (None, candidate.weekday()):
            return candidate
    raise ValueError(number)


def _nth(found: re.Match[str], reference: datetime, given: Patterns) -> Day:
    weekday = given.weekdays[found.group("wd")]
    nth = found.group("nth")
    rank = -1 if nth[0] in "lúu" else number_of(nth, given)
    if name := _group(found, "mon"):
        month, year = given.months[name], _year_of(found)
        years = [year] if year else [reference.year, reference.year + 1]
        days = [_nth_weekday(one, month, weekday, rank) for one in years]
        return Day(next((day for day in days if day >= reference.date()), days[-1]), explicit=True)
    year, month = _month_of(found, reference)
    return Day(_nth_weekday(year, month, weekday, rank), explicit=True)


def _nth_weekday(year: int, month: int, weekday: int, rank: int) -> date:
    if rank < 0:
        beyond_year, beyond_month = _shifted(date(year, month, 1), 1)
        last = date(beyond_year, beyond_month, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % _WEEK)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % _WEEK + _WEEK * (rank - 1))


def _weekday(found: re.Match[str], reference: datetime, given: Patterns) -> Day:
    weekday = given.weekdays[found.group("wd")]
    number = _group(found, "d") or _group(found, "dw")
    if number and _group(found, "mthis"):
        return Day(reference.date().replace(day=number_of(number, given)), explicit=True)
    if number:
        return Day(_next_numbered(number_of(number, given), weekday, reference), explicit=True)
    return Day(_plain_weekday(found, weekday, reference.date()))


def _plain_weekday(found: re.Match[str], weekday: int, today: date) -> date:
    """This, next or last calendar week's day where that is said, else the nearest ahead (“past”: behind)."""
    said = {name for name, words in found.groupdict().items() if words}
    if "past" in said or ("this" in said and "alast" in said):
        return today - timedelta(days=(today.weekday() - weekday - 1) % _WEEK + 1)
    for shift, names in _WEEKS:
        if not said.isdisjoint(names):
            return today + timedelta(days=weekday - today.weekday() + _WEEK * shift)
    ahead = (weekday - today.weekday()) % _WEEK
    return today + timedelta(days=ahead or (_WEEK if "coming" in said else 0))


_WEEKS = ((1, ("next", "anext", "wnext")), (-1, ("last", "alast")), (0, ("this", "athis", "wthis")))
"""The calendar week a weekday is in, from this one on, by what is said beside it."""


def _relative(found: re.Match[str], reference: datetime, given: Patterns) -> Day:
    return Day(reference.date() + timedelta(days=given.words.days[found.group("rel")]))


def _moved(found: re.Match[str], start: datetime, sign: int, given: Patterns) -> Day:
    if _group(found, "half"):
        moved = start + sign * timedelta(minutes=30)
        return Day(moved.date(), instant=moved)
    unit = given.words.units[found.group("u")]
    moved = _shift(start, unit, sign * number_of(found.group("n"), given))
    units = {unit}
    if _group(found, "n2"):
        second = given.words.units[found.group("u2")]
        moved = _shift(moved, second, sign * number_of(found.group("n2"), given))
        units.add(second)
    exact = units & {"second", "minute", "hour"}
    return Day(moved.date(), instant=moved if exact else None)


def _shift(start: datetime, unit: str, count: int) -> datetime:
    if unit in ("month", "year"):
        year, month = _shifted(start.date(), count * (12 if unit == "year" else 1))
        for day in (start.day, 30, 29, 28):
            try:
                return start.replace(year=year, month=month, day=day)
            except ValueError:
                continue
    if unit == "business":
        return _business(start, count)
    seconds = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "fortnight": 1209600}[unit]
    return start + timedelta(seconds=seconds * count)


def _business(start: datetime, count: int) -> datetime:
    moved, left = start, abs(min(count, 1000))
    while left:
        moved += timedelta(days=1 if count > 0 else -1)
        left -= moved.weekday() < 5
    return moved


def _in(found: re.Match[str], reference: datetime, given: Patterns) -> Day:
    moved = _moved(found, reference, 1, given)
    if name := _group(found, "wd"):
        monday = moved.day - timedelta(days=moved.day.weekday())
        return Day(monday + timedelta(days=given.weekdays[name]), explicit=True)
    return moved


def _span(found: re.Match[str], reference: datetime, given: Patterns) -> Day:
    """“Within 5 minutes”, “the last hour”: from now on, or up to now."""
    unit = given.words.units[found.group("u")]
    if unit not in ("second", "minute", "hour"):
        raise ValueError(unit)
    count = number_of(found.group("n"), given) if _group(found, "n") else 1
    is_past = (_group(found, "sdir") or "").startswith(("last", "past", "prev", "últ", "ult", "pas"))
    edge = _shift(reference, unit, -count if is_past else count)
    start, until = (edge, reference) if is_past else (reference, edge)
    return Day(start.date(), instant=start, until=until)


def offset(found: re.Match[str], start: date, reference: datetime, given: Patterns) -> Day:
    """“2 weeks before Christmas”: so far from `start`."""
    midnight = datetime(start.year, start.month, start.day, tzinfo=reference.tzinfo)
    return Day(_moved(found, midnight, 1 if found.group("plus") else -1, given).day, explicit=True)


def _ago(found: re.Match[str], reference: datetime, given: Patterns) -> Day:
    return _moved(found, reference, -1, given)


def _from_base(found: re.Match[str], reference: datetime, given: Patterns) -> Day:
    base, sign = (_group(found, "base"), 1) if _group(found, "base") else (_group(found, "bbase"), -1)
    start = reference + timedelta(days=given.words.days[base or "today"])
    return Day(_moved(found, start, sign, given).day)


_RESOLVERS = {
    "iso": _iso, "numeric": _numeric, "named": _named, "fixed": _fixed, "ordinary": _ordinary, "nth": _nth,
    "weekday": _weekday, "relative": _relative, "in": _in, "span": _span, "ago": _ago, "from_base": _from_base,
}  # fmt: skip
