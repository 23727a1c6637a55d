"""The rules of the weekly review: which week, in what order, the two-reviews rule, the streak."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.selling.review.model import Decision
from trato.selling.review.rules import (
    Candidate,
    Past,
    Verdict,
    Why,
    in_order,
    is_to_be_shared,
    reasons,
    streak,
    week_of,
)
from trato.selling.review.service import verdict_of

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
TODAY = NOW.date()
instants = st.integers(0, 800 * 1440).map(lambda minutes: NOW - timedelta(minutes=minutes))
days = st.dates(date(2024, 1, 1), date(2028, 1, 1))
pasts = st.lists(st.builds(Past, st.sampled_from(Verdict), instants), max_size=8)
zones = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/Madrid", "America/Mexico_City", "Pacific/Auckland", "UTC")]
)
candidates = st.builds(
    Candidate,
    opportunity_id=st.integers(1, 10**6),
    next_date=st.none() | days,
    close_date=st.none() | days,
    amount=st.none() | st.decimals(0, 10**9, places=2),
    begun_at=instants,
    last_at=st.none() | instants,
    changed_at=st.none() | instants,
    past=pasts,
)


@given(st.lists(candidates, max_size=30, unique_by=lambda one: one.opportunity_id))
def test_everything_is_reviewed_once_the_gravest_first_and_then_by_close_date(found):
    ordered = in_order(found, NOW, TODAY)
    assert sorted(one.opportunity_id for one, _ in ordered) == sorted(one.opportunity_id for one in found)
    ranks = [list(Why).index(why[0]) if why else len(Why) for _, why in ordered]
    assert ranks == sorted(ranks)
    for (before, why), (after, other) in pairwise(ordered):
        if why[:1] == other[:1]:
            assert (before.close_date or date.max) <= (after.close_date or date.max)


@given(candidates)
def test_no_reason_is_told_twice_and_each_is_true(one):
    told = reasons(one, NOW, TODAY)
    assert len(set(told)) == len(told)
    assert (Why.NO_NEXT_DATE in told) == (one.next_date is None)
    past = [day for day in (one.next_date, one.close_date) if day is not None and day < TODAY]
    assert (Why.PAST_DUE in told) == bool(past)
    assert (Why.SILENT in told) == ((one.last_at or one.begun_at) < NOW - timedelta(days=30))


@given(st.lists(candidates, max_size=10, unique_by=lambda one: one.opportunity_id), st.randoms())
def test_the_order_does_not_depend_on_how_they_were_found(found, dice):
    shuffled = list(found)
    dice.shuffle(shuffled)
    assert in_order(shuffled, NOW, TODAY) == in_order(found, NOW, TODAY)


@given(candidates)
def test_an_action_is_asked_for_exactly_after_two_reviews_that_changed_nothing(one):
    idle = [
        past.at
        for past in one.past
        if past.verdict is Verdict.CONFIRMED and (one.changed_at is None or past.at > one.changed_at)
    ]
    assert one.must_act == (len(idle) >= 2)


@given(st.lists(st.sampled_from(["confirm", "change", "skip", "edit"]), min_size=1, max_size=20))
def test_no_course_of_weeks_leaves_an_opportunity_alone_for_three_reviews(weeks):
    """Go through weeks as the server does; `edit` changes the opportunity between two reviews."""
    past: list[Past] = []
    changed_at, confirmed = None, 0
    for number, what in enumerate(weeks):
        at = NOW + timedelta(weeks=number)
        before = Candidate(1, TODAY, TODAY, Decimal(1), NOW, changed_at=changed_at, past=tuple(past))
        if what == "edit":
            changed_at, confirmed = at + timedelta(days=1), 0
            continue
        decision = Decision(is_skipped=what == "skip")
        verdict = verdict_of(decision, before, at, is_changed=what == "change")
        if before.must_act and verdict in (Verdict.CONFIRMED, Verdict.SKIPPED):
            verdict = Verdict.CHANGED  # what the server insists on
        if verdict is Verdict.CHANGED:
            changed_at, confirmed = at, 0
        confirmed += verdict is Verdict.CONFIRMED
        past.append(Past(verdict, at))
        assert confirmed <= 2


@given(candidates, instants)
def test_a_change_arms_the_rule_anew(one, at):
    after = max([at, *(past.at for past in one.past)])
    changed = Candidate(1, None, None, None, one.begun_at, changed_at=after, past=one.past)
    assert changed.reviews_without_change == 0


@given(instants, zones)
def test_a_week_begins_on_its_monday_there(now, zone):
    monday = week_of(now, zone)
    assert monday.weekday() == 0
    assert 0 <= (now.astimezone(zone).date() - monday).days < 7


@pytest.mark.parametrize(
    ("at", "zone", "monday"),
    [
        ("2026-03-01T23:30+00:00", "Europe/Madrid", date(2026, 3, 2)),
        ("2026-03-01T23:30+00:00", "UTC", date(2026, 2, 23)),
        ("2026-01-01T12:00+00:00", "Europe/Madrid", date(2025, 12, 29)),
        ("2026-03-02T02:00+00:00", "America/Mexico_City", date(2026, 2, 23)),
    ],
)
def test_the_organisations_clock_says_which_week_it_is(at, zone, monday):
    assert week_of(datetime.fromisoformat(at), ZoneInfo(zone)) == monday


@given(st.sets(st.integers(0, 30)), st.integers(0, 30))
def test_a_streak_is_broken_by_a_week_that_was_left_out(finished, this):
    monday = date(2026, 1, 5)
    weeks = {monday + timedelta(weeks=one) for one in finished}
    counted = streak(weeks, monday + timedelta(weeks=this))
    end = this if this in finished else this - 1
    assert counted == next(n for n in range(40) if end - n not in finished)


def test_a_manager_hears_at_least_once_a_month():
    assert is_to_be_shared(None, NOW)
    assert not is_to_be_shared(NOW - timedelta(days=30), NOW)
    assert is_to_be_shared(NOW - timedelta(days=31), NOW)
