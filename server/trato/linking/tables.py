"""Tables of linking: the decision in force, ranked suggestions, what people decided, and what is excluded."""

from __future__ import annotations

from sqlalchemy import ARRAY, Boolean, CheckConstraint, Column, Double, Index, SmallInteger, Text
from sqlalchemy import text as sql

from trato.crm.tables import version
from trato.db.schema import created_at, document, entity, instant, ref, refers, relation, text

# One decision in force for each thread or event. It is rewritten by every relinking unless a person decided.
# One that stands alone was made without looking at neighbours, so that others may be made by looking at it.
links = entity(
    "links",
    ref("thread_id", nullable=True),
    ref("event_id", nullable=True),
    ref("account_id", nullable=True),
    ref("opportunity_id", nullable=True),
    text("state"),
    Column("score", Double, nullable=False, server_default="0"),
    document("reasons"),
    ref("decision_id", nullable=True),
    Column("stands_alone", Boolean, nullable=False, server_default="false"),
    version(),
    CheckConstraint("state IN ('confirmed', 'suggested', 'rejected', 'none')", name="state_known"),
    CheckConstraint("(thread_id IS NULL) <> (event_id IS NULL)", name="one_subject"),
    refers("thread_id", "threads", on_delete="CASCADE"),
    refers("event_id", "events", on_delete="CASCADE"),
    refers("account_id", "accounts", on_delete="SET NULL"),
    refers("opportunity_id", "opportunities", on_delete="SET NULL"),
    refers("decision_id", "link_decisions", on_delete="SET NULL"),
)
Index(
    "uq_links_thread",
    links.c.thread_id,
    links.c.tenant_id,
    unique=True,
    postgresql_where=sql("thread_id IS NOT NULL"),
)
Index("uq_links_event", links.c.event_id, links.c.tenant_id, unique=True, postgresql_where=sql("event_id IS NOT NULL"))
Index("ix_links_opportunity", links.c.opportunity_id, postgresql_where=sql("opportunity_id IS NOT NULL"))
Index("ix_links_account", links.c.account_id, postgresql_where=sql("account_id IS NOT NULL"))

link_suggestions = relation(
    "link_suggestions",
    ref("link_id"),
    Column("rank", SmallInteger, nullable=False),
    ref("opportunity_id"),
    Column("score", Double, nullable=False),
    document("reasons"),
    refers("link_id", "links", on_delete="CASCADE"),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
    key=("link_id", "rank"),
)

# What a person decided, kept for good: a resync reads it again, an undo ends it and says who and when.
link_decisions = entity(
    "link_decisions",
    ref("thread_id", nullable=True),
    ref("event_id", nullable=True),
    text("kind"),
    ref("account_id", nullable=True),
    ref("opportunity_id", nullable=True),
    ref("decided_by_id", nullable=True),
    instant("decided_at"),
    instant("undone_at", nullable=True),
    ref("undone_by_id", nullable=True),
    created_at(),
    ref("replaced_by_id", nullable=True),
    CheckConstraint("kind IN ('link', 'not_business')", name="kind_known"),
    CheckConstraint("(thread_id IS NULL) <> (event_id IS NULL)", name="one_subject"),
    refers("thread_id", "threads", on_delete="CASCADE"),
    refers("event_id", "events", on_delete="CASCADE"),
    refers("account_id", "accounts", on_delete="SET NULL"),
    refers("opportunity_id", "opportunities", on_delete="SET NULL"),
    refers("decided_by_id", "users", on_delete="SET NULL"),
    refers("undone_by_id", "users", on_delete="SET NULL"),
    refers("replaced_by_id", "link_decisions", on_delete="SET NULL"),
)
Index("ix_link_decisions_thread", link_decisions.c.thread_id)
Index("ix_link_decisions_event", link_decisions.c.event_id)
Index(
    "ix_link_decisions_replaced_by",
    link_decisions.c.replaced_by_id,
    postgresql_where=sql("replaced_by_id IS NOT NULL"),
)

# What a link that a person made teaches about others (linking.lessons).
lessons = relation(
    "lessons",
    ref("decision_id"),
    ref("account_id"),
    ref("opportunity_id", nullable=True),
    Column("addresses", ARRAY(Text), nullable=False, server_default="{}"),
    Column("strangers", ARRAY(Text), nullable=False, server_default="{}"),
    Column("title", ARRAY(SmallInteger), nullable=False, server_default="{}"),
    instant("first_at"),
    instant("last_at"),
    refers("decision_id", "link_decisions", on_delete="CASCADE"),
    refers("account_id", "accounts", on_delete="CASCADE"),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
    key=("decision_id",),
)
Index("ix_lessons_addresses", lessons.c.addresses, postgresql_using="gin")
Index("ix_lessons_strangers", lessons.c.strangers, postgresql_using="gin")
Index("ix_lessons_account", lessons.c.account_id, lessons.c.tenant_id)
Index("ix_lessons_opportunity", lessons.c.opportunity_id, lessons.c.tenant_id)

# Who held each mail of a thread while it was no business: what counted before, or would have, counts again after an
# undo, also when nobody holds it any more.
taken_out_holders = relation(
    "taken_out_holders",
    ref("message_id"),
    ref("user_id"),
    refers("message_id", "messages", on_delete="CASCADE"),
    refers("user_id", "users", on_delete="CASCADE"),
    key=("message_id", "user_id"),
)

# What a single mail concerns where it says so itself and its thread concerns something else: an old thread that is
# used again for a new matter.
message_links = relation(
    "message_links",
    ref("message_id"),
    ref("opportunity_id"),
    text("number"),
    refers("message_id", "messages", on_delete="CASCADE"),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
    key=("message_id",),
)
Index("ix_message_links_opportunity", message_links.c.tenant_id, message_links.c.opportunity_id)

# The numbers (orders, quotes, machines) a thread names, as they are compared.
thread_numbers = relation(
    "thread_numbers",
    text("number"),
    ref("thread_id"),
    refers("thread_id", "threads", on_delete="CASCADE"),
    key=("number", "thread_id"),
)
Index("ix_thread_numbers_thread", thread_numbers.c.tenant_id, thread_numbers.c.thread_id)

# Links to be looked at again, because something near them was linked for sure since.
unsettled_links = relation(
    "unsettled_links",
    ref("link_id"),
    refers("link_id", "links", on_delete="CASCADE"),
    key=("link_id",),
)
