"""Look again at earlier threads once an opportunity was made or changed, a few of them a transaction.

The decision is the usual one: what a person decided stands, and a closed opportunity gets only what belongs to it.
What waits is gone only when all of it was looked at, so a worker that was killed costs a second look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar import mirror as calendar_mirror
from trato.calendar.tables import events
from trato.db.engine import Database
from trato.linking.late.tables import late_opportunities
from trato.linking.late.threads import earlier
from trato.linking.service import Linker
from trato.mail import mirror as mail_mirror
from trato.mail.tables import threads

AT_ONCE = 100
SETTLED_AT_MOST = 20


def is_waiting(connection: Connection) -> bool:
    """Tell whether an opportunity waits for its earlier threads to be looked at."""
    return connection.execute(sa.select(late_opportunities.c.opportunity_id).limit(1)).first() is not None


def has_nothing_earlier(connection: Connection) -> bool:
    """Tell whether there is no thread and no event yet that an opportunity could be about."""
    return not connection.execute(
        sa.select(sa.exists(sa.select(threads.c.id)) | sa.exists(sa.select(events.c.id)))
    ).scalar()


def forget(connection: Connection) -> None:
    """Say that nothing waits: there is nothing that could be linked otherwise."""
    connection.execute(sa.delete(late_opportunities))


@dataclass(frozen=True, slots=True)
class LateLinking:
    """Links what waits within one tenant; as the system, in transactions of its own."""

    database: Database
    tenant_id: int

    def run(self, *, stop: Callable[[], bool] = lambda: False) -> int:
        """Look at what waits until nothing does or `stop` says so; return how many threads and events it was."""
        looked_at = 0
        while not stop():
            with self.database.as_system(self.tenant_id) as connection:
                table = late_opportunities.c
                row = connection.execute(
                    sa.select(table.opportunity_id, table.times).order_by(table.opportunity_id.desc()).limit(1)
                ).first()
                found = earlier(connection, row.opportunity_id) if row is not None else None
            if row is None or found is None:
                break
            for thread_ids, event_ids in _batches(found.thread_ids, found.event_ids):
                self._link(thread_ids, event_ids)
                if stop():
                    return looked_at
            looked_at += len(found.thread_ids) + len(found.event_ids)
            with self.database.as_system(self.tenant_id) as connection:
                done = sa.delete(late_opportunities).where(
                    table.opportunity_id == row.opportunity_id, table.times == row.times
                )
                connection.execute(done)
        if looked_at:
            self._settle(stop)
        return looked_at

    def _link(self, thread_ids: Sequence[int], event_ids: Sequence[int]) -> None:
        linker = Linker(self.tenant_id)
        with self.database.as_system(self.tenant_id) as connection:
            # As when mail and calendars are mirrored, one transaction at a time links within a tenant.
            for space in (mail_mirror.LOCK_SPACE, calendar_mirror.LOCK_SPACE):
                connection.execute(
                    sa.text("SELECT pg_advisory_xact_lock(:space, :tenant)"), {"space": space, "tenant": self.tenant_id}
                )
            if thread_ids:
                linker.relink_threads(connection, thread_ids)
            if event_ids:
                linker.relink_events(connection, event_ids)

    def _settle(self, stop: Callable[[], bool]) -> None:
        """Let what is near follow; what is left of very many is settled after the next round."""
        for _ in range(SETTLED_AT_MOST):
            with self.database.as_system(self.tenant_id) as connection:
                if stop() or not Linker(self.tenant_id).settle(connection, at_most=AT_ONCE):
                    return


def _batches(thread_ids: Sequence[int], event_ids: Sequence[int]) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    for start in range(0, len(thread_ids), AT_ONCE):
        yield thread_ids[start : start + AT_ONCE], ()
    for start in range(0, len(event_ids), AT_ONCE):
        yield (), event_ids[start : start + AT_ONCE]
