"""Hints: Graph said that something happened. What it was is asked of Graph, so that order and number do not matter.

A hint holds ids only. It is durable before Graph is thanked for it (`sync.hints_commit`), and is gone in the
transaction that makes a job of it.
Graph: change notifications, https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import in_list
from trato.sync.tables import hints

CHANNEL = "trato_hints"
LONGEST_ID = 512


class Lifecycle(StrEnum):
    """What Graph tells of a subscription itself (Graph: lifecycle notifications)."""

    REAUTHORIZATION_REQUIRED = "reauthorizationRequired"
    SUBSCRIPTION_REMOVED = "subscriptionRemoved"
    MISSED = "missed"


class Hint(msgspec.Struct, frozen=True):
    """One thing that Graph told: of an item (`resource_id`, empty where it named none), or of the subscription."""

    tenant_id: int
    mailbox_id: int
    subscription_id: int
    kind: str
    change: str
    resource_id: str
    lifecycle: str
    received_at: datetime

    @property
    def same(self) -> tuple[int, int, str, str]:
        """Return what two hints share that lead to the same."""
        return self.tenant_id, self.subscription_id, self.resource_id, self.lifecycle


@dataclass(frozen=True, slots=True)
class Waiting:
    """A hint of which no job has been made yet."""

    id: int
    mailbox_id: int
    subscription_id: int
    kind: str
    resource_id: str
    lifecycle: str
    received_at: datetime


def oldest(connection: Connection, limit: int) -> list[Waiting]:
    """Return the tenant's hints that wait longest."""
    rows = connection.execute(sa.select(hints).order_by(hints.c.id).limit(limit))
    return [
        Waiting(row.id, row.mailbox_id, row.subscription_id, row.kind, row.resource_id, row.lifecycle, row.received_at)
        for row in rows
    ]


def take(connection: Connection, ids: Collection[int]) -> set[int]:
    """Remove these hints, because this transaction does what they ask for; return those that were still there."""
    removed = connection.execute(sa.delete(hints).where(in_list(hints.c.id, list(ids))).returning(hints.c.id))
    return set(removed.scalars())


def waiting(connection: Connection) -> int:
    """Return how many hints wait, for status."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(hints)).scalar_one())
