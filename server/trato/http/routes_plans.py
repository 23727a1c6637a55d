"""`/account-groups` and `/accounts/{id}/plan`: criteria of groups, who falls where, and a plan for each account."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.http import inputs
from trato.http import schemas_plans as out
from trato.http.auth import caller, services, signed_in
from trato.http.preconditions import require_version, version_asked
from trato.http.present_plans import account_plan, group, groups, placing, plans, preview
from trato.planning import account_plans
from trato.planning.account_plans import NewAction, PlanWords
from trato.planning.figures import tenant_currency
from trato.planning.placing import Placings

blueprint = APIBlueprint("plans", __name__, tag="Plans")


@blueprint.get("/account-groups")
@blueprint.output(out.AccountGroupsOut)
@blueprint.doc(operation_id="getAccountGroups", summary="Groups of accounts and their criteria")
def get_account_groups() -> Response:
    """Return the groups in order."""
    return jsonify(groups(_placings().current(caller())).model_dump(mode="json"))


@blueprint.put("/account-groups")
@blueprint.input(out.AccountGroupsIn)
@blueprint.output(out.AccountGroupsOut)
@blueprint.doc(operation_id="putAccountGroups", summary="Let other groups be in force")
def put_account_groups(json_data: out.AccountGroupsIn) -> Response:
    """Save the groups, no account moves; If-Match must name those that were read."""
    version = require_version("the groups")
    wanted = [group(one) for one in json_data.items]
    return jsonify(groups(_placings().save(caller(), _roles(), wanted, version=version)).model_dump(mode="json"))


@blueprint.post("/account-groups/preview")
@blueprint.input(out.AccountGroupsIn)
@blueprint.output(out.GroupsPreviewOut)
@blueprint.doc(operation_id="previewAccountGroups", summary="Who would fall into which group")
def preview_account_groups(json_data: out.AccountGroupsIn) -> Response:
    """Return who would fall where, of the accounts that the caller sees; nothing is saved."""
    found = _placings().preview(caller(), _roles(), [group(one) for one in json_data.items])
    return jsonify(preview(found).model_dump(mode="json"))


@blueprint.get("/account-groups/placings")
@blueprint.output(out.PlacingsOut)
@blueprint.doc(operation_id="listPlacings", summary="When accounts were put into groups")
def list_placings() -> Response:
    """Return the placings that the caller may take back."""
    items = [placing(one) for one in _placings().history(caller(), _roles())]
    return jsonify(out.PlacingsOut(items=items).model_dump(mode="json"))


@blueprint.post("/account-groups/placings")
@blueprint.input(inputs.EmptyIn)
@blueprint.output(out.PlacedOut)
@blueprint.doc(operation_id="placeAccounts", summary="Put the accounts one sees into their groups")
def place_accounts(json_data: inputs.EmptyIn) -> Response:  # noqa: ARG001
    """Put accounts into the groups in force; If-Match must name these."""
    version = require_version("the groups")
    done = _placings().apply(caller(), _roles(), version=version)
    return jsonify(out.PlacedOut(placing=placing(done) if done else None).model_dump(mode="json"))


@blueprint.post("/account-groups/placings/<int:placing_id>/undoing")
@blueprint.input(inputs.EmptyIn)
@blueprint.output(out.PlacingOut)
@blueprint.doc(operation_id="undoPlacing", summary="Put accounts back into the groups they were in")
def undo_placing(placing_id: int, json_data: inputs.EmptyIn) -> Response:  # noqa: ARG001
    """Put those back that nobody moved since."""
    return jsonify(placing(_placings().undo(caller(), _roles(), placing_id)).model_dump(mode="json"))


@blueprint.get("/account-plans")
@blueprint.input(out.PlanQuery, location="query")
@blueprint.output(out.PlansOut)
@blueprint.doc(operation_id="listPlans", summary="How the plans of a year go")
def list_plans(query_data: out.PlanQuery) -> Response:
    """Return the plans of the accounts that the caller sees, and who needs fewer visits."""
    who = caller()
    year = query_data.year or who.at.year
    with services().database.as_user(who) as connection:
        found = account_plans.progress(connection, who, year)
        often = account_plans.seen_too_often(connection, who)
        currency = tenant_currency(connection)
    return jsonify(plans(year, currency, found, often).model_dump(mode="json"))


@blueprint.get("/accounts/<int:account_id>/plan")
@blueprint.input(out.PlanQuery, location="query")
@blueprint.output(out.AccountPlanOut)
@blueprint.doc(operation_id="getPlan", summary="An account's plan for a year")
def get_plan(account_id: int, query_data: out.PlanQuery) -> Response:
    """Return what is known of the account, its plan, and what its group would propose."""
    return _answer(account_id, query_data.year)


@blueprint.put("/accounts/<int:account_id>/plan")
@blueprint.input(out.PlanQuery, location="query")
@blueprint.input(out.PlanIn)
@blueprint.output(out.AccountPlanOut)
@blueprint.doc(operation_id="putPlan", summary="Begin an account's plan, or change it")
def put_plan(account_id: int, query_data: out.PlanQuery, json_data: out.PlanIn) -> Response:
    """Write the plan; If-Match must name the one that was read where there is one."""
    who, version = caller(), version_asked()
    words = PlanWords(
        _clean(json_data.objective), json_data.expected_amount, json_data.growth_percent, _clean(json_data.resources)
    )
    with services().database.as_user(who) as connection:
        year = query_data.year or who.at.year
        account_plans.write(connection, who, account_id, year, words, version=version)
    return _answer(account_id, query_data.year)


@blueprint.post("/accounts/<int:account_id>/plan/actions")
@blueprint.input(out.PlanQuery, location="query")
@blueprint.input(out.PlanActionsIn)
@blueprint.output(out.AccountPlanOut, status_code=201)
@blueprint.doc(operation_id="addPlanActions", summary="Add actions to an account's plan")
def add_plan_actions(account_id: int, query_data: out.PlanQuery, json_data: out.PlanActionsIn) -> Response:
    """Add the actions; each becomes a task of its assignee."""
    who = caller()
    wanted = [
        NewAction(
            one.kind, _clean(one.title), one.due_on, None if one.assignee_id is None else int(one.assignee_id),
            _clean(one.resources), _clean(one.expected_result),
        )
        for one in json_data.items
    ]  # fmt: skip
    with services().database.as_user(who) as connection:
        account_plans.add_actions(connection, who, account_id, query_data.year or who.at.year, wanted)
    response = _answer(account_id, query_data.year)
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.delete("/accounts/<int:account_id>/plan/actions/<int:task_id>")
@blueprint.input(out.PlanQuery, location="query")
@blueprint.output(out.AccountPlanOut)
@blueprint.doc(operation_id="dropPlanAction", summary="Take an action out of a plan, with its task")
def drop_plan_action(account_id: int, task_id: int, query_data: out.PlanQuery) -> Response:
    """Take the action out."""
    who = caller()
    with services().database.as_user(who) as connection:
        account_plans.drop_action(connection, who, account_id, query_data.year or who.at.year, task_id)
    return _answer(account_id, query_data.year)


def _answer(account_id: int, asked: int | None) -> Response:
    who = caller()
    year = asked or who.at.year
    with services().database.as_user(who) as connection:
        found = account_plans.plan_of(connection, who, account_id, year)
    return jsonify(account_plan(year, found).model_dump(mode="json"))


def _placings() -> Placings:
    return Placings(services().database)


def _roles() -> frozenset[str]:
    return frozenset(role.value for role in signed_in().roles)


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()
