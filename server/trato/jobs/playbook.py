"""Keep steps of the sales process in step with what happened: meetings end, and months go by, without a write."""

from __future__ import annotations

import procrastinate

from trato.directory import store as directory
from trato.jobs.following import Workshop
from trato.jobs.queue import QUEUE
from trato.planning.playbook.proposals import propose
from trato.planning.playbook.settling import settle

SETTLE = "settle_playbooks"
PROPOSE = "propose_to_silent_customers"


def register(app: procrastinate.App, workshop: Workshop) -> None:
    """Have steps looked after every minute and silent customers every hour, by one worker at a time."""

    @app.periodic(cron="7 * * * *")
    @app.task(name=PROPOSE, queue=QUEUE, lock=PROPOSE, queueing_lock=PROPOSE)
    def propose_to_silent(timestamp: int) -> None:  # noqa: ARG001  given to every periodic task
        propose_all(workshop)

    @app.periodic(cron="* * * * *")
    @app.task(name=SETTLE, queue=QUEUE, lock=SETTLE, queueing_lock=SETTLE)
    def settle_playbooks(timestamp: int) -> None:  # noqa: ARG001  as above
        settle_all(workshop)


def settle_all(workshop: Workshop) -> int:
    """Look at what waits in every tenant; return how many opportunities were looked at."""
    now = workshop.clock.now()
    return sum(settle(workshop.database, tenant_id, now=now) for tenant_id in _tenants(workshop))


def propose_all(workshop: Workshop) -> int:
    """Make tasks for what silent customers need, in every tenant; return how many."""
    now = workshop.clock.now()
    return sum(propose(workshop.database, tenant_id, now=now) for tenant_id in _tenants(workshop))


def _tenants(workshop: Workshop) -> list[int]:
    with workshop.database.as_operator() as connection:
        return [tenant_id for tenant_id, _ in directory.all_tenants(connection)]
