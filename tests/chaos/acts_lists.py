"""What people do with their contacts and tasks, and which folders and lists they let Trato read."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.chaos.office import PHOTO
from tests.chaos.scenario import Scenario, owners, picks
from tests.chaos.truth_lists import CONTACTS, TASKS

Item = dict[str, Any]
places = st.none() | picks
days = st.none() | st.integers(1, 28)

emails = st.lists(st.sampled_from(("luis@norte.example", "Pilar@Norte.example", "x@y.example")), max_size=3)
cards: st.SearchStrategy[Item] = st.fixed_dictionaries(
    {},
    optional={
        "givenName": st.sampled_from(("Luis", "Zoë", "")),
        "companyName": st.sampled_from(("Norte SA", None)),
        "mobilePhone": st.sampled_from(("+34 600 111 222", "", None)),
        "businessPhones": st.lists(st.sampled_from(("944 000 111", "944 000 112")), max_size=2),
        "emailAddresses": emails.map(lambda found: [{"address": one, "name": one[:3]} for one in found]),
        "businessAddress": st.sampled_from(({"city": "Bilbao", "postalCode": "48001"}, {"street": "Gran Vía 1"}, {})),
        "birthday": st.sampled_from(("1974-07-22", None)),
        "categories": st.lists(st.sampled_from(("Red", "Blue")), max_size=2, unique=True),
        "personalNotes": st.sampled_from(("Le gusta el fútbol.", "")),
    },
)


def moment(day: int | None) -> Item | None:
    """A day in March as Graph takes it."""
    return None if day is None else {"dateTime": f"2026-03-{day:02}T09:30:00.0000000", "timeZone": "Europe/Madrid"}


chores: st.SearchStrategy[Item] = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(("Llamar a Luis", "Enviar oferta")),
        "body": st.sampled_from(("", "mañana", "two\nlines")).map(
            lambda text: {"content": text, "contentType": "text"}
        ),
        "status": st.sampled_from(("notStarted", "inProgress", "completed", "waitingOnOthers", "deferred")),
        "importance": st.sampled_from(("low", "normal", "high")),
        "categories": st.lists(st.sampled_from(("Red", "Blue")), max_size=2, unique=True),
        "dueDateTime": days.map(moment),
        "startDateTime": days.map(moment),
        "isReminderOn": st.booleans(),
        "reminderDateTime": days.map(moment),
    },
)


class ListActs(Scenario):
    """Contacts are made, edited, moved between folders and deleted; so are tasks, which cannot move."""

    def _contact_folder(self, upn: str, pick: int | None) -> str:
        own = [folder for one, folder in self.contact_folders if one == upn]
        return (self.one(own, pick) if pick is not None else None) or "contacts"

    @rule(upn=owners, inside=places, card=cards)
    def add_contact(self, upn: str, inside: int | None, card: Item) -> None:
        folder, n = self._contact_folder(upn, inside), self.next_number()
        self.did(f"{upn} adds contact {n} to {folder}: {card}")
        made = self.office.do(upn, "POST", f"/contactFolders/{folder}/contacts", {**card, "displayName": f"Person {n}"})
        if made is not None:
            self.contacts.append((upn, str(made["id"])))

    @precondition(lambda self: self.contacts)
    @rule(pick=picks, card=cards)
    def edit_contact(self, pick: int, card: Item) -> None:
        upn, contact = self.one(self.contacts, pick)
        self.did(f"edit contact {contact}: {card}")
        self.office.do(upn, "PATCH", f"/contacts/{contact}", card)

    @precondition(lambda self: self.contacts and self.contact_folders)
    @rule(pick=picks, inside=places)
    def move_contact(self, pick: int, inside: int | None) -> None:
        upn, contact = self.one(self.contacts, pick)
        folder = self.office.do(upn, "GET", f"/contactFolders/{self._contact_folder(upn, inside)}")
        if folder is not None:
            self.did(f"move contact {contact} to {folder['displayName']}")
            self.office.do(upn, "PATCH", f"/contacts/{contact}", {"parentFolderId": folder["id"]})

    @precondition(lambda self: self.contacts)
    @rule(pick=picks)
    def show_face(self, pick: int) -> None:
        upn, contact = self.one(self.contacts, pick)
        self.did(f"contact {contact} gets a picture")
        self.office.upload(upn, f"/contacts/{contact}/photo/$value", PHOTO + bytes([self.next_number() % 256]))

    @precondition(lambda self: self.contacts)
    @rule(pick=picks)
    def delete_contact(self, pick: int) -> None:
        upn, contact = self.one(self.contacts, pick)
        self.did(f"delete contact {contact}")
        self.office.do(upn, "DELETE", f"/contacts/{contact}")

    @rule(upn=owners, below=places)
    def make_contact_folder(self, upn: str, below: int | None) -> None:
        parent, n = self._contact_folder(upn, below), self.next_number()
        path = "/contactFolders" if parent == "contacts" else f"/contactFolders/{parent}/childFolders"
        self.did(f"{upn} makes contact folder {n} at {path}")
        made = self.office.do(upn, "POST", path, {"displayName": f"Circle {n}"})
        if made is not None:
            self.contact_folders.append((upn, str(made["id"])))

    @precondition(lambda self: self.contact_folders)
    @rule(pick=picks, how=st.sampled_from(("rename", "rename", "delete")))
    def change_contact_folder(self, pick: int, how: str) -> None:
        upn, folder = self.one(self.contact_folders, pick)
        self.did(f"{how} contact folder {folder}")
        if how == "rename":
            self.office.do(upn, "PATCH", f"/contactFolders/{folder}", {"displayName": f"Circle {self.next_number()}"})
        else:
            self.office.do(upn, "DELETE", f"/contactFolders/{folder}")

    @rule(upn=owners)
    def make_list(self, upn: str) -> None:
        n = self.next_number()
        self.did(f"{upn} makes to do list {n}")
        made = self.office.do(upn, "POST", "/todo/lists", {"displayName": f"List {n}"})
        assert made is not None
        self.lists.append((upn, str(made["id"])))

    @precondition(lambda self: self.lists)
    @rule(pick=picks, how=st.sampled_from(("rename", "rename", "delete")))
    def change_list(self, pick: int, how: str) -> None:
        upn, found = self.one(self.lists, pick)
        self.did(f"{how} to do list {found}")
        if how == "rename":
            self.office.do(upn, "PATCH", f"/todo/lists/{found}", {"displayName": f"List {self.next_number()}"})
        else:
            self.office.do(upn, "DELETE", f"/todo/lists/{found}")

    @precondition(lambda self: self.lists)
    @rule(pick=picks, chore=chores)
    def add_task(self, pick: int, chore: Item) -> None:
        upn, found = self.one(self.lists, pick)
        n = self.next_number()
        self.did(f"{upn} adds task {n} to {found}: {chore}")
        made = self.office.do(upn, "POST", f"/todo/lists/{found}/tasks", {**chore, "title": f"Task {n}"})
        if made is not None:
            self.tasks.append((upn, f"/todo/lists/{found}/tasks/{made['id']}"))

    @precondition(lambda self: self.tasks)
    @rule(pick=picks, chore=chores)
    def edit_task(self, pick: int, chore: Item) -> None:
        upn, path = self.one(self.tasks, pick)
        self.did(f"edit {path}: {chore}")
        self.office.do(upn, "PATCH", path, chore)

    @precondition(lambda self: self.tasks)
    @rule(pick=picks)
    def delete_task(self, pick: int) -> None:
        upn, path = self.one(self.tasks, pick)
        self.did(f"delete {path}")
        self.office.do(upn, "DELETE", path)

    @rule(upn=owners, kind=st.sampled_from((CONTACTS, TASKS)), pick=picks, wanted=st.sampled_from((True, True, False)))
    def choose(self, upn: str, kind: str, pick: int, wanted: bool) -> None:
        """Let Trato read a folder or list that it knows by now, or no longer."""
        known = self.scene.shelves(upn, kind)
        if known:
            chosen = known[pick % len(known)]
            self.did(f"{upn} chooses {kind} {chosen}: {wanted}")
            self.scene.choose(upn, kind, chosen, wanted=wanted)
