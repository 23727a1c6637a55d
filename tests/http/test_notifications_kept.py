"""What was thanked for is on disk; what could not be stored is refused, so that Graph sends it again."""

import threading
import time

import msgspec
import psycopg
import pytest
import requests
import sqlalchemy as sa
from tests.bench.notifications import WAYS, serving
from tests.http.conftest import make_app
from tests.http.notices import post, subscribe
from tests.small_company import ANA, NOW

from trato.http.known_subscriptions import LOOKUPS_PER_S, KnownSubscriptions, TooManyUnknownError
from trato.sync.hints import Hint
from trato.sync.hints_commit import (
    GROUP,
    MOST_WAITING,
    SUBSCRIPTIONS_CHANNEL,
    HintCommitter,
    HintsNotStoredError,
)
from trato.sync.tables import hints, subscriptions


def until(condition):
    """Wait until it holds; a generous while."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if condition():
            return True
        threading.Event().wait(0.02)
    return False


@pytest.fixture
def own_app(databases, many_tenants, key_server):
    """The application with connections of its own, to be broken."""
    with many_tenants.without_context() as connection:
        name = connection.execute(sa.text("SELECT current_database()")).scalar_one()
    opened = databases.open(name)
    yield make_app(opened, key_server.url)
    opened.dispose()


def committer_pid(app):
    return app.extensions["trato_notifications"]._committer._session.info.backend_pid


def test_many_at_once_are_all_stored(app, tenant):
    ana = subscribe(tenant, ANA)
    answers = []

    def send(thread):
        answers.extend(post(app, ana.notice(resourceData={"id": f"{thread}-{n}"})).status_code for n in range(10))

    threads = [threading.Thread(target=send, args=(thread,)) for thread in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [202] * 160
    assert {item for _, item, _ in ana.hints()} == {f"{thread}-{n}" for thread in range(16) for n in range(10)}


def test_a_lost_connection_is_made_anew_and_nothing_is_lost(own_app, databases, tenant):
    ana = subscribe(tenant, ANA)
    assert post(own_app, ana.notice()).status_code == 202
    databases.run(f"SELECT pg_terminate_backend({committer_pid(own_app)})")
    assert post(own_app, ana.notice(resourceData={"id": "later"})).status_code == 202
    assert [item for _, item, _ in ana.hints()] == ["AAMk-1", "later"]


def test_what_cannot_be_stored_is_refused_with_a_time_to_come_back(own_app, databases, tenant):
    ana = subscribe(tenant, ANA)
    assert post(own_app, ana.notice()).status_code == 202
    name = own_app.extensions["trato_notifications"]._committer._session.info.dbname
    databases.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    try:
        databases.run(f"SELECT pg_terminate_backend({committer_pid(own_app)})")
        answer = post(own_app, ana.notice(resourceData={"id": "not yet"}))
    finally:
        databases.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert post(own_app, ana.notice(resourceData={"id": "again"})).status_code == 202
    assert [item for _, item, _ in ana.hints()] == ["AAMk-1", "again"]


def test_an_ended_subscription_is_forgotten_when_a_worker_says_so(own_app, tenant):
    ana = subscribe(tenant, ANA)
    other = subscribe(tenant, ANA, "events")
    assert post(own_app, ana.notice()).status_code == 202
    with tenant.system() as connection:
        connection.execute(
            sa.update(subscriptions).where(subscriptions.c.remote_id == ana.remote_id).values(remote_id=None)
        )
        connection.execute(
            sa.text("SELECT pg_notify(:channel, :id)"), {"channel": SUBSCRIPTIONS_CHANNEL, "id": ana.remote_id}
        )
    notifications = own_app.extensions["trato_notifications"]

    def is_dropped():
        assert post(own_app, other.notice(), ana.notice()).status_code == 202
        return notifications.counts["unknown_subscription"] > 0

    assert until(is_dropped)


def test_made_up_ids_are_looked_up_only_so_often(many_tenants, tenant):
    ana = subscribe(tenant, ANA)
    now = [0.0]
    known = KnownSubscriptions(many_tenants, tick=lambda: now[0])
    assert known.check(ana.entra_tenant_id, ana.remote_id, ana.secret).mailbox_id == ana.mailbox_id

    def forge():
        return [known.check(ana.entra_tenant_id, f"forged-{number}", "") for number in range(1000)]

    with pytest.raises(TooManyUnknownError):
        forge()
    assert known.lookups <= LOOKUPS_PER_S + 1
    # What is known goes on being known, also when it is looked up again.
    now[0] += 601
    assert known.check(ana.entra_tenant_id, ana.remote_id, ana.secret).mailbox_id == ana.mailbox_id


def test_fault_3_whatever_was_thanked_for_is_there_after_a_kill(databases, many_tenants, tenant):
    ana = subscribe(tenant, ANA)
    with many_tenants.without_context() as connection:
        name = connection.execute(sa.text("SELECT current_database()")).scalar_one()
    thanked, refused = [], []
    with serving(databases.url(name), WAYS[0]) as (server, port):

        def send(thread):
            with requests.Session() as session:
                for number in range(10_000):
                    notice = ana.notice(resourceData={"id": f"{thread}-{number}"})
                    try:
                        answer = session.post(
                            f"http://127.0.0.1:{port}/graph/notifications", json={"value": [notice]}, timeout=30
                        )
                    except requests.RequestException:
                        return
                    (thanked if answer.status_code == 202 else refused).append(f"{thread}-{number}")

        threads = [threading.Thread(target=send, args=(thread,)) for thread in range(8)]
        for thread in threads:
            thread.start()
        assert until(lambda: len(thanked) > 100)
        server.kill()
        for thread in threads:
            thread.join()
    assert refused == []
    assert set(thanked) <= {item for _, item, _ in ana.hints()}


# --- a storm (fault 27) -----------------------------------------------------------------------------------------------


@pytest.fixture
def held_up(databases, many_tenants):
    """Nothing can be written to the hints until the fixture's context ends."""
    with many_tenants.without_context() as connection:
        name = connection.execute(sa.text("SELECT current_database()")).scalar_one()
    blocker = psycopg.connect(databases.url(name, user="postgres"))
    blocker.execute("LOCK TABLE hints IN ACCESS EXCLUSIVE MODE")
    yield blocker
    blocker.close()


def hints_of(subscribed, number):
    one = Hint(subscribed.company.tenant_id, subscribed.mailbox_id, 1, "messages", "created", "", "", NOW)
    return [msgspec.structs.replace(one, resource_id=f"m{n}") for n in range(number)]


def test_fault_27_a_storm_of_one_tenant_does_not_make_another_wait(many_tenants, new_company, held_up):
    storm, calm = (subscribe(new_company(), ANA) for _ in range(2))
    committer = HintCommitter(many_tenants)
    first = threading.Thread(target=committer.store, args=(hints_of(storm, 5_000),))
    first.start()
    assert until(lambda: 0 < committer.waiting(storm.company.tenant_id) < 5_000)
    second = threading.Thread(target=committer.store, args=(hints_of(calm, 1),))
    second.start()
    assert until(lambda: committer.waiting(calm.company.tenant_id) == 1)
    held_up.rollback()
    second.join()
    # In the first group that could be: the one after that under way.
    with calm.company.system() as connection:
        number = connection.execute(sa.select(sa.func.max(hints.c.id))).scalar_one()
    first.join()
    with storm.company.system() as connection:
        before = connection.execute(sa.select(sa.func.count()).where(hints.c.id < number)).scalar_one()
        assert connection.execute(sa.select(sa.func.count()).select_from(hints)).scalar_one() == 5_000
    assert before <= 2 * GROUP


def test_fault_27_what_one_tenant_may_keep_waiting_is_bounded(many_tenants, new_company, held_up):
    storm, calm = (subscribe(new_company(), ANA) for _ in range(2))
    committer = HintCommitter(many_tenants)
    first = threading.Thread(target=committer.store, args=(hints_of(storm, MOST_WAITING),))
    first.start()
    assert until(lambda: committer.waiting(storm.company.tenant_id) > 0)
    with pytest.raises(HintsNotStoredError, match="too many"):
        committer.store(hints_of(storm, MOST_WAITING))
    held_up.rollback()
    committer.store(hints_of(calm, 1))
    first.join()
    assert len(calm.hints()) == 1
