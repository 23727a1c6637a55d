"""One lease a mailbox, and the queue of background work."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from procrastinate import __version__
from procrastinate.schema import SchemaManager

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ROW_SECURITY = """
DO $do$
DECLARE
  in_tenant constant text := 'tenant_id = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')::bigint)';
  mine constant text :=
    'mailbox_id = ANY ((SELECT string_to_array(current_setting(''app.mailboxes'', true), '',''))::bigint[])'
    ' OR (SELECT current_setting(''app.sees_all'', true)) = ''true''';
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['mailbox_leases', 'removal_approvals'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY system ON %I TO trato_system USING (%s)', name, in_tenant);
    EXECUTE format('CREATE POLICY person ON %I FOR SELECT TO trato_app USING (%s AND (%s))', name, in_tenant, mine);
  END LOOP;
END
$do$;
GRANT SELECT, INSERT, UPDATE, DELETE ON mailbox_leases, removal_approvals TO trato_app, trato_system;
"""

# The queue knows no tenants and holds ids only, so no person's role may touch it: the system's own work does.
_QUEUE_GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers,
  procrastinate_workers TO trato_system;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO trato_system;
"""


def upgrade() -> None:
    op.create_table(
        "mailbox_leases",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("mailbox_id", sa.BigInteger(), nullable=False),
        sa.Column("fence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("holder", sa.Integer(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mailbox_id"],
            ["mailboxes.tenant_id", "mailboxes.id"],
            name=op.f("fk_mailbox_leases_tenant_id_mailbox_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "mailbox_id", name=op.f("pk_mailbox_leases")),
    )
    op.create_table(
        "removal_approvals",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("mailbox_id", sa.BigInteger(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("allowed_by", sa.Text(), server_default="", nullable=False),
        sa.Column("allowed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mailbox_id"],
            ["mailboxes.tenant_id", "mailboxes.id"],
            name=op.f("fk_removal_approvals_tenant_id_mailbox_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_removal_approvals")),
    )
    _run(_ROW_SECURITY)
    _run(SchemaManager.get_schema())
    # A later migration takes the queue from this version on, by the scripts of the release it needs.
    _run(f"COMMENT ON TABLE procrastinate_jobs IS 'procrastinate {__version__}'")
    _run(_QUEUE_GRANTS)


def downgrade() -> None:
    _run(
        """
        DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs,
          procrastinate_workers CASCADE;
        DO $do$
        DECLARE one record;
        BEGIN
          FOR one IN SELECT oid::regprocedure AS name FROM pg_proc
                      WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'procrastinate\\_%' LOOP
            EXECUTE format('DROP FUNCTION %s CASCADE', one.name);
          END LOOP;
        END
        $do$;
        DROP TYPE IF EXISTS procrastinate_job_to_defer_v1, procrastinate_job_status,
          procrastinate_job_event_type CASCADE;
        """
    )
    op.drop_table("removal_approvals")
    op.drop_table("mailbox_leases")


def _run(script: str) -> None:
    # Several statements, with percent signs and colons of their own: to the driver as they are.
    op.get_bind().connection.cursor().execute(script)
