"""What a round of visits is asked and answers (the contract of `trato route`): visits, windows, people, bases. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from trato.scheduling.model import Place


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit: how long it lasts, when it may begin, and how much it matters.

    `earliest` and `latest` bound its beginning, in minutes of the plan; `prize` is None for one that must be made, else
    what it is worth in minutes of way. `index` is its row in a matrix that is given.
    """

    id: str
    duration: int
    place: Place | None = None
    earliest: int = 0
    latest: int | None = None
    prize: int | None = None
    index: int | None = None
    load: int = 0


@dataclass(frozen=True, slots=True)
class Tour:
    """One person's day: from a base and back, between two minutes of the plan, with room for so much load."""

    id: str
    start: int
    end: int
    place: Place | None = None
    index: int | None = None
    capacity: int | None = None

    @property
    def like(self) -> tuple[object, ...]:
        """Return what two tours share that can be driven in place of each other."""
        return self.start, self.end, self.place, self.index, self.capacity


@dataclass(frozen=True, slots=True)
class RouteRequest:
    """A plan to be made. With `matrix` the minutes between all indices are given, else they come from the places."""

    visits: tuple[Visit, ...]
    tours: tuple[Tour, ...]
    matrix: tuple[tuple[int, ...], ...] = ()
    seconds: float = 1.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit in order: when one arrives there, begins, and leaves."""

    visit: Visit
    arrives: int
    begins: int
    leaves: int


@dataclass(frozen=True, slots=True)
class PlannedTour:
    """A tour with its stops in order, and the minutes of way in it."""

    tour: Tour
    stops: tuple[Stop, ...]
    travel: int


@dataclass(frozen=True, slots=True)
class Route:
    """The plan: tours, what is left out, and the minutes of way altogether."""

    tours: tuple[PlannedTour, ...]
    left_out: tuple[Visit, ...]

    @property
    def travel(self) -> int:
        """Return the minutes of way of all tours."""
        return sum(one.travel for one in self.tours)
