"""What a person links teaches whose an address is, who belongs to an opportunity and its words; an undo unteaches."""

from datetime import timedelta

import sqlalchemy as sa
from tests.mail_items import AT, deliver, mail
from tests.small_company import ANA, CARLA, LUIS, NOW

from trato.crm.tables import interactions
from trato.db.engine import Caller
from trato.linking.decisions import Decisions, Target
from trato.linking.service import Linker
from trato.linking.tables import lessons, link_suggestions, links
from trato.mail.tables import message_texts, messages
from trato.mail.telling import marks

PRIVATE = "ortegas.home@gmail.com"
ENGINEER, COLLEAGUE = "noe@calculos.example", "eli@calculos.example"


def write(tenant, subject, sender, days, text="Thank you", to=ANA):
    deliver(tenant, mail(subject, sender=sender, to=[to], subject=subject, text=text,
                         marks=tuple(sorted(marks(text))), at=AT + timedelta(days=days)))  # fmt: skip


def link_of(tenant, subject):
    with tenant.system() as connection:
        thread = (
            sa.select(messages.c.thread_id)
            .join(message_texts, message_texts.c.message_id == messages.c.id)
            .where(message_texts.c.subject == subject)
        )
        return connection.execute(sa.select(links).where(links.c.thread_id == thread.scalar_subquery())).one()


def target(tenant, subject):
    return Target.thread(link_of(tenant, subject).thread_id)


def decide(tenant, subject, *, account=None, opportunity=None):
    Decisions(tenant.database).link(
        Caller(tenant.tenant_id, tenant.users[ANA], NOW), target(tenant, subject),
        account_id=tenant.accounts[account] if account else None,
        opportunity_id=tenant.opportunities[opportunity] if opportunity else None, version=None,
    )  # fmt: skip


def undo(tenant, subject):
    Decisions(tenant.database).undo(
        Caller(tenant.tenant_id, tenant.users[ANA], NOW), target(tenant, subject), version=None
    )
    settle(tenant)


def settle(tenant):
    with tenant.system() as connection:
        while Linker(tenant.tenant_id).settle(connection):
            pass


def suggestions(tenant, subject):
    """What is suggested for a mail, by opportunity: the codes that speak for it."""
    names = {value: key for key, value in tenant.opportunities.items()}
    with tenant.system() as connection:
        rows = connection.execute(
            sa.select(link_suggestions.c.opportunity_id, link_suggestions.c.reasons).where(
                link_suggestions.c.link_id == link_of(tenant, subject).id
            )
        )
        return {names[row.opportunity_id]: {reason["code"] for reason in row.reasons} for row in rows}


def counted(tenant, subject):
    with tenant.system() as connection:
        return connection.execute(
            sa.select(sa.func.count())
            .select_from(interactions)
            .join(messages, messages.c.id == interactions.c.message_id)
            .where(messages.c.thread_id == link_of(tenant, subject).thread_id)
        ).scalar_one()


def test_a_strangers_mail_linked_by_hand_tells_whose_their_address_is(tenant):
    write(tenant, "Weekend", PRIVATE, 0)
    write(tenant, "Monday", PRIVATE, 90)
    assert link_of(tenant, "Monday").account_id is None
    assert counted(tenant, "Monday") == 0
    decide(tenant, "Weekend", account="norte")
    settle(tenant)
    assert link_of(tenant, "Monday").account_id == tenant.accounts["norte"]
    assert counted(tenant, "Monday") == 1
    write(tenant, "Tuesday", PRIVATE, 91)
    assert link_of(tenant, "Tuesday").account_id == tenant.accounts["norte"]
    undo(tenant, "Weekend")
    assert link_of(tenant, "Monday").account_id is None
    assert counted(tenant, "Monday") == 0


def test_a_firms_domain_is_learnt_and_a_free_mail_domain_is_not(tenant):
    write(tenant, "Drawings", ENGINEER, 0)
    write(tenant, "More drawings", COLLEAGUE, 10)
    write(tenant, "Weekend", PRIVATE, 0)
    write(tenant, "Somebody else", "other@gmail.com", 10)
    decide(tenant, "Drawings", account="norte")
    decide(tenant, "Weekend", account="norte")
    settle(tenant)
    assert link_of(tenant, "More drawings").account_id == tenant.accounts["norte"]
    assert link_of(tenant, "Somebody else").account_id is None


def test_two_links_that_disagree_teach_nothing_of_the_address(tenant):
    for subject, account in (("One", "norte"), ("Two", "rioja")):
        write(tenant, subject, ENGINEER, 0)
        decide(tenant, subject, account=account)
    write(tenant, "Three", ENGINEER, 5)
    assert link_of(tenant, "Three").account_id is None


def test_who_wrote_beside_a_known_customer_is_no_ones_for_that(tenant):
    deliver(tenant, mail("Both", sender=LUIS, to=[ANA], cc=[ENGINEER], subject="Both", at=AT))
    decide(tenant, "Both", account="norte")
    write(tenant, "Alone", ENGINEER, 5)
    assert link_of(tenant, "Alone").account_id is None


def test_whose_mail_was_linked_belongs_to_the_opportunity(tenant):
    write(tenant, "Calculation", ENGINEER, 0)
    write(tenant, "Forces", ENGINEER, 100)
    assert suggestions(tenant, "Forces") == {}
    decide(tenant, "Calculation", opportunity="presses")
    settle(tenant)
    assert "taught" in suggestions(tenant, "Forces")["presses"]
    undo(tenant, "Calculation")
    assert suggestions(tenant, "Forces") == {}


def test_the_title_of_what_was_linked_is_a_name_of_the_opportunity(tenant):
    write(tenant, "Faro", LUIS, 0)
    write(tenant, "Status of Faro", LUIS, 100)
    decide(tenant, "Faro", opportunity="presses")
    settle(tenant)
    found = suggestions(tenant, "Status of Faro")
    assert "taught_words" in found["presses"]
    assert all("taught_words" not in codes for key, codes in found.items() if key != "presses")


def test_a_lesson_follows_its_thread_and_ends_with_the_decision(tenant):
    write(tenant, "Calculation", ENGINEER, 0)
    decide(tenant, "Calculation", opportunity="presses")
    deliver(tenant, mail("again", sender=COLLEAGUE, to=[ANA], subject="Re: Calculation", at=AT + timedelta(days=1),
                         references=["Calculation@mail.example"]))  # fmt: skip
    with tenant.system() as connection:
        assert connection.execute(sa.select(lessons.c.addresses)).scalars().all() == [[COLLEAGUE, ENGINEER]]
    undo(tenant, "Calculation")
    with tenant.system() as connection:
        assert connection.execute(sa.select(lessons.c.addresses)).scalars().all() == []


def test_an_undo_brings_back_what_a_person_had_decided_before(tenant):
    write(tenant, "Presses", LUIS, 0)
    for opportunity in ("presses", "loading"):
        decide(tenant, "Presses", opportunity=opportunity)
    assert link_of(tenant, "Presses").opportunity_id == tenant.opportunities["loading"]
    undo(tenant, "Presses")
    found = link_of(tenant, "Presses")
    assert found.opportunity_id == tenant.opportunities["presses"]
    assert found.decision_id is not None
    undo(tenant, "Presses")
    assert link_of(tenant, "Presses").decision_id is None


def test_all_that_was_decided_of_one_sender_is_undone_and_no_more(tenant):
    for subject, sender in (("One", ENGINEER), ("Two", ENGINEER), ("Other", COLLEAGUE)):
        write(tenant, subject, sender, 0)
        decide(tenant, subject, account="norte")
    caller = Caller(tenant.tenant_id, tenant.users[ANA], NOW)
    assert Decisions(tenant.database).undo_all_from(caller, f" {ENGINEER.upper()} ") == 2
    settle(tenant)
    assert [link_of(tenant, one).decision_id is None for one in ("One", "Two", "Other")] == [True, True, False]
    assert Decisions(tenant.database).undo_all_from(caller, ENGINEER) == 0


def test_nobody_undoes_what_they_do_not_see(tenant):
    write(tenant, "One", ENGINEER, 0)
    decide(tenant, "One", account="norte")
    stranger = Caller(tenant.tenant_id, tenant.users[CARLA], NOW)
    assert Decisions(tenant.database).undo_all_from(stranger, ENGINEER) == 0
    assert link_of(tenant, "One").decision_id is not None
