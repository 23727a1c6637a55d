"""Which items two feeds of a mailbox told of at the same time, so that nobody knows whose word is the newer.

A mail that moves is told by the folder it left and by the one it came to. Their pages are asked for in parallel: the
page that is applied last may be the older one, and the next change of that folder would then remove what it never
had. Such an item is asked for by its id, which settles it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field


@dataclass(slots=True)
class Overlap:
    """The pages that were applied lately: what they told of, whose they were, and when they came."""

    _recent: list[tuple[int, object, frozenset[str]]] = field(default_factory=list)

    def doubtful(self, source: object, asked: int, remote_ids: Collection[str]) -> set[str]:
        """Return which of these items another source told of, in a page that came after this one was asked for."""
        found: set[str] = set()
        for came, other, told in self._recent:
            if came > asked and other is not source:
                found.update(told.intersection(remote_ids))
        return found

    def note(self, source: object, came: int, remote_ids: Collection[str], *, oldest_asked: int) -> None:
        """Remember an applied page for as long as a request is under way that is older than it."""
        self._recent = [one for one in self._recent if one[0] > oldest_asked]
        if remote_ids:
            self._recent.append((came, source, frozenset(remote_ids)))
