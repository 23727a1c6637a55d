"""The rules a tenant edits, with their history, and what was moved in somebody's calendar."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_TENANT = "(SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint)"
_ME = "(SELECT nullif(current_setting('app.user_id', true), '')\\:\\:bigint)"
_PEOPLE = "(SELECT string_to_array(current_setting('app.people', true), ','))\\:\\:bigint[]"
_ALL = "(SELECT current_setting('app.sees_all', true)) = 'true'"
_MOMENT = "(SELECT nullif(current_setting('app.at', true), '')\\:\\:timestamptz)"

# As in 0014: a person reads what the rule says; Trato itself writes, after it has asked who may.
_ROW_SECURITY = """
ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON {name} TO trato_system USING (tenant_id = {tenant});
CREATE POLICY person ON {name} FOR SELECT TO trato_app USING (tenant_id = {tenant} AND {me} IS NOT NULL AND ({rule}));
GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO trato_app, trato_system;
"""
_ACTS_FOR = """EXISTS (SELECT 1 FROM delegations d WHERE d.tenant_id = calendar_moves.tenant_id
  AND d.user_id = calendar_moves.user_id AND d.assistant_id = {me} AND d.revoked_at IS NULL AND d.valid_from <= {moment}
  AND (d.valid_until IS NULL OR d.valid_until > {moment}))"""
_RULES = {
    "rule_changes": "true",
    "calendar_moves": f"{_ALL} OR user_id = ANY ({_PEOPLE}) OR by_id = {_ME} OR "
    + _ACTS_FOR.format(me=_ME, moment=_MOMENT),
}


def upgrade() -> None:
    op.add_column("cadences", sa.Column("times", sa.SmallInteger(), server_default="1", nullable=False))
    op.create_check_constraint(op.f("ck_cadences_times_bounded"), "cadences", "times BETWEEN 1 AND 100")
    op.create_table(
        "rule_changes",
        *_entity(),
        _instant("at"),
        _ref("by_id", nullable=True),
        _text("source"),
        _ref("undoes_id", nullable=True),
        _document("before"),
        _document("after"),
        sa.CheckConstraint("source IN ('person', 'folder', 'undo')", name=op.f("ck_rule_changes_source_known")),
        _refers("rule_changes", "by_id", "users", "SET NULL (by_id)"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rule_changes")),
    )
    op.create_table(
        "calendar_moves",
        *_entity(),
        _ref("user_id"),
        _ref("by_id", nullable=True),
        _ref("event_id", nullable=True),
        _ref("booking_id", nullable=True),
        _text("remote_id"),
        *(_instant(name) for name in ("from_start", "from_end", "to_start", "to_end")),
        sa.Column("told", sa.Integer(), server_default="0", nullable=False),
        _instant("asked_at"),
        _instant("written_at", nullable=True),
        sa.CheckConstraint("to_end > to_start", name=op.f("ck_calendar_moves_period_ordered")),
        _refers("calendar_moves", "user_id", "users", "CASCADE"),
        _refers("calendar_moves", "by_id", "users", "SET NULL (by_id)"),
        _refers("calendar_moves", "event_id", "events", "CASCADE"),
        _refers("calendar_moves", "booking_id", "bookings", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_calendar_moves")),
    )
    op.create_index("ix_calendar_moves_user", "calendar_moves", ["user_id", "asked_at"])
    op.create_index("ix_calendar_moves_event", "calendar_moves", ["event_id"])
    op.create_index("ix_calendar_moves_booking", "calendar_moves", ["booking_id"])
    for name, rule in _RULES.items():
        op.execute(sa.text(_ROW_SECURITY.format(name=name, rule=rule, tenant=_TENANT, me=_ME)))
    op.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO trato_app, trato_system")


def downgrade() -> None:
    op.drop_table("calendar_moves")
    op.drop_table("rule_changes")
    op.drop_constraint(op.f("ck_cadences_times_bounded"), "cadences")
    op.drop_column("cadences", "times")


def _entity() -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
    )


def _ref(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _document(name: str) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(), server_default="{}", nullable=False)


def _refers(table: str, column: str, owner: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{owner}.tenant_id", f"{owner}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
        ondelete=on_delete,
    )
