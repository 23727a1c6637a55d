"""Find the dates and times in a text: items (day, clock, range, part of day) that stand together make one period."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from trato.mail.reading.model import Period
from trato.mail.reading.times import clock, resolve
from trato.mail.reading.times.beginnings import Beginnings
from trato.mail.reading.times.clock import Clock
from trato.mail.reading.times.expression import Expression, period_of
from trato.mail.reading.times.patterns import Patterns, patterns
from trato.mail.reading.times.resolve import Day

_LONGEST = 20_000
_MOST = 60
_FEMININE = re.compile(r"\b(?:la|esta) ")


def periods(text: str, reference: datetime, code: str) -> tuple[Period, ...]:
    """The periods `text` names, in order; `reference` is aware and decides what “tomorrow” and “Friday” mean."""
    return tuple(_periods(text[:_LONGEST], reference, patterns(code)))


def _periods(text: str, reference: datetime, given: Patterns) -> Iterator[Period]:
    lower = text.lower()
    if len(lower) != len(text):  # a few capitals change length: offsets must stay those of the text
        lower = text
    at, count, last_day = 0, 0, None
    begins = Beginnings(lower, given.trigger, given.own_words)
    while count < _MOST and (begin := begins.next(at)) >= 0:
        found = _expression(lower, begin, reference, given, begins)
        if found is None:
            at = _beyond_word(lower, begin)
            continue
        if found.day is None and last_day is not None and _continues(lower, last_day[1], found.start, given):
            found.day = last_day[0]
        period = period_of(found, reference, text)
        at = max(found.end, begin + 1)
        if period:
            count += 1
            last_day = (found.day, found.end) if found.day else None
            yield period


def _beyond_word(lower: str, at: int) -> int:
    while at < len(lower) and lower[at].isalnum():
        at += 1
    return at + 1


def _continues(lower: str, end: int, start: int, given: Patterns) -> bool:
    """“Monday at 9 am or 1 pm”: a time after “or” belongs to the day before it."""
    return given.alternative.fullmatch(lower, end, start) is not None


def _expression(lower: str, at: int, reference: datetime, given: Patterns, begins: Beginnings) -> Expression | None:
    if at and (lower[at - 1].isalnum() or lower[at - 1] in "$€£#"):
        return None
    if not _may_begin(lower, at, given):
        return None
    made = Expression(start=at, end=at)
    places = [at]
    while (end := _take_at_any(made, lower, places, reference, given)) is not None:
        made.end = end
        if end < len(lower) and lower[end].isalnum() and lower[end - 1].isalnum():
            break
        places = [at for at in _places_behind(lower, end, given) if begins.is_near(at) and _may_go_on(lower, at, given)]
    return made if made.end > at and _means_time(made) else None


def _may_begin(lower: str, at: int, given: Patterns) -> bool:
    gate = given.any_numeric if lower[at : at + 1].isdigit() else given.any_worded
    return gate.match(lower, at) is not None


def _may_go_on(lower: str, at: int, given: Patterns) -> bool:
    return _may_begin(lower, at, given) or given.any_more.match(lower, at) is not None


def _take_at_any(made: Expression, lower: str, places: list[int], reference: datetime, given: Patterns) -> int | None:
    return next((end for at in places if (end := _take(made, lower, at, reference, given)) is not None), None)


def _places_behind(lower: str, end: int, given: Patterns) -> list[int]:
    """Where the next item may begin: behind blank space alone, or behind words that join."""
    near = end
    while near < len(lower) and lower[near] in " ,\t\n(":
        near += 1
    glue = given.glue.match(lower, end)
    beyond = glue.end() if glue else end
    return [near] if beyond == near else [near, beyond]


def _means_time(made: Expression) -> bool:
    if made.is_tentative and made.day is None:
        return False
    return bool(made.day or made.clock or (made.part and made.is_now_part))


def _take(made: Expression, lower: str, at: int, reference: datetime, given: Patterns) -> int | None:
    """Read one more item into the expression; its end, or None where none fits."""
    for reader in (_take_now, _take_end, _take_range, _take_day, _take_clock, _take_part):
        end = reader(made, lower, at, reference, given)
        if end is not None:
            return end
    return None


def _take_now(made: Expression, lower: str, at: int, reference: datetime, given: Patterns) -> int | None:
    found = given.now.match(lower, at) if made.day is None and made.clock is None else None
    if found is None:
        return None
    made.day = Day(reference.date(), instant=reference)
    return found.end()


def _take_end(made: Expression, lower: str, at: int, reference: datetime, given: Patterns) -> int | None:
    """“End of tomorrow” is its last second."""
    found = given.end_of.match(lower, at) if made.day is None else None
    if found and (found.group("today") or found.group("eod")):
        made.day, made.is_end = Day(reference.date()), True
        return found.end()
    end = _take_day(made, lower, found.end(), reference, given) if found else None
    made.is_end = made.is_end or end is not None
    return end


def _take_day(made: Expression, lower: str, at: int, reference: datetime, given: Patterns) -> int | None:
    if made.day and given.next_week.match(lower, at) and not made.day.explicit:
        return _take_next_week(made, lower, at, reference, given)
    if made.day is None and (found := given.offset.match(lower, at)):
        base = Expression(start=at, end=at)
        end = _take_day(base, lower, found.end(), reference, given)
        if end is not None and base.day:
            made.day = resolve.offset(found, base.day.day, reference, given)
            return end
    if made.day and not made.day.explicit and (found := given.dotted.match(lower, at)):
        day = resolve.resolve("numeric", found, reference, given)
        if day:
            made.day = day
            return found.end()
    found_day = _date_at(lower, at, reference, given)
    return _keep_day(made, *found_day) if found_day else None


def _date_at(lower: str, at: int, reference: datetime, given: Patterns) -> tuple[Day, int] | None:
    """The date that stands at a place, and its end."""
    is_numeric = lower[at : at + 1].isdigit()
    if (given.any_numeric_date if is_numeric else given.any_worded_date).match(lower, at) is None:
        return None
    for kind, pattern in given.numeric_dates if is_numeric else given.worded_dates:
        found = pattern.match(lower, at)
        day = resolve.resolve(kind, found, reference, given) if found else None
        if found and day:
            return day, found.end()
    return None


def _keep_day(made: Expression, day: Day, end: int) -> int | None:
    """One day an expression: a weekday beside a date only repeats it, and gives way to it."""
    if made.day and made.day.explicit:
        return end if not day.explicit and day.day.weekday() == made.day.day.weekday() else None
    if made.day and not day.explicit:
        return None
    made.day = day
    return end


def _take_next_week(made: Expression, lower: str, at: int, reference: datetime, given: Patterns) -> int | None:
    """“Wednesday evening next week”."""
    found = given.next_week.match(lower, at)
    if found is None or made.day is None:
        return None
    monday = reference.date() - timedelta(days=reference.weekday())
    made.day = Day(monday + timedelta(days=7 + made.day.day.weekday()), explicit=True)
    return found.end()


def _take_clock(made: Expression, lower: str, at: int, _reference: datetime, given: Patterns) -> int | None:
    if end := _take_length(made, lower, at, given):
        return end
    if made.clock is not None:
        return None
    read = _clock_at(lower, at, given) or (_bare(lower, at, given) if _hour_expected(made) else None)
    if read is None:
        return None
    made.is_deadline = given.deadline.search(lower, made.end, at) is not None
    made.clock = read[0]
    return read[1]


def _hour_expected(made: Expression) -> bool:
    """After a day or a part of one, a number alone may be an hour: “tonight around 7”, “Wednesday 4”."""
    if made.day is None:
        return made.part is not None
    return made.day.instant is None and made.end > made.start


def _take_length(made: Expression, lower: str, at: int, given: Patterns) -> int | None:
    found = given.duration.match(lower, at) if made.until is None and made.length is None else None
    if found is None:
        return None
    unit = given.words.units[found.group("u")]
    seconds = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}.get(unit)
    if seconds is None:
        return None
    made.length = timedelta(seconds=seconds * min(resolve.number_of(found.group("n"), given), 10_000))
    return found.end()


def _clock_at(lower: str, at: int, given: Patterns) -> tuple[Clock, int] | None:
    if given.any_time.match(lower, at) is None:
        return None
    for kind, pattern in given.times:
        found = pattern.match(lower, at)
        read = clock.of_match(kind, found, given) if found else None
        if found and read:
            return read, found.end()
    return None


def _bare(lower: str, at: int, given: Patterns) -> tuple[Clock, int] | None:
    """An hour in digits or words alone, perhaps with its half of the day."""
    found = given.bare_hour.match(lower, at)
    if found is None:
        return None
    half = given.half_day.match(lower, found.end())
    named = "" if half is None else "am" if half.group("am") else "pm"
    try:
        minute = resolve.number_of(found.group("m"), given) if found.group("m") else 0
        read = clock.of_parts(resolve.number_of(found.group("h"), given), minute, 0, named)
    except ValueError:
        return None
    return (read, half.end() if half else found.end()) if read else None


def _take_range(made: Expression, lower: str, at: int, _reference: datetime, given: Patterns) -> int | None:
    """“From 3 to 5”, “10-4”, “2:00 - 2:30 pm”; hours alone need “from”, a day before them, or am/pm behind."""
    if made.clock is not None:
        return None
    opener = given.range_start.match(lower, at)
    place = opener.end() if opener else at
    first = _clock_at(lower, place, given) or _bare(lower, place, given)
    joined = given.range_to.match(lower, first[1]) if first else None
    if first is None or joined is None or (not opener and joined.group().strip() in ("and", "y")):
        return None
    second = _clock_at(lower, joined.end(), given) or _bare(lower, joined.end(), given)
    if second is None:
        return None
    certain = opener or made.day or made.part or not second[0].is_open or ":" in lower[place : second[1]]
    if made.day and made.day.instant:
        return None
    made.is_tentative = not certain
    made.clock, made.until = first[0], second[0]
    return second[1]


def _take_part(made: Expression, lower: str, at: int, reference: datetime, given: Patterns) -> int | None:
    found = given.part.match(lower, at) if made.part is None else None
    if found is None:
        return None
    name = found.group("part")
    if name == "mañana" and not _FEMININE.search(found.group()):
        return None  # “mañana” alone is tomorrow
    start, end = given.words.parts[name]
    half = (start + end) // 2
    made.part = (start, half) if found.group("early") else (half, end) if found.group("late") else (start, end)
    shift = given.words.part_days.get(name, -1 if found.group("last") else 1 if found.group("next") else 0)
    if shift and made.day is None:
        made.day = Day(reference.date() + timedelta(days=shift))
    told = found.group("this") or found.group("last") or found.group("next") or name in given.words.part_days
    made.is_now_part = made.is_now_part or bool(told)
    return found.end()
