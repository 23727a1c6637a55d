"""What stands beside an open mail: how we stand with the customer, what its text says, several mails at once."""

from __future__ import annotations

from datetime import UTC
from http import HTTPStatus

import sqlalchemy as sa
from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.crm import contact_changes, creation, queries
from trato.crm.model import BuyingRole
from trato.crm.tables import accounts, opportunities
from trato.errors import NotFoundError
from trato.http import inputs_pane as inputs
from trato.http import present, present_pane, schemas
from trato.http import schemas_pane as out
from trato.http.auth import caller, language, services
from trato.http.preconditions import require_version
from trato.linking import several
from trato.linking.alike import alike
from trato.linking.several import Asked, Choice
from trato.mail.reading import message
from trato.mail.reading.message import Message
from trato.phonebook.remarks import remark, remarks
from trato.selling.relations import known_contact, relations

blueprint = APIBlueprint("pane", __name__, tag="Pane")


@blueprint.get("/accounts/<int:account_id>/relations")
@blueprint.output(out.RelationsOut)
@blueprint.doc(operation_id="getRelations", summary="How we stand with a customer")
def get_relations(account_id: int) -> Response:
    """Return contacts and whom they report to, who of us is in touch, what waits for us, tasks and last reports."""
    who = caller()
    with services().database.as_user(who) as connection:
        if connection.execute(sa.select(accounts.c.id).where(accounts.c.id == account_id)).first() is None:
            raise NotFoundError(f"no account {account_id}, or it is not yours to see")
        found = relations(connection, account_id, now=who.at)
        noted = remarks(connection, [one.contact.id for one in found.contacts])
    return jsonify(present_pane.relations(found, noted).model_dump(mode="json"))


@blueprint.post("/contacts")
@blueprint.input(inputs.ContactIn)
@blueprint.output(schemas.ContactOut, status_code=201)
@blueprint.doc(operation_id="createContact", summary="Add a contact; mail with them counts from then on")
def create_contact(json_data: inputs.ContactIn) -> Response:
    """Write the contact down, then have the mail with them looked at again."""
    who = caller()
    new = creation.NewContact(
        account_id=int(json_data.account_id),
        name=_clean(json_data.name),
        title=_clean(json_data.title),
        department=_clean(json_data.department),
        emails=tuple(map(_clean, json_data.emails)),
        phones=tuple(map(_clean, json_data.phones)),
        influence=json_data.influence,
        buying_role=None if json_data.buying_role is None else BuyingRole(json_data.buying_role),
    )
    with services().database.as_user(who) as connection:
        contact_id = creation.create_contact(connection, who, new)
        view = queries.contact_views(connection, [contact_id])[contact_id]
    several.recognise(services().database, who, contact_id)
    return _created(present.contact(view))


@blueprint.patch("/contacts/<int:contact_id>")
@blueprint.input(inputs.ContactChangeIn)
@blueprint.output(out.KnownContactOut)
@blueprint.doc(operation_id="changeContact", summary="Change what we think of a contact: influence, role, remarks")
def change_contact(contact_id: int, json_data: inputs.ContactChangeIn) -> Response:
    """Write what is named; If-Match must name the version of the contact that was read."""
    version = require_version("the contact")
    who, named = caller(), json_data.model_dump(exclude_unset=True)
    words = named.pop("remarks", None)
    if "buying_role" in named:
        named["buying_role"] = named["buying_role"] or ""
    with services().database.as_user(who) as connection:
        also = () if words is None else ("remarks",)
        contact_changes.change_contact(connection, who, contact_id, named, version=version, also=also)
        if words is not None:
            remark(connection, who.tenant_id, contact_id, _clean(words).strip())
        found = known_contact(connection, contact_id, now=who.at)
        noted = remarks(connection, [contact_id])
    response = jsonify(present_pane.known(found, noted.get(contact_id, "")).model_dump(mode="json"))
    response.headers["ETag"] = f'"{found.version}"'
    return response


@blueprint.get("/contacts/alike")
@blueprint.input(inputs.AlikeQuery, location="query")
@blueprint.output(out.AlikeListOut)
@blueprint.doc(operation_id="getAlike", summary="Whom of our contacts somebody with a new address is likely")
def get_alike(query_data: inputs.AlikeQuery) -> Response:
    """Tell whom a person may mean to add an address to; nothing is joined."""
    who = caller()
    with services().database.as_user(who) as connection:
        found = alike(connection, who, name=_clean(query_data.name), address=_clean(query_data.address).lower())
    return jsonify(present_pane.alike(found).model_dump(mode="json"))


@blueprint.post("/contacts/<int:contact_id>/addresses")
@blueprint.input(inputs.AddressIn)
@blueprint.output(schemas.ContactOut, status_code=201)
@blueprint.doc(operation_id="addAddress", summary="Note that a contact writes from one more address")
def add_address(contact_id: int, json_data: inputs.AddressIn) -> Response:
    """Write the address down, then have the mail from it looked at again."""
    who = caller()
    with services().database.as_user(who) as connection:
        creation.add_address(connection, who, contact_id, _clean(json_data.address))
        view = queries.contact_views(connection, [contact_id])[contact_id]
    several.recognise(services().database, who, contact_id)
    return _created(present.contact(view))


@blueprint.post("/opportunities")
@blueprint.input(inputs.OpportunityIn)
@blueprint.output(schemas.OpportunityOut, status_code=201)
@blueprint.doc(operation_id="createOpportunity", summary="Begin an opportunity")
def create_opportunity(json_data: inputs.OpportunityIn) -> Response:
    """Write the opportunity down as the caller's own."""
    who = caller()
    step = json_data.next_step
    new = creation.NewOpportunity(
        account_id=int(json_data.account_id),
        name=_clean(json_data.name),
        stage=json_data.stage,
        amount=json_data.amount.value if json_data.amount else None,
        currency=json_data.amount.currency if json_data.amount else None,
        close_date=json_data.close_date,
        next_date=step.date if step else None,
        next_objective=_clean(step.objective) if step else "",
        contact_ids=tuple(int(value) for value in json_data.contact_ids),
    )
    with services().database.as_user(who) as connection:
        opportunity_id = creation.create_opportunity(connection, who, new)
        (view,) = queries.opportunity_views(connection, opportunities.c.id == opportunity_id, now=who.at)
    return _created(present.opportunity(view, language()))


@blueprint.post("/readings")
@blueprint.input(inputs.ReadingIn)
@blueprint.output(out.ReadingOut)
@blueprint.doc(operation_id="readMail", summary="What a mail's text says: its sender's card, questions, times")
def read_mail(json_data: inputs.ReadingIn) -> Response:
    """Read the text once; nothing of it is kept."""
    sent_at = json_data.sent_at
    read = message.read(
        Message(
            id="",
            body=_clean(json_data.body),
            subject=json_data.subject,
            sender=json_data.sender,
            sent_at=sent_at.replace(tzinfo=UTC) if sent_at and sent_at.tzinfo is None else sent_at,
        )
    )
    return jsonify(present_pane.reading(read).model_dump(mode="json"))


@blueprint.post("/selections")
@blueprint.input(inputs.SelectionIn)
@blueprint.output(out.SelectionOut)
@blueprint.doc(operation_id="getSelection", summary="What each of several mails concerns")
def get_selection(json_data: inputs.SelectionIn) -> Response:
    """Return thread, account and opportunity of each mail, in the order asked."""
    asked = [
        Asked(*(_clean(value or "") for value in (one.item_id, one.internet_message_id, one.conversation_id)))
        for one in json_data.items
    ]
    with services().database.as_user(caller()) as connection:
        found = several.concerns(connection, asked)
    return jsonify(present_pane.selection(found).model_dump(mode="json"))


@blueprint.post("/threads/decisions")
@blueprint.input(inputs.DecisionsIn)
@blueprint.output(out.DecisionsOut)
@blueprint.doc(operation_id="decideThreads", summary="Decide the same for several threads")
def decide_threads(json_data: inputs.DecisionsIn) -> Response:
    """Decide thread by thread; one that cannot be decided on stops none of the others."""
    choice = Choice(
        json_data.kind,
        account_id=None if json_data.account_id is None else int(json_data.account_id),
        opportunity_id=None if json_data.opportunity_id is None else int(json_data.opportunity_id),
    )
    outcome = several.decide(services().database, caller(), [int(one) for one in json_data.thread_ids], choice)
    body = out.DecisionsOut(
        items=[out.DecidedOut(thread_id=str(thread_id), code=code) for thread_id, code in outcome.items()]
    )
    return jsonify(body.model_dump(mode="json"))


def _created(body: schemas.Schema) -> Response:
    response = jsonify(body.model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


def _clean(text: str) -> str:
    return text.replace("\0", "")
