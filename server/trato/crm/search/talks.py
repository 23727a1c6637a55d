"""Find what was said: interactions by words of their subject or summary, as far as the caller may read those.

Where colleagues may read the subject alone, they find it by that alone (`interaction_subjects`, kept by the database).

A word may be in a tenth of everything that was ever written. So that such a word costs little, the index gives some of
what it has for it (PostgreSQL: gin_fuzzy_search_limit); a word that tells something has all of it looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm import queries, timelines
from trato.crm.tables import (
    accounts,
    interaction_accounts,
    interaction_subjects,
    interaction_texts,
    interactions,
)
from trato.crm.views import AccountView, InteractionView
from trato.db.arrays import in_list

MOST_LOOKED_AT = 4000
_LIMITED = sa.text("SELECT set_config('gin_fuzzy_search_limit', :most, true)")


@dataclass(frozen=True, slots=True)
class Talk:
    """An interaction in which something was said, with an account of it that the caller may see."""

    interaction: InteractionView
    account: AccountView | None


def find_talks(connection: Connection, written: str, *, limit: int) -> list[Talk]:
    """Return interactions with all of these words, the newest first."""
    written = written.replace("\0", "").strip()
    if not written:
        return []
    connection.execute(_LIMITED, {"most": str(MOST_LOOKED_AT)})
    words = [_with_words(table, written, limit).subquery() for table in (interaction_texts, interaction_subjects)]
    either = sa.union(*(sa.select(one.c.ends_at, one.c.id) for one in words)).subquery()
    found = sa.select(either.c.id).order_by(either.c.ends_at.desc(), either.c.id.desc()).limit(limit)
    ids = connection.execute(found).scalars().all()
    connection.execute(_LIMITED, {"most": "0"})
    if not ids:
        return []
    views = {view.id: view for view in timelines.interaction_views(connection, ids)}
    of = _accounts(connection, ids)
    return [Talk(views[one], of.get(one)) for one in ids if one in views]


def _with_words(table: sa.Table, written: str, limit: int) -> sa.Select[tuple[datetime, int]]:
    joined = sa.and_(table.c.tenant_id == interactions.c.tenant_id, table.c.interaction_id == interactions.c.id)
    return (
        sa.select(interactions.c.ends_at, interactions.c.id)
        .join(table, joined)
        .where(table.c.search.op("@@")(sa.func.trato_search(written)))
        .order_by(interactions.c.ends_at.desc(), interactions.c.id.desc())
        .limit(limit)
    )


def _accounts(connection: Connection, interaction_ids: Sequence[int]) -> dict[int, AccountView]:
    rows = connection.execute(
        sa.select(interaction_accounts.c.interaction_id, interaction_accounts.c.account_id)
        .where(in_list(interaction_accounts.c.interaction_id, interaction_ids))
        .order_by(interaction_accounts.c.account_id.desc())
    ).all()
    views = queries.account_views(connection, in_list(accounts.c.id, sorted({row.account_id for row in rows})))
    by_id = {view.id: view for view in views}
    return {row.interaction_id: by_id[row.account_id] for row in rows if row.account_id in by_id}
