"""The rules of a weekly review: which week it is, in what order one goes, what must get an action, the streak. Pure.

Weeks begin on Mondays (ISO 8601) where the organisation is. An opportunity that two reviews in a row only confirmed
must get an action in the third: a date, an amount, a next step, another stage, or an end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

SILENT_DAYS = 30
REVIEWS_WITHOUT_CHANGE = 2
SHARE_EVERY = timedelta(days=31)
_WEEK = timedelta(days=7)


class Why(StrEnum):
    """Why an opportunity comes where it comes: what is wrong with it, or nothing, and then by its close date."""

    NO_NEXT_DATE = "no_next_date"
    PAST_DUE = "past_due"
    SILENT = "silent"


class Verdict(StrEnum):
    """What a review made of an opportunity."""

    CONFIRMED = "confirmed"
    CHANGED = "changed"
    CLOSED = "closed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Past:
    """What an earlier review made of an opportunity, and when."""

    verdict: Verdict
    at: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of an opportunity to be reviewed: when it was last spoken of and last changed."""

    opportunity_id: int
    next_date: date | None
    close_date: date | None
    amount: Decimal | None
    begun_at: datetime
    last_at: datetime | None = None
    changed_at: datetime | None = None
    past: Sequence[Past] = ()

    @property
    def reviews_without_change(self) -> int:
        """Count the reviews that confirmed it and after which nothing of it was changed."""
        return sum(
            one.verdict is Verdict.CONFIRMED and (self.changed_at is None or one.at > self.changed_at)
            for one in self.past
        )

    @property
    def must_act(self) -> bool:
        """Tell whether it must get an action: the two-reviews rule."""
        return self.reviews_without_change >= REVIEWS_WITHOUT_CHANGE


def week_of(now: datetime, zone: ZoneInfo) -> date:
    """Return the Monday of the week that an instant lies in, there."""
    today = now.astimezone(zone).date()
    return today - timedelta(days=today.weekday())


def reasons(one: Candidate, now: datetime, today: date, *, silent_days: int = SILENT_DAYS) -> tuple[Why, ...]:
    """Return what is wrong with an opportunity, each reason once, the gravest first."""
    found = []
    if one.next_date is None:
        found.append(Why.NO_NEXT_DATE)
    if any(day is not None and day < today for day in (one.next_date, one.close_date)):
        found.append(Why.PAST_DUE)
    if now - (one.last_at or one.begun_at) > timedelta(days=silent_days):
        found.append(Why.SILENT)
    return tuple(found)


def in_order(
    candidates: Iterable[Candidate], now: datetime, today: date, *, silent_days: int = SILENT_DAYS
) -> list[tuple[Candidate, tuple[Why, ...]]]:
    """Return opportunities with their reasons: without next date, past due, silent, then the rest; each by close date.

    Of two that close on the same day the larger comes first; those without a close date come last.
    """
    ranks = {why: rank for rank, why in enumerate(Why)}
    found = [(one, reasons(one, now, today, silent_days=silent_days)) for one in candidates]

    def place(pair: tuple[Candidate, tuple[Why, ...]]) -> tuple[int, bool, date, Decimal, int]:
        one, why = pair
        rank = ranks[why[0]] if why else len(ranks)
        return rank, one.close_date is None, one.close_date or date.max, -(one.amount or Decimal()), one.opportunity_id

    return sorted(found, key=place)


def streak(finished: Collection[date], week_on: date) -> int:
    """Return how many weeks in a row were finished, up to this one, or to the last while this one is still open."""
    at = week_on if week_on in finished else week_on - _WEEK
    weeks = 0
    while at in finished:
        weeks, at = weeks + 1, at - _WEEK
    return weeks


def is_to_be_shared(shared: datetime | None, now: datetime) -> bool:
    """Tell whether a manager should hear of it: a month has gone by since the last time, or there was none."""
    return shared is None or now - shared >= SHARE_EVERY
