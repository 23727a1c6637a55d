"""Asking for a mailbox to be followed: one job waits, whoever asks again widens it, and none is lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.small_company import ANA, BEN

from trato.jobs.queue import follow_soon
from trato.sync.model import FeedKind, Scope

INBOX = Scope.of_mail_folders({"inbox"})
ARCHIVE = Scope.of_mail_folders({"archive"})


@pytest.fixture
def mailbox_id(tenant):
    return tenant.mailboxes[ANA].id


def ask(company, mailbox_id, scope, after_s=0):
    with company.system() as connection:
        follow_soon(connection, company.tenant_id, mailbox_id, scope, after=timedelta(seconds=after_s))


def jobs(company):
    """The scopes that wait for this company, and in how many seconds."""
    with company.system() as connection:
        rows = connection.execute(
            sa.text(
                "SELECT args, extract(epoch FROM scheduled_at - now()) AS wait_s FROM procrastinate_jobs"
                " WHERE (args ->> 'tenant_id')::bigint = :tenant AND task_name = 'follow_mailbox' ORDER BY id"
            ),
            {"tenant": company.tenant_id},
        )
        return [(Scope.from_json(row.args["scope"]), row.wait_s and round(row.wait_s)) for row in rows]


def test_a_storm_leaves_one_waiting_job(tenant, mailbox_id):
    for _ in range(50):
        ask(tenant, mailbox_id, INBOX)
    assert jobs(tenant) == [(INBOX, None)]


def test_what_is_asked_for_while_a_job_waits_is_read_by_it_too(tenant, mailbox_id):
    ask(tenant, mailbox_id, INBOX)
    ask(tenant, mailbox_id, ARCHIVE)
    ask(tenant, mailbox_id, Scope.only(FeedKind.CALENDAR))
    kinds = frozenset({FeedKind.MESSAGES, FeedKind.CALENDAR})
    assert jobs(tenant) == [(Scope(kinds, frozenset({"inbox", "archive"})), None)]


def test_each_mailbox_has_a_job_of_its_own(tenant, mailbox_id):
    ask(tenant, mailbox_id, INBOX)
    ask(tenant, tenant.mailboxes[BEN].id, INBOX)
    assert len(jobs(tenant)) == 2


@pytest.mark.parametrize(("first", "second", "wait_s"), [(60, 0, None), (60, 600, 60), (600, 60, 60), (0, 60, None)])
def test_a_widened_job_runs_at_the_earlier_time(tenant, mailbox_id, first, second, wait_s):
    ask(tenant, mailbox_id, INBOX, first)
    ask(tenant, mailbox_id, ARCHIVE, second)
    assert jobs(tenant) == [(INBOX | ARCHIVE, wait_s)]


def test_a_job_is_made_with_the_data_of_its_transaction_or_not_at_all(tenant, mailbox_id):
    with tenant.system() as connection:
        follow_soon(connection, tenant.tenant_id, mailbox_id, INBOX)
        connection.rollback()
    assert jobs(tenant) == []


def test_a_person_may_not_touch_the_queue(tenant):
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), tenant.as_user(ANA) as connection:
        connection.execute(sa.text("SELECT * FROM procrastinate_jobs"))
