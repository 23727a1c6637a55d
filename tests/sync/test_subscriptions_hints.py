"""From hints to rounds: whatever Graph repeats, delays, reorders or keeps to itself, the mirror ends as the mailbox."""

from datetime import datetime

import pytest
import requests
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from tests.graph_access import call, control
from tests.small_company import ANA, NOW
from tests.sync.notified import set_up

from trato.jobs.hints import ALL_MAIL, MOST_ASKED, asked
from trato.mail.tables import message_copies
from trato.sync.hints import Waiting
from trato.sync.model import FeedKind, Scope


@pytest.fixture
def told(tenant, sandbox, mailbox_folder):
    """Trato beside a sandbox, subscribed to Ana's mailbox and up to date."""
    made = set_up(tenant, sandbox(mailbox_folder, now=NOW))
    made.follow(ANA)
    made.keep(ANA)
    made.settle()
    yield made
    made.web.close()


def folder(told, name):
    """A folder's id."""
    listed = call(told.sandbox, "GET", ANA, "/mailFolders?$top=100")["value"]
    return next(one["id"] for one in listed if one["displayName"] == name)


def messages(told, name="Inbox"):
    """The ids of a folder's messages."""
    path = f"/mailFolders/{folder(told, name)}/messages?$select=id&$top=100"
    return [one["id"] for one in call(told.sandbox, "GET", ANA, path)["value"]]


def places(told):
    """Where each copy of Ana's is, by Graph's ids."""
    with told.company.system() as connection:
        rows = connection.execute(
            sa.select(message_copies.c.remote_id, message_copies.c.folder_remote_id).where(
                message_copies.c.mailbox_id == told.box(ANA).id
            )
        )
        return {row.remote_id: row.folder_remote_id for row in rows}


def truth(told):
    listed = call(told.sandbox, "GET", ANA, "/messages?$select=id,parentFolderId&$top=500")["value"]
    return {one["id"]: one["parentFolderId"] for one in listed}


def idle(told):
    while not control(told.sandbox, "GET", "/subscriptions")["idle"]:
        pass


def scopes(told):
    """The scopes of the rounds that wait."""
    return [Scope.from_json(args["scope"]) for task, args in told.jobs() if task == "follow_mailbox"]


# --- what hints ask for -----------------------------------------------------------------------------------------------


def hint(number, *, kind="messages", resource_id="m", lifecycle=""):
    return Waiting(number, 1, 1, kind, resource_id, lifecycle, datetime.fromtimestamp(number, tz=NOW.tzinfo))


HINTS = st.builds(
    hint,
    st.integers(1, 50),
    kind=st.sampled_from(["messages", "events", "contacts", "tasks"]),
    resource_id=st.sampled_from(["", *"abcdefghijklmnopqrstuvwxyz"]),
    lifecycle=st.sampled_from(["", "", "", "missed", "subscriptionRemoved", "reauthorizationRequired"]),
)


@given(st.lists(HINTS, max_size=40), st.randoms())
def test_faults_4_and_5_number_and_order_of_hints_do_not_matter(hints, order):
    repeated = hints * 3
    order.shuffle(repeated)
    assert asked(repeated) == asked(hints)


@given(st.lists(HINTS, min_size=1, max_size=40), HINTS)
def test_one_more_hint_never_asks_for_less(hints, more):
    before, after = asked(hints), asked([*hints, more])
    if before.scope is not None:
        assert before.scope.kinds <= after.scope.kinds
    assert before.messages <= after.messages or FeedKind.MESSAGES in after.scope.kinds


def test_more_messages_than_one_batch_are_looked_for_in_all_folders():
    told = [hint(number, resource_id=f"m{number}") for number in range(1, MOST_ASKED + 2)]
    assert asked(told[:-1]).messages == {f"m{number}" for number in range(1, MOST_ASKED + 1)}
    assert asked(told) == asked([hint(1, resource_id="")])
    assert asked(told).scope == ALL_MAIL


# --- the round they lead to -------------------------------------------------------------------------------------------


def test_a_new_mail_has_its_folder_read_and_nothing_else(told):
    told.mail(ANA, 1)
    idle(told)
    told.take()
    assert scopes(told) == [Scope.of_mail_folders([folder(told, "Inbox")])]
    assert told.hints() == 0
    control(told.sandbox, "DELETE", "/counters")
    told.settle()
    assert control(told.sandbox, "GET", "/counters")["requests"] == 1
    assert places(told) == truth(told)


def test_a_moved_mail_has_both_folders_read(told):
    moved, target = messages(told)[0], folder(told, "Archive") if has(told, "Archive") else folder(told, "Drafts")
    call(told.sandbox, "POST", ANA, f"/messages/{moved}/move", {"destinationId": target})
    idle(told)
    told.take()
    assert scopes(told) == [Scope.of_mail_folders([folder(told, "Inbox"), target])]
    told.settle()
    assert places(told) == truth(told)


def has(told, name):
    return any(one["displayName"] == name for one in call(told.sandbox, "GET", ANA, "/mailFolders?$top=100")["value"])


def test_a_mail_in_a_folder_that_is_not_known_yet_is_found(told):
    made = call(told.sandbox, "POST", ANA, "/mailFolders", {"displayName": "Neu"})["id"]
    call(told.sandbox, "POST", ANA, f"/messages/{messages(told)[0]}/move", {"destinationId": made})
    told.settle()
    assert places(told) == truth(told)


def test_an_event_has_the_calendar_read(told):
    event = {
        "subject": "Visita", "start": {"dateTime": "2026-03-10T10:00:00", "timeZone": "UTC"},
        "end": {"dateTime": "2026-03-10T11:00:00", "timeZone": "UTC"},
    }  # fmt: skip
    call(told.sandbox, "POST", ANA, "/events", event)
    idle(told)
    told.take()
    assert scopes(told) == [Scope.only(FeedKind.CALENDAR)]


def test_when_graph_does_not_say_where_a_mail_is_all_folders_are_read(told):
    told.mail(ANA, 1)
    idle(told)
    control(told.sandbox, "POST", "/faults", {"kind": "status", "status": 500, "path": "batch"})
    told.take()
    assert scopes(told) == [ALL_MAIL]


def test_hints_of_many_mails_become_one_job_and_those_that_come_later_one_more(told):
    for number in range(5):
        told.mail(ANA, number)
        idle(told)
        told.take()
    assert len(scopes(told)) == 1
    jobs = told.jobs()
    with told.company.system() as connection:  # the worker has taken it
        connection.execute(sa.text("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'"))
    told.mail(ANA, 6)
    idle(told)
    told.take()
    told.take()
    assert len(scopes(told)) == 1
    with told.company.system() as connection:
        connection.execute(sa.text("DELETE FROM procrastinate_jobs WHERE status = 'doing'"))
    assert jobs
    told.settle()
    assert places(told) == truth(told)


# --- faults -----------------------------------------------------------------------------------------------------------


def test_fault_4_a_notification_ten_times_has_one_effect(told):
    before = len(places(told))
    told.mail(ANA, 1)
    idle(told)
    one = next(one for one in told.held().values() if one["resource"].endswith("messages"))
    new = next(iter(truth(told).keys() - places(told).keys()))
    notice = {
        "subscriptionId": one["id"], "changeType": "created", "resource": "x", "resourceData": {"id": new},
        "clientState": one["clientState"], "tenantId": told.sandbox.world.directory.tenant.id,
    }  # fmt: skip
    for _ in range(10):
        assert requests.post(one["notificationUrl"], json={"value": [notice]}, timeout=10).status_code == 202
    told.settle()
    for _ in range(10):
        assert requests.post(one["notificationUrl"], json={"value": [notice]}, timeout=10).status_code == 202
    told.settle()
    assert len(places(told)) == before + 1
    assert places(told) == truth(told)


@pytest.mark.parametrize("action", ["late", "reorder", "repeat"])
def test_fault_5_notifications_in_any_order_lead_to_the_mailbox_as_it_is(told, action):
    fault = {"kind": "notification", "action": action, "chance": 0.7}
    control(told.sandbox, "POST", "/faults", fault | ({"seconds": 0.3} if action == "late" else {}))
    for number in range(6):
        told.mail(ANA, number, folder="archive" if number == 5 else "")
    told.settle()
    assert places(told) == truth(told)
    gone, flagged, moved = messages(told)[:3]
    call(told.sandbox, "DELETE", ANA, f"/messages/{gone}")
    call(told.sandbox, "PATCH", ANA, f"/messages/{flagged}", {"isRead": True})
    call(told.sandbox, "POST", ANA, f"/messages/{moved}/move", {"destinationId": folder(told, "Drafts")})
    call(told.sandbox, "DELETE", ANA, f"/messages/{moved}")
    # Nothing else happens in the archive: that it is there no more is known by where it was.
    for one in messages(told, "Archive"):
        call(told.sandbox, "POST", ANA, f"/messages/{one}/permanentDelete")
    told.settle()
    assert places(told) == truth(told)


@pytest.mark.parametrize("chance", [0.3, 1.0])
def test_fault_6_what_was_never_told_is_found_by_the_next_proof_round(told, chance):
    control(told.sandbox, "POST", "/faults", {"kind": "notification", "action": "drop", "chance": chance})
    for number in range(6):
        told.mail(ANA, number)
    call(told.sandbox, "DELETE", ANA, f"/messages/{messages(told)[0]}")
    told.settle()
    if chance == 1.0:
        assert places(told) != truth(told)
    told.advance(minutes=6)
    told.workshop.plan()
    told.settle()
    assert places(told) == truth(told)
