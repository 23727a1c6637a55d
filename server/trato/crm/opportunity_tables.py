"""Tables around an opportunity: its lines, its headlines, who changed what of it, and the tenant's own fields."""

from __future__ import annotations

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Column, Index, Numeric, SmallInteger, Text, UniqueConstraint
from sqlalchemy import (
    text as sql,
)
from sqlalchemy.dialects.postgresql import JSONB

from trato.db.schema import entity, instant, ref, refers, relation, text

# `months` makes a line a service or a rental: its price is a month's.
opportunity_lines = entity(
    "opportunity_lines",
    ref("opportunity_id"),
    Column("position", SmallInteger, nullable=False),
    ref("product_id", nullable=True),
    text("name"),
    Column("quantity", Numeric(14, 3), nullable=False, server_default="1"),
    Column("unit_price", Numeric(18, 2)),
    Column("months", SmallInteger),
    text("delivery_note"),
    CheckConstraint("quantity >= 0", name="quantity_range"),
    CheckConstraint("months > 0", name="months_range"),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
    refers("product_id", "products", on_delete="SET NULL"),
)
Index("ix_opportunity_lines_opportunity", opportunity_lines.c.opportunity_id, opportunity_lines.c.position)

# The history of a negotiation in a few words each, written by people or taken from an interaction.
opportunity_headlines = entity(
    "opportunity_headlines",
    ref("opportunity_id"),
    instant("at"),
    text("words"),
    ref("interaction_id", nullable=True),
    ref("author_id", nullable=True),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
    refers("interaction_id", "interactions", on_delete="SET NULL"),
    refers("author_id", "users", on_delete="SET NULL"),
)
Index("ix_opportunity_headlines_opportunity", opportunity_headlines.c.opportunity_id, opportunity_headlines.c.at)

# Each write of a field, from what to what; only ever added to. The field `created` tells of the beginning.
opportunity_changes = entity(
    "opportunity_changes",
    ref("opportunity_id"),
    instant("at"),
    ref("actor_id", nullable=True),
    text("field"),
    Column("before", JSONB(none_as_null=True)),
    Column("after", JSONB(none_as_null=True)),
    ref("undoes_id", nullable=True),
    ref("import_id", nullable=True),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
    refers("actor_id", "users", on_delete="SET NULL"),
    refers("undoes_id", "opportunity_changes", on_delete="SET NULL"),
    refers("import_id", "spreadsheet_imports", on_delete="SET NULL"),
)
Index("ix_opportunity_changes_opportunity", opportunity_changes.c.opportunity_id, opportunity_changes.c.at)
Index(
    "ix_opportunity_changes_import",
    opportunity_changes.c.import_id,
    postgresql_where=sql("import_id IS NOT NULL"),
)

# A spreadsheet that somebody brought in: what it wrote are the changes that name it.
spreadsheet_imports = entity(
    "spreadsheet_imports",
    text("file_name"),
    ref("by_id"),
    instant("at"),
    # Accounts that were made for it, so that taking it back takes them too.
    Column("account_ids", ARRAY(BigInteger), nullable=False, server_default="{}"),
    instant("undone_at", nullable=True),
    refers("by_id", "users", on_delete="CASCADE"),
)
Index("ix_spreadsheet_imports_by", spreadsheet_imports.c.by_id, spreadsheet_imports.c.at)

# What the tenant's people took a heading for, folded; an empty field leaves the column out.
spreadsheet_headings = relation("spreadsheet_headings", text("heading"), text("field"), key=("heading",))

# Fields that the tenant added; their values are in `opportunities.custom` by key.
custom_fields = entity(
    "custom_fields",
    text("key"),
    text("name_en"),
    text("name_es"),
    text("kind"),
    Column("choices", ARRAY(Text), nullable=False, server_default="{}"),
    Column("position", SmallInteger, nullable=False),
    CheckConstraint("kind IN ('text', 'number', 'money', 'date', 'yes_no', 'choice')", name="kind_known"),
    UniqueConstraint("tenant_id", "key"),
)
