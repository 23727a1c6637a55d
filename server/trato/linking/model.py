"""What linking knows of a thread or an event and of the candidates, and what it decides (pure values)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

# An opportunity is often put down after the first mails about it.
MADE_LATE = timedelta(days=60)


class ReasonCode(StrEnum):
    """Why: each is one part of the score, and one sentence on the screen in each language."""

    EXPLICIT = "explicit"
    PARTICIPANT_CONTACT = "participant_contact"
    DECISION_MAKER_WRITES = "decision_maker_writes"
    ACCOUNT_DOMAIN = "account_domain"
    ONLY_OPEN_OPPORTUNITY = "only_open_opportunity"
    NAME_WORDS = "name_words"
    PRODUCT_WORDS = "product_words"
    REFERENCE_NUMBER = "reference_number"
    OWNER_MAILBOX = "owner_mailbox"
    RECENT_ACTIVITY = "recent_activity"
    CLOSED_OPPORTUNITY = "closed_opportunity"
    SEVERAL_CANDIDATES = "several_candidates"
    NO_OPPORTUNITY = "no_opportunity"


class LinkState(StrEnum):
    """How sure a link is. `NONE`: the account alone, or nothing, is known."""

    CONFIRMED = "confirmed"
    SUGGESTED = "suggested"
    REJECTED = "rejected"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reason:
    """One named part of a score, in points; `params` fill its sentence."""

    code: ReasonCode
    points: float
    params: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Return the form that is stored and sent."""
        return {"code": self.code.value, "points": round(self.points, 2), "params": dict(self.params)}


@dataclass(frozen=True, slots=True)
class Person:
    """A contact as linking sees them."""

    id: int
    account_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An opportunity as linking sees it; words are folded (linking.words).

    `numbers` are its quotes and orders, `product_codes` those of its products: folded, with the way they are written.
    """

    id: int
    account_id: int
    owner_id: int | None
    name: str
    closed_on: date | None
    created_on: date | None
    contact_ids: frozenset[int]
    decision_maker_id: int | None
    words: frozenset[str]
    product_words: frozenset[str]
    numbers: Mapping[str, str]
    product_codes: Mapping[str, str]

    def is_alive(self, first: date, last: date) -> bool:
        """Tell whether the opportunity may have been talked of then: not closed before, not made long after."""
        closed_before = self.closed_on is not None and self.closed_on < first
        made_long_after = self.created_on is not None and self.created_on - MADE_LATE > last
        return not closed_before and not made_long_after


@dataclass(frozen=True, slots=True)
class Subject:
    """The thread or event to be linked: who takes part, what it says, when, and in whose mailboxes."""

    people: tuple[Person, ...]
    account_ids: frozenset[int]
    user_ids: frozenset[int]
    words: frozenset[str]
    numbers: frozenset[str]
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score and the parts it is the sum of."""

    opportunity_id: int
    account_id: int
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a thread or event concerns. `suggestions` are ranked, best first, and hold the choice itself."""

    state: LinkState
    account_id: int | None
    opportunity_id: int | None
    score: float
    reasons: tuple[Reason, ...]
    suggestions: tuple[Scored, ...]
    decision_id: int | None = None


@dataclass(frozen=True, slots=True)
class Manual:
    """What a person decided and did not undo: `opportunity_id` None means the account only."""

    id: int
    kind: str
    account_id: int | None
    opportunity_id: int | None
    user_name: str
