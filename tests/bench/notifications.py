"""How many notifications are durable before their 202, beside the same with a commit for each request.

`python -m tests.bench.notifications` (`make bench-notifications`). One server process, granian as in production and
the whole application behind, on a PostgreSQL with its default durability; 16 keep-alive connections on raw sockets,
one notification a request, every one different. Both ways run in turn in one call; the rows in the database are
counted against the 202s. Then a storm of one organisation: how long another one's calls take beside it and alone.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from tests import small_company
from tests.bench import load
from tests.bench.load import NUMBER, Load, Measured
from tests.small_company import ANA, NOW

from trato.db.embedded import EmbeddedServer
from trato.db.engine import Database, make_engine, open_database
from trato.db.migrate import upgrade
from trato.sync.hints import Hint
from trato.sync.subscriptions import digest_of
from trato.sync.tables import hints, subscriptions

CONNECTIONS = 16
AT_LEAST_PER_S, P99_MS, OF_IDLE = 4_000, 30.0, 2.0
SECRET = "s" * 43
WAYS = ("group commit", "commit per request")


@dataclass(frozen=True)
class EachByItself:
    """What one would write first: each request commits what it was told."""

    database: Database

    def store(self, told: Sequence[Hint]) -> None:
        with self.database.as_system(told[0].tenant_id) as connection:
            connection.execute(sa.insert(hints), [msgspec.structs.asdict(one) for one in told])


def serve(conninfo: str, way: str) -> None:
    """Serve in this process until told to stop; print the port first."""
    from trato.app import create_app
    from trato.clock import Clock
    from trato.commands import web
    from trato.http.auth import Issuer
    from trato.http.pages import PageSettings

    database = open_database(conninfo, pool_size=CONNECTIONS)
    pages = PageSettings("", "", "", "", "", "")
    app = create_app(database, issuer=Issuer("", ()), clock=Clock(), page_settings=pages)
    if way != WAYS[0]:
        app.extensions["trato_notifications"]._committer = EachByItself(database)
    listening = web.listen("127.0.0.1", 0)
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    web.serve(app, listening, database)


@contextmanager
def serving(conninfo: str, way: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [sys.executable, "-m", "tests.bench.notifications", "--serve", way, "--conninfo", conninfo]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process, int(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate()


def request(tenant: str, remote_id: str, *, items: int = 1) -> bytes:
    """A POST of `items` notifications, numbered anew each time."""
    notice = {
        "subscriptionId": remote_id,
        "subscriptionExpirationDateTime": "2026-03-05T09:00:00.0000000Z",
        "changeType": "created",
        "resource": f"Users/5b0c6a43-8f6d-4f0e-9d2b-6f6f1f1f0001/Messages/{'A' * 120}",
        "resourceData": {
            "@odata.type": "#Microsoft.Graph.Message",
            "@odata.id": f"Users/5b0c6a43-8f6d-4f0e-9d2b-6f6f1f1f0001/Messages/{'A' * 120}",
            "@odata.etag": 'W/"CQAAABYAAAD5F2XUmXyrSZ6J4vFxbFvzAAAYIxZS"',
            "id": "",
        },
        "clientState": SECRET,
        "tenantId": tenant,
    }
    told = [notice | {"resourceData": {**notice["resourceData"], "id": f"{'A' * 90}{one}-#"}} for one in range(items)]
    # One number for the whole body: the generator writes it in one place only, so the others differ by their own.
    body = (
        msgspec.json.encode({"value": told}).replace(b"-#", b"-" + b"0" * 13, items - 1).replace(b"-#", b"-" + NUMBER)
    )
    length = len(body) - len(NUMBER) + 13
    head = (
        f"POST /graph/notifications HTTP/1.1\r\nHost: trato.example\r\nContent-Type: application/json\r\n"
        f"Content-Length: {length}\r\n\r\n"
    )
    return head.encode() + body


def processor_s(pid: int) -> float:
    """Processor seconds of a process so far (proc(5), utime and stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=6.0)
    arguments.add_argument("--serve", choices=WAYS, help=argparse.SUPPRESS)
    arguments.add_argument("--conninfo", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.serve:
        serve(given.conninfo, given.serve)
        return
    folder = Path(tempfile.mkdtemp(prefix="trato-bench-"))
    server = EmbeddedServer(folder / "pg").start()
    try:
        measure(server, folder, given.seconds)
    finally:
        server._server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure(server: EmbeddedServer, folder: Path, for_s: float) -> None:
    owner = make_engine(server.conninfo(user="postgres"))
    upgrade(owner)
    owner.dispose()
    database = open_database(server.conninfo())
    written = small_company.write_folder(folder / "company")
    one, other = (subscribed(database, written, f"tenant-{name}") for name in "ab")
    console = Console(width=110)
    table = Table(
        title=f"durable before the 202, {CONNECTIONS} connections, {for_s:.0f} s each, {os.cpu_count()} cores"
    )
    for name in ("way", "notifications/s", "p50 ms", "p99 ms", "not 202", "rows = 202s", "server", "generator"):
        table.add_column(name, justify="left" if name == "way" else "right")
    results: dict[str, Measured] = {}
    for way in WAYS:
        with serving(server.conninfo(), way) as (process, port):
            calls = [Load(one, CONNECTIONS // 2)] * 2
            load.run(("127.0.0.1", port), calls, for_s=1.0)
            before, cpu = rows(database), processor_s(process.pid)
            parts = load.run(("127.0.0.1", port), calls, for_s=for_s)
            whole = results[way] = together(parts)
            share = (processor_s(process.pid) - cpu) / whole.wall_s
            grown = rows(database) - before
            table.add_row(
                way, f"{whole.per_second:,.0f}", f"{whole.percentile_ms(0.5):.1f}", f"{whole.percentile_ms(0.99):.1f}",
                str(whole.refused), "yes" if grown == whole.accepted else f"{grown} of {whole.accepted}",
                f"{share:.2f} cores", f"{whole.generator_cpu_s / whole.wall_s:.2f} cores",
            )  # fmt: skip
    console.print(table)
    storm(server, console, one, other, for_s)
    database.dispose()
    group, each = (results[way] for way in WAYS)
    console.print(
        f"asked: {AT_LEAST_PER_S:,}/s, p99 {P99_MS:.0f} ms; reached: {group.per_second:,.0f}/s,"
        f" p99 {group.percentile_ms(0.99):.1f} ms; {group.per_second / each.per_second:.1f} x commit per request"
    )


def storm(server: EmbeddedServer, console: Console, one: bytes, other: bytes, for_s: float) -> None:
    """One organisation storms on 15 connections, 20 notifications a call; another calls now and then."""
    with serving(server.conninfo(), WAYS[0]) as (_, port):
        address, calm = ("127.0.0.1", port), Load(other)
        load.run(address, [calm], for_s=1.0)
        alone = load.run(address, [calm], for_s=for_s)[0]
        beside, flood = load.run(address, [calm, Load(one, CONNECTIONS - 1)], for_s=for_s)
    table = Table(title="fault 27: a storm of one organisation beside another one's calls")
    for name in ("caller", "calls/s", "p50 ms", "p99 ms", "not 202"):
        table.add_column(name, justify="left" if name == "caller" else "right")
    for name, found in (("B alone", alone), ("B beside the storm", beside), ("A, the storm", flood)):
        table.add_row(
            name, f"{found.per_second:,.0f}", f"{found.percentile_ms(0.5):.1f}", f"{found.percentile_ms(0.99):.1f}",
            str(found.refused),
        )  # fmt: skip
    console.print(table)
    ratio = beside.percentile_ms(0.99) / alone.percentile_ms(0.99)
    console.print(f"asked: p99 of B at most {OF_IDLE:.0f} x alone; reached: {ratio:.2f} x")


def together(parts: Sequence[Measured]) -> Measured:
    return Measured(
        seconds=[second for part in parts for second in part.seconds],
        accepted=sum(part.accepted for part in parts),
        refused=sum(part.refused for part in parts),
        generator_cpu_s=sum(part.generator_cpu_s for part in parts),
        wall_s=max(part.wall_s for part in parts),
    )


def subscribed(database: Database, folder: Path, name: str) -> bytes:
    """Make an organisation with a subscription; return a request of Graph's about it."""
    company = small_company.save_folder(database, folder, entra_tenant_id=name)
    with company.system() as connection:
        connection.execute(
            sa.insert(subscriptions).values(
                tenant_id=company.tenant_id,
                mailbox_id=company.mailboxes[ANA].id,
                kind="messages",
                resource="users/ana/messages",
                remote_id=f"subscription-of-{name}",
                secret_digest=digest_of(SECRET),
                renewed_at=NOW,
                expires_at=NOW,
            )
        )
    return request(name, f"subscription-of-{name}")


def rows(database: Database) -> int:
    """How many hints are stored, in all organisations."""
    with database.as_operator() as connection:
        ids = connection.execute(sa.text("SELECT id FROM tenants")).scalars().all()
    counted = 0
    for tenant_id in ids:
        with database.as_system(tenant_id) as connection:
            counted += connection.execute(sa.select(sa.func.count()).select_from(hints)).scalar_one()
    return counted


if __name__ == "__main__":
    main()
