"""`/pipeline/spreadsheets`, `/pipeline/imports`, `/pipeline/export`: opportunities as files, told before they come in.

Nothing of an upload is kept between telling and doing: the client sends the file again, and what it does then is
worked out anew.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, request
from sqlalchemy import Connection

from trato.crm import sheets
from trato.errors import InvalidInputError
from trato.http import present_pipeline
from trato.http import schemas_spreadsheets as out
from trato.http.auth import caller, language, services
from trato.http.routes_pipeline import moment
from trato.selling.pipeline import finding
from trato.selling.pipeline.asked import Sorted
from trato.selling.spreadsheets import importing, undoing
from trato.selling.spreadsheets.exporting import MOST_EXPORTED, exported
from trato.selling.spreadsheets.headings import Field, name_of
from trato.selling.spreadsheets.importing import Understood

blueprint = APIBlueprint("spreadsheets", __name__, tag="Spreadsheets")

MOST_FAULTS = 500
SAMPLE = 10
_MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[Any, Any] = {200: {"description": "The file", "content": dict.fromkeys(_MEDIA_TYPES.values(), _BINARY)}}


@blueprint.before_request
def allow_files() -> None:
    """Let these requests be as large as the largest file, written in base64, with room for its columns."""
    request.max_content_length = out.MOST_BYTES * 4 // 3 + 500_000


@blueprint.post("/pipeline/spreadsheets/preview")
@blueprint.input(out.SpreadsheetIn)
@blueprint.output(out.SpreadsheetOut)
@blueprint.doc(
    operation_id="previewSpreadsheet", summary="What a spreadsheet's columns are taken for, what it would do"
)
def preview(json_data: out.SpreadsheetIn) -> Response:
    """Tell; nothing is written."""
    with services().database.as_user(caller()) as connection:
        told = _understood(connection, json_data)
    tongue = language()
    names = {one.value: name_of(one, tongue) for one in Field}
    names |= {f"custom.{one.key}": one.name_es if tongue == "es" else one.name_en for one in told.own}
    body = out.SpreadsheetOut(
        new=len(told.new),
        changed=len(told.changed),
        unchanged=told.unchanged,
        new_accounts=list(told.new_accounts[:MOST_FAULTS]),
        sample=[str(row.values.get("name", "")) for row in told.new[:SAMPLE]],
        columns=[
            out.SheetColumnOut(
                heading=heading,
                field=told.columns.get(place),
                samples=[one[:100] for one in told.samples[place]],
            )
            for place, heading in enumerate(told.headings)
        ],
        fields=[out.SheetFieldOut(field=one, name=name) for one, name in names.items()],
        faults=[
            out.SheetFaultOut(
                line=one.line,
                column=one.column[:200],
                code=one.fault.value,
                value=one.value,
                reason=one.reason(tongue),
                remedy=one.remedy(tongue),
            )
            for one in told.faults[:MOST_FAULTS]
        ],
        fault_count=len(told.faults),
        faulty_rows=_faulty(told),
    )
    return jsonify(body.model_dump(mode="json"))


@blueprint.post("/pipeline/imports")
@blueprint.input(out.SpreadsheetIn)
@blueprint.output(out.SpreadsheetDoneOut, status_code=201)
@blueprint.doc(operation_id="importSpreadsheet", summary="Bring a spreadsheet's opportunities in, but its faulty rows")
def bring_in(json_data: out.SpreadsheetIn) -> Response:
    """Do what the preview tells, and remember what the columns are."""
    with services().database.as_user(caller()) as connection:
        told = _understood(connection, json_data)
        import_id = importing.bring_in(connection, caller(), told, json_data.name)
    body = out.SpreadsheetDoneOut(
        id=str(import_id),
        new=len(told.new),
        changed=len(told.changed),
        unchanged=told.unchanged,
        new_accounts=len(told.new_accounts),
        faulty_rows=_faulty(told),
    )
    response = jsonify(body.model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.get("/pipeline/imports")
@blueprint.output(out.SpreadsheetImportsOut)
@blueprint.doc(operation_id="listSpreadsheetImports", summary="One's own imports of opportunities")
def list_imports() -> Response:
    """Return the newest imports of the caller."""
    with services().database.as_user(caller()) as connection:
        found = importing.past_imports(connection)
    items = [
        out.SpreadsheetImportOut(
            id=str(one.id), name=one.file_name, at=one.at, opportunities=one.opportunities, undone_at=one.undone_at
        )
        for one in found
    ]
    return jsonify(out.SpreadsheetImportsOut(items=items).model_dump(mode="json"))


@blueprint.delete("/pipeline/imports/<int:import_id>")
@blueprint.output(out.SpreadsheetUndoneOut)
@blueprint.doc(operation_id="undoSpreadsheetImport", summary="Take a whole import back; what was touched since stays")
def take_back(import_id: int) -> Response:
    """Undo an import of the caller's own."""
    with services().database.as_user(caller()) as connection:
        done = undoing.take_back(connection, caller(), import_id)
    body = out.SpreadsheetUndoneOut(removed=done.removed, changed_back=done.changed_back, kept=done.kept)
    return jsonify(body.model_dump(mode="json"))


@blueprint.post("/pipeline/export")
@blueprint.input(out.SpreadsheetExportIn)
@blueprint.doc(
    operation_id="exportSpreadsheet",
    summary="Opportunities as a workbook or CSV that can come in again",
    responses=_FILE,
)
def export(json_data: out.SpreadsheetExportIn) -> Response:
    """Return what was asked for, in its order; no cell of it is a formula."""
    who = caller()
    with services().database.as_user(who) as connection:
        ids = [int(one) for one in json_data.ids] or _found(connection, json_data)
        rows = list(exported(connection, ids, language()))
    if json_data.format == "csv":
        content = sheets.write_csv(rows)
    else:
        content = sheets.write_workbook("Oportunidades" if language() == "es" else "Opportunities", rows)
    response = Response(content, mimetype=_MEDIA_TYPES[json_data.format])
    response.headers["Content-Disposition"] = f"attachment; filename=opportunities.{json_data.format}"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _found(connection: Connection, given: out.SpreadsheetExportIn) -> list[int]:
    asked, order = present_pipeline.asked(given.asked), Sorted(given.order, given.is_descending)
    page = finding.page(connection, caller().tenant_id, asked, order, moment(), limit=MOST_EXPORTED + 1)
    if len(page.ids) > MOST_EXPORTED:
        raise InvalidInputError(f"more than {MOST_EXPORTED} opportunities: narrow the question")
    return list(page.ids)


def _understood(connection: Connection, given: out.SpreadsheetIn) -> Understood:
    try:
        content = b64decode(given.content, validate=True)
    except (Base64Error, ValueError) as error:
        raise InvalidInputError("`content` is no base64 (RFC 4648): send the file's bytes in it") from error
    return importing.understand(
        connection,
        caller(),
        content,
        given.name,
        chosen=given.columns,
        makes_accounts=given.makes_accounts,
        language=language(),
    )


def _faulty(told: Understood) -> int:
    return len({one.line for one in told.faults})
