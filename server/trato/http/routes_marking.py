"""`/marking`: whether linked mails and meetings carry a category in Outlook, and what stands in the way."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.errors import NotFoundError
from trato.http import schemas_privacy
from trato.http.auth import services
from trato.http.routes_privacy import decider, mailbox_of
from trato.linking.marks.choices import MarkingChoices
from trato.linking.marks.noting import CATEGORY
from trato.linking.privacy import Decider

blueprint = APIBlueprint("marking", __name__, tag="Marks in Outlook")


@blueprint.get("/marking")
@blueprint.output(schemas_privacy.MarkingOut)
@blueprint.doc(operation_id="getMarking", summary="Whether linked mails and meetings are marked in Outlook")
def get_marking() -> Response:
    """Return what the organisation and the caller chose, and what came of it in the caller's mailbox."""
    return _marking(decider())


@blueprint.put("/marking")
@blueprint.input(schemas_privacy.MarkingIn)
@blueprint.output(schemas_privacy.MarkingOut)
@blueprint.doc(operation_id="putMarking", summary="Switch marks in Outlook on or off")
def put_marking(json_data: schemas_privacy.MarkingIn) -> Response:
    """Have what is linked marked from now on, and the last weeks; or take back what was marked."""
    who = decider()
    _choices().choose(who, mailbox_of(who, json_data.scope), is_on=json_data.is_on)
    return _marking(who)


def _choices() -> MarkingChoices:
    return MarkingChoices(services().database)


def _marking(who: Decider) -> Response:
    try:
        mailbox_id = mailbox_of(who, "mailbox")
    except NotFoundError:
        mailbox_id = None
    found = _choices().marking(who, mailbox_id)
    body = schemas_privacy.MarkingOut(
        can_decide_for_all=who.is_admin,
        has_mailbox=mailbox_id is not None,
        organisation=found.organisation,
        mailbox=found.own,
        mails=found.mails.value,
        events=found.events.value,
        missing=sorted(found.permissions.values()),
        category=CATEGORY,
        marked=found.marked,
        waiting=found.waiting,
    )
    return jsonify(body.model_dump(mode="json"))
