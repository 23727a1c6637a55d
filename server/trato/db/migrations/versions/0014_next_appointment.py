"""The next appointment: rules that make a step due, decisions, availability, holds, bookings, links, delegations."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TENANT = "(SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint)"
_ME = "(SELECT nullif(current_setting('app.user_id', true), '')\\:\\:bigint)"
_PEOPLE = "(SELECT string_to_array(current_setting('app.people', true), ','))\\:\\:bigint[]"
_ALL = "(SELECT current_setting('app.sees_all', true)) = 'true'"
_MOMENT = "(SELECT nullif(current_setting('app.at', true), '')\\:\\:timestamptz)"

# As for every table since 0001: nothing without a context; a person reads what the rule says. Trato itself writes,
# after it has asked who may.
_ROW_SECURITY = """
ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON {name} TO trato_system USING (tenant_id = {tenant});
CREATE POLICY person ON {name} FOR SELECT TO trato_app USING (tenant_id = {tenant} AND {me} IS NOT NULL AND ({rule}));
GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO trato_app, trato_system;
"""
_ACTS_FOR = """EXISTS (SELECT 1 FROM delegations d WHERE d.tenant_id = {table}.tenant_id
  AND d.user_id = {table}.{column} AND d.assistant_id = {me} AND d.revoked_at IS NULL AND d.valid_from <= {moment}
  AND (d.valid_until IS NULL OR d.valid_until > {moment}))"""
_RULES = {
    "due_rules": "true",
    "cadences": "true",
    "playbook_steps": "true",
    "availabilities": "true",
    "next_step_decisions": "EXISTS (SELECT 1 FROM opportunities o WHERE o.tenant_id = next_step_decisions.tenant_id"
    " AND o.id = next_step_decisions.opportunity_id)",
    "delegations": f"{_ALL} OR assistant_id = {_ME} OR user_id = ANY ({_PEOPLE})",
    "booking_links": f"{_ALL} OR created_by_id = ANY ({_PEOPLE}) OR {_ME} = ANY (user_ids)",
    "bookings": f"{_ALL} OR organizer_id = ANY ({_PEOPLE}) OR booked_by_id = {_ME} OR {_ME} = ANY (user_ids) OR "
    + _ACTS_FOR.format(table="bookings", column="organizer_id", me=_ME, moment=_MOMENT),
    "holds": f"{_ALL} OR user_id = ANY ({_PEOPLE}) OR made_by_id = {_ME} OR "
    + _ACTS_FOR.format(table="holds", column="user_id", me=_ME, moment=_MOMENT),
}


def upgrade() -> None:
    _rules_that_make_due()
    _decisions_and_availability()
    _links_and_bookings()
    _holds_and_delegations()
    for name, rule in _RULES.items():
        op.execute(sa.text(_ROW_SECURITY.format(name=name, rule=rule, tenant=_TENANT, me=_ME)))
    op.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO trato_app, trato_system")


def downgrade() -> None:
    for name in ("holds", "bookings", "delegations", "booking_links", "next_step_decisions", "availabilities"):
        op.drop_table(name)
    for name in ("playbook_steps", "cadences", "due_rules"):
        op.drop_table(name)


def _rules_that_make_due() -> None:
    op.create_table(
        "due_rules",
        _tenant(),
        _text("code"),
        _flag("is_on", default="true"),
        sa.Column("days", sa.Integer()),
        sa.Column("duration_min", sa.Integer()),
        _text("kind"),
        _text("objective_en"),
        _text("objective_es"),
        sa.CheckConstraint("days BETWEEN 0 AND 3650", name=op.f("ck_due_rules_days_bounded")),
        sa.CheckConstraint("duration_min BETWEEN 5 AND 1440", name=op.f("ck_due_rules_duration_bounded")),
        sa.PrimaryKeyConstraint("tenant_id", "code", name=op.f("pk_due_rules")),
    )
    kinds = "kind IN ('visit', 'meeting', 'call', 'mail')"
    op.create_table(
        "cadences",
        _tenant(),
        _text("group_code"),
        _text("kind"),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint(kinds, name=op.f("ck_cadences_kind_known")),
        sa.CheckConstraint("days BETWEEN 1 AND 3650", name=op.f("ck_cadences_days_bounded")),
        sa.PrimaryKeyConstraint("tenant_id", "group_code", "kind", name=op.f("pk_cadences")),
    )
    op.create_table(
        "playbook_steps",
        _tenant(),
        _text("stage_key"),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        _text("kind"),
        _text("objective_en"),
        _text("objective_es"),
        _number("days", default="7"),
        _number("duration_min", default="45"),
        sa.CheckConstraint(kinds, name=op.f("ck_playbook_steps_kind_known")),
        sa.PrimaryKeyConstraint("tenant_id", "stage_key", "position", name=op.f("pk_playbook_steps")),
    )


def _decisions_and_availability() -> None:
    op.create_table(
        "next_step_decisions",
        *_entity(),
        _ref("opportunity_id"),
        _text("need"),
        _text("code"),
        _text("decision"),
        _text("reason"),
        _text("objective"),
        sa.Column("on_date", sa.Date()),
        _instant("until", nullable=True),
        _ref("decided_by_id", nullable=True),
        _instant("decided_at"),
        sa.CheckConstraint(
            "decision IN ('accepted', 'changed', 'postponed', 'dismissed')",
            name=op.f("ck_next_step_decisions_decision_known"),
        ),
        _refers("next_step_decisions", "opportunity_id", "opportunities", "CASCADE"),
        _refers("next_step_decisions", "decided_by_id", "users", "SET NULL (decided_by_id)"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_next_step_decisions")),
    )
    op.create_index("ix_next_step_decisions_opportunity", "next_step_decisions", ["opportunity_id", "need"])
    op.create_index("ix_next_step_decisions_code", "next_step_decisions", ["tenant_id", "code"])
    op.create_table(
        "availabilities",
        _tenant(),
        _ref("user_id"),
        _document("hours"),
        _text("country"),
        _text("region"),
        _number("buffer_before_min", default="0"),
        _number("buffer_after_min", default="0"),
        _number("notice_min", default="120"),
        sa.Column("most_per_day", sa.Integer()),
        _refers("availabilities", "user_id", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", name=op.f("pk_availabilities")),
    )


def _links_and_bookings() -> None:
    op.create_table(
        "booking_links",
        *_entity(),
        _text("secret_digest"),
        _ids("user_ids"),
        _flag("is_round_robin"),
        _text("subject"),
        _text("place"),
        _text("language"),
        sa.Column("duration_min", sa.Integer(), nullable=False),
        _flag("is_online"),
        _instant("window_from"),
        _instant("window_to"),
        sa.Column("most", sa.Integer()),
        _ref("opportunity_id", nullable=True),
        _ref("created_by_id"),
        _created_at(),
        _instant("ended_at", nullable=True),
        _refers("booking_links", "opportunity_id", "opportunities", "SET NULL (opportunity_id)"),
        _refers("booking_links", "created_by_id", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_booking_links")),
    )
    op.create_table(
        "bookings",
        *_entity(),
        _text("key"),
        _ref("organizer_id"),
        _ids("user_ids"),
        _ref("link_id", nullable=True),
        _ref("opportunity_id", nullable=True),
        _instant("starts_at"),
        _instant("ends_at"),
        *(_text(name) for name in ("subject", "body", "place", "guest_name", "guest_address")),
        _document("guests"),
        _text("time_zone"),
        _text("language"),
        _flag("is_online"),
        _ref("booked_by_id", nullable=True),
        _instant("booked_at"),
        _instant("written_at", nullable=True),
        _instant("cancelled_at", nullable=True),
        _text("remote_id"),
        _text("ical_uid"),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_bookings_period_ordered")),
        _refers("bookings", "organizer_id", "users", "CASCADE"),
        _refers("bookings", "link_id", "booking_links", "SET NULL (link_id)"),
        _refers("bookings", "opportunity_id", "opportunities", "SET NULL (opportunity_id)"),
        _refers("bookings", "booked_by_id", "users", "SET NULL (booked_by_id)"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bookings")),
    )
    op.create_index("uq_bookings_key", "bookings", ["key", "tenant_id"], unique=True)
    op.create_index("ix_bookings_link", "bookings", ["link_id"])
    op.create_index(
        "ix_bookings_unwritten",
        "bookings",
        ["booked_at"],
        postgresql_where=sa.text("written_at IS NULL AND cancelled_at IS NULL"),
    )


def _holds_and_delegations() -> None:
    op.create_table(
        "holds",
        *_entity(),
        _ref("user_id"),
        _instant("starts_at"),
        _instant("ends_at"),
        _instant("expires_at", nullable=True),
        _instant("released_at", nullable=True),
        _ref("booking_id", nullable=True),
        _ref("made_by_id", nullable=True),
        _text("reason"),
        _created_at(),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_holds_period_ordered")),
        # The embedded PostgreSQL has no btree_gist: a range of one number stands for the number.
        postgresql.ExcludeConstraint(
            (sa.text("int8range(user_id, user_id, '[]')"), "&&"),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            name="holds_apart",
            using="gist",
            where=sa.text("released_at IS NULL"),
        ),
        _refers("holds", "user_id", "users", "CASCADE"),
        _refers("holds", "booking_id", "bookings", "CASCADE"),
        _refers("holds", "made_by_id", "users", "SET NULL (made_by_id)"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_holds")),
    )
    op.create_index("ix_holds_booking", "holds", ["booking_id"])
    op.create_table(
        "delegations",
        *_entity(),
        _ref("user_id"),
        _ref("assistant_id"),
        sa.Column("scopes", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        _instant("valid_from"),
        _instant("valid_until", nullable=True),
        _ref("granted_by_id", nullable=True),
        _instant("revoked_at", nullable=True),
        _created_at(),
        sa.CheckConstraint("user_id <> assistant_id", name=op.f("ck_delegations_two_people")),
        _refers("delegations", "user_id", "users", "CASCADE"),
        _refers("delegations", "assistant_id", "users", "CASCADE"),
        _refers("delegations", "granted_by_id", "users", "SET NULL (granted_by_id)"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_delegations")),
    )
    op.create_index("ix_delegations_assistant", "delegations", ["assistant_id", "user_id"])


def _tenant() -> sa.Column[int]:
    return sa.Column("tenant_id", sa.BigInteger(), nullable=False)


def _entity() -> tuple[sa.Column[int], sa.Column[int]]:
    return _tenant(), sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False)


def _ref(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _number(name: str, *, default: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default=default, nullable=False)


def _flag(name: str, *, default: str = "false") -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), server_default=default, nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _created_at() -> sa.Column[datetime]:
    return sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _document(name: str) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(), server_default="{}", nullable=False)


def _ids(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.ARRAY(sa.BigInteger()), server_default="{}", nullable=False)


def _refers(table: str, column: str, owner: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{owner}.tenant_id", f"{owner}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
        ondelete=on_delete,
    )
