"""Tables of the customers: accounts with domains and sites, contacts, opportunities, interactions."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Double,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    Text,
    UniqueConstraint,
)
from sqlalchemy import (
    text as sql,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from trato.db.schema import created_at, document, entity, instant, ref, refers, relation, text

VERSION = "version"


def version() -> Column[int]:
    """Count the writes of a row: the ETag that a client must name to change it."""
    return Column(VERSION, Integer, nullable=False, server_default="1")


accounts = entity(
    "accounts",
    text("key"),
    text("name"),
    ref("territory_id", nullable=True),
    ref("owner_id", nullable=True),
    text("group_code"),
    text("industry"),
    text("phone"),
    document("custom"),
    version(),
    created_at(),
    Column("search", TSVECTOR, Computed("to_tsvector('simple', trato_fold(name))", persisted=True)),
    # The last digits of its own number, without an extension: whose switchboard calls is asked by them.
    Column(
        "phone_tail",
        Text,
        Computed(r"right(regexp_replace(substring(phone from '^[^[:alpha:]#]*'), '\D', '', 'g'), 8)", persisted=True),
    ),
    refers("territory_id", "territories"),
    refers("owner_id", "users"),
    UniqueConstraint("tenant_id", "key"),
)
Index("ix_accounts_search", accounts.c.search, postgresql_using="gin")
Index("ix_accounts_phone_tail", accounts.c.tenant_id, accounts.c.phone_tail)
Index("ix_accounts_tenant_id_territory_id", accounts.c.tenant_id, accounts.c.territory_id)
Index("ix_accounts_tenant_id_owner_id", accounts.c.tenant_id, accounts.c.owner_id)

# Two accounts may share a domain (a group and its subsidiary): then the domain alone decides nothing.
account_domains = relation(
    "account_domains",
    text("domain"),
    ref("account_id"),
    refers("account_id", "accounts", on_delete="CASCADE"),
    key=("domain", "account_id"),
)
Index("ix_account_domains_account", account_domains.c.account_id)

account_grants = entity(
    "account_grants",
    ref("account_id"),
    ref("user_id"),
    ref("granted_by_id", nullable=True),
    text("reason"),
    instant("valid_from"),
    instant("valid_until", nullable=True),
    refers("account_id", "accounts", on_delete="CASCADE"),
    refers("user_id", "users", on_delete="CASCADE"),
    refers("granted_by_id", "users", on_delete="SET NULL"),
)
Index(
    "ix_account_grants_account",
    account_grants.c.tenant_id,
    account_grants.c.account_id,
    account_grants.c.user_id,
)

sites = entity(
    "sites",
    ref("account_id"),
    text("kind"),
    text("name"),
    text("street"),
    text("city"),
    text("postal_code"),
    text("country"),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("departments", ARRAY(Text), nullable=False, server_default="{}"),
    refers("account_id", "accounts", on_delete="CASCADE"),
    CheckConstraint("kind IN ('mailing', 'billing', 'delivery', 'office')", name="kind_known"),
)
Index("ix_sites_tenant_id_account_id", sites.c.tenant_id, sites.c.account_id)

contacts = entity(
    "contacts",
    text("key"),
    ref("account_id", nullable=True),
    ref("owner_id", nullable=True),
    text("name"),
    text("title"),
    text("department"),
    ref("reports_to_id", nullable=True),
    Column("influence", SmallInteger),
    text("buying_role"),
    text("language"),
    document("custom"),
    version(),
    created_at(),
    Column("search", TSVECTOR, Computed("to_tsvector('simple', trato_fold(name))", persisted=True)),
    refers("account_id", "accounts"),
    refers("owner_id", "users"),
    refers("reports_to_id", "contacts", on_delete="SET NULL"),
    CheckConstraint("influence BETWEEN 0 AND 100", name="influence_range"),
    UniqueConstraint("tenant_id", "key"),
)
Index("ix_contacts_search", contacts.c.search, postgresql_using="gin")
Index("ix_contacts_tenant_id_account_id", contacts.c.tenant_id, contacts.c.account_id)

contact_addresses = relation(
    "contact_addresses",
    text("address"),
    ref("contact_id"),
    Column("position", SmallInteger, nullable=False, server_default="0"),
    refers("contact_id", "contacts", on_delete="CASCADE"),
    key=("address", "contact_id"),
)
Index("ix_contact_addresses_contact", contact_addresses.c.tenant_id, contact_addresses.c.contact_id)

contact_phones = relation(
    "contact_phones",
    ref("contact_id"),
    Column("position", SmallInteger, nullable=False),
    text("number"),
    text("kind"),
    text("e164", nullable=True),
    text("extension"),
    refers("contact_id", "contacts", on_delete="CASCADE"),
    key=("contact_id", "position"),
)
Index("ix_contact_phones_e164", contact_phones.c.tenant_id, contact_phones.c.e164)

stages = relation(
    "stages",
    text("key"),
    text("name_en"),
    text("name_es"),
    Column("position", SmallInteger, nullable=False),
    Column("probability", SmallInteger, nullable=False),
    # Which of the tenant's sales processes it belongs to, by name; an opportunity is in that of its stage.
    text("pipeline"),
    CheckConstraint("probability BETWEEN 0 AND 100", name="probability_range"),
    key=("key",),
)

products = entity("products", text("key"), text("name"), document("custom"), UniqueConstraint("tenant_id", "key"))

opportunities = entity(
    "opportunities",
    text("key"),
    text("name"),
    ref("account_id"),
    ref("owner_id", nullable=True),
    text("stage_key"),
    Column("amount", Numeric(18, 2)),
    text("currency"),
    Column("created_on", Date),
    Column("close_date", Date),
    Column("invoice_date", Date),
    Column("probability", SmallInteger),
    Column("next_date", Date),
    text("next_objective"),
    ref("decision_maker_id", nullable=True),
    # What the decision maker wants or values; and the day somebody ticked that we met, where no meeting tells it.
    text("wants"),
    Column("met_on", Date),
    # For a service or a rental `amount` is the whole that is billed, and this its part of a month.
    Column("monthly_amount", Numeric(18, 2)),
    text("main_competitor"),
    # As `closures` has it, kept in step by triggers of migration 0022: the list asks it of every row.
    Column("closed_as", Text),
    Column("product_names", ARRAY(Text), nullable=False, server_default="{}"),
    Column("competitors", ARRAY(Text), nullable=False, server_default="{}"),
    document("custom"),
    version(),
    created_at(),
    Column("search", TSVECTOR, Computed("to_tsvector('simple', trato_fold(name))", persisted=True)),
    refers("account_id", "accounts"),
    refers("owner_id", "users"),
    refers("decision_maker_id", "contacts", on_delete="SET NULL"),
    CheckConstraint("closed_as IN ('won', 'lost', 'cancelled')", name="closed_as_known"),
    UniqueConstraint("tenant_id", "key"),
)
Index("ix_opportunities_search", opportunities.c.search, postgresql_using="gin")
Index("ix_opportunities_owner", opportunities.c.owner_id, opportunities.c.next_date)
Index("ix_opportunities_tenant_id_account_id", opportunities.c.tenant_id, opportunities.c.account_id)

opportunity_contacts = relation(
    "opportunity_contacts",
    ref("opportunity_id"),
    ref("contact_id"),
    text("role"),
    text("remarks"),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
    refers("contact_id", "contacts", on_delete="CASCADE"),
    key=("opportunity_id", "contact_id"),
)
Index("ix_opportunity_contacts_contact", opportunity_contacts.c.tenant_id, opportunity_contacts.c.contact_id)

# A closed opportunity has a closure; an open one has none. Won ones stay visible.
closures = relation(
    "closures",
    ref("opportunity_id"),
    text("outcome"),
    text("reason"),
    instant("closed_at"),
    ref("closed_by_id", nullable=True),
    CheckConstraint("outcome IN ('won', 'lost', 'cancelled')", name="outcome_known"),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
    refers("closed_by_id", "users", on_delete="SET NULL"),
    key=("opportunity_id",),
)

# `starts_at` and `ends_at` are one instant for mail, calls and notes. An interaction is past once it has ended and
# next while it has not begun: both are asked of these columns, never stored.
interactions = entity(
    "interactions",
    text("kind"),
    instant("starts_at"),
    instant("ends_at"),
    ref("opportunity_id", nullable=True),
    ref("message_id", nullable=True),
    ref("event_id", nullable=True),
    text("occurrence_key"),
    ref("created_by_id", nullable=True),
    created_at(),
    CheckConstraint("kind IN ('mail_in', 'mail_out', 'meeting', 'visit', 'call', 'note')", name="kind_known"),
    CheckConstraint("ends_at >= starts_at", name="period_ordered"),
    refers("opportunity_id", "opportunities", on_delete="SET NULL"),
    refers("message_id", "messages", on_delete="CASCADE"),
    refers("event_id", "events", on_delete="CASCADE"),
    refers("created_by_id", "users", on_delete="SET NULL"),
)
Index(
    "uq_interactions_message",
    interactions.c.message_id,
    interactions.c.tenant_id,
    unique=True,
    postgresql_where=sql("message_id IS NOT NULL"),
)
Index(
    "uq_interactions_date",
    interactions.c.event_id,
    interactions.c.occurrence_key,
    interactions.c.tenant_id,
    unique=True,
    postgresql_where=sql("event_id IS NOT NULL"),
)
Index(
    "ix_interactions_opportunity_ends",
    interactions.c.opportunity_id,
    interactions.c.ends_at,
    postgresql_where=sql("opportunity_id IS NOT NULL"),
)
Index("ix_interactions_planned", interactions.c.starts_at, postgresql_where=sql("event_id IS NOT NULL"))

# The summary is apart from the fact: who may read it is a narrower question than who may know of it.
interaction_texts = relation(
    "interaction_texts",
    ref("interaction_id"),
    text("subject"),
    text("summary"),
    text("level"),
    Column(
        "search", TSVECTOR, Computed("to_tsvector('simple', trato_fold(subject || ' ' || summary))", persisted=True)
    ),
    CheckConstraint("level IN ('metadata', 'subject', 'full')", name="level_known"),
    refers("interaction_id", "interactions", on_delete="CASCADE"),
    key=("interaction_id",),
)
Index("ix_interaction_texts_search", interaction_texts.c.search, postgresql_using="gin")

# The subject alone, where the level lets others read no more than that (a trigger of migration 0010 keeps it).
interaction_subjects = relation(
    "interaction_subjects",
    ref("interaction_id"),
    text("subject"),
    Column("search", TSVECTOR, Computed("to_tsvector('simple', trato_fold(subject))", persisted=True)),
    refers("interaction_id", "interactions", on_delete="CASCADE"),
    key=("interaction_id",),
)
Index("ix_interaction_subjects_search", interaction_subjects.c.search, postgresql_using="gin")

interaction_accounts = relation(
    "interaction_accounts",
    ref("account_id"),
    ref("interaction_id"),
    instant("ends_at"),
    refers("account_id", "accounts", on_delete="CASCADE"),
    refers("interaction_id", "interactions", on_delete="CASCADE"),
    key=("interaction_id", "account_id"),
)
Index("ix_interaction_accounts_ends", interaction_accounts.c.account_id, interaction_accounts.c.ends_at)

interaction_contacts = relation(
    "interaction_contacts",
    ref("contact_id"),
    ref("interaction_id"),
    instant("ends_at"),
    refers("contact_id", "contacts", on_delete="CASCADE"),
    refers("interaction_id", "interactions", on_delete="CASCADE"),
    key=("interaction_id", "contact_id"),
)
Index("ix_interaction_contacts_ends", interaction_contacts.c.contact_id, interaction_contacts.c.ends_at)

interaction_users = relation(
    "interaction_users",
    ref("interaction_id"),
    ref("user_id"),
    refers("interaction_id", "interactions", on_delete="CASCADE"),
    refers("user_id", "users"),
    key=("interaction_id", "user_id"),
)
