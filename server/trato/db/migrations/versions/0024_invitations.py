"""Calendar files that were brought in, date by date; mails that were looked at for the meetings in them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_TENANT = "(SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint)"
_ME = "(SELECT nullif(current_setting('app.user_id', true), '')\\:\\:bigint)"
_IS_CALENDAR = sa.text("automated_kind = 'calendar'")
# Whose calendar it went into sees it; it is written by Trato itself, after it has looked who asks.
_RULES = {
    "calendar_mails": "EXISTS (SELECT 1 FROM mailboxes m WHERE m.tenant_id = calendar_mails.tenant_id "
    "AND m.id = calendar_mails.mailbox_id AND m.user_id = {me})",
    "calendar_imports": "user_id = {me}",
    "calendar_import_dates": "EXISTS (SELECT 1 FROM calendar_imports i WHERE i.tenant_id = "
    "calendar_import_dates.tenant_id AND i.id = calendar_import_dates.import_id)",
}
_ROW_SECURITY = """
ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON {name} TO trato_system USING (tenant_id = {tenant});
CREATE POLICY person ON {name} FOR SELECT TO trato_app USING (tenant_id = {tenant} AND {me} IS NOT NULL AND ({rule}));
GRANT SELECT ON {name} TO trato_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO trato_system;
"""


def upgrade() -> None:
    _entity(
        "calendar_imports",
        _id("user_id"),
        _text("name"),
        _instant("made_at"),
        _instant("undone_at", nullable=True),
        _refers("calendar_imports", "user_id", "users"),
    )
    op.create_index("ix_calendar_imports_user", "calendar_imports", ["user_id"])
    _entity(
        "calendar_import_dates",
        _id("import_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *(_text(name) for name in ("uid", "subject", "place", "time_zone", "shown_as")),
        _flag("is_all_day"),
        _flag("is_private"),
        _instant("starts_at"),
        _instant("ends_at"),
        _text("remote_id"),
        _text("fault"),
        _instant("removed_at", nullable=True),
        _refers("calendar_import_dates", "import_id", "calendar_imports"),
    )
    op.create_index("ix_calendar_import_dates_import", "calendar_import_dates", ["import_id", "position"])
    _mails()
    for name, rule in _RULES.items():
        op.execute(sa.text(_ROW_SECURITY.format(name=name, rule=rule.format(me=_ME), tenant=_TENANT, me=_ME)))


def downgrade() -> None:
    op.drop_index("ix_messages_calendar", "messages")
    for name in reversed(_RULES):
        op.drop_table(name)


def _mails() -> None:
    op.create_table(
        "calendar_mails",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        _id("mailbox_id"),
        _id("message_id"),
        sa.Column("invitation_id", sa.BigInteger(), nullable=True),
        _text("outcome"),
        _instant("read_at"),
        _refers("calendar_mails", "mailbox_id", "mailboxes"),
        _refers("calendar_mails", "message_id", "messages"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invitation_id"],
            ["invitations.tenant_id", "invitations.id"],
            name=op.f("fk_calendar_mails_tenant_id_invitation_id"),
            ondelete="SET NULL (invitation_id)",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "mailbox_id", "message_id", name=op.f("pk_calendar_mails")),
    )
    op.create_index("ix_calendar_mails_message", "calendar_mails", ["message_id"])
    op.create_index("ix_messages_calendar", "messages", ["sent_at"], postgresql_where=_IS_CALENDAR)


def _entity(name: str, *parts: Any) -> None:
    op.create_table(
        name,
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{name}")),
    )


def _id(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _refers(table: str, column: str, owner: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{owner}.tenant_id", f"{owner}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
        ondelete="CASCADE",
    )
