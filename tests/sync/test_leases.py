"""One worker follows a mailbox at a time; one that is gone is replaced at once, one that slept writes nothing."""

from datetime import timedelta

import psycopg
import pytest
import sqlalchemy as sa
from tests.mail_items import mail, make_folders, mirror_of
from tests.memory_feed import MemoryFeed
from tests.small_company import ANA, BEN, NOW

from trato.clock import Clock
from trato.db.engine import open_database
from trato.db.presence import WORKERS, Presence
from trato.mail.tables import message_copies
from trato.sync import lease as leases
from trato.sync import store
from trato.sync.errors import LeaseLostError, MailboxBusyError
from trato.sync.model import FeedKind, FeedStatus
from trato.sync.round import Rounds
from trato.sync.tables import feeds, mailbox_leases


@pytest.fixture
def other(databases, many_tenants):
    """The same database as another process opens it."""
    with many_tenants.without_context() as connection:
        name = connection.execute(sa.text("SELECT current_database()")).scalar_one()
    opened = open_database(databases.url(name))
    yield opened
    opened.dispose()


@pytest.fixture
def mailbox_id(tenant):
    return tenant.mailboxes[ANA].id


def take(database, tenant, mailbox_id):
    presence = Presence.of(database)
    presence.confirm()
    with database.as_system(tenant.tenant_id) as connection:
        return leases.take(connection, tenant.tenant_id, mailbox_id, holder=presence.id)


def run_out(tenant, mailbox_id):
    with tenant.system() as connection:
        connection.execute(
            sa.update(mailbox_leases)
            .where(mailbox_leases.c.mailbox_id == mailbox_id)
            .values(leased_until=sa.func.now() - timedelta(seconds=1))
        )


def hold(tenant, lease):
    with tenant.system() as connection:
        leases.hold(connection, lease)


def test_a_mailbox_that_is_followed_is_refused_to_another(tenant, other, mailbox_id):
    first = take(other, tenant, mailbox_id)
    with pytest.raises(MailboxBusyError):
        take(tenant.database, tenant, mailbox_id)
    hold(tenant, first)


def test_other_mailboxes_are_free(tenant, other, mailbox_id):
    take(other, tenant, mailbox_id)
    take(tenant.database, tenant, tenant.mailboxes[BEN].id)


def test_a_lease_given_back_is_free(tenant, other, mailbox_id):
    first = take(other, tenant, mailbox_id)
    with tenant.system() as connection:
        leases.release(connection, first)
    assert take(tenant.database, tenant, mailbox_id).fence == first.fence + 1


def test_the_lease_of_a_process_that_is_gone_is_free_at_once(tenant, other, mailbox_id):
    first = take(other, tenant, mailbox_id)
    other.dispose()
    second = take(tenant.database, tenant, mailbox_id)
    assert second.fence == first.fence + 1
    with pytest.raises(LeaseLostError):
        hold(tenant, first)


def test_the_lease_of_a_process_that_sleeps_runs_out_and_it_writes_no_more(tenant, other, mailbox_id):
    first = take(other, tenant, mailbox_id)
    run_out(tenant, mailbox_id)
    hold(tenant, first)  # nobody took over: it may go on
    run_out(tenant, mailbox_id)
    second = take(tenant.database, tenant, mailbox_id)
    with pytest.raises(LeaseLostError):
        hold(tenant, first)
    hold(tenant, second)


def test_presence_comes_back_after_its_connection_was_cut(tenant, other, mailbox_id, databases):
    take(other, tenant, mailbox_id)
    presence = Presence.of(other)
    databases.run(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"  # noqa: S608  our own numbers
        f" AND classid = {WORKERS} AND objid = {presence.id}"
    )
    presence.confirm()
    with pytest.raises(MailboxBusyError):
        take(tenant.database, tenant, mailbox_id)


def test_presence_without_a_database_says_so(many_tenants, databases, migrated_template):
    name = databases.create(migrated_template)
    opened = databases.open(name)
    presence = Presence.of(opened)
    presence.confirm()
    databases.drop(name)
    with pytest.raises((psycopg.OperationalError, sa.exc.OperationalError)):
        presence.confirm()
    opened.dispose()


class Slept:
    """A mirror whose worker sleeps through its lease before its second page, while another takes the mailbox over."""

    def __init__(self, company, mailbox_id):
        self.company, self.mailbox_id = company, mailbox_id

    def overtake(self, asked):
        if asked == 2:
            run_out(self.company, self.mailbox_id)
            with self.company.system() as connection:
                leases.take(connection, self.company.tenant_id, self.mailbox_id, holder=None)


def test_one_who_stands_in_a_transaction_keeps_others_out_for_seconds_only(tenant):
    with tenant.system() as connection:
        longest = sa.text("SELECT current_setting('idle_in_transaction_session_timeout')::interval")
        assert timedelta(0) < connection.execute(longest).scalar_one() <= leases.TERM / 2


def test_a_round_that_slept_through_its_lease_writes_nothing(tenant, mailbox_id):
    feed = MemoryFeed(page_size=3)
    for n in range(7):
        feed.put(mail(f"r{n}"))
    make_folders(tenant)
    with tenant.system() as connection:
        feed_id = store.ensure(connection, tenant.tenant_id, mailbox_id, FeedKind.MESSAGES, remote_id="inbox")
    feed.before_page = Slept(tenant, mailbox_id).overtake
    rounds = Rounds(tenant.database, tenant.tenant_id, Clock.starting_at(NOW))
    with pytest.raises(LeaseLostError):
        rounds.run(feed_id, feed, mirror_of(tenant))
    with tenant.system() as connection:
        assert len(connection.execute(sa.select(message_copies.c.remote_id)).all()) == 3, "the first page only"
        state = store.get(connection, feed_id)
        lease = connection.execute(sa.select(mailbox_leases.c.leased_until)).scalar_one()
    assert state.failures == 0
    assert lease is not None, "the other worker still holds the mailbox"


def test_a_feed_is_told_to_be_read_while_it_is(tenant, mailbox_id):
    seen = []
    feed = MemoryFeed(page_size=3)
    for n in range(7):
        feed.put(mail(f"r{n}"))
    make_folders(tenant)
    with tenant.system() as connection:
        feed_id = store.ensure(connection, tenant.tenant_id, mailbox_id, FeedKind.MESSAGES, remote_id="inbox")

    def look(_asked):
        with tenant.system() as connection:
            seen.append(store.get(connection, feed_id).status(NOW))

    feed.before_page = look
    Rounds(tenant.database, tenant.tenant_id, Clock.starting_at(NOW)).run(feed_id, feed, mirror_of(tenant))
    look(0)
    assert seen[1:] == [FeedStatus.READING, FeedStatus.READING, FeedStatus.CURRENT]
    with tenant.system() as connection:
        assert connection.execute(sa.select(feeds.c.leased_until)).scalar_one() is None
