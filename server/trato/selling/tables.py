"""Tables of what people set down about selling: things to do, reports of meetings, views of the list."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Index, UniqueConstraint
from sqlalchemy import text as sql

from trato.crm.tables import version
from trato.db.schema import created_at, document, entity, instant, ref, refers, relation, text

# One thing to do, by somebody, by a date; done when `done_at` says so.
tasks = entity(
    "tasks",
    text("title"),
    Column("due_on", Date),
    ref("assignee_id"),
    ref("account_id", nullable=True),
    ref("opportunity_id", nullable=True),
    ref("created_by_id", nullable=True),
    instant("done_at", nullable=True),
    ref("done_by_id", nullable=True),
    version(),
    created_at(),
    refers("assignee_id", "users"),
    refers("account_id", "accounts", on_delete="CASCADE"),
    refers("opportunity_id", "opportunities", on_delete="SET NULL"),
    refers("created_by_id", "users", on_delete="SET NULL"),
    refers("done_by_id", "users", on_delete="SET NULL"),
)
Index("ix_tasks_account", tasks.c.account_id, tasks.c.due_on, postgresql_where=sql("done_at IS NULL"))
Index("ix_tasks_assignee", tasks.c.assignee_id, tasks.c.due_on, postgresql_where=sql("done_at IS NULL"))

# One report a date of a meeting, whoever of us writes it; `occurrence_key` as in event_occurrences.
meeting_reports = relation(
    "meeting_reports",
    ref("event_id"),
    text("occurrence_key"),
    text("result"),
    text("discussed"),
    text("promised"),
    text("concerns"),
    ref("author_id", nullable=True),
    instant("written_at"),
    version(),
    CheckConstraint("result IN ('went_well', 'undecided', 'went_badly', 'did_not_happen')", name="result_known"),
    refers("event_id", "events", on_delete="CASCADE"),
    refers("author_id", "users", on_delete="SET NULL"),
    key=("event_id", "occurrence_key"),
)

# Columns, filters, order and groups of the list of opportunities, under a name.
saved_views = entity(
    "saved_views",
    ref("owner_id"),
    text("name"),
    Column("is_shared", Boolean, nullable=False, server_default=sql("false")),
    document("shows"),
    version(),
    refers("owner_id", "users", on_delete="CASCADE"),
    UniqueConstraint("tenant_id", "owner_id", "name"),
)
