"""To Do lists that somebody chose are mirrored; others are never read."""

from datetime import UTC, datetime

import pytest
from tests.graph_access import call, client_of, control
from tests.small_company import ANA, NOW

from trato.clock import Clock
from trato.errors import NotFoundError
from trato.jobs.mailboxes import MailboxSync
from trato.selling.todo import store
from trato.selling.todo.model import TaskStatus
from trato.sync.model import FeedKind, Scope

FULL = {
    "title": "Llamar a Luis",
    "body": {"content": "Por la prensa", "contentType": "text"},
    "importance": "high",
    "status": "waitingOnOthers",
    "categories": ["Red category"],
    "startDateTime": {"dateTime": "2026-03-03T00:00:00.0000000", "timeZone": "Romance Standard Time"},
    "dueDateTime": {"dateTime": "2026-03-05T00:00:00.0000000", "timeZone": "UTC"},
    "isReminderOn": True,
    "reminderDateTime": {"dateTime": "2026-03-04T09:00:00.0000000", "timeZone": "Europe/Madrid"},
    "recurrence": {
        "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"]},
        "range": {"type": "noEnd", "startDate": "2026-03-02"},
    },
}


class ToDo:
    """Ana's lists, and the rounds that follow them as far as she chose."""

    def __init__(self, sandbox, company):
        self.sandbox, self.company = sandbox, company
        self.client, self.mailbox_id = client_of(sandbox), company.mailboxes[ANA].id

    def do(self, method, path, payload=None):
        return call(self.sandbox, method, ANA, f"/todo/lists{path}", payload)

    def choose(self, found):
        with self.company.system() as connection:
            store.follow(
                connection, self.company.tenant_id, self.mailbox_id, found, by_id=self.company.users[ANA], at=NOW
            )

    def read(self):
        """Let the names be read, then each list that somebody chose."""
        with self.company.system() as connection:
            store.open_list(connection, self.company.tenant_id, self.mailbox_id)
        self.follow()

    def follow(self):
        sync = MailboxSync(self.company.database, self.company.tenant_id, Clock.starting_at(NOW), self.client)
        scope = Scope.only(FeedKind.TASK_LISTS, FeedKind.TASKS)
        assert sync.follow(self.company.mailboxes[ANA], scope=scope).faults == {}

    def kept(self, found):
        with self.company.system() as connection:
            return store.tasks_in(connection, self.mailbox_id, found)


@pytest.fixture
def todo(sandbox, company_folder, tenant):
    return ToDo(sandbox(company_folder), tenant)


@pytest.fixture
def sales(todo):
    """A list that was chosen before anything was in it."""
    found = todo.do("POST", "", {"displayName": "Ventas"})["id"]
    todo.read()
    todo.choose(found)
    return found


def test_before_somebody_wants_to_choose_nothing_is_asked(todo):
    control(todo.sandbox, "DELETE", "/counters")
    todo.follow()
    assert control(todo.sandbox, "GET", "/counters")["requests"] == 0


def test_every_field_of_a_task_is_kept(todo, sales):
    todo.do("POST", f"/{sales}/tasks", FULL)
    todo.read()
    (kept,) = todo.kept(sales)
    task = kept.task
    assert (task.title, task.body, task.importance) == ("Llamar a Luis", "Por la prensa", "high")
    assert task.status is TaskStatus.WAITING
    assert task.categories == ("Red category",)
    assert task.starts_at == datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert task.due_at == datetime(2026, 3, 5, tzinfo=UTC)
    assert (task.is_reminder_on, task.reminder_at) == (True, datetime(2026, 3, 4, 8, tzinfo=UTC))
    assert task.recurrence["pattern"]["daysOfWeek"] == ["monday"]
    assert task.completed_at is None
    assert task.created_at == NOW


def test_a_task_that_is_done_and_one_that_is_done_no_more_are_followed(todo, sales):
    task = todo.do("POST", f"/{sales}/tasks", FULL)["id"]
    for status in ("completed", "notStarted"):
        todo.do("PATCH", f"/{sales}/tasks/{task}", {"status": status})
        todo.read()
        (kept,) = todo.kept(sales)
        assert kept.task.status == status
        assert (kept.task.title, kept.task.importance) == ("Llamar a Luis", "high")


def test_what_is_taken_off_a_task_is_taken_off_here(todo, sales):
    made = todo.do("POST", f"/{sales}/tasks", {**FULL, "status": "completed"})["id"]
    todo.read()
    assert todo.kept(sales)[0].task.completed_at is not None
    nothing = dict.fromkeys(("startDateTime", "dueDateTime", "reminderDateTime", "recurrence"))
    todo.do("PATCH", f"/{sales}/tasks/{made}", {**nothing, "status": "notStarted"})
    todo.read()
    (kept,) = todo.kept(sales)
    task = kept.task
    assert (task.starts_at, task.due_at, task.reminder_at, task.completed_at, task.recurrence) == (
        None, None, None, None, {},
    )  # fmt: skip


def test_lists_that_nobody_chose_are_never_read(todo, sales):
    private = todo.do("POST", "", {"displayName": "Casa"})["id"]
    todo.do("POST", f"/{private}/tasks", {"title": "Regar"})
    todo.do("POST", f"/{sales}/tasks", {"title": "Llamar"})
    control(todo.sandbox, "DELETE", "/counters")
    for _ in range(2):
        todo.read()
    asked = control(todo.sandbox, "GET", "/counters")["by_folder"]
    assert [one for one in (private, sales) if one in str(asked)] == [sales]
    assert (todo.kept(private), len(todo.kept(sales))) == ([], 1)


def test_a_list_that_is_not_there_cannot_be_chosen(todo):
    todo.read()
    with pytest.raises(NotFoundError, match="no To Do list"):
        todo.choose("elsewhere")


def test_ending_a_choice_forgets_what_was_read(todo, sales):
    todo.do("POST", f"/{sales}/tasks", FULL)
    todo.read()
    with todo.company.system() as connection:
        assert store.unfollow(connection, todo.mailbox_id, sales) == 1
    todo.read()
    assert todo.kept(sales) == []


def test_a_list_that_goes_takes_its_tasks_along(todo, sales):
    todo.do("POST", f"/{sales}/tasks", FULL)
    todo.read()
    todo.do("DELETE", f"/{sales}")
    todo.read()
    assert todo.kept(sales) == []
