"""`/reviews`: the weekly review, gone through one opportunity after the other, seen and commented by those above."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify
from sqlalchemy import Connection

from trato.crm import opportunity_changes, sheets, timelines
from trato.crm.model import Outcome
from trato.crm.views import About
from trato.graph.writer_model import MailDraft, Person
from trato.http import inputs, present_pipeline, present_review
from trato.http import schemas_review as out
from trato.http.auth import caller, language, services, signed_in
from trato.http.preconditions import require_version
from trato.http.routes_pipeline import moment
from trato.scheduling.booking import OutlookNotConnectedError
from trato.selling.pipeline import finding
from trato.selling.pipeline.asked import Asked, Sorted
from trato.selling.pipeline.finding import Group
from trato.selling.pipeline.piles import briefs
from trato.selling.pipeline.rows import rows
from trato.selling.review import printed, service, sharing
from trato.selling.review.model import Decision
from trato.selling.review.people import addresses_above
from trato.selling.review.sharing import Shared
from trato.selling.review.unlinked import unlinked_threads

blueprint = APIBlueprint("reviews", __name__, tag="Weekly review")

MOST_HAPPENED = 20
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[Any, Any] = {200: {"description": "The workbook", "content": {WORKBOOK: _BINARY}}}
_PDF: dict[Any, Any] = {200: {"description": "The document", "content": {PDF: _BINARY}}}


@blueprint.get("/reviews")
@blueprint.output(out.ReviewsOut)
@blueprint.doc(operation_id="listReviews", summary="Weekly reviews: one's own, and those of the people below")
def list_reviews() -> Response:
    """Return the newest."""
    with services().database.as_user(caller()) as connection:
        found = service.all_reviews(connection)
    return _json(out.ReviewsOut(items=[present_review.head(one, caller()) for one in found]))


@blueprint.post("/reviews")
@blueprint.input(inputs.EmptyIn)
@blueprint.output(out.ReviewOut)
@blueprint.doc(operation_id="startReview", summary="Begin this week's review, or go on with it")
def start_review(json_data: inputs.EmptyIn) -> Response:  # noqa: ARG001
    """Return the caller's review of this week where the organisation is; a second call finds it as it stands."""
    with services().database.as_user(caller()) as connection:
        return _review(connection, service.start(connection, caller()))


@blueprint.get("/reviews/<int:review_id>")
@blueprint.output(out.ReviewOut)
@blueprint.doc(operation_id="getReview", summary="A weekly review as it stands")
def get_review(review_id: int) -> Response:
    """Return it with its opportunities in order, the comments and a summary."""
    with services().database.as_user(caller()) as connection:
        return _review(connection, review_id)


@blueprint.get("/reviews/<int:review_id>/items/<int:opportunity_id>")
@blueprint.output(out.ReviewItemOut)
@blueprint.doc(operation_id="getReviewItem", summary="An opportunity in a review, with what happened since the last")
def get_item(review_id: int, opportunity_id: int) -> Response:
    """Return it; what happened and what changed are those after it was reviewed last."""
    with services().database.as_user(caller()) as connection:
        return _item(connection, review_id, opportunity_id)


@blueprint.put("/reviews/<int:review_id>/items/<int:opportunity_id>")
@blueprint.input(out.ReviewDecisionIn)
@blueprint.output(out.ReviewItemOut)
@blueprint.doc(operation_id="reviewOpportunity", summary="Confirm, change, close or skip an opportunity in a review")
def review_opportunity(review_id: int, opportunity_id: int, json_data: out.ReviewDecisionIn) -> Response:
    """Write what is decided, with its changes; If-Match must name the version of the opportunity that was read."""
    who, version = caller(), require_version("the opportunity")
    closing = json_data.closure
    decision = Decision(
        json_data.is_skipped,
        present_pipeline.wanted(json_data.fields) if json_data.fields else None,
        (Outcome(closing.outcome), closing.reason.replace("\0", "")) if closing else None,
    )
    with services().database.as_user(who) as connection:
        service.decide(connection, who, review_id, opportunity_id, decision, version=version)
        return _item(connection, review_id, opportunity_id)


@blueprint.delete("/reviews/<int:review_id>/items/<int:opportunity_id>")
@blueprint.output(out.ReviewItemOut)
@blueprint.doc(operation_id="unreviewOpportunity", summary="Have an opportunity as not reviewed yet")
def unreview_opportunity(review_id: int, opportunity_id: int) -> Response:
    """Take back that it was reviewed; what was changed of it stays and has an undo of its own."""
    with services().database.as_user(caller()) as connection:
        service.take_back(connection, caller(), review_id, opportunity_id)
        return _item(connection, review_id, opportunity_id)


@blueprint.post("/reviews/<int:review_id>/finish")
@blueprint.input(inputs.EmptyIn)
@blueprint.output(out.ReviewOut)
@blueprint.doc(operation_id="finishReview", summary="End a review")
def finish_review(review_id: int, json_data: inputs.EmptyIn) -> Response:  # noqa: ARG001
    """End it, unless an opportunity waits for an action."""
    with services().database.as_user(caller()) as connection:
        service.finish(connection, caller(), review_id)
        return _review(connection, review_id)


@blueprint.post("/reviews/<int:review_id>/comments")
@blueprint.input(out.ReviewCommentIn)
@blueprint.output(out.ReviewOut, status_code=201)
@blueprint.doc(operation_id="commentReview", summary="Say something of a review, or of an opportunity in it")
def comment_review(review_id: int, json_data: out.ReviewCommentIn) -> Response:
    """Keep it under the caller's name."""
    about = None if json_data.opportunity_id is None else int(json_data.opportunity_id)
    with services().database.as_user(caller()) as connection:
        service.comment(connection, caller(), review_id, json_data.words, about)
        response = _review(connection, review_id)
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.get("/reviews/unlinked-threads")
@blueprint.output(out.UnlinkedThreadsOut)
@blueprint.doc(operation_id="listUnlinkedThreads", summary="Threads of the last weeks that belong to no opportunity")
def list_unlinked() -> Response:
    """Return the caller's own; `createOpportunity` makes one of them, and deciding about the thread links it."""
    with services().database.as_user(caller()) as connection:
        found = unlinked_threads(connection, caller())
    return _json(out.UnlinkedThreadsOut(items=[present_review.unlinked(one) for one in found]))


@blueprint.get("/reviews/<int:review_id>/workbook")
@blueprint.doc(operation_id="getReviewWorkbook", summary="A review as an Excel workbook", responses=_FILE)
def get_workbook(review_id: int) -> Response:
    """Return it in the caller's language; no cell of it is a formula."""
    with services().database.as_user(caller()) as connection:
        shared = _shared(connection, review_id)
    content = sheets.write_workbook("Review", sharing.workbook_rows(shared, language()))
    return _file(content, WORKBOOK, f"review-{shared.course.review.week_on.isoformat()}.xlsx")


@blueprint.get("/reviews/<int:review_id>/document")
@blueprint.doc(operation_id="getReviewDocument", summary="A review as a PDF", responses=_PDF)
def get_document(review_id: int) -> Response:
    """Return it in the caller's language, to be read on paper or passed on."""
    with services().database.as_user(caller()) as connection:
        shared = _shared(connection, review_id)
    return _file(printed.document(shared, language()), PDF, f"review-{shared.course.review.week_on.isoformat()}.pdf")


@blueprint.post("/reviews/<int:review_id>/draft")
@blueprint.input(out.ReviewMailIn)
@blueprint.output(out.ReviewMailOut, status_code=201)
@blueprint.doc(operation_id="draftReviewMail", summary="Put a mail about a review into one's drafts; nothing is sent")
def draft_mail(review_id: int, json_data: out.ReviewMailIn) -> Response:
    """Write the draft to the caller's mailbox, addressed to their manager unless somebody else is named."""
    who, writers = caller(), services().writers
    with services().database.as_user(who) as connection:
        service.require_own(connection, who, review_id)
        shared = _shared(connection, review_id)
        to = tuple(json_data.to) or addresses_above(connection, who)
    if writers is None:
        raise OutlookNotConnectedError("Trato is not connected to Outlook here, so no draft was made")
    subject, text = sharing.mail_of(shared, language())
    draft = MailDraft(subject=subject, text=text, to=tuple(Person("", one) for one in to))
    writers(who.tenant_id, signed_in().upn).draft_mail(draft, key=f"review:{review_id}:{who.at.isoformat()}")
    with services().database.as_user(who) as connection:
        service.note_shared(connection, who, review_id)
    response = _json(out.ReviewMailOut(to=list(to), subject=subject, text=text))
    response.status_code = HTTPStatus.CREATED
    return response


def _review(connection: Connection, review_id: int) -> Response:
    who = caller()
    found = service.course(connection, who, review_id)
    shown = briefs(connection, [one.candidate.opportunity_id for one in found.items])
    return _json(present_review.course(found, shown, _total(connection, found.review.owner.id), who))


def _item(connection: Connection, review_id: int, opportunity_id: int) -> Response:
    who = caller()
    review = service.course_head(connection, review_id)
    found = service.item(connection, who, review_id, opportunity_id)
    since = service.since(review, found.candidate)
    about = About(opportunity_id=opportunity_id)
    happened = timelines.timeline(connection, about, now=who.at, limit=MOST_HAPPENED)
    changed = opportunity_changes.history(connection, opportunity_id, limit=MOST_HAPPENED)
    (row,) = rows(connection, [opportunity_id], now=who.at)
    body = present_review.item(
        found,
        briefs(connection, [opportunity_id])[opportunity_id],
        row,
        since,
        [one for one in happened if one.ends_at > since],
        [one for one in changed if one.at > since],
        language(),
    )
    response = _json(body)
    response.headers["ETag"] = f'"{row.opportunity.version}"'
    return response


def _shared(connection: Connection, review_id: int) -> Shared:
    who = caller()
    found = service.course(connection, who, review_id)
    shown = rows(connection, [one.candidate.opportunity_id for one in found.items], now=who.at)
    total = _total(connection, found.review.owner.id)
    return Shared(found, {one.opportunity.id: one for one in shown}, total)


def _total(connection: Connection, owner_id: int) -> Group:
    asked = Asked(owner_ids=(owner_id,))
    page = finding.page(connection, caller().tenant_id, asked, Sorted(), moment(), limit=1)
    return page.totals or Group(None, "", 0, ())


def _file(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _json(body: Any) -> Response:
    return jsonify(body.model_dump(mode="json"))
