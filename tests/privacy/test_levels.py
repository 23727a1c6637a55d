"""How much others may read: who decides, whose word weighs more, at once, and for what is kept too."""

import itertools
from dataclasses import replace

import pytest
import sqlalchemy as sa
from tests.event_items import event
from tests.mail_items import mail
from tests.privacy.scene import choices_of, decider, rows, tell_events, tell_gone, tell_mails, timeline
from tests.small_company import ANA, BEN, CARLA, EVA, NOA, NOW, PILAR

from trato.calendar.model import Attendee
from trato.crm.search.talks import find_talks
from trato.errors import NotFoundError
from trato.linking.privacy import NotYourDecisionError
from trato.privacy.levels import Chosen
from trato.privacy.tables import visibility_levels

LEVELS = ("metadata", "subject", "full")


def choose(company, level, *, upn=ANA, **of):
    """Choose a level for somebody's own mailbox, or as Eva for the organisation."""
    mailbox_id = None if upn == EVA else company.mailboxes[upn].id
    return choices_of(company).choose_level(decider(company, upn), Chosen(mailbox_id, **of), level)


def levels(company):
    return [row[9] for row in timeline(company)]


def thread_of(company, subject):
    query = "SELECT thread_id FROM messages m JOIN message_texts t ON t.message_id = m.id WHERE subject = :subject"
    return rows(company, query, subject=subject)[0][0]


def test_nothing_but_metadata_is_shown_unless_somebody_says_so(tenant):
    tell_mails(tenant, mail("m1"))
    tell_events(tenant, event())
    assert levels(tenant) == ["metadata", "metadata"]


CHOICES = ((None, "full"), (None, "subject"), (None, "metadata"), (None, "full"), (None, "subject"))


@pytest.mark.parametrize(
    ("everywhere", "domain_for_all", "mailbox", "domain", "thread"), list(itertools.product(*CHOICES))
)
def test_the_nearer_choice_holds(shared_tenant, everywhere, domain_for_all, mailbox, domain, thread):
    company = shared_tenant
    tell_mails(company, mail("m1", subject="Chosen"))
    choose(company, everywhere, upn=EVA)
    choose(company, domain_for_all, upn=EVA, domain="norte.example")
    choose(company, mailbox)
    choose(company, domain, domain="norte.example")
    choose(company, thread, thread_id=thread_of(company, "Chosen"))
    wanted = next((one for one in (thread, domain, domain_for_all, mailbox, everywhere) if one), "metadata")
    assert levels(company) == [wanted]


def test_a_level_holds_for_what_comes_later_and_for_what_is_kept_alike(new_company):
    before, after = new_company(), new_company()
    mails = [mail("m1", subject="One"), mail("m2", sender=PILAR, subject="Two")]
    tell_mails(before, *mails)
    assert choose(before, "subject") == 2
    choose(after, "subject")
    tell_mails(after, *mails)
    assert timeline(before) == timeline(after)
    assert levels(before) == ["subject", "subject"]
    assert choose(before, None) == 2
    assert rows(before, "SELECT * FROM interaction_subjects") == []


def test_the_most_private_of_those_who_hold_a_mail_decides(tenant):
    both = {"to": [ANA, BEN], "message_id": "both@norte.example"}
    tell_mails(tenant, mail("a1", **both))
    choose(tenant, "full")
    assert levels(tenant) == ["full"]
    tell_mails(tenant, mail("b1", **both), upn=BEN)
    assert levels(tenant) == ["metadata"]
    choose(tenant, "subject", upn=BEN)
    assert levels(tenant) == ["subject"]


def test_of_several_domains_in_a_mail_the_most_private_decides(tenant):
    tell_mails(tenant, mail("m1", to=[ANA, NOA]))
    choose(tenant, "full", domain="norte.example")
    assert levels(tenant) == ["full"]
    choose(tenant, "subject", domain="rioja.example")
    assert levels(tenant) == ["subject"]


def test_a_meeting_has_the_level_of_its_calendar_and_its_guests_domain(tenant):
    guests = (Attendee("x@lab.norte.example", "X", "required", "accepted"),)
    tell_events(tenant, event(attendees=guests))
    choose(tenant, "full", domain="norte.example")
    assert levels(tenant) == ["full"]
    choose(tenant, "metadata", domain="lab.norte.example")
    assert levels(tenant) == ["metadata"]


def test_relinking_keeps_the_level_and_a_thread_that_merges_takes_its_choice_along(tenant):
    tell_mails(tenant, mail("m1", subject="One", message_id="one@x.example"))
    tell_mails(tenant, mail("m2", subject="Two", message_id="two@x.example"))
    choose(tenant, "subject", thread_id=thread_of(tenant, "Two"))
    joining = mail("m3", subject="RE: Two", references=["one@x.example", "two@x.example"], at=NOW)
    tell_mails(tenant, joining)
    assert levels(tenant) == ["subject", "subject", "subject"]
    tell_mails(tenant, replace(joining, change_key="2"), full_round=2)
    assert levels(tenant) == ["subject", "subject", "subject"]


def test_only_an_administrator_decides_for_all_and_nobody_for_a_colleagues_mailbox(tenant):
    tell_mails(tenant, mail("m1", subject="Of Ana"))
    choices, thread_id = choices_of(tenant), thread_of(tenant, "Of Ana")
    for upn in (ANA, BEN):
        with pytest.raises(NotYourDecisionError):
            choices.choose_level(decider(tenant, upn), Chosen(None), "full")
    for upn in (BEN, EVA):
        with pytest.raises(NotYourDecisionError):
            choices.choose_level(decider(tenant, upn), Chosen(tenant.mailboxes[ANA].id), "full")
    with pytest.raises(NotFoundError):
        choose(tenant, "full", upn=CARLA, thread_id=thread_id)
    assert levels(tenant) == ["metadata"]


def test_the_database_refuses_a_choice_for_others_too(tenant):
    values = {"tenant_id": tenant.tenant_id, "kind": "mailbox", "level": "full", "set_at": NOW}
    for upn, mailbox_id in ((BEN, tenant.mailboxes[ANA].id), (BEN, None), (EVA, tenant.mailboxes[ANA].id)):
        with tenant.as_user(upn) as connection, pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
            connection.execute(sa.insert(visibility_levels).inline().values(mailbox_id=mailbox_id, **values))


def test_history_that_nobody_holds_any_more_follows_those_who_took_part(tenant):
    tell_mails(tenant, mail("m1", to=[ANA]))
    tell_gone(tenant, "m1")
    choose(tenant, "full")
    assert levels(tenant) == ["full"]
    assert [row[4] for row in timeline(tenant)] == [["Luis Ortega"]]


def test_at_subject_colleagues_find_it_by_its_subject_and_not_by_its_text(tenant):
    """Ana took part; Ben sells in the same territory, Carla does not."""
    tell_mails(tenant, mail("m1", subject="Prensa hidráulica", text="El compresor llega el lunes."))
    found = {}
    for level in LEVELS:
        choose(tenant, level)
        for upn, words in itertools.product((ANA, BEN, CARLA), ("hidraulica", "compresor", "prensa lunes")):
            with tenant.as_user(upn) as connection:
                hits = find_talks(connection, words, limit=5)
            found[level, upn, words] = [(hit.interaction.subject, hit.interaction.summary) for hit in hits]
    own = [("Prensa hidráulica", "El compresor llega el lunes.")]
    seen = {(level, words): found[level, BEN, words] for level in LEVELS for words in ("hidraulica", "compresor")}
    assert seen == {
        ("metadata", "hidraulica"): [],
        ("metadata", "compresor"): [],
        ("subject", "hidraulica"): [("Prensa hidráulica", "")],
        ("subject", "compresor"): [],
        ("full", "hidraulica"): own,
        ("full", "compresor"): own,
    }
    assert found["subject", BEN, "prensa lunes"] == []
    assert all(hits == own for (_, upn, _), hits in found.items() if upn == ANA)
    assert not any(hits for (_, upn, _), hits in found.items() if upn == CARLA)
