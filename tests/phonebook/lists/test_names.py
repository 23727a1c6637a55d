"""A name comes apart as it is usual where somebody lives, and its words stay its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.phonebook.lists.names import take_apart


@pytest.mark.parametrize(
    ("name", "country", "parts"),
    [
        ("Eva Núñez Gil", "ES", ("", "Eva", "", "Núñez Gil", "")),
        ("Sra. María del Carmen Soto Ruiz", "ES", ("Sra.", "María del Carmen", "", "Soto Ruiz", "")),
        ("José Luis Paz", "MX", ("", "José Luis", "", "Paz", "")),
        ("PAZ GIL, Noemí", "ES", ("", "Noemí", "", "PAZ GIL", "")),
        ("Dean Alan Hobbs Jr.", "US", ("", "Dean", "Alan", "Hobbs", "Jr.")),
        ("Dr. Nora van der Beek, PhD, FRCS", "GB", ("Dr.", "Nora", "", "van der Beek", "PhD, FRCS")),
        ("Hobbs, Rev. Alan T., Jr.", "US", ("Rev.", "Alan", "T.", "Hobbs", "Jr.")),
        ("Mr. and Mrs. Tom and Nora Hobbs", "US", ("Mr. and Mrs.", "Tom and Nora", "", "Hobbs", "")),
        ("Secretary of Trade Nora Hobbs", "US", ("Secretary of Trade", "Nora", "", "Hobbs", "")),
        ("Mrs. Hobbs", "US", ("Mrs.", "", "", "Hobbs", "")),
        ("Sir Alan", "GB", ("Sir", "Alan", "", "", "")),
        ("Van Hobbs", "US", ("", "Van", "", "Hobbs", "")),
        ("Cher", "US", ("", "Cher", "", "", "")),
    ],
)
def test_a_name_comes_apart_as_it_is_usual_there(name, country, parts):
    found = take_apart(name, country=country)
    assert (found.title, found.given, found.middle, found.surname, found.suffix) == parts


def test_a_nickname_stands_aside():
    found = take_apart('Robert "Bob" Hobbs (Ret.)', country="US")
    assert (found.given, found.surname, found.nickname, found.suffix) == ("Robert", "Hobbs", "Bob", "Ret.")


@given(st.lists(st.text("abcdeñ", min_size=2, max_size=6), min_size=1, max_size=5), st.sampled_from(["ES", "US"]))
def test_no_word_of_a_name_is_lost(words, country):
    found = take_apart(" ".join(words), country=country)
    parts = (found.title, found.given, found.middle, found.surname, found.suffix)
    assert sorted(" ".join(parts).split()) == sorted(words)
