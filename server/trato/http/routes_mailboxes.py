"""`/mailboxes`: how far each mailbox is followed, for its owner and for those above them."""

from __future__ import annotations

from http import HTTPStatus

import sqlalchemy as sa
from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.directory import following
from trato.directory.following import ConnectedMailbox, Fault, Summary
from trato.directory.model import Role
from trato.directory.tables import mailboxes, users
from trato.errors import NotFoundError
from trato.http import inputs, paging, schemas, schemas_mailboxes
from trato.http.auth import caller, services, signed_in
from trato.sync import store as feeds
from trato.sync.model import FeedState

blueprint = APIBlueprint("mailboxes", __name__, tag="Mailboxes")


@blueprint.get("/mailboxes")
@blueprint.input(inputs.PageQuery, location="query")
@blueprint.output(schemas_mailboxes.MailboxesOut)
@blueprint.doc(
    operation_id="listMailboxes", summary="One's own mailbox and those of one's people, and how far they are"
)
def list_mailboxes(query_data: inputs.PageQuery) -> Response:
    """Return a page of mailboxes by their owners' names, each with what its feeds come to."""
    who = caller()
    condition: sa.ColumnElement[bool] = sa.true()
    if query_data.cursor:
        name, row_id = paging.decode(query_data.cursor, str, int)
        condition = sa.tuple_(users.c.name, mailboxes.c.id) > sa.tuple_(name, row_id)
    with services().database.as_user(who) as connection:
        found = following.visible_mailboxes(connection, condition, limit=query_data.limit + 1)
    page = found[: query_data.limit]
    # The feeds of one's people are hidden from their manager, by whose right only the sum of them is told.
    with services().database.as_system(who.tenant_id) as connection:
        summaries = following.summaries(connection, [mailbox.id for mailbox in page], now=who.at)
    body = schemas_mailboxes.MailboxesOut(
        now=who.at,
        items=[_mailbox(mailbox, summaries[mailbox.id]) for mailbox in page],
        next_cursor=paging.encode(page[-1].owner, page[-1].id) if len(found) > len(page) else None,
    )
    return jsonify(body.model_dump(mode="json"))


@blueprint.get("/mailboxes/<int:mailbox_id>/feeds")
@blueprint.output(schemas_mailboxes.FeedsOut)
@blueprint.doc(operation_id="listFeeds", summary="Where each folder of a mailbox stands, and what was set aside")
def list_feeds(mailbox_id: int) -> Response:
    """Return the feeds of a mailbox; folders are its owner's and an administrator's to see."""
    who = caller()
    with services().database.as_user(who) as connection:
        _require_open(following.visible_mailboxes(connection, mailboxes.c.id == mailbox_id), mailbox_id)
        states = feeds.of_mailbox(connection, mailbox_id)
        aside = following.set_aside_items(connection, mailbox_id)
    body = schemas_mailboxes.FeedsOut(
        now=who.at,
        items=[_feed(state) for state in states],
        set_aside=[
            schemas_mailboxes.SetAsideOut(
                feed_id=str(one.feed_id), remote_id=one.remote_id, reason=one.reason, seen_at=one.seen_at
            )
            for one in aside
        ],
    )
    return jsonify(body.model_dump(mode="json"))


@blueprint.post("/mailboxes/<int:mailbox_id>/rounds")
@blueprint.input(inputs.EmptyIn)
@blueprint.output(schemas_mailboxes.RoundOut, status_code=202)
@blueprint.doc(operation_id="readMailbox", summary="Have one's own mailbox read now")
def read_mailbox(mailbox_id: int, json_data: inputs.EmptyIn) -> Response:  # noqa: ARG001
    """Ask for a round of one's own mailbox, and for what failed to be tried again now; it is read by a worker."""
    who = caller()
    with services().database.as_user(who) as connection:
        found = following.visible_mailboxes(connection, mailboxes.c.id == mailbox_id)
    if not found or found[0].user_id != who.user_id or found[0].disconnected_at is not None:
        raise NotFoundError(f"no connected mailbox {mailbox_id} of yours")
    with services().database.as_system(who.tenant_id) as connection:
        following.wake(connection, mailbox_id, at=who.at)
        services().follow_soon(connection, who.tenant_id, mailbox_id)
    response = jsonify(schemas_mailboxes.RoundOut(asked_at=who.at).model_dump(mode="json"))
    response.status_code = HTTPStatus.ACCEPTED
    return response


def _require_open(found: list[ConnectedMailbox], mailbox_id: int) -> None:
    if not found or not _can_open(found[0]):
        raise NotFoundError(f"no mailbox {mailbox_id}, or it is not yours to look into")


def _can_open(mailbox: ConnectedMailbox) -> bool:
    member = signed_in()
    return mailbox.user_id == member.id or Role.ADMIN in member.roles


def _mailbox(mailbox: ConnectedMailbox, summary: Summary) -> schemas_mailboxes.MailboxOut:
    return schemas_mailboxes.MailboxOut(
        id=str(mailbox.id),
        address=mailbox.address,
        owner=schemas.NamedOut(id=str(mailbox.user_id), name=mailbox.owner),
        is_own=mailbox.user_id == signed_in().id,
        can_open=_can_open(mailbox),
        connected_at=mailbox.connected_at,
        disconnected_at=mailbox.disconnected_at,
        status=summary.status.value,
        items_done=summary.done,
        items_estimated=summary.estimated,
        is_in_full_round=summary.is_in_full_round,
        items_per_s=summary.per_s,
        ends_at=summary.ends_at,
        caught_up_at=summary.caught_up_at,
        is_overdue=summary.is_overdue,
        fault=_fault(summary.fault),
        retry_at=summary.retry_at,
        set_aside=summary.set_aside,
        changes_come_by=summary.telling.value,
    )


def _feed(state: FeedState) -> schemas_mailboxes.FeedOut:
    now = caller().at
    return schemas_mailboxes.FeedOut(
        id=str(state.id),
        kind=state.kind,
        name=state.name,
        status=state.status(now).value,
        items_done=state.items_done,
        items_estimated=state.items_estimated,
        is_in_full_round=state.is_in_full_round,
        caught_up_at=state.caught_up_at,
        is_overdue=following.is_overdue(state, now),
        fault=_fault(Fault.of(state)),
        retry_at=state.retry_at,
    )


def _fault(fault: Fault | None) -> schemas_mailboxes.FaultOut | None:
    return None if fault is None else schemas_mailboxes.FaultOut(code=fault.code, detail=fault.detail)
