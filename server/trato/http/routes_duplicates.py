"""`/duplicates`: contacts that are likely one person, merged, taken apart, or told apart for good."""

from __future__ import annotations

from http import HTTPStatus

import sqlalchemy as sa
from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.directory.tables import tenants
from trato.http import schemas_phonebook
from trato.http.auth import caller, services
from trato.http.present_people import listed
from trato.phonebook.duplicates import service as duplicates

blueprint = APIBlueprint("duplicates", __name__, tag="Duplicates")


@blueprint.get("/duplicates")
@blueprint.output(schemas_phonebook.DuplicatesOut)
@blueprint.doc(operation_id="listDuplicates", summary="Contacts that are likely one person, with reasons")
def list_duplicates() -> Response:
    """Return the likeliest duplicates."""
    with services().database.as_user(caller()) as connection:
        country = connection.execute(sa.select(tenants.c.country)).scalar_one()
        found = duplicates.suggestions(connection, most=100)
    body = schemas_phonebook.DuplicatesOut(
        items=[
            schemas_phonebook.DuplicateOut(
                first=listed(one.first, country),
                second=listed(one.second, country),
                score=one.pair.score,
                reasons=[
                    schemas_phonebook.LikenessOut(part=part.value, weight=weight) for part, weight in one.pair.parts
                ],
            )
            for one in found
        ]
    )
    return jsonify(body.model_dump(mode="json"))


@blueprint.post("/duplicates/merges")
@blueprint.input(schemas_phonebook.MergeIn)
@blueprint.output(schemas_phonebook.MergeOut, status_code=201)
@blueprint.doc(operation_id="mergeContacts", summary="Make one contact of two; it can be taken apart again")
def merge(json_data: schemas_phonebook.MergeIn) -> Response:
    """Merge two contacts that the caller may see."""
    kept_id, gone_id = int(json_data.kept_id), int(json_data.gone_id)
    with services().database.as_user(caller()) as connection:
        duplicates.check_both(connection, kept_id, gone_id)
    with services().database.as_system(caller().tenant_id) as connection:
        merge_id = duplicates.merge_contacts(connection, caller(), kept_id, gone_id)
    response = jsonify(schemas_phonebook.MergeOut(id=str(merge_id)).model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.delete("/duplicates/merges/<int:merge_id>")
@blueprint.output(schemas_phonebook.DoneOut)
@blueprint.doc(operation_id="takeContactsApart", summary="Take a merge apart: both contacts are as they were")
def take_apart(merge_id: int) -> Response:
    """Undo a merge of two contacts that the caller may see."""
    with services().database.as_user(caller()) as connection:
        duplicates.check_merge(connection, merge_id)
    with services().database.as_system(caller().tenant_id) as connection:
        duplicates.take_apart(connection, caller(), merge_id)
    return jsonify(schemas_phonebook.DoneOut(done_at=caller().at).model_dump(mode="json"))


@blueprint.post("/duplicates/distinct")
@blueprint.input(schemas_phonebook.DistinctIn)
@blueprint.output(schemas_phonebook.DoneOut)
@blueprint.doc(operation_id="tellContactsApart", summary="These two are two people: never suggest them again")
def tell_apart(json_data: schemas_phonebook.DistinctIn) -> Response:
    """Remember that two contacts are two people."""
    with services().database.as_user(caller()) as connection:
        duplicates.never(connection, caller(), int(json_data.first_id), int(json_data.second_id))
    return jsonify(schemas_phonebook.DoneOut(done_at=caller().at).model_dump(mode="json"))
