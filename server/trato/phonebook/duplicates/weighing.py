"""Weigh what two records have, part by part, for all candidates at once: how much it tells that they are one person.

Weights are like logarithms of how many times likelier an agreement is of one person than of two (Fellegi and Sunter
1969). They were set on invented contacts of which it is known who is who, and are the same for all data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from trato.phonebook.duplicates.records import Folded

Numbers = NDArray[np.float32]
Places = NDArray[np.int64]

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


class Table:
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


def _alike(one: NDArray[np.object_], other: NDArray[np.object_]) -> Numbers:
    scores: Numbers = cpdist(one, other, scorer=JaroWinkler.normalized_similarity, dtype=np.float32)
    return scores


def _weigh_name(table: Table, left: Places, right: Places) -> Numbers:
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


def _given(table: Table, left: Places, right: Places, other: NDArray[np.object_], rarity: Numbers) -> Numbers:
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


def _second(table: Table, left: Places, right: Places, is_straight: NDArray[np.bool_]) -> Numbers:
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


def _middle(table: Table, left: Places, right: Places) -> Numbers:
    one, other = table.middle[left], table.middle[right]
    is_there = (one != "") & (other != "")
    return np.select([~is_there, one == other], [0.0, 2.0], default=-1.5).astype(np.float32)


def _weigh_company(table: Table, left: Places, right: Places) -> Numbers:
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


def _weigh_email(table: Table, left: Places, right: Places) -> Numbers:
    return _weigh_sets(table, "emails", left, right, least=5.0, most=14.0, differs=-1.0, near=_near_email)


def _weigh_number(table: Table, left: Places, right: Places) -> Numbers:
    return _weigh_sets(table, "numbers", left, right, least=0.5, most=9.0, differs=-1.5, near=_near_number)


def _weigh_mark(table: Table, left: Places, right: Places) -> Numbers:
    return _weigh_sets(table, "marks", left, right, least=8.0, most=14.0, differs=-3.0, near=_near_number)


def _weigh_sets(
    table: Table,
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


def _weigh_address(table: Table, left: Places, right: Places) -> Numbers:
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


def _weigh_birthday(table: Table, left: Places, right: Places) -> Numbers:
    one, other = table.birthday[left], table.birthday[right]
    is_there = (one != "") & (other != "")
    near = np.fromiter((_near_number(a, b) > 0 for a, b in zip(one, other, strict=True)), bool, len(one))
    return np.select([~is_there, one == other, near], [0.0, 8.0, 3.0], default=-4.0).astype(np.float32)


WEIGH: dict[Part, Callable[[Table, Places, Places], Numbers]] = {
    Part.NAME: _weigh_name,
    Part.COMPANY: _weigh_company,
    Part.EMAIL: _weigh_email,
    Part.NUMBER: _weigh_number,
    Part.ADDRESS: _weigh_address,
    Part.BIRTHDAY: _weigh_birthday,
    Part.MARK: _weigh_mark,
}
