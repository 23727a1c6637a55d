"""Make the day's digests at their users' hours; what a worker that ended did not make, the next round makes."""

from __future__ import annotations

import procrastinate

from trato.directory import store as directory
from trato.jobs.following import Workshop
from trato.jobs.queue import QUEUE
from trato.scheduling.digest.service import Digests

MAKE = "make_digests"


def register(app: procrastinate.App, workshop: Workshop) -> None:
    """Have it looked after every five minutes, by one worker at a time."""

    @app.periodic(cron="*/5 * * * *")
    @app.task(name=MAKE, queue=QUEUE, lock=MAKE, queueing_lock=MAKE)
    def make_digests(timestamp: int) -> None:  # noqa: ARG001  given to every periodic task
        make(workshop)


def make(workshop: Workshop) -> int:
    """Make what is due of every tenant; return how many were made."""
    with workshop.database.as_operator() as connection:
        known = directory.all_tenants(connection)
    now = workshop.clock.now()
    return sum(Digests(workshop.database).make_due(tenant_id, now=now) for tenant_id, _ in known)
