"""An opportunity that is made or changed later picks up its earlier threads; what a person decided stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests import small_company
from tests.http.meetings import meet, meeting
from tests.mail_items import deliver, mail
from tests.query_recorder import recorded
from tests.small_company import ANA, LUIS, NOW, PILAR

from trato.commands import folder_import
from trato.crm.tables import closures, contact_addresses, contacts, interactions, opportunities, opportunity_contacts
from trato.linking.late import opportunities as late
from trato.linking.late.opportunities import LateLinking
from trato.linking.late.tables import late_opportunities
from trato.linking.late.threads import earlier
from trato.linking.service import Linker
from trato.linking.tables import link_decisions, links

CRANE = "Gantry crane Zorroza"


def settle(tenant):
    return LateLinking(tenant.database, tenant.tenant_id).run()


def make(tenant, name=CRANE, *, account="norte", people=("luis",), **more):
    values = {
        "tenant_id": tenant.tenant_id, "key": name, "name": name, "account_id": tenant.accounts[account],
        "owner_id": tenant.users[ANA], "stage_key": "needs", "created_on": NOW.date(), **more,
    }  # fmt: skip
    with tenant.system() as connection:
        made = connection.execute(sa.insert(opportunities).values(values).returning(opportunities.c.id)).scalar_one()
        for key in people:
            row = {"tenant_id": tenant.tenant_id, "opportunity_id": made, "contact_id": tenant.contacts[key]}
            connection.execute(sa.insert(opportunity_contacts).values(row))
    return made


def linked(tenant):
    """What each thread's mails count for, by subject words of the thread."""
    with tenant.system() as connection:
        rows = connection.execute(
            sa.text(
                "SELECT t.topic, l.state, l.opportunity_id, array_agg(DISTINCT i.opportunity_id) AS counted"
                " FROM threads t JOIN links l ON l.thread_id = t.id JOIN messages m ON m.thread_id = t.id"
                " LEFT JOIN interactions i ON i.message_id = m.id GROUP BY 1, 2, 3"
            )
        ).all()
    return {row.topic: (row.state, row.opportunity_id, row.counted) for row in rows}


@pytest.fixture
def tenant(tenant):
    """The company with nothing left to look at, and a talk about something that is no opportunity yet."""
    settle(tenant)
    deliver(tenant, mail("crane", subject=CRANE, at=NOW - timedelta(days=12)))
    return tenant


def test_a_late_opportunity_picks_up_earlier_threads(tenant):
    made = make(tenant)
    assert linked(tenant)[CRANE.casefold()][1] != made
    assert settle(tenant) >= 1
    assert linked(tenant)[CRANE.casefold()] == ("confirmed", made, [made])
    assert settle(tenant) == 0


def test_so_does_one_that_is_renamed(tenant):
    made = make(tenant, "Something else entirely")
    settle(tenant)
    with tenant.system() as connection:
        connection.execute(sa.update(opportunities).where(opportunities.c.id == made).values(name=CRANE))
    settle(tenant)
    assert linked(tenant)[CRANE.casefold()][1] == made


def test_and_one_that_gets_other_people(tenant):
    with tenant.system() as connection:
        row = {"tenant_id": tenant.tenant_id, "key": "gil", "name": "Gil Consultor"}
        gil = connection.execute(sa.insert(contacts).values(row).returning(contacts.c.id)).scalar_one()
        address = {"tenant_id": tenant.tenant_id, "address": "gil@freelance.example", "contact_id": gil}
        connection.execute(sa.insert(contact_addresses).values(address))
    deliver(tenant, mail("gil", sender="gil@freelance.example", subject="Zorroza gantry", at=NOW - timedelta(days=3)))
    made = make(tenant)
    settle(tenant)
    assert linked(tenant)["zorroza gantry"][2] == [None]
    with tenant.system() as connection:
        row = {"tenant_id": tenant.tenant_id, "opportunity_id": made, "contact_id": gil}
        connection.execute(sa.insert(opportunity_contacts).values(row))
    settle(tenant)
    assert linked(tenant)["zorroza gantry"][2] == [made]


def test_meetings_follow_too(tenant):
    meet(tenant, meeting("crane@x", NOW - timedelta(days=5), subject=CRANE))
    made = make(tenant)
    settle(tenant)
    with tenant.system() as connection:
        found = connection.execute(sa.select(links.c.opportunity_id).where(links.c.event_id.is_not(None))).scalar_one()
    assert found == made


def test_what_a_person_decided_stands(tenant):
    with tenant.system() as connection:
        thread_id = connection.execute(sa.select(links.c.thread_id)).scalar_one()
        values = {
            "tenant_id": tenant.tenant_id, "thread_id": thread_id, "kind": "link", "decided_at": NOW,
            "decided_by_id": tenant.users[ANA], "account_id": tenant.accounts["norte"],
            "opportunity_id": tenant.opportunities["presses"],
        }  # fmt: skip
        connection.execute(sa.insert(link_decisions).values(values))
        Linker(tenant.tenant_id).relink_threads(connection, [thread_id])
    make(tenant)
    settle(tenant)
    presses = tenant.opportunities["presses"]
    assert linked(tenant)[CRANE.casefold()] == ("confirmed", presses, [presses])


def test_a_closed_one_collects_only_what_belongs_to_it(tenant):
    made = make(tenant)
    settle(tenant)
    with tenant.system() as connection:
        row = {"tenant_id": tenant.tenant_id, "opportunity_id": made, "outcome": "lost", "closed_at": NOW}
        connection.execute(sa.insert(closures).values(row))
    settle(tenant)
    later = NOW + timedelta(days=90)
    deliver(tenant, mail("again", subject="Re: " + CRANE, references=["crane@mail.example"], at=later))
    deliver(tenant, mail("other", subject="Spare parts for the mill", at=later))
    assert linked(tenant)[CRANE.casefold()][2] == [made]
    assert made not in linked(tenant)["spare parts for the mill"][2]


def test_threads_of_long_before_are_left_alone(tenant):
    deliver(tenant, mail("old", subject="Crane of old", at=NOW - timedelta(days=400)))
    made = make(tenant)
    with tenant.system() as connection:
        topics = connection.execute(
            sa.text("SELECT topic FROM threads WHERE id = ANY (:ids)"),
            {"ids": list(earlier(connection, made).thread_ids)},
        ).scalars()
        assert set(topics) == {CRANE.casefold()}


def test_what_nobody_searches_for_makes_no_work(tenant):
    with tenant.as_user(ANA) as connection:
        connection.execute(sa.update(opportunities).values(amount=5, next_objective="Call", stage_key="proposal"))
    with tenant.system() as connection:
        assert not late.is_waiting(connection)


def test_a_change_meanwhile_is_looked_at_again(tenant):
    made = make(tenant, "Something else entirely")

    def rename():
        with tenant.system() as connection:
            connection.execute(sa.update(opportunities).where(opportunities.c.id == made).values(name=CRANE))
        return False

    asked = []

    def stop():
        asked.append(True)
        return rename() if len(asked) == 2 else False

    LateLinking(tenant.database, tenant.tenant_id).run(stop=stop)
    assert linked(tenant)[CRANE.casefold()][1] == made


def test_one_that_was_stopped_leaves_the_rest_to_the_next(tenant):
    made = make(tenant)
    assert LateLinking(tenant.database, tenant.tenant_id).run(stop=lambda: True) == 0
    with tenant.system() as connection:
        assert connection.execute(sa.select(late_opportunities.c.opportunity_id)).scalars().all() == [made]
    settle(tenant)
    assert linked(tenant)[CRANE.casefold()][1] == made


def test_a_person_who_makes_one_has_a_worker_asked_at_once(tenant):
    with tenant.as_user(ANA) as connection:
        values = {"tenant_id": tenant.tenant_id, "key": "p", "name": CRANE, "account_id": tenant.accounts["norte"]}
        connection.execute(sa.insert(opportunities).values(stage_key="needs", **values))
    with tenant.system() as connection:
        asked = connection.execute(
            sa.text("SELECT args FROM procrastinate_jobs WHERE task_name = 'link_late' AND queueing_lock = :name"),
            {"name": f"late:{tenant.tenant_id}"},
        ).scalars()
        assert asked.all() == [{"tenant_id": tenant.tenant_id}]


def test_the_search_for_earlier_threads_is_one_statement(tenant):
    made = make(tenant)

    def asked():
        with tenant.system() as connection, recorded(tenant.database) as heard:
            earlier(connection, made)
        return len(heard)

    few = asked()
    deliver(
        tenant, *(mail(f"n{number}", subject=f"Crane {number}", at=NOW - timedelta(days=1)) for number in range(20))
    )
    deliver(tenant, mail("p", sender=PILAR, subject="Grúa", at=NOW - timedelta(days=1), to=(ANA, LUIS)))
    assert asked() == few


def test_an_import_that_adds_one_lets_it_pick_up_earlier_threads(database, tmp_path):
    folder = small_company.write_folder(tmp_path / "tenant")
    saved = folder_import.save(folder_import.read(folder, strict=True), database, "vega", at=NOW)
    folder_import.connect_everybody(database, saved.tenant_id, at=NOW)
    company = small_company.open_company(database, saved.tenant_id)
    deliver(company, mail("crane", subject=CRANE, at=NOW - timedelta(days=12)))
    listed = folder / "crm/opportunities.csv"
    columns = f"crane,norte,{CRANE},{ANA},needs,1000,EUR,{NOW.date()},luis,,\n"
    listed.write_text(listed.read_text("utf-8") + columns, "utf-8")
    folder_import.save(folder_import.read(folder, strict=True), database, "vega", at=NOW)
    state, found, counted = linked(company)[CRANE.casefold()]
    made = small_company.open_company(database, saved.tenant_id).opportunities["crane"]
    assert (state, found, counted) == ("confirmed", made, [made])
    with company.system() as connection:
        assert not late.is_waiting(connection)
        assert connection.execute(sa.select(sa.func.count()).select_from(interactions)).scalar_one() == 1
