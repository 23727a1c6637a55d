"""A feed in memory with the manners of Graph's delta: it pages, replays, repeats, reorders, and forgets its cursors.

It obeys the contract of sync.protocols.Feed, which tests/sync/test_feeds.py checks for it and for the real feeds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from trato.graph.errors import CursorExpiredError
from trato.sync.protocols import Misread, Page


class HasId(Protocol):
    @property
    def remote_id(self) -> str: ...


Item = TypeVar("Item", bound=HasId)


@dataclass
class MemoryFeed(Generic[Item]):
    """What is there (`items`), what has happened (`log`), and how badly it behaves."""

    page_size: int = 3
    items: dict[str, Item] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    epoch: int = 0
    replays: int = 0
    is_reversed: bool = False
    gives_empty_pages: bool = False
    malformed: set[str] = field(default_factory=set)
    before_page: Callable[[int], None] = lambda _number: None
    before_one: Callable[[int], None] = lambda _number: None
    asked: int = 0
    _snapshots: list[list[str]] = field(default_factory=list)

    def put(self, item: Item) -> None:
        self.items[item.remote_id] = item
        self.log.append(item.remote_id)

    def remove(self, remote_id: str) -> None:
        self.items.pop(remote_id, None)
        self.log.append(remote_id)

    def expire(self) -> None:
        """Forget every cursor given so far."""
        self.epoch += 1

    def page(self, cursor: str) -> Page[Item]:
        """Cursors are `epoch/kind/number/offset`; a snapshot is followed by what was logged since it began."""
        self.asked += 1
        self.before_page(self.asked)
        if not cursor:
            self._snapshots.append([*self.items])
            cursor = f"{self.epoch}/full-{len(self.log)}/{len(self._snapshots) - 1}/0"
        epoch, kind, number, offset = cursor.split("/")
        if int(epoch) != self.epoch:
            raise CursorExpiredError("syncStateNotFound")
        if self.gives_empty_pages and not kind.startswith("empty"):
            return Page([], [], [], f"{epoch}/empty-{kind}/{number}/{offset}", is_last=False)
        kind = kind.removeprefix("empty-")
        if kind.startswith("full"):
            return self._full(kind, int(number), int(offset))
        return self._delta(int(number))

    def one(self, remote_id: str) -> Page[Item]:
        self.asked += 1
        self.before_one(self.asked)
        return self._page([remote_id], "", is_last=True)

    def _full(self, kind: str, number: int, offset: int) -> Page[Item]:
        ids = self._snapshots[number]
        end = offset + self.page_size
        if end < len(ids):
            return self._page(ids[offset:end], f"{self.epoch}/{kind}/{number}/{end}", is_last=False)
        since = int(kind.removeprefix("full-"))
        return self._page(ids[offset:end], f"{self.epoch}/delta/{since}/0", is_last=True)

    def _delta(self, since: int) -> Page[Item]:
        end = min(len(self.log), since + self.page_size)
        told = self.log[max(0, since - self.replays) : end]
        return self._page(told, f"{self.epoch}/delta/{end}/0", is_last=end == len(self.log))

    def _page(self, ids: list[str], cursor: str, *, is_last: bool) -> Page[Item]:
        told = list(dict.fromkeys(ids))
        if self.is_reversed:
            told.reverse()
        good = [self.items[one] for one in told if one in self.items and one not in self.malformed]
        bad = [Misread(one, "not understood") for one in told if one in self.items and one in self.malformed]
        gone = [one for one in told if one not in self.items]
        return Page(good, gone, bad, cursor, is_last)
