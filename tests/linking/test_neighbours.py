"""What is linked for sure draws along what is near it, in whatever order things come; a thread that turns, turns."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.mail_items import AT, deliver, mail
from tests.small_company import ANA, NOW, PILAR

from trato.crm.tables import interactions, opportunities
from trato.db.engine import Caller
from trato.linking.context import context
from trato.linking.decisions import Decisions, Target
from trato.linking.open_item import OpenItem, Participant
from trato.linking.service import Linker
from trato.linking.tables import link_suggestions, links, message_links, unsettled_links
from trato.mail.tables import message_texts, messages
from trato.mail.telling import marks

SURE = "Hydraulic presses Bilbao"
VAGUE = "Notes"


@pytest.fixture
def tenant(tenant):
    """The small company, whose two opportunities at Norte have quotes, and both are open."""
    with tenant.system() as connection:
        for key, quote in (("presses", "Q-2231"), ("loading", "Q-1100")):
            connection.execute(
                sa.update(opportunities)
                .where(opportunities.c.id == tenant.opportunities[key])
                .values(custom={"quotes": quote})
            )
        connection.execute(sa.text("DELETE FROM closures"))
    return tenant


def said(remote_id, text, **more):
    return mail(remote_id, text=text, marks=tuple(sorted(marks(text))), **more)


def sure(remote_id="s", *, at=AT, **more):
    return said(remote_id, "About our offer and its price", subject=SURE, at=at, **more)


def vague(remote_id="v", *, at=AT + timedelta(days=2), **more):
    return said(remote_id, "Thank you", subject=VAGUE, at=at, **more)


def settle(tenant):
    with tenant.system() as connection:
        linker = Linker(tenant.tenant_id)
        while linker.settle(connection):
            pass


def link_of(tenant, subject):
    with tenant.system() as connection:
        thread = (
            sa.select(messages.c.thread_id)
            .join(message_texts, message_texts.c.message_id == messages.c.id)
            .where(message_texts.c.subject == subject)
        )
        return connection.execute(sa.select(links).where(links.c.thread_id == thread.scalar_subquery())).one()


def suggested(tenant, subject, key):
    with tenant.system() as connection:
        return connection.execute(
            sa.select(link_suggestions.c.score, link_suggestions.c.reasons).where(
                link_suggestions.c.link_id == link_of(tenant, subject).id,
                link_suggestions.c.opportunity_id == tenant.opportunities[key],
            )
        ).one()


def codes(link):
    return {reason["code"] for reason in link.reasons}


def outcome(link):
    return link.state, link.opportunity_id, round(link.score, 2), codes(link)


@pytest.mark.parametrize("vague_first", [True, False])
def test_talk_of_the_same_people_counts_whichever_came_first(tenant, vague_first):
    mails = [vague(), sure()] if vague_first else [sure(), vague()]
    for one in mails:
        deliver(tenant, one)
        settle(tenant)
    found = link_of(tenant, VAGUE)
    assert "same_talk" in codes(found)
    assert found.opportunity_id == tenant.opportunities["presses"]
    assert link_of(tenant, SURE).stands_alone
    assert not found.stands_alone


def test_the_order_of_mails_does_not_change_what_is_decided(tenant, new_company):
    deliver(tenant, vague())
    deliver(tenant, sure())
    settle(tenant)
    one_way = outcome(link_of(tenant, VAGUE))
    with tenant.system() as connection:
        connection.execute(sa.delete(links))
        ids = connection.execute(sa.select(messages.c.thread_id).order_by(messages.c.thread_id.desc())).scalars().all()
        Linker(tenant.tenant_id).relink_threads(connection, ids)
    settle(tenant)
    assert outcome(link_of(tenant, VAGUE)) == one_way


def test_a_number_that_linked_mail_names_leads_there_too(tenant):
    deliver(tenant, sure(reference_numbers=("PO-17750",)))
    deliver(tenant, vague(reference_numbers=("PO 17750",), sender=PILAR, at=AT + timedelta(days=90)))
    settle(tenant)
    found = link_of(tenant, VAGUE)
    assert "same_number" in codes(found)
    assert found.opportunity_id == tenant.opportunities["presses"]


def test_distant_talk_says_nothing(tenant):
    deliver(tenant, sure())
    deliver(tenant, vague(at=AT + timedelta(days=60)))
    settle(tenant)
    assert "same_talk" not in codes(link_of(tenant, VAGUE))


def test_nothing_is_left_unsettled(tenant):
    deliver(tenant, vague())
    deliver(tenant, sure())
    settle(tenant)
    with tenant.system() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(unsettled_links)).scalar() == 0


def test_a_persons_decision_teaches_what_is_near_and_undoing_it_unteaches(tenant):
    deliver(tenant, vague("v1"))
    deliver(tenant, said("v2", "Thank you", subject="Tuesday", at=AT + timedelta(days=4)))
    before = suggested(tenant, "Tuesday", "loading")
    caller = Caller(tenant.tenant_id, tenant.users[ANA], NOW)
    target = Target.thread(link_of(tenant, VAGUE).thread_id)
    Decisions(tenant.database).link(
        caller, target, account_id=None, opportunity_id=tenant.opportunities["loading"], version=None
    )
    taught = suggested(tenant, "Tuesday", "loading")
    assert "same_talk" in codes(taught)
    assert taught.score > before.score + 1
    Decisions(tenant.database).undo(caller, target, version=None)
    settle(tenant)
    assert suggested(tenant, "Tuesday", "loading") == before


def test_an_old_thread_used_for_another_opportunity_turns_there(tenant):
    deliver(tenant, sure("s1", message_id="one@mail.example", reference_numbers=("Q-2231",)))
    deliver(tenant, said("s2", "This is about something else", subject=f"Re: {SURE}", references=["one@mail.example"],
                         sender=PILAR, at=AT + timedelta(days=30), reference_numbers=("Q-1100",)))  # fmt: skip
    deliver(tenant, said("s3", "And its delivery", subject=f"Re: {SURE}", references=["one@mail.example"],
                         sender=PILAR, at=AT + timedelta(days=31)))  # fmt: skip
    with tenant.system() as connection:
        counted = connection.execute(sa.select(interactions.c.opportunity_id).order_by(interactions.c.starts_at))
        names = {value: key for key, value in tenant.opportunities.items()}
        assert [names[one] for one in counted.scalars()] == ["presses", "loading", "loading"]
        assert link_of(tenant, SURE).opportunity_id == tenant.opportunities["presses"]
    item = OpenItem(
        internet_message_id="<s2@mail.example>",
        participants=(Participant("from", PILAR, "Pilar"), Participant("to", ANA, "Ana")),
    )
    with tenant.as_user(ANA) as connection:
        shown = context(connection, tenant.tenant_id, item, now=NOW)
    assert shown.link is not None
    assert shown.link.opportunity_id == tenant.opportunities["loading"]


def test_a_person_who_links_a_thread_means_all_of_it(tenant):
    test_an_old_thread_used_for_another_opportunity_turns_there(tenant)
    caller = Caller(tenant.tenant_id, tenant.users[ANA], NOW)
    Decisions(tenant.database).link(
        caller, Target.thread(link_of(tenant, SURE).thread_id), account_id=None,
        opportunity_id=tenant.opportunities["presses"], version=None,
    )  # fmt: skip
    with tenant.system() as connection:
        assert connection.execute(sa.select(message_links)).all() == []
        counted = connection.execute(sa.select(interactions.c.opportunity_id).distinct()).scalars().all()
    assert counted == [tenant.opportunities["presses"]]


def test_what_we_write_among_ourselves_is_linked_by_the_company_it_names(tenant):
    deliver(tenant, said("i1", "Norte wants a discount on the offer", subject="Price for Norte: hydraulic presses",
                         sender="ben@vega.example", to=[ANA]))  # fmt: skip
    found = link_of(tenant, "Price for Norte: hydraulic presses")
    assert found.opportunity_id == tenant.opportunities["presses"]
    assert "account_named" in codes(found)
    with tenant.system() as connection:
        assert connection.execute(sa.select(interactions)).all() == []


def test_a_stranger_who_names_a_quote_gets_nobodys_opportunity(tenant):
    deliver(tenant, said("f1", "Our price list", subject="Q-2231", sender="sales@elsewhere.example",
                         reference_numbers=("Q-2231",)))  # fmt: skip
    assert link_of(tenant, "Q-2231").opportunity_id is None
