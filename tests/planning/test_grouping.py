"""Which group an account falls into, and what plan a group makes: rules without a database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.planning.grouping import Activity, Compare, Condition, Criterion, Group, place
from trato.planning.proposing import Visited, grown, propose, visited_too_often

AMOUNTS = st.decimals(0, 10**6, places=2)


def group(code, *conditions, activities=()):
    return Group(code, code, tuple(Condition(*one) for one in conditions), activities=activities)


BIG = group("A", ("purchases_12m", Compare.AT_LEAST, "1000"), ("orders_12m", Compare.AT_LEAST, "2"))
WINE = group("W", ("industry", Compare.IS, "wine"))
REST = group("C")


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"purchases_12m": Decimal(1000), "orders_12m": Decimal(2)}, "A"),
        ({"purchases_12m": Decimal("999.99"), "orders_12m": Decimal(2)}, "C"),
        ({"purchases_12m": Decimal(5000), "orders_12m": Decimal(1), "industry": "Wine "}, "W"),
        ({}, "C"),
    ],
)
def test_the_first_group_whose_conditions_all_hold_takes_the_account(figures, code):
    assert place([BIG, WINE, REST], figures).code == code


def test_what_is_unknown_satisfies_no_condition_and_nobody_is_forced_into_a_group():
    silent = group("S", ("months_since_order", Compare.AT_MOST, "6"))
    assert place([silent], {"months_since_order": None}).code is None
    assert place([silent], {"months_since_order": Decimal(6)}).code == "S"


def test_a_field_of_ones_own_counts_as_number_or_text():
    rich = group("R", ("own:Potential", Compare.AT_LEAST, "80"))
    assert place([rich], {"own:Potential": "80"}).code == "R"
    assert place([rich], {"own:Potential": "high"}).code is None


def test_reasons_name_what_was_asked_and_the_accounts_own_figure():
    placed = place([BIG], {"purchases_12m": Decimal(2000), "orders_12m": Decimal(3)})
    assert [(one.condition.criterion, one.figure) for one in placed.reasons] == [
        (Criterion.PURCHASES_12M, Decimal(2000)),
        (Criterion.ORDERS_12M, Decimal(3)),
    ]


@given(st.integers(1, 52), st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_actions_lie_on_weekdays_of_what_is_left_of_the_year_and_no_more_than_a_year_has(times, today):
    plan = propose(
        group("A", activities=(Activity("visit", "Visit", times),)), bought=None, year=today.year, today=today
    )
    assert 1 <= len(plan.actions) <= times
    for one in plan.actions:
        assert today <= one.due_on <= date(today.year, 12, 31)
    last_days = {date(today.year, 12, day) for day in range(25, 32)}
    assert all(one.due_on.weekday() < 5 or one.due_on in last_days for one in plan.actions)


@given(st.integers(1, 52))
def test_a_whole_year_has_each_activity_as_often_as_asked_and_a_past_one_none(times):
    asked = group("A", activities=(Activity("call", "Call", times),))
    assert len(propose(asked, bought=None, year=2027, today=date(2026, 5, 1)).actions) == times
    assert propose(asked, bought=None, year=2025, today=date(2026, 5, 1)).actions == ()


@given(AMOUNTS, st.decimals(-100, 500, places=2))
def test_growth_is_of_what_was_bought_to_the_cent(bought, percent):
    found = grown(bought, percent)
    assert abs(found - bought * (100 + percent) / 100) <= Decimal("0.005")
    assert grown(None, percent) is grown(bought, None) is None


def test_who_is_seen_too_often_comes_by_what_a_visit_brings():
    seen = [
        Visited(1, 12, 4, Decimal(1200)), Visited(2, 9, 4, Decimal(0)), Visited(3, 5, 4, Decimal(0)),
        Visited(4, 2, 1, Decimal(0)), Visited(5, 4, 4, Decimal(0)),
    ]  # fmt: skip
    assert [one.account_id for one in visited_too_often(seen)] == [2, 1]
