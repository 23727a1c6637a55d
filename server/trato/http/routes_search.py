"""`/search`: one box for contacts, accounts, opportunities, orders and what was said."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.crm.search import finding, results, talks
from trato.crm.search.results import Hit, OrderView
from trato.crm.search.talks import Talk
from trato.errors import InvalidInputError
from trato.http import present, schemas, schemas_search
from trato.http.auth import caller, language, services, signed_in

blueprint = APIBlueprint("search", __name__, tag="Search")

TALKS = "interaction"


@blueprint.get("/search")
@blueprint.input(schemas_search.SearchQuery, location="query")
@blueprint.output(schemas_search.SearchOut)
@blueprint.doc(operation_id="search", summary="Find customers by parts of a name, an address, a phone or a number")
def search(query_data: schemas_search.SearchQuery) -> Response:
    """Return what fits, best first: own, lately dealt with and exactly as typed before the rest."""
    kinds = {kind.strip() for kind in query_data.kinds.split(",") if kind.strip()}
    unknown = kinds - {*finding.KINDS, TALKS}
    if unknown or not kinds:
        raise InvalidInputError(f"kinds may be {', '.join((*finding.KINDS, TALKS))}")
    member, who = signed_in(), caller()
    with services().database.as_user(who) as connection:
        found = finding.find(
            connection, member.tenant_id, member.id, query_data.q,
            kinds=kinds - {TALKS}, now=who.at, limit=query_data.limit,
        ) if kinds - {TALKS} else []  # fmt: skip
        hits = results.hits(connection, found, now=who.at)
        said = talks.find_talks(connection, query_data.q, limit=query_data.limit) if TALKS in kinds else []
    items = [_hit(hit) for hit in hits] + [_talk(talk, member.id) for talk in said]
    return jsonify(schemas_search.SearchOut(items=items).model_dump(mode="json"))


def order(view: OrderView) -> schemas_search.OrderOut:
    """Present an order."""
    amount = None if view.amount is None else schemas.MoneyOut(value=str(view.amount), currency=view.currency)
    return schemas_search.OrderOut(
        id=str(view.id),
        number=view.number,
        account=present.named(view.account),
        ordered_on=view.ordered_on,
        amount=amount,
        products=list(view.products),
    )


def _hit(hit: Hit) -> schemas_search.SearchHitOut:
    found = hit.found
    return schemas_search.SearchHitOut.model_validate(
        {
            "kind": found.kind,
            "match": {
                "fit": found.fit.value,
                "place": found.place.value,
                "own": found.is_own,
                "last_interaction_at": found.last_at,
            },
            "account": present.account(hit.account) if hit.account else None,
            "contact": present.contact(hit.contact) if hit.contact else None,
            "opportunity": present.opportunity(hit.opportunity, language()) if hit.opportunity else None,
            "order": order(hit.order) if hit.order else None,
            "interaction": None,
        }
    )


def _talk(talk: Talk, user_id: int) -> schemas_search.SearchHitOut:
    view = talk.interaction
    is_own = any(user.id == user_id for user in view.users)
    return schemas_search.SearchHitOut.model_validate(
        {
            "kind": TALKS,
            "match": {"fit": "words", "place": "text", "own": is_own, "last_interaction_at": view.ends_at},
            "account": present.account(talk.account) if talk.account else None,
            "contact": None,
            "opportunity": None,
            "order": None,
            "interaction": present.interaction(view),
        }
    )
