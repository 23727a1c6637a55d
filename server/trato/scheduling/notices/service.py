"""Tell a user something in Trato itself: in the transaction of what happened, once, and to nobody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.db.arrays import in_list
from trato.db.engine import Caller, Database
from trato.scheduling.notices.tables import notices

MOST = 100
KEPT = timedelta(days=90)


class NoticeKind(StrEnum):
    """What somebody is told of."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    HELD = "held"
    NOT_IN_OUTLOOK = "not_in_outlook"
    PROPOSED = "proposed"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a user is told of; whoever shows it finds the words for `kind`, `params` fill them."""

    id: int
    kind: NoticeKind
    params: Mapping[str, str]
    at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Word:
    """What is to be told; the same `key` is told once."""

    kind: NoticeKind
    key: str
    params: Mapping[str, str]


def tell(connection: Connection, tenant_id: int, user_ids: Sequence[int], word: Word, *, at: datetime) -> None:
    """Tell users something, as Trato itself, in the transaction that makes it true."""
    rows = [
        {
            "tenant_id": tenant_id, "user_id": user_id, "kind": word.kind.value, "key": word.key,
            "params": dict(word.params), "at": at,
        }
        for user_id in dict.fromkeys(user_ids)
    ]  # fmt: skip
    if rows:
        connection.execute(
            insert(notices).values(rows).on_conflict_do_nothing(index_elements=["user_id", "key", "tenant_id"])
        )
        connection.execute(
            sa.delete(notices).where(in_list(notices.c.user_id, list(user_ids)), notices.c.at < at - KEPT)
        )


class Notices:
    """A user's own notices."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, caller: Caller) -> list[Notice]:
        """Return the newest, unseen ones first."""
        with self._database.as_user(caller) as connection:
            rows = connection.execute(
                sa.select(notices)
                .order_by(notices.c.seen_at.is_not(None), notices.c.at.desc(), notices.c.id.desc())
                .limit(MOST)
            ).all()
        return [Notice(row.id, NoticeKind(row.kind), row.params, row.at, row.seen_at) for row in rows]

    def see(self, caller: Caller, notice_ids: Sequence[int]) -> None:
        """Note that the caller has seen some of their own; others are passed over."""
        with self._database.as_system(caller.tenant_id) as connection:
            connection.execute(
                sa.update(notices)
                .where(
                    in_list(notices.c.id, list(notice_ids)),
                    notices.c.user_id == caller.user_id,
                    notices.c.seen_at.is_(None),
                )
                .values(seen_at=caller.at)
            )
