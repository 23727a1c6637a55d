"""Taking out what was there: told before, in small steps, gone on with after a kill, noted for the audit."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.event_items import event
from tests.mail_items import mail
from tests.privacy.scene import choices_of, decider, exclude, rows, subjects, tell_events, tell_mails, timeline, traces
from tests.query_recorder import recorded
from tests.small_company import ANA, BEN, EVA, LUIS, MARTA, NOW

from trato.clock import Clock
from trato.errors import InvalidInputError, NotFoundError
from trato.jobs.following import PURGE, Workshop
from trato.linking.exclusions import Purge
from trato.linking.privacy import NotYourDecisionError, PrivacyChoices
from trato.privacy.model import RuleKind, RuleState

SECRET = "Zarzaparrilla"


def secrets(count, *, upn=ANA, first=0):
    return [
        mail(f"{upn}-{n}", to=[ANA, BEN], subject=f"{SECRET} {n}", message_id=f"s{n}@norte.example",
             at=NOW - timedelta(days=n + 1)) for n in range(first, first + count)
    ]  # fmt: skip


def look(company, upn, kind, value):
    mailbox_id = None if upn == EVA else company.mailboxes[upn].id
    return choices_of(company).look(decider(company, upn), RuleKind(kind), value, mailbox_id)


def test_a_preview_counts_what_enacting_then_takes_out(tenant):
    tell_mails(tenant, *secrets(6), mail("p1", subject="Presses"))
    tell_mails(tenant, *secrets(2, upn=BEN), upn=BEN)
    tell_events(tenant, event(subject=SECRET), event("e2"))
    found = look(tenant, EVA, "keyword", SECRET).preview
    before = len(timeline(tenant))
    assert (found.mails, found.events, found.interactions, found.links, found.lost, found.is_complete) == (
        6, 1, 7, 7, 0, True,
    )  # fmt: skip
    assert len(subjects(tenant)) == 7
    rule = exclude(tenant, "keyword", SECRET, upn=EVA)
    assert (rule.mails_removed, rule.events_removed) == (6, 1)
    assert before - len(timeline(tenant)) == found.interactions
    # What Ben holds too stays his: of Ana's own rule only what nobody else holds is gone.
    tell_mails(tenant, mail("p2", subject="Barrels"))
    own = look(tenant, ANA, "keyword", "barrels").preview
    assert (own.mails, own.interactions) == (1, 1)


def test_a_preview_shows_words_of_ones_own_mail_only(tenant):
    tell_mails(tenant, *secrets(3))
    assert [one.subject for one in look(tenant, ANA, "participant", LUIS).sample] == [f"{SECRET} {n}" for n in range(3)]
    seen = look(tenant, EVA, "participant", LUIS)
    assert (seen.preview.mails, seen.sample) == (3, ())


def test_a_rule_that_is_observed_takes_nothing_out_until_it_is_enacted(tenant):
    tell_mails(tenant, *secrets(2))
    rule = exclude(tenant, "keyword", SECRET, observe=timedelta(days=7))
    assert rule.state is RuleState.OBSERVING
    tell_mails(tenant, mail("late", subject=f"{SECRET} late", at=NOW + timedelta(days=1)))
    choices, who = choices_of(tenant), decider(tenant, ANA)
    assert choices.observed(who, rule.rule.id, since_made=False).preview.mails == 3
    assert choices.observed(who, rule.rule.id, since_made=True).preview.mails == 1
    assert len(subjects(tenant)) == 3
    enacted = choices.enact(who, rule.rule.id)
    assert (enacted.state, enacted.mails_removed) == (RuleState.IN_FORCE, 3)
    assert traces(tenant, SECRET) == []


def test_what_was_begun_and_killed_is_gone_on_with_by_a_worker(tenant):
    tell_mails(tenant, *secrets(7))
    impatient = PrivacyChoices(tenant.database, Clock.starting_at(NOW), steps_at_once=1, taken_at_once=2)
    rule = impatient.add(decider(tenant, ANA), RuleKind.KEYWORD, SECRET, tenant.mailboxes[ANA].id)
    assert (rule.state, rule.mails_removed, len(subjects(tenant))) == (RuleState.PURGING, 2, 5)
    # What comes meanwhile stays out, and what is left does not come again.
    tell_mails(tenant, *secrets(9), full_round=2)
    assert len(subjects(tenant)) == 5
    steps = []

    def die():
        steps.append(len(subjects(tenant)))
        if len(steps) == 2:
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        Purge(tenant.database, tenant.tenant_id, Clock.starting_at(NOW), taken_at_once=2).run(stop=die)
    workshop = Workshop(tenant.database, Clock.starting_at(NOW), lambda _tenant: None, timedelta(days=99))
    workshop.plan()
    (args,) = rows(tenant, "SELECT args FROM procrastinate_jobs WHERE task_name = :task AND args->>'tenant_id' = :id",
                   task=PURGE, id=str(tenant.tenant_id))  # fmt: skip
    workshop.purge(**args[0])
    done = choices_of(tenant).rule(decider(tenant, ANA), rule.rule.id)
    assert steps == [3, 1]
    assert (done.state, done.mails_removed) == (RuleState.IN_FORCE, 7)
    assert traces(tenant, SECRET) == []


def test_keeping_out_needs_as_many_statements_for_many_mails_as_for_few(new_company):
    counts = []
    for size in (20, 200):
        company = new_company()
        exclude(company, "keyword", SECRET)
        with company.system() as connection:
            connection.execute(sa.text("SELECT 1"))
        with recorded(company.database) as heard:
            tell_mails(company, *secrets(size), mail("p1"))
        counts.append(len(heard))
    assert counts[0] == counts[1]


def test_who_made_which_rule_when_is_noted_and_a_users_own_values_are_not(tenant):
    rule = exclude(tenant, "keyword", SECRET)
    everywhere = exclude(tenant, "domain", "rioja.example", upn=EVA)
    choices_of(tenant).end(decider(tenant, ANA), rule.rule.id)
    look(tenant, EVA, "keyword", "Presses")
    found = rows(tenant, "SELECT actor_id, action, object_id, detail FROM audit_log"
                         " WHERE object_kind = 'exclusion' ORDER BY id")  # fmt: skip
    own, all_of_us = {"kind": "keyword", "scope": "mailbox"}, {"kind": "domain", "scope": "organisation"}
    ana, eva = tenant.users[ANA], tenant.users[EVA]
    assert found == [
        (ana, "exclusion.enacted", rule.rule.id, own),
        (eva, "exclusion.enacted", everywhere.rule.id, all_of_us | {"value": "rioja.example"}),
        (ana, "exclusion.ended", rule.rule.id, own),
        (eva, "exclusion.previewed", 0, {"kind": "keyword", "value": "Presses"}),
    ]
    stored = choices_of(tenant).rules(decider(tenant, ANA), with_ended=True)
    assert [(one.rule.value, one.made_by, one.ended_by) for one in stored] == [
        ("rioja.example", "Eva Sanz", ""), (SECRET, "Ana Ruiz", "Ana Ruiz"),
    ]  # fmt: skip


@pytest.mark.parametrize("upn", [BEN, MARTA, EVA])
def test_a_users_own_rules_are_nobody_elses_to_see_or_change(tenant, upn):
    rule = exclude(tenant, "keyword", SECRET)
    choices, who = choices_of(tenant), decider(tenant, upn)
    assert choices.rules(who) == []
    for act in (choices.end, choices.enact, choices.read_again, choices.rule):
        with pytest.raises(NotFoundError):
            act(who, rule.rule.id)
    with pytest.raises(NotYourDecisionError):
        choices.add(who, RuleKind.KEYWORD, "other", tenant.mailboxes[ANA].id)
    with tenant.as_user(upn) as connection:
        changed = connection.execute(sa.text("UPDATE exclusion_rules SET ended_at = now()"))
        assert changed.rowcount == 0


def test_only_an_administrator_makes_and_ends_rules_for_all(tenant):
    rule = exclude(tenant, "keyword", SECRET, upn=EVA)
    for act in (lambda who: choices_of(tenant).end(who, rule.rule.id),
                lambda who: choices_of(tenant).add(who, RuleKind.KEYWORD, "other", None),
                lambda who: choices_of(tenant).look(who, RuleKind.KEYWORD, "other", None)):  # fmt: skip
        with pytest.raises(NotYourDecisionError):
            act(decider(tenant, ANA))
    with tenant.as_user(ANA) as connection:
        assert connection.execute(sa.text("UPDATE exclusion_rules SET ended_at = now()")).rowcount == 0
    assert [one.state for one in choices_of(tenant).rules(decider(tenant, ANA))] == [RuleState.IN_FORCE]


def test_the_same_rule_is_not_made_twice(tenant):
    exclude(tenant, "keyword", "Clínica")
    with pytest.raises(InvalidInputError, match="already"):
        exclude(tenant, "keyword", "Clínica")
