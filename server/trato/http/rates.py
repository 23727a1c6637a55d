"""How often something may be asked for by name in a minute; of one process, which is enough to put off a flood."""

from __future__ import annotations

import threading
import time
from collections import defaultdict


class Rates:
    """Counts what is asked for by name in the present minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: defaultdict[str, int] = defaultdict(int)

    def is_over(self, name: str, most: int) -> bool:
        """Count one more, and tell whether there were more than `most` in this minute."""
        with self._lock:
            minute = int(time.monotonic() // 60)
            if minute != self._minute:
                self._minute, self._counts = minute, defaultdict(int)
            self._counts[name] += 1
            return self._counts[name] > most
