"""Everybody's time on one grid: who works when, who is taken, and of whom nothing is known. Pure.

Hard limits of a slot: the window and notice, everybody's working hours and holidays, what their calendars hold with
buffers and travel around it, full days, and times that are unknown. Unknown is never free.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import gcd

from trato.scheduling.free_grid import FreeGrid, beginnings, runs
from trato.scheduling.model import Attendee, Busy, Period, SlotRequest, Status
from trato.scheduling.travel import travel_min
from trato.scheduling.working_time import day_period, working_periods


@dataclass(frozen=True, slots=True)
class Limits:
    """The cells at which one person works, is taken, or nothing is known; `full` are days that hold enough."""

    who: Attendee
    working: int
    taken: int
    unknown: int
    full: int

    @property
    def free(self) -> int:
        """Return the cells that are surely free."""
        return self.working & ~(self.taken | self.unknown | self.full)


@dataclass(frozen=True, slots=True)
class Board:
    """A request on its grid. `open` are the cells within window and notice, `starts` where slots may begin."""

    request: SlotRequest
    grid: FreeGrid
    open: int
    starts: int
    people: tuple[Limits, ...]

    @classmethod
    def of(cls, request: SlotRequest) -> Board:
        """Lay out a request."""
        minutes = gcd(request.step, request.duration)
        origin = _origin(request)
        grid = FreeGrid.over(request.window, minutes, origin)
        earliest = max(request.window.start, request.now + timedelta(minutes=request.notice))
        return cls(
            request=request,
            grid=grid,
            open=grid.inside(earliest, request.window.end),
            starts=beginnings(grid.cells, request.step // minutes),
            people=tuple(_limits(request, grid, who) for who in request.attendees),
        )

    @property
    def cells(self) -> int:
        """Return how many cells a slot takes."""
        return self.request.duration // self.grid.minutes

    @property
    def required(self) -> Sequence[Limits]:
        """Return those without whom there is no meeting."""
        return [one for one in self.people if one.who.is_required]

    def begins(self) -> int:
        """Return where a slot may begin: everybody required is surely free for all of it."""
        free = self.open
        for one in self.required:
            free &= one.free
        return runs(free, self.cells) & self.starts

    def alone(self, one: Limits) -> int:
        """Return where a slot might begin if only this person had to be there."""
        return runs(self.open & one.free, self.cells) & self.starts

    def span(self, start: int) -> int:
        """Return the cells of the slot that begins at a cell."""
        return ((1 << self.cells) - 1) << start

    def period(self, start: int) -> Period:
        """Return when the slot is that begins at a cell."""
        begin = self.grid.at(start)
        return Period(begin, begin + timedelta(minutes=self.request.duration))


def _origin(request: SlotRequest) -> datetime:
    """Return the full local hour of the first person before the window: slots begin at times that one says."""
    zone = request.attendees[0].zone
    local = request.window.start.astimezone(zone)
    return request.window.start.astimezone(UTC) - timedelta(
        minutes=local.minute, seconds=local.second, microseconds=local.microsecond
    )


def _limits(request: SlotRequest, grid: FreeGrid, who: Attendee) -> Limits:
    working = 0
    for period in working_periods(who, request.window):
        working |= grid.inside(period.start, period.end)
    blocking = [one for one in who.busy if _blocks(one.status, request)]
    unknown = [(one.start, one.end) for one in who.unknown]
    unknown += [(one.start, one.end) for one in who.busy if one.status is Status.UNKNOWN]
    return Limits(
        who=who,
        working=working,
        taken=grid.taken(_padded(one, who, request) for one in blocking),
        unknown=grid.taken(unknown),
        full=grid.taken((day.start, day.end) for day in _full_days(who, blocking)),
    )


def _blocks(status: Status, request: SlotRequest) -> bool:
    if status is Status.ELSEWHERE:
        return request.place is not None
    return status in {Status.TENTATIVE, Status.BUSY, Status.OUT}


def _padded(one: Busy, who: Attendee, request: SlotRequest) -> tuple[datetime, datetime]:
    """Widen what is taken by what a slot needs around it."""
    before, after = request.buffer_before, request.buffer_after
    if who.is_required:
        before, after = max(before, request.travel_to), max(after, request.travel_from)
        if request.place is not None and one.place is not None:
            way = travel_min(one.place, request.place)
            before, after = max(before, way), max(after, way)
    return one.start - timedelta(minutes=after), one.end + timedelta(minutes=before)


def _full_days(who: Attendee, blocking: Sequence[Busy]) -> Iterator[Period]:
    if who.most_per_day is None:
        return
    counts = Counter(one.start.astimezone(who.zone).date() for one in blocking)
    for day, count in counts.items():
        if count >= who.most_per_day:
            yield day_period(day, who.zone)


def relaxed(request: SlotRequest, who: Sequence[Attendee], **changes: object) -> Board:
    """Lay out a request with other people and limits."""
    return Board.of(replace(request, attendees=tuple(who), **changes))  # type: ignore[arg-type]
