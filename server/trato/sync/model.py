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


@dataclass(frozen=True, slots=True)
class Scope:
    """What of a mailbox to read: which kinds of feeds, and of mail which folders by their remote ids (None: all)."""

    kinds: frozenset[FeedKind]
    mail_folders: frozenset[str] | None = None

    @classmethod
    def everything(cls) -> Scope:
        """Return the scope of a proof round."""
        return cls(frozenset(FeedKind))

    @classmethod
    def only(cls, *kinds: FeedKind) -> Scope:
        """Return a scope of these kinds, in all folders."""
        return cls(frozenset(kinds))

    @classmethod
    def of_mail_folders(cls, remote_ids: Iterable[str]) -> Scope:
        """Return a scope of the messages in these folders."""
        return cls(frozenset({FeedKind.MESSAGES}), frozenset(remote_ids))

    @property
    def is_everything(self) -> bool:
        """Tell whether nothing is left out."""
        return self == Scope.everything()

    def includes(self, kind: FeedKind, remote_id: str = "") -> bool:
        """Tell whether a feed is to be read."""
        if kind not in self.kinds:
            return False
        return kind is not FeedKind.MESSAGES or self.mail_folders is None or remote_id in self.mail_folders

    def __or__(self, other: Scope) -> Scope:
        """Return what either of the two asks for, so that two waiting jobs become one."""
        asked = [one.mail_folders for one in (self, other) if FeedKind.MESSAGES in one.kinds]
        folders = None if None in asked or not asked else frozenset().union(*(one for one in asked if one is not None))
        return Scope(self.kinds | other.kinds, folders)

    def to_json(self) -> dict[str, list[str] | None]:
        """Return it as a job's argument."""
        return {
            "kinds": sorted(self.kinds),
            "mail_folders": None if self.mail_folders is None else sorted(self.mail_folders),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Iterable[str] | None]) -> Scope:
        """Read it back; kinds that this version does not know are passed over."""
        known = frozenset(kind.value for kind in FeedKind)
        folders = told.get("mail_folders")
        kinds = frozenset(FeedKind(kind) for kind in told.get("kinds") or () if kind in known)
        return cls(kinds, None if folders is None else frozenset(folders))


class FeedStatus(StrEnum):
    """What to tell a person about a feed; never stored."""

    WAITING = "waiting"
    READING = "reading"
    CURRENT = "current"
    RETRYING = "retrying"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class FeedState:
    """The facts of one feed. `leased_until`: a worker that holds the mailbox's lease reads it, unless that was lost."""

    id: int
    mailbox_id: int
    kind: FeedKind
    remote_id: str
    name: str
    cursor: str
    full_round: int
    full_round_started_at: datetime | None
    full_round_done_at: datetime | None
    caught_up_at: datetime | None
    items_done: int
    items_estimated: int | None
    failures: int
    last_error: str | None
    retry_at: datetime | None
    leased_until: datetime | None

    @property
    def is_in_full_round(self) -> bool:
        """Tell whether everything is being read, for the first time or after an expired cursor."""
        return self.full_round_done_at is None

    def is_due(self, now: datetime) -> bool:
        """Tell whether it may be read: it waits neither for a time after a failure, nor for a person."""
        return not self.failures or (self.retry_at is not None and self.retry_at <= now)

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
