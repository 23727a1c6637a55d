"""Write to Outlook what linked items are to say there, in the background and within each mailbox's limits."""

from __future__ import annotations

import logging

import procrastinate
from sqlalchemy import Connection

from trato.directory import store as directory
from trato.jobs.following import Workshop
from trato.jobs.queue import QUEUE, ask_once
from trato.linking.marks.writing import Marks, waiting_mailboxes

log = logging.getLogger(__name__)

MARK = "mark_items"


def register(app: procrastinate.App, workshop: Workshop) -> None:
    """Let workers write marks: those that the database asks for, and every minute those whose time has come."""

    @app.task(name=MARK, queue=QUEUE)
    def mark_items(tenant_id: int, mailbox_id: int) -> None:
        mark(workshop, tenant_id, mailbox_id)

    @app.periodic(cron="* * * * *")
    @app.task(name="plan_marks", queue=QUEUE, lock="plan_marks", queueing_lock="plan_marks")
    def plan_marks(timestamp: int) -> None:  # noqa: ARG001  given to every periodic task
        plan(workshop)


def mark(workshop: Workshop, tenant_id: int, mailbox_id: int) -> int:
    """Write what is due in a mailbox, if it is connected; return how many items that was."""
    with workshop.database.as_operator() as connection:
        entra_tenant_id = dict(directory.all_tenants(connection)).get(tenant_id)
    with workshop.database.as_system(tenant_id) as connection:
        boxes = directory.connected_mailboxes(connection)
    mailbox = next((box for box in boxes if box.id == mailbox_id), None)
    if mailbox is None or entra_tenant_id is None:
        return 0
    marks = Marks(workshop.database, mailbox, workshop.client_for(entra_tenant_id))
    return marks.write(stop=workshop.stop.is_set)


def plan(workshop: Workshop) -> None:
    """Ask for what is due everywhere: what waited for its time, and what a queue lost."""
    with workshop.database.as_operator() as connection:
        tenants = directory.all_tenants(connection)
    for tenant_id, _ in tenants:
        with workshop.database.as_system(tenant_id) as connection:
            for mailbox_id in waiting_mailboxes(connection):
                _ask(connection, tenant_id, mailbox_id)


def _ask(connection: Connection, tenant_id: int, mailbox_id: int) -> None:
    args = {"tenant_id": tenant_id, "mailbox_id": mailbox_id}
    ask_once(connection, MARK, f"marks:{tenant_id}:{mailbox_id}", args)
