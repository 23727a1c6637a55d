"""`trato status`: how far each mailbox is followed, feed by feed, what stands in the way and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from trato.clock import Clock
from trato.db.engine import Database
from trato.directory import following
from trato.directory.following import ConnectedMailbox, Fault, SetAside, Summary
from trato.directory.remedies import remedy
from trato.sync import store as feeds
from trato.sync.model import FeedState, FeedStatus
from trato.sync.subscriptions import Telling

WORDS = {
    Telling.NOTIFICATIONS: "notifications on",
    Telling.ROUNDS_UNTIL_SUBSCRIBED: "proof rounds until Graph notifies",
    Telling.ROUNDS_ONLY: "proof rounds only (TRATO_NOTIFICATION_URL turns notifications on)",
}


@dataclass(frozen=True, slots=True)
class MailboxStatus:
    """A mailbox with its feeds, as they were found at `now`."""

    mailbox: ConnectedMailbox
    summary: Summary
    feeds: Sequence[FeedState]
    set_aside: Sequence[SetAside]
    now: datetime

    def as_json(self) -> dict[str, Any]:
        """Return it as `--json` writes it."""
        told = self.summary
        return {
            "owner": self.mailbox.owner,
            "address": self.mailbox.address,
            "connected_at": self.mailbox.connected_at.isoformat(),
            "disconnected_at": _iso(self.mailbox.disconnected_at),
            "status": told.status.value,
            "items_done": told.done,
            "items_estimated": told.estimated,
            "items_per_s": None if told.per_s is None else round(told.per_s, 1),
            "ends_at": _iso(told.ends_at),
            "caught_up_at": _iso(told.caught_up_at),
            "is_overdue": told.is_overdue,
            "changes_come_by": told.telling.value,
            "feeds": [self._feed(state) for state in self.feeds],
            "set_aside": [
                {"remote_id": one.remote_id, "reason": one.reason, "seen_at": one.seen_at.isoformat()}
                for one in self.set_aside
            ],
        }

    def _feed(self, state: FeedState) -> dict[str, Any]:
        fault = Fault.of(state)
        return {
            "kind": state.kind.value,
            "name": state.name,
            "status": state.status(self.now).value,
            "items_done": state.items_done,
            "items_estimated": state.items_estimated,
            "is_in_full_round": state.is_in_full_round,
            "caught_up_at": _iso(state.caught_up_at),
            "retry_at": _iso(state.retry_at),
            "fault": None
            if fault is None
            else {"code": fault.code, "detail": fault.detail, "remedy": remedy(fault.code)},
        }


def status(database: Database, tenant_id: int, *, clock: Clock) -> list[MailboxStatus]:
    """Return every mailbox of an organisation, connected or once connected, by its owner's name."""
    now = clock.now()
    with database.as_system(tenant_id) as connection:
        found = following.visible_mailboxes(connection, sa.true())
        ids = [mailbox.id for mailbox in found]
        summaries = following.summaries(connection, ids, now=now)
        states = feeds.of_mailboxes(connection, ids)
        return [
            MailboxStatus(
                mailbox=mailbox,
                summary=summaries[mailbox.id],
                feeds=[state for state in states if state.mailbox_id == mailbox.id],
                set_aside=following.set_aside_items(connection, mailbox.id),
                now=now,
            )
            for mailbox in found
        ]


def in_words(told: MailboxStatus, *, every_feed: bool) -> Iterator[str]:
    """Say how far a mailbox is: a line for it, and one for each feed that is not as it should be, or for every one."""
    yield f"{told.mailbox.address}: {_mailbox_words(told)}"
    if told.mailbox.disconnected_at is not None:
        return
    for state in told.feeds:
        if every_feed or Fault.of(state) is not None or state.status(told.now) is not FeedStatus.CURRENT:
            yield f"  {state.name or state.kind.value}: {_feed_words(state, told.now)}"
    for one in told.set_aside:
        yield f"  set aside {one.seen_at:%Y-%m-%d %H:%M}: {one.reason} ({one.remote_id})"


def _mailbox_words(told: MailboxStatus) -> str:
    if told.mailbox.disconnected_at is not None:
        return f"disconnected since {told.mailbox.disconnected_at:%Y-%m-%d %H:%M} UTC"
    summary = told.summary
    parts = [summary.status.value]
    if summary.is_in_full_round and summary.estimated:
        parts.append(f"{summary.done} of {summary.estimated} mails")
    if summary.per_s is not None and summary.ends_at is not None:
        parts.append(f"{summary.per_s:.1f} mails/s, read anew {_in(summary.ends_at - told.now)}")
    if summary.caught_up_at is not None:
        parts.append(f"last caught up {_ago(told.now - summary.caught_up_at)}")
    if summary.is_overdue:
        parts.append("overdue: is `trato work` running?")
    return ", ".join([*parts, WORDS[told.summary.telling]])


def _feed_words(state: FeedState, now: datetime) -> str:
    parts = [state.status(now).value]
    if state.is_in_full_round and state.items_estimated:
        parts.append(f"{min(state.items_done, state.items_estimated)} of {state.items_estimated}")
    if state.caught_up_at is not None:
        parts.append(f"last caught up {_ago(now - state.caught_up_at)}")
    fault = Fault.of(state)
    if fault is not None:
        parts.append(remedy(fault.code))
        if state.retry_at is not None:
            parts.append(f"next attempt {_in(state.retry_at - now)}")
        parts.append(f"[{fault.code}: {fault.detail}]")
    return ", ".join(parts)


def _ago(age: timedelta) -> str:
    return f"{_span(age)} ago"


def _in(wait: timedelta) -> str:
    return "now" if wait <= timedelta(0) else f"in {_span(wait)}"


def _span(length: timedelta) -> str:
    seconds = max(0, round(length.total_seconds()))
    for name, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {name}"
    return f"{seconds} s"


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
