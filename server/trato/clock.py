"""The only place that reads the machine's clock; everything else is given its time.

A demo or a test runs at the instant its tenant names, so the clock is a value that can be fixed or shifted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the time, `shift` away from the machine's clock."""

    shift: timedelta = timedelta(0)

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC) + self.shift

    @classmethod
    def starting_at(cls, instant: datetime) -> Clock:
        """Make a clock that shows `instant` now and runs on from there."""
        return cls(instant - datetime.now(UTC))


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant; raises ValueError when it has no offset, because a bare local time is no instant."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} has no UTC offset; write it like 2026-11-24T09:30:00+01:00")
    return instant
