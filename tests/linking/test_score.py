"""Scores are sums of named parts; the order of candidates, people and accounts never matters."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from trato.linking.model import Candidate, LinkState, Manual, Person, Subject
from trato.linking.score import CONFIRM_MARGIN, CONFIRM_SCORE, SUGGEST_SCORE, decide, follow, rank
from trato.linking.words import Rarity, fold, number, words

AT = datetime(2026, 2, 10, tzinfo=UTC)
WORDS = ["presses", "bilbao", "barrels", "oak", "mill", "dock"]
NUMBERS = ["q2231", "q77"]
few_words = st.frozensets(st.sampled_from(WORDS), max_size=4)
days = st.sampled_from([None, date(2024, 1, 1), date(2025, 1, 1), date(2026, 2, 1), date(2026, 3, 1)])
numbers = st.frozensets(st.sampled_from(NUMBERS)).map(lambda found: {one: one.upper() for one in found})
few_ids = st.frozensets(st.integers(1, 4), max_size=3)


@st.composite
def candidates(draw):
    count = draw(st.integers(0, 5))
    return [
        Candidate(
            id=n, account_id=draw(st.integers(1, 3)), owner_id=draw(st.sampled_from([None, 1, 2])), name=f"Deal {n}",
            closed_on=draw(days), created_on=draw(days),
            contact_ids=draw(few_ids), decision_maker_id=draw(st.sampled_from([None, 1, 2])), words=draw(few_words),
            product_words=draw(few_words), numbers=draw(numbers), product_codes=draw(numbers),
        )
        for n in range(1, count + 1)
    ]  # fmt: skip


@st.composite
def subjects(draw):
    people = tuple(Person(n, n, f"Person {n}") for n in sorted(draw(few_ids)))
    return Subject(
        people=people, account_ids=frozenset(draw(st.frozensets(st.integers(1, 3)))), user_ids=draw(few_ids),
        words=draw(few_words), numbers=draw(st.frozensets(st.sampled_from(NUMBERS))), first_at=AT, last_at=AT,
    )  # fmt: skip


def rarity(pool):
    return Rarity(one.words for one in pool)


@given(subjects(), candidates(), st.randoms())
def test_the_order_of_candidates_does_not_matter(subject, pool, dice):
    shuffled = dice.sample(pool, len(pool))
    assert decide(subject, pool, rarity(pool)) == decide(subject, shuffled, rarity(shuffled))


@given(subjects(), candidates())
def test_a_score_is_the_sum_of_its_reasons_and_the_ranking_follows_it(subject, pool):
    ranked = rank(subject, pool, rarity(pool))
    assert [one.score for one in ranked] == [sum(reason.points for reason in one.reasons) for one in ranked]
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
    assert {one.opportunity_id for one in ranked} <= {one.id for one in pool}


@given(subjects(), candidates())
def test_only_a_clear_winner_is_linked_unasked(subject, pool):
    decision = decide(subject, pool, rarity(pool))
    ranked = rank(subject, pool, rarity(pool))
    if decision.state is LinkState.CONFIRMED:
        assert decision.score >= CONFIRM_SCORE
        assert all(decision.score - one.score >= CONFIRM_MARGIN for one in ranked[1:])
    if decision.state is LinkState.NONE:
        assert all(one.score < SUGGEST_SCORE for one in ranked)
        assert decision.opportunity_id is None
    assert list(decision.suggestions) == ranked[: len(decision.suggestions)]


def scores(subject, pool):
    return {one.opportunity_id: one.score for one in rank(subject, pool, rarity(pool))}


@given(subjects(), candidates(), st.sampled_from(WORDS), st.sampled_from(NUMBERS), st.integers(1, 4), st.integers(1, 3))
def test_more_evidence_never_lowers_a_score(subject, pool, word, written, user_id, account_id):
    before = scores(subject, pool)
    richer = [
        replace(subject, words=subject.words | {word}),
        replace(subject, numbers=subject.numbers | {written}),
        replace(subject, user_ids=subject.user_ids | {user_id}),
        replace(subject, account_ids=subject.account_ids | {account_id}),
    ]
    for one in richer:
        after = scores(one, pool)
        assert all(after.get(key, 0.0) >= value - 1e-9 for key, value in before.items())


@given(subjects(), candidates(), st.sampled_from(["link", "not_business"]), st.sampled_from([None, 3]))
def test_a_persons_decision_stands_over_any_score(subject, pool, kind, opportunity_id):
    automatic = decide(subject, pool, rarity(pool))
    decision = follow(Manual(9, kind, 1, opportunity_id, "Ana"), automatic)
    assert decision.decision_id == 9
    assert decision.suggestions == automatic.suggestions
    if kind == "link":
        assert (decision.state, decision.opportunity_id) == (LinkState.CONFIRMED, opportunity_id)
    else:
        assert (decision.state, decision.opportunity_id) == (LinkState.REJECTED, None)


@given(st.text(max_size=60))
def test_words_are_the_same_however_they_are_written(text):
    assert words(fold(text)) == words(text)
    assert number(number(text)) == number(text)


def test_spanish_accents_and_written_numbers():
    assert words("Modernización de la ALMAZARA") == {"modernizacion", "almazara"}
    assert number("Q-2231") == number("q 2231") == "q2231"
