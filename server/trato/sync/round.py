"""One round of one feed: read a page, apply it and move the cursor in one transaction, until nothing is left.

A crash at any point repeats at most the page that was not committed. A worker that slept through its lease is
refused by the fence before it writes. A full round ends by removing what it did not mention, unless that would be
more than a set share: then a person is asked.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from trato.clock import Clock
from trato.db.engine import Database
from trato.errors import TratoError
from trato.graph.errors import (
    ConsentRevokedError,
    CursorExpiredError,
    GraphNotFoundError,
    GraphUnavailableError,
    ThrottledError,
    UntrustedLinkError,
)
from trato.sync import store
from trato.sync.errors import LeaseLostError, MassRemovalError
from trato.sync.model import FeedState, RoundReport
from trato.sync.protocols import Feed, HasRemoteId, Mirror, Page

LEASE = timedelta(minutes=5)
LONGEST_WAIT_S = 900.0
FREE_REMOVALS = 20
MOST_RESTARTS = 3

Item = TypeVar("Item", bound=HasRemoteId)


@dataclass(frozen=True, slots=True)
class Brake:
    """How much a full round may remove unasked: a share of all rows, or a few in any case."""

    share: float = 0.3
    at_least: int = FREE_REMOVALS

    def check(self, gone: int, total: int) -> None:
        """Raise MassRemovalError when too much would go."""
        if gone > max(self.at_least, self.share * total):
            raise MassRemovalError(
                f"a full round would remove {gone} of {total} items; nothing was removed. "
                "Look at the mailbox, then allow it with `trato connect --allow-removal`"
            )


@dataclass(frozen=True, slots=True)
class Rounds:
    """Runs rounds within one tenant."""

    database: Database
    tenant_id: int
    clock: Clock
    brake: Brake = Brake()

    def run(
        self,
        feed_id: int,
        feed: Feed[Item],
        mirror: Mirror[Item],
        *,
        on_page: Callable[[int], None] | None = None,
    ) -> RoundReport:
        """Run one round. Raises what the feed raises, after noting it with a retry time; FeedBusyError at once."""
        with self.database.as_system(self.tenant_id) as connection:
            state = store.lease(connection, feed_id, now=self.clock.now(), term=LEASE)
        try:
            return self._pages(state, feed, mirror, on_page or (lambda _items: None))
        except LeaseLostError:
            raise
        except TratoError as error:
            with self.database.as_system(self.tenant_id) as connection:
                retry_at = retry_time(error, failures=state.failures, now=self.clock.now())
                store.fail(connection, state, error=f"{error.code}: {error}", retry_at=retry_at)
            raise

    def _pages(
        self, state: FeedState, feed: Feed[Item], mirror: Mirror[Item], on_page: Callable[[int], None]
    ) -> RoundReport:
        pages = items = changed = misread = 0
        cursor, was_full = state.cursor, state.is_in_full_round
        restarts = 0
        while True:
            try:
                page = feed.page(cursor)
            except (CursorExpiredError, UntrustedLinkError):
                # A cursor that leads nowhere, or to where Graph was before it moved, is of no more use.
                restarts += 1
                if not cursor or restarts > MOST_RESTARTS:
                    raise
                state, cursor, was_full = self._start_over(state), "", True
                continue
            changed += self._apply(state, page, mirror, in_full_round=was_full)
            cursor = page.cursor
            pages += 1
            items += len(page.upserts) + len(page.removed)
            misread += len(page.misread)
            on_page(len(page.upserts))
            if page.is_last:
                return RoundReport(pages, items, changed, misread, was_full)

    def _apply(self, state: FeedState, page: Page[Item], mirror: Mirror[Item], *, in_full_round: bool) -> int:
        now = self.clock.now()
        with self.database.as_system(self.tenant_id) as connection:
            store.hold(connection, state, now=now, term=LEASE)
            changed = mirror.apply(connection, page, full_round=state.full_round)
            store.take_back(connection, state.id, [*(item.remote_id for item in page.upserts), *page.removed])
            store.set_aside(connection, self.tenant_id, state.id, page.misread, at=now)
            if page.is_last and in_full_round:
                self.brake.check(*mirror.unmentioned(connection, full_round=state.full_round))
                changed += mirror.sweep(connection, full_round=state.full_round)
            done = now if page.is_last else None
            store.advance(connection, state, cursor=page.cursor, items=len(page.upserts), caught_up_at=done)
            if page.is_last:
                store.release(connection, state)
        return changed

    def _start_over(self, state: FeedState) -> FeedState:
        with self.database.as_system(self.tenant_id) as connection:
            store.hold(connection, state, now=self.clock.now(), term=LEASE)
            store.restart(connection, state)
            return store.get(connection, state.id)


def retry_time(error: TratoError, *, failures: int, now: datetime, jitter: float | None = None) -> datetime | None:
    """Tell when to try again: never by itself for what a person must mend, else ever later, with jitter."""
    if isinstance(error, ConsentRevokedError | GraphNotFoundError | MassRemovalError):
        return None
    spread = random.uniform(0.5, 1.5) if jitter is None else jitter  # noqa: S311  spreads load, guards no secret
    wait = min(LONGEST_WAIT_S, 5.0 * 2.0 ** min(failures, 10)) * spread
    if isinstance(error, ThrottledError):
        wait = max(wait if failures else 0.0, error.retry_after_s * (1 + 0.1 * spread))
    if isinstance(error, GraphUnavailableError) and not failures:
        wait = 2.0 * spread
    return now + timedelta(seconds=wait)
