"""Which customers to visit on one way: due by their group's frequency, and near each other. Pure.

The first is the one that is due the longest for its frequency; the others are taken by how near they are to what was
chosen already, weighed with how long they are due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from trato.scheduling.model import Place
from trato.scheduling.travel import travel_min

_DAY = timedelta(days=1)
# A visit that is due for its whole frequency again is worth this many minutes of way.
WORTH_MIN = 45
NEVER_SEEN = 3.0


@dataclass(frozen=True, slots=True)
class Visitable:
    """A customer with a place: when last visited, how often to be, and whether a visit is planned."""

    account_id: int
    name: str
    group: str
    city: str
    place: Place
    last_at: datetime | None
    every_days: int | None
    planned_at: datetime | None


@dataclass(frozen=True, slots=True)
class Due:
    """A customer to visit: how many days overdue (negative: still ahead), and that as a share of the frequency."""

    customer: Visitable
    overdue_days: int | None
    urgency: float


def due(customers: Sequence[Visitable], *, now: datetime, until: datetime) -> list[Due]:
    """Return the customers due until then that have no visit planned, the most urgent first."""
    found = []
    for one in customers:
        if one.every_days is None or (one.planned_at is not None and one.planned_at >= now):
            continue
        if one.last_at is None:
            found.append(Due(one, None, NEVER_SEEN))
            continue
        since = one.last_at + one.every_days * _DAY
        if since <= until:
            found.append(Due(one, (now - since).days, (now - since) / (one.every_days * _DAY)))
    return sorted(found, key=lambda one: (-one.urgency, one.customer.name, one.customer.account_id))


def near_each_other(candidates: Sequence[Due], *, most: int, within_min: int) -> list[Due]:
    """Return up to `most` of them, each no further than `within_min` minutes from another that was chosen."""
    left = list(candidates)
    chosen = left[:1]
    left = left[1:]
    way = {id(one): travel_min(chosen[0].customer.place, one.customer.place) for one in left}
    while left and len(chosen) < most:
        near = [one for one in left if way[id(one)] <= within_min]
        if not near:
            break
        best = min(near, key=lambda one: (way[id(one)] - WORTH_MIN * one.urgency, one.customer.account_id))
        chosen.append(best)
        left.remove(best)
        for one in left:
            way[id(one)] = min(way[id(one)], travel_min(best.customer.place, one.customer.place))
    return chosen
