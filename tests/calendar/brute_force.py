"""The dates of a series worked out day by day, with nothing but the calendar: what the mirror must hold.

Graph: recurrencePattern, recurrenceRange. Wall-clock times are read in their zone as RFC 5545 §3.3.5 says: one that a
change of the clocks leaves out is read with the offset before it, one that comes twice is the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
INDEXES = ("first", "second", "third", "fourth", "last")


@dataclass(frozen=True)
class Series:
    """A series as a person makes it: `last` or `count` end it, or neither does."""

    kind: str
    first: date
    at: time
    lasts: timedelta
    zone: str
    interval: int = 1
    weekdays: frozenset[int] = frozenset()
    first_weekday: int = 6
    last: date | None = None
    count: int | None = None

    def recurrence(self) -> dict:
        """It in Graph's words."""
        pattern: dict = {"type": self.kind, "interval": self.interval}
        if self.kind == "weekly":
            pattern |= {"daysOfWeek": [DAYS[n] for n in sorted(self.weekdays)],
                        "firstDayOfWeek": DAYS[self.first_weekday]}  # fmt: skip
        if self.kind == "absoluteMonthly":
            pattern["dayOfMonth"] = self.first.day
        if self.kind == "relativeMonthly":
            pattern |= {"daysOfWeek": [DAYS[self.first.weekday()]], "index": INDEXES[self._place(self.first)]}
        span: dict = {"type": "noEnd", "startDate": self.first.isoformat()}
        if self.last is not None:
            span |= {"type": "endDate", "endDate": self.last.isoformat()}
        if self.count is not None:
            span |= {"type": "numbered", "numberOfOccurrences": self.count}
        return {"pattern": pattern, "range": span}

    def dates(self, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Start and end of each date that begins before `until`."""
        day, found = self.first, 0
        while True:
            period = self.period(day)
            is_over = (self.last is not None and day > self.last) or (self.count is not None and found >= self.count)
            if is_over or period[0] >= until:
                return
            if self._falls_on(day):
                found += 1
                yield period
            day += timedelta(days=1)

    def period(self, day: date) -> tuple[datetime, datetime]:
        """Start and end on a day; both are wall-clock times, so that a day of 23 or 25 hours is one day."""
        wall = datetime.combine(day, self.at)
        zone = ZoneInfo(self.zone)
        return wall.replace(tzinfo=zone).astimezone(UTC), (wall + self.lasts).replace(tzinfo=zone).astimezone(UTC)

    def _falls_on(self, day: date) -> bool:
        months = (day.year - self.first.year) * 12 + day.month - self.first.month
        if self.kind == "daily":
            return (day - self.first).days % self.interval == 0
        if self.kind == "weekly":
            weeks = (self._week(day) - self._week(self.first)).days // 7
            return weeks % self.interval == 0 and day.weekday() in self.weekdays
        if months % self.interval:
            return False
        if self.kind == "absoluteMonthly":
            return day.day == self.first.day
        is_last = self._place(self.first) == 4
        same_place = (
            (day + timedelta(days=7)).month != day.month if is_last else self._place(day) == self._place(self.first)
        )
        return day.weekday() == self.first.weekday() and same_place

    def _week(self, day: date) -> date:
        return day - timedelta(days=(day.weekday() - self.first_weekday) % 7)

    @staticmethod
    def _place(day: date) -> int:
        return min((day.day - 1) // 7, 4)
