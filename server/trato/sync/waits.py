"""When a feed that failed is tried again: as Graph asks, ever later, or never by itself (Graph: throttling)."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from trato.errors import TratoError
from trato.graph.errors import ConsentRevokedError, GraphNotFoundError, GraphUnavailableError, ThrottledError
from trato.sync.errors import MassRemovalError

LONGEST_WAIT_S = 900.0


def retry_time(error: TratoError, *, failures: int, now: datetime, jitter: float | None = None) -> datetime | None:
    """Tell when to try again: None for what a person must mend, else ever later, with jitter.

    What is not there is asked for seldom from the start: a mailbox that was moved comes back by itself.
    """
    if isinstance(error, ConsentRevokedError | MassRemovalError):
        return None
    spread = random.uniform(0.5, 1.5) if jitter is None else jitter  # noqa: S311  spreads load, guards no secret
    wait = min(LONGEST_WAIT_S, 5.0 * 2.0 ** min(failures, 10)) * spread
    if isinstance(error, GraphNotFoundError):
        wait = LONGEST_WAIT_S * spread
    if isinstance(error, ThrottledError):
        wait = max(wait if failures else 0.0, error.retry_after_s * (1 + 0.1 * spread))
    if isinstance(error, GraphUnavailableError) and not failures:
        wait = 2.0 * spread
    return now + timedelta(seconds=wait)
