"""Duplicates of the CRM are suggested with reasons, made one, and taken apart without a trace."""

import pytest
import sqlalchemy as sa
from tests.small_company import ANA, CARLA, NOW

from trato.crm.tables import contacts, opportunities, opportunity_contacts
from trato.db.engine import Caller
from trato.errors import NotFoundError
from trato.phonebook.duplicates import service
from trato.phonebook.duplicates.pairs import Part
from trato.phonebook.lists.fields import EMPTY
from trato.phonebook.lists.people import make_people, people


def caller(company, upn=ANA):
    return Caller(company.tenant_id, company.users[upn], NOW)


def everything(company):
    """All rows that name a contact, and all people, as they are."""
    with company.system() as connection:
        ids = list(connection.execute(sa.select(contacts.c.id)).scalars())
        values = {one: person.values for one, person in people(connection, ids).items()}
        rows = [tuple(row) for row in connection.execute(sa.select(opportunity_contacts))]
        makers = sorted(
            tuple(row) for row in connection.execute(sa.select(opportunities.c.id, opportunities.c.decision_maker_id))
        )
        bosses = sorted(tuple(row) for row in connection.execute(sa.select(contacts.c.id, contacts.c.reports_to_id)))
        return values, sorted(rows, key=str), makers, bosses


@pytest.fixture
def twin(tenant):
    """Luis Ortega once more, as somebody wrote him down elsewhere."""
    values = {
        **EMPTY, "display_name": "Luis Ortega Ruiz", "job_title": "Jefe", "business_home_page": "norte.example",
        "phones": [{"number": "+34 600 111 222", "kind": "mobile", "e164": "+34600111222", "extension": ""},
                   {"number": "944 000 999", "kind": "business", "e164": "+34944000999", "extension": ""}],
        "email_addresses": [{"address": "lo@norte.example", "name": ""}],
    }  # fmt: skip
    with tenant.system() as connection:
        (found,) = make_people(connection, tenant.tenant_id, [(values, tenant.accounts["norte"], None)])
        pilar = tenant.contacts["pilar"]
        connection.execute(sa.update(contacts).where(contacts.c.id == pilar).values(reports_to_id=found))
        connection.execute(
            sa.insert(opportunity_contacts),
            [{"tenant_id": tenant.tenant_id, "opportunity_id": tenant.opportunities[key], "contact_id": found}
             for key in ("presses", "loading")],
        )  # fmt: skip
    return found


def test_a_duplicate_is_suggested_and_says_why(tenant, twin):
    with tenant.as_user(ANA) as connection:
        (found,) = service.suggestions(connection)
    assert {found.first.id, found.second.id} == {tenant.contacts["luis"], twin}
    told = dict(found.pair.parts)
    assert told[Part.NUMBER] > 0
    assert told[Part.NAME] > 0


def test_merged_they_are_one_and_taken_apart_nothing_is_lost(tenant, twin):
    before, luis = everything(tenant), tenant.contacts["luis"]
    with tenant.system() as connection:
        merge_id = service.merge_contacts(connection, caller(tenant), luis, twin)
        there = people(connection, [luis, twin])
        kept = there[luis].values
        assert there[twin].is_removed
        assert [one["e164"] for one in kept["phones"]] == ["+34600111222", "+34944000999"]
        assert [one["address"] for one in kept["email_addresses"]] == ["luis@norte.example", "lo@norte.example"]
        assert (kept["job_title"], kept["business_home_page"]) == ("Director", "norte.example")
        linked = sa.select(opportunity_contacts.c.opportunity_id).where(opportunity_contacts.c.contact_id == luis)
        assert set(connection.execute(linked).scalars()) == {
            tenant.opportunities[one] for one in ("presses", "loading")
        }
    with tenant.as_user(ANA) as connection:
        assert service.suggestions(connection) == []
    with tenant.system() as connection:
        service.take_apart(connection, caller(tenant), merge_id)
    assert everything(tenant) == before
    with tenant.system() as connection, pytest.raises(NotFoundError):
        service.take_apart(connection, caller(tenant), merge_id)


def test_what_came_to_the_one_that_stayed_stays_with_them(tenant, twin):
    luis = tenant.contacts["luis"]
    with tenant.system() as connection:
        merge_id = service.merge_contacts(connection, caller(tenant), luis, twin)
        connection.execute(sa.update(contacts).where(contacts.c.id == luis).values(title="CEO"))
        service.take_apart(connection, caller(tenant), merge_id)
        assert people(connection, [luis])[luis].values["job_title"] == "CEO"


def test_two_who_are_never_one_are_not_asked_about_again(tenant, twin):
    with tenant.as_user(ANA) as connection:
        service.never(connection, caller(tenant), twin, tenant.contacts["luis"])
        assert service.suggestions(connection) == []


def test_nobody_merges_whom_they_cannot_see(tenant, twin):
    with tenant.as_user(CARLA) as connection, pytest.raises(NotFoundError):
        service.check_both(connection, tenant.contacts["luis"], twin)
