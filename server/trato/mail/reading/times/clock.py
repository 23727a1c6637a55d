"""A time of day as written, its half of the day known or guessed by office hours."""

import re
from dataclasses import dataclass, replace

from trato.mail.reading.times.patterns import Patterns
from trato.mail.reading.times.resolve import number_of

_NOON = 12
_FIRST_OFFICE_HOUR = 7


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds into the day; `is_open` while nothing says which half of the day an hour up to twelve is in."""

    seconds: int
    is_open: bool

    def settled(self) -> "Clock":
        """With the likelier half: a meeting at three is in the afternoon, one at nine in the morning."""
        hour = self.seconds // 3600
        if self.is_open and 0 < hour < _FIRST_OFFICE_HOUR:
            return Clock(self.seconds + _NOON * 3600, is_open=False)
        return replace(self, is_open=False)

    def within(self, part: tuple[int, int]) -> "Clock":
        """In the half that a part of the day (“in the evening”) names."""
        hour = self.seconds // 3600
        if not self.is_open:
            return self
        if part[0] >= _NOON and hour < _NOON and not (part[0] >= 20 and hour < 5):
            return Clock(self.seconds + _NOON * 3600, is_open=False)
        if hour == _NOON and part[0] != _NOON and (part[0] < _NOON or part[0] >= 20):
            return Clock(self.seconds - _NOON * 3600, is_open=False)
        return replace(self, is_open=False)


def of_match(kind: str, found: re.Match[str], given: Patterns) -> Clock | None:
    """The time of day a match means; None where no clock shows it."""
    if kind == "noon":
        return Clock(_NOON * 3600, is_open=False)
    if kind == "midnight":
        return Clock(0, is_open=False)
    groups = found.groupdict()
    try:
        hour, minute = _hour_and_minute(kind, groups, given)
    except ValueError:
        return None
    half = "am" if groups.get("am") else "pm" if groups.get("pm") or groups.get("pm2") else ""
    return of_parts(hour, minute, int(groups.get("s") or 0), half)


def _hour_and_minute(kind: str, groups: dict[str, str | None], given: Patterns) -> tuple[int, int]:
    hour = number_of(groups.get("h") or groups.get("h2") or groups.get("hw") or "", given)
    minute = groups.get("m") or groups.get("mw")
    if kind == "words":
        return (hour - 1) % 24, 45
    if kind in ("words_quarter", "words_half"):
        return hour, 15 if kind == "words_quarter" else 30
    if kind == "words_to":
        return (hour - 1) % 24, 60 - number_of(minute or "0", given)
    return hour, number_of(minute, given) if minute else 0


def of_parts(hour: int, minute: int, second: int, half: str) -> Clock | None:
    """A clock from its parts; `half` is am, pm or unknown."""
    if hour == 24 and minute == 0:
        hour = 0
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return None
    if half and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    return Clock(hour * 3600 + minute * 60 + second, is_open=not half and 0 < hour <= _NOON)


def span(first: Clock, last: Clock) -> tuple[Clock, Clock]:
    """Settle the two ends of a range together: “2 - 2:30 pm” is in the afternoon, “10 - 4 pm” is not all of it."""
    if first.is_open and not last.is_open:
        shifted = Clock(first.seconds + _NOON * 3600, is_open=False)
        is_late = last.seconds >= _NOON * 3600 and first.seconds // 3600 != _NOON
        first = shifted if is_late and shifted.seconds <= last.seconds else replace(first, is_open=False)
    first = first if not (first.is_open and last.is_open) else first.settled()
    if last.is_open:
        later = Clock(last.seconds + _NOON * 3600, is_open=False)
        last = (
            later if last.seconds <= first.seconds and last.seconds // 3600 != _NOON else replace(last, is_open=False)
        )
    return first, last
