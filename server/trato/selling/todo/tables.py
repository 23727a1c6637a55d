"""Tables of To Do: lists, which of them are followed, and tasks as they are in Outlook."""

from __future__ import annotations

from trato.db.schema import text
from trato.sync.choices import choice_table, collection_table, is_so, item_table

INSIDE = "list_remote_id"

todo_lists = collection_table(
    "todo_lists", text("name"), text("well_known"), is_so("is_owner", usually=True), is_so("is_shared", usually=False)
)
followed_todo_lists = choice_table("followed_todo_lists", "todo_lists")

# `fields` is a Task (selling/todo/model.py) as JSON.
todo_tasks = item_table("todo_tasks", inside=INSIDE, index="ix_todo_tasks_list")
