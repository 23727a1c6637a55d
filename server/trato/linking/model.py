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
    ACCOUNT_NAMED = "account_named"
    ONLY_OPEN_OPPORTUNITY = "only_open_opportunity"
    NAME_WORDS = "name_words"
    TEXT_WORDS = "text_words"
    PRODUCT_WORDS = "product_words"
    PRODUCT_CODE = "product_code"
    REFERENCE_NUMBER = "reference_number"
    SAME_NUMBER = "same_number"
    SAME_TALK = "same_talk"
    TAUGHT = "taught"
    TAUGHT_WORDS = "taught_words"
    NOT_BUSINESS_BEFORE = "not_business_before"
    ABOUT_A_SALE = "about_a_sale"
    ABOUT_AN_ORDER = "about_an_order"
    ABOUT_SERVICE = "about_service"
    ABOUT_BILLING = "about_billing"
    OWNER_MAILBOX = "owner_mailbox"
    RECENT_ACTIVITY = "recent_activity"
    CLOSED_LATELY = "closed_lately"
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
    """An opportunity as linking sees it; words are folded (mail.telling).

    `numbers` are its quotes and orders, `product_codes` those of its products: folded, with the way they are written.
    `account_words` are those of the account's name, which its people write without meaning this opportunity.
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
    account_words: frozenset[str] = frozenset()
    was_won: bool = False

    def is_alive(self, first: date, last: date) -> bool:
        """Tell whether the opportunity may have been talked of then: not closed before, not made long after."""
        closed_before = self.closed_on is not None and self.closed_on < first
        made_long_after = self.created_on is not None and self.created_on - MADE_LATE > last
        return not closed_before and not made_long_after


@dataclass(frozen=True, slots=True)
class Subject:
    """The thread or event to be linked: who takes part, what it says, when, and in whose mailboxes.

    `title` are the marks of its subject lines, `said` those of its text too (mail.telling).
    `outside` are the addresses that are not ours, each with its contact.
    """

    people: tuple[Person, ...]
    account_ids: frozenset[int]
    user_ids: frozenset[int]
    title: frozenset[int]
    said: frozenset[int]
    numbers: frozenset[str]
    first_at: datetime
    last_at: datetime
    outside: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What is linked for sure already and near this thread or event, by opportunity.

    `numbers`: a number both name. `talks`: which share of the same people's talks around that time, from 0 to 1;
    `taught`: how often people linked talks of each of theirs by hand; `taught_words`: which part of the title of one
    of those it says too (linking.lessons). `not_business`: how many of their talks one took out.
    """

    numbers: Mapping[int, str] = field(default_factory=dict)
    talks: Mapping[int, float] = field(default_factory=dict)
    taught: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    taught_words: Mapping[int, float] = field(default_factory=dict)
    not_business: int = 0


ALONE = Neighbours()


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
    stands_alone: bool = False


@dataclass(frozen=True, slots=True)
class Manual:
    """What a person decided and did not undo: `opportunity_id` None means the account only."""

    id: int
    kind: str
    account_id: int | None
    opportunity_id: int | None
    user_name: str
