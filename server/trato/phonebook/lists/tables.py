"""Tables of two-way phone lists, of what the CRM keeps of a person beside its own columns, and of who left.

`ours` and `theirs` of an entry are what both sides had when they last agreed, field by field (lists/merge.py).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, LargeBinary
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from trato.db.schema import document, entity, instant, ref, refers, relation, text


def _value(name: str) -> Column[object]:
    return Column(name, JSONB(none_as_null=False), nullable=False, server_default="null")


# What a phone list knows of a person and contacts has no column for: parts of the name, postal addresses, notes …
contact_details = relation(
    "contact_details",
    ref("contact_id"),
    document("fields"),
    refers("contact_id", "contacts", on_delete="CASCADE"),
    key=("contact_id",),
)

contact_photos = relation(
    "contact_photos",
    ref("contact_id"),
    text("digest"),
    text("media_type"),
    Column("content", LargeBinary, nullable=False),
    refers("contact_id", "contacts", on_delete="CASCADE"),
    key=("contact_id",),
)

# Pictures that were written over, so that an undo puts them back (photos.KEPT_FORMER of each person).
former_photos = relation(
    "former_photos",
    ref("contact_id"),
    text("digest"),
    text("media_type"),
    Column("content", LargeBinary, nullable=False),
    instant("kept_at"),
    refers("contact_id", "contacts", on_delete="CASCADE"),
    key=("contact_id", "digest"),
)

# When anything of a person was last written, whoever wrote it, and by which transaction: kept by triggers (migrations
# 0013 and 0018). `xid` also tells of what follows from other records, such as the account's name.
contact_touches = relation(
    "contact_touches",
    ref("contact_id"),
    instant("at"),
    Column("xid", BigInteger, nullable=False, server_default=sql("(pg_current_xact_id())::text::bigint")),
    refers("contact_id", "contacts", on_delete="CASCADE"),
    key=("contact_id",),
)
Index("ix_contact_touches_xid", contact_touches.c.tenant_id, contact_touches.c.xid)

# That a person is no contact of ours any more; what happened with them stays.
removed_contacts = relation(
    "removed_contacts",
    ref("contact_id"),
    instant("removed_at"),
    ref("removed_by_id", nullable=True),
    text("reason"),
    CheckConstraint("reason IN ('removed', 'merged', 'import_undone')", name="reason_known"),
    refers("contact_id", "contacts", on_delete="CASCADE"),
    refers("removed_by_id", "users", on_delete="SET NULL"),
    key=("contact_id",),
)

phone_lists = entity(
    "phone_lists",
    ref("mailbox_id"),
    text("name"),
    document("content"),
    document("policies"),
    text("folder_remote_id", nullable=True),
    instant("made_at"),
    ref("made_by_id", nullable=True),
    instant("confirmed_at", nullable=True),
    instant("ended_at", nullable=True),
    document("forecast"),
    instant("forecast_at", nullable=True),
    Column("allowed_changes", Integer),
    # Below which number all transactions had ended when all was last looked at, and when everybody was (looking.py).
    Column("seen_xid", BigInteger),
    instant("looked_at", nullable=True),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    refers("made_by_id", "users", on_delete="SET NULL"),
)
Index(
    "uq_phone_lists_name",
    phone_lists.c.tenant_id,
    phone_lists.c.mailbox_id,
    phone_lists.c.name,
    unique=True,
    postgresql_where=sql("ended_at IS NULL"),
)

# `create_key` names the write that makes the contact; `remote_id` is known once that was answered. `left_at` is a
# tombstone: this person is not to be on this list (again), whatever else says so. `is_chosen`: put on it by hand, so
# that they stay whatever the list's content names.
phone_list_entries = relation(
    "phone_list_entries",
    ref("list_id"),
    ref("contact_id"),
    text("create_key"),
    text("remote_id", nullable=True),
    text("change_key"),
    text("photo_etag"),
    text("photo_digest"),
    document("ours"),
    document("theirs"),
    Column("is_from_outlook", Boolean, nullable=False, server_default="false"),
    Column("is_leaving", Boolean, nullable=False, server_default="false"),
    Column("is_chosen", Boolean, nullable=False, server_default="false"),
    instant("left_at", nullable=True),
    refers("list_id", "phone_lists", on_delete="CASCADE"),
    refers("contact_id", "contacts", on_delete="CASCADE"),
    key=("list_id", "contact_id"),
)
Index(
    "uq_phone_list_entries_remote",
    phone_list_entries.c.tenant_id,
    phone_list_entries.c.list_id,
    phone_list_entries.c.remote_id,
    unique=True,
    postgresql_where=sql("remote_id IS NOT NULL"),
)

phone_conflicts = entity(
    "phone_conflicts",
    ref("list_id"),
    ref("contact_id"),
    text("field"),
    _value("ours"),
    _value("theirs"),
    instant("found_at"),
    instant("settled_at", nullable=True),
    ref("settled_by_id", nullable=True),
    text("choice"),
    refers("list_id", "phone_lists", on_delete="CASCADE"),
    refers("contact_id", "contacts", on_delete="CASCADE"),
    refers("settled_by_id", "users", on_delete="SET NULL"),
)
Index(
    "uq_phone_conflicts_open",
    phone_conflicts.c.tenant_id,
    phone_conflicts.c.list_id,
    phone_conflicts.c.contact_id,
    phone_conflicts.c.field,
    unique=True,
    postgresql_where=sql("settled_at IS NULL"),
)

# The undo log. `batch` joins what was done at once: a round, an import, a merge of duplicates.
phone_changes = entity(
    "phone_changes",
    ref("list_id", nullable=True),
    ref("contact_id"),
    text("side"),
    text("field"),
    _value("before"),
    _value("after"),
    text("cause"),
    text("batch"),
    instant("at"),
    ref("by_id", nullable=True),
    instant("undone_at", nullable=True),
    ref("undone_by_id", nullable=True),
    CheckConstraint("side IN ('crm', 'outlook')", name="side_known"),
    refers("list_id", "phone_lists", on_delete="SET NULL"),
    refers("contact_id", "contacts", on_delete="CASCADE"),
    refers("by_id", "users", on_delete="SET NULL"),
    refers("undone_by_id", "users", on_delete="SET NULL"),
)
Index("ix_phone_changes_at", phone_changes.c.tenant_id, phone_changes.c.at)
Index("ix_phone_changes_contact", phone_changes.c.tenant_id, phone_changes.c.contact_id)
Index("ix_phone_changes_batch", phone_changes.c.tenant_id, phone_changes.c.batch)
