"""Subscriptions: what to do about each, decided from facts alone.

Graph tells of changes as long as a subscription is in force. It is renewed at about half its life, made anew when it
ended, was removed or would tell another address, and left alone while it waits after a failure.
Graph: subscription resource, lifecycle notifications, subscription lifetimes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

NOTIFICATIONS_PATH = "/graph/notifications"
LIFECYCLE_PATH = "/graph/lifecycle"
CHANGES = "created,updated,deleted"
# Graph allows 10,080 minutes for Outlook and 4,230 for tasks. A day less for Outlook, so that a clock that is ahead
# does not ask for too much; older services allow Outlook no more than tasks, which is tried when the longer is refused.
LONG = timedelta(minutes=8_640)
SHORT = timedelta(minutes=4_200)
EARLIEST_SHARE, LATEST_SHARE = 0.4, 0.5


def digest_of(secret: str) -> str:
    """Return what is stored of a clientState. It is random and long, so a plain hash does not give it away."""
    return hashlib.sha256(secret.encode()).hexdigest()


class SubscriptionKind(StrEnum):
    """What of a mailbox a subscription tells of."""

    MESSAGES = "messages"
    EVENTS = "events"
    CONTACTS = "contacts"
    TASKS = "tasks"

    @property
    def lifetime(self) -> timedelta:
        """Return how long a subscription is asked for."""
        return SHORT if self is SubscriptionKind.TASKS else LONG


@dataclass(frozen=True, slots=True)
class Subscription:
    """The facts of one. `remote_id` is Graph's id while there is one; `asked_at`: Graph asked to reauthorize it."""

    id: int
    mailbox_id: int
    kind: SubscriptionKind
    resource: str
    remote_id: str | None = None
    notification_url: str = ""
    renewed_at: datetime | None = None
    expires_at: datetime | None = None
    asked_at: datetime | None = None
    failures: int = 0
    failed_at: datetime | None = None
    last_error: str | None = None
    retry_at: datetime | None = None

    def is_in_force(self, now: datetime) -> bool:
        """Tell whether Graph tells us of changes by it."""
        return self.remote_id is not None and self.expires_at is not None and self.expires_at > now

    @property
    def is_parked(self) -> bool:
        """Tell whether it waits for a person."""
        return self.failures > 0 and self.retry_at is None

    @property
    def renew_at(self) -> datetime | None:
        """Return when to renew it: at about half its life, not all at the same moment."""
        if self.renewed_at is None or self.expires_at is None:
            return None
        spread = self.id * 0.618_033_988_749 % 1
        share = EARLIEST_SHARE + (LATEST_SHARE - EARLIEST_SHARE) * spread
        return self.renewed_at + (self.expires_at - self.renewed_at) * share


class Step(StrEnum):
    """What to do about a subscription."""

    NOTHING = "nothing"
    MAKE = "make"
    RENEW = "renew"
    REPLACE = "replace"
    END = "end"


def next_step(one: Subscription, *, url: str, now: datetime) -> Step:
    """Decide. `url` is where Graph is to tell; empty: nowhere, so that none is wanted."""
    if one.failures and (one.retry_at is None or one.retry_at > now):
        return Step.NOTHING
    if not url:
        return Step.NOTHING if one.remote_id is None else Step.END
    if not one.is_in_force(now):
        return Step.MAKE
    if one.notification_url != url:
        return Step.REPLACE
    is_old = one.renew_at is not None and one.renew_at <= now
    return Step.RENEW if is_old or one.asked_at is not None else Step.NOTHING


class Telling(StrEnum):
    """How Trato learns of changes in a mailbox."""

    NOTIFICATIONS = "notifications"
    ROUNDS_UNTIL_SUBSCRIBED = "rounds_until_subscribed"
    ROUNDS_ONLY = "rounds_only"


def telling(subscriptions: Iterable[Subscription], *, url: str, now: datetime) -> Telling:
    """Tell how a mailbox is followed: by notifications, or by regular rounds only, and if so whether that is meant.

    ROUNDS_ONLY: no public address is set (TRATO_NOTIFICATION_URL). ROUNDS_UNTIL_SUBSCRIBED: one is, but Graph does not
    tell of everything there yet; `last_error` of the subscriptions says why.
    """
    if not url:
        return Telling.ROUNDS_ONLY
    held = list(subscriptions)
    is_told = bool(held) and all(one.is_in_force(now) and one.notification_url == url for one in held)
    return Telling.NOTIFICATIONS if is_told else Telling.ROUNDS_UNTIL_SUBSCRIBED
