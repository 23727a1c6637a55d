"""Queries on feeds: make them, move their cursor in the caller's transaction, note failures and what was set aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.db.arrays import in_list
from trato.sync.errors import FeedEndedError
from trato.sync.model import FeedKind, FeedState
from trato.sync.protocols import Misread
from trato.sync.tables import feeds, quarantine

# Named one by one, so that a later version may drop a column that this one does not use.
_TOLD = [feeds.c[one.name] for one in fields(FeedState)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A feed that a round is going to read; `estimated` is how many items it is expected to hold, if that is known."""

    kind: FeedKind
    remote_id: str = ""
    name: str = ""
    estimated: int | None = None


def ensure(
    connection: Connection, tenant_id: int, mailbox_id: int, kind: FeedKind, *, remote_id: str = "", name: str = ""
) -> int:
    """Return the id of that feed, made if it was not there; its name is kept up to date."""
    return ensure_all(connection, tenant_id, mailbox_id, [Wanted(kind, remote_id, name)])[kind, remote_id].id


def ensure_all(
    connection: Connection, tenant_id: int, mailbox_id: int, wanted: Sequence[Wanted]
) -> dict[tuple[FeedKind, str], FeedState]:
    """Return the state of these feeds; those that were not there are made, what is told of the others is kept."""
    known = {(one.kind, one.remote_id): one for one in of_mailbox(connection, mailbox_id)}
    values = [
        {
            "tenant_id": tenant_id,
            "mailbox_id": mailbox_id,
            "kind": one.kind,
            "remote_id": one.remote_id,
            "name": one.name,
            "items_estimated": one.estimated,
        }
        for one in wanted
        if not _is_as_told(known.get((one.kind, one.remote_id)), one)
    ]
    if values:
        statement = insert(feeds)
        told = {
            "name": statement.excluded.name,
            "items_estimated": sa.func.coalesce(statement.excluded.items_estimated, feeds.c.items_estimated),
        }
        key = ["tenant_id", "mailbox_id", "kind", "remote_id"]
        connection.execute(statement.on_conflict_do_update(index_elements=key, set_=told), values)
        known = {(one.kind, one.remote_id): one for one in of_mailbox(connection, mailbox_id)}
    return {(one.kind, one.remote_id): known[one.kind, one.remote_id] for one in wanted}


def of_mailbox(connection: Connection, mailbox_id: int) -> list[FeedState]:
    """Return the feeds of a mailbox in the order they were made."""
    return of_mailboxes(connection, [mailbox_id])


def of_mailboxes(
    connection: Connection, mailbox_ids: Sequence[int], *, kind: FeedKind | None = None
) -> list[FeedState]:
    """Return the feeds of several mailboxes, of each in the order they were made; of one kind only, if it is named."""
    wanted = sa.select(*_TOLD).where(in_list(feeds.c.mailbox_id, mailbox_ids))
    if kind is not None:
        wanted = wanted.where(feeds.c.kind == kind)
    return [_state(row) for row in connection.execute(wanted.order_by(feeds.c.mailbox_id, feeds.c.id))]


def get(connection: Connection, feed_id: int) -> FeedState:
    """Return one feed."""
    return _state(connection.execute(sa.select(*_TOLD).where(feeds.c.id == feed_id)).one())


def remove(connection: Connection, mailbox_id: int, kind: FeedKind, remote_ids: Iterable[str]) -> None:
    """Forget feeds whose folder is gone, or that nobody wants any more."""
    connection.execute(
        sa.delete(feeds).where(
            feeds.c.mailbox_id == mailbox_id, feeds.c.kind == kind, in_list(feeds.c.remote_id, list(remote_ids))
        )
    )


def advance(
    connection: Connection,
    state: FeedState,
    *,
    cursor: str,
    items: int,
    began_at: datetime,
    leased_until: datetime | None,
    caught_up_at: datetime | None,
) -> None:
    """Move the cursor past a page that this transaction applied; `caught_up_at` is set after the last page.

    `began_at` is when this reading of the feed began; a full round keeps the first.

    Raises FeedEndedError if the feed is there no more: the page must not be applied either.
    """
    values: dict[str, Any] = {
        "cursor": cursor,
        "leased_until": leased_until,
        "items_done": feeds.c.items_done + items,
        "full_round_started_at": sa.func.coalesce(feeds.c.full_round_started_at, began_at),
        "failures": 0,
        "last_error": None,
        "retry_at": None,
    }
    if caught_up_at is not None:
        values |= {
            "caught_up_at": caught_up_at,
            "full_round_done_at": sa.func.coalesce(feeds.c.full_round_done_at, caught_up_at),
        }
    if not connection.execute(sa.update(feeds).where(feeds.c.id == state.id).values(**values)).rowcount:
        raise _ended(state)


def keep(connection: Connection, state: FeedState) -> None:
    """Keep the feed from being removed until this transaction ends. Raises FeedEndedError if it is there no more."""
    held = sa.select(feeds.c.id).where(feeds.c.id == state.id).with_for_update(read=True, key_share=True)
    if connection.execute(held).first() is None:
        raise _ended(state)


def stands_at(connection: Connection, feed_id: int, cursor: str) -> bool:
    """Tell whether the feed's cursor is this one: a commit whose answer was lost is not made again."""
    return bool(connection.execute(sa.select(feeds.c.cursor == cursor).where(feeds.c.id == feed_id)).scalar())


def restart(connection: Connection, state: FeedState) -> None:
    """Begin a new full round: what it will not mention is no longer there."""
    connection.execute(
        sa.update(feeds)
        .where(feeds.c.id == state.id)
        .values(
            cursor=None,
            full_round=feeds.c.full_round + 1,
            full_round_started_at=None,
            full_round_done_at=None,
            items_done=0,
        )
    )


def read_anew(connection: Connection, mailbox_id: int, kind: FeedKind, remote_ids: Iterable[str] | None) -> None:
    """Begin a new full round of these feeds of a mailbox, of all of that kind with None."""
    mine = sa.and_(feeds.c.mailbox_id == mailbox_id, feeds.c.kind == kind)
    if remote_ids is not None:
        mine &= in_list(feeds.c.remote_id, list(remote_ids))
    connection.execute(
        sa.update(feeds)
        .where(mine)
        .values(cursor=None, full_round=feeds.c.full_round + 1, full_round_done_at=None, items_done=0)
    )


def fail(connection: Connection, state: FeedState, *, error: str, retry_at: datetime | None) -> None:
    """Note a failure; without `retry_at` the feed waits for a person."""
    connection.execute(
        sa.update(feeds)
        .where(feeds.c.id == state.id)
        .values(failures=feeds.c.failures + 1, last_error=error[:1000], retry_at=retry_at, leased_until=None)
    )


def resume(connection: Connection, mailbox_id: int, *, at: datetime) -> None:
    """Let the feeds of a mailbox that wait for a person, or for a time, be tried at once: what was wrong is mended."""
    waiting = sa.and_(feeds.c.mailbox_id == mailbox_id, feeds.c.failures > 0)
    connection.execute(sa.update(feeds).where(waiting).values(retry_at=at))


def next_retry(connection: Connection, mailbox_id: int) -> datetime | None:
    """Return when the first of a mailbox's failed feeds is to be tried again; None if none is, by itself."""
    failed = sa.and_(feeds.c.mailbox_id == mailbox_id, feeds.c.failures > 0)
    found: datetime | None = connection.execute(sa.select(sa.func.min(feeds.c.retry_at)).where(failed)).scalar()
    return found


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


def ask_again(
    connection: Connection, tenant_id: int, kind: FeedKind, items: Sequence[tuple[int, str]], *, reason: str
) -> None:
    """Have items (mailbox and id) asked for by themselves in the next round, as those are that were set aside."""
    ids_by_mailbox: dict[int, list[str]] = {}
    for mailbox_id, remote_id in items:
        ids_by_mailbox.setdefault(mailbox_id, []).append(remote_id)
    for mailbox_id, remote_ids in ids_by_mailbox.items():
        told = sa.select(
            sa.literal(tenant_id),
            feeds.c.id,
            sa.func.unnest(sa.literal(remote_ids, sa.ARRAY(sa.Text))),
            sa.literal(reason),
            sa.func.now(),
        ).where(feeds.c.mailbox_id == mailbox_id, feeds.c.kind == kind)
        columns = ["tenant_id", "feed_id", "remote_id", "reason", "seen_at"]
        connection.execute(insert(quarantine).from_select(columns, told).on_conflict_do_nothing())


def take_back(connection: Connection, feed_id: int, remote_ids: Sequence[str]) -> None:
    """Take items out of the quarantine that are understood now, or gone."""
    if remote_ids:
        connection.execute(
            sa.delete(quarantine).where(quarantine.c.feed_id == feed_id, in_list(quarantine.c.remote_id, remote_ids))
        )


def forget_aside(connection: Connection, mailbox_id: int, remote_ids: Sequence[str]) -> None:
    """Forget items of a mailbox that were set aside, whichever of its feeds did so."""
    mine = sa.select(feeds.c.id).where(feeds.c.mailbox_id == mailbox_id)
    connection.execute(
        sa.delete(quarantine).where(quarantine.c.feed_id.in_(mine), in_list(quarantine.c.remote_id, remote_ids))
    )


def aside(connection: Connection, mailbox_id: int, *, most: int) -> Mapping[int, list[str]]:
    """Return by feed the ids of items that were set aside, of each feed the `most` that were tried longest ago."""
    place = sa.func.row_number().over(partition_by=quarantine.c.feed_id, order_by=quarantine.c.seen_at)
    numbered = (
        sa.select(quarantine.c.feed_id, quarantine.c.remote_id, place.label("place"))
        .join(feeds, sa.and_(feeds.c.tenant_id == quarantine.c.tenant_id, feeds.c.id == quarantine.c.feed_id))
        .where(feeds.c.mailbox_id == mailbox_id, quarantine.c.remote_id != "")
        .subquery()
    )
    rows = connection.execute(
        sa.select(numbered.c.feed_id, sa.func.array_agg(numbered.c.remote_id))
        .where(numbered.c.place <= most)
        .group_by(numbered.c.feed_id)
    )
    return {row[0]: list(row[1]) for row in rows}


def _ended(state: FeedState) -> FeedEndedError:
    return FeedEndedError(f"{state.name or state.kind} is no longer wanted; what was read of it is dropped")


def _is_as_told(known: FeedState | None, wanted: Wanted) -> bool:
    if known is None or known.name != wanted.name:
        return False
    return wanted.estimated is None or wanted.estimated == known.items_estimated


def _state(row: Any) -> FeedState:
    return FeedState(
        id=row.id,
        mailbox_id=row.mailbox_id,
        kind=FeedKind(row.kind),
        remote_id=row.remote_id,
        name=row.name,
        cursor=row.cursor or "",
        full_round=row.full_round,
        full_round_started_at=row.full_round_started_at,
        full_round_done_at=row.full_round_done_at,
        caught_up_at=row.caught_up_at,
        items_done=row.items_done,
        items_estimated=row.items_estimated,
        failures=row.failures,
        last_error=row.last_error,
        retry_at=row.retry_at,
        leased_until=row.leased_until,
    )
