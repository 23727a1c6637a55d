"""A phone list: whose people it holds, how their fields are merged, and what is known of each.

What it holds is one of four: the people of one's own accounts, of one's territory, of one's open opportunities, or
those that carry a word (a category) by which a team marks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from trato.phonebook.lists.fields import FIELDS, NOTES, PHOTO, Values
from trato.phonebook.lists.merge import Agreed, Policy

FOLDER_NAME = "Trato"
MOST_SHARE = 0.3
FREE_CHANGES = 20

# What the phone's owner corrects is most often right; what makes a name is worth a question.
DEFAULT_POLICIES: Mapping[str, Policy] = {
    **dict.fromkeys(FIELDS, Policy.NEWEST),
    **dict.fromkeys(("display_name", "given_name", "surname", "birthday", "job_title"), Policy.ASK),
    NOTES: Policy.BOTH,
    PHOTO: Policy.NEWEST,
}


class ContentKind(StrEnum):
    """Whose people are on a list."""

    ACCOUNTS = "accounts"
    TERRITORY = "territory"
    OPPORTUNITIES = "opportunities"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Content:
    """What a list holds; `word` is the category of a team's list, empty otherwise."""

    kind: ContentKind
    word: str = ""


@dataclass(frozen=True, slots=True)
class PhoneList:
    """A two-way list of one mailbox. Before it is `confirmed_at` only what it would do is told.

    `seen_xid` and `looked_at` say what was looked at (looking.py).
    """

    id: int
    mailbox_id: int
    name: str
    content: Content
    policies: Mapping[str, Policy]
    folder_remote_id: str | None
    made_by_id: int | None
    confirmed_at: datetime | None
    forecast: Mapping[str, Any] = field(default_factory=dict)
    forecast_at: datetime | None = None
    allowed_changes: int | None = None
    seen_xid: int | None = None
    looked_at: datetime | None = None

    def policy(self, name: str) -> Policy:
        """Return how a field is decided on that both sides changed."""
        return self.policies.get(name, DEFAULT_POLICIES[name])


@dataclass(frozen=True, slots=True)
class Entry:
    """One person on a list: which contact of Outlook they are, and what was agreed on last.

    `left_at` is a tombstone: they are not to come back by themselves. `is_leaving`: Trato is taking them off.
    `is_chosen`: put on by hand, so that they stay whatever the list's content names. `photo_etag` and `photo_digest`
    are the pictures that both sides had when they last agreed.
    """

    contact_id: int
    create_key: str
    remote_id: str | None
    change_key: str
    agreed: Agreed
    is_from_outlook: bool = False
    is_leaving: bool = False
    is_chosen: bool = False
    left_at: datetime | None = None
    photo_etag: str = ""
    photo_digest: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A contact as Outlook has it now."""

    remote_id: str
    change_key: str
    card: Values
    photo_etag: str = ""
