"""Replays the documented requests of Graph's own pages: the documented status, the described shape.

Run with -s to see "n of m" and each exception with its reason.
"""

import itertools
import json
import re
from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest

from . import shapes
from .company import ANA, BEN, EVA, NOW
from .listener import Listener

# Routes that the sandbox leaves out, by a pattern on the path, and why.
UNSERVED = {
    r"^https://(?!graph\.microsoft\.com)": "not an address of Graph",
    r"/beta/": "not v1.0",
    r"/groups/": "groups are not there",
    r"/places": "rooms are not there",
    r"/drive/|/search/query|servicePrincipals": "not part of Outlook",
    r"/people": "relevance ranking is not there",
    r"/messageRules": "inbox rules are not there",
    r"/inferenceClassification": "focused inbox overrides are not there",
    r"/extensions": "open extensions are not there; extended properties are",
    r"/calendargroups": "calendar groups are not there",
    r"/linkedResources/": "linked resources are given inside the task",
    r"/me/photo": "user photos are not there",
    r"(PATCH) .*/(me|users/[^/]+)$": "the directory is read only",
    r"mailboxSettings/workingHours": "the settings come whole",
    r"\$skiptoken=": "the token in the example is the service's own",
    r"\$search=": "search is not there",
    r"DELETE .*/me/calendar$": "the documented path deletes the default calendar, which the service refuses",
    r"CLSID \{|Integer \{": "served, but the example's filter is about another type of value",
}
# Exchanges that end otherwise than documented: the file and why.
EXCEPTIONS = {
    "contacts/005-create-contact-from-contactfolder.json": "a placeholder stands for the birthday",
    "attachments-large/007-create-file-attachment-from-event-v1.json": "a placeholder stands for the bytes",
    "attachments-large/009-create-file-attachment-from-message-v1.json": "a placeholder stands for the bytes",
    "mailboxSettings-outlook/007-update-mailboxsettings-2.json": "the documented body is no JSON",
    "notifications/005-webhooks-lifecycle.json": "the resource belongs to a user of another tenant",
    "messages/025-message-send-mime-beta.json": "the MIME names a sender of another tenant, who may not send here",
    "batch/001-json-batching.json": "the documented body is no JSON",
}


def requests_documented():
    if not shapes.SHARED.is_dir():
        return []
    index = json.loads((shapes.SHARED / "examples" / "index.json").read_text("utf-8"))
    found = []
    for file in dict.fromkeys(row["file"] for row in index):
        items = json.loads((shapes.SHARED / "examples" / file).read_text("utf-8"))["items"]
        for item, following in itertools.pairwise([*items, {}]):
            if item["kind"] == "request":
                status = following.get("status") if following.get("kind") == "response" else None
                found.append((file, item, status))
    return found


class Makers:
    """Makes a fresh thing for each placeholder of a documented path."""

    def __init__(self, ana, eva, listener):
        self.ana, self.eva, self.listener = ana, eva, listener
        self.number = itertools.count()
        self.made = {}

    def name(self):
        return f"Cosa {next(self.number)}"

    def message(self, _):
        draft = {"subject": self.name(), "toRecipients": [{"emailAddress": {"address": BEN}}]}
        return self.ana.post("/me/mailFolders/inbox/messages", json=draft).json()["id"]

    def attachment(self, _):
        owner = next(f"/me/{kind}s/{self.made[kind]}" for kind in ("message", "event") if kind in self.made)
        file = {"@odata.type": "#microsoft.graph.fileAttachment", "name": "a.txt", "contentBytes": "YQ=="}
        return self.ana.post(f"{owner}/attachments", json=file).json()["id"]

    def event(self, path):
        when = {"dateTime": "2026-03-05T10:00:00", "timeZone": "UTC"}
        event = {"subject": self.name(), "start": when, "end": when | {"dateTime": "2026-03-05T11:00:00"}}
        if re.search(r"/(accept|decline|tentativelyAccept)$", path, re.IGNORECASE):
            invited = event | {"attendees": [{"emailAddress": {"address": ANA}}]}
            uid = self.eva.post("/me/events", json=invited).json()["iCalUId"]
            return next(e["id"] for e in self.ana.value("/me/events?$top=500") if e["iCalUId"] == uid)
        return self.ana.post("/me/events", json=event).json()["id"]

    def calendar(self, _):
        return self.ana.post("/me/calendars", json={"name": self.name()}).json()["id"]

    def calendar_permission(self, _):
        share = {"emailAddress": {"address": f"{next(self.number)}@vega.example"}, "role": "read"}
        return self.ana.post("/me/calendar/calendarPermissions", json=share).json()["id"]

    def mail_folder(self, _):
        return self.ana.post("/me/mailFolders", json={"displayName": self.name()}).json()["id"]

    def contact(self, _):
        return self.ana.post("/me/contacts", json={"displayName": self.name()}).json()["id"]

    def contact_folder(self, _):
        return self.ana.post("/me/contactFolders", json={"displayName": self.name()}).json()["id"]

    def outlook_category(self, _):
        return self.ana.post("/me/outlook/masterCategories", json={"displayName": self.name(), "color": "none"}).json()[
            "id"
        ]

    def todo_task_list(self, _):
        return self.ana.post("/me/todo/lists", json={"displayName": self.name()}).json()["id"]

    def todo_task(self, _):
        return self.ana.post(f"/me/todo/lists/{self.made['todoTaskList']}/tasks", json={"title": "x"}).json()["id"]

    def user(self, _):
        return ANA

    def subscription(self, _):
        body = {
            "changeType": "updated",
            "resource": f"me/mailFolders('{self.mail_folder('')}')/messages",
        } | self.address()
        return self.ana.post("/subscriptions", json=body).json()["id"]

    def address(self):
        until = datetime.fromisoformat(NOW) + timedelta(hours=3)
        return {"notificationUrl": self.listener.url, "expirationDateTime": until.isoformat().replace("+00:00", "Z")}

    def path(self, documented, template):
        """The documented path with real ids in it."""
        self.made = {}
        given, _, query = documented.partition("?")
        parts = re.sub(r"\('([^']*)'\)", r"/\1", unquote(given)).strip("/").split("/")
        for index, part in enumerate(template.strip("/").split("/")):
            if part.startswith("{") and not (part == "{mailFolder-id}" and parts[index].lower() == "inbox"):
                kind = part[1:-1].removesuffix("-id")
                maker = getattr(self, re.sub("([A-Z])", lambda match: "_" + match[1].lower(), kind))
                self.made[kind] = parts[index] = maker("/" + "/".join(parts))
        return "/" + "/".join(parts) + (f"?{query}" if query else "")

    def body(self, given, path):
        """The documented body with real ids and addresses in it."""
        if not isinstance(given, dict):
            return given
        made = dict(given)
        for name, value in given.items():
            if name.lower() == "destinationid" and len(str(value)) > 15:
                made[name] = self.mail_folder(path)
            if name.lower() == "inputids":
                made[name] = [self.message(path) for _ in value]
        if path.startswith("/subscriptions"):
            made = {
                name: value
                for name, value in made.items()
                if not name.startswith(("encryption", "include", "lifecycle"))
            }
            made |= self.address() if "notificationUrl" in made or "expirationDateTime" in made else {}
        return made


@pytest.fixture
def makers(as_user):
    listener = Listener()
    yield Makers(as_user(ANA), as_user(EVA), listener)
    listener.close()


def reason_unserved(item):
    line = item["httpLine"]
    return next((why for pattern, why in UNSERVED.items() if re.search(pattern, line, re.IGNORECASE)), None)


def replay(makers, item):
    method, url = item["httpLine"].split(" ", 1)
    path = re.sub(r"^(https://graph\.microsoft\.com)?(/v1\.0)?", "", url.strip())
    path = path.replace("{start_datetime}", "2026-03-01T00:00:00Z").replace("{end_datetime}", "2026-04-01T00:00:00Z")
    path = makers.path(path, item["slicePath"])
    headers = {
        name: value for name, value in item["headers"].items() if name.lower() in ("prefer", "content-type", "if-match")
    }
    if "body" in item:
        return makers.ana.request(method, path, json=makers.body(item["body"], path), headers=headers)
    return makers.ana.request(method, path, data=item.get("bodyText"), headers=headers)


def outcome_of(makers, item, status):
    """None if a request is answered as documented, else what happened; without a documented status success will do."""
    try:
        reply = replay(makers, item)
    except AssertionError as error:
        return str(error)
    is_fine = reply.status_code == status if status else reply.ok
    return None if is_fine else f"{reply.status_code} for {status} {reply.text[:200]}"


def test_documented_requests_are_answered_as_documented(makers, capsys):
    shapes.need_shared()
    good, apart, wrong, excused = [], [], [], set()
    for file, item, status in requests_documented():
        line = f"{file} {item['httpLine'][:100]}"
        why = reason_unserved(item) or (None if item.get("slicePath") else "no path of the description")
        if why:
            apart.append(f"{line}: {why}")
            continue
        outcome = outcome_of(makers, item, status)
        if outcome is None:
            good.append(line)
        elif file in EXCEPTIONS:
            excused.add(file)
            apart.append(f"{line}: {EXCEPTIONS[file]}")
        else:
            wrong.append(f"{line}: {outcome}")
    with capsys.disabled():
        print(f"\n{len(good)} of {len(good) + len(apart) + len(wrong)} documented requests answered as documented")  # noqa: T201 - the report
        print("\n".join(f"  apart: {line}" for line in apart))  # noqa: T201 - the report
    assert wrong == [], "\n".join(wrong)
    assert excused == set(EXCEPTIONS)
    assert len(good) >= 120
