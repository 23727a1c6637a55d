"""The pane's question, a search and a late opportunity in a tenant of a million mails.

`python -m tests.bench.context` (`make bench-context`). One server process, granian as in production with the whole
application behind, signed tokens, the roles that row security holds; one keep-alive caller. The pane's question is
compared with a single indexed SELECT through the same server with the same sign-in, in turn with it in one loop; then
asked again while another process takes mail in. The tenant is made once and kept under build/ (tests.bench.million);
before anything is asked its files are read through, as those of a server that has been up: it is no bench of the disk.

`--parts 5` asks in a fifth of that tenant, for a look within a minute; `--beside DIR` serves another version's code
(its `server/` folder, on this version's schema) too, and asks both in turn: before and after in one run.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from tests.bench.million import (
    ENTRA_TENANT_ID,
    HOME,
    NOW,
    TENANT_ID,
    Million,
    Size,
    close_million,
    open_million,
    part_of,
    upn,
)
from tests.http.key_server import AUDIENCE, KeyServer

from trato.crm.tables import opportunities, opportunity_contacts
from trato.db.engine import Database, open_database
from trato.linking.late.opportunities import LateLinking

API = "/api/v1"
SELECT = "/bench/select"
OF_THE_SELECT, WHILE_SYNCING_MS, SEARCH_MS, RELINK_S = 3.0, 25.0, 15.0, 2.0
REP, MANAGER = 10, 2
CALLERS = (REP, 23, 47, 71, MANAGER)


def serve(conninfo: str, login_url: str) -> None:
    """Serve in this process until told to stop; print the port first."""
    from flask import Response, jsonify

    from trato.app import create_app
    from trato.clock import Clock
    from trato.commands import web
    from trato.crm.tables import contacts
    from trato.http.auth import Issuer, caller, services
    from trato.http.pages import PageSettings

    database = open_database(conninfo)
    pages = PageSettings("", "", "", "", "", "")
    clock = Clock.starting_at(NOW)
    app = create_app(database, issuer=Issuer(login_url, (AUDIENCE,)), clock=clock, page_settings=pages)

    @app.get(f"{API}{SELECT}/<int:contact_id>")
    @app.doc(hide=True)
    def select(contact_id: int) -> Response:
        """What the pane's question is compared with."""
        with services().database.as_user(caller()) as connection:
            row = connection.execute(sa.select(contacts).where(contacts.c.id == contact_id)).first()
        return jsonify(found=None if row is None else {"id": str(row.id), "name": row.name})

    listening = web.listen("127.0.0.1", 0)
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    web.serve(app, listening, database)


@dataclass(slots=True)
class Caller:
    """One person's keep-alive connection."""

    port: int
    token: str
    _connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[float, Any]:
        """Make a request; return its seconds and the answer. Raises AssertionError where it is no success."""
        headers = {"Authorization": f"Bearer {self.token}", **({"Content-Type": "application/json"} if body else {})}
        try:
            spent, answer, raw = self._exchange(method, path, body, headers)
        except (ConnectionError, http.client.HTTPException):
            # A server closes what was idle for long: the question is asked, and timed, anew.
            self._connection.close()
            spent, answer, raw = self._exchange(method, path, body, headers)
        assert answer.status == 200, raw
        return spent, json.loads(raw)

    def close(self) -> None:
        self._connection.close()

    def _exchange(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[float, http.client.HTTPResponse, bytes]:
        begun = time.perf_counter()
        self._connection.request(method, API + path, body, headers)
        answer = self._connection.getresponse()
        raw = answer.read()
        return time.perf_counter() - begun, answer, raw


@contextmanager
def serving(conninfo: str, keys: KeyServer, code: str = "") -> Iterator[int]:
    """Run the server in a process of its own, of the code in that folder if one is named; yield its port."""
    environment = {**os.environ, **({"PYTHONPATH": code} if code else {})}
    command = [sys.executable, "-m", "tests.bench.context", "--serve", conninfo, "--login", keys.url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate()


@contextmanager
def syncing(conninfo: str) -> Iterator[subprocess.Popen[str]]:
    """Take mail into the tenant in a process of its own, a page after the other; what came is taken out again."""
    command = [sys.executable, "-m", "tests.bench.context_sync", conninfo]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
    finally:
        process.terminate()
        process.communicate()


def items(database: psycopg.Connection[Any], user_id: int, count: int, seed: int) -> list[tuple[bytes, int]]:
    """Return bodies of the pane's question for mails that a user holds, each with a contact of its account."""
    rows = database.execute(
        "SELECT m.id, array_agg(p.role || ' ' || p.address ORDER BY p.role) AS people, min(a.contact_id) AS contact_id"
        " FROM messages m JOIN message_participants p ON p.message_id = m.id"
        " LEFT JOIN contact_addresses a ON a.address = p.address"
        " WHERE m.id = ANY (SELECT message_id FROM message_copies WHERE mailbox_id = %s"
        "   ORDER BY hashint8extended(message_id, %s) LIMIT %s) GROUP BY m.id ORDER BY m.id",
        (user_id, seed, count),
    ).fetchall()
    return [(_body(message_id, people), contact_id or 1) for message_id, people, contact_id in rows]


def _body(message_id: int, people: list[str]) -> bytes:
    told: dict[str, list[dict[str, str]]] = {"from": [], "to": [], "cc": []}
    for one in people:
        role, _, address = one.partition(" ")
        told[role].append({"address": address})
    sender = {"from": told["from"][0]} if told["from"] else {}
    item = {
        "kind": "message",
        "internet_message_id": f"<m{message_id}@bench.example>",
        "to": told["to"],
        "cc": told["cc"],
    }
    return json.dumps({**item, **sender}).encode()


def half_remembered(dice: random.Random, name: str, address: str, phone: str | None) -> str:
    """Return what somebody may remember of a contact: parts of the name, of an address, a slip, how a number ends."""
    given, family, second = name.split()
    at = dice.randrange(1, max(2, len(family) - 1))
    ways = [
        f"{given[:4]} {family[:3]}",
        f"{family} {second}",
        address.partition("@")[0],
        address[:-8],
        f"{given} {family[:at]}{family[at + 1 :]}",
        f"{second[1:7]} {given}",
        name,
        f"{family[:5]} {address.partition('@')[2][:7]}",
    ]
    if phone is not None:
        ways += [phone[-6:], f"{phone[3:6]} {phone[6:9]} {phone[9:]}"]
    return dice.choice(ways)


def percentile(seconds: list[float], share: float) -> float:
    ranked = sorted(seconds)
    return 1000 * ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def contexts(
    versions: list[dict[int, Caller]], asked: dict[int, list[tuple[bytes, int]]], *, beside: bool
) -> list[tuple[list[float], list[float]]]:
    """Ask every version for every item; with `beside`, after each make a single indexed SELECT.

    Return the seconds of both by version. Versions take turns, so that what disturbs one disturbs the other.
    """
    told: list[tuple[list[float], list[float]]] = [([], []) for _ in versions]
    for round_ in range(max(map(len, asked.values()))):
        for user_id, bodies in asked.items():
            if round_ >= len(bodies):
                continue
            body, contact_id = bodies[round_]
            for callers, (whole, single) in zip(versions, told, strict=True):
                whole.append(callers[user_id].ask("POST", "/context", body)[0])
                if beside:
                    single.append(callers[user_id].ask("GET", f"{SELECT}/{contact_id}")[0])
    return told


def searches(caller: Caller, rows: list[tuple[Any, ...]], dice: random.Random) -> tuple[list[float], int]:
    """Look for each contact by what is half remembered of it; return the seconds and how many were among the first."""
    seconds, found = [], 0
    for contact_id, name, address, phone in rows:
        written = half_remembered(dice, name, address, phone)
        spent, answer = caller.ask(
            "GET", f"/search?kinds=contact,account,opportunity,order&limit=10&q={quote(written)}"
        )
        seconds.append(spent)
        found += any(one["contact"] and one["contact"]["id"] == str(contact_id) for one in answer["items"])
    return seconds, found


def relink(database: Database, account_id: int, contact_ids: list[int]) -> tuple[float, int]:
    """Make an opportunity and let it pick up earlier threads; return the seconds and how many were looked at."""
    values = {
        "tenant_id": TENANT_ID, "key": f"late-{time.time_ns()}", "name": f"Late crane {time.time_ns() % 9973}",
        "account_id": account_id, "owner_id": REP, "stage_key": "needs", "created_on": NOW.date(),
    }  # fmt: skip
    with database.as_system(TENANT_ID) as connection:
        made = connection.execute(sa.insert(opportunities).values(values).returning(opportunities.c.id)).scalar_one()
        people = [{"tenant_id": TENANT_ID, "opportunity_id": made, "contact_id": one} for one in contact_ids]
        if people:
            connection.execute(sa.insert(opportunity_contacts), people)
    begun = time.perf_counter()
    looked_at = LateLinking(database, TENANT_ID).run()
    spent = time.perf_counter() - begun
    with database.as_system(TENANT_ID) as connection:
        connection.execute(sa.delete(opportunities).where(opportunities.c.id == made))
    return spent, looked_at


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--items", type=int, default=60, help="open mails for each of the callers")
    arguments.add_argument("--searches", type=int, default=300)
    arguments.add_argument("--parts", type=int, default=1, help="ask in this part of the tenant: 5 for a fifth of it")
    arguments.add_argument("--home", type=Path, help="where the tenant is kept; below build/ if not given")
    arguments.add_argument("--beside", default="", help="another version's server/ folder, asked in turn with this one")
    arguments.add_argument("--serve", help=argparse.SUPPRESS)
    arguments.add_argument("--login", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.serve:
        serve(given.serve, given.login)
        return
    out = Console(width=120)
    home = given.home or (HOME if given.parts == 1 else HOME.with_name(f"{HOME.name}-{given.parts}"))
    million = open_million(part_of(given.parts), home=home, say=out.print)
    try:
        measure(million, given, out)
    finally:
        close_million(million)


def read_through(folder: Path) -> float:
    """Bring the tenant's files into the machine's memory; return how many gigabytes they are."""
    size = 0
    for path in (one for one in folder.rglob("*") if one.is_file()):
        with path.open("rb", buffering=0) as file:
            while part := file.read(1 << 22):
                size += len(part)
    return size / 1e9


def measure(million: Million, given: argparse.Namespace, out: Console) -> None:
    conninfo = million.server.conninfo()
    out.print(f"the tenant's files: {read_through(million.folder / 'pg' / 'base'):.1f} GB")
    size = part_of(given.parts)
    title = f"{size.mails:,} mails, {size.contacts:,} contacts, {size.opportunities:,} opportunities"
    table = Table(title=f"{title}; {os.cpu_count()} cores", width=118)
    for name in ("what", "asked", "p50 ms", "p95 ms", "p99 ms", "result", "aim"):
        table.add_column(name, justify="left" if name == "what" else "right")

    def row(what: str, seconds: list[float], result: str, aim: str) -> None:
        shares = [f"{percentile(seconds, share):.1f}" for share in (0.5, 0.95, 0.99)]
        table.add_row(what, str(len(seconds)), *shares, result, aim)

    with (
        psycopg.connect(million.server.conninfo(user="postgres"), autocommit=True) as superuser,
        KeyServer() as keys,
        ExitStack() as stack,
    ):
        versions = {"": "", **({", before": given.beside} if given.beside else {})}
        callers = {
            name: {one: Caller(port, keys.token(ENTRA_TENANT_ID, upn(one))) for one in CALLERS}
            for name, port in [
                (name, stack.enter_context(serving(conninfo, keys, code))) for name, code in versions.items()
            ]
        }
        for person in [one for people in callers.values() for one in people.values()]:
            stack.callback(person.close)
        warm = {one: items(superuser, one, 25, 1) for one in CALLERS}
        asked = {one: items(superuser, one, given.items, 2) for one in CALLERS}
        for people in callers.values():
            contexts([people], warm, beside=True)
        for name, (whole, single) in zip(versions, contexts(list(callers.values()), asked, beside=True), strict=True):
            ratio = percentile(whole, 0.95) / percentile(single, 0.95)
            row(f"a single indexed SELECT{name}", single, "", "")
            row(f"POST /context{name}", whole, f"{ratio:.2f} x its p95", f"<= {OF_THE_SELECT:g} x")
        with syncing(conninfo):
            found = contexts(list(callers.values()), asked, beside=False)
        for name, (busy, _) in zip(versions, found, strict=True):
            told = f"{percentile(busy, 0.95):.1f} ms"
            row(f"POST /context while mail comes in{name}", busy, told, f"<= {WHILE_SYNCING_MS:g} ms")
        _searches(superuser, callers, given.searches, row)
        _relinks(superuser, conninfo, size, table)
    out.print(table)
    out.print(f"{NOW:%Y-%m-%d} is the tenant's today; load of the machine {os.getloadavg()[0]:.1f}")


def _searches(
    superuser: psycopg.Connection[Any],
    versions: dict[str, dict[int, Caller]],
    count: int,
    row: Callable[..., None],
) -> None:
    for who, user_id in (("a rep", REP), ("a manager", MANAGER)):
        rows = superuser.execute(
            "SELECT k.id, k.name, d.address, p.e164 FROM contacts k JOIN accounts a ON a.id = k.account_id"
            " JOIN users u ON u.id = a.owner_id JOIN contact_addresses d ON d.contact_id = k.id"
            " LEFT JOIN contact_phones p ON p.contact_id = k.id WHERE %s IN (u.id, u.manager_id)"
            " ORDER BY hashint8extended(k.id, 3) LIMIT %s",
            (user_id, count + 40),
        ).fetchall()
        for name, callers in versions.items():
            dice = random.Random(20261122)  # noqa: S311  a bench, no secret
            searches(callers[user_id], rows[:40], dice)
            seconds, found = searches(callers[user_id], rows[40:], dice)
            result = f"{100 * found / len(seconds):.0f} % in the first 10"
            row(f"GET /search, {who}{name}", seconds, result, f"p99 <= {SEARCH_MS:g} ms")


def _relinks(superuser: psycopg.Connection[Any], conninfo: str, size: Size, table: Table) -> None:
    database = open_database(conninfo)
    try:
        for what, rank in (
            ("of the account with the most mail", 0),
            ("of an account in the middle", size.accounts * 2 // 5),
        ):
            account_id, contact_ids = superuser.execute(
                "SELECT l.account_id, (SELECT array_agg(id) FROM (SELECT id FROM contacts k WHERE"
                " k.account_id = l.account_id LIMIT 3) few) FROM links l GROUP BY 1 ORDER BY count(*) DESC, 1"
                " OFFSET %s LIMIT 1",
                (rank,),
            ).fetchone() or (1, [])
            relink(database, account_id, contact_ids or [])
            spent, looked_at = relink(database, account_id, contact_ids or [])
            result = f"{spent:.2f} s, {looked_at} threads"
            table.add_row(f"a new opportunity {what}", "1", "", "", "", result, f"<= {RELINK_S:g} s")
    finally:
        database.dispose()


if __name__ == "__main__":
    main()
