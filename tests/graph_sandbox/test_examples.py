"""Replays the documented requests of Graph's own pages: the documented status, the described shape.

Run with -s to see "n of m" and each exception with its reason.
"""

import itertools
import json
import re
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest
import requests

from . import shapes
from .company import ANA, BEN, BILBAO, EVA, GOYA, NOW
from .listener import Listener

# What concerns neither Trato nor its add-in, by a pattern on the request, and why.
UNSERVED = {
    r" https://localhost/": "the browser's way back to an application, not a request to Graph",
    r"/beta/": "not v1.0; what v1.0 says of the same is replayed",
    r"/groups/": "mail and calendars of Microsoft 365 groups: no customer is met in one",
    r"/drive/|/search/query|servicePrincipals": "OneDrive, Microsoft Search and app registrations are not Outlook",
    r"/messageRules": "inbox rules: Trato neither reads nor writes them",
    r"/inferenceClassification": "the focused inbox's overrides: Trato neither reads nor writes them",
    r"(PATCH) .*/(me|users/[^/]+)$": "the directory belongs to the tenant's administrators; Trato only reads it",
    r"DELETE .*/me/calendar$": "the documented path deletes the default calendar, which the service refuses",
}
# Exchanges that end otherwise than the page shows: the file and why.
EXCEPTIONS = {
    "contacts/005-create-contact-from-contactfolder.json": (
        201,
        "the page shows 200; made in any other way, a contact is answered 201",
    ),
}
# Documented bodies and addresses that only stand for real ones: what is put in their place.
PLACEHOLDERS = {
    "birthday": "1974-07-22T00:00:00Z",
    "contentBytes": "YSBmaWxl",
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
                follows = following.get("body") if following.get("kind") == "payload" else None
                if isinstance(follows, dict) and "requests" in follows:  # a batch whose body the page shows by itself
                    found.append((file, item | {"body": follows}, status))
                else:
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
        task = {"title": "x", "linkedResources": [{"applicationName": "Trato", "displayName": "Deal"}]}
        return self.ana.post(f"/me/todo/lists/{self.made['todoTaskList']}/tasks", json=task).json()["id"]

    def linked_resource(self, _):
        linked = f"/me/todo/lists/{self.made['todoTaskList']}/tasks/{self.made['todoTask']}/linkedResources"
        return self.ana.get(linked).json()["value"][0]["id"]

    def calendar_group(self, _):
        return self.ana.post("/me/calendarGroups", json={"name": self.name()}).json()["id"]

    def extension(self, path):
        name = path.rpartition("/")[2]
        owner = path.rpartition("/")[0]
        made = self.ana.post(owner, json={"@odata.type": "microsoft.graph.openTypeExtension", "extensionName": name})
        assert made.status_code in (201, 409)
        return name

    def place(self, path):
        """A list of rooms where the page has an address, a room where it has an id."""
        return BILBAO if "@" in path else self.ana.get(f"/places/{GOYA}/graph.room").json()["id"]

    def photo(self):
        headers = {"Content-Type": "image/jpeg"}
        self.ana.put("/me/photo/$value", data=b"picture", headers=headers).raise_for_status()

    def own_token(self, path):
        """A path with the sandbox's own $skiptoken in the place of the service's."""
        address = path.partition("?")[0]
        if "calendarView" in address:
            first = f"{address}?startDateTime=2026-01-01T00:00:00Z&endDateTime=2026-12-31T00:00:00Z"
        else:
            first = address
        page = self.ana.get(first, headers={"Prefer": "odata.maxpagesize=1"}).json()
        link = page.get("@odata.nextLink") or page["@odata.deltaLink"]
        return f"{address}?{link.partition('?')[2]}"

    def uploaded_up_to(self, item):
        """An upload session of the documented size, up to where the documented range begins; its address."""
        start, _, total = map(int, re.findall(r"\d+", item["headers"]["Content-Range"]))
        kind = "event" if "/Events(" in item["httpLine"] else "message"
        owner = getattr(self, kind)("")
        file = {"AttachmentItem": {"attachmentType": "file", "name": "a.bin", "size": total}}
        made = self.ana.post(f"/me/{kind}s/{owner}/attachments/createUploadSession", json=file).json()
        if start:
            headers = {"Content-Range": f"bytes 0-{start - 1}/{total}"}
            requests.put(made["uploadUrl"], data=b"x" * start, headers=headers, timeout=20).raise_for_status()
        return made["uploadUrl"]

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
        made = {name: PLACEHOLDERS.get(name, value) for name, value in given.items()}
        for name, value in given.items():
            if name.lower() == "destinationid" and len(str(value)) > 15:
                made[name] = self.mail_folder(path)
            if name.lower() == "inputids":
                made[name] = [self.message(path) for _ in value]
        if path.startswith("/subscriptions"):
            made["resource"] = re.sub(r"^/?users/[^/]+/", f"users/{ANA}/", str(made.get("resource", "")))
            if not made["resource"]:
                del made["resource"]
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
    if "AttachmentSessions(" in url:
        return replay_upload(makers, item)
    path = re.sub(r"^(https://graph\.microsoft\.com)?(/api)?(/v1\.0)?", "", url.strip())
    path = path.replace("{start_datetime}", "2026-03-01T00:00:00Z").replace("{end_datetime}", "2026-04-01T00:00:00Z")
    if "/photo" in path:
        makers.photo()
    path = makers.path(path, item.get("slicePath") or template_of(path))
    if "$skiptoken=" in path:
        path = makers.own_token(path)
    told = ("prefer", "content-type", "if-match", "consistencylevel")
    headers = {name: value for name, value in item["headers"].items() if name.lower() in told}
    if "slicePath" not in item or item["slicePath"] is None:  # served, though the description does not list the path
        return requests.request(method, makers.ana.root + path, headers=dict(makers.ana.headers) | headers, timeout=20)
    if "body" in item:
        return makers.ana.request(method, path, json=makers.body(item["body"], path), headers=headers)
    return makers.ana.request(method, path, data=text_of(item), headers=headers)


def replay_upload(makers, item):
    """A range of an upload session: pre-authenticated, at an address that Graph gave."""
    size = int(item["headers"]["Content-Length"])
    headers = {"Content-Range": item["headers"]["Content-Range"]}
    return requests.put(makers.uploaded_up_to(item), data=b"x" * size, headers=headers, timeout=20)


def template_of(path):
    """The template of a path that the description does not list: its ids by what they are ids of."""
    plain = re.sub(r"\('([^']*)'\)", r"/\1", unquote(path.partition("?")[0]))
    known = {"Users": "user", "Messages": "message", "Attachments": "attachment", "places": "place"}
    parts = plain.strip("/").split("/")
    kinds = [
        None if "microsoft.graph." in part else known.get(before)
        for before, part in zip(["", *parts], parts, strict=False)
    ]
    return "/" + "/".join(f"{{{kind}-id}}" if kind else part for kind, part in zip(kinds, parts, strict=False))


def text_of(item):
    """A body that is no JSON: spaces of the page's own made plain, a MIME's sender made ours."""
    text = item.get("bodyText")
    if text is None or "json" in str(item["headers"]).lower():
        return None if text is None else text.replace("\xa0", " ").encode()
    whole = re.sub(r"[^A-Za-z0-9+/]", "", text)  # the page cuts it off somewhere
    mime = b64decode(whole[: len(whole) // 4 * 4]).decode().replace("AlexW@contoso.com", ANA)
    return b64encode(mime.encode()).decode()


def outcome_of(makers, file, item, status):
    """None if a request is answered as documented, else what happened; without a documented status success will do."""
    try:
        reply = replay(makers, item)
    except AssertionError as error:
        return str(error)
    is_fine = reply.status_code == status if status else reply.ok
    if file in EXCEPTIONS:
        is_fine = reply.status_code == EXCEPTIONS[file][0]
    return None if is_fine else f"{reply.status_code} for {status} {reply.text[:200]}"


def test_documented_requests_are_answered_as_documented(makers, capsys):
    shapes.need_shared()
    good, apart, wrong = [], [], []
    for file, item, status in requests_documented():
        line = f"{file} {item['httpLine'][:100]}"
        why = reason_unserved(item)
        if why:
            apart.append(f"{line}: {why}")
            continue
        outcome = outcome_of(makers, file, item, status)
        if outcome is None:
            good.append(line)
        else:
            wrong.append(f"{line}: {outcome}")
    with capsys.disabled():
        total = len(good) + len(apart) + len(wrong)
        print(f"\n{len(good)} of {total} documented requests answered as documented, {len(apart)} not ours")  # noqa: T201 - the report
        print("\n".join(f"  not ours: {line}" for line in apart))  # noqa: T201 - the report
    assert wrong == [], "\n".join(wrong)
    assert len(good) >= 158
