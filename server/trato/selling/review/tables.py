"""Tables of the weekly review: one a person and week, what was decided of each opportunity, and what others say."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Index, UniqueConstraint

from trato.db.schema import entity, instant, ref, refers, relation, text

# `week_on` is the Monday of the ISO week (ISO 8601) in the tenant's zone.
reviews = entity(
    "reviews",
    ref("owner_id"),
    Column("week_on", Date, nullable=False),
    instant("started_at"),
    instant("finished_at", nullable=True),
    instant("shared_at", nullable=True),
    refers("owner_id", "users", on_delete="CASCADE"),
    UniqueConstraint("tenant_id", "owner_id", "week_on"),
)

review_items = relation(
    "review_items",
    ref("review_id"),
    ref("opportunity_id"),
    text("verdict"),
    instant("at"),
    CheckConstraint("verdict IN ('confirmed', 'changed', 'closed', 'skipped')", name="verdict_known"),
    refers("review_id", "reviews", on_delete="CASCADE"),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
    key=("review_id", "opportunity_id"),
)
Index("ix_review_items_opportunity", review_items.c.opportunity_id, review_items.c.at)

# Of the whole review, or of one opportunity in it.
review_comments = entity(
    "review_comments",
    ref("review_id"),
    ref("opportunity_id", nullable=True),
    ref("author_id"),
    instant("at"),
    text("words"),
    refers("review_id", "reviews", on_delete="CASCADE"),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
    refers("author_id", "users", on_delete="CASCADE"),
)
Index("ix_review_comments_review", review_comments.c.review_id, review_comments.c.at)
