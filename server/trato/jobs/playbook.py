"""Keep the steps of the sales process in step with what happened: meetings end without anybody writing anything."""

from __future__ import annotations

import procrastinate

from trato.directory import store as directory
from trato.jobs.following import Workshop
from trato.jobs.queue import QUEUE
from trato.planning.playbook.settling import settle

SETTLE = "settle_playbooks"


def register(app: procrastinate.App, workshop: Workshop) -> None:
    """Have it looked after every minute, by one worker at a time."""

    @app.periodic(cron="* * * * *")
    @app.task(name=SETTLE, queue=QUEUE, lock=SETTLE, queueing_lock=SETTLE)
    def settle_playbooks(timestamp: int) -> None:  # noqa: ARG001  given to every periodic task
        settle_all(workshop)


def settle_all(workshop: Workshop) -> int:
    """Look at what waits in every tenant; return how many opportunities were looked at."""
    with workshop.database.as_operator() as connection:
        known = directory.all_tenants(connection)
    now = workshop.clock.now()
    return sum(settle(workshop.database, tenant_id, now=now) for tenant_id, _ in known)
