"""Tables of duplicates: who was made one with whom, and which two never are."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index

from trato.db.schema import document, entity, instant, ref, refers, relation

# `journal` holds every row that moved or changed, so that a merge can be taken back whole.
contact_merges = entity(
    "contact_merges",
    ref("kept_id"),
    ref("gone_id"),
    document("journal"),
    instant("merged_at"),
    ref("merged_by_id", nullable=True),
    instant("unmerged_at", nullable=True),
    ref("unmerged_by_id", nullable=True),
    refers("kept_id", "contacts", on_delete="CASCADE"),
    refers("gone_id", "contacts", on_delete="CASCADE"),
    refers("merged_by_id", "users", on_delete="SET NULL"),
    refers("unmerged_by_id", "users", on_delete="SET NULL"),
)
Index("ix_contact_merges_kept", contact_merges.c.tenant_id, contact_merges.c.kept_id)
Index("ix_contact_merges_gone", contact_merges.c.tenant_id, contact_merges.c.gone_id)

distinct_contacts = relation(
    "distinct_contacts",
    ref("first_id"),
    ref("second_id"),
    instant("decided_at"),
    ref("decided_by_id", nullable=True),
    CheckConstraint("first_id < second_id", name="in_order"),
    refers("first_id", "contacts", on_delete="CASCADE"),
    refers("second_id", "contacts", on_delete="CASCADE"),
    refers("decided_by_id", "users", on_delete="SET NULL"),
    key=("first_id", "second_id"),
)
