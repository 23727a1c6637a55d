"""Hold the contacts and tasks that Trato keeps against the truth: all of what people chose, and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any

import msgspec
import sqlalchemy as sa
from tests.chaos.balance import Balance
from tests.chaos.truth_lists import CONTACTS, TASKS, Shelves, Thing, Where
from tests.small_company import Company

from trato.directory.tables import mailboxes
from trato.phonebook.model import Card, Place
from trato.phonebook.tables import contact_folders, followed_contact_folders, outlook_contacts
from trato.selling.todo.model import Task
from trato.selling.todo.tables import followed_todo_lists, todo_lists, todo_tasks

Choice = tuple[str, str, str]
"""A kind, a mailbox, and the id of a folder or list in it."""


@dataclass(frozen=True)
class _Kind:
    shelves: sa.Table
    told: tuple[str, ...]
    followed: sa.Table
    things: sa.Table
    inside: str


KINDS = {
    CONTACTS: _Kind(
        contact_folders, ("name", "parent_remote_id"), followed_contact_folders, outlook_contacts, "folder_remote_id"
    ),
    TASKS: _Kind(todo_lists, ("name", "well_known"), followed_todo_lists, todo_tasks, "list_remote_id"),
}


def compare(
    company: Company, truth: Shelves, opened: Collection[tuple[str, str]], chosen: Collection[Choice]
) -> Balance:
    """Compare folders and lists where somebody wants to choose (`opened`: kind, mailbox), and what was chosen."""
    balance = Balance()
    for kind, tables in KINDS.items():
        with company.system() as connection:
            upns = {row.id: row.address for row in connection.execute(sa.select(mailboxes)).all()}
            shelves, followed, things = (
                {(upns[row.mailbox_id], row.remote_id): row for row in connection.execute(sa.select(table)).all()}
                for table in (tables.shelves, tables.followed, tables.things)
            )
        there = {where: told for where, told in truth.shelves[kind].items() if (kind, where[0]) in opened}
        kept = {where: tuple(getattr(row, name) for name in tables.told) for where, row in shelves.items()}
        _differences(balance, f"{kind} folder", kept, there)
        due = {(upn, ident) for one, upn, ident in chosen if one == kind} & there.keys()
        _differences(balance, f"choice of {kind}", dict.fromkeys(followed), dict.fromkeys(due))
        wanted = {where: thing for where, thing in truth.things[kind].items() if (where[0], thing.inside) in due}
        _differences(balance, kind, {where: _thing(kind, row, tables) for where, row in things.items()}, wanted)
    return balance


def _differences(balance: Balance, what: str, kept: dict[Where, Any], there: dict[Where, Any]) -> None:
    balance.lost += [f"{what} {where} {there[where]}" for where in there.keys() - kept.keys()]
    balance.edits_lost += [f"{what} {where} is still kept" for where in kept.keys() - there.keys()]
    balance.edits_lost += [
        f"{what} {where}: {kept[where]} should be {there[where]}"
        for where in kept.keys() & there.keys()
        if kept[where] != there[where]
    ]


def _thing(kind: str, row: Any, tables: _Kind) -> Thing:
    told = _card(row) if kind == CONTACTS else _task(row)
    return Thing(getattr(row, tables.inside), row.change_key, told)


def _card(row: Any) -> dict[str, Any]:
    card = msgspec.convert(row.fields, Card)
    told: dict[str, Any] = {one.name: getattr(card, one.name) or None for one in fields(Card)}
    for name, value in told.items():
        if isinstance(value, Place):
            told[name] = tuple(getattr(value, part.name) for part in fields(Place))
        elif isinstance(value, tuple):
            told[name] = [(one.address, one.name) if name == "email_addresses" else one for one in value]
    told["birthday"] = card.birthday and card.birthday.isoformat()
    return told | {"photo": row.photo_etag}


def _task(row: Any) -> dict[str, Any]:
    task = msgspec.convert(row.fields, Task)
    moments = {name: getattr(task, name) for name in ("starts_at", "due_at", "reminder_at", "completed_at")}
    return moments | {
        "title": task.title,
        "body": task.body,
        "status": task.status.value,
        "importance": task.importance,
        "categories": list(task.categories),
        "is_reminder_on": task.is_reminder_on,
    }
