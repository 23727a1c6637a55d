"""Rounds: read the streams of a mailbox, apply page after page, each with its cursor in one transaction.

A crash at any point repeats at most the pages that were not committed. A worker that lost the mailbox's lease is
refused by its fence before it writes. A transaction that the database cut off is repeated as a whole. A full round
ends by removing what it did not mention, unless that would be more than a set share: then a person is asked.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from trato.clock import Clock
from trato.db import retries
from trato.db.engine import Database
from trato.db.presence import Presence
from trato.errors import TratoError
from trato.graph.errors import CursorExpiredError, UntrustedLinkError
from trato.sync import lease as leases
from trato.sync import removals, store
from trato.sync.brake import BRAKE, Brake
from trato.sync.errors import FeedEndedError, LeaseLostError, RoundStoppedError
from trato.sync.model import FeedState, RoundReport
from trato.sync.overlap import Overlap
from trato.sync.pipeline import Arrival, Pipeline, Source
from trato.sync.protocols import Feed, Mirror, Page
from trato.sync.reading import Outcome, Progress, Reading, Then
from trato.sync.waits import retry_time

MOST_RESTARTS = 3
TICK_S = 0.5
RENEW_S = 5.0
MOST_ASIDE = 50


@dataclass(frozen=True, slots=True)
class Rounds:
    """Runs rounds within one tenant. With a `presence` its leases are free as soon as this process is gone.

    `stop` ends a round between two pages.
    """

    database: Database
    tenant_id: int
    clock: Clock
    brake: Brake = BRAKE
    presence: Presence | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def run(
        self,
        feed_id: int,
        feed: Feed[Any],
        mirror: Mirror[Any],
        *,
        on_page: Callable[[int], None] | None = None,
    ) -> RoundReport:
        """Run one round of one feed, trying again what was set aside.

        Raises what the feed raises, after noting it with a retry time; MailboxBusyError at once.
        """
        with self.database.as_system(self.tenant_id) as connection:
            mailbox_id = store.get(connection, feed_id).mailbox_id
        with self.holding(mailbox_id) as held:
            with self.database.as_system(self.tenant_id) as connection:
                state = store.get(connection, feed_id)
                aside = store.aside(connection, mailbox_id, most=MOST_ASIDE).get(feed_id, ())
            reading = Reading(state, feed, mirror, on_page or (lambda _items: None), aside=aside)
            outcome = held.read([reading])[feed_id]
        if isinstance(outcome, TratoError):
            raise outcome
        return outcome

    @contextlib.contextmanager
    def holding(self, mailbox_id: int) -> Iterator[HeldMailbox]:
        """Hold the lease of a mailbox. Raises MailboxBusyError while another worker follows it."""
        if self.presence is not None:
            self.presence.confirm()
        holder = None if self.presence is None else self.presence.id
        lease = retries.as_system(
            self.database,
            self.tenant_id,
            lambda connection: leases.take(connection, self.tenant_id, mailbox_id, holder=holder),
        )
        try:
            yield HeldMailbox(self, lease)
        finally:
            # Without a database it runs out by itself.
            with contextlib.suppress(*retries.FAULTS), self.database.as_system(self.tenant_id) as connection:
                leases.release(connection, lease)


class HeldMailbox:
    """A mailbox whose lease this worker holds."""

    def __init__(self, rounds: Rounds, lease: leases.Lease) -> None:
        self._rounds = rounds
        self._lease = lease
        self._renewed_at = self._confirmed_at = time.monotonic()
        self._overlap = Overlap()

    def renew(self) -> None:
        """Keep the mailbox while something else than reading is done. Raises LeaseLostError if it was taken over."""
        retries.as_system(
            self._rounds.database, self._rounds.tenant_id, lambda connection: leases.hold(connection, self._lease)
        )

    def read(self, readings: Sequence[Reading], *, then: Then = lambda _reading, _outcome: ()) -> dict[int, Outcome]:
        """Read these feeds and those that `then` names when one has ended; return by feed what came of it.

        A feed that fails is noted with its retry time and does not stop the others. Raises LeaseLostError when another
        worker took over, RoundStoppedError when told to stop.
        """
        outcomes: dict[int, Outcome] = {}
        pipeline = Pipeline()
        under_way: dict[Source, Progress] = {}

        def start(reading: Reading) -> None:
            source = Source(reading.feed, reading.state.cursor)
            under_way[source] = Progress(
                reading, reading.state, reading.state.is_in_full_round, self._rounds.clock.now()
            )
            pipeline.add(source, reading.place)

        try:
            for one in readings:
                start(one)
            while under_way:
                arrival = self._next(pipeline)
                if arrival is None:
                    continue
                progress = under_way.pop(arrival.source, None)
                if progress is None:  # asked for before its stream failed
                    pipeline.done(arrival)
                    continue
                again = self._deal(pipeline, progress, arrival)
                pipeline.done(arrival)
                if isinstance(again, Source):
                    under_way[again] = progress
                    continue
                pipeline.drop(arrival.source)
                outcomes[progress.state.id] = again
                for one in then(progress.reading, again):
                    start(one)
        finally:
            pipeline.close()
        return outcomes

    def _next(self, pipeline: Pipeline) -> Arrival | None:
        if self._rounds.stop.is_set():
            raise RoundStoppedError("the round was stopped; the next one goes on from there")
        now = time.monotonic()
        if self._rounds.presence is not None and now - self._confirmed_at > RENEW_S:
            self._confirmed_at = now
            with contextlib.suppress(*retries.FAULTS):
                self._rounds.presence.confirm()
        if now - self._renewed_at > RENEW_S:
            self._in_lease(lambda _connection: None)
        return pipeline.take(TICK_S)

    def _deal(self, pipeline: Pipeline, progress: Progress, arrival: Arrival) -> Source | Outcome:
        """Apply what came; return the source that goes on, or what came of it in the end."""
        try:
            if isinstance(arrival.error, CursorExpiredError | UntrustedLinkError):
                return self._start_over(pipeline, progress, arrival)
            if arrival.error is not None:
                raise arrival.error
            page = self._settled(progress, arrival)
            self._apply(progress, arrival, page)
        except (LeaseLostError, RoundStoppedError):
            raise
        except TratoError as error:
            self._fail(progress, error)
            return error
        self._overlap.note(
            progress.reading,
            arrival.came,
            [item.remote_id for item in page.upserts],
            oldest_asked=pipeline.oldest_asked(),
        )
        progress.reading.on_page(len(page.upserts))
        if not page.is_last:
            return arrival.source
        self._try_aside(progress)
        return progress.report

    def _start_over(self, pipeline: Pipeline, progress: Progress, arrival: Arrival) -> Source:
        # A cursor that leads nowhere, or to where Graph was before it moved, is of no more use.
        progress.restarts += 1
        if arrival.error is not None and (not arrival.cursor or progress.restarts > MOST_RESTARTS):
            raise arrival.error

        def work(connection: Connection) -> FeedState:
            store.restart(connection, progress.state)
            return store.get(connection, progress.state.id)

        progress.state, progress.was_full = self._in_lease(work), True
        progress.began_at = self._rounds.clock.now()
        source = Source(progress.reading.feed, "")
        pipeline.add(source, progress.reading.place)
        return source

    def _settled(self, progress: Progress, arrival: Arrival) -> Page[Any]:
        """Return the page; what another feed told of meanwhile is asked for by itself."""
        page = arrival.page
        if page is None:
            raise RuntimeError("an arrival without page or error")
        told = {item.remote_id for item in page.upserts}
        for remote_id in sorted(self._overlap.doubtful(progress.reading, arrival.asked, told)):
            now = progress.reading.feed.one(remote_id)
            others = [item for item in page.upserts if item.remote_id != remote_id]
            page = replace(
                page,
                upserts=[*others, *now.upserts],
                removed=[*page.removed, *now.removed],
                misread=[*page.misread, *now.misread],
            )
        return page

    def _apply(self, progress: Progress, arrival: Arrival, page: Page[Any]) -> None:
        attempts = 0

        def work(connection: Connection) -> int:
            nonlocal attempts
            attempts += 1
            moved = page.cursor != arrival.cursor
            if attempts > 1 and moved and store.stands_at(connection, progress.state.id, page.cursor):
                return 0
            return self._write(connection, progress, page)

        progress.changed += self._in_lease(work)
        progress.pages += 1
        progress.items += len(page.upserts) + len(page.removed)
        progress.misread += len(page.misread)

    def _write(self, connection: Connection, progress: Progress, page: Page[Any]) -> int:
        state, mirror, now = progress.state, progress.reading.mirror, self._rounds.clock.now()
        changed = mirror.apply(connection, page, full_round=state.full_round)
        self._keep_aside(connection, progress, page)
        if page.is_last and progress.was_full:
            gone, total = mirror.unmentioned(connection, full_round=state.full_round)
            if not self._rounds.brake.lets(gone, total) and not removals.use(
                connection, state.mailbox_id, gone, at=now
            ):
                raise self._rounds.brake.refusal(gone, total)
            changed += mirror.sweep(connection, full_round=state.full_round)
        store.advance(
            connection,
            state,
            cursor=page.cursor,
            items=len(page.upserts),
            began_at=progress.began_at,
            leased_until=None if page.is_last else now + leases.TERM,
            caught_up_at=now if page.is_last else None,
        )
        return changed

    def _keep_aside(self, connection: Connection, progress: Progress, page: Page[Any]) -> None:
        if progress.reading.aside or progress.misread:
            store.take_back(connection, progress.state.id, [*(item.remote_id for item in page.upserts), *page.removed])
        store.set_aside(
            connection, self._rounds.tenant_id, progress.state.id, page.misread, at=self._rounds.clock.now()
        )

    def _try_aside(self, progress: Progress) -> None:
        """Ask again for what could not be understood; what Graph does not give now is left for the next round."""
        for remote_id in progress.reading.aside:
            try:
                page = progress.reading.feed.one(remote_id)
            except TratoError:
                return
            with contextlib.suppress(FeedEndedError):
                self._in_lease(lambda connection, page=page: self._write_one(connection, progress, page))  # type: ignore[misc]

    def _write_one(self, connection: Connection, progress: Progress, page: Page[Any]) -> None:
        store.keep(connection, progress.state)
        progress.reading.mirror.apply(connection, page, full_round=progress.state.full_round)
        self._keep_aside(connection, progress, page)

    def _fail(self, progress: Progress, error: TratoError) -> None:
        retry_at = retry_time(error, failures=progress.state.failures, now=self._rounds.clock.now())
        told = f"{error.code}: {error}"
        self._in_lease(lambda connection: store.fail(connection, progress.state, error=told, retry_at=retry_at))

    def _in_lease(self, work: Callable[[Connection], Any]) -> Any:
        def held(connection: Connection) -> Any:
            leases.hold(connection, self._lease)
            return work(connection)

        done = retries.as_system(self._rounds.database, self._rounds.tenant_id, held)
        self._renewed_at = time.monotonic()
        return done
