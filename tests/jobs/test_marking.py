"""Marks in Outlook after a link: once, only where they are wanted and permitted, taken back with the link, no echo."""

import signal
from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.graph_access import call, client_of, control
from tests.jobs.conftest import wait_until
from tests.small_company import ANA, BEN, NOW

from trato.clock import Clock
from trato.db.engine import Caller
from trato.graph.writer_model import OPPORTUNITY_PROPERTY
from trato.jobs import marking
from trato.jobs.following import Workshop
from trato.linking.decisions import Decisions, Target
from trato.linking.marks.choices import MarkingChoices, MarkingState
from trato.linking.privacy import Decider, NotYourDecisionError
from trato.sync.model import FeedKind, Scope

MAIL = Scope.only(FeedKind.FOLDERS, FeedKind.MESSAGES)
EXPANDED = f"$expand=singleValueExtendedProperties($filter=id eq '{OPPORTUNITY_PROPERTY}')"


class Desk:
    """Ana's mailbox with 21 mails, its marks written by hand, or by a worker."""

    def __init__(self, office):
        self.office, self.company = office, office.company
        self.box = self.company.mailboxes[ANA]
        self.choices = MarkingChoices(office.database)
        self.who = Decider(self.company.tenant_id, NOW, by="a test")
        self.ana = Caller(self.company.tenant_id, self.company.users[ANA], NOW)

    @property
    def shop(self):
        client = client_of(self.office.sandbox)
        return Workshop(self.office.database, Clock.starting_at(NOW), lambda _tenant: client, timedelta(minutes=5))

    def read(self):
        self.shop.follow(self.company.tenant_id, self.box.id, MAIL.to_json())

    def switch(self, is_on, mailbox=ANA):
        self.choices.choose(self.who, self.company.mailboxes[mailbox].id, is_on=is_on)

    def write(self):
        return marking.mark(self.shop, self.company.tenant_id, self.box.id)

    def marking(self):
        return self.choices.marking(self.who, self.box.id)

    def rows(self, asked, **values):
        with self.company.system() as connection:
            return connection.execute(sa.text(asked), values).all()

    def thread(self):
        """A mail that is in Ana's mailbox alone: its thread, and its id there."""
        asked = (
            "SELECT m.thread_id, c.remote_id FROM message_copies c JOIN messages m ON m.id = c.message_id"
            " WHERE c.mailbox_id = :box ORDER BY c.remote_id LIMIT 1"
        )
        ((thread_id, remote_id),) = self.rows(asked, box=self.box.id)
        return Target.thread(thread_id), remote_id

    def link(self, target, opportunity):
        Decisions(self.office.database).link(
            self.ana, target, account_id=None, opportunity_id=self.company.opportunities[opportunity], version=None
        )

    def on_item(self, remote_id, kind="messages"):
        """The categories of an item, and the opportunity that is noted on it."""
        item = call(self.office.sandbox, "GET", ANA, f"/{kind}/{remote_id}?{EXPANDED}")
        notes = [one["value"] for one in item.get("singleValueExtendedProperties", ())]
        return item["categories"], notes[0] if notes else ""

    def all_items(self):
        folder = "/messages?$top=100&$select=id,categories"
        return [one["categories"] for one in call(self.office.sandbox, "GET", ANA, folder)["value"]]

    def fault(self, **fault):
        control(self.office.sandbox, "POST", "/faults", fault)

    def mend(self):
        control(self.office.sandbox, "DELETE", "/faults")

    def patched(self):
        counted = control(self.office.sandbox, "GET", "/counters")
        asked = [*counted["by_route"].items(), *counted["by_part"].items()]
        return sum(number for route, number in asked if route.startswith("PATCH"))

    def asked(self):
        return control(self.office.sandbox, "GET", "/counters")["requests"]

    def jobs(self):
        found = self.rows("SELECT args FROM procrastinate_jobs WHERE task_name = 'mark_items' AND status = 'todo'")
        return [row.args["mailbox_id"] for row in found]


@pytest.fixture
def desk(office):
    return Desk(office)


def test_nothing_is_written_where_nobody_switched_it_on(desk):
    desk.read()
    target, item = desk.thread()
    desk.link(target, "presses")
    assert desk.jobs() == []
    before = desk.asked()
    assert desk.write() == 0
    assert desk.asked() == before
    assert desk.on_item(item) == ([], "")
    assert desk.marking().mails is MarkingState.OFF


def test_a_link_is_seen_in_outlook_and_goes_with_its_undo(desk):
    desk.switch(is_on=True)
    desk.read()
    target, item = desk.thread()
    call(desk.office.sandbox, "PATCH", ANA, f"/messages/{item}", {"categories": ["Mine"]})
    desk.link(target, "presses")
    assert desk.jobs() == [desk.box.id]
    desk.write()
    assert desk.on_item(item) == (["Mine", "Trato"], str(desk.company.opportunities["presses"]))
    desk.link(target, "loading")
    desk.write()
    assert desk.on_item(item) == (["Mine", "Trato"], str(desk.company.opportunities["loading"]))
    Decisions(desk.office.database).take_out(desk.ana, target, version=None)
    desk.write()
    assert desk.on_item(item) == (["Mine"], "")
    Decisions(desk.office.database).undo(desk.ana, target, version=None)
    desk.write()
    assert desk.on_item(item) == (["Mine", "Trato"], str(desk.company.opportunities["loading"]))
    assert control(desk.office.sandbox, "GET", "/outbox")["outbox"] == []


def test_the_echo_of_an_own_write_makes_no_work(desk):
    desk.switch(is_on=True)
    desk.read()
    target, _ = desk.thread()
    desk.link(target, "presses")
    assert desk.write() > 0
    patched, known = desk.patched(), desk.rows("SELECT id, version FROM links ORDER BY id")
    copies = "SELECT remote_id, change_key, categories FROM message_copies WHERE mailbox_id = :box ORDER BY remote_id"
    before = desk.rows(copies, box=desk.box.id)
    desk.read()
    assert desk.rows(copies, box=desk.box.id) == before, "what came back was known"
    assert desk.rows("SELECT id, version FROM links ORDER BY id") == known
    assert desk.write() == 0
    assert desk.patched() == patched


def test_what_others_changed_meanwhile_is_still_heard_of(desk):
    desk.switch(is_on=True)
    desk.read()
    target, item = desk.thread()
    desk.link(target, "presses")
    call(desk.office.sandbox, "PATCH", ANA, f"/messages/{item}", {"categories": ["Family"]})
    desk.write()
    desk.read()
    ((categories,),) = desk.rows("SELECT categories FROM message_copies WHERE remote_id = :item", item=item)
    assert sorted(categories) == ["Family", "Trato"]


def test_without_the_permission_nothing_happens_and_it_says_why(desk):
    desk.switch(is_on=True)
    desk.read()
    target, item = desk.thread()
    desk.fault(kind="status", status=403, method="PATCH")
    desk.fault(kind="status", status=403, path="masterCategories")
    desk.link(target, "presses")
    desk.write()
    told = desk.marking()
    assert told.mails is MarkingState.NOT_PERMITTED
    assert told.permissions == {"message": "Mail.ReadWrite", "colour": "MailboxSettings.ReadWrite"}
    before = desk.asked()
    desk.write()
    marking.plan(desk.shop)
    assert desk.asked() == before, "nobody asks in vain"
    desk.mend()
    desk.rows("UPDATE marking_states SET retry_at = now() RETURNING 1")
    desk.write()
    assert desk.on_item(item)[0] == ["Trato"]
    assert desk.marking().mails is MarkingState.ON
    colours = call(desk.office.sandbox, "GET", ANA, "/outlook/masterCategories")["value"]
    assert [one["color"] for one in colours if one["displayName"] == "Trato"] == ["preset7"]


def test_an_answer_that_was_lost_leads_to_no_second_write(desk):
    desk.switch(is_on=True)
    desk.read()
    target, item = desk.thread()
    desk.link(target, "presses")
    desk.write()
    Decisions(desk.office.database).take_out(desk.ana, target, version=None)
    before = desk.patched()
    desk.fault(kind="lost_response", method="PATCH", times=1)
    desk.write()
    assert desk.on_item(item) == ([], "")
    assert desk.patched() == 2 * before, "each once on, each once off"


def test_graph_that_is_away_is_asked_again_when_its_time_has_come(desk):
    desk.switch(is_on=True)
    desk.read()
    target, item = desk.thread()
    desk.link(target, "presses")
    desk.fault(kind="status", status=504, path="/messages/")
    desk.write()
    assert desk.marking().waiting > 0
    desk.mend()
    desk.rows("DELETE FROM procrastinate_jobs WHERE task_name = 'mark_items' RETURNING 1")
    desk.rows("UPDATE item_marks SET retry_at = now() WHERE retry_at IS NOT NULL RETURNING 1")
    marking.plan(desk.shop)
    assert desk.jobs() == [desk.box.id]
    desk.write()
    assert (desk.on_item(item)[0], desk.marking().waiting) == (["Trato"], 0)


def test_switching_it_off_takes_all_of_it_back_and_others_go_on(desk):
    with pytest.raises(NotYourDecisionError):
        desk.choices.choose(Decider(desk.company.tenant_id, NOW, desk.ana), None, is_on=True)
    desk.choices.choose(desk.who, None, is_on=True)
    desk.read()
    target, _ = desk.thread()
    desk.link(target, "presses")
    desk.write()
    assert ["Trato"] in desk.all_items()
    desk.switch(is_on=False)
    desk.write()
    assert {tuple(one) for one in desk.all_items()} == {()}
    assert (desk.marking().marked, desk.marking().is_on, desk.marking().organisation) == (0, False, True)


def test_a_mail_that_is_gone_is_forgotten(desk):
    desk.switch(is_on=True)
    desk.read()
    target, item = desk.thread()
    desk.link(target, "presses")
    desk.write()
    for _ in range(2):  # into the deleted items, and out of those
        call(desk.office.sandbox, "DELETE", ANA, f"/messages/{item}")
    desk.read()
    desk.rows("UPDATE item_marks SET retry_at = now() WHERE retry_at IS NOT NULL RETURNING 1")
    desk.write()
    assert desk.rows("SELECT 1 FROM item_marks WHERE remote_id = :item", item=item) == []


def test_marks_are_written_once_each_though_workers_are_killed(desk):
    desk.choices.choose(desk.who, None, is_on=True)
    for box in (ANA, BEN):
        desk.shop.follow(desk.company.tenant_id, desk.company.mailboxes[box].id, MAIL.to_json())
    for row in desk.rows("SELECT id FROM threads ORDER BY id LIMIT 12"):
        desk.link(Target.thread(row.id), "presses")
    ((wanted,),) = desk.rows("SELECT count(*) FROM item_marks WHERE wanted <> ''")
    desk.fault(kind="latency", seconds=0.1)
    first = desk.office.work()
    wait_until(lambda: desk.patched() >= 3)
    first.send_signal(signal.SIGKILL)
    first.wait()
    waiting = "SELECT count(*) FROM item_marks WHERE written_at IS NULL"
    assert desk.rows(waiting) != [(0,)]
    desk.mend()
    for box in (ANA, BEN):
        marking.mark(desk.shop, desk.company.tenant_id, desk.company.mailboxes[box].id)
    assert desk.rows(waiting) == [(0,)]
    boxes = [call(desk.office.sandbox, "GET", one, "/messages?$top=100")["value"] for one in (ANA, BEN)]
    assert sum(item["categories"] == ["Trato"] for box in boxes for item in box) == wanted == desk.patched()
    assert control(desk.office.sandbox, "GET", "/outbox")["outbox"] == []
