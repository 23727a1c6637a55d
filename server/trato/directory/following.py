"""How far each mailbox is followed: the facts of its feeds, read together; what to tell a person is derived.

Row-level security decides whose mailboxes a person sees. The folders of a mailbox are its owner's (and an admin's):
others in the branch above get what all folders come to, and never their names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import in_list
from trato.directory.tables import mailboxes, users
from trato.sync import store, subscriptions_store
from trato.sync.errors import MassRemovalError
from trato.sync.model import FeedKind, FeedState, FeedStatus
from trato.sync.subscriptions import Subscription, Telling, telling
from trato.sync.tables import feeds, quarantine

OVERDUE_AFTER = timedelta(minutes=30)
SHOWN_SET_ASIDE = 50
# What stands still for a person's sake is told first; the bars of what is being read next.
URGENCY = (FeedStatus.STOPPED, FeedStatus.READING, FeedStatus.RETRYING, FeedStatus.WAITING, FeedStatus.CURRENT)


@dataclass(frozen=True, slots=True)
class ConnectedMailbox:
    """A mailbox and whose it is. `disconnected_at` is None while it is followed."""

    id: int
    user_id: int
    owner: str
    address: str
    connected_at: datetime
    disconnected_at: datetime | None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a feed stands: a stable code, and the words that came with it."""

    code: str
    detail: str

    @classmethod
    def of(cls, state: FeedState) -> Fault | None:
        """Return what a feed's last round met, None where it went well."""
        if not state.failures or not state.last_error:
            return None
        code, _, detail = state.last_error.partition(": ")
        return cls(code, detail)


@dataclass(frozen=True, slots=True)
class SetAside:
    """An item that could not be understood: where it is, why, and since when it waits to be tried again."""

    feed_id: int
    remote_id: str
    reason: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """What the feeds of a mailbox come to.

    `done` of `estimated` mails are in, counted while a full round runs, `per_s` of them a second so far; at that rate
    it ends at `ends_at`. Both are None while no mail is being read anew. `caught_up_at` is the instant up to which
    everything is known, None before that.
    """

    status: FeedStatus
    done: int
    estimated: int
    is_in_full_round: bool
    per_s: float | None
    ends_at: datetime | None
    caught_up_at: datetime | None
    fault: Fault | None
    retry_at: datetime | None
    set_aside: int
    is_overdue: bool
    telling: Telling


def visible_mailboxes(
    connection: Connection, condition: sa.ColumnElement[bool], *, limit: int | None = None
) -> list[ConnectedMailbox]:
    """Return mailboxes the transaction may see, by their owners' names."""
    rows = connection.execute(
        sa.select(mailboxes, users.c.name)
        .join(users, sa.and_(users.c.tenant_id == mailboxes.c.tenant_id, users.c.id == mailboxes.c.user_id))
        .where(condition)
        .order_by(users.c.name, mailboxes.c.id)
        .limit(limit)
    )
    return [
        ConnectedMailbox(row.id, row.user_id, row.name, row.address, row.connected_at, row.disconnected_at)
        for row in rows
    ]


def summaries(connection: Connection, mailbox_ids: Collection[int], *, now: datetime) -> dict[int, Summary]:
    """Return what the feeds of each of these mailboxes come to; for system scope, after the caller was checked."""
    states: dict[int, list[FeedState]] = {mailbox_id: [] for mailbox_id in mailbox_ids}
    for state in store.of_mailboxes(connection, list(mailbox_ids)):
        states[state.mailbox_id].append(state)
    counted = connection.execute(
        sa.select(feeds.c.mailbox_id, sa.func.count().label("items"))
        .join(quarantine, sa.and_(quarantine.c.tenant_id == feeds.c.tenant_id, quarantine.c.feed_id == feeds.c.id))
        .where(in_list(feeds.c.mailbox_id, list(mailbox_ids)))
        .group_by(feeds.c.mailbox_id)
    )
    aside: Counter[int] = Counter({row.mailbox_id: row.items for row in counted})
    subscribed = subscriptions_store.of_mailboxes(connection, list(mailbox_ids))
    return {
        mailbox_id: summarise(
            states[mailbox_id], aside[mailbox_id], telling=how_told(subscribed[mailbox_id], now=now), now=now
        )
        for mailbox_id in mailbox_ids
    }


def how_told(subscribed: Sequence[Subscription], *, now: datetime) -> Telling:
    """Tell how changes of a mailbox are learnt of, by what Graph was asked to tell. Pure.

    The address that notifications go to is that of the subscriptions: without one, none was ever wanted.
    """
    if not subscribed:
        return Telling.ROUNDS_ONLY
    url = next((one.notification_url for one in subscribed if one.notification_url), "")
    return telling(subscribed, url=url, now=now) if url else Telling.ROUNDS_UNTIL_SUBSCRIBED


def summarise(states: Sequence[FeedState], set_aside: int, *, telling: Telling, now: datetime) -> Summary:
    """Say what feeds come to together. Pure."""
    by_status: Mapping[FeedStatus, list[FeedState]] = {status: [] for status in FeedStatus}
    for state in states:
        by_status[state.status(now)].append(state)
    status = next((one for one in URGENCY if by_status[one]), FeedStatus.WAITING)
    standing = [*by_status[FeedStatus.STOPPED], *by_status[FeedStatus.RETRYING]]
    caught_up = [state.caught_up_at for state in states]
    mails = [state for state in states if state.kind is FeedKind.MESSAGES]
    per_s, ends_at = _pace(mails, now)
    retries = [state.retry_at for state in standing if state.retry_at is not None]
    return Summary(
        status=status,
        done=sum(_done(state) for state in mails),
        estimated=sum(state.items_estimated or _done(state) for state in mails),
        is_in_full_round=not states or any(state.is_in_full_round for state in states),
        per_s=per_s,
        ends_at=ends_at,
        caught_up_at=_earliest(caught_up) if states and None not in caught_up else None,
        fault=next((fault for state in standing if (fault := Fault.of(state))), None),
        retry_at=min(retries, default=None),
        set_aside=set_aside,
        is_overdue=any(is_overdue(state, now) for state in states),
        telling=telling,
    )


def is_overdue(state: FeedState, now: datetime) -> bool:
    """Tell whether a feed that nothing holds up has not been read for long: perhaps no worker runs."""
    if state.status(now) is not FeedStatus.CURRENT or state.caught_up_at is None:
        return False
    return now - state.caught_up_at > OVERDUE_AFTER


def wake(connection: Connection, mailbox_id: int, *, at: datetime) -> None:
    """Have what waits after a failure tried again from `at` on, because a person says that it may.

    What would remove much goes on waiting: that takes an allowance of its own (sync.removals).
    """
    connection.execute(
        sa.update(feeds)
        .where(
            feeds.c.mailbox_id == mailbox_id,
            feeds.c.failures > 0,
            sa.not_(feeds.c.last_error.startswith(MassRemovalError.code, autoescape=True)),
        )
        .values(retry_at=at)
    )


def set_aside_items(connection: Connection, mailbox_id: int) -> list[SetAside]:
    """Return the newest items of a mailbox that could not be understood, as far as the transaction may see them."""
    rows = connection.execute(
        sa.select(quarantine)
        .join(feeds, sa.and_(quarantine.c.tenant_id == feeds.c.tenant_id, quarantine.c.feed_id == feeds.c.id))
        .where(feeds.c.mailbox_id == mailbox_id)
        .order_by(quarantine.c.seen_at.desc(), quarantine.c.id.desc())
        .limit(SHOWN_SET_ASIDE)
    )
    return [SetAside(row.feed_id, row.remote_id, row.reason, row.seen_at) for row in rows]


def _pace(mails: Sequence[FeedState], now: datetime) -> tuple[float | None, datetime | None]:
    """Return mails a second since folders began to be read anew, and when all will have been read at that rate."""
    began = [state.full_round_started_at for state in mails if state.is_in_full_round]
    since = _earliest(began)
    if since is None or now <= since or all(state.status(now) is not FeedStatus.READING for state in mails):
        return None, None
    # A folder that was read to its end in this time counts; one that had been before does not.
    told = [
        state for state in mails if state.full_round_started_at is not None and state.full_round_started_at >= since
    ]
    read = sum(state.items_done for state in told)
    if not read:
        return None, None
    per_s = read / (now - since).total_seconds()
    left = sum(max(0, (state.items_estimated or 0) - state.items_done) for state in mails if state.is_in_full_round)
    return per_s, now + timedelta(seconds=left / per_s)


def _done(state: FeedState) -> int:
    """Return how many mails of a folder are in: after the full round all of them."""
    if state.items_estimated is None:
        return state.items_done
    return min(state.items_done, state.items_estimated) if state.is_in_full_round else state.items_estimated


def _earliest(moments: Sequence[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
