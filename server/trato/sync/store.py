"""Queries on feeds: make them, lease them with a fence, move their cursor in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.db.arrays import in_list
from trato.sync.errors import FeedBusyError, LeaseLostError
from trato.sync.model import FeedKind, FeedState
from trato.sync.protocols import Misread
from trato.sync.tables import feeds, quarantine


def ensure(
    connection: Connection,
    tenant_id: int,
    mailbox_id: int,
    kind: FeedKind,
    *,
    remote_id: str = "",
    name: str = "",
) -> int:
    """Return the id of that feed, made if it was not there; its name is kept up to date."""
    statement = insert(feeds).values(
        tenant_id=tenant_id, mailbox_id=mailbox_id, kind=kind, remote_id=remote_id, name=name
    )
    statement = statement.on_conflict_do_update(
        index_elements=["tenant_id", "mailbox_id", "kind", "remote_id"], set_={"name": name}
    )
    return int(connection.execute(statement.returning(feeds.c.id)).scalar_one())


def of_mailbox(connection: Connection, mailbox_id: int) -> list[FeedState]:
    """Return the feeds of a mailbox in the order they were made."""
    rows = connection.execute(sa.select(feeds).where(feeds.c.mailbox_id == mailbox_id).order_by(feeds.c.id))
    return [_state(row) for row in rows]


def of_mailboxes(connection: Connection, mailbox_ids: Sequence[int]) -> list[FeedState]:
    """Return the feeds of several mailboxes, of each in the order they were made."""
    wanted = sa.select(feeds).where(in_list(feeds.c.mailbox_id, mailbox_ids))
    return [_state(row) for row in connection.execute(wanted.order_by(feeds.c.mailbox_id, feeds.c.id))]


def get(connection: Connection, feed_id: int) -> FeedState:
    """Return one feed."""
    return _state(connection.execute(sa.select(feeds).where(feeds.c.id == feed_id)).one())


def remove(connection: Connection, mailbox_id: int, kind: FeedKind, remote_ids: Iterable[str]) -> None:
    """Forget feeds whose folder is gone."""
    connection.execute(
        sa.delete(feeds).where(
            feeds.c.mailbox_id == mailbox_id, feeds.c.kind == kind, feeds.c.remote_id.in_(list(remote_ids))
        )
    )


def lease(connection: Connection, feed_id: int, *, now: datetime, term: timedelta) -> FeedState:
    """Take the feed for `term`. Raises FeedBusyError while another worker holds it; a dead one's lease runs out."""
    row = connection.execute(
        sa.update(feeds)
        .where(feeds.c.id == feed_id, sa.or_(feeds.c.leased_until.is_(None), feeds.c.leased_until <= now))
        .values(leased_until=now + term, fence=feeds.c.fence + 1)
        .returning(feeds)
    ).first()
    if row is None:
        raise FeedBusyError(f"feed {feed_id} is being read by another worker")
    return _state(row)


def end_leases(connection: Connection) -> None:
    """End every lease of the tenant, for one who knows that no other worker is meant to run.

    Whoever still does is fenced off at the next lease.
    """
    connection.execute(sa.update(feeds).where(feeds.c.leased_until.is_not(None)).values(leased_until=None))


def hold(connection: Connection, state: FeedState, *, now: datetime, term: timedelta) -> None:
    """Lock the feed's row for this transaction and renew the lease. Raises LeaseLostError if it was taken over."""
    row = connection.execute(
        sa.update(feeds)
        .where(feeds.c.id == state.id, feeds.c.fence == state.fence)
        .values(leased_until=now + term)
        .returning(feeds.c.id)
    ).first()
    if row is None:
        raise LeaseLostError(f"feed {state.id} was taken over by another worker")


def advance(
    connection: Connection, state: FeedState, *, cursor: str, items: int, caught_up_at: datetime | None
) -> None:
    """Move the cursor past a page that this transaction applied; `caught_up_at` is set after the last page."""
    values: dict[str, Any] = {
        "cursor": cursor,
        "items_done": feeds.c.items_done + items,
        "failures": 0,
        "last_error": None,
        "retry_at": None,
    }
    if caught_up_at is not None:
        values |= {
            "caught_up_at": caught_up_at,
            "full_round_done_at": sa.func.coalesce(feeds.c.full_round_done_at, caught_up_at),
        }
    connection.execute(sa.update(feeds).where(feeds.c.id == state.id).values(**values))


def restart(connection: Connection, state: FeedState) -> None:
    """Begin a new full round: what it will not mention is no longer there."""
    connection.execute(
        sa.update(feeds)
        .where(feeds.c.id == state.id)
        .values(cursor=None, full_round=feeds.c.full_round + 1, full_round_done_at=None, items_done=0)
    )


def release(connection: Connection, state: FeedState) -> None:
    """Give the lease back, unless it was lost."""
    connection.execute(
        sa.update(feeds).where(feeds.c.id == state.id, feeds.c.fence == state.fence).values(leased_until=None)
    )


def fail(connection: Connection, state: FeedState, *, error: str, retry_at: datetime | None) -> None:
    """Note a failure and give the lease back; without `retry_at` the feed waits for a person."""
    connection.execute(
        sa.update(feeds)
        .where(feeds.c.id == state.id, feeds.c.fence == state.fence)
        .values(failures=feeds.c.failures + 1, last_error=error[:1000], retry_at=retry_at, leased_until=None)
    )


def estimate(connection: Connection, feed_id: int, items: int) -> None:
    """Note how many items the feed is expected to hold, for progress."""
    connection.execute(sa.update(feeds).where(feeds.c.id == feed_id).values(items_estimated=items))


def set_aside(connection: Connection, tenant_id: int, feed_id: int, items: Sequence[Misread], *, at: datetime) -> None:
    """Keep the ids and reasons of items that could not be understood."""
    if not items:
        return
    statement = insert(quarantine)
    statement = statement.on_conflict_do_update(
        index_elements=["tenant_id", "feed_id", "remote_id"],
        set_={"reason": statement.excluded.reason, "seen_at": statement.excluded.seen_at},
    )
    rows = [
        {
            "tenant_id": tenant_id,
            "feed_id": feed_id,
            "remote_id": item.remote_id,
            "reason": item.reason,
            "seen_at": at,
        }
        for item in items
    ]
    connection.execute(statement, rows)


def take_back(connection: Connection, feed_id: int, remote_ids: Sequence[str]) -> None:
    """Take items out of the quarantine that are understood now, or gone."""
    connection.execute(
        sa.delete(quarantine).where(quarantine.c.feed_id == feed_id, in_list(quarantine.c.remote_id, remote_ids))
    )


def _state(row: Any) -> FeedState:
    return FeedState(
        id=row.id,
        mailbox_id=row.mailbox_id,
        kind=FeedKind(row.kind),
        remote_id=row.remote_id,
        name=row.name,
        cursor=row.cursor or "",
        full_round=row.full_round,
        full_round_done_at=row.full_round_done_at,
        caught_up_at=row.caught_up_at,
        items_done=row.items_done,
        items_estimated=row.items_estimated,
        failures=row.failures,
        last_error=row.last_error,
        retry_at=row.retry_at,
        leased_until=row.leased_until,
        fence=row.fence,
    )
