"""Records column by column, texts as numbers: what is compared a million times is compared once for each two texts.

Names, companies and streets repeat: among a hundred thousand contacts there are a few thousand given names. A pair of
records is compared by its pair of numbers, and only different pairs of texts are ever looked at letter by letter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from trato.phonebook.duplicates.records import (
    Record,
    address,
    company_name,
    digits,
    fold,
    from_one_field,
    given_names,
    last_digits,
    surnames,
)

Numbers = NDArray[np.float32]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

# How rare something is in the world cannot be told from a few: fewer records are taken for part of so many.
LEAST_SIZE = 20_000
NONE = -1


class Words:
    """Texts by number, in the order they were met."""

    def __init__(self) -> None:
        # A text that is asked for the first time gets the next number.
        self._index: defaultdict[str, int] = defaultdict()
        self._index.default_factory = self._index.__len__
        self._index[""] = 0
        self._texts: list[str] = []

    @property
    def texts(self) -> list[str]:
        """Return the texts by their numbers."""
        if len(self._texts) < len(self._index) - 1:
            self._texts = list(self._index)[1:]
        return self._texts

    def codes(self, values: Iterable[str], count: int) -> Places:
        """Return the number of each text, NONE for an empty one."""
        return np.fromiter(map(self._index.__getitem__, values), np.int64, count) - 1

    def of_each(self, what: Callable[[str], str], into: Words) -> Places:
        """Return for each text the number in `into` of what is made of it, and NONE at the end, where NONE looks."""
        made = into.codes(map(what, self.texts), len(self.texts))
        return np.append(made, NONE)

    def letters(self) -> NDArray[np.uint32]:
        """Return the texts as rows of letters, filled up with 0 to the longest."""
        texts = np.array(self.texts or [""], dtype=str)
        return texts.view(np.uint32).reshape(len(texts), -1)

    def alike(self, one: Places, other: Places) -> Numbers:
        """Return how alike pairs of texts are (Jaro-Winkler), 0 where one is none."""
        scores = np.zeros(len(one), np.float32)
        scores[(one == other) & (one >= 0)] = 1
        asked = np.flatnonzero((one >= 0) & (other >= 0) & (one != other))
        if len(asked):
            pairs, where = unique_pairs(one[asked], other[asked], len(self.texts))
            texts = np.array(self.texts, dtype=object)
            found: Numbers = cpdist(
                texts[pairs[0]], texts[pairs[1]], scorer=JaroWinkler.normalized_similarity, dtype=np.float32
            )
            scores[asked] = found[where]
        return scores


def unique_pairs(one: Places, other: Places, size: int) -> tuple[tuple[Places, Places], Places]:
    """Return the different pairs of numbers below `size`, and which of them each pair is."""
    packed, where = np.unique(one * size + other, return_inverse=True)
    return (packed // size, packed % size), where


@dataclass(frozen=True, slots=True)
class Column:
    """One text of each record as its number, and how rare it is: log2 of one in how many records."""

    words: Words
    codes: Places
    rarity: Numbers


@dataclass(frozen=True, slots=True)
class Sets:
    """Several texts of each record, as rows of numbers filled up with NONE; `counts` says how often each is there."""

    words: Words
    rows: Places
    counts: Places

    @property
    def is_empty(self) -> bool:
        """Tell whether no record has any."""
        return not self.words.texts


class Table:
    """Records column by column. Given names and surnames are of one vocabulary, since they are often exchanged."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.size = len(records)
        self._names(records)
        self.company = self._folded([one.company for one in records], company_name)
        self.street = self._folded([one.street for one in records], fold)
        self.city = self._folded([one.city for one in records], fold)
        self.postal_code = self._folded([one.postal_code for one in records], lambda text: fold(text).replace(" ", ""))
        self.birthday = self._folded([one.birthday for one in records], digits)
        self.emails = self._sets([one.emails for one in records], address)
        self.numbers = self._sets([one.numbers for one in records], last_digits)
        self.marks = self._sets([one.marks for one in records], fold)

    def _names(self, records: Sequence[Record]) -> None:
        raw = Words()
        given = raw.codes([one.given for one in records], self.size)
        parts = [given_names(text) for text in raw.texts]
        names, middles = Words(), Words()
        first = np.append(names.codes([one for one, _ in parts], len(parts)), NONE)[given]
        middle = np.append(middles.codes([one for _, one in parts], len(parts)), NONE)[given]
        raw = Words()
        family = raw.codes([one.surname for one in records], self.size)
        parts = [surnames(text) for text in raw.texts]
        seconds = Words()
        last = np.append(names.codes([one for one, _ in parts], len(parts)), NONE)[family]
        second = np.append(seconds.codes([one for _, one in parts], len(parts)), NONE)[family]
        for place in np.flatnonzero(last == NONE).tolist():
            alone, family_name = from_one_field(records[place].given)
            if family_name:
                first[place], last[place] = names.codes([alone, family_name], 2)
                middle[place] = NONE
        self.first, self.last = self._column(names, first), self._column(names, last)
        self.middle, self.second = self._column(middles, middle), self._column(seconds, second)

    def _folded(self, values: list[str], what: Callable[[str], str]) -> Column:
        raw, words = Words(), Words()
        codes = raw.codes(values, self.size)
        return self._column(words, raw.of_each(what, words)[codes])

    def _column(self, words: Words, codes: Places) -> Column:
        counts = np.bincount(codes[codes >= 0], minlength=len(words.texts) + 1)
        rarity = np.log2(max(self.size, LEAST_SIZE) / np.maximum(counts[codes], 1)).astype(np.float32)
        return Column(words, codes, np.where(codes >= 0, rarity, np.float32(0)))

    def _sets(self, values: list[tuple[str, ...]], what: Callable[[str], str]) -> Sets:
        raw, words = Words(), Words()
        lengths = np.fromiter(map(len, values), np.int64, self.size)
        total = int(lengths.sum())
        given = raw.codes(chain.from_iterable(values), total)
        codes = raw.of_each(what, words)[given]
        rows = np.full((self.size, max(1, int(lengths.max(initial=0)))), NONE, np.int64)
        owners = np.repeat(np.arange(self.size), lengths)
        starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
        rows[owners, np.arange(total) - starts] = codes
        # What is none stands last, so that the first place says whether there is any.
        rows = -np.sort(-rows, axis=1)
        return Sets(words, rows, np.bincount(codes[codes >= 0], minlength=len(words.texts) + 1))
