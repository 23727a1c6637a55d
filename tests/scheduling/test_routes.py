"""Routes keep windows and days, take the least way, and say what they leave out."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from trato.cli import cli
from trato.errors import InvalidInputError
from trato.scheduling.model import Place
from trato.scheduling.route_model import RouteRequest, Tour, Visit
from trato.scheduling.routes import plan

BASE = Place(40.4168, -3.7038)


def ring(size: int, way: int = 10) -> tuple[tuple[int, ...], ...]:
    """Stops on a ring: the way grows with the number of stops between."""
    return tuple(tuple(way * min(abs(a - b), size - abs(a - b)) for b in range(size)) for a in range(size))


def test_the_least_way_around_is_found_and_the_base_is_where_it_begins_and_ends():
    visits = tuple(Visit(str(number), 15, index=number) for number in (3, 1, 5, 2, 4))
    found = plan(RouteRequest(visits, (Tour("a", 0, 480, index=0),), ring(6), seconds=0.3))
    order = [stop.visit.id for stop in found.tours[0].stops]
    assert order in (["1", "2", "3", "4", "5"], ["5", "4", "3", "2", "1"])
    assert found.travel == 60


def test_windows_are_kept_and_one_waits_where_one_is_early():
    visits = (Visit("late", 30, index=1, earliest=300, latest=310), Visit("soon", 30, index=2, latest=30))
    found = plan(RouteRequest(visits, (Tour("a", 0, 480, index=0),), ring(3), seconds=0.2))
    (soon, late) = found.tours[0].stops
    assert (soon.visit.id, late.visit.id, late.begins) == ("soon", "late", 300)
    assert late.arrives < late.begins


def test_what_does_not_fit_the_day_is_left_out_by_name_and_goes_to_another_day_if_there_is_one():
    visits = tuple(Visit(str(number), 200, index=number) for number in (1, 2, 3))
    one_day = (Tour("mon", 0, 450, index=0),)
    assert len(plan(RouteRequest(visits, one_day, ring(4), seconds=0.2)).left_out) == 1
    two_days = (*one_day, Tour("tue", 1440, 1890, index=0))
    assert plan(RouteRequest(visits, two_days, ring(4), seconds=0.2)).left_out == ()


def test_a_visit_that_may_be_left_out_is_where_its_way_costs_more():
    visits = (Visit("near", 10, index=1), Visit("far", 10, index=2, prize=20))
    matrix = ((0, 10, 200), (10, 0, 200), (200, 200, 0))
    found = plan(RouteRequest(visits, (Tour("a", 0, 900, index=0),), matrix, seconds=0.2))
    assert [visit.id for visit in found.left_out] == ["far"]


def test_what_does_not_fit_is_refused():
    with pytest.raises(InvalidInputError, match="lat, lon"):
        plan(RouteRequest((Visit("a", 10),), (Tour("t", 0, 100, BASE),)))
    with pytest.raises(InvalidInputError, match="square"):
        plan(RouteRequest((Visit("a", 10, index=1),), (Tour("t", 0, 100, index=0),), ((0, 1), (1,))))


def test_the_command_plans_a_day_by_places(tmp_path):
    request = {
        "tours": [{"id": "luis", "from": "2026-03-03T08:00:00+01:00", "to": "2026-03-03T18:00:00+01:00",
                   "lat": BASE.latitude, "lon": BASE.longitude}],
        "visits": [
            {"id": "toledo", "duration_min": 60, "lat": 39.8628, "lon": -4.0273},
            {"id": "getafe", "duration_min": 45, "lat": 40.3083, "lon": -3.7327,
             "window": {"from": "2026-03-03T09:00:00+01:00", "to": "2026-03-03T10:00:00+01:00"}},
        ],
        "seconds": 0.2,
    }  # fmt: skip
    file = tmp_path / "day.json"
    file.write_text(json.dumps(request))
    done = CliRunner().invoke(cli, ["route", "--json", str(file)])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert [stop["id"] for stop in found["tours"][0]["stops"]] == ["getafe", "toledo"]
    assert found["left_out"] == []
    assert found["cost"] == found["tours"][0]["travel_min"] > 0
