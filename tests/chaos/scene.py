"""One organisation with its mailboxes, Trato's database and API, and workers: what every test of chaos plays in."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import requests
from tests.chaos import agreement, agreement_lists, truth, truth_lists
from tests.chaos.agreement import Decided
from tests.chaos.agreement_lists import Choice
from tests.chaos.balance import Balance
from tests.chaos.office import Letter, Office, words
from tests.chaos.truth_lists import CONTACTS, TASKS
from tests.chaos.worker import CLIENT_ID, Order, Report
from tests.chaos.workers import Stable, Worker
from tests.conftest import Databases
from tests.http.conftest import make_app
from tests.http.key_server import KeyServer
from tests.small_company import ANA, BEN, LUIS, NOA, NOW, PILAR, Company, save_folder, write_folder
from waitress import wasyncore
from waitress.server import create_server

from graph_sandbox import Sandbox
from trato.clock import Clock
from trato.db.engine import Database, open_database
from trato.directory.tables import mailboxes
from trato.errors import NotFoundError
from trato.jobs.mailboxes import note_entra_ids
from trato.phonebook import store as phonebook
from trato.selling.todo import store as todo

OWNERS = (ANA, BEN)
MOST_PASSES = 8
STORES = {CONTACTS: phonebook, TASKS: todo}


@dataclass(frozen=True)
class Surroundings:
    """What outlives a scene: the PostgreSQL server, the issuer of tokens, the process that forks workers."""

    databases: Databases
    template: str
    keys: KeyServer
    stable: Stable


@dataclass
class Scene:
    """A sandbox, a database of its own, the API over HTTP, and workers."""

    around: Surroundings
    office: Office
    company: Company
    database_name: str
    api_url: str
    decided: list[Decided] = field(default_factory=list)
    opened: set[tuple[str, str]] = field(default_factory=set)
    chosen: set[Choice] = field(default_factory=set)
    workers: list[Worker] = field(default_factory=list)
    passes: int = 0
    kills: int = 0

    @property
    def shift(self) -> timedelta:
        """How far the scene's time is from the machine's."""
        return self.office.now() - Clock().now()

    def start(self, *, die_at: int = 0, turn: int | None = None, ahead: timedelta = timedelta(0)) -> Worker:
        """Start a worker on all mailboxes; `turn` says which is first, each in its turn where nothing is said.

        Its clock is `ahead` of the scene's.
        """
        self.passes += 1
        order = Order(
            conninfo=self.around.databases.url(self.database_name),
            sandbox_url=self.office.sandbox.url,
            shift_s=(self.shift + ahead).total_seconds(),
            turn=self.passes if turn is None else turn,
            die_at=die_at,
        )
        worker = self.around.stable.start(order)
        self.workers.append(worker)
        return worker

    def employ(self, *, every_s: float = 2.0) -> Worker:
        """Start a worker that works until it is killed; Graph tells of changes over HTTP."""
        order = Order(
            conninfo=self.around.databases.url(self.database_name),
            sandbox_url=self.office.sandbox.url,
            shift_s=self.shift.total_seconds(),
            every_s=every_s,
            public_url=self.api_url,
        )
        worker = self.around.stable.start(order)
        self.workers.append(worker)
        return worker

    def kill(self, worker: Worker) -> None:
        self.kills += worker.kill()
        self._forget_ended()

    def settle(self) -> None:
        """Wait for the workers under way; those that died of themselves are counted."""
        for worker in self.workers:
            worker.signal(18)  # SIGCONT, for those that were paused
            worker.wait()
        self._forget_ended()

    def _forget_ended(self) -> None:
        ended = [worker for worker in self.workers if not worker.is_running]
        self.kills += sum(worker.status == -9 for worker in ended if worker.order.die_at)
        assert all(worker.status in {0, -9} for worker in ended), [worker.status for worker in ended]
        self.workers = [worker for worker in self.workers if worker.is_running]

    def one_pass(self, *, turn: int | None = None, ahead: timedelta = timedelta(0)) -> Report:
        """Let one worker follow everything, alone."""
        self.settle()
        worker = self.start(turn=turn, ahead=ahead)
        report = worker.report()
        self._forget_ended()
        return report

    def quiet(self) -> Balance:
        """End all faults, follow until everything is current, and compare with the truth."""
        self.end_faults()
        balance = Balance()
        for _ in range(MOST_PASSES):
            report = self.one_pass()
            balance = self.compare()
            if not balance and not report.faults:
                break
        if report.faults:
            balance.lost += [f"{name}: {fault}" for name, fault in report.faults.items()]
        return balance

    def compare(self) -> Balance:
        balance = agreement.compare(self.company, truth.read(self.office), self.decided)
        lists = truth_lists.read(self.office) if self.opened else truth_lists.Shelves()
        balance.add(agreement_lists.compare(self.company, lists, self.opened, self.chosen))
        return balance

    def open_lists(self) -> None:
        """Let everybody choose from their contact folders and To Do lists."""
        for upn in self.office.owners:
            for kind, store in STORES.items():
                with self.company.system() as connection:
                    store.open_list(connection, self.company.tenant_id, self.company.mailboxes[upn].id)
                self.opened.add((kind, upn))

    def shelves(self, upn: str, kind: str) -> list[str]:
        """The contact folders or To Do lists that Trato knows now."""
        with self.company.system() as connection:
            mailbox_id = self.company.mailboxes[upn].id
            if kind == CONTACTS:
                return [one.remote_id for one in phonebook.folders(connection, mailbox_id)]
            return [one.remote_id for one in todo.lists(connection, mailbox_id)]

    def choose(self, upn: str, kind: str, remote_id: str, *, wanted: bool) -> None:
        """Let Trato read a folder or list, or no longer; one that went meanwhile is nobody's choice."""
        mailbox_id, at = self.company.mailboxes[upn].id, self.office.now()
        with contextlib.suppress(NotFoundError), self.company.system() as connection:
            if wanted:
                STORES[kind].follow(connection, self.company.tenant_id, mailbox_id, remote_id, by_id=None, at=at)
                self.chosen.add((kind, upn, remote_id))
            else:
                STORES[kind].unfollow(connection, mailbox_id, remote_id)
                self.chosen.discard((kind, upn, remote_id))

    def end_faults(self) -> None:
        self.office.control("DELETE", "/faults")
        self.office.control("POST", f"/consent/{CLIENT_ID}", {"granted": True})
        for upn in self.office.owners:
            self.office.control("POST", f"/mailboxes/{upn}", {"state": "back"})

    def call(self, upn: str, method: str, path: str, payload: object = None) -> requests.Response:
        """Call Trato's API as somebody of the organisation."""
        ids = {user.upn: str(user.id) for user in self.office.sandbox.world.directory.users}
        token = self.around.keys.token(self.office.sandbox.world.directory.tenant.id, ids[upn])
        return requests.request(
            method,
            f"{self.api_url}/api/v1{path}",
            json=payload,
            timeout=60,
            headers={"Authorization": f"Bearer {token}"},
        )


def busy_morning(office: Office, letters: int = 12) -> None:
    """Fill the mailboxes: mails that both have, answers, drafts, folders, meetings and series."""
    for number in range(1, letters + 1):
        sender = (LUIS, PILAR, NOA, "someone@elsewhere.example")[number % 4]
        answers = number - 3 if number % 3 == 0 and number > 3 else None
        letter = Letter(number, sender, (ANA, BEN), office.now(), answers, is_automatic=number % 7 == 0)
        for upn in (ANA, BEN) if number % 2 else (ANA,):
            office.deliver(upn, letter, folder="junkemail" if number % 5 == 0 else "inbox")
    office.draft(ANA, 100, [LUIS])
    office.do(BEN, "POST", "/mailFolders/inbox/childFolders", {"displayName": "Clients"})
    office.meet(ANA, 101, [BEN, LUIS], NOW - timedelta(days=3))
    office.meet(BEN, 102, [ANA, NOA], NOW - timedelta(days=10), weeks=3)


def busy_day(office: Office) -> None:
    """Change most of what `busy_morning` made."""
    inbox = office.every(ANA, "/mailFolders/inbox/messages?$top=50&$select=id")
    office.do(ANA, "POST", f"/messages/{inbox[0]['id']}/move", {"destinationId": "archive"})
    office.do(ANA, "POST", f"/messages/{inbox[1]['id']}/permanentDelete")
    office.do(ANA, "PATCH", f"/messages/{inbox[2]['id']}", {"isRead": True, "categories": ["Red"]})
    draft = office.every(ANA, "/mailFolders/drafts/messages?$select=id")[0]
    office.do(ANA, "PATCH", f"/messages/{draft['id']}", words(103))
    for number in range(50, 54):
        letter = Letter(number, LUIS, (ANA, BEN), office.now(), answers=number - 49)
        for upn in (ANA, BEN):
            office.deliver(upn, letter)
    for event in office.every(BEN, "/events?$select=id,type,isOrganizer"):
        if event["isOrganizer"]:
            dates = office.every(
                BEN, f"/events/{event['id']}/instances?startDateTime=2026-01-01&endDateTime=2026-06-01"
            )
            office.do(BEN, "DELETE", f"/events/{dates[0]['id']}")
            office.do(BEN, "PATCH", f"/events/{dates[1]['id']}", {"subject": "Visita"})
    folder = office.every(BEN, "/mailFolders/inbox/childFolders")[0]
    office.do(BEN, "PATCH", f"/mailFolders/{folder['id']}", {"displayName": "Customers"})


@contextmanager
def a_scene(around: Surroundings, *, owners: Iterable[str] = OWNERS, folder: Path | None = None) -> Iterator[Scene]:
    """Set a scene; everything of it is gone afterwards."""
    name = around.databases.create(around.template)
    database = open_database(around.databases.url(name), pool_size=4)
    try:
        with tempfile.TemporaryDirectory() as made:
            place = folder or write_folder(Path(made))
            with Sandbox.from_folder(place, now=NOW) as sandbox, _api(database, around.keys) as api_url:
                entra_tenant_id = sandbox.world.directory.tenant.id
                company = save_folder(database, place, entra_tenant_id=entra_tenant_id)
                office = Office(sandbox, tuple(owners))
                _connect_only(company, office)
                scene = Scene(around, office, company, name, api_url)
                try:
                    yield scene
                finally:
                    for worker in scene.workers:
                        worker.kill()
                    office.close()
    finally:
        database.dispose()
        around.databases.drop(name)


def _connect_only(company: Company, office: Office) -> None:
    ids = {user.upn: str(user.id) for user in office.sandbox.world.directory.users}
    note_entra_ids(company.database, company.tenant_id, ids)
    with company.system() as connection:
        others = mailboxes.c.address.not_in(list(office.owners))
        connection.execute(mailboxes.update().where(others).values(disconnected_at=NOW))


@contextmanager
def _api(database: Database, keys: KeyServer) -> Iterator[str]:
    """Serve the API on a free port."""
    sockets: dict[int, object] = {}
    stop = threading.Event()
    server = create_server(make_app(database, keys.url), map=sockets, host="127.0.0.1", port=0, threads=2, ident=None)

    def answer() -> None:
        while not stop.is_set():
            wasyncore.poll(5, sockets)

    thread = threading.Thread(target=answer, name="api", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        stop.set()
        server.pull_trigger()
        thread.join()
        server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(sockets)
