"""Tables of marks: what each item is to say, who wants that, and what a mailbox refused.

Triggers of migration 0017 have a worker write what is new, and want nothing of items that are not kept any more.
"""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, func
from sqlalchemy import text as sql

from trato.db.schema import Instant, entity, instant, ref, refers, relation, text

# The outbox, and what it led to. `wanted` is an opportunity's id, or empty: nothing is to stand there. `written_at`
# NULL: still to be written. A row of which nothing stands there any more is removed.
item_marks = relation(
    "item_marks",
    ref("mailbox_id"),
    text("remote_id"),
    text("kind"),
    text("wanted"),
    Column("asked_at", Instant, nullable=False, server_default=func.now()),
    instant("written_at", nullable=True),
    Column("failures", Integer, nullable=False, server_default="0"),
    instant("retry_at", nullable=True),
    CheckConstraint("kind IN ('message', 'event')", name="kind_known"),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    key=("mailbox_id", "remote_id"),
)
Index(
    "ix_item_marks_due",
    item_marks.c.mailbox_id,
    item_marks.c.asked_at,
    postgresql_where=sql("written_at IS NULL"),
)

# One row a choice: without a mailbox it is the organisation's, for those who chose nothing. Without any: off.
marking_choices = entity(
    "marking_choices",
    ref("mailbox_id", nullable=True),
    Column("is_on", Boolean, nullable=False),
    ref("set_by_id", nullable=True),
    instant("set_at"),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    refers("set_by_id", "users", on_delete="SET NULL"),
)

# What Graph did not let Trato write in a mailbox, and when to try again. `colour`: the category has one by `done_at`.
marking_states = relation(
    "marking_states",
    ref("mailbox_id"),
    text("what"),
    instant("done_at", nullable=True),
    instant("refused_at", nullable=True),
    instant("retry_at", nullable=True),
    CheckConstraint("what IN ('message', 'event', 'colour')", name="what_known"),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    key=("mailbox_id", "what"),
)
