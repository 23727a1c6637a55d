"""The items of one expression of time put together, and the period they mean."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from trato.mail.reading.model import Period
from trato.mail.reading.times import clock
from trato.mail.reading.times.clock import Clock
from trato.mail.reading.times.resolve import Day

_LATE, _ENDS = 24, timedelta(hours=23, minutes=59, seconds=59)


@dataclass(slots=True)
class Expression:
    """Items read so far, from `start` to `end` in the text."""

    start: int
    end: int
    day: Day | None = None
    clock: Clock | None = None
    until: Clock | None = None
    until_day: Day | None = None
    part: tuple[int, int] | None = None
    is_now_part: bool = False
    length: timedelta | None = None
    is_end: bool = False
    is_tentative: bool = False
    is_deadline: bool = False


def period_of(made: Expression, reference: datetime, text: str) -> Period | None:
    """The period an expression in `text` means; None beyond the calendar's ends."""
    words = text[made.start : made.end].strip(" ,;(")
    zone = reference.tzinfo
    try:
        if made.day and made.day.instant and made.clock is None:
            return Period(start=made.day.instant, end=made.day.until, text=words)
        day = made.day.day if made.day else reference.date()
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        if made.is_end:
            return Period(start=midnight + _ENDS, end=None, text=words)
        if made.clock:
            timed = _timed(made, midnight, words)
            return timed if made.day or timed.start >= reference else _tomorrow(timed)
        if made.part:
            start, end = made.part
            length = _ENDS if end == _LATE else timedelta(hours=end)
            return Period(start=midnight + timedelta(hours=start), end=midnight + length, text=words)
        return Period(start=midnight, end=midnight + timedelta(days=1), text=words)
    except (OverflowError, ValueError):
        return None


def _tomorrow(period: Period) -> Period:
    """A time without a day that is past today is meant for tomorrow."""
    day = timedelta(days=1)
    return Period(period.start + day, period.end + day if period.end else None, period.text)


def _timed(made: Expression, midnight: datetime, words: str) -> Period:
    first, last = made.clock or Clock(0, is_open=False), made.until
    if made.part:
        first, last = first.within(made.part), last.within(made.part) if last else None
    first, last = clock.span(first, last) if last else (first.settled(), None)
    start = midnight + timedelta(seconds=first.seconds)
    if made.is_deadline and last is None:
        return Period(start=midnight, end=start, text=words)
    end = midnight + timedelta(seconds=last.seconds) if last else None
    if end is not None and end <= start:
        end += timedelta(days=1)
    if made.length:
        end = start + made.length
    return Period(start=start, end=end, text=words)
