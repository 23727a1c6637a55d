"""Order visits around time windows, over several days and people, from base to base (vehicle routing with pyvrp).

Minutes are whole. A visit with a prize may be left out where its way costs more; without one it is left out only when
it cannot be made at all, and then said so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyvrp
from pyvrp.stop import MaxRuntime, MultipleCriteria, NoImprovement

from trato.errors import InvalidInputError
from trato.scheduling.model import Place
from trato.scheduling.route_model import PlannedTour, Route, RouteRequest, Stop, Tour, Visit
from trato.scheduling.travel import travel_min

MOST_VISITS = 500
MOST_TOURS = 100
LONGEST = 60 * 24 * 31
# More than any way: what must be visited is never cheaper to leave out.
MUST = 1_000_000
NO_BOUND = 1_000_000_000
ENOUGH_WITHOUT_BETTER = 300


def plan(request: RouteRequest) -> Route:
    """Plan the visits. Raises InvalidInputError for a request that does not fit."""
    _check(request)
    if not request.visits:
        return Route(tuple(PlannedTour(tour, (), 0) for tour in request.tours), ())
    best = _solved(request, is_all_made=True)
    if best is None:
        best = _solved(request, is_all_made=False)
    return _answer(request, best)


def _solved(request: RouteRequest, *, is_all_made: bool) -> Any:
    """Return the best plan found, None where none keeps every limit: then some visits have to be left out."""
    model = _model(request, is_all_made=is_all_made)
    seconds = request.seconds if is_all_made else max(0.2, request.seconds / 2)
    stop = MultipleCriteria([MaxRuntime(seconds), NoImprovement(ENOUGH_WITHOUT_BETTER * len(request.visits))])
    result = model.solve(stop=stop, seed=request.seed, display=False, collect_stats=False)
    return result.best if result.is_feasible() or not is_all_made else None


def _model(request: RouteRequest, *, is_all_made: bool) -> Any:
    model = pyvrp.Model()
    groups = _groups(request)
    locations: dict[object, Any] = {}
    where: dict[object, Tour | Visit] = {}
    stops: list[Tour | Visit] = [*(group[0] for group in groups), *request.visits]
    for one in stops:
        spot = (one.place, one.index)
        where.setdefault(spot, one)
        if spot not in locations:
            locations[spot] = _location(model, one.place)
    has_load = any(visit.load for visit in request.visits)
    for group in groups:
        first = group[0]
        depot = model.add_depot(locations[first.place, first.index])
        model.add_vehicle_type(
            len(group),
            capacity=[NO_BOUND if first.capacity is None else first.capacity] if has_load else [],
            start_depot=depot,
            end_depot=depot,
            tw_early=first.start,
            tw_late=first.end,
        )
    for visit in request.visits:
        is_optional = visit.prize is not None or not is_all_made
        model.add_client(
            locations[visit.place, visit.index],
            delivery=[visit.load] if has_load else [],
            service_duration=visit.duration,
            tw_early=visit.earliest,
            tw_late=LONGEST if visit.latest is None else visit.latest,
            prize=0 if not is_optional else MUST if visit.prize is None else visit.prize,
            required=not is_optional,
        )
    for here, start in where.items():
        for there, end in where.items():
            minutes = 0 if here == there else _minutes(request, start, end)
            model.add_edge(locations[here], locations[there], distance=minutes, duration=minutes)
    return model


def _groups(request: RouteRequest) -> list[list[Tour]]:
    """Return the tours by kind: those that could stand in for each other are one to the solver."""
    found: dict[object, list[Tour]] = {}
    for tour in request.tours:
        found.setdefault(tour.like, []).append(tour)
    return list(found.values())


def _location(model: Any, place: Place | None) -> Any:
    return model.add_location(0 if place is None else place.longitude, 0 if place is None else place.latitude)


def _minutes(request: RouteRequest, start: Tour | Visit, end: Tour | Visit) -> int:
    if request.matrix:
        assert start.index is not None and end.index is not None  # noqa: S101, PT018  checked before
        return request.matrix[start.index][end.index]
    assert start.place is not None and end.place is not None  # noqa: S101, PT018  checked before
    return travel_min(start.place, end.place)


def _answer(request: RouteRequest, best: Any) -> Route:
    groups = [list(group) for group in _groups(request)]
    chosen: dict[str, list[Visit]] = {}
    for route in best.routes():
        clients = [step.idx for step in route.schedule() if step.is_client()]
        chosen[groups[route.vehicle_type()].pop(0).id] = [request.visits[at] for at in clients]
    planned = tuple(_planned(request, tour, chosen.get(tour.id, [])) for tour in request.tours)
    made = {stop.visit.id for one in planned for stop in one.stops}
    return Route(planned, tuple(visit for visit in request.visits if visit.id not in made))


def _planned(request: RouteRequest, tour: Tour, visits: Sequence[Visit]) -> PlannedTour:
    """Walk a tour: leave as late as the first window allows, wait where one is early."""
    stops: list[Stop] = []
    travel = 0
    here: Tour | Visit = tour
    clock = tour.start
    for visit in visits:
        way = _minutes(request, here, visit)
        arrives = clock + way
        begins = max(arrives, visit.earliest)
        stops.append(Stop(visit, arrives, begins, begins + visit.duration))
        travel, clock, here = travel + way, begins + visit.duration, visit
    if visits:
        travel += _minutes(request, here, tour)
    return PlannedTour(tour, tuple(stops), travel)


def _check(request: RouteRequest) -> None:
    if len(request.visits) > MOST_VISITS or not 1 <= len(request.tours) <= MOST_TOURS:
        raise InvalidInputError(f"up to {MOST_VISITS} visits and from 1 to {MOST_TOURS} tours can be planned together")
    ids = [visit.id for visit in request.visits]
    if len(set(ids)) != len(ids) or len({tour.id for tour in request.tours}) != len(request.tours):
        raise InvalidInputError("every visit and every tour needs an id of its own")
    size = len(request.matrix)
    stops: list[Tour | Visit] = [*request.tours, *request.visits]
    for one in stops:
        if request.matrix and (one.index is None or not 0 <= one.index < size):
            raise InvalidInputError(f"{one.id}: no row of the matrix")
        if not request.matrix and one.place is None:
            raise InvalidInputError(f"{one.id}: say where it is (lat, lon), or give a matrix")
    if any(len(row) != size for row in request.matrix):
        raise InvalidInputError("matrix: it must be square")
