"""What Graph told us happened: subscriptions and the hints they bring."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# A person sees how their own mailboxes are told of changes; hints are the system's alone.
_ROW_SECURITY = """
ALTER TABLE subscriptions ENABLE ROW LEVEL SECURITY;
ALTER TABLE subscriptions FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON subscriptions TO trato_system
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint));
CREATE POLICY person ON subscriptions FOR SELECT TO trato_app
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint)
         AND (mailbox_id = ANY ((SELECT string_to_array(current_setting('app.mailboxes', true), ','))\\:\\:bigint[])
              OR (SELECT current_setting('app.sees_all', true)) = 'true'));
ALTER TABLE hints ENABLE ROW LEVEL SECURITY;
ALTER TABLE hints FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON hints TO trato_system
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint));
GRANT SELECT, INSERT, UPDATE, DELETE ON subscriptions TO trato_system;
GRANT SELECT ON subscriptions TO trato_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON hints TO trato_system;
GRANT SELECT ON hints TO trato_app;
"""


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("mailbox_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("resource", sa.Text(), server_default="", nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("secret_digest", sa.Text(), nullable=True),
        sa.Column("notification_url", sa.Text(), server_default="", nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mailbox_id"],
            ["mailboxes.tenant_id", "mailboxes.id"],
            name=op.f("fk_subscriptions_tenant_id_mailbox_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint(
            "tenant_id", "mailbox_id", "resource", name=op.f("uq_subscriptions_tenant_id_mailbox_id_resource")
        ),
        sa.UniqueConstraint("tenant_id", "remote_id", name=op.f("uq_subscriptions_tenant_id_remote_id")),
    )
    op.create_table(
        "hints",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("mailbox_id", sa.BigInteger(), nullable=False),
        sa.Column("subscription_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("change", sa.Text(), server_default="", nullable=False),
        sa.Column("resource_id", sa.Text(), server_default="", nullable=False),
        sa.Column("lifecycle", sa.Text(), server_default="", nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_hints")),
    )
    op.execute(sa.text(_ROW_SECURITY))


def downgrade() -> None:
    op.drop_table("hints")
    op.drop_table("subscriptions")
