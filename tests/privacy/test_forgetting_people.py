"""Forgetting a person: told in numbers, out of one mailbox or of all, kept out, and back with the undo."""

import pytest
from tests.mail_items import mail
from tests.privacy.scene import decider, rows, subjects, tell_mails
from tests.small_company import ANA, BEN, EVA, LUIS, NOW, PILAR

from trato.clock import Clock
from trato.errors import NotFoundError
from trato.linking.forgetting import Forgetting
from trato.linking.privacy import NotYourDecisionError

PILAR_TOO = "compras@norte.example"


@pytest.fixture
def company(tenant):
    tell_mails(tenant, mail("p1", sender=PILAR, subject="One"), mail("p2", sender=PILAR_TOO, subject="Two"))
    tell_mails(tenant, mail("l1", sender=LUIS, subject="Three"))
    tell_mails(tenant, mail("b1", sender=PILAR, to=[BEN], subject="Four"), upn=BEN)
    return tenant


def forgetting(company):
    return Forgetting(company.database, Clock.starting_at(NOW))


def test_of_ones_own_mailbox_all_of_their_addresses_go_and_stay_away(company):
    who, box, pilar = decider(company, ANA), company.mailboxes[ANA].id, company.contacts["pilar"]
    told = forgetting(company).look(who, pilar, box)
    assert (told.name, told.addresses, told.mails) == ("Pilar Soto", (PILAR, PILAR_TOO), 2)
    rules = forgetting(company).forget(who, pilar, box)
    assert {one.rule.value for one in rules} == {PILAR, PILAR_TOO}
    assert sorted(subjects(company)) == ["Four", "Three"]
    tell_mails(company, mail("p3", sender=PILAR, subject="Five"))
    assert sorted(subjects(company)) == ["Four", "Three"]
    again = forgetting(company).forget(who, pilar, box)
    assert {one.rule.id for one in again} == {one.rule.id for one in rules}, "each address has one rule"
    assert forgetting(company).remember(who, pilar, box) == [box]
    tell_mails(company, mail("p3", sender=PILAR, subject="Five"))
    assert "Five" in subjects(company)


def test_of_the_organisation_only_an_administrator_decides(company):
    pilar = company.contacts["pilar"]
    for asked in (forgetting(company).look, forgetting(company).forget, forgetting(company).remember):
        with pytest.raises(NotYourDecisionError):
            asked(decider(company, ANA), pilar, None)
    forgetting(company).forget(decider(company, EVA), pilar, None)
    assert subjects(company) == ["Three"]
    assert rows(company, "SELECT count(*) FROM exclusion_rules WHERE mailbox_id IS NULL") == [(2,)]


def test_nobody_forgets_whom_they_cannot_see(company):
    with pytest.raises(NotFoundError):
        forgetting(company).look(decider(company, ANA), company.contacts["teo"], company.mailboxes[ANA].id)
