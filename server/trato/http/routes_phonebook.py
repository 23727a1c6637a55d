"""`/phone-lists`: what each would do and does, who is on it; and `/phone-changes`, the undo log."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import sqlalchemy as sa
from apiflask import APIBlueprint
from flask import Response, jsonify
from sqlalchemy import Connection

from trato.crm.tables import contacts
from trato.directory.tables import mailboxes, tenants
from trato.errors import InvalidInputError, NotFoundError
from trato.http import inputs, paging, schemas, schemas_phonebook
from trato.http.auth import caller, services
from trato.http.present_people import listed
from trato.phonebook import store as folders
from trato.phonebook.lists import deciding, store
from trato.phonebook.lists.fields import DECIDED
from trato.phonebook.lists.merge import Policy
from trato.phonebook.lists.model import Content, ContentKind, PhoneList
from trato.phonebook.lists.people import people
from trato.phonebook.lists.tables import phone_changes

blueprint = APIBlueprint("phonebook", __name__, tag="Phone lists")


@blueprint.get("/phone-lists")
@blueprint.output(schemas_phonebook.PhoneListsOut)
@blueprint.doc(operation_id="listPhoneLists", summary="One's own two-way phone lists, and what they would do")
def list_phone_lists() -> Response:
    """Return the caller's lists; one that waits for a word says what it would do."""
    with services().database.as_user(caller()) as connection:
        found = store.lists(connection)
        counts = {one.id: store.counts(connection, one.id) for one in found}
        can_begin = _own_mailbox(connection) is not None
    body = schemas_phonebook.PhoneListsOut(items=[_list(one, *counts[one.id]) for one in found], can_begin=can_begin)
    return jsonify(body.model_dump(mode="json"))


@blueprint.post("/phone-lists")
@blueprint.input(schemas_phonebook.PhoneListIn)
@blueprint.output(schemas_phonebook.PhoneListOut, status_code=201)
@blueprint.doc(operation_id="beginPhoneList", summary="Begin a list; its first round only tells what it would do")
def begin_phone_list(json_data: schemas_phonebook.PhoneListIn) -> Response:
    """Begin a list in one's own mailbox; nothing is written before it is confirmed."""
    policies = _policies(json_data.policies)
    if json_data.content == "team" and not json_data.word:
        raise InvalidInputError("a team's list needs the category that its people carry: `word`")
    who = caller()
    with services().database.as_user(who) as connection:
        mailbox_id = _require_mailbox(connection)
        list_id = store.make(
            connection, who.tenant_id, mailbox_id, name=json_data.name,
            content=Content(ContentKind(json_data.content), json_data.word),
            policies=policies, by_id=who.user_id, at=who.at,
        )  # fmt: skip
        made = store.get(connection, list_id)
    with services().database.as_system(who.tenant_id) as connection:
        folders.open_list(connection, who.tenant_id, mailbox_id)
        services().follow_soon(connection, who.tenant_id, mailbox_id)
    response = jsonify(_list(made, 0, 0).model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.post("/phone-lists/<int:list_id>/confirmation")
@blueprint.input(inputs.EmptyIn)
@blueprint.output(schemas_phonebook.DoneOut)
@blueprint.doc(operation_id="confirmPhoneList", summary="Let a list do what it told that it would")
def confirm_phone_list(list_id: int, json_data: inputs.EmptyIn) -> Response:  # noqa: ARG001
    """Confirm a first sync, or changes that the brake held."""
    who = caller()
    with services().database.as_user(who) as connection:
        phone_list = store.get(connection, list_id)
        store.confirm(connection, phone_list, at=who.at)
    _follow(phone_list.mailbox_id)
    return _done()


@blueprint.patch("/phone-lists/<int:list_id>")
@blueprint.input(schemas_phonebook.PhoneListChangeIn)
@blueprint.output(schemas_phonebook.PhoneListOut)
@blueprint.doc(operation_id="changePhoneList", summary="Say who decides, field by field, where both sides changed")
def change_phone_list(list_id: int, json_data: schemas_phonebook.PhoneListChangeIn) -> Response:
    """Set policies; what waits for a word already still does."""
    with services().database.as_user(caller()) as connection:
        store.set_policies(connection, store.get(connection, list_id), _policies(json_data.policies))
        changed = store.get(connection, list_id)
        counts = store.counts(connection, list_id)
    return jsonify(_list(changed, *counts).model_dump(mode="json"))


@blueprint.delete("/phone-lists/<int:list_id>")
@blueprint.output(schemas_phonebook.DoneOut)
@blueprint.doc(operation_id="endPhoneList", summary="End a list; both sides stay as they are")
def end_phone_list(list_id: int) -> Response:
    """Keep a list no longer. Nothing is removed from Outlook or from the CRM."""
    who = caller()
    with services().database.as_user(who) as connection:
        store.end(connection, store.get(connection, list_id).id, at=who.at)
    return _done()


@blueprint.get("/phone-lists/<int:list_id>/people")
@blueprint.input(schemas_phonebook.ListedQuery, location="query")
@blueprint.output(schemas_phonebook.ListedPageOut)
@blueprint.doc(operation_id="listPhoneListPeople", summary="Who is on a list, by name")
def list_people(list_id: int, query_data: schemas_phonebook.ListedQuery) -> Response:
    """Return a page of a list's people."""
    after = paging.decode(query_data.cursor, str, int) if query_data.cursor else None
    with services().database.as_user(caller()) as connection:
        store.get(connection, list_id)
        ids = store.listed_people(connection, list_id, query_data.query or "", after, query_data.limit + 1)
        there = people(connection, [one for one, _ in ids])
        country = connection.execute(sa.select(tenants.c.country)).scalar_one()
        of_page = store.entries(connection, list_id, [one for one, _ in ids])
        own = {one.contact_id for one in of_page if one.is_from_outlook}
    page = ids[: query_data.limit]
    body = schemas_phonebook.ListedPageOut(
        items=[listed(there[one], country, is_from_outlook=one in own) for one, _ in page],
        next_cursor=paging.encode(page[-1][1], page[-1][0]) if len(ids) > len(page) else None,
    )
    return jsonify(body.model_dump(mode="json"))


@blueprint.get("/phone-changes")
@blueprint.input(inputs.PageQuery, location="query")
@blueprint.output(schemas_phonebook.PhoneChangesOut)
@blueprint.doc(operation_id="listPhoneChanges", summary="What Trato wrote into contacts, on either side, newest first")
def list_changes(query_data: inputs.PageQuery) -> Response:
    """Return a page of the undo log."""
    table = phone_changes
    before = paging.decode(query_data.cursor, int)[0] if query_data.cursor else None
    wanted = sa.select(table, contacts.c.name).join(
        contacts, sa.and_(contacts.c.tenant_id == table.c.tenant_id, contacts.c.id == table.c.contact_id)
    )
    if before is not None:
        wanted = wanted.where(table.c.id < before)
    with services().database.as_user(caller()) as connection:
        rows = connection.execute(wanted.order_by(table.c.id.desc()).limit(query_data.limit + 1)).all()
    page = rows[: query_data.limit]
    body = schemas_phonebook.PhoneChangesOut(
        now=caller().at,
        items=[
            schemas_phonebook.PhoneChangeOut(
                id=str(row.id), contact=schemas.NamedOut(id=str(row.contact_id), name=row.name), side=row.side,
                field=row.field, before=row.before, after=row.after, cause=row.cause, at=row.at,
                undone_at=row.undone_at,
            )
            for row in page
        ],
        next_cursor=paging.encode(page[-1].id) if len(rows) > len(page) else None,
    )  # fmt: skip
    return jsonify(body.model_dump(mode="json"))


@blueprint.post("/phone-changes/<int:change_id>/undo")
@blueprint.input(inputs.EmptyIn)
@blueprint.output(schemas_phonebook.DoneOut)
@blueprint.doc(operation_id="undoPhoneChange", summary="Put back what a change replaced")
def undo(change_id: int, json_data: inputs.EmptyIn) -> Response:  # noqa: ARG001
    """Undo one change; the next round carries it to the other side."""
    with services().database.as_user(caller()) as connection:
        deciding.undo(connection, caller(), change_id)
        mailbox_id = _own_mailbox(connection)
    if mailbox_id is not None:
        _follow(mailbox_id)
    return _done()


def _policies(given: Mapping[str, str]) -> dict[str, Policy]:
    unknown = sorted(set(given) - set(DECIDED))
    if unknown:
        raise InvalidInputError(f"no field {unknown[0]!r}; fields are {', '.join(DECIDED)}")
    return {name: Policy(value) for name, value in given.items()}


def _done() -> Response:
    return jsonify(schemas_phonebook.DoneOut(done_at=caller().at).model_dump(mode="json"))


def _own_mailbox(connection: Connection) -> int | None:
    mine = sa.select(mailboxes.c.id).where(
        mailboxes.c.user_id == caller().user_id, mailboxes.c.disconnected_at.is_(None)
    )
    return connection.execute(mine).scalar()


def _require_mailbox(connection: Connection) -> int:
    mailbox_id = _own_mailbox(connection)
    if mailbox_id is None:
        raise NotFoundError("your mailbox is not connected; an administrator can connect it with `trato connect`")
    return mailbox_id


def _follow(mailbox_id: int) -> None:
    with services().database.as_system(caller().tenant_id) as connection:
        services().follow_soon(connection, caller().tenant_id, mailbox_id)


def _list(one: PhoneList, count: int, conflicts: int) -> schemas_phonebook.PhoneListOut:
    forecast: dict[str, Any] = dict(one.forecast)
    return schemas_phonebook.PhoneListOut(
        id=str(one.id),
        name=one.name,
        content=one.content.kind.value,
        word=one.content.word,
        policies={name: one.policy(name).value for name in DECIDED},
        confirmed_at=one.confirmed_at,
        forecast=schemas_phonebook.ForecastOut(**forecast, at=one.forecast_at) if one.forecast_at else None,
        people=count,
        conflicts=conflicts,
    )
