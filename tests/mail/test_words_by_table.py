"""What a table of bytes tells of a text is what the patterns tell: words, numbers, and a text without its blanks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.mail.identity import fingerprint
from trato.mail.numbers import REFERENCE_NUMBER, reference_numbers
from trato.mail.telling import GRAMMAR, MOST_MARKS, fold, mark, marks, tokens

# Letters as mail has them, and some that fold to several, to none, or only together with their neighbour.
SEEN = st.text(
    st.one_of(st.sampled_from("aeiou ñéüÅßæœŒ½²™ªﬁİ’“–…€\u0301\u00a0\u2028\x00\t\r\n-_/AZ09"), st.characters()),
    max_size=60,
)


@given(SEEN)
def test_the_marks_of_a_text_are_those_of_its_folded_words(text: str) -> None:
    telling = list(filter(_says_something, _in_order(text)))
    assert marks(text) == frozenset(map(mark, telling[:MOST_MARKS]))


@given(st.integers(0, 0x10FFFF).filter(lambda code: not 0xD800 <= code < 0xE000).map(chr))
def test_every_letter_is_folded_the_same_alone_and_in_a_word(letter: str) -> None:
    text = f"precio{letter}s {letter} sala{letter}"
    assert marks(text) == frozenset(map(mark, filter(_says_something, tokens(text))))


@given(st.lists(st.sampled_from(["Q-2231", "AB 12", "x", "7", "Ñ-22", "TRX/20-1", "’", "ｱ", "A1", "22"]), max_size=8))
def test_the_numbers_of_a_text_are_found_whatever_else_it_holds(parts: list[str]) -> None:
    for text in (" ".join(parts), "".join(parts)):
        assert reference_numbers(text) == REFERENCE_NUMBER.findall(text)


@pytest.mark.parametrize("blank", [chr(code) for code in range(0x3001) if chr(code).isspace()])
def test_copies_that_differ_in_blanks_alone_have_one_fingerprint(blank: str) -> None:
    def of(text: str) -> str:
        return fingerprint(
            sender="ana@b.example", subject="Oferta", sent_at=datetime(2026, 3, 1, tzinfo=UTC), text=text
        )

    assert of(f"Le{blank}envío") == of("Leenvío")
    assert of(f"We{blank}send it{blank}") == of("Wesendit")


def _in_order(text: str) -> list[str]:
    """The words of a text, each once and where it first stands, found letter by letter."""
    words, word = [], ""
    for letter in f"{fold(text)} ":
        if letter.isalnum():
            word += letter
        elif word:
            words.append(word)
            word = ""
    return list(dict.fromkeys(words))


def _says_something(word: str) -> bool:
    return (len(word) > 1 if word.isdigit() else len(word) > 2) and word not in GRAMMAR
