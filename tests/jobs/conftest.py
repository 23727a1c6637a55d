"""A company with mail in two mailboxes, its sandbox, and `trato work` as processes of their own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from psycopg.conninfo import conninfo_to_dict
from tests.graph_access import control
from tests.small_company import ANA, BEN, LUIS, save_folder

from trato.mail.tables import message_copies

PATIENCE_S = 300.0


def letter(n: int, to: str) -> str:
    return (
        f"From x Sun Feb  1 00:00:00 2026\nMessage-ID: <m{n}@norte.example>\n"
        f"Date: Mon, 02 Feb 2026 10:{n % 60:02d}:00 +0100\nFrom: {LUIS}\nTo: {to}\nSubject: Pedido {n}\n\nHola\n\n"
    )


def wait_until(what: Callable[[], object], *, patience_s: float = PATIENCE_S) -> None:
    """Wait for something that must happen; how soon is not what a test decides."""
    until = time.monotonic() + patience_s
    while not what():
        if time.monotonic() > until:
            pytest.fail("it did not happen")
        time.sleep(0.05)


class Office:
    """A tenant of its own in a database of its own, which workers follow through a sandbox."""

    def __init__(self, databases, database, conninfo, company, sandbox, home):
        self.databases, self.database, self.conninfo = databases, database, conninfo
        self.company, self.sandbox, self.home = company, sandbox, home

    def work(self, *arguments: str) -> subprocess.Popen[bytes]:
        parts = conninfo_to_dict(self.conninfo)
        host = quote(str(parts["host"]), safe="")
        environment = {
            "TRATO_HOME": str(self.home),
            "TRATO_DATABASE_URL": f"postgresql://{parts['user']}@/{parts['dbname']}?host={host}",
            "TRATO_GRAPH_URL": f"{self.sandbox.url}/v1.0",
            "TRATO_LOGIN_URL": self.sandbox.url,
            "TRATO_CLIENT_ID": "5b0c6a43-8f6d-4f0e-9d2b-6f6f1f1f0001",
            "TRATO_CLIENT_SECRET": "any",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "trato", "work", *arguments],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
        )

    def copies(self) -> int:
        with self.company.system() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(message_copies)).scalar_one()

    def jobs(self, status: str) -> int:
        with self.company.system() as connection:
            counted = sa.text(
                "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'follow_mailbox' AND status::text = :status"
            )
            return connection.execute(counted, {"status": status}).scalar_one()

    def let_time_pass(self) -> None:
        """Make leases and heartbeats two minutes older, as if that time had passed.

        Meanwhile the server would have ended transactions in which nothing happens, one after the other where they
        wait for each other (db.engine: idle_in_transaction_session_timeout).
        """
        while True:
            self.databases.end_idle_transactions(self.conninfo)
            with contextlib.suppress(sa.exc.OperationalError), self.company.system() as connection:
                connection.execute(sa.text("SET LOCAL lock_timeout = '100ms'"))
                for table, column in (("mailbox_leases", "leased_until"), ("procrastinate_workers", "last_heartbeat")):
                    connection.execute(sa.text(f"UPDATE {table} SET {column} = {column} - interval '2 min'"))  # noqa: S608
                return

    def slow(self, seconds: float) -> None:
        control(self.sandbox, "POST", "/faults", {"kind": "latency", "seconds": seconds})


@pytest.fixture
def office(databases, migrated_template, sandbox, company_folder, tmp_path):
    name = databases.create(migrated_template)
    for box, first in ((ANA, 0), (BEN, 100)):
        folder = company_folder / "mail" / box
        folder.mkdir(parents=True)
        for place, title in enumerate(("Inbox", "Archive", "Pedidos")):
            letters = (letter(first + place * 10 + n, box) for n in range(7))
            (folder / f"{title}.mbox").write_text("".join(letters), "utf-8")
    running = sandbox(company_folder)
    database = databases.open(name)
    company = save_folder(database, company_folder)
    made = Office(databases, database, databases.url(name), company, running, tmp_path / "home")
    with ExitStack() as started:
        begin = made.work

        def work(*arguments):
            process = begin(*arguments)
            started.callback(end, process)
            return process

        made.work = work
        yield made
    database.dispose()
    databases.drop(name)


def end(process):
    if process.poll() is None:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
