"""`/mailboxes/…/choices`: which contact folders and To Do lists Trato reads; only the mailbox's owner chooses.

Their names are private too, so they are not even asked for before the owner wants to choose.
"""

from __future__ import annotations

from collections.abc import Sequence

from apiflask import APIBlueprint
from flask import Response, jsonify
from sqlalchemy import Connection

from trato.directory import following
from trato.directory.tables import mailboxes
from trato.errors import NotFoundError
from trato.http import inputs, schemas_mailboxes
from trato.http.auth import caller, services
from trato.phonebook import store as phonebook
from trato.phonebook.mirror import FOLDERS
from trato.selling.todo import store as todo
from trato.selling.todo.mirror import LISTS
from trato.sync.choices import Choices

blueprint = APIBlueprint("choices", __name__, tag="Choices")


@blueprint.get("/mailboxes/<int:mailbox_id>/choices")
@blueprint.output(schemas_mailboxes.ChoicesOut)
@blueprint.doc(
    operation_id="getChoices", summary="The contact folders and To Do lists of one's mailbox, and the chosen"
)
def get_choices(mailbox_id: int) -> Response:
    """Return what there is to choose from; a kind that nobody opened yet is empty and says so."""
    who = caller()
    with services().database.as_user(who) as connection:
        _require_own(connection, mailbox_id)
    return _shown(mailbox_id)


@blueprint.put("/mailboxes/<int:mailbox_id>/choices/contacts")
@blueprint.input(inputs.ChoicesIn)
@blueprint.output(schemas_mailboxes.ChoicesOut)
@blueprint.doc(operation_id="putContactFolders", summary="Choose which contact folders are read")
def put_contact_folders(mailbox_id: int, json_data: inputs.ChoicesIn) -> Response:
    """Read exactly these folders from now on; the first time it opens the list, and their names are read.

    What was read of others is forgotten here and stays in Outlook.
    """
    return _choose(mailbox_id, FOLDERS, json_data.followed)


@blueprint.put("/mailboxes/<int:mailbox_id>/choices/tasks")
@blueprint.input(inputs.ChoicesIn)
@blueprint.output(schemas_mailboxes.ChoicesOut)
@blueprint.doc(operation_id="putTaskLists", summary="Choose which To Do lists are read")
def put_task_lists(mailbox_id: int, json_data: inputs.ChoicesIn) -> Response:
    """Read exactly these lists from now on, as with contact folders."""
    return _choose(mailbox_id, LISTS, json_data.followed)


def _choose(mailbox_id: int, choices: Choices, followed: Sequence[str]) -> Response:
    who = caller()
    with services().database.as_user(who) as connection:
        _require_own(connection, mailbox_id)
    with services().database.as_system(who.tenant_id) as connection:
        choices.choose(connection, who.tenant_id, mailbox_id, followed, by_id=who.user_id, at=who.at)
        services().follow_soon(connection, who.tenant_id, mailbox_id)
    return _shown(mailbox_id)


def _require_own(connection: Connection, mailbox_id: int) -> None:
    found = following.visible_mailboxes(connection, mailboxes.c.id == mailbox_id)
    if not found or found[0].user_id != caller().user_id or found[0].disconnected_at is not None:
        raise NotFoundError(f"no connected mailbox {mailbox_id} of yours")


def _shown(mailbox_id: int) -> Response:
    with services().database.as_system(caller().tenant_id) as connection:
        body = schemas_mailboxes.ChoicesOut(
            contacts=_choice(
                connection,
                mailbox_id,
                FOLDERS,
                {one.remote_id: (one.name, one.is_default) for one in phonebook.folders(connection, mailbox_id)},
            ),
            tasks=_choice(
                connection,
                mailbox_id,
                LISTS,
                {one.remote_id: (one.name, one.well_known != "none") for one in todo.lists(connection, mailbox_id)},
            ),
        )
    return jsonify(body.model_dump(mode="json"))


def _choice(
    connection: Connection, mailbox_id: int, choices: Choices, told: dict[str, tuple[str, bool]]
) -> schemas_mailboxes.ChoiceOut:
    followed = {one.remote_id for one in choices.followed(connection, mailbox_id)}
    return schemas_mailboxes.ChoiceOut(
        is_open=choices.is_open(connection, mailbox_id),
        items=[
            schemas_mailboxes.ChoosableOut(
                remote_id=remote_id, name=name, is_outlooks_own=is_own, is_followed=remote_id in followed
            )
            for remote_id, (name, is_own) in told.items()
        ],
    )
