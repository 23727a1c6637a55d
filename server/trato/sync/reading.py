"""What a round is given to read, how far it is with it, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trato.errors import TratoError
from trato.sync.model import FeedState, RoundReport
from trato.sync.protocols import Feed, Mirror

Outcome = RoundReport | TratoError


@dataclass(frozen=True, slots=True)
class Reading:
    """A feed to be read from where it stands, with its mirror; those of a lower `place` are read first.

    `aside` are the ids of its items that were set aside and are to be tried again.
    """

    state: FeedState
    feed: Feed[Any]
    mirror: Mirror[Any]
    on_page: Callable[[int], None] = lambda _items: None
    place: int = 0
    aside: Sequence[str] = ()


Then = Callable[[Reading, Outcome], Sequence[Reading]]


@dataclass(slots=True)
class Progress:
    """How far a reading is; `state` is that of its full round under way."""

    reading: Reading
    state: FeedState
    was_full: bool
    began_at: datetime
    pages: int = 0
    items: int = 0
    changed: int = 0
    misread: int = 0
    restarts: int = 0

    @property
    def report(self) -> RoundReport:
        """Return what was done."""
        return RoundReport(self.pages, self.items, self.changed, self.misread, self.was_full)
