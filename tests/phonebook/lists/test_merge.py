"""Two sides of one person become one again: each change goes over, none is lost, and policies decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.phonebook.lists.fields import EMAILS, FIELDS, NOTES, PHONES, SHOWN_IN, TEXTS
from trato.phonebook.lists.merge import Agreed, Policy, Rules, as_card, merge

from .people import cards, people, read, without_doubles, words

policies = st.fixed_dictionaries({name: st.sampled_from(Policy) for name in FIELDS})
rules = st.builds(Rules, policies, st.sampled_from([frozenset(), frozenset({"company_name"})]), st.booleans())


def sides(person):
    card = as_card(person, read)
    return Agreed(person, card), person, card


@given(people, people, cards, rules)
def test_merging_again_changes_nothing(before, ours, theirs, rules):
    base, _, _ = sides(before)
    first = merge(base, ours, theirs, rules, read)
    again = merge(first.agreed(base), first.ours, first.theirs, rules, read)
    assert (again.ours, again.theirs) == (first.ours, first.theirs)
    assert {one.field for one in again.conflicts} == {one.field for one in first.conflicts}


@given(people.map(without_doubles), people.map(without_doubles), cards.map(without_doubles), rules)
def test_interrupted_before_outlook_is_written_it_ends_the_same(before, ours, theirs, rules):
    base, _, _ = sides(before)
    first = merge(base, ours, theirs, rules, read)
    untouched = frozenset(
        name for name, shown in SHOWN_IN.items() if all(first.theirs[one] == theirs[one] for one in shown)
    )
    halfway = merge(first.agreed(base, fields=untouched), first.ours, theirs, rules, read)
    assert halfway.theirs == first.theirs
    assert halfway.ours == first.ours


@given(people, st.sampled_from(TEXTS), words, words)
def test_a_change_of_one_side_reaches_the_other(person, name, ours, theirs):
    base, _, card = sides(person)
    told = merge(base, {**person, name: ours}, card, Rules({}), read)
    assert (told.ours[name], told.theirs[name], told.conflicts) == (ours, ours, ())
    heard = merge(base, person, {**card, name: theirs}, Rules({}), read)
    assert (heard.ours[name], heard.theirs[name], heard.conflicts) == (theirs, theirs, ())


@pytest.mark.parametrize(
    ("policy", "is_ours_newer", "expected"),
    [
        (Policy.OURS, False, "Head of sales"),
        (Policy.THEIRS, True, "Owner"),
        (Policy.NEWEST, True, "Head of sales"),
        (Policy.NEWEST, False, "Owner"),
        (Policy.BOTH, False, "Head of sales / Owner"),
    ],
)
@given(people)
def test_a_policy_decides_where_both_changed(policy, is_ours_newer, expected, person):
    person = {**person, "job_title": "Sales"}
    base, _, card = sides(person)
    decided = Rules({"job_title": policy}, is_ours_newer=is_ours_newer)
    ours, theirs = {**person, "job_title": "Head of sales"}, {**card, "job_title": "Owner"}
    merged = merge(base, ours, theirs, decided, read)
    assert (merged.ours["job_title"], merged.theirs["job_title"]) == (expected, expected)
    assert merged.conflicts == ()


@given(people)
def test_what_is_to_be_asked_stays_as_it_is_on_both_sides(person):
    person = {**person, "job_title": "Sales"}
    base, _, card = sides(person)
    merged = merge(base, {**person, "job_title": "A"}, {**card, "job_title": "B"}, Rules({}), read)
    assert [(one.field, one.ours, one.theirs) for one in merged.conflicts] == [("job_title", "A", "B")]
    assert (merged.ours["job_title"], merged.theirs["job_title"]) == ("A", "B")
    assert "job_title" in merged.agreed(base).ours, "what was agreed before still stands"
    assert merged.agreed(base).ours["job_title"] == "Sales"


@given(people)
def test_a_company_renamed_on_the_phone_is_asked_about_and_not_written(person):
    person = {**person, "company_name": "Norte SA"}
    base, _, card = sides(person)
    told = Rules({}, told=frozenset({"company_name"}))
    merged = merge(base, person, {**card, "company_name": "Sur SL"}, told, read)
    assert [one.field for one in merged.conflicts] == ["company_name"]
    assert (merged.ours["company_name"], merged.theirs["company_name"]) == ("Norte SA", "Sur SL")


def phone(number, kind="business"):
    return {"number": number, "kind": kind, "e164": read(number).e164, "extension": read(number).extension}


@given(people)
def test_numbers_of_both_sides_are_joined(person):
    person = {**person, PHONES: [phone("944 000 111")]}
    base, _, card = sides(person)
    ours = {**person, PHONES: [phone("944 000 111"), phone("944 000 112")]}
    merged = merge(base, ours, {**card, "mobile_phone": "600 111 222"}, Rules({}), read)
    assert [one["number"] for one in merged.ours[PHONES]] == ["944 000 111", "944 000 112", "600 111 222"]
    assert merged.theirs["business_phones"] == ["944 000 111", "944 000 112"]
    assert merged.theirs["mobile_phone"] == "600 111 222"


@given(people)
def test_a_number_written_otherwise_is_the_same_number(person):
    person = {**person, PHONES: [phone("600 111 222", "mobile")]}
    base, _, card = sides(person)
    merged = merge(base, person, {**card, "mobile_phone": "+34 600-111-222"}, Rules({}), read)
    assert merged.ours[PHONES] == [phone("+34 600-111-222", "mobile")]
    unknown = merge(Agreed({}, {}), person, {**card, "mobile_phone": "+34 600-111-222"}, Rules({}), read)
    assert unknown.ours[PHONES] == [phone("600 111 222", "mobile")]
    assert unknown.theirs["mobile_phone"] == "+34 600-111-222"


@given(people)
def test_a_number_moved_to_another_slot_changes_its_kind(person):
    person = {**person, PHONES: [phone("944 000 111")]}
    base, _, card = sides(person)
    merged = merge(base, person, {**card, "business_phones": [], "home_phones": ["944 000 111"]}, Rules({}), read)
    assert merged.ours[PHONES] == [phone("944 000 111", "home")]


@given(people)
def test_an_address_beyond_the_three_is_shown_once_there_is_room(person):
    emails = [{"address": f"{name}@x.example", "name": ""} for name in "abcd"]
    person = {**person, EMAILS: emails}
    base, _, card = sides(person)
    merged = merge(base, person, {**card, EMAILS: emails[1:3]}, Rules({}), read)
    assert merged.ours[EMAILS] == emails[1:]
    assert merged.theirs[EMAILS] == emails[1:]


@given(people)
def test_our_notes_come_back_once_their_mark_was_cut_off_and_are_not_there_twice(person):
    person = {**person, NOTES: "ours"}
    base, _, card = sides(person)
    merged = merge(base, {**person, NOTES: "ours 2"}, {**card, "personal_notes": "mine\nours"}, Rules({}), read)
    assert merged.theirs["personal_notes"] == "mine\n--- Trato ---\nours 2"
