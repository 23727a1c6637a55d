"""One pass of Trato over all mailboxes of a tenant, in a process of its own that a test may kill.

`python -m tests.chaos.worker` imports everything once, then forks a process for each order it reads from stdin (JSON,
one a line) and says on stdout when one has started and how it ended: tests kill hundreds without waiting for imports.
"""

from __future__ import annotations

import json
import os
import resource
import selectors
import signal
import sys
import traceback
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from tests.chaos.boundaries import Boundaries

from trato.clock import Clock
from trato.commands.wiring import clients
from trato.db.engine import make_engine, open_database
from trato.db.migrate import upgrade
from trato.directory.store import all_tenants, connected_mailboxes
from trato.errors import TratoError
from trato.jobs.following import Workshop
from trato.jobs.mailboxes import MailboxSync
from trato.jobs.worker import work
from trato.settings import GraphSettings

CLIENT_ID = "5b0c6a43-8f6d-4f0e-9d2b-6f6f1f1f0001"


@dataclass(frozen=True)
class Order:
    """What to do: on which database and sandbox, at which time, in which order, and where to die.

    With `migrates` it brings the schema up to date and nothing else. With `every_s` it does not end by itself: it
    works as `trato work` does, a proof round so often; `public_url` is where Graph then tells it of changes.
    """

    conninfo: str
    sandbox_url: str
    shift_s: float
    turn: int = 0
    die_at: int = 0
    every_s: float = 0.0
    public_url: str = ""
    migrates: bool = False
    report: str = ""


@dataclass(frozen=True)
class Report:
    """What a pass did that nobody killed."""

    changed: int
    boundaries: int
    faults: dict[str, str]
    cpu_s: float = 0.0
    peak_rss_mb: float = 0.0


def follow_all(order: Order) -> Report:
    """Follow each connected mailbox once, beginning with the one whose turn it is."""
    boundaries = Boundaries(order.die_at)
    boundaries.install()
    database = open_database(order.conninfo, pool_size=2)
    clock = Clock(timedelta(seconds=order.shift_s))
    graph = GraphSettings(f"{order.sandbox_url}/v1.0", order.sandbox_url, CLIENT_ID, "any secret")
    client_for = clients(graph, database)
    changed, faults = 0, {}
    with database.as_operator() as connection:
        tenants = all_tenants(connection)
    for tenant_id, entra_tenant_id in tenants:
        sync = MailboxSync(database, tenant_id, clock, client_for(entra_tenant_id))
        with database.as_system(tenant_id) as connection:
            mailboxes = connected_mailboxes(connection)
        start = order.turn % max(1, len(mailboxes))
        for mailbox in (*mailboxes[start:], *mailboxes[:start]):
            try:
                report = sync.follow(mailbox)
            except TratoError as error:
                faults[mailbox.address] = f"{error.code}: {error}"
                continue
            changed += report.changed
            faults |= {f"{mailbox.address} {feed}": fault for feed, fault in report.faults.items()}
    database.dispose()
    used = resource.getrusage(resource.RUSAGE_SELF)
    return Report(changed, boundaries.passed, faults, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def migrate(order: Order) -> Report:
    """Bring the schema up to date."""
    boundaries = Boundaries(order.die_at)
    boundaries.install()
    engine = make_engine(order.conninfo)
    upgrade(engine)
    engine.dispose()
    return Report(0, boundaries.passed, {})


def work_on(order: Order) -> None:
    """Do what `trato work` does, until killed."""
    database = open_database(order.conninfo)
    graph = GraphSettings(f"{order.sandbox_url}/v1.0", order.sandbox_url, CLIENT_ID, "any secret")
    workshop = Workshop(
        database=database,
        clock=Clock(timedelta(seconds=order.shift_s)),
        client_for=clients(graph, database),
        every=timedelta(seconds=order.every_s),
        public_url=order.public_url,
    )
    work(workshop, concurrency=2)


def _child(line: str) -> None:
    """Carry out an order and end, whatever happens: the process must not return to the parent's loop."""
    status = 1
    try:
        os.setpgid(0, 0)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        order = Order(**json.loads(line))
        if order.every_s:
            work_on(order)
        done = json.dumps(asdict(migrate(order) if order.migrates else follow_all(order)))
        if order.report:
            partly = Path(f"{order.report}.part")
            partly.write_text(done, "utf-8")
            partly.rename(order.report)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _say(**told: object) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Fork on every order until stdin ends."""
    ended, wake = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(ended, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    orders = selectors.DefaultSelector()
    orders.register(sys.stdin, selectors.EVENT_READ, "order")
    orders.register(ended, selectors.EVENT_READ, "end")
    _say(ready=True)
    while True:
        for key, _ in orders.select():
            if key.data == "end":
                os.read(ended, 4096)
                _reap()
            else:
                line = sys.stdin.readline()
                if not line:
                    return
                pid = os.fork()
                if pid == 0:
                    _child(line)
                _say(started=pid)


def _reap() -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        _say(ended=pid, status=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
