"""After an import only those threads and events are linked anew whose people are known otherwise since."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.http.meetings import meet, meeting
from tests.mail_items import deliver, mail
from tests.small_company import LUIS, NOA, NOW, TEO

from trato.linking.identities import concerned, identities
from trato.linking.service import Linker

STRANGER = "eva@lab.nueva.example"


@pytest.fixture
def company(tenant):
    for name, sender in (("luis", LUIS), ("noa", NOA), ("teo", TEO), ("eva", STRANGER)):
        deliver(tenant, mail(name, sender=sender, subject=f"Asunto de {name}"))
    meet(tenant, meeting("visit@x", NOW - timedelta(days=2), subject="Visita"))
    return tenant


def changed_by(company, *statements, **values):
    """The subjects of the threads, and how many events, that an import with these changes concerns."""
    with company.system() as connection:
        before = identities(connection)
        for statement in statements:
            connection.execute(sa.text(statement), {"tenant": company.tenant_id, **values})
        found = concerned(connection, before, identities(connection))
        asked = sa.text(
            "SELECT DISTINCT t.subject FROM messages m JOIN message_texts t ON t.message_id = m.id"
            " WHERE m.thread_id = ANY (:ids)"
        )
        subjects = connection.execute(asked, {"ids": list(found.thread_ids)}).scalars()
        return {one.rpartition(" ")[2] for one in subjects}, len(found.event_ids)


def test_nothing_is_concerned_where_nobody_is_known_otherwise(company):
    assert changed_by(company, "UPDATE accounts SET name = name || ' Group', group_code = 'Z'") == (set(), 0)


def test_a_new_domain_concerns_who_is_of_it_or_below_it(company):
    new = "INSERT INTO account_domains (tenant_id, domain, account_id) VALUES (:tenant, 'nueva.example', :account)"
    assert changed_by(company, new, account=company.accounts["libre"]) == ({"eva"}, 0)


def test_who_moves_to_another_account_concerns_their_own(company):
    moved = "UPDATE contacts SET account_id = :account WHERE id = :contact"
    values = {"account": company.accounts["libre"], "contact": company.contacts["luis"]}
    assert changed_by(company, moved, **values) == ({"luis"}, 1)


def test_a_new_address_of_ours_concerns_it_and_a_new_domain_of_ours_everything(company):
    ours = "INSERT INTO user_addresses (tenant_id, address, user_id) SELECT :tenant, :address, min(id) FROM users"
    assert changed_by(company, ours, address=STRANGER) == ({"eva"}, 0)
    own = "UPDATE tenants SET domains = domains || ARRAY['vega-group.example'] WHERE id = :tenant"
    assert changed_by(company, own) == ({"luis", "noa", "teo", "eva"}, 1)


def test_links_are_then_as_if_everything_had_been_linked_anew(company):
    new = (
        "INSERT INTO account_domains (tenant_id, domain, account_id) VALUES (:tenant, 'nueva.example', :account)",
        "UPDATE contacts SET account_id = :account WHERE id = :contact",
    )
    values = {"account": company.accounts["libre"], "contact": company.contacts["noa"], "tenant": company.tenant_id}
    links = sa.text("SELECT thread_id, event_id, account_id, opportunity_id, state FROM links ORDER BY id")
    linker = Linker(company.tenant_id)
    with company.system() as connection:
        before = identities(connection)
        for statement in new:
            connection.execute(sa.text(statement), values)
        found = concerned(connection, before, identities(connection))
        assert linker.relink(connection, found.thread_ids, found.event_ids) == 2
        some = connection.execute(links).all()
        assert linker.relink_all(connection) == 5
        assert connection.execute(links).all() == some
