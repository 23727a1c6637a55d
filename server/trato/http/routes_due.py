"""`/due-steps`: why a step is due for each of one's own opportunities, all at once."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.crm.tables import opportunities
from trato.http import present_pipeline
from trato.http import schemas_due as out
from trato.http.auth import caller, language, services, signed_in
from trato.scheduling.due_list import Due, due, known
from trato.selling.pipeline.piles import Brief, briefs

blueprint = APIBlueprint("due", __name__, tag="Next appointment")


@blueprint.get("/due-steps")
@blueprint.input(out.DueStepsQuery, location="query")
@blueprint.output(out.DueStepsOut)
@blueprint.doc(operation_id="listDueSteps", summary="One's own opportunities for which a step is due, and why")
def list_due(query_data: out.DueStepsQuery) -> Response:
    """Return those with the strongest reasons first; what was decided about a need is not told again."""
    who, zone = caller(), ZoneInfo(signed_in().timezone)
    with services().database.as_user(who) as connection:
        found = known(connection, opportunities.c.owner_id == who.user_id, now=who.at, zone=zone)
    told = sorted(due(found, now=who.at, zone=zone), key=lambda one: (-one.needs[0].weight, one.opportunity_id))
    shown = told[: query_data.limit]
    with services().database.as_user(who) as connection:
        names = briefs(connection, [one.opportunity_id for one in shown])
    body = out.DueStepsOut(
        items=[_step(one, names[one.opportunity_id], language()) for one in shown if one.opportunity_id in names],
        count=len(told),
    )
    return jsonify(body.model_dump(mode="json"))


def _step(one: Due, brief: Brief, tongue: str) -> out.DueOpportunityOut:
    strongest = one.needs[0]
    return out.DueOpportunityOut(
        opportunity=present_pipeline.brief(brief),
        kind=strongest.kind,
        objective=strongest.objective(tongue),
        since=strongest.since,
        reasons=[out.DueReasonOut(code=need.code, since=need.since) for need in one.needs],
    )
