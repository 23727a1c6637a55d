"""`/commissions`: rules for a period, tried, computed with the lines that explain each amount, frozen, exported."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.crm.tables import opportunities, products
from trato.http import inputs
from trato.http import schemas_commissions as out
from trato.http.auth import caller, language, services
from trato.http.preconditions import require_version
from trato.http.present_quotas import sure, text
from trato.http.routes_quotas import FILE, file_of, roles
from trato.insight.quotas.commission import Band, PaidLine, Rules
from trato.insight.quotas.commissions import Commission, Commissions, Draft, Paid
from trato.insight.quotas.ledger import settle
from trato.insight.quotas.model import Measure
from trato.insight.quotas.periods import name_of, span_of
from trato.insight.quotas.quota_lists import named
from trato.planning.figures import tenant_currency

blueprint = APIBlueprint("commissions", __name__, tag="Commissions")

_HEADINGS = {
    "en": ("person", "day", "opportunity", "product", "what", "counted", "rate %", "factor", "from % of quota",
           "amount"),
    "es": ("persona", "día", "oportunidad", "producto", "qué", "computado", "tipo %", "factor", "desde % de cuota",
           "importe"),
}  # fmt: skip
_WHAT = {
    "won": ("won", "ganada"), "returned": ("returned", "devuelta"),
    "deal_cap": ("cap on one opportunity", "límite por oportunidad"),
    "period_cap": ("cap on the period", "límite del periodo"),
}  # fmt: skip


@blueprint.get("/commissions")
@blueprint.output(out.CommissionsOut)
@blueprint.doc(operation_id="listCommissions", summary="Commissions that pay somebody one sees")
def list_commissions() -> Response:
    """Return them, the newest period first."""
    found = _service().listed(caller())
    body = out.CommissionsOut(currency=_currency(), items=[_told(one) for one in found])
    return jsonify(body.model_dump(mode="json"))


@blueprint.post("/commissions")
@blueprint.input(out.CommissionIn)
@blueprint.output(out.CommissionOut, status_code=201)
@blueprint.doc(operation_id="makeCommission", summary="Make rules of commission for a period")
def make_commission(json_data: out.CommissionIn) -> Response:
    """Make them."""
    number = _service().write(caller(), roles(), _draft(json_data))
    response = jsonify(_told(_service().one(caller(), number)).model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.put("/commissions/<int:commission_id>")
@blueprint.input(out.CommissionIn)
@blueprint.output(out.CommissionOut)
@blueprint.doc(operation_id="changeCommission", summary="Change rules that are not frozen")
def change_commission(commission_id: int, json_data: out.CommissionIn) -> Response:
    """Change them; If-Match must name the version that was read."""
    version = require_version("the commission")
    _service().write(caller(), roles(), _draft(json_data), commission_id=commission_id, version=version)
    return jsonify(_told(_service().one(caller(), commission_id)).model_dump(mode="json"))


@blueprint.post("/commissions/simulations")
@blueprint.input(out.SimulationIn)
@blueprint.output(out.StatementsOut)
@blueprint.doc(operation_id="simulateCommission", summary="What rules would pay if a period's sales came again")
def simulate_commission(json_data: out.SimulationIn) -> Response:
    """Tell; nothing is written."""
    settle(services().database, caller().tenant_id)
    return _statements(_service().simulate(caller(), roles(), _draft(json_data), span_of(json_data.like)))


@blueprint.get("/commissions/<int:commission_id>/statements")
@blueprint.output(out.StatementsOut)
@blueprint.doc(operation_id="listStatements", summary="What is paid to whom, with its lines")
def list_statements(commission_id: int) -> Response:
    """Return the statements of those whom the caller sees."""
    settle(services().database, caller().tenant_id)
    return _statements(_service().statements(caller(), commission_id))


@blueprint.post("/commissions/<int:commission_id>/freezing")
@blueprint.input(inputs.EmptyIn)
@blueprint.output(out.CommissionOut)
@blueprint.doc(operation_id="freezeCommission", summary="Let the statements of a period that ended stand")
def freeze_commission(commission_id: int, json_data: inputs.EmptyIn) -> Response:  # noqa: ARG001
    """Freeze it; If-Match must name the version that was read."""
    version = require_version("the commission")
    settle(services().database, caller().tenant_id)
    _service().freeze(caller(), roles(), commission_id, version=version)
    return jsonify(_told(_service().one(caller(), commission_id)).model_dump(mode="json"))


@blueprint.get("/commissions/<int:commission_id>/export")
@blueprint.input(out.StatementsExportQuery, location="query")
@blueprint.doc(operation_id="exportStatements", summary="Statements as a file, line by line", responses=FILE)
def export_statements(commission_id: int, query_data: out.StatementsExportQuery) -> Response:
    """Return the statements of those whom the caller sees; no cell is a formula."""
    settle(services().database, caller().tenant_id)
    told = _presented(_service().statements(caller(), commission_id))
    tongue = "es" if language() == "es" else "en"
    rows = [list(_HEADINGS[tongue])]
    for one in told:
        rows += [
            [
                one.user.name, line.day.isoformat() if line.day else "",
                line.opportunity.name if line.opportunity else "",
                line.product.name if line.product else "", _WHAT[line.origin or line.kind][tongue == "es"],
                line.counted, line.rate, line.factor, line.from_percent, line.amount,
            ]
            for line in one.lines
        ]  # fmt: skip
        rows.append([one.user.name, *[""] * 3, "total", one.attained, *[""] * 3, one.amount])
    return file_of(rows, query_data.format, "commission", "Comisiones" if tongue == "es" else "Commission")


def _service() -> Commissions:
    return Commissions(services().database)


def _currency() -> str:
    with services().database.as_user(caller()) as connection:
        return tenant_currency(connection)


def _draft(given: out.CommissionIn) -> Draft:
    rules = Rules(
        measure=Measure(given.measure),
        rate=given.rate,
        bands=tuple(Band(one.from_percent, one.factor) for one in given.bands),
        product_rates={int(one.product_id): one.rate for one in given.product_rates},
        deal_cap=given.deal_cap,
        period_cap=given.period_cap,
    )
    return Draft(given.name.strip(), span_of(given.period), rules, tuple(int(one) for one in given.user_ids))


def _told(one: Commission) -> out.CommissionOut:
    rules = one.draft.rules
    return out.CommissionOut.model_validate(
        {
            "id": str(one.id), "name": one.draft.name, "period": name_of(one.draft.span),
            "measure": rules.measure.value, "rate": str(rules.rate),
            "bands": [{"from_percent": str(band.from_percent), "factor": str(band.factor)} for band in rules.bands],
            "product_rates": [
                {"product_id": str(key), "rate": str(rate)} for key, rate in (rules.product_rates or {}).items()
            ],
            "deal_cap": text(rules.deal_cap), "period_cap": text(rules.period_cap),
            "user_ids": [str(user_id) for user_id in one.draft.user_ids], "frozen_at": one.frozen_at,
            "etag": str(one.version),
        }
    )  # fmt: skip


def _statements(paid: Sequence[Paid]) -> Response:
    body = out.StatementsOut(currency=_currency(), total=str(sum(one.amount for one in paid)), items=_presented(paid))
    return jsonify(body.model_dump(mode="json"))


def _presented(paid: Sequence[Paid]) -> list[out.StatementOut]:
    lines = [line for one in paid for line in one.statement.lines]
    with services().database.as_user(caller()) as connection:
        deals = named(connection, opportunities, {line.opportunity_id for line in lines if line.opportunity_id})
        sold = named(connection, products, {line.product_id for line in lines if line.product_id})

    def told(line: PaidLine) -> dict[str, object]:
        deal, product = deals.get(line.opportunity_id or 0), sold.get(line.product_id or 0)
        return {
            "kind": line.kind.value, "opportunity": sure(deal) if deal else None,
            "product": sure(product) if product else None, "day": line.day,
            "origin": line.origin.value if line.origin else None, "counted": str(line.counted),
            "rate": str(line.rate), "factor": str(line.factor), "from_percent": str(line.from_percent),
            "amount": str(line.amount),
        }  # fmt: skip

    return [
        out.StatementOut.model_validate(
            {
                "user": sure(one.user), "attained": str(one.statement.attained), "quota": text(one.statement.quota),
                "amount": str(one.amount), "would_be": str(one.would_be),
                "lines": [told(line) for line in one.statement.lines],
            }
        )
        for one in paid
    ]  # fmt: skip
