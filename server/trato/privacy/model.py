"""What may be kept out, and by whose word; how much of the rest others may read (DESIGN: visibility of content)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RuleKind(StrEnum):
    """What a rule looks at. `thread` is not typed by anybody: it is what is left of a thread that was forgotten."""

    PARTICIPANT = "participant"
    DOMAIN = "domain"
    CATEGORY = "category"
    FOLDER = "folder"
    KEYWORD = "keyword"
    SENSITIVITY = "sensitivity"
    THREAD = "thread"


class RuleState(StrEnum):
    """How far a rule is, derived from its dates."""

    OBSERVING = "observing"
    PURGING = "purging"
    IN_FORCE = "in_force"
    ENDED = "ended"


class LevelKind(StrEnum):
    """What a level is chosen for."""

    MAILBOX = "mailbox"
    THREAD = "thread"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True)
class Rule:
    """What keeps items out: of one mailbox, or of all of the organisation's where `mailbox_id` is None."""

    id: int
    kind: RuleKind
    value: str
    mailbox_id: int | None = None


@dataclass(frozen=True, slots=True)
class StoredRule:
    """A rule with its history; instants are None for what has not happened."""

    rule: Rule
    made_at: datetime
    made_by: str
    observe_until: datetime | None
    enacted_at: datetime | None
    enacted_by: str
    purged_at: datetime | None
    mails_removed: int
    events_removed: int
    ended_at: datetime | None
    ended_by: str

    @property
    def state(self) -> RuleState:
        """Return how far the rule is."""
        if self.ended_at is not None:
            return RuleState.ENDED
        if self.enacted_at is None:
            return RuleState.OBSERVING
        return RuleState.PURGING if self.purged_at is None else RuleState.IN_FORCE


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules see of one copy of a mail or event.

    Addresses are lower case; `folder` is the path of names from the top, empty for an event; `forgotten_by` are the
    rules of forgotten threads that know it.
    """

    addresses: Collection[str]
    subject: str
    categories: Collection[str] = ()
    folder: tuple[str, ...] = ()
    sensitivity: str = "normal"
    forgotten_by: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """A level somebody chose; without `mailbox_id` it is the organisation's."""

    id: int
    mailbox_id: int | None
    kind: LevelKind
    thread_id: int | None
    domain: str
    level: str
