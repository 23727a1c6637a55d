"""The jobs: what is due is planned, what failed has its time, what needs a person waits, nothing is forgotten."""

from datetime import timedelta

import psycopg
import pytest
import sqlalchemy as sa
from psycopg.conninfo import conninfo_to_dict
from tests.graph_access import client_of, control
from tests.small_company import ANA, BEN, NOW

from trato.clock import Clock
from trato.db.presence import JOBS, Presence
from trato.jobs.following import Workshop, retry_scope
from trato.jobs.queue import follow_soon
from trato.sync import lease as leases
from trato.sync import store
from trato.sync.model import FeedKind, Scope

EVERY = timedelta(minutes=5)
MAIL = Scope.only(FeedKind.FOLDERS, FeedKind.MESSAGES)


class Setting:
    """The jobs of one worker, called by hand; Ana's mailbox is the only one that is connected."""

    def __init__(self, office):
        self.office, self.company = office, office.company
        self.box = self.company.mailboxes[ANA]
        self.at = NOW
        with self.company.system() as connection:
            disconnect = sa.text("UPDATE mailboxes SET disconnected_at = now() WHERE id <> :id")
            connection.execute(disconnect, {"id": self.box.id})

    def as_owner(self):
        """As who may change tables."""
        name = conninfo_to_dict(self.office.conninfo)["dbname"]
        return psycopg.connect(self.office.databases.url(name, user="postgres"))

    @property
    def shop(self) -> Workshop:
        client = client_of(self.office.sandbox)
        return Workshop(self.office.database, Clock.starting_at(self.at), lambda _tenant: client, EVERY)

    def follow(self, scope=MAIL):
        self.shop.follow(self.company.tenant_id, self.box.id, scope.to_json())

    def jobs(self):
        with self.company.system() as connection:
            rows = connection.execute(
                sa.text(
                    "SELECT args, status::text, scheduled_at - now() AS wait FROM procrastinate_jobs"
                    " WHERE task_name = 'follow_mailbox' ORDER BY id"
                )
            )
            return [(Scope.from_json(row.args["scope"]), row.status, row.wait) for row in rows]

    def fault(self, **fault):
        control(self.office.sandbox, "POST", "/faults", fault)

    def mend(self):
        control(self.office.sandbox, "DELETE", "/faults")

    def requests(self):
        return control(self.office.sandbox, "GET", "/counters")["requests"]


@pytest.fixture
def setting(office):
    return Setting(office)


def test_a_mailbox_that_was_never_read_is_planned_and_one_that_was_is_not(setting):
    setting.shop.plan()
    assert [(scope, status) for scope, status, _ in setting.jobs()] == [(Scope.everything(), "todo")]
    with setting.company.system() as connection:
        connection.execute(sa.text("DELETE FROM procrastinate_jobs"))
    setting.follow()
    setting.shop.plan()
    assert setting.jobs() == []
    setting.at = NOW + EVERY + timedelta(minutes=1)
    setting.shop.plan()
    assert len(setting.jobs()) == 1


def test_a_folder_that_failed_is_tried_again_by_itself_at_its_time(setting):
    setting.follow()
    setting.fault(kind="status", status=429, retry_after="120", path="/messages/delta", times=1)
    setting.follow()
    ((scope, status, wait),) = setting.jobs()
    assert (scope.kinds, len(scope.mail_folders or ()), status) == (frozenset({FeedKind.MESSAGES}), 1, "todo")
    assert wait > timedelta(seconds=60)
    before = setting.requests()
    setting.follow(scope)
    assert setting.requests() == before, "not before its time"
    setting.at = NOW + timedelta(minutes=5)
    setting.follow(scope)
    assert setting.requests() == before + 1


def test_a_mailbox_without_consent_is_parked_until_it_is_given(setting):
    setting.fault(kind="status", status=403, path="/users/")
    setting.follow()
    before = setting.requests()
    for minutes in (10, 60, 24 * 60):
        setting.at = NOW + timedelta(minutes=minutes)
        setting.shop.plan()
        setting.follow()
    assert setting.jobs() == []
    assert setting.requests() == before, "nobody asks in vain"
    setting.mend()
    with setting.company.system() as connection:
        store.resume(connection, setting.box.id, at=setting.at)
    setting.shop.plan()
    setting.follow()
    assert setting.office.copies() == 21


def test_a_mailbox_that_another_follows_is_followed_later(setting):
    with setting.company.system() as connection:
        leases.take(connection, setting.company.tenant_id, setting.box.id, holder=None)
    setting.follow()
    ((scope, status, wait),) = setting.jobs()
    assert (scope, status) == (MAIL, "todo")
    assert wait > timedelta(0)


def test_what_a_fault_of_ours_stopped_is_asked_for_again(setting):
    shop = setting.shop
    broken = Workshop(shop.database, shop.clock, lambda _tenant: object(), EVERY)  # no client at all
    with pytest.raises(AttributeError):
        broken.follow(setting.company.tenant_id, setting.box.id, MAIL.to_json())
    assert [(scope, status) for scope, status, _ in setting.jobs()] == [(MAIL, "todo")]


def test_fault_19_what_a_full_disk_refused_is_asked_for_again_before_the_next_proof_round(setting):
    refuse = (
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'could not extend file: no space left on device' USING ERRCODE = '53100'; END $$;"
        " CREATE TRIGGER no_room BEFORE INSERT ON message_copies FOR EACH STATEMENT EXECUTE FUNCTION no_room()"
    )
    with setting.as_owner() as owner:
        owner.execute(refuse)
    setting.follow()
    assert setting.office.copies() == 0
    ((scope, status, wait),) = setting.jobs()
    assert (scope, status) == (MAIL, "todo")
    assert timedelta(0) < wait < EVERY
    with setting.as_owner() as owner:
        owner.execute("DROP FUNCTION no_room() CASCADE")
    setting.at = NOW + wait
    setting.follow(scope)
    assert setting.office.copies() == 21


def test_the_job_of_a_worker_that_is_gone_waits_again_and_of_one_that_is_there_does_not(setting):
    presence = Presence.of(setting.office.database)
    with setting.company.system() as connection:
        ids = [
            connection.execute(sa.text("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")).scalar_one()
            for _ in range(2)
        ]
        for mailbox, worker in ((ANA, ids[0]), (BEN, ids[1])):
            follow_soon(connection, setting.company.tenant_id, setting.company.mailboxes[mailbox].id, MAIL)
            connection.execute(
                sa.text(
                    "UPDATE procrastinate_jobs SET status = 'doing', worker_id = :id"
                    " WHERE status = 'todo' AND task_name = 'follow_mailbox'"
                ),
                {"id": worker},
            )
    presence.show(JOBS, ids[1])
    assert setting.shop.rescue() == 1
    assert sorted(status for _, status, _ in setting.jobs()) == ["doing", "todo"]
    presence.hide(JOBS, ids[1])
    assert setting.shop.rescue() == 1
    assert [status for _, status, _ in setting.jobs()] == ["todo", "todo"]


def test_a_list_that_failed_is_tried_again_with_all_that_it_tells_of(setting):
    setting.fault(kind="status", status=500, path="/mailFolders/delta", times=1)
    setting.follow()
    assert [scope for scope, _, _ in setting.jobs()] == [Scope.everything()]
    assert retry_scope([]) == Scope(frozenset(), None)
