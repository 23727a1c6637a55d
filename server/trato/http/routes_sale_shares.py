"""`/objectives`, `/opportunities/{id}/sharing`, `/exchange-rates`: what attainment follows from beside the sales."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.http import present_quotas as told
from trato.http import schemas_quotas as out
from trato.http.auth import caller, services
from trato.http.preconditions import require_version
from trato.http.routes_quotas import roles
from trato.insight.quotas import sharing
from trato.insight.quotas.aims import Aim, Aims
from trato.insight.quotas.model import Return
from trato.insight.quotas.periods import span_of
from trato.planning.figures import tenant_currency

blueprint = APIBlueprint("sale_shares", __name__, tag="Quotas")


@blueprint.get("/objectives")
@blueprint.input(out.ObjectiveQuery, location="query")
@blueprint.output(out.ObjectivesOut)
@blueprint.doc(operation_id="listObjectives", summary="What people are to reach beside money")
def list_objectives(query_data: out.ObjectiveQuery) -> Response:
    """Return the objectives of those whom the caller sees."""
    return _objectives(query_data.period)


@blueprint.post("/objectives")
@blueprint.input(out.ObjectiveIn)
@blueprint.output(out.ObjectivesOut, status_code=201)
@blueprint.doc(operation_id="setObjective", summary="Set an objective")
def set_objective(json_data: out.ObjectiveIn) -> Response:
    """Set it; the period's objectives come back."""
    aim = Aim(int(json_data.user_id), json_data.title.strip(), span_of(json_data.period), json_data.weight, 0)
    Aims(services().database).add(caller(), roles(), aim)
    response = _objectives(json_data.period)
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.put("/objectives/<int:objective_id>")
@blueprint.input(out.ProgressIn)
@blueprint.output(out.QuotaWorkDoneOut)
@blueprint.doc(operation_id="tellProgress", summary="Tell how far an objective is")
def tell_progress(objective_id: int, json_data: out.ProgressIn) -> Response:
    """Tell it; If-Match must name the version that was read."""
    version = require_version("the objective")
    Aims(services().database).change(caller(), roles(), objective_id, json_data.progress, version=version)
    return jsonify(out.QuotaWorkDoneOut().model_dump(mode="json"))


@blueprint.delete("/objectives/<int:objective_id>")
@blueprint.output(out.QuotaWorkDoneOut)
@blueprint.doc(operation_id="dropObjective", summary="Take an objective away")
def drop_objective(objective_id: int) -> Response:
    """Take it away; If-Match must name the version that was read."""
    version = require_version("the objective")
    Aims(services().database).change(caller(), roles(), objective_id, None, version=version)
    return jsonify(out.QuotaWorkDoneOut().model_dump(mode="json"))


@blueprint.get("/opportunities/<int:opportunity_id>/sharing")
@blueprint.output(out.SharingOut)
@blueprint.doc(operation_id="getSharing", summary="Who shares a sale, and what came back of it")
def get_sharing(opportunity_id: int) -> Response:
    """Return it."""
    return _sharing(opportunity_id)


@blueprint.put("/opportunities/<int:opportunity_id>/sharing")
@blueprint.input(out.SharesIn)
@blueprint.output(out.SharingOut)
@blueprint.doc(operation_id="putSharing", summary="Let people share a sale")
def put_sharing(opportunity_id: int, json_data: out.SharesIn) -> Response:
    """Let them share it; If-Match must name the opportunity's version."""
    version = require_version("the opportunity")
    shares = [(int(one.user_id), one.percent) for one in json_data.items]
    _require(opportunity_id)
    with services().database.as_system(caller().tenant_id) as connection:
        sharing.share(connection, caller(), opportunity_id, shares, version=version)
    return _sharing(opportunity_id)


@blueprint.post("/opportunities/<int:opportunity_id>/returns")
@blueprint.input(out.ReturnIn)
@blueprint.output(out.SharingOut, status_code=201)
@blueprint.doc(operation_id="addReturn", summary="Note what came back of a sale")
def add_return(opportunity_id: int, json_data: out.ReturnIn) -> Response:
    """Note it; If-Match must name the opportunity's version."""
    version = require_version("the opportunity")
    product_id = None if json_data.product_id is None else int(json_data.product_id)
    what = Return(json_data.returned_on, product_id, json_data.amount, json_data.margin, json_data.quantity)
    _require(opportunity_id)
    with services().database.as_system(caller().tenant_id) as connection:
        sharing.take_back(connection, caller(), opportunity_id, what, json_data.reason.strip(), version=version)
    response = _sharing(opportunity_id)
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.delete("/opportunities/<int:opportunity_id>/returns/<int:return_id>")
@blueprint.output(out.SharingOut)
@blueprint.doc(operation_id="dropReturn", summary="Take a return away again")
def drop_return(opportunity_id: int, return_id: int) -> Response:
    """Take it away."""
    _require(opportunity_id)
    with services().database.as_system(caller().tenant_id) as connection:
        sharing.drop_return(connection, caller(), opportunity_id, return_id)
    return _sharing(opportunity_id)


@blueprint.get("/exchange-rates")
@blueprint.output(out.ExchangeRatesOut)
@blueprint.doc(operation_id="listExchangeRates", summary="Rates into the organisation's currency, with their sources")
def list_exchange_rates() -> Response:
    """Return the rates."""
    with services().database.as_user(caller()) as connection:
        found, currency = sharing.rates(connection), tenant_currency(connection)
    return jsonify(told.rates(currency, found).model_dump(mode="json"))


@blueprint.put("/exchange-rates")
@blueprint.input(out.ExchangeRateIn)
@blueprint.output(out.QuotaWorkDoneOut)
@blueprint.doc(operation_id="setExchangeRate", summary="Set what a currency is from a day on")
def set_exchange_rate(json_data: out.ExchangeRateIn) -> Response:
    """Set it, or take it away; sales are converted anew."""
    sharing.set_rate(
        services().database, caller(), roles(), json_data.currency, json_data.day, json_data.rate,
        json_data.source.strip(),
    )  # fmt: skip
    return jsonify(out.QuotaWorkDoneOut().model_dump(mode="json"))


def _objectives(period: str) -> Response:
    found = Aims(services().database).listed(caller(), roles(), span_of(period))
    return jsonify(out.ObjectivesOut(items=[told.objective(one) for one in found]).model_dump(mode="json"))


def _require(opportunity_id: int) -> None:
    """Of an opportunity that one sees a manager or an administrator decides."""
    with services().database.as_user(caller()) as connection:
        sharing.sharing(connection, opportunity_id)
    sharing.may_share(roles())


def _sharing(opportunity_id: int) -> Response:
    with services().database.as_user(caller()) as connection:
        found = sharing.sharing(connection, opportunity_id)
    return jsonify(told.sharing(found).model_dump(mode="json"))
