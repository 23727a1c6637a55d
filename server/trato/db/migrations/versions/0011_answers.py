"""What one search and the questions of reps stand on.

The words of an interaction get an index of their own; who may read them decides row-level security as before.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_NAMES = sa.ARRAY(sa.Text())
_SEARCHED = ("accounts", "contacts", "opportunities", "account_domains", "sites", "contact_addresses", "contact_phones")
_LATE = {
    "opportunities": ("insert", "update"),
    "opportunity_contacts": ("insert", "delete"),
    "closures": ("insert", "delete"),
}
_FUNCTIONS = (
    "trato_opportunities_made", "trato_opportunities_changed", "trato_opportunity_parts_changed", "trato_note_late",
    "trato_link_late_soon",
    "trato_index_of_accounts", "trato_index_of_contacts", "trato_index_of_opportunities", "trato_index_changed",
    "trato_index", "trato_place_terms", "trato_terms",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("sites", sa.Column("departments", _NAMES, server_default="{}", nullable=False))
    op.add_column(
        "interaction_texts",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('simple', trato_fold(subject || ' ' || summary))", persisted=True),
            nullable=True,
        ),
    )
    op.create_index("ix_account_domains_account", "account_domains", ["account_id"])
    op.create_index("ix_opportunities_owner", "opportunities", ["owner_id", "next_date"])
    op.create_index(
        "ix_interactions_planned", "interactions", ["starts_at"], postgresql_where=sa.text("event_id IS NOT NULL")
    )
    op.create_index("ix_interaction_texts_search", "interaction_texts", ["search"], postgresql_using="gin")
    _create_dealings()
    _create_collateral()
    op.create_table(
        "search_entries",
        _tenant(),
        _text("kind"),
        _ref("object_id"),
        _ref("account_id", nullable=True),
        _ref("territory_id", nullable=True),
        sa.Column("owner_ids", sa.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        _text("called"),
        _text("addressed"),
        _text("within"),
        _text("digits"),
        sa.Column("terms", postgresql.TSVECTOR(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('account', 'contact', 'opportunity', 'order')", name=op.f("ck_search_entries_kind_known")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "object_id", name=op.f("pk_search_entries")),
    )
    op.create_index("ix_search_entries_terms", "search_entries", ["terms"], postgresql_using="gin")
    op.create_table(
        "late_opportunities",
        _tenant(),
        _ref("opportunity_id"),
        sa.Column("times", sa.BigInteger(), server_default="1", nullable=False),
        _within("late_opportunities", "opportunity_id", "opportunities"),
        sa.PrimaryKeyConstraint("tenant_id", "opportunity_id", name=op.f("pk_late_opportunities")),
    )
    _run("answers_security_0011.sql")
    _run("search_0011.sql")
    _run("late_0011.sql")
    _run("flat_security_0011.sql")
    op.execute("SELECT trato_index('account', (SELECT array_agg(id) FROM accounts))")
    op.execute("SELECT trato_index('contact', (SELECT array_agg(id) FROM contacts))")
    op.execute("SELECT trato_index('opportunity', (SELECT array_agg(id) FROM opportunities))")


def downgrade() -> None:
    _run("nested_security_0011.sql")
    for table in _SEARCHED:
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER search_{event} ON {table}")
    for table, events in _LATE.items():
        for event in events:
            op.execute(f"DROP TRIGGER late_{event} ON {table}")
    for table in (
        "late_opportunities", "search_entries", "message_collateral", "message_attachments", "collateral",
        "campaign_members", "campaigns", "orders",
    ):  # fmt: skip
        op.drop_table(table)
    op.execute(f"DROP FUNCTION {', '.join(_FUNCTIONS)}")
    op.drop_index("ix_interactions_planned", "interactions")
    op.drop_index("ix_opportunities_owner", "opportunities")
    op.drop_index("ix_account_domains_account", "account_domains")
    op.drop_column("interaction_texts", "search")
    op.drop_column("sites", "departments")


def _create_dealings() -> None:
    op.create_table(
        "orders",
        _tenant(),
        _id(),
        _text("key"),
        _ref("account_id"),
        _ref("opportunity_id", nullable=True),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(18, 2), nullable=True),
        _text("currency"),
        sa.Column("product_names", _NAMES, server_default="{}", nullable=False),
        _document("custom"),
        _within("orders", "account_id", "accounts"),
        _within("orders", "opportunity_id", "opportunities", on_delete="SET NULL (opportunity_id)"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_orders")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_orders_tenant_id_key")),
    )
    op.create_index("ix_orders_account", "orders", ["account_id", "ordered_on"])
    op.create_table(
        "campaigns",
        _tenant(),
        _id(),
        _text("key"),
        _text("name"),
        sa.Column("product_keys", _NAMES, server_default="{}", nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        _document("custom"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_campaigns_tenant_id_key")),
    )
    op.create_table(
        "campaign_members",
        _tenant(),
        _ref("campaign_id"),
        _ref("contact_id"),
        _within("campaign_members", "campaign_id", "campaigns"),
        _within("campaign_members", "contact_id", "contacts"),
        sa.PrimaryKeyConstraint("tenant_id", "campaign_id", "contact_id", name=op.f("pk_campaign_members")),
    )
    op.create_index("ix_campaign_members_contact", "campaign_members", ["contact_id"])


def _create_collateral() -> None:
    op.create_table(
        "collateral",
        _tenant(),
        _id(),
        _text("key"),
        _text("name"),
        sa.Column("product_keys", _NAMES, server_default="{}", nullable=False),
        sa.Column("file_names", _NAMES, server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_collateral")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_collateral_tenant_id_key")),
    )
    op.create_table(
        "message_attachments",
        _tenant(),
        _ref("message_id"),
        sa.Column("names", _NAMES, server_default="{}", nullable=False),
        sa.Column("kinds", _NAMES, server_default="{}", nullable=False),
        _within("message_attachments", "message_id", "messages"),
        sa.PrimaryKeyConstraint("tenant_id", "message_id", name=op.f("pk_message_attachments")),
    )
    op.create_table(
        "message_collateral",
        _tenant(),
        _ref("message_id"),
        _ref("collateral_id"),
        _within("message_collateral", "message_id", "messages"),
        _within("message_collateral", "collateral_id", "collateral"),
        sa.PrimaryKeyConstraint("tenant_id", "message_id", "collateral_id", name=op.f("pk_message_collateral")),
    )
    op.create_index("ix_message_collateral_collateral", "message_collateral", ["collateral_id"])


def _tenant() -> sa.Column[int]:
    return sa.Column("tenant_id", sa.BigInteger(), nullable=False)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False)


def _ref(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _document(name: str) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False)


def _within(table: str, column: str, owner: str, *, on_delete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{owner}.tenant_id", f"{owner}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
        ondelete=on_delete,
    )


def _run(name: str) -> None:
    # By the driver itself: the colons and percent signs of PL/pgSQL are no parameters.
    op.get_bind().connection.cursor().execute((Path(__file__).parents[1] / name).read_text(encoding="utf-8"))
