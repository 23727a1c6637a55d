"""Tables of what people set down about selling: things to do, reports of meetings, views of the list."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, Index, SmallInteger, Text, UniqueConstraint
from sqlalchemy import text as sql

from trato.crm.tables import version
from trato.db.schema import created_at, document, entity, instant, ref, refers, relation, text

# One thing to do, by somebody, by a date; done when `done_at` says so, or set aside: skipped by somebody with a reason,
# not needed any more once the opportunity left the stage. A step of the sales process names its stage, its place there
# and the rules it is from; `evidence_id` is the interaction that ticked it, `refused_id` the one that somebody said did
# not. `need` is the customer's need that it answers, which is answered once.
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
    text("kind"),
    text("stage_key"),
    Column("step", SmallInteger),
    Column("rules_version", BigInteger),
    ref("evidence_id", nullable=True),
    ref("refused_id", nullable=True),
    text("need"),
    ref("assigned_by_id", nullable=True),
    Column("set_aside_as", Text),
    instant("set_aside_at", nullable=True),
    ref("set_aside_by_id", nullable=True),
    text("reason"),
    version(),
    created_at(),
    refers("evidence_id", "interactions", on_delete="SET NULL"),
    refers("assigned_by_id", "users", on_delete="SET NULL"),
    refers("set_aside_by_id", "users", on_delete="SET NULL"),
    CheckConstraint("set_aside_as IN ('skipped', 'not_needed')", name="set_aside_known"),
    refers("assignee_id", "users"),
    refers("account_id", "accounts", on_delete="CASCADE"),
    refers("opportunity_id", "opportunities", on_delete="SET NULL"),
    refers("created_by_id", "users", on_delete="SET NULL"),
    refers("done_by_id", "users", on_delete="SET NULL"),
)
Index("ix_tasks_account", tasks.c.account_id, tasks.c.due_on, postgresql_where=sql("done_at IS NULL"))
Index("ix_tasks_assignee", tasks.c.assignee_id, tasks.c.due_on, postgresql_where=sql("done_at IS NULL"))
Index("ix_tasks_opportunity", tasks.c.opportunity_id, tasks.c.stage_key)
Index("ix_tasks_evidence", tasks.c.evidence_id, postgresql_where=sql("evidence_id IS NOT NULL"))
Index(
    "uq_tasks_step",
    tasks.c.opportunity_id,
    tasks.c.stage_key,
    tasks.c.step,
    tasks.c.tenant_id,
    unique=True,
    postgresql_where=sql("step IS NOT NULL"),
)
Index(
    "uq_tasks_need",
    tasks.c.account_id,
    tasks.c.need,
    tasks.c.tenant_id,
    unique=True,
    postgresql_where=sql("need <> ''"),
)

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
