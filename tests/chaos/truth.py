"""The truth: everything that is in the mailboxes, read by plain lists over HTTP and by nothing that Trato uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.chaos.office import Item, Office

Place = tuple[str, str]
"""A mailbox and an id in it."""
LETTER = re.compile(r"Letter (\d+)$")
FAR = timedelta(days=300)
MAIL_FIELDS = (
    "id,subject,from,toRecipients,ccRecipients,bccRecipients,internetMessageId,isDraft,parentFolderId,sentDateTime"
)


@dataclass(frozen=True)
class Folder:
    name: str
    parent: str


@dataclass(frozen=True)
class Mail:
    """A copy in one mailbox. `identity` is the same for all copies of one mail, and a draft's own.

    Nobody can tell two mails apart that have the same `look`: sender, subject and moment.
    """

    identity: str
    look: tuple[str, str, str]
    etag: str
    folder: str
    subject: str
    is_draft: bool
    parties: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Date:
    """An appointment, a series (no `key`, its first date), or one date of a series, in one calendar."""

    uid: str
    key: str
    etag: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    is_series: bool
    is_cancelled: bool
    is_organizer: bool
    response: str
    guests: Mapping[str, str]


@dataclass(frozen=True)
class Truth:
    """What is in the mailboxes now."""

    folders: Mapping[Place, Folder]
    mails: Mapping[Place, Mail]
    dates: Mapping[Place, Date]
    unread: frozenset[str]
    """Folders that are no history: what waits in the Outbox."""
    uncounted: frozenset[str]
    """Folders whose mails are no interactions: junk, deleted items and drafts, and what lies below the first two."""


def read(office: Office) -> Truth:
    """Read every mailbox."""
    folders: dict[Place, Folder] = {}
    mails: dict[Place, Mail] = {}
    dates: dict[Place, Date] = {}
    unread: set[str] = set()
    uncounted: set[str] = set()
    for upn in office.owners:
        inside = _folders(office, upn)
        folders |= {(upn, one): folder for one, folder in inside.items()}
        unread |= {one for one, folder in inside.items() if folder.name == "Outbox"}
        uncounted |= _uncounted(inside)
        mails |= {
            (upn, item["id"]): _mail(item) for item in office.every(upn, f"/messages?$top=1000&$select={MAIL_FIELDS}")
        }
        dates |= _dates(office, upn)
    return Truth(folders, mails, dates, frozenset(unread), frozenset(uncounted))


def _folders(office: Office, upn: str) -> dict[str, Folder]:
    found: dict[str, Folder] = {}
    ahead = ["/mailFolders?$top=1000"]
    while ahead:
        for item in office.every(upn, ahead.pop()):
            found[item["id"]] = Folder(item["displayName"], item["parentFolderId"])
            if item["childFolderCount"]:
                ahead.append(f"/mailFolders/{item['id']}/childFolders?$top=1000")
    return found


def _uncounted(inside: Mapping[str, Folder]) -> set[str]:
    top = {folder.parent for folder in inside.values()} - set(inside)
    found = {
        one
        for one, folder in inside.items()
        if folder.parent in top and folder.name in {"Junk Email", "Deleted Items", "Drafts"}
    }
    drafts = {one for one in found if inside[one].name == "Drafts"}
    while below := {one for one, folder in inside.items() if folder.parent in found - drafts} - found:
        found |= below
    return found


def _mail(item: Item) -> Mail:
    fields = (("from", [item["from"]] if item.get("from") else []), ("to", item["toRecipients"]),
              ("cc", item["ccRecipients"]), ("bcc", item["bccRecipients"]))  # fmt: skip
    letter = LETTER.search(item["subject"])
    identity = item["id"] if item["isDraft"] else letter[0] if letter else item["internetMessageId"]
    sender = item["from"]["emailAddress"]["address"] if item.get("from") else ""
    return Mail(
        identity=identity,
        look=(sender, item["subject"], identity if item["isDraft"] else item["sentDateTime"]),
        etag=item["@odata.etag"],
        folder=item["parentFolderId"],
        subject=item["subject"],
        is_draft=item["isDraft"],
        parties=frozenset((role, one["emailAddress"]["address"].lower()) for role, people in fields for one in people),
    )


def _dates(office: Office, upn: str) -> dict[Place, Date]:
    items = office.every(upn, "/events?$top=500")
    uids = {item["id"]: item["iCalUId"] for item in items}
    now = office.now()
    first, last = (edge.strftime("%Y-%m-%dT%H:%M:%SZ") for edge in (now - FAR, now + FAR))
    items += [
        item
        for item in office.every(upn, f"/calendarView?startDateTime={first}&endDateTime={last}&$top=500")
        if item["type"] in {"occurrence", "exception"}
    ]
    return {(upn, item["id"]): _date(item, uids) for item in items}


def _date(item: Item, uids: Mapping[str, str]) -> Date:
    is_part = item["type"] in {"occurrence", "exception"}
    original = datetime.fromisoformat(item["originalStart"]).astimezone(UTC) if is_part else None
    return Date(
        uid=uids[item["seriesMasterId"]] if is_part else item["iCalUId"],
        key=original.strftime("%Y-%m-%dT%H:%M:%SZ") if original else "",
        etag=item["@odata.etag"],
        subject=item["subject"],
        starts_at=_instant(item["start"]),
        ends_at=_instant(item["end"]),
        is_series=item["type"] == "seriesMaster",
        is_cancelled=item["isCancelled"],
        is_organizer=item["isOrganizer"],
        response=item["responseStatus"]["response"],
        guests={one["emailAddress"]["address"].lower(): one["status"]["response"] for one in item["attendees"]},
    )


def _instant(told: Item) -> datetime:
    wall = datetime.fromisoformat(told["dateTime"][:19])
    return wall.replace(tzinfo=ZoneInfo(told["timeZone"])).astimezone(UTC)
