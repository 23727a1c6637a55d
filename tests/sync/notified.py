"""A company whose mailboxes are in a sandbox, and a Trato that the sandbox can reach; jobs run when a test says so."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta

import requests
import sqlalchemy as sa
from tests.graph_access import client_of, control
from tests.small_company import NOW, Company, open_company
from waitress import wasyncore
from waitress.server import create_server

from graph_sandbox import Sandbox
from trato.app import create_app
from trato.clock import Clock
from trato.directory.tables import tenants
from trato.http.auth import Issuer
from trato.http.pages import PageSettings
from trato.jobs.following import Workshop
from trato.jobs.hints import HintTaker
from trato.jobs.mailboxes import note_entra_ids
from trato.jobs.subscriptions import SubscriptionKeeper, due
from trato.mail.tables import message_copies
from trato.sync import hints, subscriptions_store
from trato.sync.model import Scope
from trato.sync.tables import subscriptions


class Web:
    """The application, served on this machine."""

    def __init__(self, database, clock):
        pages = PageSettings("", "", "", "", "", "")
        self.app = create_app(database, issuer=Issuer("", ()), clock=clock, page_settings=pages)
        self._map = {}
        self._server = create_server(self.app, map=self._map, host="127.0.0.1", port=0, threads=4)
        self.url = f"http://127.0.0.1:{self._server.effective_port}"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._stop.is_set():
            wasyncore.poll2(0.05, self._map)

    def close(self):
        self._stop.set()
        self._thread.join()
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._map)


@dataclass
class Notified:
    """Trato, its sandbox, and what stands between them."""

    company: Company
    sandbox: Sandbox
    web: Web
    url: str
    passed: timedelta = timedelta(0)
    _clock: Clock = field(default_factory=lambda: Clock.starting_at(NOW))

    @property
    def clock(self) -> Clock:
        return Clock(self._clock.shift + self.passed)

    @property
    def database(self):
        return self.company.database

    @property
    def workshop(self) -> Workshop:
        return Workshop(self.database, self.clock, lambda _tenant: client_of(self.sandbox), timedelta(minutes=5))

    def box(self, upn: str):
        return self.company.mailboxes[upn]

    def keep(self, upn: str) -> None:
        """Do what is due for a mailbox's subscriptions."""
        keeper = SubscriptionKeeper(
            self.database, self.company.tenant_id, self.clock, client_of(self.sandbox), self.url
        )
        keeper.keep(self.box(upn).id)

    def follow(self, upn: str) -> None:
        """Read everything in a mailbox."""
        self.workshop.follow(self.company.tenant_id, self.box(upn).id, Scope.everything().to_json())

    def due(self) -> list[int]:
        with self.company.system() as connection:
            return due(connection, public_url=self.url, now=self.clock.now())

    def advance(self, **span: float) -> None:
        """Let time pass, here and there."""
        self.passed += timedelta(**span)
        control(self.sandbox, "POST", "/clock/advance", {"seconds": timedelta(**span).total_seconds()})

    def take(self) -> None:
        """Make jobs of the hints."""
        HintTaker(self.database, self.company.tenant_id, self.clock, lambda: client_of(self.sandbox)).take()

    def jobs(self) -> list[tuple[str, dict]]:
        """Which jobs of mailboxes wait: task and scope."""
        with self.company.system() as connection:
            rows = connection.execute(
                sa.text("SELECT task_name, args FROM procrastinate_jobs WHERE status = 'todo'"
                        " AND (args->>'tenant_id')::bigint = :tenant AND args ? 'mailbox_id' ORDER BY id"),
                {"tenant": self.company.tenant_id},
            )  # fmt: skip
            return [(row.task_name, row.args) for row in rows]

    def run(self) -> list[str]:
        """Run the jobs that wait, as a worker does; return the tasks."""
        waiting = self.jobs()
        with self.company.system() as connection:
            connection.execute(
                sa.text("DELETE FROM procrastinate_jobs WHERE status = 'todo' AND (args->>'tenant_id')::bigint = :t"),
                {"t": self.company.tenant_id},
            )
        addresses = {box.id: upn for upn, box in self.company.mailboxes.items()}
        for task, args in waiting:
            if task == "follow_mailbox":
                self.workshop.follow(**args)
            else:
                self.keep(addresses[args["mailbox_id"]])
        return [task for task, _ in waiting]

    def settle(self) -> None:
        """Wait until the sandbox has told everything, then do all there is to do."""
        for _ in range(20):
            self.idle()
            self.take()
            if not self.run() and not self.hints():
                return
        raise AssertionError("it does not come to rest")

    def idle(self) -> None:
        """Wait until the sandbox has told everything."""
        while not control(self.sandbox, "GET", "/subscriptions")["idle"]:
            threading.Event().wait(0.01)

    def hints(self) -> int:
        with self.company.system() as connection:
            return hints.waiting(connection)

    def mail(self, upn: str, number: int, folder: str = "") -> str:
        """A mail arrives; return its subject."""
        letter = (
            f"Message-ID: <new{number}@norte.example>\r\nDate: Mon, 02 Mar 2026 10:00:00 +0100\r\n"
            f"From: luis@norte.example\r\nTo: {upn}\r\nSubject: Nuevo {number}\r\n\r\nHola\r\n"
        )
        path = f"{self.sandbox.url}/_sandbox/mailboxes/{upn}/mail"
        requests.post(
            path, data=letter.encode(), params={"folder": folder} if folder else {}, timeout=10
        ).raise_for_status()
        return f"Nuevo {number}"

    def copies(self, upn: str) -> int:
        with self.company.system() as connection:
            return connection.execute(
                sa.select(sa.func.count())
                .select_from(message_copies)
                .where(message_copies.c.mailbox_id == self.box(upn).id)
            ).scalar_one()

    def kept(self, upn: str) -> list:
        """The subscriptions as Trato knows them."""
        with self.company.system() as connection:
            return subscriptions_store.of_mailboxes(connection, [self.box(upn).id])[self.box(upn).id]

    def held(self) -> dict[str, dict]:
        """The subscriptions as Graph knows them, by id."""
        return {one["id"]: one for one in control(self.sandbox, "GET", "/subscriptions")["subscriptions"]}

    def stored(self) -> str:
        """Everything that the subscriptions' rows hold, as text."""
        with self.company.system() as connection:
            return str(connection.execute(sa.select(subscriptions)).all())


def set_up(company: Company, sandbox: Sandbox) -> Notified:
    """Bring a company, its sandbox and a served application together."""
    world = control(sandbox, "GET", "/")
    with company.database.as_operator() as connection:
        # The sandbox of a former test was of the same name.
        named = world["tenant"]["id"]
        former = sa.update(tenants).where(tenants.c.entra_tenant_id == named, tenants.c.id != company.tenant_id)
        connection.execute(former.values(entra_tenant_id=sa.func.concat("former-", tenants.c.id)))
        connection.execute(sa.update(tenants).where(tenants.c.id == company.tenant_id).values(entra_tenant_id=named))
    note_entra_ids(company.database, company.tenant_id, {one["upn"].lower(): one["id"] for one in world["users"]})
    web = Web(company.database, Clock.starting_at(NOW))
    return Notified(open_company(company.database, company.tenant_id), sandbox, web, web.url)
