"""Who is no contact of ours any more is not shown anywhere; who was made one with another leads to who stayed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from tests.crm.test_search import search
from tests.mail_items import deliver, mail
from tests.small_company import ANA, LUIS, NOW, PILAR

from trato.crm import queries, timelines
from trato.crm.answers import people
from trato.crm.views import About, Named
from trato.db.engine import Caller
from trato.linking import context as linking
from trato.linking.open_item import OpenItem, Participant
from trato.phonebook.duplicates import service
from trato.phonebook.lists import deciding


def caller(company):
    return Caller(company.tenant_id, company.users[ANA], NOW)


def rooms(company):
    """The names that Ana reads in each place."""
    norte = company.accounts["norte"]
    about = Named(norte, "Norte SA")
    item = OpenItem((Participant("from", PILAR, ""), Participant("to", LUIS, "")))
    with company.as_user(ANA) as connection:
        timeline = timelines.timeline(connection, About(account_id=norte), now=NOW, limit=10)
        shown = linking.context(connection, company.tenant_id, item, now=NOW)
        answers = [
            people.buyer(connection, about, now=NOW),
            people.contacts_by_department(connection, about, department=None, now=NOW),
        ]
        pipeline = queries.opportunity_views(connection, sa.true(), now=NOW)
    return {
        "search": {name for _, name in search(company, ANA, "Pilar Soto")},
        "timeline": {one.name for view in timeline for one in view.contacts},
        "context": {one.contact.name for one in shown.people if one.contact},
        "answers": {item.contact.name for answer in answers for item in answer.items if item.contact},
        "decision makers": {view.decision_maker.name for view in pipeline if view.decision_maker},
    }


@pytest.fixture
def company(tenant):
    deliver(tenant, mail("p1", sender=PILAR, subject="Pedido"))
    with tenant.system() as connection:
        maker = sa.text("UPDATE opportunities SET decision_maker_id = :pilar WHERE key = 'presses'")
        connection.execute(maker, {"pilar": tenant.contacts["pilar"]})
    return tenant


def test_who_was_removed_is_shown_nowhere_and_with_the_undo_everywhere(company):
    before = rooms(company)
    assert all("Pilar Soto" in names for names in before.values()), before
    with company.as_user(ANA) as connection:
        deciding.remove_person(connection, caller(company), company.contacts["pilar"])
    after = rooms(company)
    assert not any("Pilar Soto" in names for names in after.values()), after
    with company.system() as connection:
        connection.execute(sa.text("UPDATE contacts SET name = 'Pilar Soto Gil' WHERE key = 'pilar'"))
        connection.execute(sa.text("UPDATE contacts SET name = 'Pilar Soto' WHERE key = 'pilar'"))
    assert rooms(company) == after, "a change brings nobody back"
    with company.as_user(ANA) as connection:
        deciding.restore_person(connection, company.contacts["pilar"])
    assert rooms(company) == before


def test_who_was_made_one_with_another_leads_to_who_stayed(company):
    pilar, luis = company.contacts["pilar"], company.contacts["luis"]
    with company.system() as connection:
        merge_id = service.merge_contacts(connection, caller(company), luis, pilar)
    after = rooms(company)
    assert not any("Pilar Soto" in names for names in after.values()), after
    assert after["timeline"] == {"Luis Ortega"}
    with company.as_user(ANA) as connection:
        assert queries.survivor(connection, pilar) == luis
        norte = Named(company.accounts["norte"], "Norte SA")
        assert people.last_contact(connection, norte, contact_id=pilar, now=NOW).items != ()
    with company.system() as connection:
        service.take_apart(connection, caller(company), merge_id)
    with company.as_user(ANA) as connection:
        assert queries.survivor(connection, pilar) == pilar
    assert "Pilar Soto" in rooms(company)["search"]
