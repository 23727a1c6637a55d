"""All rules as one: checked, compared, and kept without loss."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.errors import InvalidInputError
from trato.scheduling.due_rules import RULES, DueCode, StepKind
from trato.scheduling.next_step import Step
from trato.scheduling.rule_set import Frequency, RuleSet, checked, difference, document, from_document

STAGES = ("needs", "proposal")
kinds = st.sampled_from(list(StepKind))
words = st.text(max_size=20)
steps = st.builds(
    Step, stage_key=st.sampled_from(STAGES), position=st.integers(1, 9), kind=kinds, objective_en=words,
    objective_es=words, days=st.integers(0, 90), duration_min=st.integers(5, 240),
)  # fmt: skip
frequencies = st.builds(
    Frequency, group=st.sampled_from("ABC"), kind=kinds, times=st.integers(1, 5), days=st.integers(5, 365)
)
reasons = st.sampled_from(list(RULES.values())).map(lambda rule: replace(rule, days=rule.days + 3, is_on=False))
rule_sets = st.builds(
    RuleSet,
    st.lists(steps, max_size=8).map(tuple),
    st.lists(frequencies, max_size=8, unique_by=lambda one: (one.group, one.kind)).map(tuple),
    st.lists(reasons, max_size=9, unique_by=lambda one: one.code).map(tuple),
)


@given(rule_sets)
def test_what_is_kept_in_the_history_is_read_back_as_it_was(rules):
    assert from_document(document(rules)) == rules


@given(rule_sets)
def test_checked_rules_are_in_order_and_checking_them_again_changes_nothing(rules):
    once = checked(rules, stages=STAGES)
    assert checked(once, stages=STAGES) == once
    assert [step.stage_key for step in once.steps] == sorted((s.stage_key for s in once.steps), key=STAGES.index)
    assert {rule.code for rule in once.rules} == set(DueCode)
    assert difference(once, once).is_none


def test_a_difference_is_told_by_stage_group_and_reason():
    before = checked(RuleSet((), (Frequency("A", StepKind.VISIT, 1, 30),), ()), stages=STAGES)
    after = RuleSet(
        (Step("needs", 1, StepKind.CALL, "Ask", "Preguntar", 7, 30),),
        (Frequency("A", StepKind.VISIT, 2, 30),),
        (replace(RULES[DueCode.INACTIVE], days=90),),
    )
    found = difference(before, after)
    assert (found.stages, found.groups, found.codes) == (("needs",), ("A",), (DueCode.INACTIVE,))


@pytest.mark.parametrize(
    ("rules", "word"),
    [
        (RuleSet((Step("gone", 1, StepKind.CALL, "", "", 7, 30),), (), ()), "stage"),
        (RuleSet((), (Frequency("A", StepKind.VISIT, 9, 7),), ()), "once a day"),
        (RuleSet((), (Frequency("A", StepKind.VISIT, 1, 7),) * 2, ()), "twice"),
    ],
)
def test_what_does_not_fit_is_named(rules, word):
    with pytest.raises(InvalidInputError, match=word):
        checked(rules, stages=STAGES)


def test_two_visits_in_thirty_days_are_one_every_fifteen():
    assert Frequency("A", StepKind.VISIT, 2, 30).every == 15
