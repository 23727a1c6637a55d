"""Times as bits of one integer: a cell is so many minutes, a bit tells that the cell is free. Pure.

The cell divides the step, the length and the buffers, and what is busy is rounded outwards to whole cells: slots begin
and end on cells, so nothing is lost by it. A length of n cells is free where n bits in a row are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from trato.scheduling.model import Period


@dataclass(frozen=True, slots=True)
class FreeGrid:
    """A row of `cells` cells of `minutes` from `origin`."""

    origin: datetime
    minutes: int
    cells: int

    @classmethod
    def over(cls, window: Period, minutes: int, origin: datetime) -> FreeGrid:
        """Cover a window with cells that begin at `origin`."""
        span = (window.end - origin) // timedelta(minutes=minutes)
        return cls(origin, minutes, max(0, span))

    @property
    def all(self) -> int:
        """Return every cell as free."""
        return (1 << self.cells) - 1

    def inside(self, start: datetime, end: datetime) -> int:
        """Return the cells that lie within [start, end) whole."""
        return self._between(-((self.origin - start) // self._cell), (end - self.origin) // self._cell)

    def touched(self, start: datetime, end: datetime) -> int:
        """Return the cells that [start, end) touches; none for a time that lasts nothing."""
        if end <= start:
            return 0
        return self._between((start - self.origin) // self._cell, -((self.origin - end) // self._cell))

    def taken(self, periods: Iterable[tuple[datetime, datetime]]) -> int:
        """Return the cells that any of the periods touches."""
        found = 0
        for start, end in periods:
            found |= self.touched(start, end)
        return found

    def at(self, cell: int) -> datetime:
        """Return when a cell begins."""
        return self.origin + cell * self._cell

    @property
    def _cell(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    def _between(self, first: int, last: int) -> int:
        low, high = max(0, first), min(self.cells, last)
        return ((1 << (high - low)) - 1) << low if high > low else 0


def common(free: Iterable[int], cells: int, *, every: int) -> int:
    """Return where `cells` cells in a row are free for everybody, as bits of beginnings among the bits of `every`."""
    found = every
    both = -1
    for one in free:
        both &= one
    return found & runs(both, cells)


def runs(free: int, cells: int) -> int:
    """Return where `cells` free cells in a row begin, by doubling what is known to be free."""
    known = 1
    while known < cells and free:
        more = min(known, cells - known)
        free &= free >> more
        known += more
    return free


def beginnings(cells: int, step: int) -> int:
    """Return every `step`-th cell of a row."""
    rows = -(-cells // step)
    return ((1 << (step * rows)) - 1) // ((1 << step) - 1) & ((1 << cells) - 1)


def positions(bits: int) -> Iterator[int]:
    """Yield the positions of the bits, lowest first."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
