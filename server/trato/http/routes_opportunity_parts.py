"""Lines and headlines of an opportunity, the tenant's own fields, and saved views of the list."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, jsonify
from sqlalchemy import Connection

from trato.crm import opportunity_parts as parts
from trato.crm import own_fields
from trato.crm.opportunity_parts import Headline, Line
from trato.crm.own_fields import OwnField, OwnKind
from trato.db.engine import Caller
from trato.directory.model import Role
from trato.errors import InvalidInputError
from trato.http import present, present_pipeline
from trato.http import schemas_pipeline as out
from trato.http.auth import caller, language, services, signed_in
from trato.http.preconditions import require_version
from trato.linking.privacy import NotYourDecisionError
from trato.selling.pipeline import saved_views
from trato.selling.pipeline.choices import choices

blueprint = APIBlueprint("opportunity_parts", __name__, tag="Opportunity parts")


@blueprint.get("/opportunities/<int:opportunity_id>/lines")
@blueprint.output(out.LinesOut)
@blueprint.doc(operation_id="listLines", summary="Product and service lines of an opportunity")
def list_lines(opportunity_id: int) -> Response:
    """Return them in their order."""
    with services().database.as_user(caller()) as connection:
        return _lines(connection, opportunity_id)


@blueprint.put("/opportunities/<int:opportunity_id>/lines")
@blueprint.input(out.LinesIn)
@blueprint.output(out.LinesOut)
@blueprint.doc(operation_id="putLines", summary="Make the lines these")
def put_lines(opportunity_id: int, json_data: out.LinesIn) -> Response:
    """Replace them; If-Match must name the version of the opportunity that was read."""
    who, version = caller(), require_version("the opportunity")
    wanted = [
        Line(
            one.name.strip(),
            one.quantity,
            one.unit_price,
            one.months,
            one.delivery_note.strip(),
            None if one.product_id is None else int(one.product_id),
        )
        for one in json_data.items
    ]
    with services().database.as_user(who) as connection:
        parts.put_lines(connection, who, opportunity_id, wanted, version=version)
        return _lines(connection, opportunity_id)


@blueprint.get("/opportunities/<int:opportunity_id>/headlines")
@blueprint.output(out.HeadlinesOut)
@blueprint.doc(operation_id="listHeadlines", summary="The negotiation in headlines, kept and proposed")
def list_headlines(opportunity_id: int) -> Response:
    """Return what was kept, and what the newest interactions offer."""
    with services().database.as_user(caller()) as connection:
        return _headlines(connection, opportunity_id)


@blueprint.post("/opportunities/<int:opportunity_id>/headlines")
@blueprint.input(out.HeadlineIn)
@blueprint.output(out.HeadlinesOut, status_code=201)
@blueprint.doc(operation_id="keepHeadline", summary="Keep a headline")
def keep_headline(opportunity_id: int, json_data: out.HeadlineIn) -> Response:
    """Keep it, at the instant of its interaction where it has one."""
    who = caller()
    about = None if json_data.interaction_id is None else int(json_data.interaction_id)
    with services().database.as_user(who) as connection:
        parts.keep_headline(connection, who, opportunity_id, json_data.words, at=None, interaction_id=about)
        response = _headlines(connection, opportunity_id)
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.delete("/opportunities/<int:opportunity_id>/headlines/<int:headline_id>")
@blueprint.output(out.HeadlinesOut)
@blueprint.doc(operation_id="dropHeadline", summary="Take a headline away")
def drop_headline(opportunity_id: int, headline_id: int) -> Response:
    """Take it away; what it came of offers it again."""
    with services().database.as_user(caller()) as connection:
        parts.drop_headline(connection, opportunity_id, headline_id)
        return _headlines(connection, opportunity_id)


@blueprint.get("/pipeline/fields")
@blueprint.output(out.OwnFieldsOut)
@blueprint.doc(operation_id="listOwnFields", summary="The tenant's own fields, and what stands in them")
def list_own_fields() -> Response:
    """Return them in their order, for those who define them."""
    who = _require_admin()
    with services().database.as_user(who) as connection:
        return _own_fields(connection)


@blueprint.put("/pipeline/fields")
@blueprint.input(out.OwnFieldOrderIn)
@blueprint.output(out.OwnFieldsOut)
@blueprint.doc(operation_id="orderOwnFields", summary="Put the tenant's own fields in order")
def order_own_fields(json_data: out.OwnFieldOrderIn) -> Response:
    """Keep the order; it is that of columns, filters, the card and an export."""
    who = _require_admin()
    with services().database.as_user(who) as connection:
        own_fields.order_fields(connection, json_data.keys)
        return _own_fields(connection)


@blueprint.put("/pipeline/fields/<string:key>")
@blueprint.input(out.OwnFieldIn)
@blueprint.output(out.PipelineChoicesOut)
@blueprint.doc(operation_id="putOwnField", summary="Add a field of the tenant's own, or rename one")
def put_own_field(key: str, json_data: out.OwnFieldIn) -> Response:
    """Write the field; its kind stays once it is there."""
    who = _admin(key)
    field = OwnField(
        key, json_data.name_en.strip(), json_data.name_es.strip(), OwnKind(json_data.kind), tuple(json_data.choices)
    )
    with services().database.as_user(who) as connection:
        own_fields.put_field(connection, who, field)
        return _choices(connection)


@blueprint.delete("/pipeline/fields/<string:key>")
@blueprint.output(out.PipelineChoicesOut)
@blueprint.doc(operation_id="dropOwnField", summary="Remove a field of the tenant's own")
def drop_own_field(key: str) -> Response:
    """Remove the field; what was written in it shows again if it comes back."""
    with services().database.as_user(_admin(key)) as connection:
        own_fields.drop_field(connection, key)
        return _choices(connection)


@blueprint.get("/pipeline/views")
@blueprint.output(out.SavedViewsOut)
@blueprint.doc(operation_id="listSavedViews", summary="Saved views of the list: one's own and shared ones")
def list_views() -> Response:
    """Return them by name."""
    with services().database.as_user(caller()) as connection:
        return _views(connection)


@blueprint.post("/pipeline/views")
@blueprint.input(out.SavedViewIn)
@blueprint.output(out.SavedViewsOut, status_code=201)
@blueprint.doc(operation_id="saveView", summary="Keep a view of the list under a name")
def save_view(json_data: out.SavedViewIn) -> Response:
    """Keep it in place of one's own of that name."""
    who = caller()
    with services().database.as_user(who) as connection:
        saved_views.save_view(connection, who, json_data.name, json_data.question, is_shared=json_data.is_shared)
        response = _views(connection)
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.delete("/pipeline/views/<int:view_id>")
@blueprint.output(out.SavedViewsOut)
@blueprint.doc(operation_id="dropView", summary="Remove a saved view of one's own")
def drop_view(view_id: int) -> Response:
    """Remove it."""
    who = caller()
    with services().database.as_user(who) as connection:
        saved_views.drop_view(connection, who, view_id)
        return _views(connection)


def _require_admin() -> Caller:
    if Role.ADMIN not in signed_in().roles:
        raise NotYourDecisionError("only an admin adds and removes fields of the organisation")
    return caller()


def _admin(key: str) -> Caller:
    _require_admin()
    if not out.KEY.fullmatch(key):
        raise InvalidInputError("a field's key is of small letters, digits and _, 60 at most")
    return caller()


def _choices(connection: Connection) -> Response:
    return jsonify(present_pipeline.choices(choices(connection), language()).model_dump(mode="json"))


def _own_fields(connection: Connection) -> Response:
    uses = own_fields.uses(connection)
    body = out.OwnFieldsOut(
        items=[
            out.OwnFieldKeptOut(
                key=one.key,
                name_en=one.name_en,
                name_es=one.name_es,
                kind=one.kind.value,
                choices=list(one.choices),
                used=uses.kept[one.key],
            )
            for one in own_fields.own_fields(connection)
        ],
        left=[out.OwnFieldLeftOut(key=key, used=used) for key, used in uses.left.items()],
    )
    return jsonify(body.model_dump(mode="json"))


def _lines(connection: Connection, opportunity_id: int) -> Response:
    found = parts.lines(connection, opportunity_id)
    body = out.LinesOut(
        items=[
            out.LineOut(
                name=one.name,
                quantity=f"{one.quantity.normalize():f}",
                unit_price=None if one.unit_price is None else str(one.unit_price),
                months=one.months,
                delivery_note=one.delivery_note,
                product_id=present.text_id(one.product_id),
                total=None if one.total is None else f"{one.total:.2f}",
            )
            for one in found
        ]
    )
    return jsonify(body.model_dump(mode="json"))


def _headlines(connection: Connection, opportunity_id: int) -> Response:
    kept = parts.headlines(connection, opportunity_id)
    offered = parts.proposed(connection, opportunity_id, now=caller().at)
    body = out.HeadlinesOut(items=list(map(_headline, kept)), proposed=list(map(_headline, offered)))
    return jsonify(body.model_dump(mode="json"))


def _headline(one: Headline) -> out.HeadlineOut:
    return out.HeadlineOut(
        id=present.text_id(one.id),
        at=one.at,
        words=one.words,
        author=present.named(one.author) if one.author else None,
        interaction_id=present.text_id(one.interaction_id),
    )


def _views(connection: Connection) -> Response:
    me = caller().user_id
    items = [
        out.SavedViewOut(
            id=str(one.id),
            name=one.name,
            question=one.question,
            is_shared=one.is_shared,
            is_own=one.owner.id == me,
            owner=present.named(one.owner),
        )
        for one in saved_views.views(connection)
    ]
    return jsonify(out.SavedViewsOut(items=items).model_dump(mode="json"))
