"""Trato with a sandbox behind it, people signed in to it, and a booking page of one of them."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from tests.graph_access import call, client_of, control
from tests.http.api import Api
from tests.http.conftest import entra_name
from tests.http.key_server import AUDIENCE, CLIENT_ID
from tests.http.test_next_step import know_calendar
from tests.small_company import ANA, NOW
from werkzeug.serving import make_server

from trato.app import create_app
from trato.clock import Clock
from trato.graph.writer import OutlookWriter
from trato.http.auth import Issuer
from trato.http.pages import PageSettings
from trato.jobs.mailboxes import MailboxSync, note_entra_ids
from trato.scheduling.schedules import Schedules
from trato.scheduling.tables import availabilities

TUESDAY = datetime(2026, 3, 3, tzinfo=UTC)
SITE = "https://trato.vega.example"


class Desk:
    """Trato with a sandbox behind it, and people signed in to it."""

    def __init__(self, company, sandbox, key_server, governor):
        self.company, self.sandbox, self.key_server = company, sandbox, key_server
        note_entra_ids(company.database, company.tenant_id, {one: one for one in company.users})
        self.client = client_of(sandbox, governor)
        self.at(timedelta(0))

    def at(self, passed: timedelta) -> Desk:
        self.clock = Clock.starting_at(NOW + passed)
        self.app = create_app(
            self.company.database, issuer=Issuer(self.key_server.url, (AUDIENCE, CLIENT_ID)), clock=self.clock,
            page_settings=PageSettings("", "", "", "", "", ""), writers=self.writer,
            schedules=Schedules(self.company.database, lambda _tenant_id: self.client), site=SITE,
        )  # fmt: skip
        return self

    def writer(self, _tenant_id: int, mailbox: str) -> OutlookWriter:
        return OutlookWriter(self.client, mailbox)

    def api(self, upn: str) -> Api:
        return Api(self.app, self.key_server.token(entra_name(self.company), upn))

    def sync(self, upn: str = ANA) -> None:
        MailboxSync(self.company.database, self.company.tenant_id, self.clock, self.client).follow(
            self.company.mailboxes[upn]
        )

    def outbox(self) -> list[dict]:
        """What the sandbox sent to people: invitations, updates and cancellations."""
        return control(self.sandbox, "GET", "/outbox")["outbox"]

    def events(self, upn: str) -> list[dict]:
        return call(self.sandbox, "GET", upn, "/events")["value"]

    @contextmanager
    def served(self):
        server = make_server("127.0.0.1", 0, self.app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def page_of_ana(desk, **changed) -> str:
    """A page for Ana with ten half hours a day on five days."""
    know_calendar(desk.company)
    hours = {str(day): [["09:00", "14:00"]] for day in range(5)}
    with desk.company.system() as connection:
        values = {"user_id": desk.company.users[ANA], "hours": hours, "notice_min": 0}
        connection.execute(sa.insert(availabilities).values(tenant_id=desk.company.tenant_id, **values))
    wish = {"subject": "Demostración", "window_from": TUESDAY.isoformat(), "duration_min": 30,
            "window_to": (TUESDAY + timedelta(days=7)).isoformat(), **changed}  # fmt: skip
    made = desk.api(ANA).post("/booking-links", wish)
    assert made.status_code == 201, made.text
    return made.get_json()["path"]


def choices(html: str) -> list[str]:
    return re.findall(r'name="start" value="([^"]+)"', html)
