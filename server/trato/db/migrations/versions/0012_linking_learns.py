"""What corrections teach: of each link a person made, who took part and what its title said (linking.lessons)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# As for every table since 0001: nothing without a context; a person sees what belongs to what they see.
_ROW_SECURITY = """
ALTER TABLE lessons ENABLE ROW LEVEL SECURITY;
ALTER TABLE lessons FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON lessons TO trato_system
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint));
CREATE POLICY person ON lessons FOR SELECT TO trato_app
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint)
         AND EXISTS (SELECT 1 FROM link_decisions o WHERE o.tenant_id = lessons.tenant_id AND o.id = decision_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON lessons TO trato_app, trato_system;
"""


def upgrade() -> None:
    op.create_table(
        "lessons",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=True),
        sa.Column("addresses", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("strangers", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("title", postgresql.ARRAY(sa.SmallInteger()), server_default="{}", nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        _within("decision_id", "link_decisions"),
        _within("account_id", "accounts"),
        _within("opportunity_id", "opportunities"),
        sa.PrimaryKeyConstraint("tenant_id", "decision_id", name=op.f("pk_lessons")),
    )
    op.create_index("ix_lessons_addresses", "lessons", ["addresses"], postgresql_using="gin")
    op.create_index("ix_lessons_strangers", "lessons", ["strangers"], postgresql_using="gin")
    op.create_index("ix_lessons_account", "lessons", ["account_id", "tenant_id"])
    op.create_index("ix_lessons_opportunity", "lessons", ["opportunity_id", "tenant_id"])
    op.execute(sa.text(_ROW_SECURITY))
    # An undo brings back what the decision replaced.
    op.add_column("link_decisions", sa.Column("replaced_by_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_link_decisions_tenant_id_replaced_by_id"),
        "link_decisions",
        "link_decisions",
        ["tenant_id", "replaced_by_id"],
        ["tenant_id", "id"],
        ondelete="SET NULL (replaced_by_id)",
    )
    op.create_index(
        "ix_link_decisions_replaced_by",
        "link_decisions",
        ["replaced_by_id"],
        postgresql_where=sa.text("replaced_by_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_column("link_decisions", "replaced_by_id")
    op.drop_table("lessons")


def _within(column: str, owner: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{owner}.tenant_id", f"{owner}.id"],
        name=op.f(f"fk_lessons_tenant_id_{column}"),
        ondelete="CASCADE",
    )
