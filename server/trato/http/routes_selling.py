"""`/tasks` and `/events/{id}/report`: things to do, and what came out of a meeting."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.http import inputs_pane as inputs
from trato.http import present_pane
from trato.http import schemas_pane as out
from trato.http.auth import caller, services
from trato.http.preconditions import require_version, version_asked
from trato.selling import meeting_reports, tasks
from trato.selling.meeting_reports import Report, Result
from trato.selling.tasks import NewTask

blueprint = APIBlueprint("selling", __name__, tag="Selling")


@blueprint.post("/tasks")
@blueprint.input(inputs.TaskIn)
@blueprint.output(out.TaskOut, status_code=201)
@blueprint.doc(operation_id="createTask", summary="Write down a thing to do")
def create_task(json_data: inputs.TaskIn) -> Response:
    """Write the task down; without an assignee it is the caller's."""
    who = caller()
    ids = (json_data.assignee_id, json_data.account_id, json_data.opportunity_id)
    assignee, account, opportunity = (None if one is None else int(one) for one in ids)
    title = json_data.title.replace("\0", "")
    with services().database.as_user(who) as connection:
        view = tasks.add(connection, who, NewTask(title, json_data.due_on, assignee, account, opportunity))
    response = jsonify(present_pane.task(view).model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.patch("/tasks/<int:task_id>")
@blueprint.input(inputs.TaskChangeIn)
@blueprint.output(out.TaskOut)
@blueprint.doc(operation_id="changeTask", summary="Tick a task off, or take that back")
def change_task(task_id: int, json_data: inputs.TaskChangeIn) -> Response:
    """Write whether it is done; If-Match must name the version that was read."""
    version = require_version("the task")
    who = caller()
    with services().database.as_user(who) as connection:
        view = tasks.tick(connection, who, task_id, is_done=json_data.is_done, version=version)
    response = jsonify(present_pane.task(view).model_dump(mode="json"))
    response.headers["ETag"] = f'"{view.version}"'
    return response


@blueprint.get("/events/<int:event_id>/report")
@blueprint.input(inputs.ReportQuery, location="query")
@blueprint.output(out.MeetingReportOut)
@blueprint.doc(operation_id="getReport", summary="What came out of a meeting")
def get_report(event_id: int, query_data: inputs.ReportQuery) -> Response:
    """Return the report of the date that begins at `starts_at`, null before there is one."""
    with services().database.as_user(caller()) as connection:
        date = meeting_reports.occurrence_of(connection, event_id, query_data.starts_at)
        found = meeting_reports.find(connection, event_id, date)
    body = out.MeetingReportOut(report=present_pane.report(found) if found else None)
    return jsonify(body.model_dump(mode="json"))


@blueprint.put("/events/<int:event_id>/report")
@blueprint.input(inputs.ReportQuery, location="query")
@blueprint.input(inputs.ReportIn)
@blueprint.output(out.ReportOut)
@blueprint.doc(operation_id="putReport", summary="Say what came out of a meeting")
def put_report(event_id: int, query_data: inputs.ReportQuery, json_data: inputs.ReportIn) -> Response:
    """Write the report; If-Match must name the one that was read where there is one."""
    who = caller()
    texts = (json_data.discussed, json_data.promised, json_data.concerns)
    written = Report(Result(json_data.result), *(text.replace("\0", "") for text in texts))
    version = version_asked()
    with services().database.as_user(who) as connection:
        date = meeting_reports.occurrence_of(connection, event_id, query_data.starts_at)
        view = meeting_reports.write(connection, who, event_id, date, written, version=version)
    response = jsonify(present_pane.report(view).model_dump(mode="json"))
    response.headers["ETag"] = f'"{view.version}"'
    return response
