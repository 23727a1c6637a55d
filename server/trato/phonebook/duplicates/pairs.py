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
from enum import StrEnum
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from trato.phonebook.duplicates.records import Folded, Record, folded

Numbers = NDArray[np.float32]
Places = NDArray[np.int64]

THRESHOLD = 9.0
MOST_IN_BLOCK = 60
# Between two sources that each have everybody once, the likeliest partner is taken unless all speaks against it.
THRESHOLD_BETWEEN = -30.0
# How rare something is in the world cannot be told from a few: fewer records are taken for part of so many.
LEAST_SIZE = 20_000
MOST_FOR_NAME = 10.0
CLOSE, NEAR, FAR = 0.93, 0.86, 0.8


class Part(StrEnum):
    """What two records are compared by."""

    NAME = "name"
    COMPANY = "company"
    EMAIL = "email"
    NUMBER = "number"
    ADDRESS = "address"
    BIRTHDAY = "birthday"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that are likely one person: by how much, and what each part told for it or against it."""

    first: int
    second: int
    score: float
    parts: tuple[tuple[Part, float], ...]


def find(records: Sequence[Record], *, threshold: float = THRESHOLD) -> list[Pair]:
    """Return the likely pairs among these records, by their ids, the likeliest first."""
    table = _Table([folded(record) for record in records])
    left, right = _candidates(table)
    if not len(left):
        return []
    parts = {part: weigh(table, left, right) for part, weigh in _WEIGH.items()}
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


class _Table:
    """Records column by column: texts, and texts as numbers with how often each is there."""

    def __init__(self, rows: Sequence[Folded]) -> None:
        self.rows = rows
        self.size = len(rows)
        self.first, self.middle = self._texts("first"), self._texts("middle")
        self.last, self.second = self._texts("last"), self._texts("second")
        self.company, self.street = self._texts("company"), self._texts("street")
        self.city, self.postal_code = self._texts("city"), self._texts("postal_code")
        self.birthday = self._texts("birthday")

    def _texts(self, name: str) -> NDArray[np.object_]:
        return np.array([getattr(row, name) for row in self.rows], dtype=object)

    def codes(self, values: NDArray[np.object_]) -> tuple[Places, Numbers]:
        """Return numbers for texts, -1 for none, and how rare each record's text is (log2 of one in how many)."""
        index: dict[str, int] = {}
        codes = np.fromiter((index.setdefault(one, len(index)) if one else -1 for one in values), np.int64, self.size)
        counts = np.bincount(codes[codes >= 0], minlength=len(index) + 1)
        rarity = np.log2(max(self.size, LEAST_SIZE) / np.maximum(counts[codes], 1)).astype(np.float32)
        return codes, np.where(codes >= 0, rarity, np.float32(0))


def _candidates(table: _Table) -> tuple[Places, Places]:
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


def _alike(one: NDArray[np.object_], other: NDArray[np.object_]) -> Numbers:
    scores: Numbers = cpdist(one, other, scorer=JaroWinkler.normalized_similarity, dtype=np.float32)
    return scores


def _weigh_name(table: _Table, left: Places, right: Places) -> Numbers:
    _, first_rarity = table.codes(table.first)
    _, last_rarity = table.codes(table.last)
    straight = _given(table, left, right, table.first[right], first_rarity) + _surname(
        table.last[left], table.last[right], last_rarity[left]
    )
    # Written the other way round: given name for surname.
    turned = _given(table, left, right, table.last[right], first_rarity) + _surname(
        table.last[left], table.first[right], last_rarity[left]
    )
    both = (table.first[left] != "") & (table.last[right] != "")
    weight = np.where(both, np.maximum(straight, turned - 1.0), straight)
    weight = weight + _second(table, left, right, straight >= turned) + _middle(table, left, right)
    # However rare a name is, somebody else may bear it.
    capped: Numbers = np.minimum(weight, MOST_FOR_NAME).astype(np.float32)
    return capped


def _given(table: _Table, left: Places, right: Places, other: NDArray[np.object_], rarity: Numbers) -> Numbers:
    """Weigh given names. Another one beside all that families share is what tells brothers apart."""
    one = table.first[left]
    alike = _alike(one, other)
    is_there = (one != "") & (other != "")
    some = [
        _given_kind(a, b, more, others)
        for a, b, more, others in zip(one, other, table.middle[left], table.middle[right], strict=True)
    ]
    kind = np.array(some)
    weight = np.select(
        [~is_there, one == other, kind == 1, kind == 2, alike >= CLOSE, alike >= NEAR, alike >= FAR],
        [0.0, np.minimum(rarity[left], 8.0) * 0.8, 1.0, 1.5, np.minimum(rarity[left], 7.0) * 0.55, 0.5, -4.0],
        default=-26.0,
    )
    return weight.astype(np.float32)


def _given_kind(one: str, other: str, more: str, others: str) -> int:
    """Return 1 where one is the initial of the other, 2 where it is the other's second given name, else 0."""
    if min(len(one), len(other)) == 1:
        return int(one[:1] == other[:1])
    return 2 if (one and one in others.split()) or (other and other in more.split()) else 0


def _surname(one: NDArray[np.object_], other: NDArray[np.object_], rarity: Numbers) -> Numbers:
    alike = _alike(one, other)
    is_there = (one != "") & (other != "")
    weight = np.select(
        [~is_there, one == other, alike >= CLOSE, alike >= NEAR],
        [0.0, np.minimum(rarity, 10.0) * 0.8, np.minimum(rarity, 9.0) * 0.6, 1.0],
        default=-9.0,
    )
    return weight.astype(np.float32)


def _second(table: _Table, left: Places, right: Places, is_straight: NDArray[np.bool_]) -> Numbers:
    one, other = table.second[left], table.second[right]
    _, rarity = table.codes(table.second)
    alike = _alike(one, other)
    is_there = (one != "") & (other != "")
    weight = np.select(
        [~is_there, one == other, alike >= NEAR],
        [0.0, np.minimum(rarity[left], 8.0) * 0.7, 1.0],
        default=np.where(is_straight, -6.0, -3.0),
    )
    return weight.astype(np.float32)


def _middle(table: _Table, left: Places, right: Places) -> Numbers:
    one, other = table.middle[left], table.middle[right]
    is_there = (one != "") & (other != "")
    return np.select([~is_there, one == other], [0.0, 2.0], default=-1.5).astype(np.float32)


def _weigh_company(table: _Table, left: Places, right: Places) -> Numbers:
    one, other = table.company[left], table.company[right]
    _, rarity = table.codes(table.company)
    alike = _alike(one, other)
    is_there = (one != "") & (other != "")
    weight = np.select(
        [~is_there, one == other, alike >= CLOSE],
        [0.0, np.minimum(rarity[left], 10.0) * 0.45, 2.5],
        default=-4.0,
    )
    return weight.astype(np.float32)


def _weigh_email(table: _Table, left: Places, right: Places) -> Numbers:
    return _weigh_sets(table, "emails", left, right, least=5.0, most=14.0, differs=-1.0, near=_near_email)


def _weigh_number(table: _Table, left: Places, right: Places) -> Numbers:
    return _weigh_sets(table, "numbers", left, right, least=0.5, most=9.0, differs=-1.5, near=_near_number)


def _weigh_mark(table: _Table, left: Places, right: Places) -> Numbers:
    return _weigh_sets(table, "marks", left, right, least=8.0, most=14.0, differs=-3.0, near=_near_number)


def _weigh_sets(
    table: _Table,
    name: str,
    left: Places,
    right: Places,
    *,
    least: float,
    most: float,
    differs: float,
    near: Callable[[str, str], float],
) -> Numbers:
    """Weigh what one has several of: the rarest that both have, else the nearest, else that they differ."""
    lists = [getattr(row, name) for row in table.rows]
    counts: dict[str, int] = defaultdict(int)
    for values in lists:
        for one in values:
            counts[one] += 1
    weights = np.zeros(len(left), np.float32)
    for place, (one, other) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        ours, theirs = lists[one], lists[other]
        if not ours or not theirs:
            continue
        shared = [counts[value] for value in ours if value in theirs]
        if shared:
            # Two who share it may be one person; a third and a fourth make it a switchboard's.
            weights[place] = max(least, most - 2.2 * max(0, min(shared) - 2))
        else:
            weights[place] = max((near(a, b) for a in ours for b in theirs), default=0.0) or differs
    return weights


def _near_email(one: str, other: str) -> float:
    handle, _, domain = one.partition("@")
    its_handle, _, its_domain = other.partition("@")
    # The same handle elsewhere tells no more than the name it was made of.
    if domain != its_domain:
        return 0.0
    return 4.0 if JaroWinkler.normalized_similarity(handle, its_handle) >= CLOSE else 0.0


def _near_number(one: str, other: str) -> float:
    if len(one) != len(other):
        return 0.0
    wrong = [a != b for a, b in zip(one, other, strict=True)]
    if sum(wrong) == 1 or (sum(wrong) == 2 and sorted(one) == sorted(other)):
        return 4.0
    return 0.0


def _weigh_address(table: _Table, left: Places, right: Places) -> Numbers:
    streets, rarity = table.codes(table.street)
    street = _alike(table.street[left], table.street[right])
    is_there = (table.street[left] != "") & (table.street[right] != "")
    posts, _ = table.codes(table.postal_code)
    same_post = (posts[left] == posts[right]) & (posts[left] >= 0)
    other_post = (posts[left] >= 0) & (posts[right] >= 0) & ~same_post
    cities, _ = table.codes(table.city)
    same_city = (cities[left] == cities[right]) & (cities[left] >= 0)
    other_city = (cities[left] >= 0) & (cities[right] >= 0) & ~same_city
    weight = np.select(
        [~is_there, streets[left] == streets[right], street >= 0.88],
        [0.0, np.minimum(rarity[left], 10.0) * 0.4, 2.0],
        default=-0.7,
    )
    weight = weight + np.where(same_post, 1.5, 0.0) - np.where(other_post, 0.7, 0.0)
    return (weight + np.where(same_city, 0.7, 0.0) - np.where(other_city, 0.7, 0.0)).astype(np.float32)


def _weigh_birthday(table: _Table, left: Places, right: Places) -> Numbers:
    one, other = table.birthday[left], table.birthday[right]
    is_there = (one != "") & (other != "")
    near = np.fromiter((_near_number(a, b) > 0 for a, b in zip(one, other, strict=True)), bool, len(one))
    return np.select([~is_there, one == other, near], [0.0, 8.0, 3.0], default=-4.0).astype(np.float32)


_WEIGH: dict[Part, Callable[[_Table, Places, Places], Numbers]] = {
    Part.NAME: _weigh_name,
    Part.COMPANY: _weigh_company,
    Part.EMAIL: _weigh_email,
    Part.NUMBER: _weigh_number,
    Part.ADDRESS: _weigh_address,
    Part.BIRTHDAY: _weigh_birthday,
    Part.MARK: _weigh_mark,
}
