"""Who held the mails of a thread that was taken out of business, so that an undo brings them back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# As for every table since 0001: nothing without a context; a person sees what names them.
_ROW_SECURITY = """
ALTER TABLE taken_out_holders ENABLE ROW LEVEL SECURITY;
ALTER TABLE taken_out_holders FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON taken_out_holders TO trato_system
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint));
CREATE POLICY person ON taken_out_holders TO trato_app
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint)
         AND user_id = (SELECT nullif(current_setting('app.user_id', true), '')\\:\\:bigint));
GRANT SELECT, INSERT, UPDATE, DELETE ON taken_out_holders TO trato_app, trato_system;
"""


def upgrade() -> None:
    op.create_table(
        "taken_out_holders",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["messages.tenant_id", "messages.id"],
            name=op.f("fk_taken_out_holders_tenant_id_message_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_taken_out_holders_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "message_id", "user_id", name=op.f("pk_taken_out_holders")),
    )
    op.execute(sa.text(_ROW_SECURITY))


def downgrade() -> None:
    op.drop_table("taken_out_holders")
