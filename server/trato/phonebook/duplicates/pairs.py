"""Find pairs that are likely one person, and say why: sums of evidence over all that two records have.

As Fellegi and Sunter (1969) join records, worked out for all candidates at once.

Only records that share a key are compared: an address, a number, a mark, a name in any order, a sound and a company.
Each field tells for or against by how well it agrees, and an agreement tells more the rarer what is agreed on is: a
switchboard's number or a García tells little, a private number or an Ízaro a lot. One person is suggested only where
the sum is beyond doubt; nothing here decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from trato.phonebook.duplicates.records import Folded, Record, folded
from trato.phonebook.duplicates.weighing import WEIGH, Numbers, Part, Places, Table

THRESHOLD = 9.0
MOST_IN_BLOCK = 60
# Between two sources that each have everybody once, the likeliest partner is taken unless all speaks against it.
THRESHOLD_BETWEEN = -30.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that are likely one person: by how much, and what each part told for it or against it."""

    first: int
    second: int
    score: float
    parts: tuple[tuple[Part, float], ...]


def find(records: Sequence[Record], *, threshold: float = THRESHOLD) -> list[Pair]:
    """Return the likely pairs among these records, by their ids, the likeliest first."""
    table = Table([folded(record) for record in records])
    left, right = _candidates(table)
    if not len(left):
        return []
    parts = {part: weigh(table, left, right) for part, weigh in WEIGH.items()}
    score: Numbers = np.sum(list(parts.values()), axis=0)
    kept = np.flatnonzero(score >= threshold)
    kept = kept[np.argsort(-score[kept], kind="stable")]
    ids = [record.id for record in records]
    return [
        Pair(
            min(ids[left[one]], ids[right[one]]),
            max(ids[left[one]], ids[right[one]]),
            round(float(score[one]), 2),
            tuple((part, round(float(weights[one]), 1)) for part, weights in parts.items() if weights[one]),
        )
        for one in kept
    ]


def groups(pairs: Iterable[Pair]) -> list[list[int]]:
    """Return who is one person if all these pairs are: each group in order, the largest first."""
    top: dict[int, int] = {}

    def find_top(one: int) -> int:
        while top.setdefault(one, one) != one:
            top[one] = one = top[top[one]]
        return one

    for pair in pairs:
        kept, gone = sorted((find_top(pair.first), find_top(pair.second)))
        top[gone] = kept
    members: dict[int, list[int]] = defaultdict(list)
    for one in sorted(top):
        members[find_top(one)].append(one)
    return sorted(members.values(), key=lambda group: (-len(group), group))


def one_to_one(pairs: Iterable[Pair], left: Collection[int]) -> list[Pair]:
    """Return the pairs between two sources that each have everybody once: the likeliest of each, one partner only."""
    there = set(left)
    taken: set[int] = set()
    kept = []
    for pair in sorted(pairs, key=lambda one: -one.score):
        if (pair.first in there) != (pair.second in there) and not taken & {pair.first, pair.second}:
            taken |= {pair.first, pair.second}
            kept.append(pair)
    return kept


def _candidates(table: Table) -> tuple[Places, Places]:
    """Return the pairs to compare: records that share a key; keys that too many share are of no use."""
    packed: set[int] = set()
    size = table.size
    for keys in _KEYS:
        blocks: dict[Any, list[int]] = defaultdict(list)
        for place, row in enumerate(table.rows):
            for key in keys(row):
                blocks[key].append(place)
        for members in blocks.values():
            if 1 < len(members) <= MOST_IN_BLOCK:
                packed.update([one * size + other for one, other in combinations(dict.fromkeys(members), 2)])
    pairs = np.fromiter(packed, np.int64, len(packed))
    pairs.sort()
    return pairs // size, pairs % size


def _by_email(row: Folded) -> Iterable[Any]:
    return row.emails


def _by_number(row: Folded) -> Iterable[Any]:
    return row.numbers


def _by_mark(row: Folded) -> Iterable[Any]:
    return row.marks


def _by_name(row: Folded) -> Iterator[Any]:
    if row.first and row.last:
        one, other = sorted((row.first[:4], row.last[:5]))
        yield one, other, row.company[:4]
        yield one, other, row.second[:3], row.birthday[:4]
        yield "city", one, other, row.city


def _by_sound(row: Folded) -> Iterator[Any]:
    """Names that sound alike at one company or in one place: first letters and consonants."""
    last, first = _sound(row.last), row.first[:1]
    if last and row.company:
        yield "company", last, row.company[:6]
        yield "initial", first, row.last[:1], row.company
        yield "turned", *sorted((row.first[:2], row.last[:2])), row.company
    if row.birthday:
        yield "born", row.birthday
    if row.postal_code:
        yield "post", row.postal_code, last
        yield "street", row.postal_code, row.street[:6]


def _by_handle(row: Folded) -> Iterator[Any]:
    """The part of an address before the @, which moves along to another company."""
    for email in row.emails:
        handle = email.partition("@")[0]
        if len(handle) > 4:
            yield handle
    if row.first and row.last and row.second:
        yield row.first, row.last, row.second


_KEYS: tuple[Callable[[Folded], Iterable[Any]], ...] = (
    _by_email, _by_number, _by_mark, _by_name, _by_sound, _by_handle,
)  # fmt: skip


def _sound(word: str) -> str:
    """Return the first letter and the consonants after it, as they sound in Spanish and English."""
    if not word:
        return ""
    kept = [word[0] if word[0] not in "vh" else "b" if word[0] == "v" else word[1:2]]
    for letter in word[1:]:
        alike = _SOUNDS.get(letter, letter)
        if alike and alike != kept[-1]:
            kept.append(alike)
    return "".join(kept)[:5]


_SOUNDS = {**dict.fromkeys("aeiouhyw", ""), "v": "b", "z": "s", "c": "s", "k": "s", "q": "s", "x": "s", "j": "g"}


__all__ = ["THRESHOLD", "THRESHOLD_BETWEEN", "Pair", "Part", "find", "groups", "one_to_one"]
