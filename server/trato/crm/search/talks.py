"""Find what was said: interactions by words of their subject or summary, as far as the caller may read those.

A word may be in a tenth of everything that was ever written. So that such a word costs little, the index gives some of
what it has for it (PostgreSQL: gin_fuzzy_search_limit); a word that tells something has all of it looked at.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm import queries
from trato.crm.tables import interaction_texts, interactions
from trato.crm.views import InteractionView

MOST_LOOKED_AT = 4000
_LIMITED = sa.text("SELECT set_config('gin_fuzzy_search_limit', :most, true)")


def find_talks(connection: Connection, written: str, *, limit: int) -> list[InteractionView]:
    """Return interactions with all of these words, the newest first."""
    written = written.replace("\0", "").strip()
    if not written:
        return []
    connection.execute(_LIMITED, {"most": str(MOST_LOOKED_AT)})
    found = (
        sa.select(interactions.c.id)
        .join(
            interaction_texts,
            sa.and_(
                interaction_texts.c.tenant_id == interactions.c.tenant_id,
                interaction_texts.c.interaction_id == interactions.c.id,
            ),
        )
        .where(interaction_texts.c.search.op("@@")(sa.func.trato_search(written)))
        .order_by(interactions.c.ends_at.desc(), interactions.c.id.desc())
        .limit(limit)
    )
    ids = connection.execute(found).scalars().all()
    connection.execute(_LIMITED, {"most": "0"})
    views = {view.id: view for view in queries.interaction_views(connection, ids)}
    return [views[one] for one in ids if one in views]
