"""`/threads/{id}` and `/events/{id}`: link, take out of business, and undo either."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.crm import queries
from trato.crm.tables import accounts, opportunities
from trato.db.arrays import in_list
from trato.errors import NotFoundError
from trato.http import inputs, present, schemas
from trato.http.auth import caller, language, services
from trato.http.preconditions import version_asked
from trato.linking.decisions import Decisions, Target
from trato.linking.views import link_view

blueprint = APIBlueprint("links", __name__, tag="Links")


@blueprint.put("/threads/<int:thread_id>/link")
@blueprint.input(inputs.LinkIn)
@blueprint.output(schemas.LinkOut)
@blueprint.doc(operation_id="putThreadLink", summary="Link a thread by hand")
def put_thread_link(thread_id: int, json_data: inputs.LinkIn) -> Response:
    """Link the thread to an opportunity or an account; later mails of it follow."""
    return _put(Target.thread(thread_id), json_data)


@blueprint.delete("/threads/<int:thread_id>/link")
@blueprint.output(schemas.LinkOut)
@blueprint.doc(operation_id="deleteThreadLink", summary="Undo what was decided about a thread")
def delete_thread_link(thread_id: int) -> Response:
    """Bring the automatic link back."""
    return _undo(Target.thread(thread_id))


@blueprint.put("/threads/<int:thread_id>/exclusion")
@blueprint.input(inputs.EmptyIn)
@blueprint.output(schemas.LinkOut)
@blueprint.doc(operation_id="putThreadExclusion", summary="Say that a thread is not business")
def put_thread_exclusion(thread_id: int, json_data: inputs.EmptyIn) -> Response:  # noqa: ARG001
    """Take the thread out of business: it has no interactions any more."""
    return _take_out(Target.thread(thread_id))


@blueprint.delete("/threads/<int:thread_id>/exclusion")
@blueprint.output(schemas.LinkOut)
@blueprint.doc(operation_id="deleteThreadExclusion", summary="Undo that a thread is not business")
def delete_thread_exclusion(thread_id: int) -> Response:
    """Bring the thread back into business."""
    return _undo(Target.thread(thread_id))


@blueprint.put("/events/<int:event_id>/link")
@blueprint.input(inputs.LinkIn)
@blueprint.output(schemas.LinkOut)
@blueprint.doc(operation_id="putEventLink", summary="Link an event by hand")
def put_event_link(event_id: int, json_data: inputs.LinkIn) -> Response:
    """Link the event to an opportunity or an account; all of its dates follow."""
    return _put(Target.event(event_id), json_data)


@blueprint.delete("/events/<int:event_id>/link")
@blueprint.output(schemas.LinkOut)
@blueprint.doc(operation_id="deleteEventLink", summary="Undo what was decided about an event")
def delete_event_link(event_id: int) -> Response:
    """Bring the automatic link back."""
    return _undo(Target.event(event_id))


@blueprint.put("/events/<int:event_id>/exclusion")
@blueprint.input(inputs.EmptyIn)
@blueprint.output(schemas.LinkOut)
@blueprint.doc(operation_id="putEventExclusion", summary="Say that an event is not business")
def put_event_exclusion(event_id: int, json_data: inputs.EmptyIn) -> Response:  # noqa: ARG001
    """Take the event out of business: it has no interactions any more."""
    return _take_out(Target.event(event_id))


@blueprint.delete("/events/<int:event_id>/exclusion")
@blueprint.output(schemas.LinkOut)
@blueprint.doc(operation_id="deleteEventExclusion", summary="Undo that an event is not business")
def delete_event_exclusion(event_id: int) -> Response:
    """Bring the event back into business."""
    return _undo(Target.event(event_id))


@blueprint.get("/decisions")
@blueprint.input(inputs.SenderQuery, location="query")
@blueprint.output(schemas.DecisionsCountOut)
@blueprint.doc(operation_id="countDecisionsOfSender", summary="How many decisions about a sender's threads there are")
def count_decisions_of_sender(query_data: inputs.SenderQuery) -> schemas.DecisionsCountOut:
    """Count what undoing all of it would undo: the last decision about each thread that this address began."""
    return schemas.DecisionsCountOut(decided=Decisions(services().database).count_from(caller(), query_data.sender))


@blueprint.delete("/decisions")
@blueprint.input(inputs.SenderQuery, location="query")
@blueprint.output(schemas.UndoneOut)
@blueprint.doc(operation_id="deleteDecisionsOfSender", summary="Undo what was decided about a sender's threads")
def delete_decisions_of_sender(query_data: inputs.SenderQuery) -> schemas.UndoneOut:
    """Undo the last decision about each thread that this address began, as far as the caller sees it."""
    undone = Decisions(services().database).undo_all_from(caller(), query_data.sender)
    return schemas.UndoneOut(undone=undone)


def _put(target: Target, body: inputs.LinkIn) -> Response:
    Decisions(services().database).link(
        caller(),
        target,
        account_id=None if body.account_id is None else int(body.account_id),
        opportunity_id=None if body.opportunity_id is None else int(body.opportunity_id),
        version=version_asked(),
    )
    return _answer(target)


def _take_out(target: Target) -> Response:
    Decisions(services().database).take_out(caller(), target, version=version_asked())
    return _answer(target)


def _undo(target: Target) -> Response:
    Decisions(services().database).undo(caller(), target, version=version_asked())
    return _answer(target)


def _answer(target: Target) -> Response:
    who = caller()
    with services().database.as_user(who) as connection:
        view = link_view(connection, **{target.column: target.id})
        if view is None:
            raise NotFoundError("there is no link, or it is not yours to see")
        chosen = queries.opportunity_views(connection, opportunities.c.id == view.opportunity_id, now=who.at)
        companies = queries.account_views(connection, in_list(accounts.c.id, [view.account_id or 0]))
    body = present.link(view, chosen, companies, language())
    response = jsonify(body.model_dump(mode="json"))
    response.headers["ETag"] = f'"{view.version}"'
    return response
