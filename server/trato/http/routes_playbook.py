"""`/tasks` as lists, and an opportunity's `/process`: whose tasks, what became of the steps, who does what."""

from __future__ import annotations

from datetime import date
from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify
from sqlalchemy import Connection

from trato.http import paging, present
from trato.http import schemas_playbook as out
from trato.http.auth import caller, language, services, signed_in
from trato.http.preconditions import require_version
from trato.http.schemas import Schema
from trato.http.schemas_scheduling import DraftOut
from trato.planning.playbook import proposals
from trato.planning.playbook.process import StageCourse, process_of
from trato.planning.playbook.settling import settle
from trato.scheduling.availability import zone_of
from trato.selling import task_list, tasks
from trato.selling.task_list import Asked, TaskRow, Which

blueprint = APIBlueprint("playbook", __name__, tag="Selling")

# Whoever asks waits for no more than this: a worker does the rest.
SETTLED_AT_MOST = 1000


@blueprint.get("/tasks")
@blueprint.input(out.TasksQuery, location="query")
@blueprint.output(out.TasksOut)
@blueprint.doc(operation_id="listTasks", summary="Things to do: one's own, or those of the people one leads")
def list_tasks(query_data: out.TasksQuery) -> Response:
    """Return a page of tasks, the most urgent first, and how much each person has to do."""
    who = caller()
    start = max(0, int(paging.decode(query_data.cursor, int)[0])) if query_data.cursor else 0
    asked = Asked(
        _assignee(query_data.who), Which(query_data.which), _id(query_data.account_id), _id(query_data.opportunity_id)
    )
    settle(services().database, who.tenant_id, now=who.at, at_most=SETTLED_AT_MOST)
    today = _today()
    with services().database.as_user(who) as connection:
        found = task_list.listed(connection, asked, today=today, limit=query_data.limit + 1, offset=start)
        loads = task_list.loads(connection, asked, today=today)
        people = task_list.colleagues(connection, who)
    page = found[: query_data.limit]
    return _json(
        out.TasksOut(
            items=[_row(one) for one in page],
            loads=[out.LoadOut(user=present.named(one.user), open=one.open, overdue=one.overdue) for one in loads],
            people=[present.named(one) for one in people],
            today=today,
            next_cursor=paging.encode(start + len(page)) if len(found) > len(page) else None,
        )
    )


@blueprint.put("/tasks/<int:task_id>/skip")
@blueprint.input(out.SkipIn)
@blueprint.output(out.TaskRowOut)
@blueprint.doc(operation_id="skipTask", summary="Leave a task out, and say why")
def skip_task(task_id: int, json_data: out.SkipIn) -> Response:
    """Leave it out; If-Match must name the version that was read."""
    version = require_version("the task")
    with services().database.as_user(caller()) as connection:
        tasks.skip(connection, caller(), task_id, json_data.reason.replace("\0", ""), version=version)
        return _told(connection, task_id)


@blueprint.delete("/tasks/<int:task_id>/skip")
@blueprint.output(out.TaskRowOut)
@blueprint.doc(operation_id="takeTaskUp", summary="Take up a task that was left out")
def take_task_up(task_id: int) -> Response:
    """Take it up again; If-Match must name the version that was read."""
    version = require_version("the task")
    with services().database.as_user(caller()) as connection:
        tasks.unskip(connection, caller(), task_id, version=version)
        return _told(connection, task_id)


@blueprint.put("/tasks/<int:task_id>/assignee")
@blueprint.input(out.AssignIn)
@blueprint.output(out.TaskRowOut)
@blueprint.doc(operation_id="assignTask", summary="Give a task to somebody one leads, or take it oneself")
def assign_task(task_id: int, json_data: out.AssignIn) -> Response:
    """Give it to somebody; If-Match must name the version that was read."""
    version = require_version("the task")
    with services().database.as_user(caller()) as connection:
        tasks.assign(connection, caller(), task_id, int(json_data.assignee_id), version=version)
        return _told(connection, task_id)


@blueprint.get("/tasks/<int:task_id>/draft")
@blueprint.output(DraftOut)
@blueprint.doc(operation_id="draftOfTask", summary="The mail that a task asks for, to look at and send oneself")
def draft_of_task(task_id: int) -> Response:
    """Return a mail in the customer's language; nothing is sent."""
    with services().database.as_user(caller()) as connection:
        found = proposals.draft_of(connection, caller(), task_id)
    return _json(
        DraftOut.model_validate(
            {"to": list(found.to), "subject": found.subject, "text": found.text, "language": found.language}
        )
    )


@blueprint.get("/opportunities/<int:opportunity_id>/process")
@blueprint.output(out.ProcessOut)
@blueprint.doc(operation_id="getProcess", summary="How far an opportunity is in the sales process, step by step")
def get_process(opportunity_id: int) -> Response:
    """Return the stages it began, the present one first, with what became of their steps."""
    who = caller()
    settle(services().database, who.tenant_id, now=who.at, at_most=SETTLED_AT_MOST)
    with services().database.as_user(who) as connection:
        found = process_of(connection, opportunity_id, today=_today())
    return _json(out.ProcessOut(pipeline=found.pipeline, stages=[_stage(one) for one in found.stages]))


def _assignee(who: str) -> int | None:
    return None if who == "team" else caller().user_id if who == "mine" else int(who)


def _id(value: str | None) -> int | None:
    return None if value is None else int(value)


def _today() -> date:
    return caller().at.astimezone(zone_of(signed_in().timezone)).date()


def _told(connection: Connection, task_id: int) -> Response:
    row = task_list.one(connection, task_id, today=_today())
    response = _json(_row(row))
    response.headers["ETag"] = f'"{row.version}"'
    return response


def _stage(one: StageCourse) -> out.StageCourseOut:
    return out.StageCourseOut(
        key=one.key,
        name=one.name_es if language() == "es" else one.name_en,
        started_at=one.started_at,
        left_at=one.left_at,
        rules_version=str(one.rules_version),
        steps=[_row(step) for step in one.steps],
    )


def _row(one: TaskRow) -> out.TaskRowOut:
    named = {name: getattr(one, name) for name in ("assigned_by", "account", "opportunity", "done_by")}
    values: dict[str, Any] = {name: value and present.named(value) for name, value in named.items()}
    evidence = one.evidence and {"id": str(one.evidence.id), "kind": one.evidence.kind, "at": one.evidence.at}
    return out.TaskRowOut.model_validate(
        {
            **values,
            "id": str(one.id),
            "title": one.title,
            "kind": one.kind or None,
            "due_on": one.due_on,
            "state": one.state.value,
            "is_overdue": one.is_overdue,
            "assignee": present.named(one.assignee),
            "stage": one.stage_key or None,
            "step": one.step,
            "rules_version": present.text_id(one.rules_version),
            "evidence": evidence,
            "done_at": one.done_at,
            "set_aside_at": one.set_aside_at,
            "reason": one.reason,
            "etag": str(one.version),
        }
    )


def _json(body: Schema) -> Response:
    return jsonify(body.model_dump(mode="json"))
