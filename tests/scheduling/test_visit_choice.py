"""Which customers are visited on one way: due by their frequency, and near each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trato.scheduling.model import Place
from trato.scheduling.travel import travel_min
from trato.scheduling.visit_choice import Visitable, due, near_each_other

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BILBAO, VITORIA, SEVILLA = Place(43.26, -2.93), Place(42.85, -2.67), Place(37.39, -5.98)


def customer(number: int, place: Place = BILBAO, *, seen: int | None = 40, every: int | None = 30, planned: int = 0):
    last = None if seen is None else NOW - timedelta(days=seen)
    ahead = NOW + timedelta(days=planned) if planned else None
    return Visitable(number, f"C{number:03}", "A", "", place, last, every, ahead)


def ids(found):
    return [one.customer.account_id for one in found]


def test_the_longest_overdue_for_its_frequency_comes_first():
    found = due([customer(1, seen=40), customer(2, seen=90), customer(3, seen=None)], now=NOW, until=NOW)
    assert ids(found) == [3, 2, 1]
    assert [one.overdue_days for one in found] == [None, 60, 10]


def test_nobody_is_due_who_has_a_visit_planned_no_frequency_or_was_seen_lately():
    others = [customer(1, planned=3), customer(2, every=None), customer(3, seen=5)]
    assert due(others, now=NOW, until=NOW) == []


def test_who_becomes_due_before_the_end_is_told_with_the_days_that_are_left():
    (found,) = due([customer(1, seen=25)], now=NOW, until=NOW + timedelta(days=14))
    assert found.overdue_days == -5


def test_a_far_customer_is_left_for_another_way():
    found = due([customer(1, seen=90), customer(2, VITORIA), customer(3, SEVILLA, seen=80)], now=NOW, until=NOW)
    assert ids(near_each_other(found, most=8, within_min=90)) == [1, 2]


@given(
    places=st.lists(st.tuples(st.floats(36, 44), st.floats(-9, 3), st.integers(31, 200)), max_size=25),
    most=st.integers(1, 10), within=st.integers(10, 240),
)  # fmt: skip
def test_each_is_near_another_that_was_chosen_before_and_no_more_than_asked_for(places, most, within):
    given_ = [customer(n, Place(lat, lon), seen=seen) for n, (lat, lon, seen) in enumerate(places)]
    found = due(given_, now=NOW, until=NOW)
    chosen = near_each_other(found, most=most, within_min=within)
    assert len(chosen) <= most
    assert len(set(ids(chosen))) == len(chosen)
    assert chosen[:1] == found[:1]
    for place, one in enumerate(chosen[1:], start=1):
        ways = [travel_min(one.customer.place, other.customer.place) for other in chosen[:place]]
        assert min(ways) <= within
