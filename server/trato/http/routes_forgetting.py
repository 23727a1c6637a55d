"""`/contacts/{id}/forgetting`: forget a person, told in numbers first, and how to undo it."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.http import schemas_privacy
from trato.http.auth import caller, services
from trato.http.routes_privacy import decider, mailbox_of, present_rule
from trato.linking.forgetting import Forgetting
from trato.phonebook.lists import deciding

blueprint = APIBlueprint("forgetting", __name__, tag="Forgetting")


@blueprint.get("/contacts/<int:contact_id>/forgetting")
@blueprint.input(schemas_privacy.PersonForgettingIn, location="query")
@blueprint.output(schemas_privacy.PersonForgettingOut)
@blueprint.doc(operation_id="previewForgetting", summary="What would go if a person were forgotten")
def preview_forgetting(contact_id: int, query_data: schemas_privacy.PersonForgettingIn) -> Response:
    """Count the mails and meetings in which any of their addresses takes part."""
    who = decider()
    found = _forgetting().look(who, contact_id, mailbox_of(who, query_data.scope))
    body = schemas_privacy.PersonForgettingOut(
        name=found.name,
        addresses=list(found.addresses),
        mails=found.mails,
        events=found.events,
        interactions=found.interactions,
    )
    return jsonify(body.model_dump(mode="json"))


@blueprint.post("/contacts/<int:contact_id>/forgetting")
@blueprint.input(schemas_privacy.PersonForgettingIn)
@blueprint.output(schemas_privacy.PersonForgottenOut, status_code=201)
@blueprint.doc(operation_id="forgetPerson", summary="Forget a person: their mail stays out, and what was there goes")
def forget_person(contact_id: int, json_data: schemas_privacy.PersonForgettingIn) -> Response:
    """Keep out whatever they take part in. Of the organisation, they are also taken out of its contacts."""
    who = decider()
    rules = _forgetting().forget(who, contact_id, mailbox_of(who, json_data.scope))
    if json_data.scope == "organisation":
        with services().database.as_user(caller()) as connection:
            deciding.remove_person(connection, caller(), contact_id)
    body = schemas_privacy.PersonForgottenOut(rules=[present_rule(one) for one in rules])
    response = jsonify(body.model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.delete("/contacts/<int:contact_id>/forgetting")
@blueprint.input(schemas_privacy.PersonForgettingIn, location="query")
@blueprint.output(schemas_privacy.RereadingOut)
@blueprint.doc(operation_id="rememberPerson", summary="Undo that a person was forgotten, and read the mailboxes again")
def remember_person(contact_id: int, query_data: schemas_privacy.PersonForgettingIn) -> Response:
    """End their rules, have them back among the contacts, and read what the mailboxes still hold."""
    who = decider()
    boxes = _forgetting().remember(who, contact_id, mailbox_of(who, query_data.scope))
    if query_data.scope == "organisation":
        with services().database.as_user(caller()) as connection:
            deciding.restore_person(connection, contact_id)
    with services().database.as_system(who.tenant_id) as connection:
        for mailbox_id in boxes:
            services().follow_soon(connection, who.tenant_id, mailbox_id)
    return jsonify(schemas_privacy.RereadingOut(mailboxes=len(boxes)).model_dump(mode="json"))


def _forgetting() -> Forgetting:
    return Forgetting(services().database, services().clock)
