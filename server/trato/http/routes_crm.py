"""`/accounts`, `/opportunities` and `/interactions`: lists, changes, calls and notes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import sqlalchemy as sa
from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.crm import opportunity_changes, queries, service, timelines
from trato.crm.model import InteractionKind
from trato.crm.search import finding
from trato.crm.tables import accounts, closures, opportunities
from trato.crm.views import About, OpportunityView
from trato.db.engine import Caller
from trato.errors import InvalidInputError, NotFoundError
from trato.http import inputs, paging, present, schemas
from trato.http.auth import caller, language, services
from trato.http.preconditions import require_version

blueprint = APIBlueprint("crm", __name__, tag="Customers")

SLACK = timedelta(minutes=5)
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


@blueprint.get("/accounts")
@blueprint.input(inputs.AccountQuery, location="query")
@blueprint.output(schemas.AccountsOut)
@blueprint.doc(operation_id="listAccounts", summary="Accounts the caller may see, by name")
def list_accounts(query_data: inputs.AccountQuery) -> Response:
    """Return a page of accounts that fit `query`, as the search finds them, by name."""
    who = caller()
    condition: sa.ColumnElement[bool] = sa.true()
    if query_data.cursor:
        name, row_id = paging.decode(query_data.cursor, str, int)
        condition = sa.tuple_(accounts.c.name, accounts.c.id) > sa.tuple_(name, row_id)
    with services().database.as_user(who) as connection:
        condition &= _fitting(connection, who, "account", accounts.c.id, query_data.query)
        found = queries.account_views(connection, condition, limit=query_data.limit + 1)
    page = found[: query_data.limit]
    following = paging.encode(page[-1].name, page[-1].id) if len(found) > len(page) else None
    return jsonify(items=[present.account(view).model_dump(mode="json") for view in page], next_cursor=following)


@blueprint.get("/opportunities")
@blueprint.input(inputs.OpportunityQuery, location="query")
@blueprint.output(schemas.OpportunitiesOut)
@blueprint.doc(operation_id="listOpportunities", summary="Opportunities the caller may see, open ones first")
def list_opportunities(query_data: inputs.OpportunityQuery) -> Response:
    """Return a page of opportunities, open ones first, by close date."""
    who = caller()
    condition: sa.ColumnElement[bool] = sa.true()
    if query_data.account_id is not None:
        condition &= opportunities.c.account_id == int(query_data.account_id)
    if query_data.is_open is not None:
        condition &= closures.c.outcome.is_(None) if query_data.is_open else closures.c.outcome.is_not(None)
    start = int(paging.decode(query_data.cursor, int)[0]) if query_data.cursor else 0
    with services().database.as_user(who) as connection:
        condition &= _fitting(connection, who, "opportunity", opportunities.c.id, query_data.query)
        found = queries.opportunity_views(
            connection, condition, now=who.at, limit=query_data.limit + 1, offset=max(0, start)
        )
    page = found[: query_data.limit]
    following = paging.encode(start + len(page)) if len(found) > len(page) else None
    items = [present.opportunity(view, language()).model_dump(mode="json") for view in page]
    return jsonify(items=items, next_cursor=following)


@blueprint.patch("/opportunities/<int:opportunity_id>")
@blueprint.input(inputs.OpportunityChangeIn)
@blueprint.output(schemas.OpportunityOut)
@blueprint.doc(operation_id="changeOpportunity", summary="Change fields of an opportunity")
def change_opportunity(opportunity_id: int, json_data: inputs.OpportunityChangeIn) -> Response:
    """Write the given fields; If-Match must name the version that was read."""
    version = require_version("the opportunity")
    who = caller()
    with services().database.as_user(who) as connection:
        opportunity_changes.change(connection, who, opportunity_id, _changes(json_data), version=version)
        view = _opportunity(connection, opportunity_id)
    response = jsonify(present.opportunity(view, language()).model_dump(mode="json"))
    response.headers["ETag"] = f'"{view.version}"'
    return response


@blueprint.get("/interactions")
@blueprint.input(inputs.InteractionQuery, location="query")
@blueprint.output(schemas.InteractionsOut)
@blueprint.doc(operation_id="listInteractions", summary="What happened with an account, contact or opportunity")
def list_interactions(query_data: inputs.InteractionQuery) -> Response:
    """Return a page of past interactions, newest first."""
    named = [query_data.account_id, query_data.contact_id, query_data.opportunity_id]
    if sum(value is not None for value in named) != 1:
        raise InvalidInputError("name one of account_id, contact_id and opportunity_id")
    about = About(*(None if value is None else int(value) for value in named))
    who = caller()
    before = paging.decode_moment(query_data.cursor)
    with services().database.as_user(who) as connection:
        if about.contact_id is not None:
            about = About(contact_id=queries.survivor(connection, about.contact_id))
        found = timelines.timeline(connection, about, now=who.at, limit=query_data.limit + 1, before=before)
    page = found[: query_data.limit]
    following = paging.encode(page[-1].ends_at.isoformat(), page[-1].id) if len(found) > len(page) else None
    return jsonify(items=[present.interaction(view).model_dump(mode="json") for view in page], next_cursor=following)


@blueprint.post("/interactions")
@blueprint.input(inputs.InteractionIn)
@blueprint.output(schemas.InteractionOut, status_code=201)
@blueprint.doc(operation_id="logInteraction", summary="Log a call or a note")
def log_interaction(json_data: inputs.InteractionIn) -> Response:
    """Write what a person tells of a call or a note."""
    who = caller()
    at = json_data.at or who.at
    if at.tzinfo is None or at > who.at + SLACK:
        raise InvalidInputError("at must be an instant with an offset, not in the future")
    if at < LONG_AGO:
        raise InvalidInputError(f"at must not be before {LONG_AGO.year}")
    told = service.Told(
        kind=InteractionKind(json_data.kind),
        at=min(at, who.at),
        summary=json_data.summary.replace("\0", "").strip(),
        contact_ids=tuple(int(value) for value in json_data.contact_ids),
        account_id=None if json_data.account_id is None else int(json_data.account_id),
        opportunity_id=None if json_data.opportunity_id is None else int(json_data.opportunity_id),
    )
    with services().database.as_user(who) as connection:
        view = timelines.interaction_view(connection, service.log_interaction(connection, who, told))
    if view is None:
        raise NotFoundError("the interaction was written but is not yours to see")
    response = jsonify(present.interaction(view).model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


def _changes(body: inputs.OpportunityChangeIn) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if body.stage is not None:
        changes["stage_key"] = body.stage
    if body.amount is not None:
        changes |= {"amount": body.amount.value, "currency": body.amount.currency}
    if "close_date" in body.model_fields_set:
        changes["close_date"] = body.close_date
    if "next_step" in body.model_fields_set:
        changes["next_date"] = body.next_step.date if body.next_step else None
        changes["next_objective"] = body.next_step.objective.replace("\0", "") if body.next_step else ""
    return changes


def _opportunity(connection: sa.Connection, opportunity_id: int) -> OpportunityView:
    found = queries.opportunity_views(connection, opportunities.c.id == opportunity_id, now=caller().at)
    if not found:
        raise NotFoundError(f"no opportunity {opportunity_id}, or it is not yours to see")
    return found[0]


def _fitting(
    connection: sa.Connection, who: Caller, kind: str, key: sa.Column[int], query: str | None
) -> sa.ColumnElement[bool]:
    """Return the condition that a record fits what was typed; everything does where nothing was."""
    return finding.fitting(connection, who.tenant_id, kind, key, query) if query else sa.true()
