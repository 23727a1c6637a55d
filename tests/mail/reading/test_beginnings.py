"""Where times may begin: looking only near telling words must find all that looking everywhere does."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trato.mail.reading.times.beginnings import Beginnings
from trato.mail.reading.times.patterns import Patterns, patterns
from trato.mail.reading.times.slots import trigger_words

PLAIN = ("we", "should", "meet", "friend", "mayhem", "oneself", "reunión", "sabemos", "łódź", "x_y")
BETWEEN = st.sampled_from([" ", " ", " ", "  ", ", ", ". ", "\n", "\n\n", "-", "_", "’", " (", ""])


def words_of(code: str) -> list[str]:
    language = patterns(code)
    strong, weak = trigger_words(language.words, language.months, language.weekdays)
    return [*sorted(strong), *sorted(weak) * 3, *language.words.units, *PLAIN * 4, "5", "10:30", "2026", "9am", "may5"]


def texts(code: str) -> st.SearchStrategy[str]:
    pieces = st.tuples(st.sampled_from(words_of(code)), BETWEEN).map("".join)
    return st.lists(pieces, max_size=25).map("".join)


def near_telling_words(text: str, language: Patterns) -> set[int]:
    begins, found, at = Beginnings(text, language.trigger, language.own_words), set(), 0
    while (place := begins.next(at)) >= 0:
        found.add(place)
        at = place + 1
    return found


def everywhere(text: str, language: Patterns) -> set[int]:
    digits = {found.start() for found in re.finditer(r"\d", text)}
    return digits | {at for at in range(len(text)) if language.trigger.match(text, at)}


@pytest.mark.parametrize("code", ["en", "es"])
def test_a_time_begins_where_a_search_of_the_whole_text_finds_it(code: str) -> None:
    language = patterns(code)

    @settings(max_examples=400, deadline=None)
    @given(texts(code))
    def agree(text: str) -> None:
        assert everywhere(text, language) <= near_telling_words(text, language)

    agree()


def test_a_word_that_only_begins_like_a_day_is_none() -> None:
    language = patterns("en")
    assert near_telling_words("whether you are at a friend's house", language) == set()
    assert near_telling_words("be at it on friday", language) == {len("be at it on ")}
