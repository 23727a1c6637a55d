"""From proposals, slots and bookings to the API's JSON."""

from __future__ import annotations

from collections.abc import Sequence

from trato.http import present, schemas
from trato.http import schemas_scheduling as out
from trato.scheduling.model import Attendee, Reason, Slot, SlotAnswer, WhyNone
from trato.scheduling.slot_words import blocker_text, relaxation_text
from trato.scheduling.steps import NextStep, StepView


def reason(value: Reason) -> schemas.ReasonOut:
    """Present a reason."""
    return schemas.ReasonOut(code=value.code, points=value.points, params=dict(value.params))


def slot(value: Slot) -> out.SlotOut:
    """Present a slot."""
    return out.SlotOut(
        start=value.start, end=value.end, score=value.score, reasons=[reason(one) for one in value.reasons]
    )


def why_none(value: WhyNone | None, language: str) -> out.WhyNoneOut | None:
    """Present why there is no slot."""
    if value is None:
        return None
    return out.WhyNoneOut(
        text=" ".join(blocker_text(one, language) for one in value.blockers),
        blockers=[reason(one) for one in value.blockers],
        relax=[
            out.RelaxationOut(
                code=one.code,
                params=dict(one.params),
                slots=one.slots,
                earliest=one.earliest,
                text=relaxation_text(one, language),
            )
            for one in value.relax
        ],
    )


def slots(answer: SlotAnswer, people: Sequence[Attendee], language: str) -> out.SlotsOut:
    """Present the answer to a search."""
    return out.SlotsOut(
        slots=[slot(one) for one in answer.slots],
        why_none=why_none(answer.why_none, language),
        unknown=[one.id for one in people if one.unknown],
        unknown_why=[out.UnknownOut(user_id=one.id, why=one.unknown_why) for one in people if one.unknown],
    )


def proposal(step: StepView | None, language: str) -> out.ProposalOut | None:
    """Present a proposal."""
    if step is None:
        return None
    need, draft = step.proposal.need, step.draft
    return out.ProposalOut(
        need=need.key,
        kind=need.kind.value,
        objective=step.objective,
        due=out.PeriodOut(start=step.proposal.due.start, end=step.proposal.due.end),
        duration_min=need.duration_min,
        people=_people(step),
        reasons=[reason(one) for one in step.proposal.reasons],
        slots=[slot(one) for one in step.answer.slots],
        why_none=why_none(step.answer.why_none, language),
        draft=None if draft is None else out.DraftOut.model_validate(
            {"to": list(draft.to), "subject": draft.subject, "text": draft.text, "language": draft.language}
        ),
    )  # fmt: skip


def next_step(value: NextStep, language: str) -> out.NextStepProposalOut:
    """Present what is next for an opportunity."""
    return out.NextStepProposalOut(
        opportunity_id=str(value.opportunity.id),
        proposal=proposal(value.step, language),
        planned=present.interaction(value.planned) if value.planned else None,
    )


def _people(step: StepView) -> list[out.StepPersonOut]:
    found = [out.StepPersonOut(name=one.name, address=None, user_id=str(one.id), contact_id=None) for one in step.ours]
    customer = step.customer
    if customer is not None:
        address = customer.emails[0] if customer.emails else None
        found.append(out.StepPersonOut(name=customer.name, address=address, user_id=None, contact_id=str(customer.id)))
    return found
