"""What waits to be looked at. Triggers write it whoever changes an opportunity (migrations/late_0011.sql)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column

from trato.db.schema import ref, refers, relation

# `times` counts the changes: one that came while its threads were looked at leaves the row for another look.
late_opportunities = relation(
    "late_opportunities",
    ref("opportunity_id"),
    Column("times", BigInteger, nullable=False, server_default="1"),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
    key=("opportunity_id",),
)
