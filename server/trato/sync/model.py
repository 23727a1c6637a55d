"""What of a mailbox is read, where each feed stands, and the status one reads from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FeedKind(StrEnum):
    """The streams of a mailbox that Trato follows."""

    FOLDERS = "folders"
    MESSAGES = "messages"
    CALENDAR = "calendar"
    CONTACT_FOLDERS = "contact_folders"
    CONTACTS = "contacts"
    TASK_LISTS = "task_lists"
    TASKS = "tasks"


class FeedStatus(StrEnum):
    """What to tell a person about a feed; never stored."""

    WAITING = "waiting"
    READING = "reading"
    CURRENT = "current"
    RETRYING = "retrying"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class FeedState:
    """The facts of one feed. `fence` grows with each lease, so a worker that lost it cannot write."""

    id: int
    mailbox_id: int
    kind: FeedKind
    remote_id: str
    name: str
    cursor: str
    full_round: int
    full_round_done_at: datetime | None
    caught_up_at: datetime | None
    items_done: int
    items_estimated: int | None
    failures: int
    last_error: str | None
    retry_at: datetime | None
    leased_until: datetime | None
    fence: int

    @property
    def is_in_full_round(self) -> bool:
        """Tell whether everything is being read, for the first time or after an expired cursor."""
        return self.full_round_done_at is None

    def status(self, now: datetime) -> FeedStatus:
        """Derive what to tell a person."""
        if self.leased_until is not None and self.leased_until > now:
            return FeedStatus.READING
        if self.failures:
            return FeedStatus.RETRYING if self.retry_at is not None else FeedStatus.STOPPED
        return FeedStatus.CURRENT if self.caught_up_at is not None else FeedStatus.WAITING


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What one round did: pages read, items told, rows changed, and whether it read everything anew."""

    pages: int
    items: int
    changed: int
    misread: int
    was_full: bool
