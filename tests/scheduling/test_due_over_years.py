"""When steps become due, over years, zones and the hours that clocks skip; that no reason is told twice; re-arming."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from trato.scheduling.due_rules import RULES, DueCode, StepKind
from trato.scheduling.next_step import Cadence, Decided, Decision, Facts, Step, Waiting, needs, propose

DAY = timedelta(days=1)
START = datetime(2019, 12, 1, tzinfo=UTC)
# Hours are skipped and repeated in these at different times of the year, or never; one changes its date first of all.
ZONES = ("Europe/Madrid", "America/Mexico_City", "America/New_York", "Pacific/Auckland", "Pacific/Kiritimati", "UTC")
zones = st.sampled_from([ZoneInfo(name) for name in ZONES])
instants = st.integers(0, 12 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
spans = st.integers(1, 1000)
kinds = st.sampled_from(list(StepKind))


def only(code, **changes):
    """The rules with this one alone in force."""
    return {one: replace(rule, is_on=one is code, **changes) if one is code else replace(rule, is_on=False)
            for one, rule in RULES.items()}  # fmt: skip


def quiet(at, **changes):
    facts = Facts(1, "proposal", "A", created_at=at, changed_at=at, next_date=None)
    return replace(facts, **changes)


def due(facts, rules, now, zone):
    return list(needs(facts, rules, now=now, zone=zone))


@given(instants, spans, kinds, zones, st.integers(0, 400))
def test_a_cadence_is_overdue_from_its_day_on_and_not_before(last, every, kind, zone, grace):
    interaction = "mail_out" if kind is StepKind.MAIL else kind.value
    cadences = [Cadence("A", kind, every), Cadence("B", kind, 1)]
    facts = quiet(START, account_last_by_kind={interaction: last}, cadences=cadences)
    rules = only(DueCode.CADENCE_OVERDUE, days=grace)
    first = last + (every + grace) * DAY
    assert due(facts, rules, first - timedelta(microseconds=1), zone) == []
    (need,) = due(facts, rules, first, zone)
    assert (need.since, need.kind) == (last + every * DAY, kind)
    assert due(replace(facts, planned_at=first + DAY), rules, first, zone) == []


@given(instants, st.integers(0, 400), zones)
def test_silence_is_due_after_its_days_whatever_the_zone(last, extra, zone):
    rules = only(DueCode.INACTIVE)
    facts = quiet(START, account_last_by_kind={"call": last})
    first = last + rules[DueCode.INACTIVE].days * DAY
    assert due(facts, rules, first - timedelta(seconds=1), zone) == []
    assert len(due(facts, rules, first + extra * DAY, zone)) == 1


@given(st.lists(instants, min_size=2, max_size=8, unique_by=lambda at: at.date()), zones)
def test_silence_is_armed_again_by_the_next_thing_that_happens_and_by_nothing_else(happened, zone):
    """Each time it is dismissed; it comes back exactly once for each new last thing."""
    rules, decided, told = only(DueCode.INACTIVE), [], []
    for last in sorted(happened):
        facts = quiet(START, account_last_by_kind={"visit": last})
        for months in (7, 8, 30):
            found = propose(facts, rules, decided, now=last + months * 30 * DAY, zone=zone)
            if found is not None:
                told.append(found.need.key)
                decided.append(Decided(found.need.key, Decision.DISMISSED, None))
    assert len(told) == len(set(told)) == len(happened)


@given(st.dates(date(2020, 1, 1), date(2031, 12, 31)), zones, st.integers(1, 60))
def test_a_date_has_passed_when_that_day_is_over_where_the_reader_is(day, zone, grace):
    rules = only(DueCode.NEXT_DATE_PASSED, days=grace)
    facts = quiet(START, next_date=day)
    midnight = datetime.combine(day + grace * DAY, time(), zone).astimezone(UTC)
    # A midnight that clocks skip is none: the day begins when its first hour does.
    while midnight.astimezone(zone).date() < day + grace * DAY:
        midnight += timedelta(minutes=30)
    assert due(facts, rules, midnight - timedelta(hours=2), zone) == []
    (need,) = due(facts, rules, midnight, zone)
    assert need.params["date"] == day.isoformat()


@given(instants, zones, st.integers(0, 900))
def test_a_postponed_need_comes_back_on_its_instant(last, zone, wait):
    rules = only(DueCode.INACTIVE)
    facts = quiet(START, account_last_by_kind={"call": last})
    now = last + 200 * DAY
    until = now + wait * DAY
    found = propose(facts, rules, [], now=now, zone=zone)
    assert found is not None
    decided = [Decided(found.need.key, Decision.POSTPONED, until)]
    before = propose(facts, rules, decided, now=until - timedelta(microseconds=1), zone=zone)
    after = propose(facts, rules, decided, now=until, zone=zone)
    assert before is None
    assert after is not None
    assert after.need.key == found.need.key


facts_of_all_kinds = st.builds(
    Facts,
    opportunity_id=st.just(1),
    stage_key=st.sampled_from(["needs", "proposal"]),
    group=st.sampled_from(["A", "B", ""]),
    created_at=instants,
    changed_at=instants,
    next_date=st.none() | st.dates(date(2020, 1, 1), date(2031, 12, 31)),
    last_by_kind=st.dictionaries(
        st.sampled_from(["mail_in", "mail_out", "meeting", "visit", "call", "note"]),
        st.tuples(instants, st.integers(1, 99)),
    ),
    account_last_by_kind=st.dictionaries(st.sampled_from(["mail_in", "mail_out", "visit", "call"]), instants),
    planned_at=st.none() | instants,
    waiting=st.none() | st.builds(Waiting, st.integers(1, 99), instants, st.booleans(), st.booleans()),
    last_order_on=st.none() | st.dates(date(2020, 1, 1), date(2031, 12, 31)),
    speaks_for_account=st.booleans(),
    steps=st.lists(
        st.builds(
            Step, st.sampled_from(["needs", "proposal"]), st.integers(1, 5), kinds, st.just("Do"), st.just("Hacer"),
            st.integers(0, 60), st.just(30),
        ),
        max_size=4,
    ),
    cadences=st.lists(
        st.builds(Cadence, st.sampled_from(["A", "B"]), kinds, spans), max_size=4, unique_by=lambda c: (c.group, c.kind)
    ),
)  # fmt: skip


@given(facts_of_all_kinds, instants, zones)
def test_no_reason_is_told_twice_and_none_from_the_future(facts, now, zone):
    found = due(facts, RULES, now, zone)
    keys = [need.key for need in found]
    assert len(keys) == len(set(keys))
    assert len({(need.code, need.kind) for need in found}) == len(found)
    proposal = propose(facts, RULES, [], now=now, zone=zone)
    assert (proposal is None) == (not found)
    if proposal is not None:
        assert len(proposal.reasons) == len(found)
        assert proposal.due.end > proposal.due.start


@given(facts_of_all_kinds, instants, zones)
def test_what_is_decided_is_not_proposed_again_while_nothing_new_happens(facts, now, zone):
    decided: list[Decided] = []
    while (found := propose(facts, RULES, decided, now=now, zone=zone)) is not None:
        assert found.need.key not in {one.need for one in decided}
        decided.append(Decided(found.need.key, Decision.DISMISSED, None))
    assert {one.need for one in decided} == {need.key for need in due(facts, RULES, now, zone)}
