"""Rules as they are typed and as Outlook's own marks meet them, with mailboxes read from a Graph over HTTP."""

import json
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from psycopg.conninfo import conninfo_to_dict
from tests.commands.commands import write_company
from tests.graph_access import call, control
from tests.privacy.scene import rows, subjects, timeline, traces
from tests.small_company import ANA, BEN, LUIS, open_company

from trato.cli import cli
from trato.errors import InvalidInputError, NotFoundError


class Desk:
    """A terminal beside Microsoft 365; `company` is what Trato holds."""

    def __init__(self, world, settings, database):
        self.world, self._settings, self._database = world, settings, database

    def type(self, *arguments):
        ran = CliRunner(env=self._settings).invoke(cli, [str(one) for one in arguments])
        if ran.exception is not None:
            raise ran.exception
        return ran.stdout

    def read(self):
        """One round of each mailbox."""
        self.type("connect", ANA, BEN, "--wait")
        return self.company

    @property
    def company(self):
        return open_company(self._database, 1)

    def mails(self):
        return call(self.world, "GET", ANA, "/mailFolders/inbox/messages?$select=subject&$orderby=receivedDateTime")[
            "value"
        ]


@pytest.fixture
def desk(databases, database, database_name, sandbox, tmp_path):
    folder = write_company(tmp_path / "tenant", 4)
    world = sandbox(folder)
    parts = conninfo_to_dict(databases.url(database_name))
    address = (
        f"{parts['user']}@/{parts['dbname']}?host={quote(str(parts['host']), safe='')}&port={parts.get('port', 5432)}"
    )
    settings = {
        "TRATO_HOME": str(tmp_path / "home"), "TRATO_DATABASE_URL": f"postgresql://{address}",
        "TRATO_GRAPH_URL": f"{world.url}/v1.0", "TRATO_LOGIN_URL": world.url,
        "TRATO_CLIENT_ID": "5b0c6a43-8f6d-4f0e-9d2b-6f6f1f1f0001", "TRATO_CLIENT_SECRET": "any",
    }  # fmt: skip
    made = Desk(world, settings, database)
    made.type("import", folder, "--entra-tenant", control(world, "GET", "")["tenant"]["id"])
    return made


def test_what_is_marked_moved_and_unmarked_in_outlook_follows_at_the_next_round(desk):
    company = desk.read()
    before = timeline(company)
    assert len(before) == 5
    for kind, value in (("category", "Privado"), ("folder", "Familia"), ("sensitivity", "private")):
        desk.type("exclude", "add", kind, value, "--mailbox", ANA)
    first, second, *_ = desk.mails()
    family = call(desk.world, "POST", ANA, "/mailFolders", {"displayName": "Familia"})
    (visit,) = call(desk.world, "GET", ANA, "/events?$select=id")["value"]
    desk.read()
    assert timeline(company) == before

    call(desk.world, "PATCH", ANA, f"/messages/{first['id']}", {"categories": ["Privado"]})
    call(desk.world, "POST", ANA, f"/messages/{second['id']}/move", {"destinationId": family["id"]})
    call(desk.world, "PATCH", ANA, f"/events/{visit['id']}", {"sensitivity": "private"})
    desk.read()
    # The two mails stay with Ben where he holds them, the meeting with nobody.
    assert rows(company, "SELECT mailbox_id, count(*) FROM message_copies GROUP BY 1 ORDER BY 1") == [
        (company.mailboxes[ANA].id, 2), (company.mailboxes[BEN].id, 2),
    ]  # fmt: skip
    assert {row[0] for row in timeline(company)} == {"mail_in"}
    assert rows(company, "SELECT subject FROM event_texts") == [("",)]
    assert rows(company, "SELECT count(*) FROM event_occurrences") == [(1,)]

    call(desk.world, "PATCH", ANA, f"/messages/{first['id']}", {"categories": []})
    call(desk.world, "POST", ANA, f"/messages/{second['id']}/move", {"destinationId": "inbox"})
    call(desk.world, "PATCH", ANA, f"/events/{visit['id']}", {"sensitivity": "normal"})
    desk.read()
    assert timeline(company) == before


def test_a_rule_that_is_typed_outlives_resync_and_connecting_anew_until_it_is_removed(desk):
    company = desk.read()
    before = timeline(company)
    told = json.loads(desk.type("exclude", "preview", "participant", LUIS, "--json"))
    assert (told["mails"], told["events"], told["interactions"], told["lost"]) == (4, 1, 5, 0)
    assert timeline(company) == before
    made = json.loads(desk.type("exclude", "add", "participant", LUIS, "--json"))
    assert (made["state"], made["mails_removed"], made["events_removed"]) == ("in_force", 4, 1)

    for again in ("disconnect", "expire"):
        if again == "disconnect":
            desk.type("disconnect", ANA, BEN, "--forget-mail")
        else:
            control(desk.world, "POST", "/delta/expire")
        desk.read()
        assert timeline(company) == subjects(company) == traces(company, "prensas") == []

    assert f"participant '{LUIS}' in every mailbox: in force" in desk.type("exclude", "list")
    assert "stays out until the mailboxes are read again" in desk.type("exclude", "remove", made["id"])
    desk.read()
    assert timeline(company) == []
    assert "2 mailboxes are read again" in desk.type("exclude", "remove", made["id"], "--read-again")
    desk.read()
    assert timeline(company) == before
    assert "Nothing is kept out" in desk.type("exclude", "list")


def test_what_is_observed_is_enacted_by_its_number(desk):
    company = desk.read()
    made = json.loads(desk.type("exclude", "add", "domain", "norte.example", "--observe", 7, "--json"))
    assert made["state"] == "observing"
    assert len(timeline(company)) == 5
    assert "took out 4 mails and 1 events" in desk.type("exclude", "enact", made["id"])
    assert timeline(company) == []
    with pytest.raises(InvalidInputError):
        desk.type("exclude", "add", "domain", "es")
    with pytest.raises(NotFoundError):
        desk.type("exclude", "remove", 999)
