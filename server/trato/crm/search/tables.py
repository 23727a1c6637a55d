"""The table of the search.

Triggers keep it equal to the records: migrations/search_0011.sql says how terms look, search_0023.sql how it is filled.
"""

from __future__ import annotations

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Column, Index
from sqlalchemy.dialects.postgresql import TSVECTOR

from trato.db.schema import ref, relation, text

# `called`, `addressed`, `within` and `digits` are folded texts to compare with: the record's own name, its addresses
# and numbers, the account it is of, its phones. `terms` is asked through its index.
search_entries = relation(
    "search_entries",
    text("kind"),
    ref("object_id"),
    ref("account_id", nullable=True),
    ref("territory_id", nullable=True),
    Column("owner_ids", ARRAY(BigInteger), nullable=False, server_default="{}"),
    text("called"),
    text("addressed"),
    text("within"),
    text("digits"),
    Column("terms", TSVECTOR, nullable=False),
    CheckConstraint("kind IN ('account', 'contact', 'opportunity', 'order')", name="kind_known"),
    key=("kind", "object_id"),
)
Index("ix_search_entries_terms", search_entries.c.terms, postgresql_using="gin")
