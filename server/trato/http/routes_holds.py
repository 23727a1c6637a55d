"""`/holds` and `/notices`: times kept for somebody until a customer answers, and what a user is told of."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.errors import InvalidInputError
from trato.http import inputs
from trato.http import schemas_scheduling as out
from trato.http.auth import caller, services
from trato.scheduling.holding import Hold, Holds
from trato.scheduling.notices.service import Notice, Notices

blueprint = APIBlueprint("holds", __name__, tag="Kept times and notices")


@blueprint.post("/holds")
@blueprint.input(out.HoldIn)
@blueprint.output(out.HoldOut, status_code=201)
@blueprint.doc(operation_id="placeHold", summary="Keep a time until a customer answers")
def place_hold(json_data: out.HoldIn) -> Response:
    """Keep a time for oneself, or for whom one may book; nobody else can have it until it runs out."""
    who = caller()
    start = _aware(json_data.start, "start")
    made = Holds(services().database).place(
        who,
        int(json_data.user_id) if json_data.user_id else who.user_id,
        (start, start + timedelta(minutes=json_data.duration_min)),
        until=_aware(json_data.expires_at, "expires_at"),
        reason=" ".join(json_data.reason.replace("\0", "").split()),
    )
    response = jsonify(_hold(made).model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.get("/holds")
@blueprint.output(out.HoldsOut)
@blueprint.doc(operation_id="listHolds", summary="The times that are kept now")
def list_holds() -> Response:
    """Return the caller's own times, those they keep for others, and those of whom they see."""
    items = [_hold(one) for one in Holds(services().database).seen(caller())]
    return jsonify(out.HoldsOut(items=items).model_dump(mode="json"))


@blueprint.delete("/holds/<int:hold_id>")
@blueprint.output(inputs.EmptyIn)
@blueprint.doc(operation_id="releaseHold", summary="Let a time go")
def release_hold(hold_id: int) -> Response:
    """Let a time go at once; letting go twice is once."""
    Holds(services().database).let_go(caller(), hold_id)
    return jsonify({})


@blueprint.get("/notices")
@blueprint.output(out.NoticesOut)
@blueprint.doc(operation_id="listNotices", summary="What the caller is told of")
def list_notices() -> Response:
    """Return who booked, moved or cancelled for the caller, and that their digest is there."""
    items = [_notice(one) for one in Notices(services().database).of(caller())]
    return jsonify(out.NoticesOut(items=items).model_dump(mode="json"))


@blueprint.post("/notices/seen")
@blueprint.input(out.NoticesSeenIn)
@blueprint.output(inputs.EmptyIn)
@blueprint.doc(operation_id="seeNotices", summary="Note which notices were seen")
def see_notices(json_data: out.NoticesSeenIn) -> Response:
    """Note what the caller has seen of their own notices."""
    Notices(services().database).see(caller(), [int(one) for one in json_data.ids])
    return jsonify({})


def _hold(one: Hold) -> out.HoldOut:
    return out.HoldOut(
        id=str(one.id), user_id=str(one.user_id), start=one.starts_at, end=one.ends_at, expires_at=one.expires_at,
        made_by_id=None if one.made_by_id is None else str(one.made_by_id), reason=one.reason,
    )  # fmt: skip


def _notice(one: Notice) -> out.NoticeOut:
    return out.NoticeOut.model_validate(
        {"id": str(one.id), "kind": one.kind.value, "params": one.params, "at": one.at, "seen_at": one.seen_at}
    )


def _aware(moment: datetime, name: str) -> datetime:
    if moment.tzinfo is None:
        raise InvalidInputError(f"{name} must be an instant with an offset")
    return moment
