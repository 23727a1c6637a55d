"""Tables that answers stand on: orders, promotions with their members, collateral and which mails carried it."""

from __future__ import annotations

from sqlalchemy import ARRAY, Column, Date, Index, Numeric, Text, UniqueConstraint

from trato.db.schema import document, entity, ref, refers, relation, text

# `product_names` holds product keys with their quantities, as opportunities have them: "K-200:1".
orders = entity(
    "orders",
    text("key"),
    ref("account_id"),
    ref("opportunity_id", nullable=True),
    Column("ordered_on", Date, nullable=False),
    Column("amount", Numeric(18, 2)),
    text("currency"),
    Column("product_names", ARRAY(Text), nullable=False, server_default="{}"),
    document("custom"),
    refers("account_id", "accounts", on_delete="CASCADE"),
    refers("opportunity_id", "opportunities", on_delete="SET NULL"),
    UniqueConstraint("tenant_id", "key"),
)
Index("ix_orders_account", orders.c.account_id, orders.c.ordered_on)

campaigns = entity(
    "campaigns",
    text("key"),
    text("name"),
    Column("product_keys", ARRAY(Text), nullable=False, server_default="{}"),
    Column("starts_on", Date),
    Column("ends_on", Date),
    document("custom"),
    UniqueConstraint("tenant_id", "key"),
)

campaign_members = relation(
    "campaign_members",
    ref("campaign_id"),
    ref("contact_id"),
    refers("campaign_id", "campaigns", on_delete="CASCADE"),
    refers("contact_id", "contacts", on_delete="CASCADE"),
    key=("campaign_id", "contact_id"),
)
Index("ix_campaign_members_contact", campaign_members.c.contact_id)

# `file_names` are how its files are called, in every language there is.
collateral = entity(
    "collateral",
    text("key"),
    text("name"),
    Column("product_keys", ARRAY(Text), nullable=False, server_default="{}"),
    Column("file_names", ARRAY(Text), nullable=False, server_default="{}"),
    UniqueConstraint("tenant_id", "key"),
)

# What a mail carried: its attachments' names and kinds, none of their content. A mail without a row was not asked yet.
message_attachments = relation(
    "message_attachments",
    ref("message_id"),
    Column("names", ARRAY(Text), nullable=False, server_default="{}"),
    Column("kinds", ARRAY(Text), nullable=False, server_default="{}"),
    refers("message_id", "messages", on_delete="CASCADE"),
    key=("message_id",),
)

message_collateral = relation(
    "message_collateral",
    ref("message_id"),
    ref("collateral_id"),
    refers("message_id", "messages", on_delete="CASCADE"),
    refers("collateral_id", "collateral", on_delete="CASCADE"),
    key=("message_id", "collateral_id"),
)
Index("ix_message_collateral_collateral", message_collateral.c.collateral_id)
