"""A better map: who should hold which account, from revenue and workload, with few moves. Pure.

A map is measured by one number, `Measure.cost`, and a proposal starts at today's map and takes only moves that lower
it: it is never worse than today's by its own measure, and each prefix of its moves is a map that is better than the
one before, so that accepting a part is safe too. The cost of a map is

- for each person and each of revenue and workload, the square of how far (as a share) it lies from their due, and much
  more beyond the tolerance;
- how far accounts lie from whoever holds them, as a share of the same today.

A move costs a little too, so that it has to be worth it; no more are made than asked for. Fixed accounts (the named
ones) stay. What is held by somebody who leaves, or by nobody, is given away first, whatever that costs, and does not
count as a move by choice.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

Spot = tuple[float, float]
_BEYOND = 40.0
_SPREAD = 0.6
_PER_MOVE = 1e-5
_NEAREST = 6
_LIGHTEST = 3
_MARGIN = 0.8
_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Holding:
    """An account: revenue a year (any one currency), hours of work a year, where it lies, who holds it today."""

    id: int
    revenue: float
    hours: float
    spot: Spot | None
    holder: int | None
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may hold accounts; `share` is what they can carry beside the others, 1.0 a full person."""

    id: int
    spot: Spot | None = None
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the map should be like: how near to each one's due, and how many may move (shares of 1)."""

    tolerance: float = 0.05
    most_moves: float = 0.15
    revenue_weight: float = 1.0
    hours_weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Measure:
    """A map in figures: the worst deviation from one's due (share), the mean way to accounts (km), and its cost."""

    revenue_off: float
    hours_off: float
    mean_km: float
    cost: float


@dataclass(frozen=True, slots=True)
class Transfer:
    """One account that would go from somebody (None: from nobody) to somebody, and by how much it lowers the cost."""

    account_id: int
    before: int | None
    after: int
    gain: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """The moves in the order in which they help most, and the map's measure before and after all of them."""

    transfers: tuple[Transfer, ...]
    before: Measure
    after: Measure


def propose(holdings: Sequence[Holding], people: Sequence[Person], wanted: Wanted) -> Proposal:
    """Return moves that make today's map better; none where nothing helps. Nobody to hold anything: no moves."""
    if not people or not holdings:
        empty = Measure(0.0, 0.0, 0.0, 0.0)
        return Proposal((), empty, empty)
    board = _Board(holdings, people, wanted)
    forced = board.give_away()
    before = board.measure()
    chosen = board.improve(math.floor(wanted.most_moves * len(holdings) + 1e-9))
    return Proposal((*forced, *chosen), before, board.measure())


def measure(holdings: Sequence[Holding], people: Sequence[Person], wanted: Wanted) -> Measure:
    """Return the measure of a map whose accounts are all held by these people (others' accounts count for nothing)."""
    return _Board(holdings, people, wanted).measure()


def moved(holdings: Sequence[Holding], transfers: Sequence[Transfer]) -> list[Holding]:
    """Return the map after some of the moves."""
    to = {one.account_id: one.after for one in transfers}
    return [replace(one, holder=to.get(one.id, one.holder)) for one in holdings]


def kilometres(one: Spot | None, other: Spot | None) -> float:
    """Return the great-circle distance; 0 where either place is unknown, so that it neither helps nor hurts."""
    if one is None or other is None:
        return 0.0
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    part = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(part)))


class _Board:
    """A map while it is changed: positions of people and accounts in lists, loads as shares of what is due."""

    def __init__(self, holdings: Sequence[Holding], people: Sequence[Person], wanted: Wanted) -> None:
        self._wanted = wanted
        self._holdings = holdings
        self._people = people
        place: Mapping[int, int] = {one.id: number for number, one in enumerate(people)}
        self._held = [place.get(one.holder, -1) if one.holder is not None else -1 for one in holdings]
        spots = [one.spot or _centre(holdings, one.id) for one in people]
        self._km = [[kilometres(one.spot, spot) for spot in spots] for one in holdings]
        shares = sum(one.share for one in people)
        self._parts = [
            (self._of_due([one.revenue for one in holdings], shares), wanted.revenue_weight),
            (self._of_due([one.hours for one in holdings], shares), wanted.hours_weight),
        ]
        self._loads = [[0.0] * len(people) for _ in self._parts]
        for number, holder in enumerate(self._held):
            if holder >= 0:
                self._carry(number, holder, 1.0)
        way = sum(row[holder] for row, holder in zip(self._km, self._held, strict=True) if holder >= 0)
        self._per_km = _SPREAD / way if way else 0.0
        nearest = [sorted(range(len(people)), key=row.__getitem__) for row in self._km]
        self._near = [order[:_NEAREST] for order in nearest]
        self._given_away: frozenset[int] = frozenset()

    def _of_due(self, values: Sequence[float], shares: float) -> list[list[float]]:
        """For each account: what it is of each person's due."""
        total = sum(values)
        if total <= 0 or shares <= 0:
            return [[0.0] * len(self._people) for _ in values]
        rates = [shares / one.share if one.share else 0.0 for one in self._people]
        return [[value / total * rate for rate in rates] for value in values]

    def _carry(self, number: int, holder: int, sign: float) -> None:
        for (of_due, _), load in zip(self._parts, self._loads, strict=True):
            load[holder] += sign * of_due[number][holder]

    def _penalty(self, load: float) -> float:
        off = abs(load - 1.0)
        beyond = off - self._wanted.tolerance * _MARGIN
        return off * off + (_BEYOND * beyond * beyond if beyond > 0 else 0.0)

    def _delta(self, number: int, to: int) -> float:
        """By how much the cost changes when that person gets the account."""
        holder = self._held[number]
        change = 0.0
        for (of_due, weight), load in zip(self._parts, self._loads, strict=True):
            if weight:
                step = self._penalty(load[to] + of_due[number][to]) - self._penalty(load[to])
                if holder >= 0:
                    step += self._penalty(load[holder] - of_due[number][holder]) - self._penalty(load[holder])
                change += weight * step
        way = self._km[number][to] - (self._km[number][holder] if holder >= 0 else 0.0)
        return change + self._per_km * way

    def _move(self, number: int, to: int) -> Transfer:
        gain, before = -self._delta(number, to), self._holdings[number].holder
        if self._held[number] >= 0:
            self._carry(number, self._held[number], -1.0)
        self._carry(number, to, 1.0)
        self._held[number] = to
        return Transfer(self._holdings[number].id, before, self._people[to].id, gain)

    def give_away(self) -> list[Transfer]:
        """Give what nobody here holds to whom it suits best, big ones first."""
        ownerless = [number for number, holder in enumerate(self._held) if holder < 0]
        self._given_away = frozenset(ownerless)
        ownerless.sort(key=lambda number: -self._holdings[number].revenue)
        return [self._move(number, self._best_for(number)) for number in ownerless]

    def _best_for(self, number: int) -> int:
        return min(range(len(self._people)), key=lambda to: self._delta(number, to))

    def improve(self, most: int) -> list[Transfer]:
        """Take the best moves again and again, each account once, while they pay for themselves."""
        away = self._given_away
        free = [number for number, one in enumerate(self._holdings) if not one.is_fixed and number not in away]
        taken: list[Transfer] = []
        while len(taken) < most:
            touched: set[int] = set()
            before = len(taken)
            # What one move changes concerns two people: the best moves of other pairs are as good as they were.
            for _, number, to in sorted(self._best_of_each(free)):
                pair = {self._held[number], to}
                if pair.isdisjoint(touched) and len(taken) < most:
                    touched |= pair
                    taken.append(self._move(number, to))
                    free.remove(number)
            if len(taken) == before:
                break
        return taken

    def _best_of_each(self, free: Sequence[int]) -> list[tuple[float, int, int]]:
        """For each person the best move away from them that pays for itself: change of the cost, account, to whom."""
        light = self._lightest()
        best: dict[int, tuple[float, int, int]] = {}
        for number in free:
            holder = self._held[number]
            for to in {*self._near[number], *light}:
                if to != holder:
                    change = self._delta(number, to)
                    if change < best.get(holder, (-_PER_MOVE,))[0]:
                        best[holder] = (change, number, to)
        return list(best.values())

    def _lightest(self) -> list[int]:
        by_load = [sum(load[number] for load in self._loads) for number in range(len(self._people))]
        return sorted(range(len(self._people)), key=by_load.__getitem__)[:_LIGHTEST]

    def measure(self) -> Measure:
        """Return the figures of the map as it is."""
        off = [max((abs(one - 1.0) for one in load), default=0.0) for load in self._loads]
        ways = [row[holder] for row, holder in zip(self._km, self._held, strict=True) if holder >= 0]
        penalty = sum(
            weight * self._penalty(one)
            for (_, weight), load in zip(self._parts, self._loads, strict=True)
            for one in load
        )
        return Measure(off[0], off[1], sum(ways) / len(ways) if ways else 0.0, penalty + self._per_km * sum(ways))


def _centre(holdings: Sequence[Holding], person_id: int) -> Spot | None:
    spots = [one.spot for one in holdings if one.holder == person_id and one.spot is not None]
    if not spots:
        return None
    return sum(one[0] for one in spots) / len(spots), sum(one[1] for one in spots) / len(spots)
