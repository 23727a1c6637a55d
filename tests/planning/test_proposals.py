"""Customers without an open opportunity who went silent get a proposal mail, as a task with a draft, once a need."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small_company import ANA, CARLA, MARTA, NOW

from trato.crm import opportunity_changes
from trato.crm.answers.tables import orders
from trato.crm.model import Outcome
from trato.crm.tables import closures, contacts
from trato.db.engine import Caller
from trato.planning.playbook import proposals
from trato.scheduling.due_rules import RULES, DueCode
from trato.scheduling.tables import due_rules
from trato.selling import tasks as deeds
from trato.selling.tables import tasks

DAY = timedelta(days=1)
WAIT = RULES[DueCode.WITHOUT_ORDER].days


def order(company, on: date, account="norte"):
    with company.system() as connection:
        connection.execute(
            sa.insert(orders).values(
                tenant_id=company.tenant_id, key=f"o-{on}", account_id=company.accounts[account], ordered_on=on
            )
        )


def propose(company, at=NOW):
    return proposals.propose(company.database, company.tenant_id, now=at)


def proposed(company, account="norte"):
    with company.system() as connection:
        return connection.execute(
            sa.select(tasks)
            .where(tasks.c.account_id == company.accounts[account], tasks.c.need != "")
            .order_by(tasks.c.id)
        ).all()


@pytest.fixture
def company(new_company):
    """The small company; of Norte everything is closed, the last of it won years ago."""
    made = new_company()
    with made.as_user(ANA) as connection:
        who = Caller(made.tenant_id, made.users[ANA], NOW)
        number = made.opportunities["presses"]
        opportunity_changes.close(connection, who, number, Outcome.LOST, "price", version=None)
    with made.system() as connection:
        connection.execute(
            sa.update(closures)
            .where(closures.c.outcome == "won")
            .values(closed_at=datetime.fromisoformat("2020-01-15T12:00:00+00:00"))
        )
    return made


def test_who_ordered_once_and_not_for_months_is_sent_a_proposal_by_its_owner(company):
    order(company, NOW.date() - 200 * DAY)
    assert propose(company) == 1
    (task,) = proposed(company)
    assert (task.assignee_id, task.kind, task.due_on) == (company.users[ANA], "mail", NOW.date())
    assert task.title == "Enviar una propuesta al cliente"
    assert task.need == f"without_order:{NOW.date() - 200 * DAY}"
    assert propose(company) == 0


def test_a_won_opportunity_is_an_order_and_who_never_ordered_is_left_alone(company):
    assert propose(company) == 1
    assert proposed(company)[0].need == "without_order:2020-01-15"
    assert proposed(company, "libre") == []


def test_with_an_open_opportunity_it_is_proposed_there_and_not_here(company):
    with company.as_user(ANA) as connection:
        who = Caller(company.tenant_id, company.users[ANA], NOW)
        opportunity_changes.reopen(connection, who, company.opportunities["presses"], version=None)
    assert propose(company) == 0


def test_a_new_order_ends_what_is_open_and_arms_it_again(company):
    propose(company)
    order(company, NOW.date())
    assert propose(company, NOW + DAY) == 0
    assert [one.set_aside_as for one in proposed(company)] == ["not_needed"]
    assert propose(company, NOW + (WAIT - 1) * DAY) == 0
    assert propose(company, NOW + WAIT * DAY) == 1
    assert [one.set_aside_as for one in proposed(company)] == ["not_needed", None]


def test_where_the_rules_are_off_nobody_is_proposed_to(company):
    with company.system() as connection:
        rows = [
            {"tenant_id": company.tenant_id, "code": code, "is_on": False} for code in ("without_order", "inactive")
        ]
        connection.execute(sa.insert(due_rules), rows)
    assert propose(company) == 0


@pytest.mark.parametrize(("language", "greeting"), [("en", "Dear Luis,"), ("es", "Hola, Luis:")])
def test_the_draft_is_in_the_customers_language_for_who_has_most_influence(company, language, greeting):
    propose(company)
    with company.system() as connection:
        connection.execute(sa.update(contacts).where(contacts.c.key == "luis").values(language=language))
    with company.as_user(MARTA) as connection:
        who = Caller(company.tenant_id, company.users[MARTA], NOW)
        found = proposals.draft_of(connection, who, proposed(company)[0].id)
    assert (found.to, found.language) == (("luis@norte.example",), language)
    assert found.text.startswith(greeting)
    assert found.text.endswith("Marta Gil")


def test_nobody_of_another_territory_sees_it(company):
    propose(company)
    with company.as_user(CARLA) as connection:
        assert connection.execute(sa.select(tasks.c.id).where(tasks.c.need != "")).all() == []


@settings(max_examples=12)
@given(
    gaps=st.lists(st.integers(1, 420), min_size=1, max_size=4),
    looks=st.integers(20, 90),
    is_done=st.booleans(),
)
def test_each_silence_is_proposed_once_however_often_one_looks(new_company, gaps, looks, is_done):
    made = new_company()
    with made.as_user(ANA) as connection:
        who = Caller(made.tenant_id, made.users[ANA], NOW)
        opportunity_changes.close(connection, who, made.opportunities["presses"], Outcome.LOST, "price", version=None)
    day = NOW
    expected = set()
    for gap in gaps:
        order(made, day.date())
        for passed in [*range(0, gap, looks), gap - 1]:
            propose(made, day + passed * DAY)
            if passed >= WAIT:
                expected.add(f"without_order:{day.date()}")
            if is_done:
                _do_all(made, day + passed * DAY)
        day += gap * DAY
    found = [one.need for one in proposed(made) if one.need > "without_order:2026-03-01"]
    assert sorted(found) == sorted(expected)
    assert sum(one.done_at is None and one.set_aside_as is None for one in proposed(made)) <= 1


def _do_all(company, at):
    for one in proposed(company):
        if one.done_at is None and one.set_aside_as is None:
            with company.as_user(ANA, at) as connection:
                who = Caller(company.tenant_id, company.users[ANA], at)
                deeds.tick(connection, who, one.id, is_done=True, version=one.version)
