"""Whom the search for duplicates finds among invented contacts, and whom it leaves alone."""

import pytest
from tests.bench.duplicates import joined, measures
from tests.bench.invented_contacts import invented

from trato.phonebook.duplicates.pairs import find, groups, one_to_one
from trato.phonebook.duplicates.records import Record

ACME = {"company": "Norte Metal SA", "city": "Bilbao"}


@pytest.fixture(scope="module")
def crowd():
    """Enough others that a name's rarity means something."""
    records, _ = invented(2000, seed=3)
    return records


def found(crowd, *people):
    records = [Record(10_000 + number, **one) for number, one in enumerate(people)]
    return [(pair.first, pair.second) for pair in find([*crowd, *records]) if pair.first >= 10_000]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"given": "José", "surname": "Iturralde Soto"}, {"given": "Pepe", "surname": "Iturralde"}),
        ({"given": "Leire", "surname": "Iturralde"}, {"given": "Iturralde", "surname": "Leire"}),
        ({"given": "Begoña", "surname": "Iturralde"}, {"given": "BEGONA", "surname": "ITURALDE"}),
        ({"given": "Robert", "surname": "Wetherby"}, {"given": "Bob", "surname": "Wetherby"}),
    ],
)
def test_one_person_written_in_two_ways_at_a_company_is_found(crowd, one, other):
    shared = {"numbers": ("+34944111222",)}
    assert found(crowd, one | ACME | shared, other | ACME | shared) == [(10_000, 10_001)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # A family in one house with one number.
        ({"given": "Leire", "street": "Calle Sol 3"}, {"given": "Mikel", "street": "Calle Sol 3"}),
        # Namesakes at two companies.
        (
            {"given": "Leire"},
            {"given": "Leire", "company": "Sur Vinos SL", "city": "Sevilla", "numbers": ("+34600999888",)},
        ),
    ],
)
def test_two_people_who_look_alike_are_left_alone(crowd, one, other):
    base = {"surname": "Iturralde Soto", "numbers": ("+34600111222",), **ACME}
    assert found(crowd, base | one, base | other) == []


def test_most_are_found_and_hardly_anybody_wrongly():
    records, truth = invented(6000, seed=11)
    precision, recall, f1 = measures(joined(find(records)), truth)
    assert precision >= 0.98
    assert recall >= 0.95
    assert f1 >= 0.975


def test_pairs_make_groups_and_between_two_sources_everybody_has_one_partner():
    records, _ = invented(600, seed=5)
    pairs = find(records)
    grouped = groups(pairs)
    assert sorted(one for group in grouped for one in group) == sorted(
        {one for pair in pairs for one in (pair.first, pair.second)}
    )
    left = {pair.first for pair in pairs}
    matched = one_to_one(pairs, left)
    partners = [one for pair in matched for one in (pair.first, pair.second)]
    assert len(partners) == len(set(partners))


def test_nobody_is_found_among_nobody():
    assert find([]) == []
    assert find([Record(1), Record(2)]) == []
