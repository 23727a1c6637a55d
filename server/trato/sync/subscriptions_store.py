"""Queries on subscriptions: what is wanted, what is in force, what failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.db.arrays import in_list
from trato.sync.hints_commit import SUBSCRIPTIONS_CHANNEL
from trato.sync.subscriptions import Subscription, SubscriptionKind
from trato.sync.tables import subscriptions

_NO_FAILURE: dict[str, Any] = {"failures": 0, "failed_at": None, "last_error": None, "retry_at": None}
_NOT_IN_FORCE: dict[str, Any] = {"remote_id": None, "secret_digest": None, "renewed_at": None, "expires_at": None}


def of_mailboxes(connection: Connection, mailbox_ids: Sequence[int]) -> dict[int, list[Subscription]]:
    """Return the subscriptions of these mailboxes, in the order they were wanted."""
    rows = connection.execute(
        sa.select(subscriptions)
        .where(in_list(subscriptions.c.mailbox_id, mailbox_ids))
        .order_by(subscriptions.c.mailbox_id, subscriptions.c.id)
    )
    found: dict[int, list[Subscription]] = {mailbox_id: [] for mailbox_id in mailbox_ids}
    for row in rows:
        found[row.mailbox_id].append(_subscription(row))
    return found


def of_tenant(connection: Connection) -> dict[int, list[Subscription]]:
    """Return all subscriptions of the tenant by mailbox, also of mailboxes that are no longer connected."""
    found: dict[int, list[Subscription]] = {}
    for row in connection.execute(sa.select(subscriptions).order_by(subscriptions.c.id)):
        found.setdefault(row.mailbox_id, []).append(_subscription(row))
    return found


def want(
    connection: Connection, tenant_id: int, mailbox_id: int, wanted: Mapping[str, SubscriptionKind]
) -> list[Subscription]:
    """Note what a mailbox shall be told of, by resource; return all of its subscriptions, wanted or no longer."""
    present = {one.resource for one in of_mailboxes(connection, [mailbox_id])[mailbox_id]}
    new = [
        {"tenant_id": tenant_id, "mailbox_id": mailbox_id, "resource": resource, "kind": kind.value}
        for resource, kind in wanted.items()
        if resource not in present
    ]
    if new:
        connection.execute(insert(subscriptions).on_conflict_do_nothing(), new)
    return of_mailboxes(connection, [mailbox_id])[mailbox_id]


def is_made(
    connection: Connection,
    one: Subscription,
    *,
    remote_id: str,
    secret_digest: str,
    url: str,
    at: datetime,
    expires_at: datetime,
) -> None:
    """Note that Graph tells by `remote_id` now."""
    _set(
        connection,
        one,
        remote_id=remote_id,
        secret_digest=secret_digest,
        notification_url=url,
        renewed_at=at,
        expires_at=expires_at,
        asked_at=None,
        **_NO_FAILURE,
    )
    _announce(connection, one.remote_id, remote_id)


def is_renewed(connection: Connection, one: Subscription, *, at: datetime, expires_at: datetime) -> None:
    """Note how long it is in force now."""
    _set(connection, one, renewed_at=at, expires_at=expires_at, asked_at=None, **_NO_FAILURE)


def is_over(connection: Connection, one: Subscription) -> None:
    """Note that Graph tells nothing by it any more."""
    _set(connection, one, asked_at=None, **_NOT_IN_FORCE)
    _announce(connection, one.remote_id)


def forget(connection: Connection, one: Subscription) -> None:
    """Remove one that is not wanted any more and over."""
    connection.execute(sa.delete(subscriptions).where(subscriptions.c.id == one.id))
    _announce(connection, one.remote_id)


def failed(connection: Connection, one: Subscription, *, error: str, at: datetime, retry_at: datetime | None) -> None:
    """Note a failure; without `retry_at` it waits for a person."""
    _set(
        connection,
        one,
        failures=subscriptions.c.failures + 1,
        failed_at=at,
        last_error=error[:1000],
        retry_at=retry_at,
    )


def reopen(connection: Connection, mailbox_id: int, *, read_since: datetime) -> None:
    """Let those that wait for a person be tried again, because the mailbox could be read since they failed."""
    connection.execute(
        sa.update(subscriptions)
        .where(
            subscriptions.c.mailbox_id == mailbox_id,
            subscriptions.c.failures > 0,
            subscriptions.c.retry_at.is_(None),
            subscriptions.c.failed_at < read_since,
        )
        .values(**_NO_FAILURE)
    )


def was_removed(connection: Connection, subscription_id: int) -> None:
    """Note Graph's word that it removed the subscription."""
    for row in connection.execute(sa.select(subscriptions).where(subscriptions.c.id == subscription_id)):
        is_over(connection, _subscription(row))


def is_asked_for(connection: Connection, subscription_id: int, *, at: datetime) -> None:
    """Note Graph's word that the subscription must be reauthorized."""
    connection.execute(
        sa.update(subscriptions)
        .where(subscriptions.c.id == subscription_id, subscriptions.c.remote_id.is_not(None))
        .values(asked_at=at)
    )


def _set(connection: Connection, one: Subscription, **values: Any) -> None:
    connection.execute(sa.update(subscriptions).where(subscriptions.c.id == one.id).values(**values))


def _announce(connection: Connection, *remote_ids: str | None) -> None:
    for remote_id in remote_ids:
        if remote_id is not None:
            connection.execute(sa.select(sa.func.pg_notify(SUBSCRIPTIONS_CHANNEL, remote_id)))


def _subscription(row: Any) -> Subscription:
    return Subscription(
        id=row.id,
        mailbox_id=row.mailbox_id,
        kind=SubscriptionKind(row.kind),
        resource=row.resource,
        remote_id=row.remote_id,
        notification_url=row.notification_url,
        renewed_at=row.renewed_at,
        expires_at=row.expires_at,
        asked_at=row.asked_at,
        failures=row.failures,
        failed_at=row.failed_at,
        last_error=row.last_error,
        retry_at=row.retry_at,
    )
