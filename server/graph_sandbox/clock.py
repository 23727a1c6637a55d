"""The sandbox's clock: starts where told, runs with real time, can be moved by the control API."""

import threading
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Virtual time for the data, and a token time that starts at the real time.

    Tokens are checked by clients against their own, real clock. So token time is real time plus whatever the
    clock was advanced by: advancing two hours ends tokens here, although the data may live in another year.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._lock = threading.Lock()
        self._origin = time.monotonic()
        self._start = start or datetime.now(UTC)
        self._advanced = timedelta()
        self.skew = timedelta()

    def now(self) -> datetime:
        """The instant on the sandbox's own clock."""
        with self._lock:
            return self._start + self._advanced + timedelta(seconds=time.monotonic() - self._origin)

    def advance(self, by: timedelta) -> None:
        """Jump ahead (or back) by a duration."""
        with self._lock:
            self._advanced += by

    def set(self, instant: datetime) -> None:
        """Go on from another instant; tokens keep their age."""
        with self._lock:
            # The Date header can show universal time only.
            self._start = instant.astimezone(UTC) - self._advanced
            self._origin = time.monotonic()

    def token_now(self) -> int:
        """Seconds since 1970 by which tokens are issued and end."""
        with self._lock:
            return int(time.time() + self._advanced.total_seconds())

    def shown(self) -> datetime:
        """The instant the `Date` header and new tokens show: the clock plus the injected skew."""
        return self.now() + self.skew
