"""`/phone-files`, `/phone-imports`, `/phone-export`: phone lists as files, told before they come in, taken back whole.

Nothing of an upload is kept between telling and doing: the client sends the file again, and what it does then is
worked out anew.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from http import HTTPStatus
from typing import Any

import sqlalchemy as sa
from apiflask import APIBlueprint
from flask import Response, jsonify, request
from sqlalchemy import Connection

from trato.crm.tables import contacts
from trato.directory.tables import tenants
from trato.errors import InvalidInputError
from trato.http import schemas_phone_files as schemas
from trato.http.auth import caller, language, services
from trato.phonebook.files import importing, printed, table, vcard
from trato.phonebook.files.headings import choices
from trato.phonebook.lists import store
from trato.phonebook.lists.people import Person, people
from trato.phonebook.lists.pictures import Picture, picture_sizes, read_pictures
from trato.phonebook.lists.tables import phone_list_entries, removed_contacts

blueprint = APIBlueprint("phone_files", __name__, tag="Phone files")

MOST_FAULTS = 200
MOST_EXPORTED = 50_000
# Pictures of a file as a whole; whoever comes after, by name, goes without.
MOST_PICTURE_BYTES = 32_000_000

_MEDIA_TYPES = {
    "vcf": "text/vcard",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[Any, Any] = {200: {"description": "The file", "content": dict.fromkeys(_MEDIA_TYPES.values(), _BINARY)}}


@blueprint.before_request
def allow_files() -> None:
    """Let these requests be as large as the largest file, written in base64, with room for its columns."""
    request.max_content_length = schemas.MOST_BYTES * 4 // 3 + 500_000


@blueprint.post("/phone-files/preview")
@blueprint.input(schemas.PhoneFileIn)
@blueprint.output(schemas.PhoneFileOut)
@blueprint.doc(operation_id="previewPhoneFile", summary="What a file's columns are taken for, and what it would do")
def preview(json_data: schemas.PhoneFileIn) -> Response:
    """Tell; nothing is written."""
    with services().database.as_user(caller()) as connection:
        understood = _understood(connection, json_data)
        told = importing.forecast(connection, understood)
    body = schemas.PhoneFileOut(
        new=len(told.new),
        filled=len(told.filled),
        unchanged=told.unchanged,
        photos=len(told.new_photos) + len(told.photos),
        sample=[str(values["display_name"]) for values in told.new[: importing.SAMPLE]],
        columns=[
            schemas.ColumnOut(
                heading=heading,
                field=str(understood.columns[place]) if place in understood.columns else None,
                samples=[one[:100] for one in understood.samples[place]],
            )
            for place, heading in enumerate(understood.headings)
        ],
        fields=choices(),
        faults=[
            schemas.RowFaultOut(line=one.line, code=one.fault.value, value=one.value[:200], reason=one.reason[:400])
            for one in told.faults[:MOST_FAULTS]
        ],
        fault_count=len(told.faults),
    )
    return jsonify(body.model_dump(mode="json"))


@blueprint.post("/phone-imports")
@blueprint.input(schemas.PhoneFileIn)
@blueprint.output(schemas.ImportedOut, status_code=201)
@blueprint.doc(operation_id="importPhoneFile", summary="Bring a file's people in: each once, nothing written over")
def bring_in(json_data: schemas.PhoneFileIn) -> Response:
    """Do what the preview tells."""
    with services().database.as_user(caller()) as connection:
        told = importing.forecast(connection, _understood(connection, json_data))
        batch = importing.bring_in(connection, caller(), told)
    body = schemas.ImportedOut(id=batch.partition(":")[2], new=len(told.new), filled=len(told.filled))
    response = jsonify(body.model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.get("/phone-imports")
@blueprint.output(schemas.PhoneImportsOut)
@blueprint.doc(operation_id="listPhoneImports", summary="One's own imports, and which of them can be taken back")
def list_imports() -> Response:
    """Return the newest imports of the caller."""
    with services().database.as_user(caller()) as connection:
        found = importing.past_imports(connection)
    items = [
        schemas.PhoneImportOut(
            id=one.batch.partition(":")[2],
            at=one.at,
            people=one.people,
            undone_at=one.undone_at,
            can_be_undone=one.can_be_undone,
        )
        for one in found
    ]
    return jsonify(schemas.PhoneImportsOut(items=items, now=caller().at).model_dump(mode="json"))


@blueprint.delete("/phone-imports/<int:import_id>")
@blueprint.output(schemas.TakenBackOut)
@blueprint.doc(operation_id="undoPhoneImport", summary="Take a whole import back; what was changed since stays")
def take_back(import_id: int) -> Response:
    """Undo an import of the caller's own."""
    with services().database.as_user(caller()) as connection:
        changes = importing.take_back(connection, caller(), f"import:{import_id}")
    return jsonify(schemas.TakenBackOut(changes=changes).model_dump(mode="json"))


@blueprint.get("/phone-export")
@blueprint.input(schemas.ExportQuery, location="query")
@blueprint.doc(
    operation_id="exportContacts",
    summary="People as a file: vCard 3.0, CSV, an Excel workbook, or a page to print",
    responses=_FILE,
)
def export(query_data: schemas.ExportQuery) -> Response:
    """Return the people of a list of the caller's, or all whom the caller sees, by name."""
    with services().database.as_user(caller()) as connection:
        there = _people(connection, query_data.list_id)
        country = connection.execute(sa.select(tenants.c.country)).scalar_one()
        pictures = _pictures(connection, there) if query_data.format == "vcf" else []
    values = [one.values for one in there]
    if query_data.format == "vcf":
        content = vcard.write_cards(values, pictures)
    elif query_data.format == "csv":
        content = table.write_csv(values)
    elif query_data.format == "xlsx":
        content = table.write_workbook(values)
    else:
        content = printed.write_page(values, language=language(), country=country)
    response = Response(content, mimetype=_MEDIA_TYPES[query_data.format])
    response.headers["Content-Disposition"] = f"attachment; filename=contacts.{query_data.format}"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _understood(connection: Connection, given: schemas.PhoneFileIn) -> importing.Understood:
    try:
        content = b64decode(given.content, validate=True)
    except (Base64Error, ValueError) as error:
        raise InvalidInputError("`content` is no base64 (RFC 4648): send the file's bytes in it") from error
    return importing.understand(connection, content, given.name, chosen=given.columns)


def _people(connection: Connection, list_id: str | None) -> list[Person]:
    wanted = sa.select(contacts.c.id).where(contacts.c.id.not_in(sa.select(removed_contacts.c.contact_id)))
    if list_id is not None:
        table_of = phone_list_entries
        on_it = sa.select(table_of.c.contact_id).where(
            table_of.c.list_id == store.get(connection, int(list_id)).id, table_of.c.left_at.is_(None)
        )
        wanted = wanted.where(contacts.c.id.in_(on_it))
    ids = list(connection.execute(wanted.order_by(contacts.c.name, contacts.c.id).limit(MOST_EXPORTED + 1)).scalars())
    if len(ids) > MOST_EXPORTED:
        raise InvalidInputError(f"more than {MOST_EXPORTED} people: export a list, or use `trato phones export`")
    there = people(connection, ids)
    return [there[one] for one in ids]


def _pictures(connection: Connection, there: list[Person]) -> list[Picture | None]:
    """Return each one's picture as long as there is room."""
    sizes = picture_sizes(connection, [one.id for one in there if one.photo_digest])
    room, taken = MOST_PICTURE_BYTES, []
    for one in there:
        if 0 < sizes.get(one.id, 0) <= room:
            room -= sizes[one.id]
            taken.append(one.id)
    found = read_pictures(connection, taken)
    return [found.get(one.id) for one in there]
