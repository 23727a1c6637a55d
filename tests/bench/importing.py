"""How long a first import takes, beside what Graph's own latency allows.

`python -m tests.bench.importing` (`make bench-import`). One mailbox with four equal folders in the sandbox, over
HTTP, with all limits on and a latency of so many seconds a page. A folder's pages follow one another, so four folders
read at once need at least a quarter of all pages, one after the other: that is the bound. The processor times say
whose work it was; sandbox, PostgreSQL and Trato share the machine.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import msgspec
import requests
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from tests import small_company
from tests.bench.backends import server_seconds
from tests.bench.ingest import server
from tests.bench.ingest_mailbox import Shape, pages, user, write_company

from trato.clock import Clock, parse_instant
from trato.commands.wiring import clients
from trato.db.embedded import EmbeddedServer
from trato.db.engine import make_engine, open_database
from trato.db.migrate import upgrade
from trato.jobs.mailboxes import MailboxSync
from trato.mail.feed import PAGE_SIZE
from trato.mail.model import WellKnown
from trato.mail.tables import message_copies
from trato.settings import GraphSettings
from trato.sync.model import FeedKind, Scope

FOLDERS = ("Inbox", "Sent Items", "Archive", "Projects")
OWNER = user(0).address
EMPTY_FOLDERS = 4  # drafts, deleted, junk, and what the sandbox adds
CLIENT_ID = "5b0c6a43-8f6d-4f0e-9d2b-6f6f1f1f0001"
MAIL = Scope.only(FeedKind.FOLDERS, FeedKind.MESSAGES)
OF_THE_BOUND, OF_THE_LEAST, AT_ONCE = 1.1, 1.05, 4


@dataclass(frozen=True, slots=True)
class Import:
    """What one import took. `cpu` are processor seconds of Trato, PostgreSQL and the sandbox."""

    messages: int
    latency_s: float
    wall_s: float
    first_s: float
    requests: int
    throttled: int
    at_once: int
    cpu: tuple[float, float, float]
    peak_mb: float

    @property
    def pages(self) -> int:
        return -(-self.messages // len(FOLDERS) // PAGE_SIZE)

    @property
    def bound_s(self) -> float:
        return self.pages * self.latency_s

    @property
    def least(self) -> int:
        """Return the fewest requests: the pages, the list of folders, which of them Graph knows by what name (it says
        so of one at a time), and a look into each of those that are empty."""
        return self.pages * len(FOLDERS) + 1 + len(WellKnown) + EMPTY_FOLDERS


def write_tenant(folder: Path, messages: int) -> Path:
    """Write the company and one mailbox, threads of which lie in one folder each."""
    write_company(folder)
    box = folder / "mail" / OWNER
    box.mkdir(parents=True)
    with ExitStack() as open_files:
        files = [open_files.enter_context((box / f"{name}.mbox").open("wb")) for name in FOLDERS]
        number = 0
        for page in pages(Shape(messages, page_size=1000)):
            for item in msgspec.json.decode(page)["value"]:
                files[number % len(files)].write(_as_mbox(item))
                number += 1
    return folder


def _as_mbox(item: dict[str, Any]) -> bytes:
    def people(name: str) -> str:
        return ", ".join(f'"{one["emailAddress"]["name"]}" <{one["emailAddress"]["address"]}>' for one in item[name])

    told = {header["name"].lower(): header["value"] for header in item["internetMessageHeaders"]}
    sender = item["from"]["emailAddress"]
    head = [
        ("From", f'"{sender["name"]}" <{sender["address"]}>'),
        ("To", people("toRecipients")),
        ("Cc", people("ccRecipients")),
        ("Subject", item["subject"]),
        ("Message-ID", item["internetMessageId"]),
        ("Date", format_datetime(parse_instant(item["sentDateTime"]))),
        *((name, told[name.lower()]) for name in ("References", "In-Reply-To", "List-Id") if name.lower() in told),
        ("Content-Type", "text/plain; charset=utf-8"),
    ]
    text = item["body"]["content"].replace("\r\n", "\n").replace("\nFrom ", "\n>From ")
    lines = "".join(f"{name}: {value}\n" for name, value in head if value)
    return f"From x Sun Feb  1 00:00:00 2026\n{lines}\n{text}\n\n".encode()


@contextmanager
def sandbox(folder: Path) -> Iterator[tuple[str, int]]:
    """Serve the folder in a process of its own; give its address and process id."""
    process = subprocess.Popen(
        [sys.executable, "-m", "graph_sandbox", "--tenant", str(folder), "--until-parent-ends"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line.startswith("ready "):
            raise RuntimeError("the sandbox did not start")
        yield line.removeprefix("ready ").strip(), process.pid
    finally:
        process.terminate()
        process.wait()


def run(running: EmbeddedServer, data: Path, folder: Path, url: str, pid: int, latency_s: float) -> Import:
    """Import the mailbox into an empty database."""
    running.start_over()
    owner = make_engine(running.conninfo(user="postgres"))
    upgrade(owner)
    owner.dispose()
    database = open_database(running.conninfo())
    company = small_company.save_folder(database, folder)
    requests.delete(f"{url}/_sandbox/faults", timeout=30).raise_for_status()
    if latency_s:
        fault = {"kind": "latency", "seconds": latency_s, "path": "delta"}
        requests.post(f"{url}/_sandbox/faults", json=fault, timeout=30).raise_for_status()
    before = _counters(url)
    graph = GraphSettings(f"{url}/v1.0", url, CLIENT_ID, "any")
    sync = MailboxSync(database, company.tenant_id, Clock(), clients(graph, database)("vega"))
    cpu = _cpu(data, pid)
    memory, first = _Memory(), []
    begun = time.perf_counter()
    with memory:
        report = sync.follow(
            company.mailboxes[OWNER],
            lambda _progress: first.append(time.perf_counter() - begun) if not first else None,
            scope=MAIL,
        )
    wall_s = time.perf_counter() - begun
    after = _counters(url)
    if report.faults:
        raise RuntimeError(f"the import met faults: {report.faults}")
    with company.system() as connection:
        messages = connection.execute(sa.select(sa.func.count()).select_from(message_copies)).scalar_one()
    spent = tuple(now - then for now, then in zip(_cpu(data, pid), cpu, strict=True))
    database.dispose()
    return Import(
        messages, latency_s, wall_s, first[0] if first else 0.0,
        after["requests"] - before["requests"], after["throttled"] - before["throttled"], after["at_once"],
        (spent[0], spent[1], spent[2]), memory.peak_mb,
    )  # fmt: skip


def _counters(url: str) -> dict[str, int]:
    told = requests.get(f"{url}/_sandbox/counters", timeout=30).json()
    # Graph counts each request within a batch, and not the batch.
    asked = told["by_mailbox"].get(OWNER, 0)
    return {"requests": asked, "throttled": told["throttled"], "at_once": told["in_flight_peak_highest"]}


def _cpu(data: Path, pid: int) -> tuple[float, float, float]:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    beside = resource.getrusage(resource.RUSAGE_CHILDREN)  # of processes that have ended: those that read beside
    ours = time.process_time() + beside.ru_utime + beside.ru_stime
    return ours, server_seconds(data / "pg"), (int(fields[11]) + int(fields[12])) / 100


class _Memory:
    """The largest resident size while it is entered."""

    peak_mb = 0.0

    def __enter__(self) -> _Memory:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            status = Path("/proc/self/status").read_text("ascii")
            self.peak_mb = max(self.peak_mb, int(status.partition("VmRSS:")[2].split()[0]) / 1024)


def main() -> None:
    """Print the figures of each latency, then memory by size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--latencies", type=float, nargs="*", default=[1.0, 2.0, 5.0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 50_000])
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        write_tenant(options.write, options.messages)
        return
    found: list[Import] = []
    with server() as (data, running):
        for messages, latencies in ((size, [0.0]) for size in options.sizes):
            found += _at(running, data, messages, latencies)
        found += _at(running, data, options.messages, options.latencies)
    Console(width=150).print(_table(found))


def _at(running: EmbeddedServer, data: Path, messages: int, latencies: list[float]) -> list[Import]:
    folder = Path(tempfile.mkdtemp(prefix="trato-import-"))
    try:
        # By a process of its own, so that what it needed is not taken for memory of the import.
        written = ["--write", str(folder / "tenant"), "--messages", str(messages)]
        subprocess.run([sys.executable, "-m", "tests.bench.importing", *written], check=True)
        with sandbox(folder / "tenant") as (url, pid):
            return [run(running, data, folder / "tenant", url, pid, latency_s) for latency_s in latencies]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _table(found: list[Import]) -> Table:
    table = Table(title=f"First import, {len(FOLDERS)} folders, pages of {PAGE_SIZE}")
    for name in ("mails", "latency", "wall", "bound", "wall/bound", "first page", "requests/least", "429", "at once",
                 "CPU Trato", "CPU PostgreSQL", "CPU sandbox", "RSS"):  # fmt: skip
        table.add_column(name, justify="right")
    for one in found:
        of_bound = f"{one.wall_s / one.bound_s:.2f} (≤ {OF_THE_BOUND})" if one.bound_s else "-"
        table.add_row(
            f"{one.messages:,}", f"{one.latency_s:g} s", f"{one.wall_s:.1f} s", f"{one.bound_s:.0f} s", of_bound,
            f"{one.first_s:.1f} s", f"{one.requests}/{one.least} = {one.requests / one.least:.2f} (≤ {OF_THE_LEAST})",
            str(one.throttled), f"{one.at_once} (≤ {AT_ONCE})", *(f"{part:.1f} s" for part in one.cpu),
            f"{one.peak_mb:.0f} MB",
        )  # fmt: skip
    return table


if __name__ == "__main__":
    main()
