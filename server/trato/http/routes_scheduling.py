"""`/opportunities/{id}/next-step` and `/slots`: what is next, why, and when everybody is free."""

from __future__ import annotations

from datetime import datetime, timedelta

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.errors import InvalidInputError
from trato.http import present, present_scheduling
from trato.http import schemas_scheduling as out
from trato.http.auth import caller, language, services
from trato.scheduling.availability import Asked, Availability
from trato.scheduling.model import MOST_PEOPLE, Period, Place, Prefer, SlotRequest
from trato.scheduling.next_step import Decision
from trato.scheduling.slots import find_slots
from trato.scheduling.steps import Choice, NextSteps

blueprint = APIBlueprint("scheduling", __name__, tag="Next appointment")

USUAL_WINDOW = timedelta(days=14)
DECISIONS = {
    "accept": Decision.ACCEPTED,
    "change": Decision.CHANGED,
    "postpone": Decision.POSTPONED,
    "dismiss": Decision.DISMISSED,
}
SOMEWHERE = Place(0.0, 0.0)


@blueprint.get("/opportunities/<int:opportunity_id>/next-step")
@blueprint.output(out.NextStepProposalOut)
@blueprint.doc(operation_id="getNextStep", summary="What should happen next with an opportunity, and why")
def get_next_step(opportunity_id: int) -> Response:
    """Return the proposal with its reasons, free times of ours and a mail to look at; or what is planned."""
    found = NextSteps(services().database, services().schedules).of(caller(), opportunity_id, language())
    return jsonify(present_scheduling.next_step(found, language()).model_dump(mode="json"))


@blueprint.post("/opportunities/<int:opportunity_id>/next-step")
@blueprint.input(out.NextStepDecisionIn)
@blueprint.output(out.NextStepDecisionOut)
@blueprint.doc(operation_id="decideNextStep", summary="Accept, change, postpone or dismiss a proposal")
def decide_next_step(opportunity_id: int, json_data: out.NextStepDecisionIn) -> Response:
    """Write the decision; what was accepted or changed becomes the opportunity's next date and objective."""
    if json_data.until is not None and json_data.until.tzinfo is None:
        raise InvalidInputError("until must be an instant with an offset")
    choice = Choice(
        need=json_data.need.replace("\0", ""),
        decision=DECISIONS[json_data.decision],
        on=json_data.on_date,
        objective=json_data.objective.replace("\0", "").strip() if json_data.objective else None,
        until=json_data.until,
        reason=json_data.reason.replace("\0", ""),
    )
    found = NextSteps(services().database, services().schedules).decide(caller(), opportunity_id, choice, language())
    body = out.NextStepDecisionOut(
        opportunity=present.opportunity(found.opportunity, language()),
        proposal=present_scheduling.proposal(found.step, language()),
    )
    return jsonify(body.model_dump(mode="json"))


@blueprint.get("/slots")
@blueprint.input(out.SlotsQuery, location="query")
@blueprint.output(out.SlotsOut)
@blueprint.doc(operation_id="getSlots", summary="Times at which the caller is free")
def get_slots(query_data: out.SlotsQuery) -> Response:
    """Return the caller's free times, or why there are none."""
    return _slots(out.SlotsIn.model_validate(query_data.model_dump()))


@blueprint.post("/slots")
@blueprint.input(out.SlotsIn)
@blueprint.output(out.SlotsOut)
@blueprint.doc(operation_id="findSlots", summary="Times at which several of us are free")
def find_common_slots(json_data: out.SlotsIn) -> Response:
    """Return times at which everybody required is surely free, or why there are none and what to relax."""
    return _slots(json_data)


def _slots(body: out.SlotsIn) -> Response:
    who = caller()
    required = tuple(int(one) for one in body.user_ids) or (who.user_id,)
    optional = tuple(int(one) for one in body.optional_user_ids if int(one) not in required)
    if len(required) + len(optional) > MOST_PEOPLE:
        raise InvalidInputError(f"at most {MOST_PEOPLE} people can be scheduled together")
    window = _window(body.window_from, body.window_to, who.at)
    # Whose time is asked for is looked up as the caller would see it; what their calendars hold, as Trato itself.
    known = Availability(services().database, services().schedules)
    people = known.attendees(who.tenant_id, Asked(required, optional), window, now=who.at)
    answer = find_slots(
        SlotRequest(
            now=who.at,
            duration=body.duration_min,
            window=window,
            attendees=people,
            prefer=Prefer(body.prefer),
            step=body.step_min,
            place=SOMEWHERE if body.is_visit else None,
            limit=body.limit,
        )
    )
    return jsonify(present_scheduling.slots(answer, people, language()).model_dump(mode="json"))


def _window(begin: datetime | None, end: datetime | None, now: datetime) -> Period:
    if any(one is not None and one.tzinfo is None for one in (begin, end)):
        raise InvalidInputError("window_from and window_to must be instants with an offset")
    start = max(begin or now, now)
    return Period(start, end or start + USUAL_WINDOW)
