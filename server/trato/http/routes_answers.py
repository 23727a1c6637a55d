"""`/answers/…`: what reps ask of a customer, one request a question, each item with why and where from."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from apiflask import APIBlueprint
from flask import Response, jsonify
from sqlalchemy import Connection

from trato.crm.answers import dealings, people, places
from trato.crm.answers.views import Address, Answer, Item
from trato.crm.tables import accounts
from trato.crm.views import Named
from trato.db.engine import Caller
from trato.errors import NotFoundError
from trato.http import present, schemas_answers
from trato.http.auth import caller, services
from trato.http.routes_search import order
from trato.http.schemas_answers import AddressOut, AnswerItemOut, AnswerOut

blueprint = APIBlueprint("answers", __name__, tag="Answers")

Ask = Callable[[Connection, Caller], Answer]


@blueprint.get("/answers/contacts")
@blueprint.input(schemas_answers.ContactsQuery, location="query")
@blueprint.output(AnswerOut)
@blueprint.doc(operation_id="answerContacts", summary="Who is our contact there, in each department")
def answer_contacts(query_data: schemas_answers.ContactsQuery) -> Response:
    """Return one person a department: whoever was dealt with last, else the most influential."""
    department = query_data.department
    return _answer(
        lambda connection, who: people.contacts_by_department(
            connection, _account(connection, query_data.account_id), department=department, now=who.at
        )
    )


@blueprint.get("/answers/addresses")
@blueprint.input(schemas_answers.AboutQuery, location="query")
@blueprint.output(AnswerOut)
@blueprint.doc(operation_id="answerAddresses", summary="The mailing and the billing address")
def answer_addresses(query_data: schemas_answers.AboutQuery) -> Response:
    """Return both; the main address stands in for one that is not told."""
    return _answer(lambda connection, _: places.addresses(connection, _account(connection, query_data.account_id)))


@blueprint.get("/answers/accounts-payable")
@blueprint.input(schemas_answers.AboutQuery, location="query")
@blueprint.output(AnswerOut)
@blueprint.doc(operation_id="answerAccountsPayable", summary="Where accounts payable is")
def answer_accounts_payable(query_data: schemas_answers.AboutQuery) -> Response:
    """Return its people, its addresses and the place where it sits."""
    return _answer(
        lambda connection, who: people.accounts_payable(
            connection, _account(connection, query_data.account_id), now=who.at
        )
    )


@blueprint.get("/answers/buyer")
@blueprint.input(schemas_answers.AboutQuery, location="query")
@blueprint.output(AnswerOut)
@blueprint.doc(operation_id="answerBuyer", summary="Who the buyer is, with their phone")
def answer_buyer(query_data: schemas_answers.AboutQuery) -> Response:
    """Return who buys, by their role, else by their department."""
    return _answer(
        lambda connection, who: people.buyer(connection, _account(connection, query_data.account_id), now=who.at)
    )


@blueprint.get("/answers/last-contact")
@blueprint.input(schemas_answers.LastContactQuery, location="query")
@blueprint.output(AnswerOut)
@blueprint.doc(operation_id="answerLastContact", summary="When any of us last dealt with them, and who of us")
def answer_last_contact(query_data: schemas_answers.LastContactQuery) -> Response:
    """Return each of us with the last time, the latest first."""
    contact_id = None if query_data.contact_id is None else int(query_data.contact_id)
    return _answer(
        lambda connection, who: people.last_contact(
            connection, _account(connection, query_data.account_id), contact_id=contact_id, now=who.at
        )
    )


@blueprint.get("/answers/last-order")
@blueprint.input(schemas_answers.LastOrderQuery, location="query")
@blueprint.output(AnswerOut)
@blueprint.doc(operation_id="answerLastOrder", summary="When they last ordered, and what")
def answer_last_order(query_data: schemas_answers.LastOrderQuery) -> Response:
    """Return the newest orders, of everything or of one product."""
    return _answer(
        lambda connection, _: dealings.last_order(
            connection, _account(connection, query_data.account_id), product=query_data.product
        )
    )


@blueprint.get("/answers/promotion")
@blueprint.input(schemas_answers.PromotionQuery, location="query")
@blueprint.output(AnswerOut)
@blueprint.doc(operation_id="answerPromotion", summary="Who was in the last promotion, of a product")
def answer_promotion(query_data: schemas_answers.PromotionQuery) -> Response:
    """Return the members of the promotion that began last."""
    return _answer(
        lambda connection, who: dealings.promotion(
            connection, product=query_data.product, account=_asked(connection, query_data.account_id), now=who.at
        )
    )


@blueprint.get("/answers/collateral")
@blueprint.input(schemas_answers.CollateralQuery, location="query")
@blueprint.output(AnswerOut)
@blueprint.doc(operation_id="answerCollateral", summary="Who has a brochure")
def answer_collateral(query_data: schemas_answers.CollateralQuery) -> Response:
    """Return who was sent it, the latest first, and by whom of us."""
    return _answer(
        lambda connection, _: dealings.who_has(
            connection, name=query_data.name, account=_asked(connection, query_data.account_id)
        )
    )


@blueprint.get("/answers/next-call")
@blueprint.output(AnswerOut)
@blueprint.doc(operation_id="answerNextCall", summary="When the caller's next call is")
def answer_next_call() -> Response:
    """Return the next call in the calendar, and the next step that is one."""
    return _answer(lambda connection, who: dealings.next_call(connection, user_id=who.user_id, now=who.at))


def _answer(ask: Ask) -> Response:
    who = caller()
    with services().database.as_user(who) as connection:
        answer = ask(connection, who)
    body = AnswerOut.model_validate(
        {
            "question": answer.question.value,
            "about": present.named(answer.about) if answer.about else None,
            "items": [_item(item) for item in answer.items],
            "unknown": [missing.value for missing in answer.unknown],
        }
    )
    return jsonify(body.model_dump(mode="json"))


def _account(connection: Connection, account_id: str) -> Named:
    row = connection.execute(sa.select(accounts.c.id, accounts.c.name).where(accounts.c.id == int(account_id))).first()
    if row is None:
        raise NotFoundError(f"no account {account_id}, or it is not yours to see")
    return Named(row.id, row.name)


def _asked(connection: Connection, account_id: str | None) -> Named | None:
    return None if account_id is None else _account(connection, account_id)


def _item(item: Item) -> AnswerItemOut:
    return AnswerItemOut.model_validate(
        {
            "why": {"code": item.why.value, "params": dict(item.params)},
            "source": {"kind": item.source.kind, "id": str(item.source.id), "name": item.source.name},
            "on": item.on,
            "at": item.at,
            "contact": present.contact(item.contact) if item.contact else None,
            "account": present.named(item.account) if item.account else None,
            "address": _address(item.address) if item.address else None,
            "order": order(item.order) if item.order else None,
            "user": present.named(item.user) if item.user else None,
            "interaction": present.interaction(item.interaction) if item.interaction else None,
        }
    )


def _address(address: Address) -> AddressOut:
    return AddressOut.model_validate(
        {
            "purpose": address.purpose,
            "kind": address.kind,
            "name": address.name or None,
            "street": address.street or None,
            "city": address.city or None,
            "postal_code": address.postal_code or None,
            "country": address.country or None,
            "departments": list(address.departments),
        }
    )
