"""Why a next step is due, rule by rule, and that a need is proposed once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.scheduling.due_rules import RULES, DueCode, StepKind
from trato.scheduling.model import Period
from trato.scheduling.next_step import Cadence, Decided, Decision, Facts, Step, Waiting, needs, propose

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
QUIET = Facts(
    opportunity_id=1, stage_key="proposal", group="A", created_at=NOW - 5 * DAY, changed_at=NOW - 5 * DAY,
    next_date=date(2026, 3, 9), last_by_kind={"mail_out": (NOW - 2 * DAY, 7)},
    account_last_by_kind={"mail_out": NOW - 2 * DAY},
)  # fmt: skip
ONLY_ORDERS = {code: replace(rule, is_on=code is DueCode.WITHOUT_ORDER) for code, rule in RULES.items()}
AFTERNOON = Period(NOW + 8 * DAY, NOW + 8 * DAY + timedelta(hours=4))


def codes(facts: Facts) -> set[str]:
    return {need.code.value for need in needs(facts, RULES, now=NOW, zone=MADRID)}


def proposal(facts: Facts, *decided: Decided, **options):
    return propose(facts, RULES, decided, now=NOW, zone=MADRID, **options)


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("meeting_asked", {"waiting": Waiting(9, NOW - DAY, is_question=True, asks_to_meet=True)}),
        ("question_unanswered", {"waiting": Waiting(9, NOW - 2 * DAY, is_question=True)}),
        ("meeting_without_follow_up", {"last_by_kind": {"meeting": (NOW - DAY, 8), "mail_out": (NOW - 2 * DAY, 7)}}),
        ("next_date_passed", {"next_date": date(2026, 3, 1)}),
        ("no_next_date", {"next_date": None}),
        ("playbook_step", {"changed_at": NOW - 8 * DAY,
                           "steps": [Step("proposal", 1, StepKind.VISIT, "See it", "Verlo", 7, 60)]}),
        ("cadence_overdue", {"cadences": [Cadence("A", StepKind.VISIT, 4)]}),
        ("unchanged", {"changed_at": NOW - 20 * DAY, "last_by_kind": {"mail_out": (NOW - 15 * DAY, 7)}}),
        ("inactive", {"account_last_by_kind": {"call": NOW - 184 * DAY}}),
    ],
)  # fmt: skip
def test_each_fact_makes_its_step_due_and_nothing_else_does(code, changed):
    assert codes(QUIET) == set()
    assert codes(replace(QUIET, **changed)) == {code}


def test_what_is_planned_keeps_quiet_what_a_meeting_settles():
    due = replace(
        QUIET, next_date=None, cadences=[Cadence("A", StepKind.VISIT, 4)], planned_at=NOW + DAY,
        waiting=Waiting(9, NOW - DAY, is_question=True, asks_to_meet=True),
    )  # fmt: skip
    assert codes(due) == set()


def test_an_order_is_activity_too_and_the_next_silence_is_a_new_need():
    silent = replace(QUIET, account_last_by_kind={"call": NOW - 200 * DAY})
    assert codes(replace(silent, last_order_on=(NOW - 30 * DAY).date())) == set()
    first = proposal(silent).need.key
    again = replace(silent, account_last_by_kind={"call": NOW - 190 * DAY})
    assert proposal(again, Decided(first, Decision.DISMISSED, None)).need.key != first


def test_the_times_a_customer_names_are_when_it_is_due():
    asked = replace(QUIET, waiting=Waiting(9, NOW - DAY, is_question=True, asks_to_meet=True, times=(AFTERNOON,)))
    assert proposal(asked).due == AFTERNOON


def test_there_is_one_proposal_with_all_reasons_the_strongest_first():
    found = proposal(replace(QUIET, next_date=None, waiting=Waiting(9, NOW - 2 * DAY, is_question=True)))
    assert [reason.code for reason in found.reasons] == ["question_unanswered", "no_next_date"]


def test_what_is_mostly_dismissed_weighs_less():
    facts = replace(QUIET, next_date=None, waiting=Waiting(9, NOW - 2 * DAY, is_question=True))
    assert proposal(facts, trust={DueCode.QUESTION_UNANSWERED: 0.1}).need.code is DueCode.NO_NEXT_DATE


@given(
    next_date=st.sampled_from((None, date(2026, 2, 20), date(2026, 3, 9))),
    waiting=st.sampled_from(
        (None, Waiting(9, NOW - 3 * DAY, is_question=True), Waiting(8, NOW - DAY, asks_to_meet=True))
    ),
    quiet_days=st.integers(1, 400),
    decisions=st.lists(st.sampled_from(list(Decision)), min_size=12, max_size=12),
)
def test_a_need_that_was_decided_is_never_proposed_again(next_date, waiting, quiet_days, decisions):
    last = NOW - quiet_days * DAY
    facts = replace(QUIET, next_date=next_date, waiting=waiting, changed_at=last, created_at=last,
                    last_by_kind={"call": (last, 5)}, account_last_by_kind={"call": last})  # fmt: skip
    decided: list[Decided] = []
    for decision in decisions:
        found = proposal(facts, *decided)
        if found is None:
            break
        assert found.need.key not in {one.need for one in decided}
        until = NOW + DAY if decision is Decision.POSTPONED else None
        decided.append(Decided(found.need.key, decision, until))
    else:
        pytest.fail("there was always another")
    for one in decided:
        is_open = one.decision is Decision.POSTPONED
        later = propose(facts, RULES, [one], now=NOW + 2 * DAY, zone=MADRID)
        known = {need.key for need in needs(facts, RULES, now=NOW + 2 * DAY, zone=MADRID)}
        assert is_open or later is None or later.need.key != one.need
        assert not is_open or one.need in known


def test_only_who_ordered_once_can_be_without_an_order():
    assert "without_order" not in codes(QUIET)
    assert codes(replace(QUIET, last_order_on=(NOW - 190 * DAY).date())) == {"without_order"}
    assert codes(replace(QUIET, last_order_on=(NOW - 180 * DAY).date())) == set()


def test_what_an_account_needs_is_proposed_for_one_of_its_opportunities():
    silent = replace(QUIET, account_last_by_kind={"call": NOW - 200 * DAY}, last_order_on=(NOW - 190 * DAY).date())
    assert codes(silent) == {"inactive", "without_order"}
    assert codes(replace(silent, speaks_for_account=False)) == set()


@given(
    gaps=st.lists(st.integers(0, 500), min_size=1, max_size=8),
    answers=st.lists(st.sampled_from([Decision.ACCEPTED, Decision.DISMISSED]), min_size=8, max_size=8),
    zone=st.sampled_from([MADRID, ZoneInfo("America/Mexico_City"), ZoneInfo("Pacific/Auckland")]),
)
def test_each_silence_after_an_order_is_proposed_once_and_the_next_order_arms_it_again(gaps, answers, zone):
    """Orders come after `gaps` days; whatever is proposed is decided on at once. What comes of that over years."""
    ordered, decided, shown = [], [], []
    day = NOW
    for gap in gaps:
        ordered.append(day.astimezone(zone).date())
        for _ in range(gap):
            facts = replace(QUIET, last_order_on=ordered[-1])
            found = propose(facts, ONLY_ORDERS, decided, now=day, zone=zone)
            if found is not None:
                shown.append((found.need.key, ordered[-1]))
                decided.append(Decided(found.need.key, answers[len(shown) % len(answers)], None))
            day += DAY
    assert len({key for key, _ in shown}) == len(shown)
    assert len({on for _, on in shown}) == len(shown)
    assert len(shown) == sum(gap > RULES[DueCode.WITHOUT_ORDER].days for gap in gaps)
