"""How much the words of a name tell, and numbers as they are compared."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from trato.mail.telling import fold, stem

_NUMBER = re.compile(r"[^a-z0-9]+")


def number(text: str) -> str:
    """Return a reference number as compared: letters and digits only (Q-2231 and q 2231 are the same)."""
    return _NUMBER.sub("", fold(text))


class Rarity:
    """How much a word tells: more the fewer names have it (inverse document frequency)."""

    def __init__(self, names: Iterable[Collection[str]]) -> None:
        counted: Counter[str] = Counter()
        total = 0
        for name in names:
            counted.update({stem(word) for word in name})
            total += 1
        self._counted: Mapping[str, int] = counted
        self._total = max(1, total)
        self._weights: dict[str, float] = {}
        self._wholes: dict[frozenset[str], float] = {}

    def weight(self, word: str) -> float:
        """Return the word's weight, at least a little."""
        weight = self._weights.get(word)
        if weight is None:
            weight = math.log(1 + self._total / max(1, self._counted.get(stem(word), 1)))
            self._weights[word] = weight
        return weight

    def share(self, found: Collection[str], of: frozenset[str]) -> float:
        """Return which part of a name's weight the found words make up, from 0 to 1."""
        if not found:
            return 0.0
        whole = self._wholes.get(of)
        if whole is None:
            whole = self._wholes[of] = sum(map(self.weight, of))
        return sum(self.weight(word) for word in of if word in found) / whole if whole else 0.0
