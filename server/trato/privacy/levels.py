"""How much others may read: what people chose, and what follows for what is kept (functions of migration 0010)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.privacy.model import LevelChoice, LevelKind
from trato.privacy.tables import visibility_levels


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom a level is for: all of a mailbox (of every one without `mailbox_id`), a thread there, or a domain."""

    mailbox_id: int | None
    thread_id: int | None = None
    domain: str = ""

    @property
    def kind(self) -> LevelKind:
        """Return what the level is chosen for."""
        if self.thread_id is not None:
            return LevelKind.THREAD
        return LevelKind.DOMAIN if self.domain else LevelKind.MAILBOX


def choices(connection: Connection) -> list[LevelChoice]:
    """Return the levels that the transaction's caller may see, the organisation's first."""
    table = visibility_levels.c
    rows = connection.execute(
        sa.select(visibility_levels).order_by(table.mailbox_id.is_not(None), table.kind, table.domain, table.id)
    )
    return [
        LevelChoice(row.id, row.mailbox_id, LevelKind(row.kind), row.thread_id, row.domain, row.level) for row in rows
    ]


def choose(
    connection: Connection, tenant_id: int, chosen: Chosen, level: str | None, *, by: int | None, at: datetime
) -> None:
    """Set a level, or with None choose none; call `apply` in the same transaction."""
    table = visibility_levels.c
    connection.execute(
        sa.delete(visibility_levels).where(
            table.kind == chosen.kind,
            table.mailbox_id.is_not_distinct_from(chosen.mailbox_id),
            table.thread_id.is_not_distinct_from(chosen.thread_id),
            table.domain == chosen.domain,
        )
    )
    if level is None:
        return
    connection.execute(
        sa.insert(visibility_levels).values(
            tenant_id=tenant_id,
            mailbox_id=chosen.mailbox_id,
            kind=chosen.kind,
            thread_id=chosen.thread_id,
            domain=chosen.domain,
            level=level,
            set_by_id=by,
            set_at=at,
        )
    )


def apply(connection: Connection, chosen: Chosen) -> int:
    """Give what is kept the level that holds now; return how many interactions changed.

    The caller holds the tenant's locks of mail and calendar, so that nothing is written meanwhile by an older level.
    """
    boxes = None if chosen.mailbox_id is None else [chosen.mailbox_id]
    changed: int = connection.execute(_APPLY, {"boxes": boxes, "thread": chosen.thread_id}).scalar_one()
    return changed


def levels_of(
    connection: Connection, message_ids: Collection[int], event_ids: Collection[int]
) -> dict[tuple[int | None, int | None], str]:
    """Return by mail or event how much others may read; nothing where nobody ever chose a level."""
    if not message_ids and not event_ids:
        return {}
    rows = connection.execute(_LEVELS, {"messages": sorted(message_ids), "events": sorted(event_ids)})
    return {(row.message_id, row.event_id): row.level for row in rows}


_IDS = sa.ARRAY(sa.BigInteger)
_APPLY = sa.text("SELECT trato_apply_levels(:boxes, :thread)").bindparams(
    sa.bindparam("boxes", type_=_IDS), sa.bindparam("thread", type_=sa.BigInteger)
)
_LEVELS = sa.text("SELECT message_id, event_id, level FROM trato_levels(:messages, :events)").bindparams(
    sa.bindparam("messages", type_=_IDS), sa.bindparam("events", type_=_IDS)
)
