"""What somebody typed, as a question to the index of terms, and how well a found record fits it. Pure.

The terms are those of migrations/search_0011.sql. Every word must fit something of a record, a whole word better than
a beginning, that better than a part, and that better than another spelling; its own name better than what it is of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_WORDS = 8
LONGEST_WORD = 40
FEWEST_DIGITS = 3
SPELT = range(4, 21)
SHORT = 3
BEGINNING = 8
_NUMBER = re.compile(r"[+\d\s()./-]+")
_DIGITS = re.compile(r"\D+")


class Fit(StrEnum):
    """How something typed fits a record, the best first."""

    WHOLE = "whole"
    BEGINNING = "beginning"
    PART = "part"
    DIGITS = "digits"
    SPELLING = "spelling"


class Place(StrEnum):
    """Where in a record it fits, the best first."""

    NAME = "name"
    ADDRESS = "address"
    PHONE = "phone"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Typed:
    """The folded words, and the digits where it may be a phone number."""

    words: tuple[str, ...]
    digits: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to look for."""
        return not self.words and not self.digits


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as the index tells it, folded (crm.search.tables)."""

    kind: str
    object_id: int
    owner_ids: tuple[int, ...]
    called: str
    addressed: str
    within: str
    digits: str


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that fits, by its weakest word, and how well (0 to 1)."""

    entry: Entry
    score: float
    fit: Fit
    place: Place


def read(typed: str, folded: str) -> Typed:
    """Return what was typed; `folded` is it as the database folds words."""
    words = tuple(word[:LONGEST_WORD] for word in folded.split()[:MOST_WORDS])
    digits = _phone_digits(typed) if _NUMBER.fullmatch(typed.strip() or "x") else ""
    return Typed(words, digits)


def _phone_digits(typed: str) -> str:
    """Return the digits that a number ends with however it is dialled: no 00 for abroad, no 0 of the trunk."""
    digits = _DIGITS.sub("", typed)
    digits = digits.removeprefix("00") if digits.startswith("00") else digits.removeprefix("0")
    return digits if len(digits) >= FEWEST_DIGITS else ""


def exactly(tenant_id: int, typed: Typed) -> str:
    """Return the tsquery for records with words that begin as typed, or with the number."""
    words = " & ".join(_beginning(tenant_id, word) for word in typed.words)
    return _either(words, _of_digits(tenant_id, typed.digits))


def spelt(tenant_id: int, typed: Typed) -> str:
    """Return the tsquery for records that have words spelt much like these."""
    words = " & ".join(_any_of(_spellings_of(tenant_id, word)) for word in typed.words)
    return _either(words, _of_digits(tenant_id, typed.digits))


def inside(tenant_id: int, typed: Typed) -> str:
    """Return the tsquery for records that have these somewhere within their words."""
    words = " & ".join(_any_of(_parts_of(tenant_id, word)) for word in typed.words)
    return _either(words, _of_digits(tenant_id, typed.digits))


def scope(tenant_id: int, *, people: Sequence[int], territories: Sequence[int], accounts: Sequence[int]) -> str:
    """Return the tsquery for what belongs to these people, lies in these territories or is of these accounts."""
    terms = [f"@{one}" for one in people] + [f"!{one}" for one in territories] + [f"${one}" for one in accounts]
    return " | ".join(_term(tenant_id, term) for term in terms)


def of_kind(tenant_id: int, kind: str) -> str:
    """Return the tsquery for records of a kind."""
    return _term(tenant_id, f"%{kind}")


def _either(words: str, digits: str) -> str:
    return f"({words}) | ({digits})" if words and digits else words or digits


def _term(tenant_id: int, term: str) -> str:
    # Words are letters and digits only; quoted, no sign of theirs means anything.
    return f"'{tenant_id}{term}'"


def _beginning(tenant_id: int, word: str) -> str:
    return _term(tenant_id, f"^{word[:BEGINNING]}")


def _any_of(ways: Sequence[str]) -> str:
    return f"({' | '.join(ways)})"


def _spellings_of(tenant_id: int, word: str) -> list[str]:
    ways = [_beginning(tenant_id, word)]
    if _may_be_misspelt(word):
        ways += [_term(tenant_id, f"-{spelling}") for spelling in sorted(_spellings(word))]
    return ways


def _parts_of(tenant_id: int, word: str) -> list[str]:
    ways = [_beginning(tenant_id, word)]
    if len(word) >= SHORT:
        threes = [_term(tenant_id, f"~{word[at : at + 3]}") for at in range(len(word) - 2)]
        ways.append(f"({' & '.join(threes)})")
    return ways


def _may_be_misspelt(word: str) -> bool:
    return len(word) in SPELT and word.isalpha()


def _of_digits(tenant_id: int, digits: str) -> str:
    return " & ".join(_term(tenant_id, f"#{digits[at : at + 3]}") for at in range(len(digits) - 2))


def _spellings(word: str) -> set[str]:
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


_WORTH = {Fit.WHOLE: 1.0, Fit.BEGINNING: 0.85, Fit.DIGITS: 0.8, Fit.PART: 0.6, Fit.SPELLING: 0.5}
_NEARNESS = {Place.NAME: 1.0, Place.ADDRESS: 0.95, Place.PHONE: 0.95, Place.ACCOUNT: 0.7}


def match(typed: Typed, entry: Entry) -> Match | None:
    """Return how the entry fits, None where something typed fits nothing of it."""
    found = [_digits_match(typed.digits, entry)] if typed.digits else []
    if typed.words:
        found.append(_words_match(typed.words, entry))
    best = [one for one in found if one is not None]
    return max(best, key=lambda one: one.score, default=None)


def _digits_match(digits: str, entry: Entry) -> Match | None:
    numbers = [number for number in entry.digits.split("|") if digits in number]
    if not numbers:
        return None
    ends = any(number.endswith(digits) for number in numbers)
    share = max(len(digits) / len(number) for number in numbers)
    return Match(entry, _WORTH[Fit.DIGITS] + (0.1 if ends else 0.0) + 0.1 * share, Fit.DIGITS, Place.PHONE)


def _words_match(words: Sequence[str], entry: Entry) -> Match | None:
    places = (
        (Place.NAME, entry.called.split()),
        (Place.ADDRESS, entry.addressed.split()),
        (Place.ACCOUNT, entry.within.split()),
    )
    told = []
    for word in words:
        fits = [(_WORTH[fit] * _NEARNESS[place], fit, place) for place, theirs in places if (fit := _fit(word, theirs))]
        if not fits:
            return None
        told.append(max(fits, key=lambda one: one[0]))
    weakest = min(told, key=lambda one: one[0])
    score = sum(one[0] for one in told) / len(told)
    # Of two that fit alike, the one that says less besides is rather meant.
    brevity = 0.03 * min(1.0, len(words) / max(1, len(entry.called.split())))
    return Match(entry, min(1.0, score * 0.97 + brevity), weakest[1], weakest[2])


def _fit(word: str, theirs: Sequence[str]) -> Fit | None:
    if word in theirs:
        return Fit.WHOLE
    if any(one.startswith(word) for one in theirs):
        return Fit.BEGINNING
    if len(word) >= SHORT and any(word in one for one in theirs):
        return Fit.PART
    if _may_be_misspelt(word) and any(_is_one_slip_apart(word, one) for one in theirs):
        return Fit.SPELLING
    return None


def _is_one_slip_apart(one: str, other: str) -> bool:
    """Tell whether two words are the same once each lost at most one letter: a slip, a letter too many, two swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    begin = 0
    while begin < min(len(one), len(other)) and one[begin] == other[begin]:
        begin += 1
    one, other = one[begin:], other[begin:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return one[1:] == other[:-1] or one[:-1] == other[1:] or (len(one) <= 1 and len(other) <= 1)
