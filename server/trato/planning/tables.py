"""Tables of planning: groups with their criteria, placings that were done, plans of accounts."""

from __future__ import annotations

from sqlalchemy import Column, Numeric, SmallInteger, UniqueConstraint

from trato.crm.tables import version
from trato.db.schema import created_at, document, entity, index, instant, ref, refers, relation, text

# `conditions` and `activities` are lists of documents, as planning/group_store.py reads them.
account_groups = entity(
    "account_groups",
    text("code"),
    text("name"),
    Column("position", SmallInteger, nullable=False),
    text("description"),
    text("objectives"),
    document("conditions"),
    document("activities"),
    Column("budget", Numeric(18, 2)),
    Column("growth_percent", Numeric(6, 2)),
    UniqueConstraint("tenant_id", "code"),
)

# Each time groups were edited, so that an editor is told of another's change.
account_group_changes = entity(
    "account_group_changes",
    instant("at"),
    ref("by_id", nullable=True),
    document("before"),
    refers("by_id", "users", on_delete="SET NULL"),
)

# Accounts put into groups at once; `moves` names each with the group before and after.
account_placings = entity(
    "account_placings",
    instant("at"),
    ref("by_id", nullable=True),
    document("moves"),
    instant("undone_at", nullable=True),
    ref("undone_by_id", nullable=True),
    refers("by_id", "users", on_delete="SET NULL"),
    refers("undone_by_id", "users", on_delete="SET NULL"),
)

account_plans = entity(
    "account_plans",
    ref("account_id"),
    Column("year", SmallInteger, nullable=False),
    text("objective"),
    Column("expected_amount", Numeric(18, 2)),
    Column("growth_percent", Numeric(6, 2)),
    text("resources"),
    ref("made_by_id", nullable=True),
    version(),
    created_at(),
    refers("account_id", "accounts", on_delete="CASCADE"),
    refers("made_by_id", "users", on_delete="SET NULL"),
    UniqueConstraint("tenant_id", "account_id", "year"),
)

# An action is a task like any other; here stands what makes it a part of a plan.
plan_actions = relation(
    "plan_actions",
    ref("plan_id"),
    ref("task_id"),
    text("kind"),
    text("resources"),
    text("expected_result"),
    refers("plan_id", "account_plans", on_delete="CASCADE"),
    refers("task_id", "tasks", on_delete="CASCADE"),
    key=("plan_id", "task_id"),
)
index(plan_actions.c.tenant_id, plan_actions.c.task_id)
