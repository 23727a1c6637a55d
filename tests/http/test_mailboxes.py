"""`/mailboxes`: what a person reads of how far mailboxes are, derived from the facts of their feeds."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from tests.http.api import code_of
from tests.small_company import ANA, BEN, EVA, MARTA, NOW

from trato.directory.tables import mailboxes
from trato.sync import store, subscriptions_store
from trato.sync.model import FeedKind
from trato.sync.protocols import Misread
from trato.sync.subscriptions import SubscriptionKind
from trato.sync.tables import feeds, subscriptions


def feed(company, upn, name, kind=FeedKind.MESSAGES, **facts):
    """A feed of a mailbox in the state that these facts tell."""
    with company.system() as connection:
        mailbox_id = company.mailboxes[upn].id
        feed_id = store.ensure(connection, company.tenant_id, mailbox_id, kind, remote_id=name, name=name)
        connection.execute(sa.update(feeds).where(feeds.c.id == feed_id).values(name=name, **facts))
    return feed_id


CURRENT = {"caught_up_at": NOW - timedelta(minutes=2), "full_round_done_at": NOW - timedelta(days=9)}
FAILED = {"failures": 3, "last_error": "graph_unavailable: Graph does not answer (request 1)"}


def mailbox(api, upn):
    items = api.get("/mailboxes").get_json()["items"]
    return next(one for one in items if one["address"] == upn)


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({}, "waiting"),
        ({"leased_until": NOW + timedelta(hours=5)}, "reading"),
        (CURRENT, "current"),
        ({**FAILED, "retry_at": NOW + timedelta(minutes=1)}, "retrying"),
        ({**FAILED, "last_error": "graph_consent_missing: an admin must consent"}, "stopped"),
    ],
)
def test_a_status_is_derived_from_facts(tenant, sign_in, facts, status):
    feed(tenant, ANA, "Inbox", **facts)
    api = sign_in(tenant, ANA)
    (one,) = api.get(f"/mailboxes/{tenant.mailboxes[ANA].id}/feeds").get_json()["items"]
    assert (one["name"], one["kind"], one["status"]) == ("Inbox", "messages", status)
    assert mailbox(api, ANA)["status"] == status


def test_what_needs_a_person_is_told_first(tenant, sign_in):
    feed(tenant, ANA, "Inbox", **CURRENT)
    api = sign_in(tenant, ANA)
    expected = [("retrying", {**FAILED, "retry_at": NOW + timedelta(minutes=4)}),
                ("reading", {"leased_until": NOW + timedelta(hours=5)}),
                ("stopped", {**FAILED, "last_error": "mass_removal: 90 of 100 items would go"})]  # fmt: skip
    for status, facts in expected:
        feed(tenant, ANA, status, **facts)
        assert mailbox(api, ANA)["status"] == status
    found = mailbox(api, ANA)
    assert found["fault"] == {"code": "mass_removal", "detail": "90 of 100 items would go"}
    assert found["retry_at"] == "2026-03-02T09:04:00Z"
    assert found["caught_up_at"] is None


def test_a_mailbox_that_nothing_was_read_of_yet_waits(tenant, sign_in):
    found = mailbox(sign_in(tenant, ANA), ANA)
    assert (found["status"], found["items_done"], found["items_estimated"]) == ("waiting", 0, 0)
    assert (found["is_in_full_round"], found["caught_up_at"], found["fault"]) == (True, None, None)


def test_progress_counts_mails_and_never_passes_what_is_expected(tenant, sign_in):
    feed(tenant, ANA, "Inbox", items_done=30, items_estimated=120)
    feed(tenant, ANA, "Sent", items_done=999, items_estimated=50)
    feed(tenant, ANA, "Old", items_done=70, items_estimated=64, **CURRENT)
    feed(tenant, ANA, "calendar", FeedKind.CALENDAR, items_done=12)
    found = mailbox(sign_in(tenant, ANA), ANA)
    assert (found["items_done"], found["items_estimated"]) == (30 + 50 + 64, 120 + 50 + 64)
    assert found["is_in_full_round"]


def test_while_all_is_read_anew_one_learns_how_fast_and_until_when(tenant, sign_in):
    began = NOW - timedelta(seconds=100)
    reading = {"leased_until": NOW + timedelta(hours=5), "full_round_started_at": began}
    feed(tenant, ANA, "Inbox", items_done=300, items_estimated=700, **reading)
    done = {"full_round_done_at": NOW, "caught_up_at": NOW}
    feed(tenant, ANA, "Sent", items_done=100, items_estimated=100, full_round_started_at=began, **done)
    feed(tenant, ANA, "Old", items_done=9000, full_round_started_at=began - timedelta(days=1), **done)
    listed = sign_in(tenant, ANA).get("/mailboxes").get_json()
    found = next(one for one in listed["items"] if one["address"] == ANA)
    now = datetime.fromisoformat(listed["now"])
    assert found["items_per_s"] == pytest.approx(400 / (now - began).total_seconds())
    left_s = 400 / found["items_per_s"]
    assert datetime.fromisoformat(found["ends_at"]) - now == pytest.approx(
        timedelta(seconds=left_s), abs=timedelta(seconds=0.01)
    )


def test_when_nothing_is_read_anew_there_is_no_pace(tenant, sign_in):
    feed(tenant, ANA, "Inbox", items_done=300, full_round_started_at=NOW - timedelta(hours=1), **CURRENT)
    found = mailbox(sign_in(tenant, ANA), ANA)
    assert (found["items_per_s"], found["ends_at"]) == (None, None)


def test_everything_is_known_up_to_the_oldest_of_the_feeds(tenant, sign_in):
    feed(tenant, ANA, "Inbox", **CURRENT)
    feed(tenant, ANA, "calendar", FeedKind.CALENDAR, **{**CURRENT, "caught_up_at": NOW - timedelta(minutes=9)})
    found = mailbox(sign_in(tenant, ANA), ANA)
    assert (found["status"], found["is_in_full_round"]) == ("current", False)
    assert found["caught_up_at"] == "2026-03-02T08:51:00Z"


@pytest.mark.parametrize(("minutes", "overdue"), [(5, False), (31, True)])
def test_a_mailbox_that_nobody_reads_any_more_is_overdue(tenant, sign_in, minutes, overdue):
    feed(tenant, ANA, "Inbox", **{**CURRENT, "caught_up_at": NOW - timedelta(minutes=minutes)})
    api = sign_in(tenant, ANA)
    assert mailbox(api, ANA)["is_overdue"] is overdue
    (one,) = api.get(f"/mailboxes/{tenant.mailboxes[ANA].id}/feeds").get_json()["items"]
    assert one["is_overdue"] is overdue


def test_what_was_set_aside_is_counted_for_all_above_and_named_for_its_owner(tenant, sign_in):
    feed_id = feed(tenant, ANA, "Divorce", **CURRENT)
    with tenant.system() as connection:
        store.set_aside(connection, tenant.tenant_id, feed_id, [Misread("AAMk1", "no sender")], at=NOW)
    assert mailbox(sign_in(tenant, MARTA), ANA)["set_aside"] == 1
    told = sign_in(tenant, ANA).get(f"/mailboxes/{tenant.mailboxes[ANA].id}/feeds").get_json()
    assert told["set_aside"] == [
        {"feed_id": str(feed_id), "remote_id": "AAMk1", "reason": "no sender", "seen_at": "2026-03-02T09:00:00Z"}
    ]


def test_a_manager_learns_how_far_a_mailbox_is_and_no_folder_of_it(tenant, sign_in):
    feed(tenant, ANA, "Divorce", **FAILED)
    api = sign_in(tenant, MARTA)
    answer = api.get("/mailboxes")
    assert "Divorce" not in answer.text
    found = mailbox(api, ANA)
    assert (found["owner"]["name"], found["status"], found["is_own"], found["can_open"]) == (
        "Ana Ruiz", "stopped", False, False,
    )  # fmt: skip
    assert code_of(api.get(f"/mailboxes/{tenant.mailboxes[ANA].id}/feeds")) == (404, "not_found")
    assert mailbox(sign_in(tenant, EVA), ANA)["can_open"]
    assert mailbox(sign_in(tenant, ANA), ANA)["is_own"]


def test_mailboxes_come_in_pages_by_name(tenant, sign_in):
    api = sign_in(tenant, EVA)
    names, cursor = [], None
    for _ in range(5):
        page = api.get("/mailboxes", limit=2, **({"cursor": cursor} if cursor else {})).get_json()
        names += [one["owner"]["name"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert names == ["Ana Ruiz", "Ben Hill", "Carla Paz", "Eva Sanz", "Marta Gil"]
    assert code_of(api.get("/mailboxes", cursor="x")) == (422, "invalid_input")


def test_how_changes_are_learnt_of_follows_what_graph_was_asked_to_tell(tenant, sign_in):
    api = sign_in(tenant, ANA)
    assert mailbox(api, ANA)["changes_come_by"] == "rounds_only"
    wanted = {"users/1/messages": SubscriptionKind.MESSAGES}
    with tenant.system() as connection:
        (one,) = subscriptions_store.want(connection, tenant.tenant_id, tenant.mailboxes[ANA].id, wanted)
    assert mailbox(api, ANA)["changes_come_by"] == "rounds_until_subscribed"
    with tenant.system() as connection:
        connection.execute(
            sa.update(subscriptions)
            .where(subscriptions.c.id == one.id)
            .values(remote_id="1", notification_url="https://t.example/n", expires_at=NOW + timedelta(days=2))
        )
    assert mailbox(api, ANA)["changes_come_by"] == "notifications"


def waiting_jobs(company, upn):
    with company.system() as connection:
        return (
            connection.execute(
                sa.text("SELECT args FROM procrastinate_jobs WHERE queueing_lock = :name AND status = 'todo'"),
                {"name": f"mailbox:{company.tenant_id}:{company.mailboxes[upn].id}"},
            )
            .scalars()
            .all()
        )


def test_reading_now_asks_for_one_round_however_often_it_is_asked(tenant, sign_in):
    api = sign_in(tenant, ANA)
    for _ in range(3):
        answer = api.post(f"/mailboxes/{tenant.mailboxes[ANA].id}/rounds", {})
        assert (answer.status_code, set(answer.get_json())) == (202, {"asked_at"})
    (job,) = waiting_jobs(tenant, ANA)
    assert "messages" in job["scope"]["kinds"]
    assert waiting_jobs(tenant, BEN) == []


def test_reading_now_tries_again_what_failed_and_never_what_would_remove_much(tenant, sign_in):
    feed(tenant, ANA, "later", **FAILED, retry_at=NOW + timedelta(hours=1))
    feed(tenant, ANA, "never", **{**FAILED, "last_error": "graph_consent_missing: consent"})
    feed(tenant, ANA, "much", **{**FAILED, "last_error": "mass_removal: 90 of 100"})
    feed(tenant, BEN, "other", **FAILED, retry_at=NOW + timedelta(hours=1))
    api = sign_in(tenant, ANA)
    asked = api.post(f"/mailboxes/{tenant.mailboxes[ANA].id}/rounds", {}).get_json()["asked_at"]
    told = api.get(f"/mailboxes/{tenant.mailboxes[ANA].id}/feeds").get_json()["items"]
    assert {one["name"]: one["retry_at"] for one in told} == {
        "later": asked, "never": asked, "much": None,
    }  # fmt: skip
    assert mailbox(sign_in(tenant, BEN), BEN)["retry_at"] == "2026-03-02T10:00:00Z"


def test_a_mailbox_that_is_disconnected_is_not_read(tenant, sign_in):
    with tenant.system() as connection:
        connection.execute(sa.update(mailboxes).where(mailboxes.c.address == ANA).values(disconnected_at=NOW))
    api = sign_in(tenant, ANA)
    assert code_of(api.post(f"/mailboxes/{tenant.mailboxes[ANA].id}/rounds", {})) == (404, "not_found")
    assert mailbox(api, ANA)["disconnected_at"] == "2026-03-02T09:00:00Z"
    assert waiting_jobs(tenant, ANA) == []


def test_a_mailbox_that_is_none_has_no_feeds(tenant, sign_in):
    for number in (0, 2**62):
        assert code_of(sign_in(tenant, BEN).get(f"/mailboxes/{number}/feeds")) == (404, "not_found")
