"""The plan that a group makes for one account and year: its activities, dated, over what is left of the year. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from trato.planning.grouping import Activity, Group

CENT = Decimal("0.01")
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class ProposedAction:
    """Something to do for an account by a date."""

    kind: str
    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class ProposedPlan:
    """What a group's description means for one account. `expected` is what it bought, grown by the group's share."""

    objective: str
    expected: Decimal | None
    growth_percent: Decimal | None
    actions: tuple[ProposedAction, ...]


def propose(group: Group, *, bought: Decimal | None, year: int, today: date) -> ProposedPlan:
    """Return the plan of an account of this group for a year of which `today` may be a part."""
    first, last = max(date(year, 1, 1), today), date(year, 12, 31)
    actions = sorted(
        (action for activity in group.activities for action in _dates(activity, first, last)),
        key=lambda one: (one.due_on, one.kind, one.title),
    )
    return ProposedPlan(group.objectives, grown(bought, group.growth_percent), group.growth_percent, tuple(actions))


def grown(bought: Decimal | None, percent: Decimal | None) -> Decimal | None:
    """Return an amount grown by so many percent; None where either is unknown."""
    if bought is None or percent is None:
        return None
    return (bought * (1 + percent / 100)).quantize(CENT, ROUND_HALF_UP)


def _dates(activity: Activity, first: date, last: date) -> Iterator[ProposedAction]:
    """Yield an activity's dates: in the middle of equal parts of the year, as many as fit what is left of it."""
    if first > last:
        return
    whole = (last - date(last.year, 1, 1)).days + 1
    left = (last - first).days + 1
    times = -(-activity.times * left // whole)
    for number in range(times):
        day = first + timedelta(days=(2 * number + 1) * left // (2 * times))
        yield ProposedAction(activity.kind, activity.title, _working_day(day, first, last))


def _working_day(day: date, first: date, last: date) -> date:
    """Return the day itself, or the nearest weekday after it that still lies in the period, else before it."""
    if day.weekday() < SATURDAY:
        return day
    monday, friday = day + timedelta(days=7 - day.weekday()), day - timedelta(days=day.weekday() - 4)
    return monday if monday <= last else max(friday, first)


@dataclass(frozen=True, slots=True)
class Visited:
    """How often an account was seen in twelve months, and how often its group asks for."""

    account_id: int
    visits: int
    asked: int
    purchases: Decimal


def visited_too_often(accounts: Sequence[Visited], *, slack: Decimal = Decimal("1.25")) -> list[Visited]:
    """Return who is seen by a quarter more often than their group asks for, those who buy least for it first."""
    found = [one for one in accounts if one.visits > one.asked * slack and one.visits > one.asked + 1]
    return sorted(found, key=lambda one: (one.purchases / one.visits, -one.visits, one.account_id))
