"""`/pipeline` and `/opportunities/{id}/…`: the list of opportunities, groups and totals, changes and their history."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from apiflask import APIBlueprint
from flask import Response, jsonify
from sqlalchemy import Connection

from trato.crm import opportunity_changes as changes
from trato.crm.model import Outcome
from trato.db.engine import Caller
from trato.errors import NotFoundError
from trato.http import inputs, paging, present_pipeline
from trato.http import schemas_pipeline as out
from trato.http.auth import caller, language, services, signed_in
from trato.http.preconditions import require_version
from trato.selling.pipeline import finding
from trato.selling.pipeline.asked import Sorted
from trato.selling.pipeline.choices import choices
from trato.selling.pipeline.finding import Moment
from trato.selling.pipeline.rows import rows

blueprint = APIBlueprint("pipeline", __name__, tag="Opportunities")


@blueprint.post("/pipeline")
@blueprint.input(out.PipelineIn)
@blueprint.output(out.PipelineOut)
@blueprint.doc(operation_id="askPipeline", summary="Opportunities as asked: filtered, in order, with totals")
def ask_pipeline(json_data: out.PipelineIn) -> Response:
    """Return a part of the list; the totals come with the first."""
    who, at = caller(), moment()
    asked = present_pipeline.asked(json_data.asked)
    order = Sorted(json_data.order, json_data.is_descending)
    start = int(paging.decode(json_data.cursor, int)[0]) if json_data.cursor else 0
    with services().database.as_user(who) as connection:
        page = finding.page(connection, who.tenant_id, asked, order, at, limit=json_data.limit + 1, offset=start)
        found = rows(connection, page.ids[: json_data.limit], now=who.at)
    body = out.PipelineOut(
        now=who.at,
        items=[present_pipeline.row(one, language()) for one in found],
        totals=present_pipeline.group(page.totals) if page.totals else None,
        next_cursor=paging.encode(start + json_data.limit) if len(page.ids) > json_data.limit else None,
    )
    return _json(body)


@blueprint.post("/pipeline/groups")
@blueprint.input(out.GroupsIn)
@blueprint.output(out.GroupsOut)
@blueprint.doc(operation_id="groupPipeline", summary="The list in groups: counts and amounts of each")
def group_pipeline(json_data: out.GroupsIn) -> Response:
    """Return the groups: stages for a board, months for a calendar or a forecast, people for a team."""
    who = caller()
    asked = present_pipeline.asked(json_data.asked)
    with services().database.as_user(who) as connection:
        found = finding.groups(connection, who.tenant_id, asked, json_data.by, moment(), language=language())
    return _json(out.GroupsOut(items=[present_pipeline.group(one) for one in found]))


@blueprint.get("/pipeline/choices")
@blueprint.output(out.PipelineChoicesOut)
@blueprint.doc(operation_id="listChoicesOfPipeline", summary="What one can choose from in the list")
def list_choices() -> Response:
    """Return stages, people, territories, groups, currencies, products and the tenant's own fields."""
    with services().database.as_user(caller()) as connection:
        found = choices(connection)
    return _json(present_pipeline.choices(found, language()))


@blueprint.get("/opportunities/<int:opportunity_id>/row")
@blueprint.output(out.PipelineRowOut)
@blueprint.doc(operation_id="getPipelineRow", summary="One opportunity as the list shows it")
def get_row(opportunity_id: int) -> Response:
    """Return the row."""
    with services().database.as_user(caller()) as connection:
        return _row(connection, opportunity_id)


@blueprint.patch("/opportunities/<int:opportunity_id>/fields")
@blueprint.input(out.FieldsIn)
@blueprint.output(out.PipelineRowOut)
@blueprint.doc(operation_id="changeFields", summary="Change any field of an opportunity")
def change_fields(opportunity_id: int, json_data: out.FieldsIn) -> Response:
    """Write the given fields; If-Match must name the version that was read."""
    who, version = caller(), require_version("the opportunity")
    with services().database.as_user(who) as connection:
        changes.change(connection, who, opportunity_id, present_pipeline.wanted(json_data), version=version)
        return _row(connection, opportunity_id)


@blueprint.put("/opportunities/<int:opportunity_id>/closure")
@blueprint.input(out.ClosureIn)
@blueprint.output(out.PipelineRowOut)
@blueprint.doc(operation_id="closeOpportunity", summary="Close an opportunity as won, lost or cancelled")
def close_opportunity(opportunity_id: int, json_data: out.ClosureIn) -> Response:
    """Close it; If-Match must name the version that was read."""
    who, version = caller(), require_version("the opportunity")
    reason = json_data.reason.replace("\0", "")
    with services().database.as_user(who) as connection:
        changes.close(connection, who, opportunity_id, Outcome(json_data.outcome), reason, version=version)
        return _row(connection, opportunity_id)


@blueprint.delete("/opportunities/<int:opportunity_id>/closure")
@blueprint.output(out.PipelineRowOut)
@blueprint.doc(operation_id="reopenOpportunity", summary="Take a closure back")
def reopen_opportunity(opportunity_id: int) -> Response:
    """Reopen it; If-Match must name the version that was read."""
    who, version = caller(), require_version("the opportunity")
    with services().database.as_user(who) as connection:
        changes.reopen(connection, who, opportunity_id, version=version)
        return _row(connection, opportunity_id)


@blueprint.get("/opportunities/<int:opportunity_id>/changes")
@blueprint.output(out.ChangesOut)
@blueprint.doc(operation_id="listChanges", summary="Who changed what of an opportunity")
def list_changes(opportunity_id: int) -> Response:
    """Return the newest changes first."""
    with services().database.as_user(caller()) as connection:
        found = changes.history(connection, opportunity_id)
    return _json(out.ChangesOut(items=[present_pipeline.change(one) for one in found]))


@blueprint.post("/opportunities/<int:opportunity_id>/changes/<int:change_id>/undo")
@blueprint.input(inputs.EmptyIn)
@blueprint.output(out.PipelineRowOut)
@blueprint.doc(operation_id="undoChange", summary="Take a change back")
def undo_change(opportunity_id: int, change_id: int, json_data: inputs.EmptyIn) -> Response:  # noqa: ARG001
    """Write the value from before, unless it was changed again since."""
    who = caller()
    with services().database.as_user(who) as connection:
        changes.undo(connection, who, opportunity_id, change_id)
        return _row(connection, opportunity_id)


def moment() -> Moment:
    """Return when it is asked, and the day that the caller has then."""
    who: Caller = caller()
    return Moment(who.at, who.at.astimezone(ZoneInfo(signed_in().timezone)).date())


def _row(connection: Connection, opportunity_id: int) -> Response:
    found = rows(connection, [opportunity_id], now=caller().at)
    if not found:
        raise NotFoundError(f"no opportunity {opportunity_id}, or it is not yours to see")
    response = _json(present_pipeline.row(found[0], language()))
    response.headers["ETag"] = f'"{found[0].opportunity.version}"'
    return response


def _json(body: Any) -> Response:
    return jsonify(body.model_dump(mode="json"))
