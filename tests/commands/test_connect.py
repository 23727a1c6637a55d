"""Connecting, looking before it, disconnecting and connecting again: nothing sent, nothing lost, nothing doubled."""

import hashlib

import pytest
import requests
import sqlalchemy as sa
from tests import small_company
from tests.commands.commands import letter, write_company
from tests.graph_access import call, client_of, control
from tests.small_company import ANA, BEN, NOW

from trato.clock import Clock
from trato.commands import connect_preview
from trato.commands.connect import Found, Refused, Tenancy, disconnect
from trato.commands.tenancy import members_named
from trato.db.engine import Caller
from trato.directory.tables import audit_log, mailboxes, users
from trato.insight.report import count_tenant, outcomes_of
from trato.jobs.mailboxes import MailboxSync
from trato.linking.decisions import Decisions, Target
from trato.linking.tables import link_decisions, links
from trato.mail.tables import message_keys, messages
from trato.sync import lease
from trato.sync import store as feeds
from trato.sync.brake import BRAKE
from trato.sync.errors import LeaseLostError

LIST = "List-Id: <news.norte.example>\nPrecedence: bulk\n"
# How many requests a mailbox was sent is kept for Graph's limits, whoever sent them.
BOOKS = {"graph_mailboxes"}


def odd_letters(folder):
    """What does not count, and somebody nobody knows yet."""
    inbox = folder / "mail" / ANA / "Inbox"
    (inbox / "bulk.eml").write_bytes(LIST.encode() + letter(30, subject="Boletín"))
    (inbox / "inside.eml").write_bytes(letter(31, sender=BEN, subject="Comida"))
    (inbox / "private.eml").write_bytes(b"Sensitivity: private\n" + letter(32))
    (inbox / "stranger.eml").write_bytes(letter(33, sender="someone@nowhere.example", subject="Hola"))
    (inbox / "new.eml").write_bytes(letter(34, sender="Marcos Gil <marcos@norte.example>"))
    return folder


class Place:
    """The small company with nobody connected, beside a sandbox that holds its mailboxes."""

    def __init__(self, database, sandbox, folder):
        self.database, self.sandbox = database, sandbox
        self.company = small_company.save_folder(database, folder, entra_tenant_id=f"connect-{folder}")
        with self.company.system() as connection:
            connection.execute(sa.delete(mailboxes))
        self.tenancy = Tenancy(
            database=database, tenant_id=self.company.tenant_id, clock=Clock.starting_at(NOW),
            client=client_of(sandbox), consent_url="https://login.example/consent",
        )  # fmt: skip

    def member(self, upn):
        return members_named(self.database, self.company.tenant_id, [upn])[0]

    def look(self, upn):
        return self.tenancy.look(self.member(upn))

    def connect(self, upn):
        found = self.look(upn)
        assert isinstance(found, Found), found
        return self.tenancy.connect(found)

    def read(self, mailbox):
        report = MailboxSync(self.database, self.company.tenant_id, self.tenancy.clock, self.tenancy.client).follow(
            mailbox
        )
        assert report.faults == {}
        return report

    def disconnect(self, upn, *, forget_mail=False):
        return disconnect(
            self.database, self.company.tenant_id, self.member(upn), clock=self.tenancy.clock, forget_mail=forget_mail
        )

    def counts(self):
        with self.company.system() as connection:
            return count_tenant(connection)

    def preview(self, upn, sample=500):
        return connect_preview.preview(self.tenancy, self.look(upn), sample=sample)


@pytest.fixture
def place(many_tenants, sandbox, tmp_path):
    folder = odd_letters(write_company(tmp_path / "tenant", 6))
    return Place(many_tenants, sandbox(folder), folder)


def content(place):
    """Every row of every table, as one hash for each."""
    with place.company.system() as connection:
        hashes = {}
        for name in set(sa.inspect(connection).get_table_names()) - BOOKS:
            rows = connection.execute(sa.select(sa.literal_column("t::text")).select_from(sa.table(name).alias("t")))
            hashes[name] = hashlib.sha256("\n".join(sorted(rows.scalars())).encode()).hexdigest()
    assert {"messages", "mailboxes", "feeds", "users", "audit_log", "interactions"} < set(hashes)
    return hashes


# A batch of reads is a POST to the service; what it did to the mailbox is looked up there.
READS = ("GET ", "POST /v1.0/$batch")


def nothing_was_sent(place):
    assert control(place.sandbox, "GET", "/outbox")["outbox"] == []
    routes = control(place.sandbox, "GET", "/counters")["by_route"]
    assert routes
    assert {route for route in routes if not route.startswith(READS)} == set()


def mailbox_of(place, upn):
    """Every mail, event, folder and contact of a mailbox, as Graph tells them with their etags."""
    paths = ("/messages?$top=100", "/events?$top=100", "/mailFolders?$top=100", "/contacts?$top=100")
    return [call(place.sandbox, "GET", upn, path)["value"] for path in paths]


# --- looking before connecting ----------------------------------------------------------------------------------------


def test_a_dry_run_tells_what_would_come_in_and_writes_nothing(place):
    before, mailbox = content(place), mailbox_of(place, ANA)
    told = place.preview(ANA)
    assert content(place) == before
    nothing_was_sent(place)
    assert mailbox_of(place, ANA) == mailbox
    assert (told.mails, told.sampled, told.events) == (11, 11, 1)
    assert told.folders["Inbox"] == 11
    assert sum(told.outcomes.values()) + sum(told.left_out.values()) == 11
    # How sure a link is, is the linking's business: that it is the same here and there has a test of its own.
    assert sum(told.outcomes.values()) == 7
    assert told.left_out == {"automated: list": 1, "internal": 1, "private": 1, "nobody we know": 1}
    assert told.accounts == {"Norte SA": 7}
    assert told.new_people == {"marcos@norte.example": "Marcos Gil"}
    assert (told.not_understood, told.already_known) == (0, 0)
    assert told.as_json()["would_be_sent"] == 0
    assert "nothing is ever sent" in connect_preview.NOTHING_SENT


def test_a_dry_run_decides_as_the_real_round_does(place):
    told = place.preview(ANA)
    place.read(place.connect(ANA))
    counts = place.counts()
    assert counts["excluded"] == told.left_out
    with place.company.system() as connection:
        ids = connection.execute(sa.select(messages.c.id)).scalars().all()
        assert outcomes_of(connection, ids) == told.outcomes
    assert counts["events"] == told.events


def test_a_dry_run_takes_the_newest_of_all_folders(place):
    told = place.preview(ANA, sample=4)
    assert (told.mails, told.sampled) == (11, 4)
    # The newest four of the letters are the odd ones, but for the oldest of them.
    assert sum(told.left_out.values()) == 3
    assert sum(told.outcomes.values()) == 1


def test_a_dry_run_beside_a_colleague_tells_which_mails_are_known(place):
    place.read(place.connect(BEN))
    before = content(place)
    assert place.preview(ANA).already_known == 3
    assert content(place) == before


def test_a_dry_run_of_what_is_followed_already_changes_nothing(place):
    place.read(place.connect(ANA))
    before, rows = content(place), place.counts()
    assert sum(place.preview(ANA).outcomes.values()) == 7
    assert (content(place), place.counts()) == (before, rows)


def test_a_user_that_entra_does_not_know_is_told(place):
    with place.company.system() as connection:
        connection.execute(sa.update(users).where(users.c.upn == ANA).values(upn="anna@vega.example"))
    refused = place.look("anna@vega.example")
    assert isinstance(refused, Refused)
    assert "Entra has no such user" in str(refused.error)
    assert refused.as_json()["code"] == "mailbox_not_connected"


def test_a_mailbox_without_a_licence_is_told_from_a_user_that_is_none(place):
    control(place.sandbox, "POST", "/faults", {
        "kind": "status", "status": 404, "path": "mailFolders",
    })  # fmt: skip
    refused = place.look(ANA)
    assert isinstance(refused, Refused)
    assert "has no mailbox in Exchange Online" in str(refused.error)


def test_missing_consent_names_the_link(place):
    control(place.sandbox, "POST", "/faults", {"kind": "status", "status": 403, "path": "mailFolders"})
    refused = place.look(ANA)
    assert isinstance(refused, Refused)
    assert "https://login.example/consent" in str(refused.error)


# --- connecting -------------------------------------------------------------------------------------------------------


def test_connecting_notes_who_and_has_the_mailbox_read(place):
    mailbox = place.connect(ANA)
    place.connect(ANA)
    with place.company.system() as connection:
        jobs = (
            connection.execute(
                sa.text("SELECT args FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = :name"),
                {"name": f"mailbox:{place.company.tenant_id}:{mailbox.id}"},
            )
            .scalars()
            .all()
        )
    assert [job["mailbox_id"] for job in jobs] == [mailbox.id]
    with place.company.as_user(small_company.EVA) as connection:
        noted = connection.execute(sa.select(audit_log.c.action, audit_log.c.object_id, audit_log.c.detail)).all()
    ((action, object_id, detail),) = noted
    assert (action, object_id) == ("mailbox.connected", mailbox.id)
    assert "command line" in detail["by"]
    nothing_was_sent(place)


def test_waiting_reads_until_the_mailbox_is_current(place):
    told = []
    mailbox = place.connect(ANA)
    assert place.tenancy.wait(mailbox, told.append) == {}
    assert sum(one.done for one in told if one.feed == "Inbox") == 11
    with place.company.system() as connection:
        assert not any(state.is_in_full_round for state in feeds.of_mailbox(connection, mailbox.id))


def test_a_removal_is_allowed_up_to_what_was_told(place):
    mailbox = place.connect(ANA)
    place.read(mailbox)
    assert place.tenancy.allow_removals(mailbox) == []
    with place.company.system() as connection:
        state = next(one for one in feeds.of_mailbox(connection, mailbox.id) if one.name == "Inbox")
        error = BRAKE.refusal(90, 100)
        feeds.fail(connection, state, error=f"{error.code}: {error}", retry_at=None)
    assert place.tenancy.allow_removals(mailbox) == [90]
    with place.company.system() as connection:
        rows = connection.execute(sa.text("SELECT most, allowed_by, used_at FROM removal_approvals")).all()
    ((most, by, used_at),) = rows
    assert (most, used_at) == (90, None)
    assert "command line" in by


# --- disconnecting, and connecting again ------------------------------------------------------------------------------


def thread_of(place, number):
    with place.company.system() as connection:
        return connection.execute(
            sa.select(messages.c.thread_id)
            .join(message_keys, message_keys.c.message_id == messages.c.id)
            .where(message_keys.c.key == f"id:m{number}@norte.example")
        ).scalar_one()


def decide(place):
    """A link by hand, a correction, and a thread that is not business."""
    who = Caller(place.company.tenant_id, place.company.users[ANA], NOW)
    decisions = Decisions(place.database)
    loading = place.company.opportunities["loading"]
    decisions.link(who, Target.thread(thread_of(place, 0)), account_id=None, opportunity_id=loading, version=None)
    decisions.link(
        who, Target.thread(thread_of(place, 1)), account_id=place.company.accounts["norte"], opportunity_id=None,
        version=None,
    )  # fmt: skip
    decisions.take_out(who, Target.thread(thread_of(place, 2)), version=None)


def decided(place):
    with place.company.system() as connection:
        rows = connection.execute(
            sa.select(link_decisions.c.thread_id, link_decisions.c.kind, link_decisions.c.opportunity_id,
                      link_decisions.c.account_id, links.c.state, links.c.opportunity_id)
            .join(links, links.c.thread_id == link_decisions.c.thread_id)
            .where(link_decisions.c.undone_at.is_(None)).order_by(link_decisions.c.id)
        )  # fmt: skip
        return [tuple(row) for row in rows]


def interactions(place):
    with place.company.system() as connection:
        rows = connection.execute(
            sa.text(
                "SELECT kind, starts_at, opportunity_id, message_id, event_id FROM interactions ORDER BY 1, 2, 4, 5"
            )
        )
        return [tuple(row) for row in rows]


@pytest.mark.parametrize("forget_mail", [False, True])
@pytest.mark.parametrize("expire", [False, True])
def test_who_is_disconnected_and_connected_again_loses_no_decision(place, forget_mail, expire):
    place.read(place.connect(ANA))
    decide(place)
    before, book, rows = decided(place), interactions(place), place.counts()
    assert [row[4] for row in before] == ["confirmed", "confirmed", "rejected"]

    assert place.disconnect(ANA, forget_mail=forget_mail) is True
    assert place.disconnect(ANA, forget_mail=forget_mail) is False
    assert (decided(place), interactions(place)) == (before, book)
    assert place.counts()["mailboxes"] == 0
    if forget_mail:
        assert (place.counts()["message_copies"], place.counts()["event_copies"]) == (0, rows["event_copies"])

    # While nobody looks, a mail comes in and another is moved.
    _deliver(place, letter(50, subject="Nueva consulta"))
    _move_one(place)
    if expire:
        control(place.sandbox, "POST", "/delta/expire", {})
    place.read(place.connect(ANA))

    after = place.counts()
    assert decided(place) == before
    assert [row for row in interactions(place) if row in book] == book
    assert {name: after[name] for name in ("messages", "message_copies", "events", "event_copies")} == {
        "messages": rows["messages"] + 1, "message_copies": rows["message_copies"] + 1,
        "events": rows["events"], "event_copies": rows["event_copies"],
    }  # fmt: skip
    assert after["interactions"] == rows["interactions"] + 1
    assert control(place.sandbox, "GET", "/outbox")["outbox"] == []


def _deliver(place, text):
    reply = requests.post(f"{place.sandbox.url}/_sandbox/mailboxes/{ANA}/mail", data=text, timeout=10)
    reply.raise_for_status()


def _move_one(place):
    found = call(
        place.sandbox, "GET", ANA, "/mailFolders/inbox/messages?$filter=internetMessageId eq '<m0@norte.example>'"
    )
    (message,) = found["value"]
    call(place.sandbox, "POST", ANA, f"/messages/{message['id']}/move", {"destinationId": "archive"})


def test_a_worker_in_the_middle_writes_no_more_once_the_mailbox_is_disconnected(place):
    mailbox = place.connect(ANA)
    with place.company.system() as connection:
        held = lease.take(connection, place.company.tenant_id, mailbox.id, holder=None)
    place.disconnect(ANA)
    with pytest.raises(LeaseLostError), place.company.system() as connection:
        lease.hold(connection, held)
