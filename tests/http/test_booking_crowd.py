"""Two hundred customers want fifty times of one page; the server is killed in between; none is lost, none doubled."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
import requests
import sqlalchemy as sa
from tests.graph_access import call, control
from tests.http.desk import SITE, choices, page_of_ana
from tests.small_company import ANA

from trato.jobs.bookings import finish
from trato.jobs.following import Workshop
from trato.scheduling.tables import availabilities, bookings, holds

CUSTOMERS, TIMES = 200, 50
PATIENCE_S = 120


class WebServer:
    """The web server as a process of its own, which is killed and started again at the same port."""

    def __init__(self, desk, database: str) -> None:
        self.given = {
            "database": database, "sandbox": desk.sandbox.url, "port": "0",
            "clock_shift_s": str(desk.clock.shift.total_seconds()),
        }  # fmt: skip

    @contextmanager
    def running(self):
        self.start()
        try:
            yield self
        finally:
            self.kill()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.http.booking_server", json.dumps(self.given)],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.given["port"] = self.process.stdout.readline().strip()
        self.url = f"http://127.0.0.1:{self.given['port']}"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Crowd:
    """Customers who each send one form, and send the same form again when nobody answers."""

    def __init__(self, url: str, path: str) -> None:
        self.address = f"{url}{path}"
        page = requests.get(self.address, headers={"Accept-Language": "es"}, timeout=PATIENCE_S).text
        assert 'lang="es"' in page
        self.times = choices(page)
        self.unanswered = threading.Event()

    def choose(self, number: int) -> tuple[int, str]:
        form = {
            "start": self.times[number % TIMES], "name": f"C {number}", "email": f"c{number}@kunde.example",
            "lang": "es", "form": f"form-{number}",
        }  # fmt: skip
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                answer = requests.post(self.address, data=form, timeout=PATIENCE_S)
            except requests.RequestException:
                self.unanswered.set()
                time.sleep(0.2)
                continue
            return answer.status_code, answer.text
        raise AssertionError(f"customer {number} never got an answer")


def counts(desk) -> tuple[int, int]:
    """How many bookings stand in Outlook as far as Trato knows, and how many do not."""
    with desk.company.system() as connection:
        written = list(connection.execute(sa.select(bookings.c.written_at)).scalars())
    return sum(one is not None for one in written), sum(one is None for one in written)


def kill_in_the_middle(desk, server: WebServer) -> tuple[set[str], set[str]]:
    """Kill it while some bookings are held, some on their way to Outlook; return the keys left, and those arrived."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        written, waiting = counts(desk)
        if written >= 8 and waiting >= 8:
            server.kill()
            break
    else:
        raise AssertionError("the crowd was through before the server could be killed")
    with desk.company.system() as connection:
        left = set(connection.execute(sa.select(bookings.c.key).where(bookings.c.written_at.is_(None))).scalars())
    return left, keys_in_outlook(desk)


def keys_in_outlook(desk) -> set[str]:
    found = call(desk.sandbox, "GET", ANA, "/events?$top=200")["value"]
    keys = [event["transactionId"] for event in found]
    assert len(set(keys)) == len(keys)
    return set(keys)


def test_two_hundred_customers_get_fifty_times_once_each_though_the_server_is_killed(desk, databases, many_tenants):
    path = page_of_ana(desk)
    control(desk.sandbox, "POST", "/faults", {"kind": "latency", "seconds": 0.25, "method": "POST", "path": "/events$"})
    with many_tenants.without_context() as connection:
        name = connection.execute(sa.text("SELECT current_database()")).scalar_one()
    with WebServer(desk, databases.url(name)).running() as server, ThreadPoolExecutor(40) as pool:
        crowd = Crowd(server.url, path)
        assert len(crowd.times) == TIMES
        answers = pool.map(crowd.choose, range(CUSTOMERS))
        left, _ = kill_in_the_middle(desk, server)
        crowd.unanswered.wait(PATIENCE_S)
        arrived = left & keys_in_outlook(desk)
        control(desk.sandbox, "DELETE", "/faults")
        server.start()
        told = list(answers)
        free = choices(requests.get(f"{server.url}{path}", timeout=PATIENCE_S).text)
    assert left - arrived, "some were held and not yet in Outlook when it was killed"
    assert arrived, "some stood in Outlook, and the server was killed before it knew"
    assert Counter(status for status, _ in told) == {201: TIMES, 409: CUSTOMERS - TIMES}
    assert all("Esa hora se ha ocupado" in text for status, text in told if status == 409)
    assert free == []
    later = desk.at(timedelta(minutes=5)).clock
    office = Workshop(desk.company.database, later, lambda _name: desk.client, every=timedelta(minutes=5), site=SITE)
    while finish(office):
        pass
    with desk.company.system() as connection:
        kept = connection.execute(sa.select(bookings)).all()
        assert connection.execute(sa.select(sa.func.count()).select_from(holds)).scalar_one() == TIMES
    assert len({row.starts_at for row in kept}) == len(kept) == TIMES
    assert {row.guest_address for row in kept} == {
        f"c{number}@kunde.example" for number, (status, _) in enumerate(told) if status == 201
    }
    assert {row.key for row in kept} == keys_in_outlook(desk)
    assert all(row.written_at for row in kept)
    invited = Counter(address for one in desk.outbox() for address in one["recipients"])
    assert all(invited[row.guest_address] == 1 for row in kept)


@pytest.mark.parametrize("limit", ["page", "day"])
def test_customers_at_the_same_moment_get_no_more_than_a_page_or_a_day_may_book(desk, limit):
    """All have looked before any has booked: only what is counted under the lock keeps the limit."""
    most = 3
    path = page_of_ana(desk, **({"most": most} if limit == "page" else {}))
    if limit == "day":
        with desk.company.system() as connection:
            connection.execute(sa.update(availabilities).values(most_per_day=most))
    with desk.served() as url:
        starts = [one for one in choices(requests.get(f"{url}{path}", timeout=60).text) if one.startswith("2026-03-03")]
        assert len(starts) > most

        def book(number: int) -> int:
            form = {"start": starts[number], "name": f"Customer {number}", "email": f"c{number}@x.example"}
            return requests.post(f"{url}{path}", data=form, timeout=60, allow_redirects=False).status_code

        with ThreadPoolExecutor(len(starts)) as crowd:
            answers = Counter(crowd.map(book, range(len(starts))))
    with desk.company.system() as connection:
        kept = connection.execute(sa.select(sa.func.count()).select_from(bookings)).scalar_one()
    assert (kept, len(desk.events(ANA))) == (most, most), answers
