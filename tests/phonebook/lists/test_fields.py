"""Nothing is lost between a person of the CRM and an Outlook contact."""

from hypothesis import given
from hypothesis import strategies as st

from trato.phonebook.feed import CARD_FIELDS
from trato.phonebook.lists.fields import (
    EMAILS,
    EMPTY_CARD,
    FIELDS,
    NOTES,
    PHONES,
    ROOM,
    SHOWN_IN,
    join_notes,
    split_notes,
)
from trato.phonebook.lists.merge import Agreed, Rules, as_card, as_ours, merge

from .people import cards, notes, people, read

NO_RULES = Rules({})


def agreed(ours, theirs):
    return Agreed(ours, theirs)


def test_every_field_of_an_outlook_contact_has_one_of_ours():
    assert sorted(name for shown in SHOWN_IN.values() for name in shown) == sorted(CARD_FIELDS)
    assert set(EMPTY_CARD) == set(CARD_FIELDS)
    assert set(SHOWN_IN) == set(FIELDS)


@given(cards)
def test_a_contact_that_becomes_a_person_is_shown_as_it_was(card):
    person = as_ours(card, read)
    shown = as_card(person, read)
    _own, ours = split_notes(card["personal_notes"])
    assert shown == {**card, "personal_notes": join_notes("", ours or "")}
    again = merge(Agreed({}, {}), person, card, NO_RULES, read)
    assert (again.ours, again.theirs, again.conflicts) == (person, card, ())


@given(people)
def test_what_has_no_place_in_outlook_stays_with_the_person(person):
    card = as_card(person, read)
    assert len(card["business_phones"]) <= ROOM["business"]
    assert len(card["home_phones"]) <= ROOM["home"]
    assert len(card[EMAILS]) <= 3
    again = merge(agreed(person, card), person, card, NO_RULES, read)
    assert (again.ours, again.theirs, again.conflicts) == (person, card, ())


@given(people)
def test_as_many_numbers_are_shown_as_there_is_room_for(person):
    card = as_card(person, read)
    shown = [number for number in [card["mobile_phone"], *card["business_phones"], *card["home_phones"]] if number]
    keys = [phone for phone in person[PHONES] if phone["number"]]
    room = 4 + any(phone["kind"] == "mobile" for phone in keys)
    assert len(shown) == min(len(keys), room)


@given(people, st.data())
def test_a_number_taken_out_in_outlook_takes_none_along_that_was_not_shown(person, data):
    card = as_card(person, read)
    if not card["business_phones"]:
        return
    gone = data.draw(st.integers(0, len(card["business_phones"]) - 1))
    left = [number for place, number in enumerate(card["business_phones"]) if place != gone]
    merged = merge(agreed(person, card), person, {**card, "business_phones": left}, NO_RULES, read)
    assert len(merged.ours[PHONES]) == len(person[PHONES]) - 1


@given(notes.filter(lambda text: split_notes(text)[1] is None), notes)
def test_the_owner_s_notes_and_ours_come_apart_as_they_were_joined(theirs, ours):
    assert split_notes(join_notes(theirs, ours)) == (theirs, ours or None)


@given(people, notes.filter(lambda text: split_notes(text)[1] is None))
def test_the_owner_s_notes_never_reach_the_crm_and_never_change(person, own):
    card = {**as_card(person, read)}
    card["personal_notes"] = join_notes(own, person[NOTES])
    changed = {**person, NOTES: "call on Mondays"}
    merged = merge(agreed(person, card), changed, card, NO_RULES, read)
    assert merged.ours[NOTES] == "call on Mondays"
    assert split_notes(merged.theirs["personal_notes"]) == (own, "call on Mondays")


def test_numbers_go_into_their_slots_and_the_rest_where_there_is_room():
    def phone(number, kind):
        return {"number": number, "kind": kind, "e164": read(number).e164, "extension": ""}

    numbers = ["600 111 001", "600 111 002", "944 000 001", "944 000 002", "944 000 003", "1004"]
    kinds = ["mobile", "mobile", "business", "business", "home", "other"]
    person = {**as_ours(EMPTY_CARD, read), PHONES: [phone(*pair) for pair in zip(numbers, kinds, strict=True)]}
    card = as_card(person, read)
    assert card["mobile_phone"] == "600 111 001"
    assert card["business_phones"] == ["944 000 001", "944 000 002"]
    assert card["home_phones"] == ["944 000 003", "600 111 002"]
