"""A weekly review as it is shown, and what one decides in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trato.crm.model import Outcome
from trato.crm.views import Named
from trato.errors import TratoError
from trato.selling.review.rules import Candidate, Verdict, Why


class ReviewNeedsActionError(TratoError):
    """Two reviews changed nothing: say when, how much, what next or another stage, or close it."""

    code = "review_needs_action"


class NotYourReviewError(TratoError):
    """A review is gone through by whose it is; others look and comment."""

    code = "not_your_review"


@dataclass(frozen=True, slots=True)
class Review:
    """A person's review of a week."""

    id: int
    owner: Named
    week_on: date
    started_at: datetime
    finished_at: datetime | None
    shared_at: datetime | None


@dataclass(frozen=True, slots=True)
class Item:
    """An opportunity in a review: what is wrong with it, whether it must get an action, and what was made of it."""

    candidate: Candidate
    why: tuple[Why, ...]
    verdict: Verdict | None
    at: datetime | None

    @property
    def must_act(self) -> bool:
        """Tell whether it waits for an action."""
        return self.candidate.must_act and self.verdict in (None, Verdict.SKIPPED)


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody says of a review, or of one opportunity in it."""

    id: int
    opportunity_id: int | None
    author: Named
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Course:
    """A review with all its opportunities in order, and how far it is."""

    review: Review
    items: Sequence[Item]
    comments: Sequence[Comment]
    streak: int
    is_to_be_shared: bool

    @property
    def counts(self) -> Mapping[Verdict | None, int]:
        """Count the opportunities by what was made of them; None are those that are left."""
        return Counter(one.verdict for one in self.items)

    @property
    def waiting(self) -> int:
        """Count those that must get an action and have none yet."""
        return sum(one.must_act for one in self.items)


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides about an opportunity: to leave it for now, to change fields, to close it, or to confirm."""

    is_skipped: bool = False
    fields: Mapping[str, Any] | None = None
    closure: tuple[Outcome, str] | None = None
