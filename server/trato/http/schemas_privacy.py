"""The JSON of privacy: rules that keep items out, what they cover, and how much others may read."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from trato.http.inputs import Id
from trato.http.schemas import Schema

KindIn = Literal["participant", "domain", "category", "folder", "keyword", "sensitivity"]
KindOut = Literal["participant", "domain", "category", "folder", "keyword", "sensitivity", "thread"]
Scope = Literal["mailbox", "organisation"]
Level = Literal["metadata", "subject", "full"]
MOST_DAYS = 90


class ExclusionIn(Schema):
    """A rule as it is typed: of one's own mailbox, or as an administrator of the organisation."""

    kind: KindIn
    value: str = Field(max_length=320)
    scope: Scope = "mailbox"


class NewExclusionIn(ExclusionIn):
    """A rule to make; with `observe_days` it keeps nothing out yet and only tells what it would."""

    observe_days: int | None = Field(None, ge=1, le=MOST_DAYS)


class ExclusionsQuery(Schema):
    """Which rules: those in force and observed, or also those that have ended."""

    with_ended: bool = False


class ObservationQuery(Schema):
    """What is counted: everything that is kept, or what came since the rule was made."""

    since_made: bool = False


class ExclusionOut(Schema):
    """A rule and its history. While `purging`, what was there before is being taken out.

    `mails_removed` and `events_removed` count what was taken out when the rule was enacted.
    """

    id: str
    kind: KindOut
    value: str
    scope: Scope
    state: Literal["observing", "purging", "in_force", "ended"]
    can_change: bool
    made_at: datetime
    made_by: str
    observe_until: datetime | None
    enacted_at: datetime | None
    enacted_by: str
    mails_removed: int
    events_removed: int
    ended_at: datetime | None
    ended_by: str


class ExclusionsOut(Schema):
    """Rules, newest first. `can_decide_for_all`: the caller makes rules of the organisation too."""

    now: datetime
    can_decide_for_all: bool
    has_mailbox: bool
    items: list[ExclusionOut]


class CoveredMailOut(Schema):
    """One of the caller's own mails that a rule covers."""

    subject: str
    sender: str
    at: datetime


class PreviewOut(Schema):
    """How much of what is kept a rule covers; `lost` are mails in no mailbox any more, which cannot come back.

    Not complete: there is more than was counted.
    """

    kind: KindOut
    value: str
    mails: int
    events: int
    interactions: int
    links: int
    lost: int
    is_complete: bool
    sample: list[CoveredMailOut]


class RereadingOut(Schema):
    """How many mailboxes are being read from the beginning."""

    mailboxes: int


class ForgettingIn(Schema):
    """What to forget of a thread: all of it, or the mail of that Message-ID alone."""

    internet_message_id: str | None = Field(None, max_length=1000)


class VisibilityIn(Schema):
    """How much others may read: of a whole mailbox, or of a domain or a thread there; null chooses nothing here."""

    scope: Scope = "mailbox"
    domain: str | None = Field(None, max_length=320)
    thread_id: Id | None = None
    level: Level | None


class VisibilityChoiceOut(Schema):
    """A level that was chosen."""

    scope: Scope
    kind: Literal["mailbox", "domain", "thread"]
    domain: str
    thread_id: str | None
    level: Level


class VisibilityOut(Schema):
    """The levels of the organisation and of the caller's own mailbox; `mailbox_level` is what holds for the latter."""

    can_decide_for_all: bool
    has_mailbox: bool
    organisation_level: Level
    mailbox_level: Level
    items: list[VisibilityChoiceOut]


class MarkingIn(Schema):
    """Whether linked items are marked in Outlook; None leaves one's own mailbox to what the organisation chose."""

    scope: Scope = "mailbox"
    is_on: bool | None


class MarkingOut(Schema):
    """What was chosen, and whether mails and meetings are marked. `missing` names the permissions Graph wanted.

    `marked` counts the items of one's mailbox that are marked, `waiting` those still to be written.
    """

    can_decide_for_all: bool
    has_mailbox: bool
    organisation: bool
    mailbox: bool | None
    mails: Literal["off", "on", "not_permitted"]
    events: Literal["off", "on", "not_permitted"]
    missing: list[str]
    category: str
    marked: int
    waiting: int


class PersonForgettingIn(Schema):
    """Whose mail a person is forgotten in: one's own, or as an administrator everybody's."""

    scope: Scope = "mailbox"


class PersonForgettingOut(Schema):
    """A person by name and addresses, and how much would be taken out."""

    name: str
    addresses: list[str]
    mails: int
    events: int
    interactions: int


class PersonForgottenOut(Schema):
    """The rules that hold now. Of the organisation, the person is no contact any more."""

    rules: list[ExclusionOut]
