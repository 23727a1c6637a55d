"""`/calendar-files` and `/calendar-imports`: calendar files into one's own calendar, shown first, taken back whole."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.http import inputs
from trato.http import schemas_calendar_out as out
from trato.http.auth import caller, services
from trato.scheduling.publishing.importing import CalendarImport, CalendarImports

blueprint = APIBlueprint("calendar_files", __name__, tag="Calendars for other programs")


@blueprint.post("/calendar-files/preview")
@blueprint.input(out.CalendarFileIn)
@blueprint.output(out.CalendarForecastOut)
@blueprint.doc(operation_id="previewCalendarFile", summary="What a calendar file would bring in, and why not the rest")
def preview_calendar_file(json_data: out.CalendarFileIn) -> Response:
    """Tell of each date in a file whether it would come into the caller's calendar; nothing is written."""
    found = _imports().look(caller(), json_data.content.encode("utf-8", "replace"))
    body = out.CalendarForecastOut(
        dates=[
            out.FileDateOut(
                place=place, subject=one.subject, where=one.place, start=one.starts_at, end=one.ends_at,
                is_all_day=one.is_all_day, is_private=one.is_private, repeats=one.repeats, verdict=one.verdict.value,
            )
            for place, one in enumerate(found.dates)
        ],
        problems=[out.FileProblemOut(line=one.line, reason=one.reason) for one in found.problems],
    )  # fmt: skip
    return jsonify(body.model_dump(mode="json"))


@blueprint.post("/calendar-imports")
@blueprint.input(out.CalendarImportIn)
@blueprint.output(out.CalendarImportOut, status_code=201)
@blueprint.doc(operation_id="importCalendarFile", summary="Bring dates of a calendar file into one's own calendar")
def import_calendar_file(json_data: out.CalendarImportIn) -> Response:
    """Write the chosen dates to Outlook, each once; nobody is invited to them."""
    raw = json_data.content.encode("utf-8", "replace")
    name = " ".join(json_data.name.replace("\0", "").split())
    response = jsonify(_import(_imports().bring_in(caller(), raw, name, json_data.places)).model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.get("/calendar-imports")
@blueprint.output(out.CalendarImportsOut)
@blueprint.doc(operation_id="listCalendarImports", summary="The caller's imports of calendar files")
def list_calendar_imports() -> Response:
    """Return the newest, and what became of each."""
    items = [_import(one) for one in _imports().of(caller())]
    return jsonify(out.CalendarImportsOut(items=items).model_dump(mode="json"))


@blueprint.post("/calendar-imports/<int:import_id>/undoing")
@blueprint.input(inputs.EmptyIn)
@blueprint.output(out.CalendarImportOut)
@blueprint.doc(operation_id="undoCalendarImport", summary="Take an import back")
def undo_calendar_import(import_id: int, json_data: inputs.EmptyIn) -> Response:  # noqa: ARG001  nothing is said in it
    """Take out of Outlook what came in; what has guests by now stays."""
    return jsonify(_import(_imports().undo(caller(), import_id)).model_dump(mode="json"))


def _imports() -> CalendarImports:
    return CalendarImports(services().database, services().writers)


def _import(one: CalendarImport) -> out.CalendarImportOut:
    return out.CalendarImportOut(
        id=str(one.id), name=one.name, made_at=one.made_at, undone_at=one.undone_at, dates=one.dates,
        written=one.written, waiting=one.waiting, refused=one.refused, left=one.left,
    )  # fmt: skip
