"""What keeps phone lists small and whole: former photos, who is on a list by hand, what was written since one looked.

Accounts get the end of their own number as a column, by which an index finds who has a switchboard.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "phone_photos_0018.sql"
_TAIL = r"right(regexp_replace(substring(phone from '^[^[:alpha:]#]*'), '\D', '', 'g'), 8)"
_XID = "(pg_current_xact_id())::text::bigint"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("phone_tail", sa.Text(), sa.Computed(_TAIL, persisted=True)))
    op.create_index("ix_accounts_phone_tail", "accounts", ["tenant_id", "phone_tail"])
    op.add_column("phone_list_entries", sa.Column("is_chosen", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("phone_lists", sa.Column("seen_xid", sa.BigInteger()))
    op.add_column("phone_lists", sa.Column("looked_at", sa.DateTime(timezone=True)))
    op.add_column("contact_touches", sa.Column("xid", sa.BigInteger(), server_default="0", nullable=False))
    op.alter_column("contact_touches", "xid", server_default=sa.text(_XID))
    op.create_index("ix_contact_touches_xid", "contact_touches", ["tenant_id", "xid"])
    op.create_table(
        "former_photos",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), server_default="", nullable=False),
        sa.Column("media_type", sa.Text(), server_default="", nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_former_photos_tenant_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "contact_id", "digest", name=op.f("pk_former_photos")),
    )
    op.get_bind().connection.cursor().execute(_SQL.read_text("utf-8"))


def downgrade() -> None:
    for table, trigger in (
        ("removed_contacts", "stirred_new"),
        ("removed_contacts", "stirred_gone"),
        ("contacts", "stirred_reports"),
        ("accounts", "stirred_contacts"),
        ("contact_touches", "stirred_again"),
    ):
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    for function in ("trato_stir_removed", "trato_stir_reports", "trato_stir_account", "trato_stir_again"):
        op.execute(f"DROP FUNCTION {function}()")
    op.drop_table("former_photos")
    op.drop_index("ix_contact_touches_xid", "contact_touches")
    op.drop_column("contact_touches", "xid")
    op.drop_column("phone_lists", "looked_at")
    op.drop_column("phone_lists", "seen_xid")
    op.drop_column("phone_list_entries", "is_chosen")
    op.drop_index("ix_accounts_phone_tail", "accounts")
    op.drop_column("accounts", "phone_tail")
