"""Subscriptions against the sandbox: made, renewed early, made anew however they ended; nothing is missed meanwhile."""

import pytest
import sqlalchemy as sa
from tests.graph_access import call, control
from tests.small_company import ANA, BEN, NOW
from tests.sync.notified import set_up

from trato.calendar.tables import event_copies
from trato.directory.tables import mailboxes
from trato.sync import store as feeds
from trato.sync.model import FeedKind, Scope
from trato.sync.subscriptions import Telling, telling
from trato.sync.tables import subscriptions


@pytest.fixture
def told(tenant, sandbox, mailbox_folder):
    """Trato beside a sandbox; Ana's mailbox has been read once."""
    made = set_up(tenant, sandbox(mailbox_folder, now=NOW))
    made.follow(ANA)
    yield made
    made.web.close()


def test_a_mailbox_is_subscribed_to_with_immutable_ids_and_both_addresses(told):
    told.keep(ANA)
    held = told.held()
    assert {one.remote_id for one in told.kept(ANA)} == set(held)
    user = told.box(ANA).graph_user_id
    assert {one["resource"] for one in held.values()} == {f"users/{user}/messages", f"users/{user}/events"}
    assert {one["notificationUrl"] for one in held.values()} == {f"{told.url}/graph/notifications"}
    assert {one["lifecycleNotificationUrl"] for one in held.values()} == {f"{told.url}/graph/lifecycle"}
    assert all(subscription.immutable for subscription in told.sandbox.state.subscriptions.all(told.clock.now()))
    secrets = {one["clientState"] for one in held.values()}
    assert len(secrets) == 2
    assert min(map(len, secrets)) >= 40
    assert not any(secret in told.stored() for secret in secrets)
    # What happened before Graph began to tell is asked for.
    assert [task for task, _ in told.jobs()] == ["follow_mailbox"]
    assert (
        telling(told.kept(ANA), url=f"{told.url}/graph/notifications", now=told.clock.now())
    ) is Telling.NOTIFICATIONS


def test_no_secret_is_logged(told, caplog):
    with caplog.at_level("DEBUG"):
        told.keep(ANA)
        told.mail(ANA, 1)
        told.settle()
    for one in told.held().values():
        assert one["clientState"] not in caplog.text


def test_keeping_twice_changes_nothing(told):
    told.keep(ANA)
    before = told.held()
    told.keep(ANA)
    assert told.held() == before
    assert told.box(ANA).id not in told.due()


def test_it_is_renewed_at_half_its_life_and_stays_the_same(told):
    told.keep(ANA)
    before = told.held()
    told.advance(days=2.3)
    assert told.box(ANA).id not in told.due()
    told.advance(days=0.8)
    assert told.box(ANA).id in told.due()
    told.keep(ANA)
    after = told.held()
    assert set(after) == set(before)
    assert all(after[one]["expirationDateTime"] > before[one]["expirationDateTime"] for one in before)


def test_fault_8_expired_while_down_four_days_it_is_made_anew_and_nothing_is_missed(told):
    told.keep(ANA)
    told.settle()
    told.advance(days=2.3)
    old, copies = set(told.held()), told.copies(ANA)
    control(told.sandbox, "POST", "/faults", {"kind": "notification", "action": "drop"})  # they find nobody
    for number in range(5):
        told.mail(ANA, number)
        told.advance(days=0.8)
    told.idle()
    control(told.sandbox, "DELETE", "/faults")
    assert told.held() == {}
    told.keep(ANA)
    told.settle()
    assert len(told.held()) == 2
    assert not set(told.held()) & old
    assert told.copies(ANA) == copies + 5


@pytest.mark.parametrize("how", ["gone", "lost answer"])
def test_one_that_graph_has_no_more_or_that_nobody_noted_is_made_anew(told, how):
    told.keep(ANA)
    first = told.kept(ANA)[0]
    if how == "gone":
        told.sandbox.state.subscriptions.remove(first.remote_id)
    else:  # a twin: Graph holds it, and its secret was lost with the answer
        with told.company.system() as connection:
            forgotten = sa.update(subscriptions).where(subscriptions.c.id == first.id)
            connection.execute(forgotten.values(remote_id=None, secret_digest=None))
    told.advance(days=3.1)
    told.keep(ANA)
    assert {one.remote_id for one in told.kept(ANA)} == set(told.held())
    assert first.remote_id not in told.held()
    copies = told.copies(ANA)
    told.mail(ANA, 1)
    told.settle()
    assert told.copies(ANA) == copies + 1


def test_a_twin_of_another_installation_is_left_alone_and_told_of(told):
    control(told.sandbox, "PATCH", "/settings", {"notification_latency_s": 0})
    other = set_up(told.company, told.sandbox)
    try:
        other.keep(ANA)
        with told.company.system() as connection:
            connection.execute(sa.delete(subscriptions))
        told.keep(ANA)
        assert {one["notificationUrl"] for one in told.held().values()} == {f"{other.url}/graph/notifications"}
        assert {one.last_error.partition(":")[0] for one in told.kept(ANA)} == {"subscription_taken"}
    finally:
        other.web.close()


def test_another_public_address_makes_them_anew(told):
    told.keep(ANA)
    old = set(told.held())
    other = set_up(told.company, told.sandbox)
    try:
        told.url = other.url
        assert told.box(ANA).id in told.due()
        told.keep(ANA)
        assert {one["notificationUrl"] for one in told.held().values()} == {f"{other.url}/graph/notifications"}
        assert not set(told.held()) & old
    finally:
        other.web.close()


def test_without_a_public_address_none_is_made_and_former_ones_end(told):
    told.keep(ANA)
    told.url = ""
    assert told.box(ANA).id in told.due()
    told.keep(ANA)
    assert (told.held(), told.kept(ANA)) == ({}, [])
    assert told.box(ANA).id not in told.due()
    assert telling([], url="", now=told.clock.now()) is Telling.ROUNDS_ONLY


def test_a_disconnected_mailbox_is_told_of_no_more(told):
    told.keep(ANA)
    with told.company.system() as connection:
        connection.execute(sa.update(mailboxes).where(mailboxes.c.address == ANA).values(disconnected_at=NOW))
    assert told.box(ANA).id in told.due()
    told.keep(ANA)
    assert told.held() == {}


def test_an_address_that_graph_does_not_reach_is_tried_again_later(told):
    told.url = "http://127.0.0.1:9"
    told.keep(ANA)
    assert {(one.failures, one.last_error.partition(":")[0]) for one in told.kept(ANA)} == {(1, "graph_refused")}
    assert told.box(ANA).id not in told.due()
    told.advance(minutes=1)
    assert told.box(ANA).id in told.due()
    assert telling(told.kept(ANA), url=told.url, now=told.clock.now()) is Telling.ROUNDS_UNTIL_SUBSCRIBED


def test_without_consent_it_waits_until_the_mailbox_can_be_read_again(told):
    control(told.sandbox, "POST", "/faults", {"kind": "status", "status": 403, "path": "subscriptions"})
    told.keep(ANA)
    assert all(one.is_parked for one in told.kept(ANA))
    told.advance(days=1)
    assert told.box(ANA).id not in told.due()
    control(told.sandbox, "DELETE", "/faults")
    told.follow(ANA)
    assert told.box(ANA).id in told.due()
    told.keep(ANA)
    assert len(told.held()) == 2


def test_contacts_are_told_of_where_they_are_followed(told):
    told.keep(ANA)
    with told.company.system() as connection:
        feeds.ensure(connection, told.company.tenant_id, told.box(ANA).id, FeedKind.CONTACTS, remote_id="f", name="f")
    assert told.box(ANA).id in told.due()
    told.keep(ANA)
    assert sorted(one["resource"].rpartition("/")[2] for one in told.held().values()) == [
        "contacts", "events", "messages",
    ]  # fmt: skip
    told.run()
    call(told.sandbox, "POST", ANA, "/contacts", {"givenName": "Luis", "surname": "Ibarra"})
    while not control(told.sandbox, "GET", "/subscriptions")["idle"]:
        pass
    told.take()
    scope = Scope.from_json(told.jobs()[0][1]["scope"])
    assert scope == Scope.only(FeedKind.CONTACT_FOLDERS, FeedKind.CONTACTS)


# --- lifecycle (fault 7) ----------------------------------------------------------------------------------------------


def tell(told, event, upn=ANA):
    """Have Graph tell so of the first subscription of a mailbox."""
    ident = told.kept(upn)[0].remote_id
    assert control(told.sandbox, "POST", f"/subscriptions/{ident}/lifecycle", {"event": event})["sent"]
    return ident


def test_fault_7_missed_reads_everything(told):
    told.keep(ANA)
    told.settle()
    control(told.sandbox, "POST", "/faults", {"kind": "notification", "action": "drop"})
    copies = told.copies(ANA)
    told.mail(ANA, 1)
    call(told.sandbox, "POST", ANA, "/mailFolders", {"displayName": "Neu"})
    times = {name: {"dateTime": f"2026-03-10T1{n}:00:00", "timeZone": "UTC"} for n, name in enumerate(("start", "end"))}
    made = call(told.sandbox, "POST", ANA, "/events", {"subject": "Visita", **times})["id"]
    told.idle()
    control(told.sandbox, "DELETE", "/faults")
    tell(told, "missed")
    told.settle()
    assert told.copies(ANA) == copies + 1
    with told.company.system() as connection:
        assert connection.execute(sa.select(event_copies).where(event_copies.c.remote_id == made)).one()


def test_fault_7_a_removed_subscription_is_made_anew_and_everything_read(told):
    told.keep(ANA)
    told.settle()
    removed = tell(told, "subscriptionRemoved")
    copies = told.copies(ANA)
    told.mail(ANA, 1)
    told.settle()
    assert removed not in told.held()
    assert {one.remote_id for one in told.kept(ANA)} == set(told.held())
    assert told.copies(ANA) == copies + 1


def test_fault_7_one_that_must_be_reauthorized_is_renewed_at_once(told):
    told.keep(ANA)
    told.settle()
    told.advance(hours=1)
    ident = tell(told, "reauthorizationRequired")
    before = told.held()[ident]["expirationDateTime"]
    told.settle()
    assert told.held()[ident]["expirationDateTime"] > before
    assert all(one.asked_at is None for one in told.kept(ANA))


def test_mailboxes_do_not_disturb_each_other(told):
    control(told.sandbox, "POST", "/faults", {"kind": "status", "status": 500, "path": "subscriptions", "times": 2})
    told.keep(ANA)
    told.keep(BEN)
    assert [one.failures for one in told.kept(ANA)] == [1, 1]
    assert [one.failures for one in told.kept(BEN)] == [0, 0]
