"""Table of notices: what a user is told of, once."""

from __future__ import annotations

from sqlalchemy import Index

from trato.db.schema import document, entity, instant, ref, refers, text

# `key` names what is told of: the same thing is told once, however often it is tried.
notices = entity(
    "notices",
    ref("user_id"),
    text("kind"),
    document("params"),
    text("key"),
    instant("at"),
    instant("seen_at", nullable=True),
    refers("user_id", "users", on_delete="CASCADE"),
)
Index("uq_notices_key", notices.c.user_id, notices.c.key, notices.c.tenant_id, unique=True)
