"""How fast mail comes in, from page bytes to committed rows, beside a bare floor and what one would write today.

`python -m tests.bench.ingest` (`make bench-sync`). All three run one after the other on one PostgreSQL with its
default durability, on the same bytes. A figure "per core" is mails divided by all processor seconds spent: those of
this process and those of every process of the server, so nothing hides on the other core. Making the pages is not
counted.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from tests import small_company
from tests.bench import ingest_ways
from tests.bench.backends import server_seconds
from tests.bench.ingest_mailbox import USERS, Shape, pages, user, write_company
from tests.bench.ingest_stages import Stages

from trato.clock import Clock
from trato.db.embedded import EmbeddedServer
from trato.db.engine import Database, make_engine, open_database
from trato.db.migrate import upgrade
from trato.jobs.worker import collect_seldom
from trato.linking.service import Linker
from trato.mail.feed import MessageFeed
from trato.mail.mirror import FolderMirror, MessageMirror, Ours
from trato.mail.model import FolderItem
from trato.sync import store as feeds
from trato.sync.model import FeedKind
from trato.sync.protocols import Page
from trato.sync.round import Rounds

OF_THE_FLOOR, OF_THE_LIBRARY, REPLAY, FLAT, LINKED = 0.5, 12.0, 5.0, 0.2, 2_000
TABLES = sa.text(
    "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables"
    " WHERE relname ~ '^(mail_|message|thread|link|interaction|quarantine)'"
)


@dataclass(slots=True)
class Graph:
    """Answers with the next page of bytes, decoded as the client does; what making them took is set apart."""

    made: Iterator[bytes]
    aside_s: float = 0.0
    aside_wall_s: float = 0.0

    def get(self, _path: str, answer: type[Any], *, prefer: tuple[str, ...] = ()) -> Any:
        begun, begun_wall = time.process_time(), time.perf_counter()
        raw = next(self.made)
        self.aside_s += time.process_time() - begun
        self.aside_wall_s += time.perf_counter() - begun_wall
        return msgspec.json.decode(raw, type=answer)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a piece of work took, in seconds: on the clock, in this process, in the server's processes."""

    mails: int
    wall_s: float
    python_s: float
    server_s: float

    @property
    def per_core(self) -> float:
        return self.mails / (self.python_s + self.server_s)

    @property
    def per_second(self) -> float:
        return self.mails / self.wall_s

    def microseconds(self, seconds: float) -> float:
        return 1e6 * seconds / self.mails


def measured(folder: Path, mails: int, graph: Graph, work: Callable[[], object]) -> Spent:
    """Run `work` and divide what it spent."""
    server, python, wall = server_seconds(folder), time.process_time(), time.perf_counter()
    aside, aside_wall = graph.aside_s, graph.aside_wall_s
    work()
    return Spent(
        mails,
        time.perf_counter() - wall - (graph.aside_wall_s - aside_wall),
        time.process_time() - python - (graph.aside_s - aside),
        server_seconds(folder) - server,
    )


class Trato:
    """The company, its database, and one mailbox whose only folder is followed."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.company = small_company.save_folder(database, write_company(folder))
        self.database = database
        self._clock = Clock()
        with self.company.system() as connection:
            known = connection.execute(sa.text("SELECT address FROM user_addresses")).scalars().all()
        self._ours = Ours(frozenset({user(0).address.partition("@")[2]}), frozenset(known))

    def follow(self, graph: Graph, mailbox: int = 0, *, feed: str = "inbox", page_size: int = 1000) -> int:
        """Run one full round; return the rows it says it changed."""
        tenant_id, box = self.company.tenant_id, self.company.mailboxes[user(mailbox % USERS).address]
        linker = Linker(tenant_id)
        with self.company.system() as connection:
            folders = FolderMirror(tenant_id, box.id, on_change=linker.mails_changed)
            folders.apply(
                connection,
                Page([FolderItem("inbox", None, "Inbox", "inbox", 0)], [], [], "", is_last=True),
                full_round=1,
            )
            feed_id = feeds.ensure(connection, tenant_id, box.id, FeedKind.MESSAGES, remote_id=feed, name=feed)
        mirror = MessageMirror(
            tenant_id, box.id, "inbox", self._ours, on_change=linker.mails_changed, on_merge=linker.threads_merged
        )
        rounds = Rounds(self.database, tenant_id, self._clock)

        def stored(remote_ids: Collection[str]) -> dict[str, str]:
            with self.company.system() as connection:
                return mirror.stored(connection, remote_ids)

        reader = MessageFeed(graph, box.graph_user_id, "inbox", page_size, stored)  # type: ignore[arg-type]
        return rounds.run(feed_id, reader, mirror).changed


@contextmanager
def server() -> Iterator[tuple[Path, EmbeddedServer]]:
    """Start a PostgreSQL of its own, as Trato does; it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="trato-bench-"))
    running = EmbeddedServer(folder / "pg").start()
    try:
        yield folder, running
    finally:
        running._server.stop()
        running._server._cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def trato(folder: Path, running: EmbeddedServer) -> Iterator[Trato]:
    """Make the company in a fresh database."""
    running.start_over()
    owner = make_engine(running.conninfo(user="postgres"))
    upgrade(owner)
    owner.dispose()
    database = open_database(running.conninfo())
    shutil.rmtree(folder / "company", ignore_errors=True)
    yield Trato(database, folder / "company")
    database.dispose()


def written(database: Database) -> int:
    """Rows of mail, links and interactions that were ever inserted, updated or deleted; cursors and leases apart."""
    time.sleep(1.2)  # a backend tells its counters once a second
    with database.without_context() as connection:
        connection.execute(sa.text("SELECT pg_stat_force_next_flush()"))
        return int(connection.execute(TABLES).scalar_one())


def resident_mb() -> float:
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def ours(folder: Path, running: EmbeddedServer, mails: int) -> tuple[Spent, Spent, int, int]:
    """Ingest, then replay the same pages; return both, with the rows that the replay changed and said it changed."""
    with trato(folder, running) as made:
        warm = Graph(pages(Shape(500, first=10_000_000)))
        made.follow(warm, mailbox=1)
        graph = Graph(pages(Shape(mails)))
        first = measured(folder / "pg", mails, graph, lambda: made.follow(graph))
        before = written(made.database)
        graph = Graph(pages(Shape(mails)))
        said: list[int] = []
        with made.company.system() as connection:
            connection.execute(sa.text("UPDATE feeds SET cursor = NULL"))
        again = measured(folder / "pg", mails, graph, lambda: said.append(made.follow(graph)))
        return first, again, written(made.database) - before, said[0]


def relinked(folder: Path, running: EmbeddedServer, mails: int) -> tuple[Spent, Stages]:
    """Ingest once more, watching each step; then link everything anew and return what that took."""
    with trato(folder, running) as made:
        made.follow(Graph(pages(Shape(500, first=10_000_000))), mailbox=1)
        stages = Stages()
        with stages.watching(made.database._engine):
            made.follow(Graph(pages(Shape(mails))))

        def relink() -> None:
            with made.company.system() as connection:
                Linker(made.company.tenant_id).relink_all(connection)

        return measured(folder / "pg", mails + 500, Graph(iter(())), relink), stages


def memory(folder: Path, running: EmbeddedServer, steps: list[int]) -> list[tuple[int, float, float]]:
    """Ingest ever more mails; return for each step the resident memory after it and the rate of the last stretch."""
    found = []
    with trato(folder, running) as made:
        serial = iter(pages(Shape(steps[-1])))
        done = 0
        for step in steps:
            graph = Graph(_some(serial, (step - done) // 1_000))
            spent = measured(folder / "pg", step - done, graph, lambda graph=graph: made.follow(graph, feed="inbox"))
            done = step
            found.append((step, resident_mb(), spent.per_core))
    return found


def _some(made: Iterator[bytes], count: int) -> Iterator[bytes]:
    """Let a stretch of a long round look like a round."""
    for number in range(count):
        raw = next(made)
        yield raw.replace(b'"@odata.nextLink"', b'"@odata.deltaLink"') if number == count - 1 else raw


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=10_000, help="mails that each way takes in")
    parser.add_argument("--large", type=int, default=0, help="mails up to which memory is watched; 0 leaves it out")
    options = parser.parse_args()
    out = Console(width=140)
    collect_seldom()
    with server() as (folder, running):
        first, again, rows, said = ours(folder, running, options.mails)
        rates = {"Trato": first, "Trato, the same pages again": again}
        for name, way in ingest_ways.WAYS.items():
            running.start_over()
            rates[name] = _way(folder, running, way, options.mails)
        rates["Trato, linking all of it anew"], stages = relinked(folder, running, options.mails)
        out.print(_rates(rates))
        out.print(stages.table(options.mails))
        floor, library = rates[ingest_ways.FLOOR], rates[ingest_ways.LIBRARY]
        anew = rates["Trato, linking all of it anew"]
        out.print(_targets(first, again, rows, said, floor, library, anew))
        if options.large:
            steps = sorted({10_000, options.large // 4, options.large // 2, options.large})
            out.print(_memory(memory(folder, running, steps)))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    out.print(f"{datetime.now(UTC):%Y-%m-%d}, peak of this process {peak_mb} MB")


def _way(folder: Path, running: EmbeddedServer, way: ingest_ways.Way, mails: int) -> Spent:
    engine = make_engine(running.conninfo(user="postgres"))
    some = min(mails, way.most)
    graph = Graph(pages(Shape(some, body_type=way.body_type)))
    take = way.prepare(engine)

    def work() -> None:
        for _ in range(-(-some // 1_000)):
            begun, begun_wall = time.process_time(), time.perf_counter()
            raw = next(graph.made)
            graph.aside_s += time.process_time() - begun
            graph.aside_wall_s += time.perf_counter() - begun_wall
            take(raw)

    spent = measured(folder / "pg", some, graph, work)
    engine.dispose()
    return spent


def _rates(rates: dict[str, Spent]) -> Table:
    table = Table("way", "mails", "a second", "a second per core", "µs: this process", "µs: PostgreSQL")
    for name, spent in rates.items():
        table.add_row(
            name,
            str(spent.mails),
            f"{spent.per_second:,.0f}",
            f"{spent.per_core:,.0f}",
            f"{spent.microseconds(spent.python_s):.0f}",
            f"{spent.microseconds(spent.server_s):.0f}",
        )
    return table


def _targets(first: Spent, again: Spent, rows: int, said: int, floor: Spent, library: Spent, anew: Spent) -> Table:
    table = Table("what", "measured", "asked")
    table.add_row("of the floor, per core", f"{first.per_core / floor.per_core:.2f}", f">= {OF_THE_FLOOR:g}")
    table.add_row("times the O365 way, per core", f"{first.per_core / library.per_core:.1f}", f">= {OF_THE_LIBRARY:g}")
    table.add_row("a stored page, times the first", f"{again.per_core / first.per_core:.1f}", f">= {REPLAY:g}")
    table.add_row("rows written by the replay (said)", f"{rows} ({said})", "0 (0)")
    table.add_row("mails linked anew, a second per core", f"{anew.per_core:,.0f}", f">= {LINKED:,}")
    return table


def _memory(found: list[tuple[int, float, float]]) -> Table:
    table = Table("mails so far", "resident MB", "of the first step", "a second per core", title="memory")
    for mails, megabytes, rate in found:
        table.add_row(f"{mails:,}", f"{megabytes:.0f}", f"{megabytes / found[0][1]:.2f}", f"{rate:,.0f}")
    return table


if __name__ == "__main__":
    main()
