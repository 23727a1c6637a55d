"""Steps of the sales process as tasks: made as a stage begins, ticked off by what happened, kept once it was left."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from tests.http.meetings import meet, meeting
from tests.mail_items import deliver, mail
from tests.small_company import ANA, BEN, CARLA, LUIS, MARTA, NOW

from trato.crm import interactions as kept
from trato.crm import opportunity_changes
from trato.crm.model import Interaction, InteractionKind, Level, Outcome
from trato.crm.tables import interactions, opportunities
from trato.db.engine import Caller
from trato.planning.playbook.settling import settle
from trato.planning.playbook.tables import playbook_checks, stage_starts
from trato.scheduling import rule_store
from trato.scheduling.due_rules import StepKind
from trato.scheduling.next_step import Step
from trato.scheduling.rule_set import RuleSet
from trato.selling import tasks as deeds
from trato.selling.tables import tasks

DAY = timedelta(days=1)
STEPS = (
    Step("proposal", 1, StepKind.MAIL, "Send the offer", "Enviar la oferta", 3, 30),
    Step("proposal", 2, StepKind.MEETING, "Go through the offer", "Repasar la oferta", 10, 60),
    Step("proposal", 3, StepKind.MEETING, "Meet the decision maker", "Ver al decisor", 20, 60),
    Step("negotiation", 1, StepKind.CALL, "Ask about terms", "Preguntar por las condiciones", 5, 20),
)


def caller(company, upn=ANA, at=NOW):
    return Caller(company.tenant_id, company.users[upn], at)


def look(company, at=NOW):
    return settle(company.database, company.tenant_id, now=at)


def steps(company, key="presses", stage="proposal"):
    """The steps of a stage by their place: open, done, skipped or not_needed."""
    with company.system() as connection:
        rows = connection.execute(
            sa.select(tasks)
            .where(tasks.c.opportunity_id == company.opportunities[key], tasks.c.stage_key == stage)
            .order_by(tasks.c.step)
        ).all()
    return [(row.set_aside_as or ("done" if row.done_at else "open")) for row in rows]


def step(company, number, key="presses", stage="proposal"):
    with company.system() as connection:
        return connection.execute(
            sa.select(tasks).where(
                tasks.c.opportunity_id == company.opportunities[key], tasks.c.stage_key == stage,
                tasks.c.step == number,
            )
        ).one()  # fmt: skip


def move(company, stage, key="presses", at=NOW):
    with company.as_user(ANA, at) as connection:
        opportunity_changes.change(
            connection, caller(company, at=at), company.opportunities[key], {"stage_key": stage}, version=None
        )
    look(company, at)


def happen(company, kind, at, key="presses"):
    told = Interaction(
        kind=InteractionKind(kind), starts_at=at, ends_at=at, opportunity_id=company.opportunities[key],
        account_ids=(company.accounts["norte"],), contact_ids=(), user_ids=(company.users[ANA],),
        subject="", summary="", level=Level.METADATA,
    )  # fmt: skip
    with company.system() as connection:
        return kept.add(connection, company.tenant_id, told, created_by_id=company.users[ANA])


@pytest.fixture
def company(new_company):
    """The small company with a sales process, all its opportunities looked at: offers begin today."""
    made = new_company()
    with made.system() as connection:
        rule_store.write_rules(connection, made.tenant_id, RuleSet(STEPS, (), ()), at=NOW, by=None, source="folder")
    look(made)
    return made


def test_a_stage_gives_its_steps_to_the_owner_by_working_days_with_the_rules_of_then(company):
    found = [step(company, number) for number in (1, 2, 3)]
    assert [one.title for one in found] == ["Enviar la oferta", "Repasar la oferta", "Ver al decisor"]
    assert {one.assignee_id for one in found} == {company.users[ANA]}
    # Monday 2 March and 3, 10, 20 days: Thursday 5; Thursday 12; Sunday 22, so Monday 23.
    assert [one.due_on for one in found] == [date(2026, 3, 5), date(2026, 3, 12), date(2026, 3, 23)]
    with company.system() as connection:
        assert {one.rules_version for one in found} == {rule_store.version(connection)}


def test_looking_again_makes_nothing_twice_and_finds_nothing_to_do(company):
    before = steps(company)
    assert look(company) == 0
    with company.system() as connection:
        connection.execute(
            sa.insert(playbook_checks), [
                {"tenant_id": company.tenant_id, "opportunity_id": company.opportunities["presses"], "at": NOW}
            ] * 3,
        )  # fmt: skip
    assert look(company) == 1
    assert steps(company) == before == ["open"] * 3


def test_leaving_sets_aside_what_is_open_and_coming_back_restores_it(company):
    happen(company, "mail_out", NOW)
    look(company)
    move(company, "negotiation", at=NOW + DAY)
    assert steps(company) == ["done", "not_needed", "not_needed"]
    assert steps(company, stage="negotiation") == ["open"]
    move(company, "proposal", at=NOW + 2 * DAY)
    assert steps(company) == ["done", "open", "open"]
    assert steps(company, stage="negotiation") == ["not_needed"]
    move(company, "negotiation", at=NOW + 3 * DAY)
    assert steps(company, stage="negotiation") == ["open"]


def test_undoing_the_move_restores_what_it_set_aside(company):
    move(company, "negotiation")
    with company.as_user(ANA) as connection:
        number = company.opportunities["presses"]
        moved = opportunity_changes.history(connection, number, field="stage_key")[0]
        opportunity_changes.undo(connection, caller(company), number, moved.id)
    look(company)
    assert steps(company) == ["open"] * 3
    assert steps(company, stage="negotiation") == ["not_needed"]


def test_closing_sets_aside_and_reopening_restores(company):
    number = company.opportunities["presses"]
    with company.as_user(ANA) as connection:
        opportunity_changes.close(connection, caller(company), number, Outcome.LOST, "price", version=None)
    look(company)
    assert steps(company) == ["not_needed"] * 3
    with company.as_user(ANA) as connection:
        opportunity_changes.reopen(connection, caller(company), number, version=None)
    look(company)
    assert steps(company) == ["open"] * 3


def test_other_rules_later_leave_what_was_begun(company):
    with company.system() as connection:
        fewer = RuleSet(STEPS[:1], (), ())
        rule_store.write_rules(connection, company.tenant_id, fewer, at=NOW, by=None, source="person")
    move(company, "negotiation")
    move(company, "proposal")
    assert steps(company) == ["open"] * 3
    assert steps(company, stage="negotiation") == []


def test_what_happened_since_ticks_the_first_open_step_of_its_kind_and_says_so(company):
    happen(company, "meeting", NOW - DAY)
    happen(company, "mail_in", NOW)
    look(company)
    assert steps(company) == ["open"] * 3
    held = happen(company, "meeting", NOW + DAY)
    look(company, NOW + DAY)
    assert steps(company) == ["open", "done", "open"]
    assert (step(company, 2).evidence_id, step(company, 2).done_at) == (held, NOW + DAY)
    assert step(company, 2).done_by_id is None
    happen(company, "visit", NOW + 2 * DAY)
    look(company, NOW + 2 * DAY)
    assert steps(company) == ["open", "done", "done"]


def test_a_meeting_that_is_planned_counts_once_it_has_ended(company):
    meet(company, meeting("soon", NOW + 2 * DAY, minutes=60))
    look(company, NOW + 2 * DAY)
    assert steps(company) == ["open"] * 3
    assert look(company, NOW + 2 * DAY + timedelta(hours=1)) == 1
    assert steps(company) == ["open", "done", "open"]


def test_a_mail_of_ours_ticks_in_the_round_that_reads_it(company):
    ours = mail("s1", sender=ANA, to=(LUIS,), subject="Hydraulic presses Bilbao offer", at=NOW + DAY, folder="sent")
    deliver(company, ours)
    with company.system() as connection:
        linked = connection.execute(sa.select(interactions.c.opportunity_id, interactions.c.id)).one()
    assert linked.opportunity_id == company.opportunities["presses"]
    look(company, NOW + DAY)
    assert steps(company) == ["done", "open", "open"]
    assert step(company, 1).evidence_id == linked.id


def test_a_corrected_link_takes_the_tick_back_and_gives_it_to_the_right_one(company):
    move(company, "proposal", "barrels")
    held = happen(company, "meeting", NOW)
    look(company)
    assert steps(company) == ["open", "done", "open"]
    with company.system() as connection:
        connection.execute(
            sa.update(interactions)
            .where(interactions.c.id == held)
            .values(opportunity_id=company.opportunities["barrels"])
        )
    look(company)
    assert steps(company) == ["open"] * 3
    assert steps(company, "barrels") == ["open", "done", "open"]


@pytest.mark.parametrize("is_by_hand", [False, True])
def test_a_removed_interaction_takes_its_tick_with_it_but_not_a_persons(company, is_by_hand):
    held = happen(company, "meeting", NOW)
    look(company)
    if is_by_hand:
        with company.as_user(ANA) as connection:
            second = step(company, 2)
            deeds.tick(connection, caller(company), second.id, is_done=True, version=second.version)
    with company.system() as connection:
        connection.execute(sa.delete(interactions).where(interactions.c.id == held))
    look(company)
    assert steps(company) == ["open", "done" if is_by_hand else "open", "open"]


def test_a_tick_that_somebody_took_back_stays_away_and_the_next_meeting_counts(company):
    happen(company, "meeting", NOW)
    look(company)
    with company.as_user(ANA) as connection:
        second = step(company, 2)
        deeds.tick(connection, caller(company), second.id, is_done=False, version=second.version)
    happen(company, "call", NOW)
    look(company)
    assert steps(company) == ["open"] * 3
    later = happen(company, "meeting", NOW + DAY)
    look(company, NOW + DAY)
    assert steps(company) == ["open", "done", "open"]
    assert step(company, 2).evidence_id == later


def test_a_skipped_step_is_ticked_by_nothing_and_comes_back_when_that_is_taken_back(company):
    with company.as_user(ANA) as connection:
        second = step(company, 2)
        deeds.skip(connection, caller(company), second.id, "they know it", version=second.version)
    happen(company, "meeting", NOW)
    look(company)
    assert steps(company) == ["open", "skipped", "done"]
    with company.as_user(ANA) as connection:
        deeds.unskip(connection, caller(company), second.id, version=second.version + 1)
    assert steps(company) == ["open", "open", "done"]


def test_a_new_owner_gets_what_nobody_was_given_by_name(company):
    with company.as_user(MARTA) as connection:
        first = step(company, 1)
        who = caller(company, MARTA)
        deeds.assign(connection, who, first.id, company.users[ANA], version=first.version)
        opportunity_changes.change(
            connection, who, company.opportunities["presses"], {"owner_id": company.users[BEN]}, version=None
        )
    look(company)
    found = [step(company, number).assignee_id for number in (1, 2, 3)]
    assert found == [company.users[ANA], company.users[BEN], company.users[BEN]]


def test_nothing_of_it_is_seen_from_another_territory(company):
    with company.as_user(CARLA) as connection:
        assert connection.execute(sa.select(tasks.c.id).where(tasks.c.stage_key == "proposal")).all() == []
        ours = stage_starts.c.opportunity_id == company.opportunities["presses"]
        assert connection.execute(sa.select(stage_starts).where(ours)).all() == []
    with company.as_user(MARTA) as connection:
        assert len(connection.execute(sa.select(tasks.c.id).where(tasks.c.stage_key == "proposal")).all()) == 3


def test_whoever_moves_it_by_whatever_way_is_found(company):
    """A write that knows nothing of tasks is enough, as an import's."""
    with company.system() as connection:
        connection.execute(
            sa.update(opportunities)
            .where(opportunities.c.id == company.opportunities["presses"])
            .values(stage_key="negotiation")
        )
    look(company)
    assert steps(company, stage="negotiation") == ["open"]
