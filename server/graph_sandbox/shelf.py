"""A collection that remembers its changes: what delta queries are answered from.

https://learn.microsoft.com/graph/delta-query-overview
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from typing import Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")
Rank = tuple[float, int]


class Change(Struct, Generic[T], frozen=True):
    """One change of one item: how it was in this collection before and after (None: not in it)."""

    number: int
    key: int
    before: T | None
    after: T | None


class Shelf(Generic[T]):
    """Items of one collection in one order (by `rank`), and the log of their changes."""

    def __init__(self) -> None:
        self._items: dict[int, tuple[Rank, T]] = {}
        self._order: list[Rank] = []
        self._log: list[Change[T]] = []

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: int) -> bool:
        return key in self._items

    def get(self, key: int) -> T | None:
        """The item as it is now."""
        found = self._items.get(key)
        return found[1] if found else None

    def load(self, items: list[tuple[Rank, T]]) -> None:
        """Fill the empty shelf; loading is no change."""
        self._items = {rank[1]: (rank, item) for rank, item in items}
        self._order = sorted(rank for rank, _ in items)

    def put(self, rank: Rank, item: T, number: int) -> None:
        """Add or replace an item; `number` is the mailbox's change number."""
        before = self._items.get(rank[1])
        if before is None or before[0] != rank:
            if before is not None:
                self._drop(before[0])
            insort(self._order, rank)
        self._items[rank[1]] = (rank, item)
        self._log.append(Change(number, rank[1], before[1] if before else None, item))

    def remove(self, key: int, number: int) -> None:
        """Take an item away."""
        rank, before = self._items.pop(key)
        self._drop(rank)
        self._log.append(Change(number, key, before, None))

    def all(self) -> Iterator[T]:
        """Every item in order."""
        return (self._items[rank[1]][1] for rank in self._order)

    def snapshot(self) -> list[T]:
        """Every item in order, for readers that do not hold the mailbox's lock: a write meanwhile does no harm."""
        found = (self._items.get(rank[1]) for rank in self._order.copy())
        return [entry[1] for entry in found if entry is not None]

    def slice(self, start: int, size: int) -> list[T]:
        """Up to `size` items from a place in the order."""
        return [self._items[rank[1]][1] for rank in self._order[start : start + size]]

    def page(self, after: Rank | None, size: int) -> tuple[list[T], Rank | None]:
        """Up to `size` items that come after a rank, and the last one's rank if more follow."""
        start = bisect_right(self._order, after) if after is not None else 0
        ranks = self._order[start : start + size]
        more = start + size < len(self._order)
        return [self._items[rank[1]][1] for rank in ranks], ranks[-1] if more and ranks else None

    def changes(self, since: int) -> list[Change[T]]:
        """The changes after a number, one per item: its first `before` and last `after`, in order of the last."""
        start = bisect_right(self._log, since, key=lambda change: change.number)
        merged: dict[int, Change[T]] = {}
        for change in self._log[start:]:
            first = merged.pop(change.key, None)
            merged[change.key] = Change(
                change.number, change.key, first.before if first else change.before, change.after
            )
        return list(merged.values())

    def last_left(self, key: int, since: int) -> T | None:
        """The item as it was when it last left this shelf after a change number."""
        start = bisect_right(self._log, since, key=lambda change: change.number)
        left = (c.before for c in reversed(self._log[start:]) if c.key == key and c.after is None)
        return next(left, None)

    def _drop(self, rank: Rank) -> None:
        del self._order[bisect_left(self._order, rank)]
