"""The truth of contacts and tasks: what lies in which folder and list, read by plain lists over HTTP."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.chaos.office import Item, Office

from trato.phonebook.model import Card, Place

CONTACTS, TASKS = "contacts", "tasks"
Where = tuple[str, str]
"""A mailbox and an id in it."""
TASK_MOMENTS = {"starts_at": "startDateTime", "due_at": "dueDateTime", "reminder_at": "reminderDateTime",
                "completed_at": "completedDateTime"}  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """A contact or a task: where it lies, its version, and everything that is written on it."""

    inside: str
    etag: str
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Shelves:
    """Folders and lists by mailbox and id with what is told of each, and the things in them; `kind` by `kind`."""

    shelves: dict[str, dict[Where, tuple[str, ...]]] = field(default_factory=lambda: {CONTACTS: {}, TASKS: {}})
    things: dict[str, dict[Where, Thing]] = field(default_factory=lambda: {CONTACTS: {}, TASKS: {}})


def read(office: Office) -> Shelves:
    """Read the contacts and tasks of every mailbox."""
    found = Shelves()
    for upn in office.owners:
        for folder in _folders(office, upn):
            where = (upn, folder["id"])
            found.shelves[CONTACTS][where] = (folder["displayName"], folder["parentFolderId"])
            for item in office.every(upn, f"/contactFolders/{folder['id']}/contacts?$top=100"):
                photo = office.do(upn, "GET", f"/contacts/{item['id']}/photo") or {}
                card = _card(item) | {"photo": photo.get("@odata.mediaEtag", "")}
                found.things[CONTACTS][upn, item["id"]] = Thing(folder["id"], item["@odata.etag"], card)
        for one in office.every(upn, "/todo/lists"):
            found.shelves[TASKS][upn, one["id"]] = (one["displayName"], one["wellknownListName"])
            for item in office.every(upn, f"/todo/lists/{one['id']}/tasks?$top=100"):
                found.things[TASKS][upn, item["id"]] = Thing(one["id"], item["@odata.etag"], _task(item))
    return found


def _folders(office: Office, upn: str) -> list[Item]:
    default = office.do(upn, "GET", "/contactFolders/contacts")
    assert default is not None
    found, below = [default], office.every(upn, "/contactFolders?$top=100")
    while below:
        found += below
        below = [one for folder in below for one in office.every(upn, f"/contactFolders/{folder['id']}/childFolders")]
    return found


def _camel(name: str) -> str:
    return re.sub(r"_(.)", lambda match: match[1].upper(), name)


def _card(item: Item) -> dict[str, Any]:
    """What Outlook shows of a contact; nothing said and nothing there are the same to whoever looks."""
    told: dict[str, Any] = {one.name: item.get(_camel(one.name)) or None for one in fields(Card)}
    told["birthday"] = told["birthday"] and told["birthday"][:10]
    told["email_addresses"] = [(one["address"], one["name"]) for one in told["email_addresses"] or ()] or None
    for name in ("business_address", "home_address", "other_address"):
        place = told[name] or {}
        told[name] = tuple(place.get(_camel(part.name)) or "" for part in fields(Place))
    return told


def _task(item: Item) -> dict[str, Any]:
    moments = {name: _instant(item.get(told)) for name, told in TASK_MOMENTS.items()}
    return moments | {
        "title": item["title"],
        "body": item["body"]["content"],
        "status": item["status"],
        "importance": item["importance"],
        "categories": item["categories"],
        "is_reminder_on": item["isReminderOn"],
    }


def _instant(told: Item | None) -> datetime | None:
    if told is None:
        return None
    return datetime.fromisoformat(told["dateTime"][:19]).replace(tzinfo=ZoneInfo(told["timeZone"])).astimezone(UTC)
