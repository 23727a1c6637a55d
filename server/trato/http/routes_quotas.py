"""`/quotas`: what is asked of whom, as a grid and as files, and what was attained of it, live."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, request

from trato.crm import sheets
from trato.errors import InvalidInputError
from trato.http import present_quotas as told
from trato.http import schemas_quotas as out
from trato.http.auth import caller, language, services, signed_in
from trato.http.preconditions import require_version
from trato.insight.quotas import quota_lists
from trato.insight.quotas.attainment import Asked, By, Only, attainment, chosen
from trato.insight.quotas.ledger import settle
from trato.insight.quotas.model import Measure, Subject
from trato.insight.quotas.periods import span_of
from trato.insight.quotas.quota_store import Quotas, listed, names, one, reach
from trato.insight.quotas.sheet import COLUMNS, NAMES_ES, Target, cells_by_name, read, written
from trato.planning.figures import tenant_currency

blueprint = APIBlueprint("quotas", __name__, tag="Quotas")

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
FILE: dict[Any, Any] = {200: {"description": "The file", "content": dict.fromkeys(MEDIA_TYPES.values(), _BINARY)}}


@blueprint.before_request
def allow_files() -> None:
    """Let these requests be as large as the largest file, written in base64."""
    request.max_content_length = out.MOST_BYTES * 4 // 3 + 100_000


@blueprint.get("/quotas")
@blueprint.input(out.QuotaQuery, location="query")
@blueprint.output(out.QuotasOut)
@blueprint.doc(operation_id="listQuotas", summary="The quotas within a period, as a grid")
def list_quotas(query_data: out.QuotaQuery) -> Response:
    """Return the quotas that the caller sees, and whose the caller may set."""
    who, span = caller(), span_of(query_data.period)
    with services().database.as_user(who) as connection:
        mine = reach(connection, who, roles())
        found = listed(connection, mine, span, _measure(query_data.measure))
        settable = quota_lists.settable(connection, mine)
        currency = tenant_currency(connection)
    return jsonify(told.quotas(span, currency, found, settable).model_dump(mode="json"))


@blueprint.post("/quotas")
@blueprint.input(out.QuotaIn)
@blueprint.output(out.QuotaOut, status_code=201)
@blueprint.doc(operation_id="setQuota", summary="Set a quota that is not there yet")
def set_quota(json_data: out.QuotaIn) -> Response:
    """Set it."""
    target = Target(
        Subject(json_data.subject), int(json_data.subject_id),
        None if json_data.product_id is None else int(json_data.product_id),
        span_of(json_data.period), Measure(json_data.measure),
    )  # fmt: skip
    quota_id = Quotas(services().database).add(caller(), roles(), target, json_data.amount)
    response = _one(quota_id)
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.put("/quotas/<int:quota_id>")
@blueprint.input(out.QuotaAmountIn)
@blueprint.output(out.QuotaOut)
@blueprint.doc(operation_id="changeQuota", summary="Change what a quota asks for")
def change_quota(quota_id: int, json_data: out.QuotaAmountIn) -> Response:
    """Change it; If-Match must name the version that was read."""
    version = require_version("the quota")
    Quotas(services().database).change(caller(), roles(), quota_id, json_data.amount, version=version)
    return _one(quota_id)


@blueprint.delete("/quotas/<int:quota_id>")
@blueprint.output(out.QuotaWorkDoneOut)
@blueprint.doc(operation_id="dropQuota", summary="Take a quota away")
def drop_quota(quota_id: int) -> Response:
    """Take it away; If-Match must name the version that was read."""
    version = require_version("the quota")
    Quotas(services().database).change(caller(), roles(), quota_id, None, version=version)
    return jsonify(out.QuotaWorkDoneOut().model_dump(mode="json"))


@blueprint.post("/quotas/preview")
@blueprint.input(out.QuotaFileIn)
@blueprint.output(out.QuotaFileOut)
@blueprint.doc(operation_id="previewQuotas", summary="What a file of quotas would do")
def preview_quotas(json_data: out.QuotaFileIn) -> Response:
    """Tell; nothing is written."""
    return _file(json_data, only_tell=True)


@blueprint.post("/quotas/imports")
@blueprint.input(out.QuotaFileIn)
@blueprint.output(out.QuotaFileOut)
@blueprint.doc(operation_id="importQuotas", summary="Bring a file's quotas in, but its faulty rows")
def import_quotas(json_data: out.QuotaFileIn) -> Response:
    """Do what the preview tells."""
    return _file(json_data, only_tell=False)


@blueprint.get("/quotas/export")
@blueprint.input(out.QuotaExportQuery, location="query")
@blueprint.doc(operation_id="exportQuotas", summary="Quotas as a file that can come in again", responses=FILE)
def export_quotas(query_data: out.QuotaExportQuery) -> Response:
    """Return the quotas that the caller sees; no cell is a formula."""
    who, tongue = caller(), language()
    with services().database.as_user(who) as connection:
        mine = reach(connection, who, roles())
        found = listed(connection, mine, span_of(query_data.period), _measure(query_data.measure))
        currency = tenant_currency(connection)
    rows = [[NAMES_ES[name] if tongue == "es" else name for name in COLUMNS]]
    rows += [
        written(each.target, each.name, each.product.name if each.product else "", each.amount, currency, tongue)
        for each in found
    ]
    return file_of(rows, query_data.format, "quotas", "Cuotas" if tongue == "es" else "Quotas")


@blueprint.get("/quotas/attainment")
@blueprint.input(out.AttainmentQuery, location="query")
@blueprint.output(out.AttainmentOut)
@blueprint.doc(operation_id="getAttainment", summary="What was attained of quotas, with pace and forecast")
def get_attainment(query_data: out.AttainmentQuery) -> Response:
    """Return how quotas stand at this moment: what was written last is in it."""
    who = caller()
    settle(services().database, who.tenant_id)
    product_id = None if query_data.product_id is None else int(query_data.product_id)
    span = span_of(query_data.period)
    asked = Asked(span, By(query_data.by), Measure(query_data.measure), product_id)
    with services().database.as_user(who) as connection:
        found = attainment(connection, who, reach(connection, who, roles()), asked)
    rows = chosen(found.rows, Only(query_data.only))
    page = rows[query_data.offset : query_data.offset + query_data.limit]
    return jsonify(told.attainment(span, found, len(rows), page).model_dump(mode="json"))


@blueprint.get("/quotas/credits")
@blueprint.input(out.CreditQuery, location="query")
@blueprint.output(out.CreditsOut)
@blueprint.doc(operation_id="listCredits", summary="The sales behind a figure")
def list_credits(query_data: out.CreditQuery) -> Response:
    """Return what counts for whom, of those whom the caller sees."""
    who = caller()
    settle(services().database, who.tenant_id)
    user_id = None if query_data.user_id is None else int(query_data.user_id)
    with services().database.as_user(who) as connection:
        found = quota_lists.credits_shown(connection, span_of(query_data.period), user_id)
    return jsonify(out.CreditsOut(items=[told.credit(each) for each in found]).model_dump(mode="json"))


def roles() -> frozenset[str]:
    """Return the roles of whoever is signed in."""
    return frozenset(role.value for role in signed_in().roles)


def file_of(rows: list[list[str]], kind: str, name: str, title: str) -> Response:
    """Return rows as a file that is saved, never shown."""
    content = sheets.write_csv(rows) if kind == "csv" else sheets.write_workbook(title, rows)
    response = Response(content, mimetype=MEDIA_TYPES[kind])
    response.headers["Content-Disposition"] = f"attachment; filename={name}.{kind}"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _one(quota_id: int) -> Response:
    who = caller()
    with services().database.as_user(who) as connection:
        found = one(connection, reach(connection, who, roles()), quota_id)
    return jsonify(told.quota(found).model_dump(mode="json"))


def _file(given: out.QuotaFileIn, *, only_tell: bool) -> Response:
    try:
        content = b64decode(given.content, validate=True)
    except (Base64Error, ValueError) as error:
        raise InvalidInputError("`content` is no base64 (RFC 4648): send the file's bytes in it") from error
    who = caller()
    with services().database.as_user(who) as connection:
        known = names(connection, language())
    wanted, faults = read(cells_by_name(sheets.read_cells(content)), known)
    done = Quotas(services().database).bring_in(who, roles(), wanted, faults, only_tell=only_tell)
    return jsonify(told.file(done, language()).model_dump(mode="json"))


def _measure(name: str | None) -> Measure | None:
    return None if name is None else Measure(name)
