"""What people decide stands over every resync; undoing it brings the automatic decision back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.mail_items import AT, deliver, mail, remove
from tests.query_recorder import recorded
from tests.small_company import ANA, LUIS, NOW, PILAR

from trato.crm.tables import interactions
from trato.linking.service import Linker
from trato.linking.tables import link_decisions, link_suggestions, links
from trato.mail.tables import messages, threads


def thread_ids(tenant):
    with tenant.system() as connection:
        return list(connection.execute(sa.select(threads.c.id).order_by(threads.c.id)).scalars())


def link(tenant, thread_id):
    with tenant.system() as connection:
        return connection.execute(sa.select(links).where(links.c.thread_id == thread_id)).one()


def relink(tenant, *ids):
    with tenant.system() as connection:
        Linker(tenant.tenant_id).relink_threads(connection, ids)


def decide(tenant, thread_id, *, opportunity=None, kind="link", at=NOW):
    with tenant.system() as connection:
        values = {
            "tenant_id": tenant.tenant_id, "thread_id": thread_id, "kind": kind, "decided_at": at,
            "decided_by_id": tenant.users[ANA], "account_id": tenant.accounts["norte"],
            "opportunity_id": tenant.opportunities.get(opportunity),
        }  # fmt: skip
        connection.execute(sa.insert(link_decisions).values(values))
    relink(tenant, thread_id)


def undo(tenant):
    with tenant.system() as connection:
        connection.execute(sa.update(link_decisions).values(undone_at=NOW, undone_by_id=tenant.users[ANA]))


def told(tenant):
    with tenant.system() as connection:
        return connection.execute(sa.select(interactions.c.message_id, interactions.c.opportunity_id)).all()


@pytest.fixture
def thread_id(tenant):
    deliver(tenant, mail("r1", subject="Hydraulic presses Bilbao", message_id="one@mail.example"))
    return thread_ids(tenant)[0]


def test_a_clear_winner_is_linked_with_its_reasons(tenant, thread_id):
    found = link(tenant, thread_id)
    assert (found.state, found.opportunity_id) == ("confirmed", tenant.opportunities["presses"])
    assert sum(reason["points"] for reason in found.reasons) == pytest.approx(found.score, abs=0.05)


def test_relinking_writes_nothing_new(tenant, thread_id):
    before = link(tenant, thread_id)
    relink(tenant, thread_id)
    assert link(tenant, thread_id) == before


def test_a_decision_stands_over_relinking_and_new_mail(tenant, thread_id):
    decide(tenant, thread_id, opportunity="loading")
    deliver(tenant, mail("r2", subject="Re: Hydraulic presses Bilbao", references=["one@mail.example"],
                         at=AT + timedelta(days=1)))  # fmt: skip
    found = link(tenant, thread_id)
    assert (found.state, found.opportunity_id) == ("confirmed", tenant.opportunities["loading"])
    assert [row.opportunity_id for row in told(tenant)] == [tenant.opportunities["loading"]] * 2


def test_undoing_returns_to_the_automatic_decision(tenant, thread_id):
    before = link(tenant, thread_id)
    decide(tenant, thread_id, opportunity="loading")
    undo(tenant)
    relink(tenant, thread_id)
    after = link(tenant, thread_id)
    assert (after.state, after.opportunity_id, after.reasons) == (before.state, before.opportunity_id, before.reasons)
    assert after.decision_id is None
    assert [row.opportunity_id for row in told(tenant)] == [tenant.opportunities["presses"]]


def test_the_latest_of_two_decisions_stands(tenant, thread_id):
    decide(tenant, thread_id, opportunity="presses", at=NOW)
    decide(tenant, thread_id, opportunity="loading", at=NOW - timedelta(days=1))
    assert link(tenant, thread_id).opportunity_id == tenant.opportunities["presses"]


def test_not_business_takes_the_interactions_and_undoing_brings_them_back(tenant, thread_id):
    decide(tenant, thread_id, kind="not_business")
    assert told(tenant) == []
    undo(tenant)
    relink(tenant, thread_id)
    assert len(told(tenant)) == 1


@pytest.mark.parametrize("is_deleted_first", [True, False])
def test_undoing_brings_back_what_nobody_holds_any_more(tenant, thread_id, is_deleted_first):
    before = told(tenant)
    if is_deleted_first:
        remove(tenant, "inbox", "r1")
    decide(tenant, thread_id, kind="not_business")
    if not is_deleted_first:
        remove(tenant, "inbox", "r1")
    assert told(tenant) == []
    relink(tenant, thread_id)
    assert told(tenant) == []
    undo(tenant)
    relink(tenant, thread_id)
    assert told(tenant) == before


def test_what_came_while_a_thread_was_no_business_counts_after_undoing_and_what_never_counted_does_not(
    tenant, thread_id
):
    decide(tenant, thread_id, kind="not_business")
    answer = mail(
        "r2", sender=ANA, to=[LUIS], references=["one@mail.example"], folder="sent", at=AT + timedelta(days=1)
    )
    junk = mail("r3", references=["one@mail.example"], folder="junk", at=AT + timedelta(days=2))
    deliver(tenant, answer, junk)
    remove(tenant, "sent", "r2")
    remove(tenant, "junk", "r3")
    assert told(tenant) == []
    undo(tenant)
    relink(tenant, thread_id)
    assert len(told(tenant)) == 2


def test_a_mail_that_nobody_holds_any_more_follows_a_decision_too(tenant, thread_id):
    remove(tenant, "inbox", "r1")
    decide(tenant, thread_id, opportunity="loading")
    assert [row.opportunity_id for row in told(tenant)] == [tenant.opportunities["loading"]]


def test_a_decision_moves_with_a_thread_that_is_joined_to_another(tenant, thread_id):
    deliver(tenant, mail("r2", subject="Other words", message_id="two@mail.example"))
    other = next(one for one in thread_ids(tenant) if one != thread_id)
    decide(tenant, other, opportunity="loading")
    both = mail("r3", references=["one@mail.example", "two@mail.example"], at=AT + timedelta(days=2))
    deliver(tenant, both)
    (left,) = thread_ids(tenant)
    assert link(tenant, left).opportunity_id == tenant.opportunities["loading"]
    assert {row.opportunity_id for row in told(tenant)} == {tenant.opportunities["loading"]}


def test_suggestions_are_ranked_and_end_where_they_end(tenant, thread_id):
    with tenant.system() as connection:
        rows = connection.execute(sa.select(link_suggestions.c.rank, link_suggestions.c.score).order_by("rank")).all()
    assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)


def test_the_number_of_statements_grows_neither_with_threads_nor_with_people(tenant):
    counts = []
    for size in (2, 30):
        crowd = [f"p{n}@norte.example" for n in range(size)]
        deliver(tenant, *(mail(f"s{size}-{n}", to=[ANA, *crowd], subject=f"Presses {size} {n}") for n in range(size)))
        with tenant.system() as connection:
            ids = list(connection.execute(sa.select(messages.c.thread_id).where(messages.c.sender == LUIS)).scalars())
        relink(tenant, *ids)
        with recorded(tenant.database) as statements:
            relink(tenant, *ids)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert PILAR not in crowd
