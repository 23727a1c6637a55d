"""The JSON of phone lists, conflicts, the undo log, duplicates and who calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from trato.http.inputs import Id, PageQuery
from trato.http.schemas import NamedOut, Schema

ChoiceName = Literal["ours", "theirs", "both", "list", "crm", "restore"]
PolicyName = Literal["ours", "theirs", "newest", "both", "ask"]
ContentName = Literal["accounts", "territory", "opportunities", "team"]


class NumberOut(Schema):
    """A number: as it was typed, in E.164 (null for a short code), its extension, and as one writes it here."""

    number: str
    e164: str | None
    extension: str
    kind: str
    shown: str


class CallerOut(NamedOut):
    """Somebody whose number it is, and what is open with them."""

    title: str
    kind: str
    account: NamedOut | None
    opportunities: list[NamedOut]


class CallingAccountOut(NamedOut):
    """An account whose own number it is, such as its switchboard's, and what is open with it."""

    opportunities: list[NamedOut]


class WhoCallsOut(Schema):
    """Whose number this is; nobody where nobody has it whom the caller may see."""

    number: NumberOut
    people: list[CallerOut]
    accounts: list[CallingAccountOut]


class DoneOut(Schema):
    """That it is done, and when; what follows from it in Outlook is done by the next round."""

    done_at: datetime


class PhoneListIn(Schema):
    """A list to begin: its name is that of the contact folder. `word` is the category that a team's list holds."""

    name: str = Field("Trato", min_length=1, max_length=100)
    content: ContentName
    word: str = Field("", max_length=100)
    policies: dict[str, PolicyName] = Field(default_factory=dict, max_length=40)


class PhoneListChangeIn(Schema):
    """What is decided by whom from now on, by field; fields left out stay as they are."""

    policies: dict[str, PolicyName] = Field(max_length=40)


class ForecastOut(Schema):
    """What a round would do, by kind of change, with names as a sample."""

    counts: dict[str, int]
    changes: int
    sample: dict[str, list[str]]
    at: datetime


class PhoneListOut(NamedOut):
    """A two-way list. `forecast` is there while a person's word is needed: before the first sync, or at the brake."""

    content: ContentName
    word: str
    policies: dict[str, PolicyName]
    confirmed_at: datetime | None
    forecast: ForecastOut | None
    people: int
    conflicts: int


class PhoneListsOut(Schema):
    """One's own lists; `can_begin` is false while one's mailbox is not connected."""

    items: list[PhoneListOut]
    can_begin: bool


class ListedOut(NamedOut):
    """Somebody on a list."""

    company: str
    title: str
    numbers: list[NumberOut]
    emails: list[str]
    is_from_outlook: bool


class ListedPageOut(Schema):
    """A page of a list's people, by name."""

    items: list[ListedOut]
    next_cursor: str | None


class ConflictOut(Schema):
    """Two values of a field, or somebody who left; `choices` is what may be decided."""

    id: str
    list_id: str
    contact: NamedOut
    field: str
    ours: Any
    theirs: Any
    found_at: datetime
    choices: list[ChoiceName]


class OnListOut(NamedOut):
    """A list of the caller's, and whether somebody is on it."""

    is_on: bool


class PhonePersonOut(Schema):
    """A contact on the caller's phone: on which lists, and what about them waits for the caller's word."""

    contact: NamedOut
    lists: list[OnListOut]
    conflicts: list[ConflictOut]


class PhonePeopleOut(Schema):
    """The contacts that were asked for, as far as the caller may see them."""

    items: list[PhonePersonOut]


class PhonePeopleQuery(Schema):
    """Which contacts, by their ids with commas between them."""

    contact_ids: str = Field(pattern=r"^[0-9]{1,18}(,[0-9]{1,18}){0,49}$")


class ConflictsOut(Schema):
    """What waits for the caller's word, the oldest first."""

    items: list[ConflictOut]


class DecisionIn(Schema):
    """How a conflict is settled."""

    choice: ChoiceName


class PhoneChangeOut(Schema):
    """Something Trato wrote. `field` is `*` where somebody was added (before is null) or removed (after is null)."""

    id: str
    contact: NamedOut
    side: Literal["crm", "outlook"]
    field: str
    before: Any
    after: Any
    cause: str
    at: datetime
    undone_at: datetime | None


class PhoneChangesOut(Schema):
    """A page of the undo log, the newest first. `now` is the instant it was looked at."""

    now: datetime
    items: list[PhoneChangeOut]
    next_cursor: str | None


class LikenessOut(Schema):
    """What two contacts were compared by, and how much it tells for (or against) their being one person."""

    part: str
    weight: float


class DuplicateOut(Schema):
    """Two contacts that are likely one person."""

    first: ListedOut
    second: ListedOut
    score: float
    reasons: list[LikenessOut]


class DuplicatesOut(Schema):
    """The likeliest duplicates among the contacts that the caller may see."""

    items: list[DuplicateOut]


class MergeIn(Schema):
    """Which contact stays, and which becomes part of it."""

    kept_id: Id
    gone_id: Id


class MergeOut(Schema):
    """A merge, by which it can be taken apart."""

    id: str


class DistinctIn(Schema):
    """Two contacts that are two people."""

    first_id: Id
    second_id: Id


class ListedQuery(PageQuery):
    """Which of a list's people."""

    query: str | None = Field(None, max_length=200)
