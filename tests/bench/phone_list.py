"""What keeping a phone list costs, in requests: the first time, when nothing changed, and after a few changes.

`python -m tests.bench.phone_list` (`make bench-phone-list`). One person's list of so many contacts, some with a
picture, against the sandbox over HTTP with Graph's limits on, its clock standing still. The least is what Graph cannot
be asked less: twenty writes go into one batch, pictures go one by one (4 MB do not go into a batch of JSON), folders
and what changed in them are asked once each. Graph's own limit counts each part of a batch, so waiting for it is told
too.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import requests
import sqlalchemy as sa
from requests.adapters import HTTPAdapter
from rich.console import Console
from rich.table import Table
from tests import small_company
from tests.bench.ingest import server
from tests.bench.invented_contacts import invented
from tests.graph_access import control
from tests.phonebook.lists.rig import Phone, Rig
from tests.pictures import JPEG

from graph_sandbox import Sandbox
from trato.db.engine import make_engine, open_database
from trato.db.migrate import upgrade
from trato.phonebook.lists.pictures import picture_of, write_pictures

BATCH = 20
OF_THE_LEAST = 1.1
CHANGED = 10


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did. `least`: the fewest requests it could have taken, None where that is not told."""

    name: str
    requests: int
    writes: int
    throttled: int
    seconds: float
    least: int | None = None


class Counting:
    """Every HTTP request to one host, and what of it changed something; parts of a batch are no requests."""

    def __init__(self, url: str) -> None:
        self._host = urlsplit(url).netloc
        self._lock = threading.Lock()
        self.count = 0

    @contextmanager
    def entered(self) -> Iterator[Counting]:
        """Count while this is entered."""
        plain = HTTPAdapter.send

        def send(adapter: HTTPAdapter, request: requests.PreparedRequest, **options: object) -> requests.Response:
            parts = urlsplit(request.url or "")
            if parts.netloc == self._host and parts.path.startswith("/v1.0"):
                with self._lock:
                    self.count += 1
            return plain(adapter, request, **options)  # type: ignore[arg-type]

        HTTPAdapter.send = send  # type: ignore[method-assign,assignment]
        try:
            yield self
        finally:
            HTTPAdapter.send = plain  # type: ignore[method-assign]


def write_tenant(folder: Path, count: int) -> Path:
    """Write the small company with so many more contacts, all at a customer of the list's owner."""
    small_company.write_folder(folder)
    records, _ = invented(count, seed=8)
    lines = [
        f'p{one.id},norte,"{one.given} {one.surname} {one.id}",,{one.id}@norte.example,6{one.id:08},,10,'
        for one in records
    ]
    with (folder / "crm" / "contacts.csv").open("a", encoding="utf-8") as contacts:
        contacts.write("\n".join(lines) + "\n")
    return folder


def draw(rig: Rig, count: int) -> None:
    """Give so many people a picture, each another."""
    with rig.company.system() as connection:
        ids = connection.execute(sa.text("SELECT id FROM contacts ORDER BY id LIMIT :count"), {"count": count})
        pictures = {one: picture_of(JPEG * 60 + one.to_bytes(8, "big")) for one in ids.scalars()}
        write_pictures(connection, rig.company.tenant_id, pictures, at=rig.clock.now())


def rounds(rig: Rig, contacts: int, pictures: int) -> Iterator[Round]:
    """Begin a list, and keep it."""
    phone = Phone(rig).begin()
    counting = Counting(rig.sandbox.url)
    expected = contacts + 2  # the company's own two at that customer

    def told(name: str, least: int | None = None) -> Round:
        rig.forget_requests()
        begun, before = time.perf_counter(), counting.count
        phone.round()
        seconds, sent = time.perf_counter() - begun, counting.count - before
        throttled = control(rig.sandbox, "GET", "/counters")["throttled"]
        return Round(name, sent, rig.changing_requests(), throttled, seconds, least)

    with counting.entered():
        idle = told("dry run (nothing is written)")
        yield idle
        phone.confirm()
        # One part makes a contact, two a picture (it is put, then asked for its etag); one request makes the folder.
        least = 1 + -(-expected // BATCH) + -(-2 * pictures // BATCH)
        yield told("first time", least + idle.requests)
        settling = told("after it (what was written is read once)")
        yield settling
        yield told("nothing changed")
        for number in range(CHANGED):
            rig.write(_names(rig)[number], job_title=f"Title {number}")
        yield told(f"{CHANGED} changed in the CRM")
        yield told("after it")
        cards = phone.cards() if contacts <= BATCH * 25 else _some(phone)
        for card in list(cards.values())[CHANGED : 2 * CHANGED]:
            phone.do("PATCH", f"/contacts/{card['id']}", {"department": "Sales"})
        yield told(f"{CHANGED} changed in Outlook")
        yield told("after it")


def _names(rig: Rig) -> list[str]:
    return [name for name in rig.names() if name[-1].isdigit()]


def _some(phone: Phone) -> dict[str, dict[str, object]]:
    found = phone.do("GET", f"/contactFolders/{phone.folder}/contacts?$top=50")["value"]
    return {one["displayName"]: one for one in found}


def main() -> None:
    """Print what each round took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=5_000)
    parser.add_argument("--pictures", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, server() as (_, running):
        running.start_over()
        owner = make_engine(running.conninfo(user="postgres"))
        upgrade(owner)
        owner.dispose()
        database = open_database(running.conninfo())
        tenant = write_tenant(Path(folder) / "tenant", options.contacts)
        with Sandbox.from_folder(tenant) as sandbox:
            rig = Rig(sandbox, small_company.save_folder(database, tenant))
            draw(rig, options.pictures)
            found = list(rounds(rig, options.contacts, options.pictures))
        database.dispose()
    Console(width=120).print(_table(found, options.contacts, options.pictures))


def _table(found: list[Round], contacts: int, pictures: int) -> Table:
    table = Table(title=f"A phone list of {contacts:,} contacts, {pictures:,} pictures")
    for name in ("round", "requests", "least", "requests/least", "contacts or pictures written", "429", "wall"):
        table.add_column(name, justify="left" if name == "round" else "right")
    for one in found:
        share = f"{one.requests / one.least:.2f} (≤ {OF_THE_LEAST})" if one.least else "-"
        table.add_row(
            one.name, str(one.requests), str(one.least or "-"), share, str(one.writes), str(one.throttled),
            f"{one.seconds:.1f} s",
        )  # fmt: skip
    return table


if __name__ == "__main__":
    main()
