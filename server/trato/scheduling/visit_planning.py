"""Plan a rep's visits over some days: customers due by frequency, around what the calendar holds, base to base.

Only times that are surely free are planned; what the calendar holds stays where it is, at the customer's place where
one is known. Nothing is written: a plan becomes holds or appointments by a person's click.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from trato.db.engine import Caller, Database
from trato.errors import InvalidInputError, NotFoundError
from trato.scheduling.availability import Asked, Availability
from trato.scheduling.delegation import may_act_for
from trato.scheduling.model import Attendee, Period, Place
from trato.scheduling.route_model import PlannedTour, RouteRequest, Tour, Visit
from trato.scheduling.routes import plan
from trato.scheduling.schedules import Schedules
from trato.scheduling.team_model import busy_periods
from trato.scheduling.travel import travel_min
from trato.scheduling.visit_choice import Due, Visitable, due, near_each_other
from trato.scheduling.visit_rows import base_of, customers_of, held_places
from trato.scheduling.working_time import day_period, working_periods

MOST_DAYS = 10
SECONDS = 0.6
_MINUTE = timedelta(minutes=1)
# Who is expected far away first thing leaves before the day's hours begin, at most so much.
EARLIER = timedelta(hours=3)
Times = tuple[datetime, datetime]
# Leaving a customer out costs as much as this way; one that is more urgent, more.
PRIZE_MIN = 240


@dataclass(frozen=True, slots=True)
class VisitWish:
    """What to plan: whose days, how many visits of which length, and which customers; none named takes those due."""

    user_id: int
    days: tuple[date, ...]
    account_ids: tuple[int, ...] = ()
    without: tuple[int, ...] = ()
    most: int = 8
    duration_min: int = 60
    within_min: int = 90


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """A stop: a customer to visit, or what the calendar holds already (`due` is None)."""

    due: Due | None
    place: Place
    arrives: datetime
    begins: datetime
    leaves: datetime


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One day from base to base; without stops where its calendar is unknown or nothing fits."""

    day: date
    stops: tuple[PlannedStop, ...]
    travel_min: int
    is_unknown: bool
    is_off: bool


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """The days, what was left out, and where the rep starts."""

    user_id: int
    base: Place
    days: tuple[PlannedDay, ...]
    left_out: tuple[Due, ...]

    @property
    def travel_min(self) -> int:
        """Return the minutes of way of all days."""
        return sum(one.travel_min for one in self.days)


class VisitPlanning:
    """Chooses and plans, as its caller."""

    def __init__(self, database: Database, schedules: Schedules | None = None) -> None:
        self._database = database
        self._availability = Availability(database, schedules)

    def due(self, caller: Caller, user_id: int, *, until: datetime) -> list[Due]:
        """Return the rep's customers that are due for a visit until then. Raises NotFoundError."""
        eyes = self._eyes(caller, user_id)
        with self._database.as_user(eyes) as connection:
            return due(customers_of(connection, user_id, caller.at), now=caller.at, until=until)

    def plan(self, caller: Caller, wish: VisitWish) -> VisitPlan:
        """Plan the days. Raises NotFoundError, InvalidInputError."""
        if not 1 <= len(wish.days) <= MOST_DAYS or len(set(wish.days)) != len(wish.days):
            raise InvalidInputError(f"days: from 1 to {MOST_DAYS} different days are planned together")
        eyes = self._eyes(caller, wish.user_id)
        with self._database.as_user(eyes) as connection:
            customers = customers_of(connection, wish.user_id, caller.at)
            held = held_places(connection, caller.at)
            base = base_of(connection, wish.user_id)
        asked = Asked((wish.user_id,))
        (person,) = self._availability.attendees(caller.tenant_id, asked, _whole(wish), now=caller.at)
        chosen = _chosen(customers, wish, caller.at)
        return _planned(wish, chosen, person, base or _middle(chosen), held, caller.at)

    def _eyes(self, caller: Caller, user_id: int) -> Caller:
        """Return as whom to read: whoever acts for a rep plans with what the rep sees. Raises NotFoundError."""
        if user_id == caller.user_id:
            return caller
        with self._database.as_system(caller.tenant_id) as connection:
            if may_act_for(connection, caller, user_id, "see") and may_act_for(connection, caller, user_id, "book"):
                return Caller(caller.tenant_id, user_id, caller.at)
        raise NotFoundError(f"no user {user_id} whose visits you may plan")


def _whole(wish: VisitWish) -> Period:
    # A day more on either side: which zone the days are of is only known with the person.
    begin = datetime.combine(min(wish.days), time(), UTC) - timedelta(days=1)
    return Period(begin, datetime.combine(max(wish.days), time(), UTC) + timedelta(days=2))


def _chosen(customers: Sequence[Visitable], wish: VisitWish, now: datetime) -> list[Due]:
    """Return whom to visit: those who were named, else those due that lie near each other."""
    if wish.account_ids:
        named = [one for one in customers if one.account_id in set(wish.account_ids) - set(wish.without)]
        by_id = {one.customer.account_id: one for one in due(named, now=now, until=now)}
        return [by_id.get(one.account_id, Due(one, None, 0.0)) for one in named]
    until = datetime.combine(max(wish.days), time(), UTC)
    candidates = [
        one for one in due(customers, now=now, until=until) if one.customer.account_id not in set(wish.without)
    ]
    return near_each_other(candidates, most=wish.most, within_min=wish.within_min)


def _middle(chosen: Sequence[Due]) -> Place:
    """Return a place to start from where no base is known: the middle of those to visit."""
    if not chosen:
        return Place(0.0, 0.0)
    places = [one.customer.place for one in chosen]
    return Place(sum(one.latitude for one in places) / len(places), sum(one.longitude for one in places) / len(places))


@dataclass(frozen=True, slots=True)
class _Day:
    """A day with the hours to drive in, None where nobody knows or nobody works, and what its calendar holds."""

    day: date
    hours: Period | None
    is_unknown: bool
    held: tuple[Period, ...]


def _day(day: date, person: Attendee, now: datetime) -> _Day:
    whole = day_period(day, person.zone)
    spans = [one for one in working_periods(person, whole) if one.end > now]
    if not spans:
        return _Day(day, None, is_unknown=False, held=())
    hours = Period(max(now, spans[0].start), spans[-1].end)
    if any(one.start < hours.end and one.end > hours.start for one in person.unknown):
        return _Day(day, None, is_unknown=True, held=())
    return _Day(day, hours, is_unknown=False, held=tuple(busy_periods(person, hours)))


def _planned(
    wish: VisitWish, chosen: Sequence[Due], person: Attendee, base: Place, held: Mapping[Times, Place], now: datetime
) -> VisitPlan:
    days = [_day(one, person, now) for one in sorted(wish.days)]
    open_days = [(one, one.hours) for one in days if one.hours is not None]
    if not open_days:
        return VisitPlan(wish.user_id, base, tuple(_empty(one) for one in days), tuple(chosen))
    begin = open_days[0][1].start - EARLIER
    first = _minute(open_days[0][1].start, begin)
    by_id = {f"account {one.customer.account_id}": one for one in chosen}
    visits = [
        Visit(
            key,
            wish.duration_min,
            one.customer.place,
            earliest=first,
            prize=round(PRIZE_MIN * (1 + max(0.0, one.urgency))),
        )
        for key, one in by_id.items()
    ]
    tours = []
    for day, hours in open_days:
        fixed = [_fixed(period, held, base, begin) for period in day.held]
        visits += fixed
        start, end = _minute(hours.start, begin), _minute(hours.end, begin)
        if fixed and fixed[0].place is not None:
            start = max(0, min(start, fixed[0].earliest - travel_min(base, fixed[0].place)))
        tours.append(Tour(day.day.isoformat(), start, end, base))
    route = plan(RouteRequest(tuple(visits), tuple(tours), seconds=SECONDS))
    by_day = {one.tour.id: one for one in route.tours}
    return VisitPlan(
        wish.user_id,
        base,
        tuple(
            _empty(one) if one.hours is None else _told(one, by_day[one.day.isoformat()], by_id, begin) for one in days
        ),
        tuple(by_id[one.id] for one in route.left_out if one.id in by_id),
    )


def _fixed(period: Period, held: Mapping[Times, Place], base: Place, begin: datetime) -> Visit:
    """Return what the calendar holds as a stop that cannot be moved; at the base where nobody knows where it is."""
    place = next((place for (start, end), place in held.items() if period.start <= start and end <= period.end), base)
    start = _minute(period.start, begin)
    return Visit(f"held {start}", _minute(period.end, begin) - start, place, earliest=start, latest=start)


def _told(day: _Day, tour: PlannedTour, by_id: Mapping[str, Due], begin: datetime) -> PlannedDay:
    stops = tuple(
        PlannedStop(
            by_id.get(stop.visit.id),
            stop.visit.place or Place(0.0, 0.0),
            *(begin + at * _MINUTE for at in (stop.arrives, stop.begins, stop.leaves)),
        )
        for stop in tour.stops
    )
    return PlannedDay(day.day, stops, tour.travel, is_unknown=False, is_off=False)


def _empty(day: _Day) -> PlannedDay:
    return PlannedDay(day.day, (), 0, day.is_unknown, not day.is_unknown)


def _minute(at: datetime, begin: datetime) -> int:
    return int((at - begin) // _MINUTE)
