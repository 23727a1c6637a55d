"""Who sees which customers, interactions, texts and links: decided by the database (DESIGN: own territory only)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.mail_items import deliver, mail
from tests.small_company import ANA, BEN, CARLA, EVA, LUIS, MARTA, NOW, PEOPLE, TEO

from trato.crm.tables import (
    account_grants,
    accounts,
    contact_addresses,
    contacts,
    interaction_subjects,
    interaction_texts,
    interactions,
    opportunities,
)
from trato.directory.tables import territory_assignments, users
from trato.linking.tables import link_suggestions, links
from trato.mail.tables import message_texts, messages, threads

NORTH, SOUTH, NONE = {"norte", "rioja"}, {"sur"}, {"libre"}
SEES = {
    ANA: NORTH,
    BEN: NORTH | NONE,  # owns the one without a territory
    CARLA: SOUTH,
    MARTA: NORTH | NONE,  # through the two she leads
    EVA: NORTH | SOUTH | NONE,
}


def keys(connection, table):
    return set(connection.execute(sa.select(table.c.key)).scalars())


def assign(tenant, territory, upn, *, start=None, end=None):
    with tenant.system() as connection:
        connection.execute(
            sa.insert(territory_assignments).values(
                tenant_id=tenant.tenant_id, territory_id=tenant.territories[territory], user_id=tenant.users[upn],
                valid_from=start or NOW - timedelta(days=9), valid_until=end,
            )
        )  # fmt: skip


def grant(tenant, account, upn, *, start=None, end=None):
    with tenant.system() as connection:
        connection.execute(
            sa.insert(account_grants).values(
                tenant_id=tenant.tenant_id, account_id=tenant.accounts[account], user_id=tenant.users[upn], reason="",
                valid_from=start or NOW - timedelta(days=1), valid_until=end,
            )
        )  # fmt: skip


@pytest.mark.parametrize("upn", PEOPLE)
def test_accounts_of_ones_territory_branch_or_all(shared_tenant, upn):
    with shared_tenant.as_user(upn) as connection:
        assert keys(connection, accounts) == SEES[upn]


@pytest.mark.parametrize("upn", PEOPLE)
def test_contacts_and_opportunities_follow_their_account(shared_tenant, upn):
    people = {"luis": "norte", "pilar": "norte", "noa": "rioja", "teo": "sur"}
    deals = {"presses": "norte", "loading": "norte", "barrels": "rioja", "olives": "sur"}
    with shared_tenant.as_user(upn) as connection:
        assert keys(connection, contacts) == {key for key, account in people.items() if account in SEES[upn]}
        assert keys(connection, opportunities) == {key for key, account in deals.items() if account in SEES[upn]}
        mails = connection.execute(sa.select(contact_addresses.c.contact_id)).scalars()
        assert set(mails) == {shared_tenant.contacts[key] for key, account in people.items() if account in SEES[upn]}


def test_totals_and_searches_count_what_is_seen_only(shared_tenant):
    with shared_tenant.as_user(CARLA) as connection:
        assert connection.execute(sa.select(sa.func.sum(opportunities.c.amount))).scalar() == 90000
        found = sa.select(contacts.c.key).where(contacts.c.search.op("@@")(sa.func.to_tsquery("simple", "luis")))
        assert connection.execute(found).all() == []


def test_a_parent_territory_reaches_its_children(tenant):
    assign(tenant, "Iberia", CARLA)
    with tenant.as_user(CARLA) as connection:
        assert keys(connection, accounts) == NORTH | SOUTH


def test_an_ended_assignment_shows_nothing_more(tenant):
    assign(tenant, "North", CARLA, end=NOW)
    with tenant.as_user(CARLA, NOW - timedelta(seconds=1)) as connection:
        assert keys(connection, accounts) == NORTH | SOUTH
    with tenant.as_user(CARLA, NOW) as connection:
        assert keys(connection, accounts) == SOUTH


def test_an_assignment_shows_nothing_before_it_begins(tenant):
    assign(tenant, "North", CARLA, start=NOW)
    with tenant.as_user(CARLA, NOW - timedelta(seconds=1)) as connection:
        assert keys(connection, accounts) == SOUTH
    with tenant.as_user(CARLA, NOW) as connection:
        assert keys(connection, accounts) == NORTH | SOUTH


def test_a_grant_shows_one_account_until_it_expires(tenant):
    grant(tenant, "sur", ANA, end=NOW)
    with tenant.as_user(ANA, NOW - timedelta(seconds=1)) as connection:
        assert keys(connection, accounts) == NORTH | SOUTH
        assert "olives" in keys(connection, opportunities)
    with tenant.as_user(ANA, NOW) as connection:
        assert keys(connection, accounts) == NORTH
        assert "olives" not in keys(connection, opportunities)


def test_a_grant_is_one_persons(tenant):
    grant(tenant, "sur", ANA)
    for upn in (BEN, MARTA):
        with tenant.as_user(upn) as connection:
            assert "sur" not in keys(connection, accounts)


def test_a_manager_loses_what_the_branch_loses(tenant):
    with tenant.system() as connection:
        connection.execute(sa.update(users).where(users.c.manager_id.is_not(None)).values(manager_id=None))
    with tenant.as_user(MARTA) as connection:
        assert keys(connection, accounts) == set()


def test_a_chain_of_managers_that_bites_its_tail_ends(tenant):
    with tenant.system() as connection:
        connection.execute(sa.update(users).where(users.c.upn == MARTA).values(manager_id=tenant.users[ANA]))
    with tenant.as_user(ANA) as connection:
        assert keys(connection, accounts) == NORTH | NONE


def test_nobody_changes_what_they_do_not_see(tenant):
    with tenant.as_user(CARLA) as connection:
        changed = connection.execute(sa.update(accounts).values(name="mine").returning(accounts.c.key))
        assert set(changed.scalars()) == SOUTH
        gone = connection.execute(sa.delete(opportunities).where(opportunities.c.key == "presses"))
        assert gone.rowcount == 0


def talk(company):
    """Luis wrote to Ana about the presses, Teo to Carla about the mill."""
    deliver(company, mail("a1", sender=LUIS, to=[ANA], subject="Hydraulic presses Bilbao"), upn=ANA)
    deliver(company, mail("c1", sender=TEO, to=[CARLA], subject="Olive mill modernisation"), upn=CARLA)
    return company


@pytest.fixture(scope="module")
def talked(new_company):
    return talk(new_company())


@pytest.mark.parametrize(
    ("upn", "seen"), [(ANA, ["presses"]), (BEN, ["presses"]), (MARTA, ["presses"]), (CARLA, ["olives"]),
                      (EVA, ["olives", "presses"])]
)  # fmt: skip
def test_interactions_follow_the_account(talked, upn, seen):
    by_id = {row_id: key for key, row_id in talked.opportunities.items()}
    with talked.as_user(upn) as connection:
        found = connection.execute(sa.select(interactions.c.opportunity_id)).scalars()
        assert sorted(by_id[one] for one in found) == seen


@pytest.mark.parametrize(
    ("upn", "subjects"), [(ANA, ["Hydraulic presses Bilbao"]), (CARLA, ["Olive mill modernisation"]), (BEN, []),
                          (MARTA, []), (EVA, [])]
)  # fmt: skip
def test_what_was_said_is_for_those_who_took_part(talked, upn, subjects):
    with talked.as_user(upn) as connection:
        assert list(connection.execute(sa.select(interaction_texts.c.subject)).scalars()) == subjects
        assert list(connection.execute(sa.select(message_texts.c.subject)).scalars()) == subjects
        assert len(connection.execute(sa.select(messages.c.id)).all()) == len(subjects)
        assert len(connection.execute(sa.select(threads.c.topic)).all()) == len(subjects)


@pytest.mark.parametrize(("level", "texts", "titles"), [("metadata", 0, 0), ("subject", 0, 1), ("full", 1, 0)])
def test_others_read_of_what_was_said_as_much_as_its_level_says(tenant, level, texts, titles):
    talked = talk(tenant)
    with talked.system() as connection:
        connection.execute(sa.update(interaction_texts).values(level=level))
    for upn, seen in ((BEN, 1), (MARTA, 1), (EVA, 2)):
        with talked.as_user(upn) as connection:
            assert len(connection.execute(sa.select(interaction_texts)).all()) == texts * seen
            assert len(connection.execute(sa.select(interaction_subjects)).all()) == titles * seen


@pytest.mark.parametrize(("upn", "count"), [(ANA, 1), (BEN, 0), (MARTA, 0), (CARLA, 1), (EVA, 0)])
def test_why_a_thread_was_linked_is_for_those_who_hold_it(talked, upn, count):
    with talked.as_user(upn) as connection:
        assert len(connection.execute(sa.select(links)).all()) == count


def test_a_suggestion_never_names_an_opportunity_one_does_not_see(tenant):
    talked = talk(tenant)
    deliver(talked, mail("a2", sender=LUIS, to=[ANA, TEO], subject="Presses and the olive mill"), upn=ANA)
    with talked.system() as connection:
        everything = set(connection.execute(sa.select(link_suggestions.c.opportunity_id)).scalars())
    assert talked.opportunities["olives"] in everything
    with talked.as_user(ANA) as connection:
        seen = set(connection.execute(sa.select(link_suggestions.c.opportunity_id)).scalars())
    assert seen == {talked.opportunities["presses"], talked.opportunities["loading"]}
