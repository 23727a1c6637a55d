"""`/me` and `/context`: who is signed in, and what is known of the open item."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.directory import store
from trato.http import inputs, present, schemas
from trato.http.auth import caller, language, services, signed_in
from trato.linking import context as linking
from trato.linking.open_item import OpenItem, Participant

blueprint = APIBlueprint("context", __name__, tag="Context")


@blueprint.get("/me")
@blueprint.output(schemas.MeOut)
@blueprint.doc(operation_id="getMe", summary="Who is signed in")
def get_me() -> Response:
    """Return the signed-in user with the organisation and the present instant."""
    member, who = signed_in(), caller()
    with services().database.as_user(who) as connection:
        tenant = store.tenant_profile(connection, member.tenant_id)
        manager = store.manager_of(connection, member.id)
    me = schemas.MeOut.model_validate(
        {
            "id": str(member.id),
            "name": member.name,
            "upn": member.upn,
            "roles": sorted(member.roles),
            "language": member.language,
            "timezone": member.timezone,
            "tenant": {"name": tenant.name, "currency": tenant.currency},
            "manager": manager
            and {
                "id": str(manager.id),
                "name": manager.name,
                "address": manager.upn,
                "language": manager.language or tenant.language,
            },
            "now": who.at,
        }
    )
    return jsonify(me.model_dump(mode="json"))


@blueprint.post("/context")
@blueprint.input(inputs.ContextIn)
@blueprint.output(schemas.ContextOut)
@blueprint.doc(operation_id="getContext", summary="What is known of the open mail, draft or appointment")
def get_context(json_data: inputs.ContextIn) -> Response:
    """Return people, account, opportunities, last and next interaction, the link and why."""
    member, who = signed_in(), caller()
    with services().database.as_user(who, keeps_plans=True) as connection:
        answer = linking.context(connection, member.tenant_id, _item(json_data), now=who.at)
    body = present.context(answer, now=who.at, language=language())
    return jsonify(body.model_dump(mode="json"))


def _item(asked: inputs.ContextIn) -> OpenItem:
    appointment = asked.kind == "appointment"
    parts = [("organizer" if appointment else "from", [asked.from_] if asked.from_ else [])]
    parts += [("attendee", asked.to), ("attendee", asked.cc)] if appointment else [("to", asked.to), ("cc", asked.cc)]
    found: dict[str, Participant] = {}
    for role, people in parts:
        for person in people:
            address = person.address.strip().lower().replace("\0", "")
            if address:
                found.setdefault(address, Participant(role, address, person.name))
    return OpenItem(
        participants=tuple(found.values()),
        item_id=_text(asked.item_id),
        internet_message_id=_text(asked.internet_message_id),
        conversation_id=_text(asked.conversation_id),
        ical_uid=_text(asked.ical_uid),
        subject=_text(asked.subject),
    )


def _text(value: str | None) -> str:
    return (value or "").replace("\0", "")
