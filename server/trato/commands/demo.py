"""`trato demo`: the main job from a tenant folder to a page one can click through, all on this machine.

Sandbox up, organisation and customers in, every mailbox followed over HTTP, threads and events linked, then the web
pages. The database is kept between runs: a second run changes nothing that did not change in the folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from trato.clock import Clock
from trato.commands import folder_import
from trato.commands import sandbox as sandboxes
from trato.commands.progress import MailboxBars
from trato.db import migrate
from trato.db.embedded import EmbeddedServer
from trato.db.engine import Database, make_engine, open_database
from trato.directory import store as directory
from trato.directory.folder import Organisation
from trato.directory.model import Mailbox
from trato.directory.rows import Problem
from trato.errors import InvalidInputError
from trato.graph.auth import AppTokens
from trato.graph.client import GraphClient
from trato.graph.governor import Governor
from trato.insight.report import count_tenant
from trato.jobs.mailboxes import MailboxReport, MailboxSync, note_entra_ids
from trato.settings import Settings
from trato.sync.errors import MailboxBusyError
from trato.sync.lease import TERM

DATABASE = "trato_demo"
CLIENT_ID = "5b0c6a43-8f6d-4f0e-9d2b-6f6f1f1f0001"
OUTLOOK_CLIENT_ID = "5b0c6a43-8f6d-4f0e-9d2b-6f6f1f1f0002"
API_SCOPE = f"api://{CLIENT_ID}/access_as_user"
WORKERS = 3
SHOWN_PROBLEMS = 10


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    tenant: Path | None
    now: datetime | None
    fresh: bool
    strict: bool


@dataclass(slots=True)
class Demo:
    """A demo that has been set up: its parts, and what its first round did."""

    database: Database
    tenant_id: int
    entra_tenant_id: str
    clock: Clock
    sandbox: sandboxes.RunningSandbox
    conninfo: str
    organisation: Organisation
    issuer: str
    problems: list[Problem] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    reports: dict[str, MailboxReport] = field(default_factory=dict)


@contextmanager
def prepared(settings: Settings, options: Options, console: Console) -> Iterator[Demo]:
    """Set a demo up to the end of its first full round; take everything down at the end, also after an error."""
    seconds: dict[str, float] = {}
    home = settings.prepare_home()
    folder = options.tenant or _company(home, seconds, console)
    source = folder_import.read(folder, strict=options.strict)
    now = options.now or source.organisation.now or datetime.now(UTC)
    with _phase(seconds, "database"):
        server = EmbeddedServer(home / "postgres", database=DATABASE).start()
    try:
        with _phase(seconds, "database"):
            database = _open(server, fresh=options.fresh)
        with _phase(seconds, "sandbox"):
            console.print("Starting the Graph sandbox …")
            running = sandboxes.start(folder, now=now.astimezone(UTC).isoformat(), strict=options.strict)
        try:
            with _phase(seconds, "import"):
                demo = _loaded(source, database, running, server.conninfo(), now)
            demo.seconds = seconds
            _follow_all(demo, console)
            yield demo
        finally:
            running.stop()
            database.dispose()
    finally:
        server.stop_if_unused()


def report(demo: Demo) -> dict[str, Any]:
    """Return the counts and figures of a demo as `--json` writes them."""
    with demo.database.as_system(demo.tenant_id) as connection:
        counts = count_tenant(connection)
    counters = demo.sandbox.tell("/counters")
    return {
        **counts,
        "changed": sum(one.changed for one in demo.reports.values()),
        "misread": sum(one.misread for one in demo.reports.values()),
        "problems": [str(problem) for problem in demo.problems],
        "seconds": {name: round(value, 2) for name, value in demo.seconds.items()},
        "requests": int(counters.get("requests", 0)),
        "throttled": int(counters.get("throttled", 0)),
        "peak_rss_mb": round(peak_rss_mb(), 1),
    }


def print_summary(console: Console, demo: Demo, figures: dict[str, Any]) -> None:
    """Say in a few lines what came in, and what did not."""
    console.print(
        f"{figures['mailboxes']} mailboxes: {figures['messages']} mails ({figures['message_copies']} copies) in"
        f" {figures['threads']} threads, {figures['events']} events; {figures['accounts']} accounts,"
        f" {figures['contacts']} contacts, {figures['opportunities']} opportunities."
    )
    console.print(
        f"{figures['interactions']} interactions; {figures['links']['confirmed']} links made,"
        f" {figures['links']['suggested']} suggested. Left out: {_in_words(figures['excluded'])}."
    )
    for problem in demo.problems[:SHOWN_PROBLEMS]:
        console.print(str(problem), style="yellow", highlight=False, markup=False)
    if len(demo.problems) > SHOWN_PROBLEMS:
        console.print(f"… and {len(demo.problems) - SHOWN_PROBLEMS} more; --json FILE lists all of them.")


def peak_rss_mb() -> float:
    """Return the largest resident size of this process so far, in MiB (getrusage: KiB on Linux, bytes on macOS)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 / 1024 if sys.platform == "darwin" else peak / 1024


def _company(home: Path, seconds: dict[str, float], console: Console) -> Path:
    from trato.demo import company

    folder = home / "demo-company"
    if not company.is_current(folder):
        console.print("Inventing the demo company …")
        with _phase(seconds, "company"):
            company.write(folder)
    return folder


def _open(server: EmbeddedServer, *, fresh: bool) -> Database:
    if fresh:
        server.start_over()
    owner = make_engine(server.conninfo(user="postgres"))
    try:
        migrate.upgrade(owner)
    finally:
        owner.dispose()
    return open_database(server.conninfo())


def _loaded(
    source: folder_import.Source, database: Database, running: sandboxes.RunningSandbox, conninfo: str, now: datetime
) -> Demo:
    world = running.tell()
    # One time for both, Trato's never behind: a mail that arrives now must not lie in its future.
    clock = Clock.starting_at(now)
    running.set_clock(now)
    entra_tenant_id = world["tenant"]["id"]
    saved = folder_import.save(source, database, entra_tenant_id, at=clock.now())
    tenant_id = saved.tenant_id
    if not saved.was_known:
        folder_import.connect_everybody(database, tenant_id, at=clock.now())
    note_entra_ids(database, tenant_id, {user["upn"].lower(): user["id"] for user in world["users"]})
    return Demo(
        database=database,
        tenant_id=tenant_id,
        entra_tenant_id=entra_tenant_id,
        clock=clock,
        sandbox=running,
        conninfo=conninfo,
        organisation=source.organisation,
        issuer=world["issuer"],
        problems=[*source.problems.found, *(_problem(one) for one in running.tell("/problems")["problems"])],
    )


def _problem(told: dict[str, Any]) -> Problem:
    line = told.get("line")
    return Problem(
        str(told.get("file", "")),
        line if isinstance(line, int) else None,
        str(told.get("item") or ""),
        str(told.get("reason", "")),
    )


def _follow_all(demo: Demo, console: Console) -> None:
    with demo.database.as_system(demo.tenant_id) as connection:
        mailboxes = directory.connected_mailboxes(connection)
    local = threading.local()
    tokens = AppTokens(
        login_url=demo.sandbox.url, tenant=demo.entra_tenant_id, client_id=CLIENT_ID, client_secret=_secret()
    )

    client = GraphClient(f"{demo.sandbox.url}/v1.0", tokens, Governor(demo.database, tenant_id=demo.tenant_id))

    def follow(mailbox: Mailbox) -> tuple[str, MailboxReport]:
        if not hasattr(local, "sync"):
            local.sync = MailboxSync(demo.database, demo.tenant_id, demo.clock, client)
        done = _when_free(lambda: local.sync.follow(mailbox, bars.told))
        bars.finished(mailbox.address)
        return mailbox.address, done

    console.print(f"Reading {len(mailboxes)} mailboxes …")
    with (
        _phase(demo.seconds, "mailboxes"),
        MailboxBars(console, len(mailboxes)) as bars,
        ThreadPoolExecutor(WORKERS, thread_name_prefix="mailbox") as pool,
    ):
        demo.reports = dict(pool.map(follow, mailboxes))
    for address, one in demo.reports.items():
        demo.problems += [Problem(address, None, name, fault) for name, fault in one.faults.items()]


def _when_free(follow: Callable[[], MailboxReport]) -> MailboxReport:
    """Follow a mailbox as soon as nobody else does: what is left of a demo that was killed ends within its lease."""
    until = time.monotonic() + TERM.total_seconds()
    while True:
        try:
            return follow()
        except MailboxBusyError:
            if time.monotonic() > until:
                raise
            time.sleep(1.0)


def _secret() -> str:
    """The sandbox takes any secret from any client; a fresh one keeps it out of the code."""
    return hashlib.blake2b(os.urandom(32), digest_size=16).hexdigest()


def _in_words(excluded: dict[str, int]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in sorted(excluded.items())) or "nothing"


@contextmanager
def _phase(seconds: dict[str, float], name: str) -> Iterator[None]:
    started = time.monotonic()
    try:
        yield
    finally:
        seconds[name] = seconds.get(name, 0.0) + time.monotonic() - started


def write_report(path: Path, figures: dict[str, Any]) -> None:
    """Write the report as JSON. Raises InvalidInputError when the file cannot be written."""
    try:
        path.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise InvalidInputError(f"the report cannot be written to {path}: {error.strerror}") from error
