"""Table of calendar feeds: a secret address by which a program reads one's own calendar or the team's."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index

from trato.db.schema import entity, instant, ref, refers, text

# Only the digest of the secret is kept; an ended feed answers like one that never was.
calendar_feeds = entity(
    "calendar_feeds",
    ref("user_id"),
    text("scope"),
    text("name"),
    text("language"),
    text("secret_digest"),
    instant("made_at"),
    instant("ended_at", nullable=True),
    instant("read_at", nullable=True),
    CheckConstraint("scope IN ('mine', 'team')", name="scope_known"),
    refers("user_id", "users", on_delete="CASCADE"),
)
Index("ix_calendar_feeds_user", calendar_feeds.c.user_id)
