"""The next step of an opportunity: the proposal with people, times and a mail, and what a person decides about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm import opportunity_changes, queries, service, timelines
from trato.crm.tables import contacts, opportunities, opportunity_contacts
from trato.crm.views import About, ContactView, InteractionView, Named, OpportunityView
from trato.db.engine import Caller, Database
from trato.directory import store as directory
from trato.directory.tables import users
from trato.errors import ChangedMeanwhileError, InvalidInputError, NotFoundError
from trato.scheduling import step_facts
from trato.scheduling.availability import Asked, Availability, zone_of
from trato.scheduling.due_rules import StepKind
from trato.scheduling.mail_words import read_words
from trato.scheduling.model import Period, Prefer, SlotAnswer, SlotRequest
from trato.scheduling.next_step import Decision, Facts, Proposal, propose
from trato.scheduling.schedules import Schedules
from trato.scheduling.slots import find_slots
from trato.scheduling.step_words import Draft, Recipient, draft
from trato.scheduling.tables import next_step_decisions

NOTICE_MIN = 60
MOST_SLOTS = 3
AT_LEAST = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class StepView:
    """A proposal with everything a person needs to take it."""

    proposal: Proposal
    objective: str
    ours: tuple[Named, ...]
    customer: ContactView | None
    answer: SlotAnswer
    draft: Draft | None


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is next for an opportunity: a proposal or none, and what is planned already."""

    opportunity: OpportunityView
    step: StepView | None
    planned: InteractionView | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decides about a proposal."""

    need: str
    decision: Decision
    on: date | None = None
    objective: str | None = None
    until: datetime | None = None
    reason: str = ""


class NextSteps:
    """Proposes and takes decisions, as its caller."""

    def __init__(self, database: Database, schedules: Schedules | None = None) -> None:
        self._database = database
        self._availability = Availability(database, schedules)

    def of(self, caller: Caller, opportunity_id: int, language: str) -> NextStep:
        """Return what is next. Raises NotFoundError for an opportunity the caller cannot see."""
        with self._database.as_system(caller.tenant_id) as connection:
            changed = step_facts.changed_at(connection, opportunity_id)
            tenant_zone = directory.tenant_profile(connection, caller.tenant_id).timezone
            trust = step_facts.trust_of(connection)
        with self._database.as_user(caller) as connection:
            view = _opportunity(connection, caller, opportunity_id)
            planned = timelines.next_interaction(connection, About(opportunity_id=opportunity_id), now=caller.at)
            if not view.is_open:
                return NextStep(view, None, planned)
            owner = view.owner.id if view.owner else caller.user_id
            zone = zone_of(_zone_name(connection, owner) or tenant_zone)
            facts = step_facts.facts_of(connection, opportunity_id, changed_at=changed, now=caller.at, zone=zone)
            decided = step_facts.decisions_of(connection, opportunity_id)
            rules = step_facts.rules_of(connection)
        facts = read_words(facts, zone)
        proposal = propose(facts, rules, decided, now=caller.at, zone=zone, trust=trust)
        if proposal is None:
            return NextStep(view, None, planned)
        with self._database.as_user(caller) as connection:
            customer = _customer(connection, view, facts)
            language_of = _language(connection, customer, caller.tenant_id)
            ours = _ours(connection, view, caller)
        answer = self._slots(caller, proposal, [one.id for one in ours])
        mail = draft(
            proposal.need,
            subject=view.name,
            to=_recipient(customer, language_of),
            sender=ours[0].name if ours else "",
            slots=answer.slots,
            zone=zone,
        )
        step = StepView(proposal, proposal.need.objective(language), ours, customer, answer, mail)
        return NextStep(view, step, planned)

    def decide(self, caller: Caller, opportunity_id: int, choice: Choice, language: str) -> NextStep:
        """Write a decision; an accepted or changed step becomes the opportunity's next date and objective.

        Raises NotFoundError, ChangedMeanwhileError where that need is not what is proposed now, InvalidInputError.
        """
        now = self.of(caller, opportunity_id, language)
        if now.step is None or now.step.proposal.need.key != choice.need:
            raise ChangedMeanwhileError("this is not what is proposed now; look again, then decide")
        need = now.step.proposal.need
        if choice.decision is Decision.POSTPONED and (choice.until is None or choice.until <= caller.at):
            raise InvalidInputError("until: say from when in the future on it is to be proposed again")
        objective = choice.objective or now.step.objective
        on = choice.on or _day(now.step, caller.at)
        with self._database.as_user(caller) as connection:
            if choice.decision in {Decision.ACCEPTED, Decision.CHANGED}:
                changes = {"next_date": on, "next_objective": objective}
                version = now.opportunity.version
                opportunity_changes.change(connection, caller, opportunity_id, changes, version=version)
            detail = {"need": choice.need, "decision": choice.decision.value, "reason": choice.reason}
            service.audit(connection, caller, "next_step.decided", "opportunity", opportunity_id, detail)
            # People read decisions; Trato writes them, in the transaction of the change they lead to.
            connection.execute(sa.text("SET LOCAL ROLE trato_system"))
            connection.execute(
                sa.insert(next_step_decisions).values(
                    tenant_id=caller.tenant_id,
                    opportunity_id=opportunity_id,
                    need=choice.need,
                    code=need.code.value,
                    decision=choice.decision.value,
                    reason=choice.reason,
                    objective=objective,
                    on_date=on,
                    until=choice.until if choice.decision is Decision.POSTPONED else None,
                    decided_by_id=caller.user_id,
                    decided_at=caller.at,
                )
            )
        return self.of(caller, opportunity_id, language)

    def _slots(self, caller: Caller, proposal: Proposal, user_ids: Sequence[int]) -> SlotAnswer:
        if proposal.need.kind is StepKind.MAIL or not user_ids:
            return SlotAnswer(())
        due = proposal.due
        is_named = bool(proposal.need.times)
        end = due.end if is_named else max(due.end, caller.at + AT_LEAST)
        window = Period(max(caller.at, due.start), max(end, caller.at + timedelta(minutes=NOTICE_MIN)))
        people = self._availability.attendees(caller.tenant_id, Asked(tuple(user_ids)), window, now=caller.at)
        return find_slots(
            SlotRequest(
                now=caller.at,
                duration=proposal.need.duration_min,
                window=window,
                attendees=people,
                prefer=Prefer.BEST,
                notice=NOTICE_MIN,
                step=30,
                due=due if is_named else None,
                limit=MOST_SLOTS,
            )
        )


def _day(step: StepView, now: datetime) -> date:
    return step.answer.slots[0].start.date() if step.answer.slots else max(now, step.proposal.due.start).date()


def _opportunity(connection: Connection, caller: Caller, opportunity_id: int) -> OpportunityView:
    found = queries.opportunity_views(connection, opportunities.c.id == opportunity_id, now=caller.at)
    if not found:
        raise NotFoundError(f"no opportunity {opportunity_id}, or it is not yours to see")
    return found[0]


def _zone_name(connection: Connection, user_id: int) -> str:
    return connection.execute(sa.select(users.c.timezone).where(users.c.id == user_id)).scalar() or ""


def _ours(connection: Connection, view: OpportunityView, caller: Caller) -> tuple[Named, ...]:
    """Return who of us should go: the owner, or whoever asks where there is none."""
    if view.owner is not None:
        return (view.owner,)
    name = connection.execute(sa.select(users.c.name).where(users.c.id == caller.user_id)).scalar()
    return (Named(caller.user_id, name or ""),)


def _customer(connection: Connection, view: OpportunityView, facts: Facts) -> ContactView | None:
    """Return whom to write to: who waits for an answer, else the decision maker, else the most influential."""
    asked = step_facts.contact_asked(connection, facts.waiting.interaction_id) if facts.waiting else None
    chosen = asked or (view.decision_maker.id if view.decision_maker else None)
    if chosen is None:
        chosen = connection.execute(
            sa.select(contacts.c.id)
            .join(
                opportunity_contacts,
                sa.and_(
                    opportunity_contacts.c.tenant_id == contacts.c.tenant_id,
                    opportunity_contacts.c.contact_id == contacts.c.id,
                ),
            )
            .where(opportunity_contacts.c.opportunity_id == view.id)
            .order_by(contacts.c.influence.desc().nulls_last(), contacts.c.id)
            .limit(1)
        ).scalar()
    return None if chosen is None else queries.contact_views(connection, [chosen]).get(chosen)


def _language(connection: Connection, customer: ContactView | None, tenant_id: int) -> str:
    own = ""
    if customer is not None:
        own = connection.execute(sa.select(contacts.c.language).where(contacts.c.id == customer.id)).scalar() or ""
    return own or directory.tenant_profile(connection, tenant_id).language


def _recipient(customer: ContactView | None, language: str) -> Recipient:
    if customer is None:
        return Recipient("", "", language)
    return Recipient(customer.name, customer.emails[0] if customer.emails else "", language)
