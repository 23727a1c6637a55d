"""The JSON of `/mailboxes`: whose mailbox, how far it is read, and what stands in the way."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from trato.http.schemas import NamedOut, Schema

FeedStatusOut = Literal["waiting", "reading", "current", "retrying", "stopped"]


class FaultOut(Schema):
    """What the last round met: a stable code (docs/reference.md), and the words that came with it."""

    code: str
    detail: str


class MailboxOut(Schema):
    """A mailbox and what its feeds come to. `items_estimated` counts the mails that are expected.

    While everything is read anew, `items_per_s` is how many of them come in a second and `ends_at` when all will have
    come at that rate. `caught_up_at` is the instant up to which everything is known; null before the first round has
    ended. `changes_come_by` tells whether Graph notifies of changes, or regular rounds look for them.
    """

    id: str
    address: str
    owner: NamedOut
    is_own: bool
    can_open: bool
    connected_at: datetime
    disconnected_at: datetime | None
    status: FeedStatusOut
    items_done: int
    items_estimated: int
    is_in_full_round: bool
    items_per_s: float | None
    ends_at: datetime | None
    caught_up_at: datetime | None
    is_overdue: bool
    fault: FaultOut | None
    retry_at: datetime | None
    set_aside: int
    changes_come_by: Literal["notifications", "rounds_until_subscribed", "rounds_only"]


class MailboxesOut(Schema):
    """A page of mailboxes, by their owners' names. `now` is the instant they were looked at."""

    now: datetime
    items: list[MailboxOut]
    next_cursor: str | None


class FeedOut(Schema):
    """Where one feed of a mailbox stands: a mail folder, the calendar, a contact folder, a list of tasks."""

    id: str
    kind: str
    name: str
    status: FeedStatusOut
    items_done: int
    items_estimated: int | None
    is_in_full_round: bool
    caught_up_at: datetime | None
    is_overdue: bool
    fault: FaultOut | None
    retry_at: datetime | None


class SetAsideOut(Schema):
    """An item that could not be understood; it is tried again whenever it changes."""

    feed_id: str
    remote_id: str
    reason: str
    seen_at: datetime


class FeedsOut(Schema):
    """The feeds of a mailbox, and the newest items set aside."""

    now: datetime
    items: list[FeedOut]
    set_aside: list[SetAsideOut]


class RoundOut(Schema):
    """A round that was asked for; what it finds shows in the feeds."""

    asked_at: datetime


class ChoosableOut(Schema):
    """A contact folder or a To Do list; `is_outlooks_own` is one that every mailbox has."""

    remote_id: str
    name: str
    is_outlooks_own: bool
    is_followed: bool


class ChoiceOut(Schema):
    """What there is to choose from. While it is not open, not even the names are read."""

    is_open: bool
    items: list[ChoosableOut]


class ChoicesOut(Schema):
    """Contact folders and To Do lists of a mailbox; only those that are followed are read."""

    contacts: ChoiceOut
    tasks: ChoiceOut
