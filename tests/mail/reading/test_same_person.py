"""One person in several addresses: what joins, what must not, and what always holds."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.mail.reading.same_person import Candidate, Sighting, candidates, words_of

ANN = Sighting("Ann Lee", "ann.lee@acme.example")


def together(*sightings: Sighting) -> bool:
    return len(candidates(sightings)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Sighting("Lee, Ann"), ANN),
        (Sighting("Lee, Ann M."), Sighting("Ann Lee")),
        (Sighting("A. Lee"), ANN),
        (Sighting("Bob Ray", "bob@a.example"), Sighting("Robert Ray", "rray@b.example")),
        (Sighting("Pepe Gómez", "p@a.example"), Sighting("José Gomez", "j@b.example")),
        (Sighting("María García López"), Sighting("Maria Garcia", "mg@x.example")),
        (Sighting("GARCIA LOPEZ, María"), Sighting("María García")),
        (Sighting("Dr. Ann Lee, Ph.D. [Sales]"), Sighting("Ann Lee")),
        (ANN, Sighting("", "alee@acme.example")),
        (ANN, Sighting("", "ANN.LEE+crm@acme.example")),
        (Sighting("Heather Dunton"), Sighting("", "/O=ENRON/OU=NA/CN=RECIPIENTS/CN=HDUNTON")),
        (Sighting("Allen, Phillip K."), Sighting("", "k..allen@enron.example")),
    ],
)
def test_forms_of_one_person_are_one_candidate(one: Sighting, other: Sighting) -> None:
    assert together(one, other)
    assert together(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ANN, Sighting("Bob Lee", "bob.lee@acme.example")),
        (Sighting("Ana María García"), Sighting("Ana María López")),
        (Sighting("Ann Lee", "info@acme.example"), Sighting("Bob Ray", "info@acme.example")),
        (Sighting("Ann Lee", "sales@acme.example"), Sighting("", "sales@acme.example")),
        (ANN, Sighting("", "alee@elsewhere.example")),
        (Sighting("Ann"), Sighting("Ann Lee")),
    ],
)
def test_two_people_stay_two(one: Sighting, other: Sighting) -> None:
    assert not together(one, other)


def test_initials_that_fit_two_people_join_neither() -> None:
    found = candidates([ANN, Sighting("Alan Lee"), Sighting("A. Lee")])

    assert [len(candidate.sightings) for candidate in found] == [1, 1, 1]


def test_a_candidate_says_what_joined_it() -> None:
    assert candidates([ANN, Sighting("Lee, Ann")]) == (Candidate((ANN, Sighting("Lee, Ann")), ("the same name",)),)


sightings = st.lists(
    st.builds(
        Sighting,
        name=st.one_of(st.text(max_size=30), st.sampled_from(["Ann Lee", "Lee, Ann", "A. Lee", "Bob Ray", "R. Ray"])),
        email=st.one_of(st.text(max_size=20), st.sampled_from(["", "ann.lee@a.example", "rray@b.example"])),
    ),
    max_size=12,
)


@given(sightings)
def test_every_different_sighting_is_in_exactly_one_candidate(given_: list[Sighting]) -> None:
    found = [sighting for candidate in candidates(given_) for sighting in candidate.sightings]

    assert sorted(found, key=repr) == sorted(set(given_), key=repr)


@given(sightings)
def test_what_is_joined_has_a_reason_and_what_is_alone_has_none(given_: list[Sighting]) -> None:
    for candidate in candidates(given_):
        assert bool(candidate.reasons) == (len(candidate.sightings) > 1)


@given(st.text(max_size=200))
def test_any_name_can_be_read(name: str) -> None:
    assert len(words_of(name)) <= 6


def test_the_work_stays_near_linear() -> None:
    many = [Sighting(f"Ann{'abcdefghij'[k % 10]} Lee", f"a{k}@x.example") for k in range(3000)]
    begun = time.process_time()
    candidates(many)
    assert time.process_time() - begun < 5
