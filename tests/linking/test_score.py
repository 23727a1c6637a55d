"""Scores are sums of named parts; the order of candidates, people and accounts never matters."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.linking.counting import MailFacts
from trato.linking.model import Candidate, LinkState, Manual, Neighbours, Person, ReasonCode, Subject
from trato.linking.score import SUGGEST_CHANCE, decide, follow, rank
from trato.linking.segments import Turn, turns
from trato.linking.topics import Topic, topics_of
from trato.linking.weights import WEIGHTS
from trato.linking.words import Rarity, number
from trato.mail.telling import fold, mark, marks, words

AT = datetime(2026, 2, 10, tzinfo=UTC)
WORDS = ["presses", "bilbao", "barrels", "oak", "mill", "dock"]
NUMBERS = ["q2231", "q77"]
STRANGER, KNOWN = "stranger@mail.example", "known@mail.example"
few_words = st.frozensets(st.sampled_from(WORDS), max_size=4)
neighbours = st.builds(
    Neighbours,
    numbers=st.dictionaries(st.integers(1, 5), st.just("q77"), max_size=2),
    talks=st.dictionaries(st.integers(1, 5), st.sampled_from([0.2, 0.9]), max_size=2),
    taught=st.dictionaries(st.integers(1, 5), st.sampled_from([{}, {STRANGER: 0.9}, {KNOWN: 1.4}]), max_size=2),
    taught_words=st.dictionaries(st.integers(1, 5), st.sampled_from([0.5, 1.0]), max_size=2),
    not_business=st.integers(0, 2),
)
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
        title=draw(few_words.map(marked)), said=draw(few_words.map(marked)),
        numbers=draw(st.frozensets(st.sampled_from(NUMBERS))), first_at=AT, last_at=AT,
        outside={STRANGER: None, KNOWN: people[0].id if people else None},
    )  # fmt: skip


def marked(some_words):
    return frozenset(map(mark, some_words))


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
    chances = WEIGHTS.chances([one.score for one in ranked])
    if decision.state is LinkState.CONFIRMED:
        assert chances[0] >= WEIGHTS.certain
        assert all(chance <= 1 - WEIGHTS.certain for chance in chances[1:])
    if decision.state is LinkState.NONE:
        assert all(chance < SUGGEST_CHANCE for chance in chances)
        assert decision.opportunity_id is None
    assert list(decision.suggestions) == ranked[: len(decision.suggestions)]


def scores(subject, pool):
    return {one.opportunity_id: one.score for one in rank(subject, pool, rarity(pool))}


@given(subjects(), candidates(), st.sampled_from(WORDS), st.sampled_from(NUMBERS), st.integers(1, 4), st.integers(1, 3))
def test_more_evidence_never_lowers_a_score(subject, pool, word, written, user_id, account_id):
    before = scores(subject, pool)
    richer = [
        replace(subject, title=subject.title | marked([word])),
        replace(subject, numbers=subject.numbers | {written}),
        replace(subject, user_ids=subject.user_ids | {user_id}),
        replace(subject, account_ids=subject.account_ids | {account_id}),
    ]
    for one in richer:
        after = scores(one, pool)
        assert all(after.get(key, 0.0) >= value - 1e-9 for key, value in before.items())


@given(subjects(), candidates(), neighbours)
def test_what_is_decided_by_neighbours_teaches_no_others(subject, pool, near):
    alone = decide(subject, pool, rarity(pool))
    assert alone.stands_alone == (alone.state is LinkState.CONFIRMED)
    assert not decide(subject, pool, rarity(pool), near).stands_alone


@given(subjects(), candidates(), st.integers(1, 5))
def test_a_neighbour_speaks_for_its_opportunity_only(subject, pool, opportunity_id):
    before = scores(subject, pool)
    near = Neighbours(
        numbers={opportunity_id: "q77"}, talks={opportunity_id: 0.9}, taught={opportunity_id: {STRANGER: 0.9}}
    )
    after = {one.opportunity_id: one.score for one in rank(subject, pool, rarity(pool), near)}
    assert all((after[one] > before[one]) == (one == opportunity_id) for one in before)


@given(subjects(), candidates(), st.integers(1, 5))
def test_links_say_nothing_of_people_whom_the_opportunity_names(subject, pool, opportunity_id):
    near = Neighbours(taught={opportunity_id: {KNOWN: 0.9}})
    told = {
        one.opportunity_id
        for one in rank(subject, pool, rarity(pool), near)
        if any(reason.code is ReasonCode.TAUGHT for reason in one.reasons)
    }
    named = {one.id for one in pool if subject.outside[KNOWN] in one.contact_ids}
    assert told == {opportunity_id} & {one.id for one in pool} - named


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


@given(st.lists(st.floats(-20, 20), max_size=6))
def test_chances_are_shares_and_leave_one_for_none_of_them(scores_of_all):
    chances = WEIGHTS.chances(scores_of_all)
    assert all(0 <= chance <= 1 for chance in chances)
    assert sum(chances) < 1 + 1e-9


def test_every_feature_has_a_weight():
    silent = {ReasonCode.EXPLICIT, ReasonCode.SEVERAL_CANDIDATES, ReasonCode.NO_OPPORTUNITY}
    assert set(WEIGHTS.points) == set(ReasonCode) - silent


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Naves industriales", "nave industrial"), ("COMPRESORES", "compresor"), ("Services", "service")],
)
def test_plurals_have_the_marks_of_their_singulars(written, meant):
    assert marks(written) == marks(meant)


@given(st.text(max_size=100), st.text(max_size=100))
def test_marks_fit_a_small_integer_and_hold_the_words_of_a_name(name, rest):
    found = marks(f"{name} {rest}")
    assert all(-32768 <= one <= 32767 for one in found)
    assert {mark(word) for word in words(name)} <= found


def test_a_topic_needs_more_than_one_chance_word():
    assert Topic.SERVICE not in topics_of(frozenset(), marks("Gracias por la revisión"))
    assert Topic.SERVICE in topics_of(marks("Avería línea 3"), marks("Desde esta mañana"))
    assert Topic.BILLING in topics_of(marks("Invoice 4711"), frozenset())


def mail(n, *numbers):
    return MailFacts(n, "in", AT + timedelta(days=n), False, "", "normal", (), (1,), "", "", frozenset(numbers))


def deal(n, number_):
    return Candidate(n, 1, None, f"Deal {n}", None, None, frozenset(), None, frozenset(), frozenset(),
                     {number(number_): number_}, {})  # fmt: skip


def test_a_thread_turns_where_a_mail_names_another_opportunity():
    pool = [deal(1, "Q-1"), deal(2, "Q-2")]
    history = [mail(1), mail(2, "q1"), mail(3), mail(4, "q2"), mail(5), mail(6, "q1"), mail(7)]
    assert turns(history, pool) == {4: Turn(2, "Q-2"), 5: Turn(2, "Q-2")}


def test_a_mail_that_names_both_turns_nothing():
    pool = [deal(1, "Q-1"), deal(2, "Q-2")]
    assert turns([mail(1, "q1"), mail(2, "q1", "q2"), mail(3, "x9")], pool) == {}
