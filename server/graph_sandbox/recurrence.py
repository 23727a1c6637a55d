"""Series of events: which occurrences fall into a period (RFC 5545 §3.3.10), and the rule in Graph's words.

https://learn.microsoft.com/graph/api/resources/patternedrecurrence
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice

from dateutil.rrule import rrule, rruleset, rrulestr
from msgspec import Struct
from msgspec.structs import replace

from graph_sandbox.event import Event

# Exchange never shows more occurrences of one series at once; it also ends a hopeless search.
_MOST = 5000
_UNTIL = re.compile(r"UNTIL=(\d{8})(T\d{6})?(Z)?", re.IGNORECASE)


class Occurrence(Struct, frozen=True):
    """One happening: the event as it is then, and (in a series) the wall-clock start the rule gave it.

    That start is in the zone of the series, which an exception may have left.
    """

    event: Event
    original: datetime | None = None
    is_exception: bool = False
    series_zone: tzinfo | None = None

    @property
    def start(self) -> datetime:
        """When it begins."""
        return self.event.start


class BadRuleError(ValueError):
    """The text is no recurrence rule."""


def between(event: Event, start: datetime, end: datetime) -> list[Occurrence]:
    """What of an event touches the half-open period [start, end)."""
    if event.recurrence is None:
        return [Occurrence(event)] if _touches(event, start, end) else []
    found = [_moved(exception, event) for exception in event.exceptions if _touches(exception, start, end)]
    replaced = {exception.original for exception in event.exceptions}
    zone = event.start.tzinfo
    lower = start.astimezone(zone).replace(tzinfo=None) - event.duration - timedelta(days=1)
    upper = end.astimezone(zone).replace(tzinfo=None) + timedelta(days=1)
    for wall in islice(_walls(event, lower, upper), _MOST):
        if wall not in replaced:
            happening = at(event, wall)
            if _touches(happening.event, start, end):
                found.append(happening)
    return sorted(found, key=lambda occurrence: occurrence.start)


def at(event: Event, wall: datetime) -> Occurrence:
    """The occurrence of a series that its rule puts at a wall-clock start, exception or not."""
    for exception in event.exceptions:
        if exception.original == wall:
            return _moved(exception, event)
    zone = event.start.tzinfo
    begin = wall.replace(tzinfo=zone)
    return Occurrence(
        replace(event, start=begin, end=(wall + event.duration).replace(tzinfo=zone), original=wall), wall
    )


def happens_at(event: Event, wall: datetime) -> bool:
    """Whether a series has an occurrence that its rule puts at this wall-clock start."""
    if any(exception.original == wall for exception in event.exceptions):
        return True
    return any(found == wall for found in _walls(event, wall, wall))


def check(rule: str, start: datetime) -> None:
    """Try a rule.

    Raises:
        BadRuleError: if it can't be read or gives no date.
    """
    try:
        first = next(iter(_rule(rule, start)), None)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise BadRuleError(f"recurrence rule {rule!r}: {error}") from error
    if first is None:
        raise BadRuleError(f"recurrence rule {rule!r} gives no date")


def _moved(exception: Event, series: Event) -> Occurrence:
    return Occurrence(exception, exception.original, is_exception=True, series_zone=series.start.tzinfo)


def _touches(event: Event, start: datetime, end: datetime) -> bool:
    begin, finish = event.start.astimezone(UTC), event.end.astimezone(UTC)
    return begin < end and (finish > start or begin >= start)


def _walls(event: Event, lower: datetime, upper: datetime) -> Iterator[datetime]:
    series = event.recurrence
    if series is None:
        return
    skip = set(series.excluded)
    extra = sorted(wall for wall in series.extra if lower <= wall <= upper)
    ruled = _rule(series.rule, event.start).between(lower, upper, inc=True) if series.rule else []
    if not series.rule and lower <= event.start.replace(tzinfo=None) <= upper:
        extra.insert(0, event.start.replace(tzinfo=None))
    for wall in dict.fromkeys([*ruled, *extra]):
        if wall not in skip:
            yield wall


def _rule(rule: str, start: datetime) -> rrule | rruleset:
    return rrulestr(_local_until(rule, start), dtstart=start.replace(tzinfo=None), ignoretz=True)


def _local_until(rule: str, start: datetime) -> str:
    """UNTIL is a UTC instant in a zoned series; the rule is worked out on the wall clock."""
    match = _UNTIL.search(rule)
    if not match:
        return rule
    if not match[2]:
        return _UNTIL.sub(f"UNTIL={match[1]}T235959", rule)
    until = datetime.strptime(match[1] + match[2], "%Y%m%dT%H%M%S").replace(tzinfo=UTC if match[3] else start.tzinfo)
    return _UNTIL.sub(f"UNTIL={until.astimezone(start.tzinfo):%Y%m%dT%H%M%S}", rule)
