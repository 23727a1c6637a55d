"""Rendered items kept as bytes, the least recently used going first; a version never changes, so nothing goes stale."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

_ENTRY_COST = 400


class RenderCache:
    """A mapping bounded by bytes."""

    def __init__(self, budget: int = 96_000_000) -> None:
        self._budget = budget
        self._used = 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, render: Callable[[], bytes]) -> bytes:
        """The bytes for a key, rendered if they are not kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = render()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._used += len(made) + _ENTRY_COST
                while self._used > self._budget:
                    _, dropped = self._kept.popitem(last=False)
                    self._used -= len(dropped) + _ENTRY_COST
        return made
