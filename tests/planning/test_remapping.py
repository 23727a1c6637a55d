"""A proposal for a new map: never worse than today's, few moves, named accounts stay; rules without a database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trato.planning.territories.remapping import Holding, Person, Wanted, kilometres, measure, moved, propose

PEOPLE = (Person(1, (40.4, -3.7)), Person(2, (41.4, 2.2)), Person(3, (37.4, -6.0), share=0.5))
spots = st.none() | st.tuples(st.integers(36, 43), st.integers(-9, 3))
amounts = st.integers(0, 10**6).map(float)


@st.composite
def maps(draw):
    count = draw(st.integers(1, 30))
    held = st.sampled_from([1, 2, 3]) if draw(st.booleans()) else st.sampled_from([1, 2, 3, 9, None])
    return [
        Holding(number, draw(amounts), float(draw(st.integers(0, 100))), draw(spots), draw(held), draw(st.booleans()))
        for number in range(count)
    ]


wishes = st.builds(Wanted, most_moves=st.sampled_from([0.0, 0.15, 1.0]), tolerance=st.sampled_from([0.0, 0.05]))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(holdings=maps(), wanted=wishes)
def test_a_proposal_is_never_worse_than_todays_map_nor_is_any_first_part_of_it(holdings, wanted):
    held = {one.id for one in PEOPLE}
    found = propose(holdings, PEOPLE, wanted)
    forced = [one for one in found.transfers if one.before not in held]
    chosen = found.transfers[len(forced) :]
    assert found.after.cost <= found.before.cost
    assert all(one.before in held and one.gain > 0 for one in chosen)
    assert found.before.cost - found.after.cost == pytest.approx(sum(one.gain for one in chosen), abs=1e-6)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(holdings=maps(), wanted=wishes)
def test_moves_are_counted_named_accounts_stay_and_nobody_is_left_without(holdings, wanted):
    held = {one.id for one in PEOPLE}
    found = propose(holdings, PEOPLE, wanted)
    by_id = {one.id: one for one in holdings}
    chosen = [one for one in found.transfers if one.before in held]
    assert len(chosen) <= wanted.most_moves * len(holdings) + 1e-9
    assert not any(by_id[one.account_id].is_fixed for one in chosen)
    assert len({one.account_id for one in found.transfers}) == len(found.transfers)
    after = moved(holdings, found.transfers)
    assert {one.holder for one in after} <= held
    again = measure(after, PEOPLE, wanted)
    assert (again.revenue_off, again.hours_off) == pytest.approx(
        (found.after.revenue_off, found.after.hours_off), abs=1e-6
    )


def test_who_carries_too_much_gives_what_lies_nearest_to_the_other():
    towns = [(40.4 + 0.01 * number, -3.7 + 0.6 * number) for number in range(8)]
    holdings = [Holding(number, 100.0, 10.0, spot, 1) for number, spot in enumerate(towns)]
    found = propose(holdings, PEOPLE[:2], Wanted(most_moves=1.0))
    assert {one.account_id for one in found.transfers} == {4, 5, 6, 7}
    assert (found.after.revenue_off, found.after.hours_off) == (pytest.approx(0), pytest.approx(0))


def test_a_balanced_compact_map_is_left_alone():
    holdings = [Holding(1, 5.0, 5.0, PEOPLE[0].spot, 1), Holding(2, 5.0, 5.0, PEOPLE[1].spot, 2)]
    assert propose(holdings, PEOPLE[:2], Wanted()).transfers == ()


def test_without_anybody_to_hold_accounts_nothing_is_proposed():
    assert propose([Holding(1, 1.0, 1.0, None, None)], (), Wanted()).transfers == ()


def test_distances_are_of_the_great_circle_and_unknown_places_weigh_nothing():
    assert kilometres((40.4168, -3.7038), (41.3874, 2.1686)) == pytest.approx(505, abs=2)
    assert kilometres(None, (41.0, 2.0)) == 0
