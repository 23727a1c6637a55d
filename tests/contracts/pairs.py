"""Each feed with its mirror over a mailbox of a running sandbox: what is there, what is kept, how to change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import requests
import sqlalchemy as sa
from tests.event_items import calendar_of
from tests.graph_access import call, client_of
from tests.mail_items import folders_of, make_folders, mirror_of
from tests.small_company import ANA, Company

from graph_sandbox import Sandbox
from trato.calendar.feed import CalendarFeed
from trato.calendar.tables import event_copies
from trato.mail.feed import FolderFeed, MessageFeed
from trato.mail.tables import mail_folders, message_copies
from trato.phonebook import store as phonebook
from trato.phonebook.feed import ContactFeed, ContactFolderFeed
from trato.phonebook.mirror import contact_mirror, folder_mirror
from trato.phonebook.tables import contact_folders, outlook_contacts
from trato.selling.todo.feed import TaskFeed, TaskListFeed
from trato.selling.todo.mirror import list_mirror, task_mirror
from trato.selling.todo.tables import todo_lists, todo_tasks
from trato.sync.model import FeedKind
from trato.sync.protocols import Feed, Mirror

Rows = dict[str, str]


@dataclass
class Pair:
    """`delta` is where the feed asks for changes; `broken` makes an item unreadable."""

    kind: FeedKind
    remote_id: str
    feed: Feed
    mirror: Mirror
    table: sa.Table
    shown: str
    truth: Callable[[], Rows]
    add: Callable[[int], str]
    change: Callable[[str], object]
    remove: Callable[[str], object]
    delta: str
    broken: dict

    def rows(self, company: Company) -> Rows:
        """What is kept, each with what tells its version."""
        with company.system() as connection:
            columns = (self.table.c.remote_id, self.table.c[self.shown])
            mine = self.table.c.mailbox_id == company.mailboxes[ANA].id
            return {row[0]: row[1] for row in connection.execute(sa.select(*columns).where(mine))}


@dataclass
class Outlook:
    """Ana's mailbox as she sees it."""

    sandbox: Sandbox

    def items(self, path: str, shown: str = "@odata.etag") -> Rows:
        headers = {"Authorization": f"Bearer {self.sandbox.token(ANA)}", "Prefer": 'IdType="ImmutableId"'}
        found, url = {}, f"{self.sandbox.url}/v1.0/me{path}"
        while url:
            page = requests.get(url, headers=headers, timeout=10)
            page.raise_for_status()
            found |= {one["id"]: one.get(shown, "") for one in page.json()["value"]}
            url = page.json().get("@odata.nextLink")
        return found

    def do(self, method: str, path: str, payload: object = None) -> str:
        return call(self.sandbox, method, ANA, path, payload).get("id", "")


def folders(sandbox: Sandbox, company: Company) -> Pair:
    outlook = Outlook(sandbox)
    return Pair(
        FeedKind.FOLDERS, "", FolderFeed(client_of(sandbox), ANA), folders_of(company), mail_folders, "name",
        lambda: outlook.items("/mailFolders/delta", "displayName"),
        lambda n: outlook.do("POST", "/mailFolders", {"displayName": f"F{n}"}),
        lambda remote_id: outlook.do("PATCH", f"/mailFolders/{remote_id}", {"displayName": "Renamed"}),
        lambda remote_id: outlook.do("DELETE", f"/mailFolders/{remote_id}"),
        "mailFolders/delta", {"displayName": 7},
    )  # fmt: skip


def messages(sandbox: Sandbox, company: Company) -> Pair:
    outlook = Outlook(sandbox)
    inbox = outlook.do("GET", "/mailFolders/inbox")
    make_folders(company, **{inbox: "inbox"})
    return Pair(
        FeedKind.MESSAGES, inbox, MessageFeed(client_of(sandbox), ANA, inbox, page_size=4),
        mirror_of(company, folder=inbox), message_copies, "change_key",
        lambda: outlook.items("/mailFolders/inbox/messages?$top=100&$select=id"),
        lambda n: outlook.do("POST", f"/mailFolders/{inbox}/messages", {"subject": f"New {n}", "toRecipients": []}),
        lambda remote_id: outlook.do("PATCH", f"/messages/{remote_id}", {"isRead": False, "categories": ["Blue"]}),
        lambda remote_id: outlook.do("POST", f"/messages/{remote_id}/permanentDelete"),
        "messages/delta", {"receivedDateTime": 7},
    )  # fmt: skip


def calendar(sandbox: Sandbox, company: Company) -> Pair:
    outlook = Outlook(sandbox)
    mirror = calendar_of(company)

    def known(remote_ids):
        with company.system() as connection:
            return mirror.known_series(connection, remote_ids)

    start, end = (edge.strftime("%Y-%m-%dT%H:%M:%SZ") for edge in (mirror.window.start, mirror.window.end))
    view = f"/calendarView?startDateTime={start}&endDateTime={end}&$top=500"
    return Pair(
        FeedKind.CALENDAR, "", CalendarFeed(client_of(sandbox), ANA, mirror.window, known), mirror,
        event_copies, "change_key",
        lambda: outlook.items("/events?$top=500") | outlook.items(view),
        lambda n: outlook.do("POST", "/events", visit(n)),
        lambda remote_id: outlook.do("PATCH", f"/events/{remote_id}", {"subject": "Changed"}),
        lambda remote_id: outlook.do("DELETE", f"/events/{remote_id}"),
        "calendarView/delta", {"start": None},
    )  # fmt: skip


def visit(n: int) -> dict:
    return {
        "subject": f"New {n}",
        "start": {"dateTime": f"2026-03-{10 + n}T09:00:00", "timeZone": "Europe/Madrid"},
        "end": {"dateTime": f"2026-03-{10 + n}T10:00:00", "timeZone": "Europe/Madrid"},
    }


def contact_folder_list(sandbox: Sandbox, company: Company) -> Pair:
    outlook = Outlook(sandbox)
    for n in range(3):
        outlook.do("POST", "/contactFolders", {"displayName": f"Old {n}"})

    def truth():
        default = call(sandbox, "GET", ANA, "/contactFolders/contacts")
        return {default["id"]: default["displayName"]} | outlook.items("/contactFolders", "displayName")

    return Pair(
        FeedKind.CONTACT_FOLDERS, "", ContactFolderFeed(client_of(sandbox), ANA),
        folder_mirror(company.tenant_id, company.mailboxes[ANA].id), contact_folders, "name", truth,
        lambda n: outlook.do("POST", "/contactFolders", {"displayName": f"F{n}"}),
        lambda remote_id: outlook.do("PATCH", f"/contactFolders/{remote_id}", {"displayName": "Renamed"}),
        lambda remote_id: outlook.do("DELETE", f"/contactFolders/{remote_id}"),
        "contactFolders/delta", {"displayName": 7},
    )  # fmt: skip


def contacts(sandbox: Sandbox, company: Company) -> Pair:
    outlook = Outlook(sandbox)
    folder = outlook.do("POST", "/contactFolders", {"displayName": "Clientes"})
    below = f"/contactFolders/{folder}/contacts"
    for n in range(9):
        outlook.do("POST", below, {"givenName": f"Old {n}", "mobilePhone": f"+34 600 000 00{n}"})
    mailbox_id = company.mailboxes[ANA].id

    def kept(remote_ids):
        with company.system() as connection:
            return phonebook.photos(connection, mailbox_id, remote_ids)

    return Pair(
        FeedKind.CONTACTS, folder, ContactFeed(client_of(sandbox), ANA, folder, kept, page_size=4),
        contact_mirror(company.tenant_id, mailbox_id, folder), outlook_contacts, "change_key",
        lambda: outlook.items(f"{below}?$top=100"),
        lambda n: outlook.do("POST", below, {"givenName": f"New {n}"}),
        lambda remote_id: outlook.do("PATCH", f"/contacts/{remote_id}", {"jobTitle": "Changed"}),
        lambda remote_id: outlook.do("DELETE", f"/contacts/{remote_id}"),
        "contacts/delta", {"givenName": 7},
    )  # fmt: skip


def task_lists(sandbox: Sandbox, company: Company) -> Pair:
    outlook = Outlook(sandbox)
    for n in range(3):
        outlook.do("POST", "/todo/lists", {"displayName": f"Old {n}"})
    return Pair(
        FeedKind.TASK_LISTS, "", TaskListFeed(client_of(sandbox), ANA),
        list_mirror(company.tenant_id, company.mailboxes[ANA].id), todo_lists, "name",
        lambda: outlook.items("/todo/lists", "displayName"),
        lambda n: outlook.do("POST", "/todo/lists", {"displayName": f"L{n}"}),
        lambda remote_id: outlook.do("PATCH", f"/todo/lists/{remote_id}", {"displayName": "Renamed"}),
        lambda remote_id: outlook.do("DELETE", f"/todo/lists/{remote_id}"),
        "lists/delta", {"displayName": 7},
    )  # fmt: skip


def tasks(sandbox: Sandbox, company: Company) -> Pair:
    outlook = Outlook(sandbox)
    found = outlook.do("POST", "/todo/lists", {"displayName": "Sales"})
    below = f"/todo/lists/{found}/tasks"
    for n in range(9):
        outlook.do("POST", below, {"title": f"Old {n}", "importance": "high"})
    return Pair(
        FeedKind.TASKS, found, TaskFeed(client_of(sandbox), ANA, found, page_size=4),
        task_mirror(company.tenant_id, company.mailboxes[ANA].id, found), todo_tasks, "change_key",
        lambda: outlook.items(below),
        lambda n: outlook.do("POST", below, {"title": f"New {n}"}),
        lambda remote_id: outlook.do("PATCH", f"{below}/{remote_id}", {"status": "completed"}),
        lambda remote_id: outlook.do("DELETE", f"{below}/{remote_id}"),
        "tasks/delta", {"status": "quoteNeverSaid"},
    )  # fmt: skip


ALL = (folders, messages, calendar, contact_folder_list, contacts, task_lists, tasks)
