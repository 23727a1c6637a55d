"""What the pane writes down: things to do, and reports of meetings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TENANT = "(SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint)"
_ME = "(SELECT nullif(current_setting('app.user_id', true), '')\\:\\:bigint)"
_PEOPLE = "(SELECT string_to_array(current_setting('app.people', true), ','))\\:\\:bigint[]"

# A task is for who does it and those above, for who gave it, and for everybody who sees the customer.
_TASKS = (
    "assignee_id = ANY ({people}) OR created_by_id = {me}"
    " OR EXISTS (SELECT 1 FROM accounts a WHERE a.tenant_id = tasks.tenant_id AND a.id = tasks.account_id)"
)
# A report is for those who hold the meeting in their calendar, and for everybody who may know that it took place.
_REPORTS = (
    "EXISTS (SELECT 1 FROM events e WHERE e.tenant_id = meeting_reports.tenant_id AND e.id = meeting_reports.event_id)"
    " OR EXISTS (SELECT 1 FROM interactions i WHERE i.tenant_id = meeting_reports.tenant_id"
    " AND i.event_id = meeting_reports.event_id)"
)
_ROW_SECURITY = """
ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON {name} TO trato_system USING (tenant_id = {tenant});
CREATE POLICY person ON {name} TO trato_app USING (tenant_id = {tenant} AND {me} IS NOT NULL AND ({rule}));
GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO trato_app, trato_system;
"""


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("assignee_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=True),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        _refers("tasks", "assignee_id", "users", "NO ACTION"),
        _refers("tasks", "account_id", "accounts", "CASCADE"),
        _refers("tasks", "opportunity_id", "opportunities", "SET NULL (opportunity_id)"),
        _refers("tasks", "created_by_id", "users", "SET NULL (created_by_id)"),
        _refers("tasks", "done_by_id", "users", "SET NULL (done_by_id)"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tasks")),
    )
    for column in ("account_id", "assignee_id"):
        op.create_index(
            f"ix_tasks_{column.removesuffix('_id')}",
            "tasks",
            [column, "due_on"],
            postgresql_where=sa.text("done_at IS NULL"),
        )
    op.create_table(
        "meeting_reports",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, sa.Text(), server_default="", nullable=False)
            for name in ("occurrence_key", "result", "discussed", "promised", "concerns")
        ),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "result IN ('went_well', 'undecided', 'went_badly', 'did_not_happen')",
            name=op.f("ck_meeting_reports_result_known"),
        ),
        _refers("meeting_reports", "event_id", "events", "CASCADE"),
        _refers("meeting_reports", "author_id", "users", "SET NULL (author_id)"),
        sa.PrimaryKeyConstraint("tenant_id", "event_id", "occurrence_key", name=op.f("pk_meeting_reports")),
    )
    for name, rule in (("tasks", _TASKS), ("meeting_reports", _REPORTS)):
        seen = rule.format(people=_PEOPLE, me=_ME)
        op.execute(sa.text(_ROW_SECURITY.format(name=name, rule=seen, tenant=_TENANT, me=_ME)))


def downgrade() -> None:
    op.drop_table("meeting_reports")
    op.drop_table("tasks")


def _refers(table: str, column: str, owner: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{owner}.tenant_id", f"{owner}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
        ondelete=on_delete,
    )
