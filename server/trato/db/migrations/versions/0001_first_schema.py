"""The first schema: organisation, customers, mail, meetings, links; row security on every table."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What people type is found whatever its accents, case and punctuation ("peñamar k-22" finds "K-22 para Peñamar").
# Full-text search in PostgreSQL reads "-22" as a number, and contrib's unaccent is not in the embedded build.
_FOLD = """
CREATE FUNCTION trato_fold(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT trim(regexp_replace(
    translate(lower(written), 'áàâäãåéèêëíìîïóòôöõøúùûüñçýÿÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕØÚÙÛÜÑÇÝ',
                              'aaaaaaeeeeiiiioooooouuuuncyyaaaaaaeeeeiiiioooooouuuuncy'),
    '[^[:alnum:]]+', ' ', 'g'))
$$
"""
_SEARCH = """
CREATE FUNCTION trato_search(typed text) RETURNS tsquery LANGUAGE sql STABLE STRICT AS $$
  SELECT to_tsquery('simple', coalesce(string_agg(word || ':*', ' & '), ''))
    FROM regexp_split_to_table(trato_fold(typed), ' ') AS word WHERE word <> ''
$$
"""


def upgrade() -> None:
    op.execute(sa.text(_FOLD.replace(":", "\\:")))
    op.execute(sa.text(_SEARCH.replace(":", "\\:")))
    op.create_table(
        "audit_log",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.Text(), server_default="", nullable=False),
        sa.Column("object_kind", sa.Text(), server_default="", nullable=False),
        sa.Column("object_id", sa.BigInteger(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_log")),
    )
    op.create_table(
        "events",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("ical_uid", sa.Text(), server_default="", nullable=False),
        sa.Column("organizer", sa.Text(), server_default="", nullable=False),
        sa.Column("time_zone", sa.Text(), server_default="", nullable=False),
        sa.Column("show_as", sa.Text(), server_default="", nullable=False),
        sa.Column("sensitivity", sa.Text(), server_default="", nullable=False),
        sa.Column("location", sa.Text(), server_default="", nullable=False),
        sa.Column("is_all_day", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("is_series", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("is_online", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recurrence", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_events")),
        sa.UniqueConstraint("tenant_id", "ical_uid", name=op.f("uq_events_tenant_id_ical_uid")),
    )
    op.create_index("ix_events_starts", "events", ["tenant_id", "starts_at"], unique=False)
    op.create_table(
        "products",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("custom", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_products")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_products_tenant_id_key")),
    )
    op.create_table(
        "stages",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("name_es", sa.Text(), server_default="", nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("probability", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("probability BETWEEN 0 AND 100", name=op.f("ck_stages_probability_range")),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("pk_stages")),
    )
    op.create_table(
        "tenants",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("entra_tenant_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("domains", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("timezone", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("country", sa.Text(), server_default="", nullable=False),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
        sa.UniqueConstraint("entra_tenant_id", name=op.f("uq_tenants_entra_tenant_id")),
    )
    op.create_table(
        "territories",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("countries", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("regions", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("postal_codes", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("industries", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "parent_id"],
            ["territories.tenant_id", "territories.id"],
            name=op.f("fk_territories_tenant_id_parent_id"),
            ondelete="NO ACTION",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_territories")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_territories_tenant_id_name")),
    )
    op.create_table(
        "threads",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("topic", sa.Text(), server_default="", nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opener", sa.Text(), server_default="", nullable=False),
        sa.Column("opens_as_reply", sa.Boolean(), server_default="false", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_threads")),
    )
    op.create_index("ix_threads_topic", "threads", ["tenant_id", "topic", "last_at"], unique=False)
    op.create_table(
        "users",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("entra_object_id", sa.Text(), nullable=True),
        sa.Column("upn", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("timezone", sa.Text(), server_default="", nullable=False),
        sa.Column("manager_id", sa.BigInteger(), nullable=True),
        sa.Column("base_latitude", sa.Double(), nullable=True),
        sa.Column("base_longitude", sa.Double(), nullable=True),
        sa.Column("custom", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "manager_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_users_tenant_id_manager_id"),
            ondelete="SET NULL (manager_id)",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_users")),
        sa.UniqueConstraint("tenant_id", "entra_object_id", name=op.f("uq_users_tenant_id_entra_object_id")),
        sa.UniqueConstraint("tenant_id", "upn", name=op.f("uq_users_tenant_id_upn")),
    )
    op.create_table(
        "accounts",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("territory_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("group_code", sa.Text(), server_default="", nullable=False),
        sa.Column("industry", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("custom", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('simple', trato_fold(name))", persisted=True),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_accounts_tenant_id_owner_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "territory_id"],
            ["territories.tenant_id", "territories.id"],
            name=op.f("fk_accounts_tenant_id_territory_id"),
            ondelete="NO ACTION",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_accounts_tenant_id_key")),
    )
    op.create_index("ix_accounts_search", "accounts", ["search"], unique=False, postgresql_using="gin")
    op.create_index("ix_accounts_tenant_id_owner_id", "accounts", ["tenant_id", "owner_id"], unique=False)
    op.create_index("ix_accounts_tenant_id_territory_id", "accounts", ["tenant_id", "territory_id"], unique=False)
    op.create_table(
        "event_attendees",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("response", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["events.tenant_id", "events.id"],
            name=op.f("fk_event_attendees_tenant_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "event_id", "address", name=op.f("pk_event_attendees")),
    )
    op.create_index("ix_event_attendees_address", "event_attendees", ["tenant_id", "address"], unique=False)
    op.create_table(
        "event_occurrences",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("occurrence_key", sa.Text(), server_default="", nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), server_default="false", nullable=False),
        sa.CheckConstraint("ends_at >= starts_at", name=op.f("ck_event_occurrences_period_ordered")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["events.tenant_id", "events.id"],
            name=op.f("fk_event_occurrences_tenant_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "event_id", "occurrence_key", name=op.f("pk_event_occurrences")),
    )
    op.create_index("ix_event_occurrences_starts", "event_occurrences", ["tenant_id", "starts_at"], unique=False)
    op.create_table(
        "event_texts",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["events.tenant_id", "events.id"],
            name=op.f("fk_event_texts_tenant_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "event_id", name=op.f("pk_event_texts")),
    )
    op.create_table(
        "mailboxes",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disconnected_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_mailboxes_tenant_id_user_id"),
            ondelete="NO ACTION",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mailboxes")),
        sa.UniqueConstraint("tenant_id", "address", name=op.f("uq_mailboxes_tenant_id_address")),
        sa.UniqueConstraint("tenant_id", "user_id", name=op.f("uq_mailboxes_tenant_id_user_id")),
    )
    op.create_table(
        "messages",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender", sa.Text(), server_default="", nullable=False),
        sa.Column("sender_name", sa.Text(), server_default="", nullable=False),
        sa.Column("direction", sa.Text(), server_default="", nullable=False),
        sa.Column("automated_kind", sa.Text(), server_default="", nullable=False),
        sa.Column("automated_why", sa.Text(), server_default="", nullable=False),
        sa.Column("sensitivity", sa.Text(), server_default="", nullable=False),
        sa.Column("is_draft", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("has_attachments", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("reference_numbers", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.CheckConstraint("direction IN ('in', 'out', 'internal')", name=op.f("ck_messages_direction_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "thread_id"],
            ["threads.tenant_id", "threads.id"],
            name=op.f("fk_messages_tenant_id_thread_id"),
            ondelete="NO ACTION",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_messages")),
    )
    op.create_index("ix_messages_thread", "messages", ["tenant_id", "thread_id", "sent_at"], unique=False)
    op.create_table(
        "territory_assignments",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("territory_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_territory_assignments_period_ordered")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "territory_id"],
            ["territories.tenant_id", "territories.id"],
            name=op.f("fk_territory_assignments_tenant_id_territory_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_territory_assignments_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_territory_assignments")),
    )
    op.create_table(
        "thread_keys",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "thread_id"],
            ["threads.tenant_id", "threads.id"],
            name=op.f("fk_thread_keys_tenant_id_thread_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("pk_thread_keys")),
    )
    op.create_index("ix_thread_keys_thread", "thread_keys", ["tenant_id", "thread_id"], unique=False)
    op.create_table(
        "thread_participants",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "thread_id"],
            ["threads.tenant_id", "threads.id"],
            name=op.f("fk_thread_participants_tenant_id_thread_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "thread_id", "address", name=op.f("pk_thread_participants")),
    )
    op.create_table(
        "user_addresses",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_user_addresses_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "address", name=op.f("pk_user_addresses")),
    )
    op.create_table(
        "user_roles",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("role IN ('rep', 'assistant', 'manager', 'admin')", name=op.f("ck_user_roles_role_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_user_roles_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", "role", name=op.f("pk_user_roles")),
    )
    op.create_table(
        "account_domains",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("domain", sa.Text(), server_default="", nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name=op.f("fk_account_domains_tenant_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "domain", "account_id", name=op.f("pk_account_domains")),
    )
    op.create_table(
        "account_grants",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("granted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name=op.f("fk_account_grants_tenant_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "granted_by_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_account_grants_tenant_id_granted_by_id"),
            ondelete="SET NULL (granted_by_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_account_grants_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_account_grants")),
    )
    op.create_index("ix_account_grants_account", "account_grants", ["tenant_id", "account_id", "user_id"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("department", sa.Text(), server_default="", nullable=False),
        sa.Column("reports_to_id", sa.BigInteger(), nullable=True),
        sa.Column("influence", sa.SmallInteger(), nullable=True),
        sa.Column("buying_role", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("custom", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('simple', trato_fold(name))", persisted=True),
            nullable=True,
        ),
        sa.CheckConstraint("influence BETWEEN 0 AND 100", name=op.f("ck_contacts_influence_range")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name=op.f("fk_contacts_tenant_id_account_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_contacts_tenant_id_owner_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reports_to_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_contacts_tenant_id_reports_to_id"),
            ondelete="SET NULL (reports_to_id)",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_contacts_tenant_id_key")),
    )
    op.create_index("ix_contacts_search", "contacts", ["search"], unique=False, postgresql_using="gin")
    op.create_index("ix_contacts_tenant_id_account_id", "contacts", ["tenant_id", "account_id"], unique=False)
    op.create_table(
        "event_copies",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("mailbox_id", sa.BigInteger(), nullable=False),
        sa.Column("remote_id", sa.Text(), server_default="", nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("occurrence_key", sa.Text(), server_default="", nullable=False),
        sa.Column("change_key", sa.Text(), server_default="", nullable=False),
        sa.Column("response", sa.Text(), server_default="", nullable=False),
        sa.Column("is_master", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("full_round", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["events.tenant_id", "events.id"],
            name=op.f("fk_event_copies_tenant_id_event_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mailbox_id"],
            ["mailboxes.tenant_id", "mailboxes.id"],
            name=op.f("fk_event_copies_tenant_id_mailbox_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "mailbox_id", "remote_id", name=op.f("pk_event_copies")),
    )
    op.create_index("ix_event_copies_event", "event_copies", ["tenant_id", "event_id", "occurrence_key"], unique=False)
    op.create_table(
        "feeds",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("mailbox_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("remote_id", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("full_round", sa.Integer(), server_default="1", nullable=False),
        sa.Column("full_round_done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("caught_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("items_done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("items_estimated", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mailbox_id"],
            ["mailboxes.tenant_id", "mailboxes.id"],
            name=op.f("fk_feeds_tenant_id_mailbox_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_feeds")),
        sa.UniqueConstraint(
            "tenant_id", "mailbox_id", "kind", "remote_id", name=op.f("uq_feeds_tenant_id_mailbox_id_kind_remote_id")
        ),
    )
    op.create_table(
        "mail_folders",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("mailbox_id", sa.BigInteger(), nullable=False),
        sa.Column("remote_id", sa.Text(), server_default="", nullable=False),
        sa.Column("parent_remote_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("well_known_name", sa.Text(), server_default="", nullable=False),
        sa.Column("total_items", sa.Integer(), server_default="0", nullable=False),
        sa.Column("full_round", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mailbox_id"],
            ["mailboxes.tenant_id", "mailboxes.id"],
            name=op.f("fk_mail_folders_tenant_id_mailbox_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "mailbox_id", "remote_id", name=op.f("pk_mail_folders")),
    )
    op.create_table(
        "message_copies",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("mailbox_id", sa.BigInteger(), nullable=False),
        sa.Column("remote_id", sa.Text(), server_default="", nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("folder_remote_id", sa.Text(), server_default="", nullable=False),
        sa.Column("change_key", sa.Text(), server_default="", nullable=False),
        sa.Column("conversation_id", sa.Text(), server_default="", nullable=False),
        sa.Column("full_round", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mailbox_id"],
            ["mailboxes.tenant_id", "mailboxes.id"],
            name=op.f("fk_message_copies_tenant_id_mailbox_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["messages.tenant_id", "messages.id"],
            name=op.f("fk_message_copies_tenant_id_message_id"),
            ondelete="NO ACTION",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "mailbox_id", "remote_id", name=op.f("pk_message_copies")),
    )
    op.create_index(
        "ix_message_copies_conversation",
        "message_copies",
        ["tenant_id", "mailbox_id", "conversation_id"],
        unique=False,
    )
    op.create_index(
        "ix_message_copies_folder",
        "message_copies",
        ["tenant_id", "mailbox_id", "folder_remote_id", "full_round"],
        unique=False,
    )
    op.create_index("ix_message_copies_message", "message_copies", ["tenant_id", "message_id"], unique=False)
    op.create_table(
        "message_keys",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["messages.tenant_id", "messages.id"],
            name=op.f("fk_message_keys_tenant_id_message_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("pk_message_keys")),
    )
    op.create_index("ix_message_keys_message", "message_keys", ["tenant_id", "message_id"], unique=False)
    op.create_table(
        "message_participants",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("role IN ('from', 'to', 'cc', 'bcc')", name=op.f("ck_message_participants_role_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["messages.tenant_id", "messages.id"],
            name=op.f("fk_message_participants_tenant_id_message_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "message_id", "address", "role", name=op.f("pk_message_participants")),
    )
    op.create_index("ix_message_participants_address", "message_participants", ["tenant_id", "address"], unique=False)
    op.create_table(
        "message_texts",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["messages.tenant_id", "messages.id"],
            name=op.f("fk_message_texts_tenant_id_message_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "message_id", name=op.f("pk_message_texts")),
    )
    op.create_table(
        "sites",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("street", sa.Text(), server_default="", nullable=False),
        sa.Column("city", sa.Text(), server_default="", nullable=False),
        sa.Column("postal_code", sa.Text(), server_default="", nullable=False),
        sa.Column("country", sa.Text(), server_default="", nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.CheckConstraint("kind IN ('mailing', 'billing', 'delivery', 'office')", name=op.f("ck_sites_kind_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name=op.f("fk_sites_tenant_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sites")),
    )
    op.create_index("ix_sites_tenant_id_account_id", "sites", ["tenant_id", "account_id"], unique=False)
    op.create_table(
        "contact_addresses",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_contact_addresses_tenant_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "address", "contact_id", name=op.f("pk_contact_addresses")),
    )
    op.create_index("ix_contact_addresses_contact", "contact_addresses", ["tenant_id", "contact_id"], unique=False)
    op.create_table(
        "contact_phones",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("e164", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_contact_phones_tenant_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "contact_id", "position", name=op.f("pk_contact_phones")),
    )
    op.create_index("ix_contact_phones_e164", "contact_phones", ["tenant_id", "e164"], unique=False)
    op.create_table(
        "opportunities",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("stage_key", sa.Text(), server_default="", nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.Column("created_on", sa.Date(), nullable=True),
        sa.Column("close_date", sa.Date(), nullable=True),
        sa.Column("invoice_date", sa.Date(), nullable=True),
        sa.Column("probability", sa.SmallInteger(), nullable=True),
        sa.Column("next_date", sa.Date(), nullable=True),
        sa.Column("next_objective", sa.Text(), server_default="", nullable=False),
        sa.Column("decision_maker_id", sa.BigInteger(), nullable=True),
        sa.Column("product_names", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("competitors", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("custom", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('simple', trato_fold(name))", persisted=True),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name=op.f("fk_opportunities_tenant_id_account_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "decision_maker_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_opportunities_tenant_id_decision_maker_id"),
            ondelete="SET NULL (decision_maker_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_opportunities_tenant_id_owner_id"),
            ondelete="NO ACTION",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_opportunities")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_opportunities_tenant_id_key")),
    )
    op.create_index("ix_opportunities_search", "opportunities", ["search"], unique=False, postgresql_using="gin")
    op.create_index("ix_opportunities_tenant_id_account_id", "opportunities", ["tenant_id", "account_id"], unique=False)
    op.create_table(
        "quarantine",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("feed_id", sa.BigInteger(), nullable=False),
        sa.Column("remote_id", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "feed_id"],
            ["feeds.tenant_id", "feeds.id"],
            name=op.f("fk_quarantine_tenant_id_feed_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quarantine")),
        sa.UniqueConstraint(
            "tenant_id", "feed_id", "remote_id", name=op.f("uq_quarantine_tenant_id_feed_id_remote_id")
        ),
    )
    op.create_table(
        "closures",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("outcome IN ('won', 'lost', 'cancelled')", name=op.f("ck_closures_outcome_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "closed_by_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_closures_tenant_id_closed_by_id"),
            ondelete="SET NULL (closed_by_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opportunity_id"],
            ["opportunities.tenant_id", "opportunities.id"],
            name=op.f("fk_closures_tenant_id_opportunity_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "opportunity_id", name=op.f("pk_closures")),
    )
    op.create_table(
        "interactions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("occurrence_key", sa.Text(), server_default="", nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('mail_in', 'mail_out', 'meeting', 'visit', 'call', 'note')",
            name=op.f("ck_interactions_kind_known"),
        ),
        sa.CheckConstraint("ends_at >= starts_at", name=op.f("ck_interactions_period_ordered")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_interactions_tenant_id_created_by_id"),
            ondelete="SET NULL (created_by_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["events.tenant_id", "events.id"],
            name=op.f("fk_interactions_tenant_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["messages.tenant_id", "messages.id"],
            name=op.f("fk_interactions_tenant_id_message_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opportunity_id"],
            ["opportunities.tenant_id", "opportunities.id"],
            name=op.f("fk_interactions_tenant_id_opportunity_id"),
            ondelete="SET NULL (opportunity_id)",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_interactions")),
        sa.UniqueConstraint(
            "tenant_id", "event_id", "occurrence_key", name=op.f("uq_interactions_tenant_id_event_id_occurrence_key")
        ),
        sa.UniqueConstraint("tenant_id", "message_id", name=op.f("uq_interactions_tenant_id_message_id")),
    )
    op.create_index(
        "ix_interactions_opportunity_ends",
        "interactions",
        ["tenant_id", "opportunity_id", "ends_at"],
        unique=False,
        postgresql_where=sa.text("opportunity_id IS NOT NULL"),
    )
    op.create_table(
        "link_decisions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('link', 'not_business')", name=op.f("ck_link_decisions_kind_known")),
        sa.CheckConstraint("(thread_id IS NULL) <> (event_id IS NULL)", name=op.f("ck_link_decisions_one_subject")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name=op.f("fk_link_decisions_tenant_id_account_id"),
            ondelete="SET NULL (account_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "decided_by_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_link_decisions_tenant_id_decided_by_id"),
            ondelete="SET NULL (decided_by_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["events.tenant_id", "events.id"],
            name=op.f("fk_link_decisions_tenant_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opportunity_id"],
            ["opportunities.tenant_id", "opportunities.id"],
            name=op.f("fk_link_decisions_tenant_id_opportunity_id"),
            ondelete="SET NULL (opportunity_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "thread_id"],
            ["threads.tenant_id", "threads.id"],
            name=op.f("fk_link_decisions_tenant_id_thread_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "undone_by_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_link_decisions_tenant_id_undone_by_id"),
            ondelete="SET NULL (undone_by_id)",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_link_decisions")),
    )
    op.create_index("ix_link_decisions_event", "link_decisions", ["tenant_id", "event_id"], unique=False)
    op.create_index("ix_link_decisions_thread", "link_decisions", ["tenant_id", "thread_id"], unique=False)
    op.create_table(
        "opportunity_contacts",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_opportunity_contacts_tenant_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opportunity_id"],
            ["opportunities.tenant_id", "opportunities.id"],
            name=op.f("fk_opportunity_contacts_tenant_id_opportunity_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "opportunity_id", "contact_id", name=op.f("pk_opportunity_contacts")),
    )
    op.create_index(
        "ix_opportunity_contacts_contact", "opportunity_contacts", ["tenant_id", "contact_id"], unique=False
    )
    op.create_table(
        "interaction_accounts",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("interaction_id", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name=op.f("fk_interaction_accounts_tenant_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "interaction_id"],
            ["interactions.tenant_id", "interactions.id"],
            name=op.f("fk_interaction_accounts_tenant_id_interaction_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "interaction_id", name=op.f("pk_interaction_accounts")),
    )
    op.create_index(
        "ix_interaction_accounts_ends", "interaction_accounts", ["tenant_id", "account_id", "ends_at"], unique=False
    )
    op.create_index(
        "ix_interaction_accounts_interaction", "interaction_accounts", ["tenant_id", "interaction_id"], unique=False
    )
    op.create_table(
        "interaction_contacts",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("interaction_id", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_interaction_contacts_tenant_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "interaction_id"],
            ["interactions.tenant_id", "interactions.id"],
            name=op.f("fk_interaction_contacts_tenant_id_interaction_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "contact_id", "interaction_id", name=op.f("pk_interaction_contacts")),
    )
    op.create_index(
        "ix_interaction_contacts_ends", "interaction_contacts", ["tenant_id", "contact_id", "ends_at"], unique=False
    )
    op.create_index(
        "ix_interaction_contacts_interaction", "interaction_contacts", ["tenant_id", "interaction_id"], unique=False
    )
    op.create_table(
        "interaction_texts",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("interaction_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("level", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("level IN ('metadata', 'subject', 'full')", name=op.f("ck_interaction_texts_level_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "interaction_id"],
            ["interactions.tenant_id", "interactions.id"],
            name=op.f("fk_interaction_texts_tenant_id_interaction_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "interaction_id", name=op.f("pk_interaction_texts")),
    )
    op.create_table(
        "interaction_users",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("interaction_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "interaction_id"],
            ["interactions.tenant_id", "interactions.id"],
            name=op.f("fk_interaction_users_tenant_id_interaction_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_interaction_users_tenant_id_user_id"),
            ondelete="NO ACTION",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "interaction_id", "user_id", name=op.f("pk_interaction_users")),
    )
    op.create_table(
        "links",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("score", sa.Double(), server_default="0", nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "state IN ('confirmed', 'suggested', 'rejected', 'none')", name=op.f("ck_links_state_known")
        ),
        sa.CheckConstraint("(thread_id IS NULL) <> (event_id IS NULL)", name=op.f("ck_links_one_subject")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name=op.f("fk_links_tenant_id_account_id"),
            ondelete="SET NULL (account_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "decision_id"],
            ["link_decisions.tenant_id", "link_decisions.id"],
            name=op.f("fk_links_tenant_id_decision_id"),
            ondelete="SET NULL (decision_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["events.tenant_id", "events.id"],
            name=op.f("fk_links_tenant_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opportunity_id"],
            ["opportunities.tenant_id", "opportunities.id"],
            name=op.f("fk_links_tenant_id_opportunity_id"),
            ondelete="SET NULL (opportunity_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "thread_id"],
            ["threads.tenant_id", "threads.id"],
            name=op.f("fk_links_tenant_id_thread_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_links")),
        sa.UniqueConstraint("tenant_id", "event_id", name=op.f("uq_links_tenant_id_event_id")),
        sa.UniqueConstraint("tenant_id", "thread_id", name=op.f("uq_links_tenant_id_thread_id")),
    )
    op.create_index(
        "ix_links_account",
        "links",
        ["tenant_id", "account_id"],
        unique=False,
        postgresql_where=sa.text("account_id IS NOT NULL"),
    )
    op.create_index(
        "ix_links_opportunity",
        "links",
        ["tenant_id", "opportunity_id"],
        unique=False,
        postgresql_where=sa.text("opportunity_id IS NOT NULL"),
    )
    op.create_table(
        "link_suggestions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("link_id", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "link_id"],
            ["links.tenant_id", "links.id"],
            name=op.f("fk_link_suggestions_tenant_id_link_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opportunity_id"],
            ["opportunities.tenant_id", "opportunities.id"],
            name=op.f("fk_link_suggestions_tenant_id_opportunity_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "link_id", "rank", name=op.f("pk_link_suggestions")),
    )
    # The script holds percent signs and several statements: it goes to the driver as it is.
    op.get_bind().connection.cursor().execute(_row_security())


def downgrade() -> None:
    # Policies refer to other tables, so they go before any table does.
    op.execute(
        "DO $$ DECLARE rule record; BEGIN"
        " FOR rule IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public'"
        " LOOP EXECUTE format('DROP POLICY %I ON %I', rule.policyname, rule.tablename); END LOOP; END $$"
    )
    op.drop_table("link_suggestions")
    op.drop_index("ix_links_opportunity", table_name="links", postgresql_where=sa.text("opportunity_id IS NOT NULL"))
    op.drop_index("ix_links_account", table_name="links", postgresql_where=sa.text("account_id IS NOT NULL"))
    op.drop_table("links")
    op.drop_table("interaction_users")
    op.drop_table("interaction_texts")
    op.drop_index("ix_interaction_contacts_interaction", table_name="interaction_contacts")
    op.drop_index("ix_interaction_contacts_ends", table_name="interaction_contacts")
    op.drop_table("interaction_contacts")
    op.drop_index("ix_interaction_accounts_interaction", table_name="interaction_accounts")
    op.drop_index("ix_interaction_accounts_ends", table_name="interaction_accounts")
    op.drop_table("interaction_accounts")
    op.drop_index("ix_opportunity_contacts_contact", table_name="opportunity_contacts")
    op.drop_table("opportunity_contacts")
    op.drop_index("ix_link_decisions_thread", table_name="link_decisions")
    op.drop_index("ix_link_decisions_event", table_name="link_decisions")
    op.drop_table("link_decisions")
    op.drop_index(
        "ix_interactions_opportunity_ends",
        table_name="interactions",
        postgresql_where=sa.text("opportunity_id IS NOT NULL"),
    )
    op.drop_table("interactions")
    op.drop_table("closures")
    op.drop_table("quarantine")
    op.drop_index("ix_opportunities_tenant_id_account_id", table_name="opportunities")
    op.drop_index("ix_opportunities_search", table_name="opportunities", postgresql_using="gin")
    op.drop_table("opportunities")
    op.drop_index("ix_contact_phones_e164", table_name="contact_phones")
    op.drop_table("contact_phones")
    op.drop_index("ix_contact_addresses_contact", table_name="contact_addresses")
    op.drop_table("contact_addresses")
    op.drop_index("ix_sites_tenant_id_account_id", table_name="sites")
    op.drop_table("sites")
    op.drop_table("message_texts")
    op.drop_index("ix_message_participants_address", table_name="message_participants")
    op.drop_table("message_participants")
    op.drop_index("ix_message_keys_message", table_name="message_keys")
    op.drop_table("message_keys")
    op.drop_index("ix_message_copies_message", table_name="message_copies")
    op.drop_index("ix_message_copies_conversation", table_name="message_copies")
    op.drop_index("ix_message_copies_folder", table_name="message_copies")
    op.drop_table("message_copies")
    op.drop_table("mail_folders")
    op.drop_table("feeds")
    op.drop_index("ix_event_copies_event", table_name="event_copies")
    op.drop_table("event_copies")
    op.drop_index("ix_contacts_tenant_id_account_id", table_name="contacts")
    op.drop_index("ix_contacts_search", table_name="contacts", postgresql_using="gin")
    op.drop_table("contacts")
    op.drop_index("ix_account_grants_account", table_name="account_grants")
    op.drop_table("account_grants")
    op.drop_table("account_domains")
    op.drop_table("user_roles")
    op.drop_table("user_addresses")
    op.drop_table("thread_participants")
    op.drop_index("ix_thread_keys_thread", table_name="thread_keys")
    op.drop_table("thread_keys")
    op.drop_table("territory_assignments")
    op.drop_index("ix_messages_thread", table_name="messages")
    op.drop_table("messages")
    op.drop_table("mailboxes")
    op.drop_table("event_texts")
    op.drop_index("ix_event_occurrences_starts", table_name="event_occurrences")
    op.drop_table("event_occurrences")
    op.drop_index("ix_event_attendees_address", table_name="event_attendees")
    op.drop_table("event_attendees")
    op.drop_index("ix_accounts_tenant_id_territory_id", table_name="accounts")
    op.drop_index("ix_accounts_tenant_id_owner_id", table_name="accounts")
    op.drop_index("ix_accounts_search", table_name="accounts", postgresql_using="gin")
    op.drop_table("accounts")
    op.drop_table("users")
    op.drop_index("ix_threads_topic", table_name="threads")
    op.drop_table("threads")
    op.drop_table("territories")
    op.drop_table("tenants")
    op.drop_table("stages")
    op.drop_table("products")
    op.drop_index("ix_events_starts", table_name="events")
    op.drop_table("events")
    op.drop_table("audit_log")
    op.execute("DROP FUNCTION trato_enter_user(bigint, bigint, timestamptz)")
    op.execute("DROP FUNCTION trato_search(text)")
    op.execute("DROP FUNCTION trato_fold(text)")


def _row_security() -> str:
    return (Path(__file__).parents[1] / "row_security_0001.sql").read_text(encoding="utf-8")
