"""Follow every connected mailbox again and again: the proof rounds that need no notification.

One process a mailbox at a time is ensured by the feeds' leases, so any number of workers may run.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable

from trato.clock import Clock
from trato.db.engine import Database
from trato.directory import store as directory
from trato.errors import TratoError
from trato.graph.client import GraphClient
from trato.jobs.mailboxes import MailboxSync

log = logging.getLogger(__name__)

GRACE_S = 5.0


def work(
    database: Database, clock: Clock, client_for: Callable[[str], GraphClient], *, every_s: float, stop: threading.Event
) -> None:
    """Run rounds for all tenants until told to stop; a tenant or mailbox that fails does not hold up the others."""
    while not stop.is_set():
        for tenant_id, entra_tenant_id in _tenants(database):
            if stop.is_set():
                return
            try:
                _follow_tenant(database, clock, client_for(entra_tenant_id), tenant_id, stop)
            except TratoError as error:
                log.warning("tenant %s: %s", tenant_id, error.code)
        stop.wait(every_s)


def _tenants(database: Database) -> list[tuple[int, str]]:
    with database.as_operator() as connection:
        return directory.all_tenants(connection)


def _follow_tenant(
    database: Database, clock: Clock, client: GraphClient, tenant_id: int, stop: threading.Event
) -> None:
    sync = MailboxSync(database, tenant_id, clock, client)
    with database.as_system(tenant_id) as connection:
        mailboxes = directory.connected_mailboxes(connection)
    for mailbox in mailboxes:
        if stop.is_set():
            return
        report = sync.follow(mailbox)
        for feed, fault in report.faults.items():
            log.warning("mailbox %s, %s: %s", mailbox.id, feed, fault.split(":", 1)[0])


def stop_with_parent(stop: threading.Event) -> None:
    """Set `stop` once the process that started this one is gone, even if it was killed and could not say so."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            if stop.wait(1.0):
                return
        stop.set()
        # A round in the middle may take long; ending in it costs a page that was not committed.
        time.sleep(GRACE_S)
        os._exit(0)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
