"""A mailbox of some size in a sandbox, read once: to count what a later round costs.

`python -m tests.jobs.mailbox_of_size --mails 100000` counts it for a large mailbox beside a small
one: requests, statements, rows written and rows read, by table.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from tests.conftest import Databases
from tests.graph_access import call, client_of, control
from tests.jobs.conftest import letter
from tests.query_recorder import recorded
from tests.small_company import ANA, NOW, save_folder, write_folder

from graph_sandbox import Sandbox
from trato.clock import Clock
from trato.db.embedded import EmbeddedServer
from trato.db.engine import Database, make_engine
from trato.db.migrate import upgrade
from trato.jobs.mailboxes import MailboxReport, MailboxSync
from trato.sync.model import FeedKind, Scope

FOLDERS = ("Inbox", "Archive", "Pedidos", "Ofertas")
CHANGED = 10
MAIL = Scope.only(FeedKind.FOLDERS, FeedKind.MESSAGES)
COUNTED = sa.text(
    "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del AS written,"
    " coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) AS read FROM pg_stat_user_tables"
)
Rows = dict[str, int]


@dataclass(frozen=True)
class Cost:
    """What a round cost: requests to Graph, statements to the database, and rows by table."""

    report: MailboxReport
    requests: int
    statements: int
    written: Rows
    read: Rows


class Mailbox:
    """Ana's mailbox of some size, in a database of its own, read once."""

    def __init__(self, folder: Path, database: Database, sandbox: Callable[[Path], Sandbox], size: int) -> None:
        for title in FOLDERS:
            box = write_folder(folder) / "mail" / ANA
            box.mkdir(parents=True, exist_ok=True)
            first = FOLDERS.index(title) * size
            letters = (letter(first + n, ANA) for n in range(size // len(FOLDERS)))
            (box / f"{title}.mbox").write_text("".join(letters), "utf-8")
        self.database, self.sandbox = database, sandbox(folder)
        self.company = save_folder(database, folder)
        self.sync = MailboxSync(database, self.company.tenant_id, Clock.starting_at(NOW), client_of(self.sandbox))
        self.follow()
        self.follow()  # the sandbox tells of folders once more, whose counts it knew later

    def follow(self) -> MailboxReport:
        return self.sync.follow(self.company.mailboxes[ANA], scope=MAIL)

    def change(self) -> None:
        inbox = call(self.sandbox, "GET", ANA, f"/mailFolders/inbox/messages?$top={CHANGED}&$select=id")["value"]
        for message in inbox:
            call(self.sandbox, "PATCH", ANA, f"/messages/{message['id']}", {"isRead": True})

    def counted(self) -> tuple[Rows, Rows]:
        """Rows written and read by table so far."""
        self.database.dispose()  # a backend tells its last counters when it ends, else up to ten seconds later
        time.sleep(1.2)
        with self.database.without_context() as connection:
            rows = connection.execute(COUNTED).all()
        return {row.relname: row.written for row in rows}, {row.relname: row.read for row in rows}

    def cost(self) -> Cost:
        """Count what a round with a few changed mails costs."""
        self.change()
        before, requests = self.counted(), control(self.sandbox, "GET", "/counters")["requests"]
        with recorded(self.database) as statements:
            report = self.follow()
        asked = control(self.sandbox, "GET", "/counters")["requests"] - requests
        written, read = (
            {name: now[name] - was.get(name, 0) for name in sorted(now) if now[name] != was.get(name, 0)}
            for was, now in zip(before, self.counted(), strict=True)
        )
        return Cost(report, asked, len(statements), written, read)


@contextmanager
def mailbox_of(size: int, folder: Path, databases: Databases, template: str) -> Iterator[Mailbox]:
    """Make one in a sandbox and a database of their own."""
    opened: list[Sandbox] = []

    def start(place: Path) -> Sandbox:
        opened.append(Sandbox.from_folder(place, now=NOW))
        return opened[-1].__enter__()

    name = databases.create(template)
    database = databases.open(name)
    try:
        mailbox = Mailbox(folder / str(size), database, start, size)
        # As autovacuum does within a minute: else the database takes the tables for empty, and reads them whole.
        with psycopg.connect(databases.url(name, user="postgres"), autocommit=True) as owner:
            owner.execute("ANALYZE")
        yield mailbox
    finally:
        database.dispose()
        for one in opened:
            one.__exit__(None, None, None)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--mails", type=int, default=100_000)
    asked = arguments.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="trato-cost-"))
    server = EmbeddedServer(folder / "pg").start()
    try:
        databases = Databases(server)
        template = databases.create()
        engine = make_engine(databases.url(template, user="postgres"))
        upgrade(engine)
        engine.dispose()
        costs = {}
        for size in (400, asked.mails):
            with mailbox_of(size, folder, databases, template) as mailbox:
                costs[size] = mailbox.cost()
    finally:
        server._server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    table = Table(title=f"a round with {CHANGED} changed mails in a mailbox of so many")
    for name in ("", *(f"{size:,}" for size in costs)):
        table.add_column(name, justify="right" if name else "left")
    table.add_row("requests to Graph", *(str(cost.requests) for cost in costs.values()))
    table.add_row("statements", *(str(cost.statements) for cost in costs.values()))
    for kind in ("written", "read"):
        rows = [getattr(cost, kind) for cost in costs.values()]
        table.add_row(f"rows {kind}", *(str(sum(one.values())) for one in rows), style="bold")
        for name in sorted({name for one in rows for name in one}):
            table.add_row(f"  {name}", *(str(one.get(name, 0)) for one in rows))
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
