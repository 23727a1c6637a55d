"""People as they ring and are listed: `/phones/{number}` says who calls, `/phone-people` who is on one's phone.

What waits for a person's word stands in `/phone-conflicts`, of everybody, and with each person of `/phone-people`.
"""

from __future__ import annotations

import sqlalchemy as sa
from apiflask import APIBlueprint
from flask import Response, jsonify
from sqlalchemy import Connection

from trato.crm.tables import contacts
from trato.db.arrays import in_list
from trato.http import schemas, schemas_phonebook
from trato.http.auth import caller, services
from trato.phonebook import lookup
from trato.phonebook.lists import deciding, store
from trato.phonebook.lists.deciding import Choice
from trato.phonebook.lists.fields import PHOTO
from trato.phonebook.lists.plan import CHANGED_AFTER_REMOVAL, GONE
from trato.phonebook.lists.tables import phone_conflicts, removed_contacts

blueprint = APIBlueprint("phone_people", __name__, tag="People on phones")

MOST_CONFLICTS = 500

_FIELD_CHOICES: list[schemas_phonebook.ChoiceName] = ["ours", "theirs", "both"]
_CHOICES: dict[str, list[schemas_phonebook.ChoiceName]] = {
    GONE: ["list", "crm", "restore"],
    CHANGED_AFTER_REMOVAL: ["crm", "restore"],
    PHOTO: ["ours", "theirs"],
}


@blueprint.get("/phones/<number>")
@blueprint.output(schemas_phonebook.WhoCallsOut)
@blueprint.doc(operation_id="whoCalls", summary="Whose number this is: who, which account, which open opportunities")
def who_calls(number: str) -> Response:
    """Return whose number it is; it is read in the organisation's country unless it begins with +."""
    with services().database.as_user(caller()) as connection:
        found = lookup.who_calls(connection, number[:100])
    phone = found.phone
    body = schemas_phonebook.WhoCallsOut(
        number=schemas_phonebook.NumberOut(
            number=phone.typed, e164=phone.e164, extension=phone.extension, kind=phone.kind, shown=found.shown
        ),
        people=[
            schemas_phonebook.CallerOut(
                id=str(one.contact_id),
                name=one.name,
                title=one.title,
                kind=one.kind,
                account=schemas.NamedOut(id=str(one.account_id), name=one.account) if one.account else None,
                opportunities=[schemas.NamedOut(id=str(number), name=name) for number, name in one.opportunities],
            )
            for one in found.people
        ],
        accounts=[
            schemas_phonebook.CallingAccountOut(
                id=str(one.account_id),
                name=one.name,
                opportunities=[schemas.NamedOut(id=str(number), name=name) for number, name in one.opportunities],
            )
            for one in found.accounts
        ],
    )
    return jsonify(body.model_dump(mode="json"))


@blueprint.get("/phone-people")
@blueprint.input(schemas_phonebook.PhonePeopleQuery, location="query")
@blueprint.output(schemas_phonebook.PhonePeopleOut)
@blueprint.doc(operation_id="listPhonePeople", summary="Which of these contacts are on one's phone, what of them waits")
def phone_people(query_data: schemas_phonebook.PhonePeopleQuery) -> Response:
    """Tell of contacts whether they are on the caller's lists that are kept, and what waits for a word."""
    ids = list(dict.fromkeys(map(int, query_data.contact_ids.split(","))))
    with services().database.as_user(caller()) as connection:
        gone = sa.select(removed_contacts.c.contact_id)
        rows = connection.execute(
            sa.select(contacts.c.id, contacts.c.name)
            .where(in_list(contacts.c.id, ids), contacts.c.id.not_in(gone))
            .order_by(contacts.c.name, contacts.c.id)
        ).all()
        kept = [one for one in store.lists(connection) if one.confirmed_at is not None]
        on = {one.id: store.listed_ids(connection, one.id, ids) for one in kept}
        waiting = _conflicts(connection, ids)
    body = schemas_phonebook.PhonePeopleOut(
        items=[
            schemas_phonebook.PhonePersonOut(
                contact=schemas.NamedOut(id=str(row.id), name=row.name),
                lists=[
                    schemas_phonebook.OnListOut(id=str(one.id), name=one.name, is_on=row.id in on[one.id])
                    for one in kept
                ],
                conflicts=[one for one in waiting if one.contact.id == str(row.id)],
            )
            for row in rows
        ]
    )
    return jsonify(body.model_dump(mode="json"))


@blueprint.put("/phone-lists/<int:list_id>/people/<int:contact_id>")
@blueprint.output(schemas_phonebook.DoneOut)
@blueprint.doc(operation_id="putOnPhoneList", summary="Put somebody on a list by hand, whatever it holds otherwise")
def put_on(list_id: int, contact_id: int) -> Response:
    """Put somebody on one's list; the next round makes the contact in Outlook."""
    with services().database.as_user(caller()) as connection:
        phone_list = store.get(connection, list_id)
        deciding.put_on(connection, caller(), list_id, contact_id)
    return _followed(phone_list.mailbox_id)


@blueprint.delete("/phone-lists/<int:list_id>/people/<int:contact_id>")
@blueprint.output(schemas_phonebook.DoneOut)
@blueprint.doc(operation_id="takeOffPhoneList", summary="Take somebody off a list for good; they stay in the CRM")
def take_off(list_id: int, contact_id: int) -> Response:
    """Take somebody off one's list."""
    with services().database.as_user(caller()) as connection:
        phone_list = store.get(connection, list_id)
        deciding.take_off(connection, caller(), list_id, contact_id)
    return _followed(phone_list.mailbox_id)


@blueprint.get("/phone-conflicts")
@blueprint.output(schemas_phonebook.ConflictsOut)
@blueprint.doc(operation_id="listPhoneConflicts", summary="What waits for one's word: both values, and the choices")
def list_conflicts() -> Response:
    """Return the open conflicts of the caller's lists."""
    with services().database.as_user(caller()) as connection:
        found = _conflicts(connection)
    return jsonify(schemas_phonebook.ConflictsOut(items=found).model_dump(mode="json"))


@blueprint.post("/phone-conflicts/<int:conflict_id>/decision")
@blueprint.input(schemas_phonebook.DecisionIn)
@blueprint.output(schemas_phonebook.DoneOut)
@blueprint.doc(operation_id="settlePhoneConflict", summary="Settle a conflict; the next round carries it out")
def settle(conflict_id: int, json_data: schemas_phonebook.DecisionIn) -> Response:
    """Decide on a field, or how far a deletion goes."""
    with services().database.as_user(caller()) as connection:
        mailbox_id = deciding.settle(connection, caller(), conflict_id, Choice(json_data.choice))
    return _followed(mailbox_id)


def _conflicts(connection: Connection, contact_ids: list[int] | None = None) -> list[schemas_phonebook.ConflictOut]:
    table = phone_conflicts
    wanted = (
        sa.select(table, contacts.c.name)
        .join(contacts, sa.and_(contacts.c.tenant_id == table.c.tenant_id, contacts.c.id == table.c.contact_id))
        .where(table.c.settled_at.is_(None))
        .order_by(table.c.found_at, table.c.id)
        .limit(MOST_CONFLICTS)
    )
    if contact_ids is not None:
        wanted = wanted.where(in_list(table.c.contact_id, contact_ids))
    return [
        schemas_phonebook.ConflictOut(
            id=str(row.id),
            list_id=str(row.list_id),
            contact=schemas.NamedOut(id=str(row.contact_id), name=row.name),
            field=row.field,
            ours=row.ours,
            theirs=row.theirs,
            found_at=row.found_at,
            choices=_CHOICES.get(row.field, _FIELD_CHOICES),
        )
        for row in connection.execute(wanted)
    ]


def _followed(mailbox_id: int) -> Response:
    """Have what was decided carried out soon."""
    with services().database.as_system(caller().tenant_id) as connection:
        services().follow_soon(connection, caller().tenant_id, mailbox_id)
    return jsonify(schemas_phonebook.DoneOut(done_at=caller().at).model_dump(mode="json"))
