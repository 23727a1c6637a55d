"""Repeatable chance: SplitMix64 seeded by a path of words, so each thing has its own stream.

Not the standard library's generator: this one gives the same numbers on every Python, and a new kind of
mail elsewhere does not change what this customer wrote.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1


class Dice:
    """A stream of choices that depends only on its path."""

    def __init__(self, *path: object) -> None:
        text = "/".join(str(step) for step in path)
        self._state = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")

    def _next(self) -> int:
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)

    def below(self, limit: int) -> int:
        """A whole number from 0 up to but not including `limit`."""
        return self._next() % limit

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def share(self) -> float:
        """A number from 0 up to but not including 1."""
        return self._next() / (1 << 64)

    def chance(self, share: float) -> bool:
        """True in about `share` of the calls."""
        return self.share() < share

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.below(len(options))]

    def weighted(self, options: Sequence[tuple[T, float]]) -> T:
        """One of the options, by weight."""
        mark = self.share() * sum(weight for _, weight in options)
        for option, weight in options:
            mark -= weight
            if mark < 0:
                return option
        return options[-1][0]

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """`count` different options, in random order."""
        rest = list(options)
        return [rest.pop(self.below(len(rest))) for _ in range(min(count, len(rest)))]


def token(*path: object, length: int = 20) -> str:
    """A hexadecimal name that depends only on its path."""
    return blake2b("/".join(str(step) for step in path).encode(), digest_size=32).hexdigest()[:length]
