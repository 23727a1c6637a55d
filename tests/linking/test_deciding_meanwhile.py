"""Who decides on a thread while a page of its mail is being linked: the page comes first, then the decision stands."""

import threading
import time

import pytest
import sqlalchemy as sa
from tests.event_items import calendar_of, event
from tests.mail_items import deliver, mail, page
from tests.small_company import ANA, NOW

from trato.calendar import mirror as calendar_mirror
from trato.calendar.tables import events
from trato.db.engine import Caller
from trato.linking.decisions import Decisions, Target
from trato.linking.tables import link_decisions, links
from trato.mail import mirror as mail_mirror
from trato.mail.tables import threads


def a_thread(tenant):
    deliver(tenant, mail("r1", subject="Hydraulic presses Bilbao", message_id="one@mail.example"))
    with tenant.system() as connection:
        return Target.thread(connection.execute(sa.select(threads.c.id)).scalar_one()), mail_mirror.LOCK_SPACE


def an_event(tenant):
    with tenant.system() as connection:
        calendar_of(tenant).apply(connection, page([event("e1")]), full_round=1)
        return Target.event(connection.execute(sa.select(events.c.id)).scalar_one()), calendar_mirror.LOCK_SPACE


def waiting(connection):
    return connection.execute(sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one()


@pytest.mark.parametrize("subject", [a_thread, an_event])
def test_a_decision_waits_for_the_page_that_is_being_linked(tenant, subject):
    target, space = subject(tenant)
    opportunity_id = tenant.opportunities["presses"]

    def decide():
        caller = Caller(tenant.tenant_id, tenant.users[ANA], NOW)
        Decisions(tenant.database).link(caller, target, account_id=None, opportunity_id=opportunity_id, version=None)

    person = threading.Thread(target=decide)
    with tenant.system() as worker:
        worker.execute(
            sa.text("SELECT pg_advisory_xact_lock(:space, :tenant)"), {"space": space, "tenant": tenant.tenant_id}
        )
        person.start()
        deadline = time.monotonic() + 30
        while not waiting(worker):
            assert time.monotonic() < deadline
            time.sleep(0.005)
        decided = worker.execute(sa.select(sa.func.count()).select_from(link_decisions)).scalar_one()
    person.join(30)
    assert decided == 0
    with tenant.system() as connection:
        found = connection.execute(sa.select(links.c.opportunity_id, links.c.decision_id)).one()
    assert (found.opportunity_id, found.decision_id is not None) == (opportunity_id, True)
