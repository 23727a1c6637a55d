"""Mirror To Do lists and tasks: rows that equal Outlook."""

from __future__ import annotations

from trato.selling.todo.tables import INSIDE, followed_todo_lists, todo_lists, todo_tasks
from trato.sync.choices import Choices
from trato.sync.model import FeedKind

LISTS = Choices(
    todo_lists, followed_todo_lists, todo_tasks, INSIDE,
    listed_as=FeedKind.TASK_LISTS, read_as=FeedKind.TASKS, one="To Do list", many="to do lists",
)  # fmt: skip

list_mirror = LISTS.list_mirror
task_mirror = LISTS.item_mirror
