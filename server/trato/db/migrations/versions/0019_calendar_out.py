"""Feeds, invitations from outside Graph, bookings that are moved or cancelled, and digests."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
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
_OF_INVITATION = (
    "EXISTS (SELECT 1 FROM invitations i WHERE i.tenant_id = {table}.tenant_id AND i.id = {table}.invitation_id)"
)
_RULES = {
    "notices": f"user_id = {_ME}",
    "calendar_feeds": f"user_id = {_ME} OR {_ALL}",
    "invitations": f"user_id = {_ME}",
    "invitation_people": _OF_INVITATION.format(table="invitation_people"),
    "invitation_proposals": _OF_INVITATION.format(table="invitation_proposals"),
    "digest_wishes": f"user_id = {_ME}",
    "digests": f"user_id = {_ME}",
}
# Who acts for somebody sees what they have booked and kept only where `see` was given to them too.
_ACTS_FOR = """EXISTS (SELECT 1 FROM delegations d WHERE d.tenant_id = {table}.tenant_id
  AND d.user_id = {table}.{column} AND d.assistant_id = {me} AND d.revoked_at IS NULL AND d.valid_from <= {moment}
  AND (d.valid_until IS NULL OR d.valid_until > {moment}){scope})"""
_NARROWED = {
    "bookings": ("organizer_id", "OR booked_by_id = {me} OR {me} = ANY (user_ids)"),
    "holds": ("user_id", "OR made_by_id = {me}"),
}


def upgrade() -> None:
    _bookings()
    _notices_and_feeds()
    _invitations()
    _digests()
    for name, rule in _RULES.items():
        op.execute(sa.text(_ROW_SECURITY.format(name=name, rule=rule, tenant=_TENANT, me=_ME)))
    _acting_sees(" AND 'see' = ANY (d.scopes)")
    op.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO trato_app, trato_system")


def downgrade() -> None:
    _acting_sees("")
    for name in reversed(_RULES):
        op.drop_table(name)
    op.drop_index("ix_bookings_unwritten", "bookings")
    op.drop_index("uq_bookings_wish", "bookings")
    for name in ("wish", "changed_at", "guest_ended_at", "written_version", "version"):
        op.drop_column("bookings", name)
    op.create_index(
        "ix_bookings_unwritten",
        "bookings",
        ["booked_at"],
        postgresql_where=sa.text("written_at IS NULL AND cancelled_at IS NULL"),
    )


def _bookings() -> None:
    for name in ("version", "written_version"):
        op.add_column("bookings", sa.Column(name, sa.Integer(), server_default="1", nullable=False))
    op.add_column("bookings", _instant("changed_at", nullable=True))
    op.add_column("bookings", _instant("guest_ended_at", nullable=True))
    op.add_column("bookings", _text("wish"))
    columns = ["link_id", "wish", "tenant_id"]
    op.create_index("uq_bookings_wish", "bookings", columns, unique=True, postgresql_where=sa.text("wish <> ''"))
    op.drop_index("ix_bookings_unwritten", "bookings")
    op.create_index(
        "ix_bookings_unwritten",
        "bookings",
        ["booked_at"],
        postgresql_where=sa.text("(written_at IS NULL AND cancelled_at IS NULL) OR written_version < version"),
    )


def _notices_and_feeds() -> None:
    op.create_table(
        "notices",
        *_entity(),
        _ref("user_id"),
        _text("kind"),
        _document("params"),
        _text("key"),
        _instant("at"),
        _instant("seen_at", nullable=True),
        _refers("notices", "user_id", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_notices")),
    )
    op.create_index("uq_notices_key", "notices", ["user_id", "key", "tenant_id"], unique=True)
    op.create_table(
        "calendar_feeds",
        *_entity(),
        _ref("user_id"),
        _text("scope"),
        _text("name"),
        _text("language"),
        _text("secret_digest"),
        _instant("made_at"),
        _instant("ended_at", nullable=True),
        _instant("read_at", nullable=True),
        sa.CheckConstraint("scope IN ('mine', 'team')", name=op.f("ck_calendar_feeds_scope_known")),
        _refers("calendar_feeds", "user_id", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_calendar_feeds")),
    )
    op.create_index("ix_calendar_feeds_user", "calendar_feeds", ["user_id"])


def _invitations() -> None:
    op.create_table(
        "invitations",
        *_entity(),
        _ref("user_id"),
        _text("uid"),
        _text("recurrence_key"),
        sa.Column("is_ours", sa.Boolean(), server_default="false", nullable=False),
        _text("organizer"),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        _instant("stamped_at"),
        _instant("starts_at", nullable=True),
        _instant("ends_at", nullable=True),
        _text("time_zone"),
        sa.Column("is_all_day", sa.Boolean(), server_default="false", nullable=False),
        *(_text(name) for name in ("rule", "subject", "place", "body", "answer")),
        _instant("cancelled_at", nullable=True),
        _instant("made_at"),
        _refers("invitations", "user_id", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invitations")),
    )
    columns = ["user_id", "uid", "recurrence_key", "tenant_id"]
    op.create_index("uq_invitations_uid", "invitations", columns, unique=True)
    op.create_table(
        "invitation_people",
        _tenant(),
        _ref("invitation_id"),
        _text("address"),
        _text("name"),
        _text("response"),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        _instant("stamped_at", nullable=True),
        _refers("invitation_people", "invitation_id", "invitations", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "invitation_id", "address", name=op.f("pk_invitation_people")),
    )
    op.create_table(
        "invitation_proposals",
        *_entity(),
        _ref("invitation_id"),
        _text("address"),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        _instant("stamped_at"),
        _instant("starts_at"),
        _instant("ends_at"),
        _text("comment"),
        _text("decision"),
        _instant("decided_at", nullable=True),
        _ref("decided_by_id", nullable=True),
        sa.CheckConstraint("decision IN ('', 'accepted', 'declined')", name=op.f("ck_invitation_proposals_decision")),
        _refers("invitation_proposals", "invitation_id", "invitations", "CASCADE"),
        _refers("invitation_proposals", "decided_by_id", "users", "SET NULL (decided_by_id)"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invitation_proposals")),
    )
    op.create_index("ix_invitation_proposals_invitation", "invitation_proposals", ["invitation_id"])


def _digests() -> None:
    op.create_table(
        "digest_wishes",
        _tenant(),
        _ref("user_id"),
        sa.Column("is_on", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("hour", sa.SmallInteger(), server_default="7", nullable=False),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_digest_wishes_hour_bounded")),
        _refers("digest_wishes", "user_id", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", name=op.f("pk_digest_wishes")),
    )
    op.create_table(
        "digests",
        _tenant(),
        _ref("user_id"),
        sa.Column("day", sa.Date(), nullable=False),
        _instant("made_at"),
        *(sa.Column(name, sa.Integer(), server_default="0", nullable=False) for name in ("steps", "visits", "holds")),
        _refers("digests", "user_id", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", "day", name=op.f("pk_digests")),
    )


def _acting_sees(scope: str) -> None:
    for table, (column, besides) in _NARROWED.items():
        acts = _ACTS_FOR.format(table=table, column=column, me=_ME, moment=_MOMENT, scope=scope)
        rule = f"{_ALL} OR {column} = ANY ({_PEOPLE}) {besides.format(me=_ME)} OR {acts}"
        op.execute(f"DROP POLICY person ON {table}")
        op.execute(
            sa.text(
                f"CREATE POLICY person ON {table} FOR SELECT TO trato_app"
                f" USING (tenant_id = {_TENANT} AND {_ME} IS NOT NULL AND ({rule}))"
            )
        )


def _tenant() -> sa.Column[int]:
    return sa.Column("tenant_id", sa.BigInteger(), nullable=False)


def _entity() -> tuple[sa.Column[int], sa.Column[int]]:
    return _tenant(), sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False)


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
