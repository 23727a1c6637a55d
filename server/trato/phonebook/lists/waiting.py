"""What of a phone list waits for a person: kept with both sides, closed when it ends by itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.db.arrays import in_list
from trato.phonebook.lists.fields import PHOTO
from trato.phonebook.lists.plan import Waiting
from trato.phonebook.lists.tables import phone_conflicts


def note_waiting(
    connection: Connection,
    tenant_id: int,
    list_id: int,
    waiting: Sequence[Waiting],
    *,
    at: datetime,
    about: str | None = None,
) -> int:
    """Keep what waits for a person; what no longer does is closed. Return how many are new.

    `about` names the one field that all of it is of; otherwise it is of any but pictures.
    """
    table = phone_conflicts
    of_these = table.c.field == about if about else table.c.field != PHOTO
    is_open = sa.and_(table.c.list_id == list_id, table.c.settled_at.is_(None), of_these)
    known = {
        (row.contact_id, row.field): row.id
        for row in connection.execute(sa.select(table.c.id, table.c.contact_id, table.c.field).where(is_open))
    }
    now = {(one.contact_id, one.field): one for one in waiting}
    news = [one for key, one in now.items() if key not in known]
    if news:
        connection.execute(
            insert(table).on_conflict_do_nothing(),
            [
                {
                    "tenant_id": tenant_id, "list_id": list_id, "contact_id": one.contact_id, "field": one.field,
                    "ours": one.ours, "theirs": one.theirs, "found_at": at,
                }
                for one in news
            ],
        )  # fmt: skip
    for key in now.keys() & known.keys():
        one = now[key]
        connection.execute(
            sa.update(table)
            .where(
                table.c.id == known[key], sa.or_(table.c.ours != _json(one.ours), table.c.theirs != _json(one.theirs))
            )
            .values(ours=one.ours, theirs=one.theirs)
        )
    # A person who left by themselves is asked about once; nothing that happens later answers for them.
    over = [one for key, one in known.items() if key not in now and key[1] != "gone"]
    connection.execute(sa.update(table).where(in_list(table.c.id, over)).values(settled_at=at, choice="by itself"))
    return len(news)


def close_gone(connection: Connection, list_id: int, contact_ids: Collection[int], *, at: datetime) -> None:
    """Ask no longer about people who left by themselves and came back."""
    table = phone_conflicts
    connection.execute(
        sa.update(table)
        .where(table.c.list_id == list_id, table.c.field == "gone", table.c.settled_at.is_(None))
        .where(in_list(table.c.contact_id, contact_ids))
        .values(settled_at=at, choice="by itself")
    )


def _json(value: Any) -> sa.ColumnElement[Any]:
    return sa.cast(sa.literal(value, type_=phone_conflicts.c.ours.type), phone_conflicts.c.ours.type)
