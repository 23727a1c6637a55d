"""Where in a text a time may begin: found by its words and digits, all at once, before any pattern is tried."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, compress, count

from trato.mail.reading import words

_NONE, _UNSOUGHT = -1, -2
_WORDS_BEFORE = 5
"""Between the word a time begins with and a digit or word of its own stand at most four others."""
_REST_OF_WORD = 12
"""A word of a time's own may go on behind its first letters: “mid-day”."""
_DIGIT = re.compile(r"\d")


class Beginnings:
    """Where a time may begin, from front to back: at a digit, or at one of the words.

    Such a word is a time's own, or stands at most some words before a digit or a time's own word. Those are found
    first, all at once, and only the stretches before them are looked at closely.
    """

    def __init__(self, lower: str, trigger: re.Pattern[str], own_words: frozenset[str]) -> None:
        self._lower = lower
        self._trigger = trigger
        self._stretches = list(_stretches(lower, own_words))
        self._passed = 0
        self._digit, self._word = _UNSOUGHT, _UNSOUGHT

    def next(self, at: int) -> int:
        """The first place from `at` on, or -1."""
        if _NONE != self._digit < at:
            found = _DIGIT.search(self._lower, at)
            self._digit = found.start() if found else _NONE
        if _NONE != self._word < at:
            self._word = self._next_word(at)
        digit, word = self._digit, self._word
        return min(digit, word) if digit >= 0 <= word else max(digit, word)

    def _next_word(self, at: int) -> int:
        while self._passed < len(self._stretches):
            start, end = self._stretches[self._passed]
            found = self._trigger.search(self._lower, max(at, start), end) if at < end else None
            if found:
                return found.start()
            self._passed += 1
        return _NONE

    def is_near(self, at: int) -> bool:
        """Is there a digit or a time's own word at `at` or close behind: without, no time goes on there."""
        k = bisect_right(self._stretches, (at, len(self._lower) + _REST_OF_WORD)) - 1
        return k >= 0 and at < self._stretches[k][1]


def _stretches(lower: str, own_words: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where words may begin a time: the few before each digit or word of a time's own, with it; none overlapping."""
    blanked = words.in_place(lower)
    found = blanked.split(" ")
    if "0" in blanked:
        telling = [k for k, word in enumerate(found) if word in own_words or "0" in word]
    elif own_words.isdisjoint(found):
        return
    else:
        telling = list(compress(count(), map(own_words.__contains__, found)))
    lengths = list(accumulate(map(len, found), initial=0))
    begin, last = _words_before(found, telling[0]), telling[0]
    for k in telling:
        if k - last > _WORDS_BEFORE and (start := _words_before(found, k)) > last:
            yield lengths[begin] + begin, _end_of_word(blanked, lengths[last + 1] + last)
            begin = start
        last = k
    yield lengths[begin] + begin, _end_of_word(blanked, lengths[last + 1] + last)


def _end_of_word(blanked: str, end: int) -> int:
    """Behind the word that ends at `end`, and the rest of it (“mid-day”), not within another."""
    found = blanked.find(" ", end + _REST_OF_WORD)
    return found if found >= 0 else len(blanked)


def _words_before(found: list[str], k: int) -> int:
    seen = 0
    while k > 0 and seen < _WORDS_BEFORE:
        k -= 1
        if found[k]:
            seen += 1
    return k
