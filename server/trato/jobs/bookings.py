"""Write to Outlook what was booked and does not stand there yet: a process ended, or Outlook did not answer."""

from __future__ import annotations

import logging

import procrastinate
import sqlalchemy as sa

from trato.directory.tables import tenants
from trato.graph.writer import OutlookWriter
from trato.jobs.following import Workshop
from trato.jobs.queue import QUEUE
from trato.scheduling.booking import Bookings
from trato.scheduling.moving import Moves
from trato.scheduling.publishing.importing import CalendarImports

log = logging.getLogger(__name__)

FINISH = "finish_bookings"


def register(app: procrastinate.App, workshop: Workshop) -> None:
    """Have it looked after every minute, by one worker at a time."""

    @app.periodic(cron="* * * * *")
    @app.task(name=FINISH, queue=QUEUE, lock=FINISH, queueing_lock=FINISH)
    def finish_bookings(timestamp: int) -> None:  # noqa: ARG001  given to every periodic task
        finish(workshop)


def finish(workshop: Workshop) -> int:
    """Write what is left of every tenant; return how much was written."""
    with workshop.database.as_operator() as connection:
        known = connection.execute(sa.select(tenants.c.id, tenants.c.entra_tenant_id)).all()
    done = 0
    for tenant in known:
        entra_tenant_id = tenant.entra_tenant_id

        def writer(_tenant_id: int, mailbox: str, name: str = entra_tenant_id) -> OutlookWriter:
            return OutlookWriter(workshop.client_for(name), mailbox)

        done += Bookings(workshop.database, writer, site=workshop.site).finish(tenant.id, now=workshop.clock.now())
        done += Moves(workshop.database, writer).finish(tenant.id, now=workshop.clock.now())
        done += CalendarImports(workshop.database, writer).finish(tenant.id, now=workshop.clock.now())
    if done:
        log.warning("%s appointments that were booked, moved or brought in before stand in Outlook now", done)
    return done
