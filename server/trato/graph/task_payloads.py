"""To Do lists and tasks as Graph tells them (Graph: todoTaskList, todoTask resources).

As with contacts, a property that a page leaves out is UNSET and stays as it was.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from trato.graph.payloads import Body, DateTimeTimeZone, Known

Moment = DateTimeTimeZone | None | UnsetType


class TodoTaskList(Known, frozen=True, kw_only=True, gc=False):
    """A list of things to do."""

    display_name: str | None = None
    is_owner: bool | None = None
    is_shared: bool | None = None
    wellknown_list_name: str | None = None


class TodoTask(Known, frozen=True, kw_only=True, gc=False):
    """One thing to do."""

    etag: str = msgspec.field(default="", name="@odata.etag")
    title: str | UnsetType | None = UNSET
    body: Body | UnsetType | None = UNSET
    status: str | UnsetType | None = UNSET
    importance: str | UnsetType | None = UNSET
    categories: list[str] | UnsetType | None = UNSET
    start_date_time: Moment = UNSET
    due_date_time: Moment = UNSET
    completed_date_time: Moment = UNSET
    is_reminder_on: bool | UnsetType | None = UNSET
    reminder_date_time: Moment = UNSET
    recurrence: dict[str, Any] | UnsetType | None = UNSET
    created_date_time: datetime | UnsetType | None = UNSET
    last_modified_date_time: datetime | UnsetType | None = UNSET
