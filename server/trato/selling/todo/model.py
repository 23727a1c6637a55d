"""A To Do list and a task as they are in Outlook (Graph: todoTaskList, todoTask resources)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class TaskStatus(StrEnum):
    """How far a task is (Graph: todoTask.status)."""

    NOT_STARTED = "notStarted"
    IN_PROGRESS = "inProgress"
    COMPLETED = "completed"
    WAITING = "waitingOnOthers"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True)
class TaskList:
    """A list of things to do; `well_known` is defaultList, flaggedEmails or none, as Graph spells it."""

    remote_id: str
    name: str
    well_known: str
    is_owner: bool
    is_shared: bool

    def columns(self) -> Mapping[str, Any]:
        """See sync.plain.PlainCollection."""
        return {
            "name": self.name,
            "well_known": self.well_known,
            "is_owner": self.is_owner,
            "is_shared": self.is_shared,
        }


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. Due and started days are whole days where they were given: midnight there, kept in UTC."""

    title: str = ""
    body: str = ""
    status: TaskStatus = TaskStatus.NOT_STARTED
    importance: str = "normal"
    categories: tuple[str, ...] = ()
    starts_at: datetime | None = None
    due_at: datetime | None = None
    completed_at: datetime | None = None
    is_reminder_on: bool = False
    reminder_at: datetime | None = None
    recurrence: dict[str, Any] = field(default_factory=dict)
    created_at: datetime | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TaskItem:
    """A task as one page of a feed tells it; `fields` holds what the page named, by the names of Task."""

    remote_id: str
    change_key: str
    fields: Mapping[str, Any]

    def columns(self) -> Mapping[str, Any]:
        """See sync.plain.PlainItem."""
        return {}


@dataclass(frozen=True, slots=True)
class OutlookTask:
    """A task as it is kept: in which list of which mailbox, and what is to be done."""

    mailbox_id: int
    remote_id: str
    list_remote_id: str
    change_key: str
    task: Task
