"""Tables of privacy: rules that keep items out, what a thread that was forgotten is known by, and levels.

Rules and levels end by a date and stay: who enacted which rule, and when, is told by its row and the audit log.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index
from sqlalchemy import text as sql

from trato.db.schema import entity, instant, ref, refers, relation, text

# A rule of the organisation has no mailbox. `enacted_at` NULL: it is only observed, until `observe_until` at most.
# `purged_at` NULL on one that is enacted: what was there before is still being taken out.
exclusion_rules = entity(
    "exclusion_rules",
    ref("mailbox_id", nullable=True),
    text("kind"),
    text("value"),
    ref("made_by_id", nullable=True),
    instant("made_at"),
    instant("observe_until", nullable=True),
    ref("enacted_by_id", nullable=True),
    instant("enacted_at", nullable=True),
    instant("purged_at", nullable=True),
    Column("mails_removed", BigInteger, nullable=False, server_default="0"),
    Column("events_removed", BigInteger, nullable=False, server_default="0"),
    ref("ended_by_id", nullable=True),
    instant("ended_at", nullable=True),
    CheckConstraint(
        "kind IN ('participant', 'domain', 'category', 'folder', 'keyword', 'sensitivity', 'thread')",
        name="kind_known",
    ),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    refers("made_by_id", "users", on_delete="SET NULL"),
    refers("enacted_by_id", "users", on_delete="SET NULL"),
    refers("ended_by_id", "users", on_delete="SET NULL"),
)
Index("ix_exclusion_rules_in_force", exclusion_rules.c.tenant_id, postgresql_where=sql("ended_at IS NULL"))

# What the mails of a forgotten thread are known by, as SHA-256: enough to know them again, not to say what they were.
forgotten_keys = relation(
    "forgotten_keys",
    ref("rule_id"),
    text("digest"),
    refers("rule_id", "exclusion_rules", on_delete="CASCADE"),
    key=("rule_id", "digest"),
)
Index("ix_forgotten_keys_digest", forgotten_keys.c.digest)

# One row a choice: without a mailbox it is the organisation's. Kind mailbox: for all of it; domain: for who is of it;
# thread: for that thread.
visibility_levels = entity(
    "visibility_levels",
    ref("mailbox_id", nullable=True),
    text("kind"),
    ref("thread_id", nullable=True),
    text("domain"),
    text("level"),
    ref("set_by_id", nullable=True),
    instant("set_at"),
    CheckConstraint("kind IN ('mailbox', 'thread', 'domain')", name="kind_known"),
    CheckConstraint("level IN ('metadata', 'subject', 'full')", name="level_known"),
    CheckConstraint("(kind = 'thread') = (thread_id IS NOT NULL)", name="one_thread"),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    refers("thread_id", "threads", on_delete="CASCADE"),
    refers("set_by_id", "users", on_delete="SET NULL"),
)
Index("ix_visibility_levels_thread", visibility_levels.c.thread_id)
