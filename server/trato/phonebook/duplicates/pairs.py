"""Find pairs that are likely one person, and say why: sums of evidence over all that two records have.

As Fellegi and Sunter (1969) join records, worked out for all candidates at once.

Only records that share a key are compared: an address, a number, a mark, a name in any order, a sound and a company.
Each field tells for or against by how well it agrees, and an agreement tells more the rarer what is agreed on is: a
switchboard's number or a García tells little, a private number or an Ízaro a lot. One person is suggested only where
the sum is beyond doubt; nothing here decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from trato.phonebook.duplicates.blocking import candidates
from trato.phonebook.duplicates.columns import Numbers, Table
from trato.phonebook.duplicates.records import Record
from trato.phonebook.duplicates.weighing import MOST_FOR_NAME, WEIGH, Part

THRESHOLD = 9.0
PARTS = tuple(Part)
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
    table = Table(records)
    left, right = candidates(table)
    if not len(left):
        return []
    parts: dict[Part, Numbers] = {}
    score = np.zeros(len(left), np.float32)
    for part, weigh in WEIGH.items():
        if part is Part.NAME:
            # Names cost most to compare, and cannot help whom all else keeps too far below.
            near = score + MOST_FOR_NAME >= threshold
            left, right, score = left[near], right[near], score[near]
            parts = {one: weights[near] for one, weights in parts.items()}
        parts[part] = weigh(table, left, right)
        score = score + parts[part]
    kept = np.flatnonzero(score >= threshold)
    kept = kept[np.argsort(-score[kept], kind="stable")]
    ids = np.fromiter((record.id for record in records), np.int64, len(records))
    one, other = ids[left[kept]], ids[right[kept]]
    told = np.round(np.stack([parts[part][kept] for part in PARTS], axis=1).astype(np.float64), 1)
    return [
        Pair(first, second, total, tuple((part, weight) for part, weight in zip(PARTS, weights, strict=True) if weight))
        for first, second, total, weights in zip(
            np.minimum(one, other).tolist(),
            np.maximum(one, other).tolist(),
            np.round(score[kept].astype(np.float64), 2).tolist(),
            told.tolist(),
            strict=True,
        )
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


__all__ = ["THRESHOLD", "THRESHOLD_BETWEEN", "Pair", "Part", "find", "groups", "one_to_one"]
