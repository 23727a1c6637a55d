"""Rendered items kept as bytes on disk, so that a mail is written out once however often it is asked for.

A version never changes, so nothing goes stale. What is kept is bounded: beyond the budget all is forgotten at once.
"""

import threading
from collections.abc import Callable, Hashable

from msgspec import Struct

from graph_sandbox.rawstore import RawStore, Span


class _Kept(Struct, frozen=True, gc=False):
    version: int
    span: Span


class RenderCache:
    """Bytes by item and by how they are to look; one entry an item and look, that of its newest version."""

    def __init__(self, budget: int = 3_000_000_000) -> None:
        self._budget = budget
        self._store = RawStore()
        self._looks: dict[Hashable, dict[int, _Kept]] = {}
        self._lock = threading.Lock()

    def get(self, look: Hashable, key: int, version: int, render: Callable[[], bytes]) -> bytes:
        """The bytes of a version, rendered if they are not kept."""
        found = self._looks.get(look, {}).get(key)
        if found is not None and found.version == version:
            kept = self._store.read(found.span)
            # Meanwhile somebody may have cleared the store, and another may have filled it again.
            if self._looks.get(look, {}).get(key) is found:
                return kept
        made = render()
        with self._lock:
            if len(self._store) + len(made) > self._budget:
                self._looks.clear()
                self._store.clear()
            self._looks.setdefault(look, {})[key] = _Kept(version, self._store.add(made))
        return made

    def close(self) -> None:
        """Free the disk space."""
        self._store.close()
