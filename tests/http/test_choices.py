"""`/mailboxes/…/choices`: the owner opens a list, chooses, and ends a choice; nobody else sees a name."""

import pytest
from tests.http.api import code_of
from tests.small_company import ANA, EVA

from trato.phonebook.mirror import FOLDERS
from trato.phonebook.model import ContactFolder, ContactItem
from trato.selling.todo.mirror import LISTS
from trato.selling.todo.model import TaskList
from trato.sync.protocols import Page


@pytest.fixture
def mailbox(tenant, sign_in):
    return Mailbox(tenant, sign_in(tenant, ANA))


class Mailbox:
    """Ana's, with what its rounds would have read."""

    def __init__(self, company, api):
        self.company, self.api, self.id = company, api, company.mailboxes[ANA].id

    def read(self, mirror, *items):
        with self.company.system() as connection:
            mirror.apply(connection, Page(list(items), [], [], "c", is_last=True), full_round=1)

    def choices(self):
        answer = self.api.get(f"/mailboxes/{self.id}/choices")
        assert answer.status_code == 200
        return answer.get_json()

    def choose(self, kind, *followed):
        return self.api.put(f"/mailboxes/{self.id}/choices/{kind}", {"followed": list(followed)})

    def has_folders(self):
        self.read(
            FOLDERS.list_mirror(self.company.tenant_id, self.id),
            ContactFolder("f0", None, "Contacts", is_default=True),
            ContactFolder("f1", "f0", "Clientes"),
        )


def test_before_anybody_wants_to_choose_there_is_nothing_to_see(mailbox):
    closed = {"is_open": False, "items": []}
    assert mailbox.choices() == {"contacts": closed, "tasks": closed}


def test_the_first_choice_opens_the_list_and_no_other(mailbox):
    opened = mailbox.choose("contacts").get_json()
    assert (opened["contacts"]["is_open"], opened["tasks"]["is_open"]) == (True, False)


def test_what_is_chosen_is_exactly_what_is_followed(mailbox):
    mailbox.choose("contacts")
    mailbox.has_folders()
    assert mailbox.choose("contacts", "f1").get_json()["contacts"]["items"] == [
        {"remote_id": "f0", "name": "Contacts", "is_outlooks_own": True, "is_followed": False},
        {"remote_id": "f1", "name": "Clientes", "is_outlooks_own": False, "is_followed": True},
    ]
    mailbox.choose("contacts", "f0")
    assert [one["is_followed"] for one in mailbox.choices()["contacts"]["items"]] == [True, False]


def test_a_choice_that_ends_takes_what_was_read_along(mailbox):
    mailbox.choose("contacts")
    mailbox.has_folders()
    mailbox.choose("contacts", "f1")
    contact = ContactItem("c1", "1", "f1", {"given_name": "Luis"})
    mailbox.read(FOLDERS.item_mirror(mailbox.company.tenant_id, mailbox.id, "f1"), contact)
    mailbox.choose("contacts")
    with mailbox.company.system() as connection:
        assert FOLDERS.items_in(connection, mailbox.id, "f1") == []


def test_lists_of_tasks_are_chosen_likewise(mailbox):
    mailbox.choose("tasks")
    lists = LISTS.list_mirror(mailbox.company.tenant_id, mailbox.id)
    mailbox.read(lists, TaskList("t1", "Tasks", "defaultList", is_owner=True, is_shared=False))
    (one,) = mailbox.choose("tasks", "t1").get_json()["tasks"]["items"]
    assert (one["name"], one["is_outlooks_own"], one["is_followed"]) == ("Tasks", True, True)


def test_what_is_not_there_cannot_be_chosen_and_nothing_of_the_rest_is(mailbox):
    mailbox.choose("contacts")
    mailbox.has_folders()
    assert code_of(mailbox.choose("contacts", "f1", "nowhere")) == (404, "not_found")
    assert not any(one["is_followed"] for one in mailbox.choices()["contacts"]["items"])


def test_an_admin_sees_no_name_of_another_ones_folders(mailbox, sign_in):
    admin = sign_in(mailbox.company, EVA)
    assert code_of(admin.get(f"/mailboxes/{mailbox.id}/choices")) == (404, "not_found")
