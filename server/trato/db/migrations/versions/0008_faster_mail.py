"""Indexes of mail, calendar, interactions and links that lead with what tells rows apart.

With the tenant in front, every index of a table looks equally good to a planner that has no statistics yet. In a
fresh database the check of a foreign key on messages then walked all of the tenant's messages (by thread) instead of
finding one (by id), and kept that plan until the next ANALYZE: 2 ms a mail. Ids are unique over all tenants, so their
indexes need no tenant; texts carry it behind. Row security and primary keys are as they were, but those of
interactions' accounts and contacts lead with the interaction, which saves an index each.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# name, table, columns before, columns after, condition
_INDEXES = (
    ("ix_threads_topic", "threads", ["tenant_id", "topic", "last_at"], ["topic", "tenant_id"], None),
    ("ix_messages_thread", "messages", ["tenant_id", "thread_id", "sent_at"], ["thread_id", "sent_at"], None),
    ("ix_message_keys_message", "message_keys", ["tenant_id", "message_id"], ["message_id"], None),
    (
        "ix_message_participants_address",
        "message_participants",
        ["tenant_id", "address"],
        ["address", "tenant_id"],
        None,
    ),
    ("ix_message_copies_message", "message_copies", ["tenant_id", "message_id"], ["message_id"], None),
    (
        "ix_message_copies_folder",
        "message_copies",
        ["tenant_id", "mailbox_id", "folder_remote_id", "full_round"],
        ["mailbox_id", "folder_remote_id", "full_round"],
        None,
    ),
    (
        "ix_message_copies_conversation",
        "message_copies",
        ["tenant_id", "mailbox_id", "conversation_id"],
        ["mailbox_id", "conversation_id"],
        None,
    ),
    ("ix_thread_keys_thread", "thread_keys", ["tenant_id", "thread_id"], ["thread_id"], None),
    ("ix_events_starts", "events", ["tenant_id", "starts_at"], ["starts_at", "tenant_id"], None),
    (
        "ix_event_occurrences_starts",
        "event_occurrences",
        ["tenant_id", "starts_at"],
        ["starts_at", "tenant_id"],
        None,
    ),
    ("ix_event_attendees_address", "event_attendees", ["tenant_id", "address"], ["address", "tenant_id"], None),
    (
        "ix_event_copies_event",
        "event_copies",
        ["tenant_id", "event_id", "occurrence_key"],
        ["event_id", "occurrence_key"],
        None,
    ),
    (
        "ix_interactions_opportunity_ends",
        "interactions",
        ["tenant_id", "opportunity_id", "ends_at"],
        ["opportunity_id", "ends_at"],
        "opportunity_id IS NOT NULL",
    ),
    (
        "ix_interaction_accounts_ends",
        "interaction_accounts",
        ["tenant_id", "account_id", "ends_at"],
        ["account_id", "ends_at"],
        None,
    ),
    (
        "ix_interaction_contacts_ends",
        "interaction_contacts",
        ["tenant_id", "contact_id", "ends_at"],
        ["contact_id", "ends_at"],
        None,
    ),
    (
        "ix_links_opportunity",
        "links",
        ["tenant_id", "opportunity_id"],
        ["opportunity_id"],
        "opportunity_id IS NOT NULL",
    ),
    ("ix_links_account", "links", ["tenant_id", "account_id"], ["account_id"], "account_id IS NOT NULL"),
    ("ix_link_decisions_thread", "link_decisions", ["tenant_id", "thread_id"], ["thread_id"], None),
    ("ix_link_decisions_event", "link_decisions", ["tenant_id", "event_id"], ["event_id"], None),
)

# What was a constraint over the tenant becomes a unique index over the rows that it concerns.
_UNIQUE = (
    ("events", ["ical_uid"], "uq_events_ical_uid", None),
    ("interactions", ["message_id"], "uq_interactions_message", "message_id IS NOT NULL"),
    ("interactions", ["event_id", "occurrence_key"], "uq_interactions_date", "event_id IS NOT NULL"),
    ("links", ["thread_id"], "uq_links_thread", "thread_id IS NOT NULL"),
    ("links", ["event_id"], "uq_links_event", "event_id IS NOT NULL"),
)

_PARTS = (("interaction_accounts", "account_id"), ("interaction_contacts", "contact_id"))


def upgrade() -> None:
    for name, table, _, columns, condition in _INDEXES:
        _replace(name, table, columns, condition)
    for table, columns, name, condition in _UNIQUE:
        op.drop_constraint(f"uq_{table}_tenant_id_{'_'.join(columns)}", table, type_="unique")
        where = sa.text(condition) if condition else None
        op.create_index(name, table, [*columns, "tenant_id"], unique=True, postgresql_where=where)
    for table, part in _PARTS:
        _rekey(table, ["tenant_id", "interaction_id", part])
        op.drop_index(f"ix_{table}_interaction", table_name=table)


def downgrade() -> None:
    for table, part in _PARTS:
        _rekey(table, ["tenant_id", part, "interaction_id"])
        op.create_index(f"ix_{table}_interaction", table, ["tenant_id", "interaction_id"])
    for table, columns, name, _ in _UNIQUE:
        op.drop_index(name, table_name=table)
        op.create_unique_constraint(f"uq_{table}_tenant_id_{'_'.join(columns)}", table, ["tenant_id", *columns])
    for name, table, columns, _, condition in _INDEXES:
        _replace(name, table, columns, condition)


def _replace(name: str, table: str, columns: list[str], condition: str | None) -> None:
    op.drop_index(name, table_name=table)
    op.create_index(name, table, columns, postgresql_where=sa.text(condition) if condition else None)


def _rekey(table: str, columns: list[str]) -> None:
    op.drop_constraint(f"pk_{table}", table, type_="primary")
    op.create_primary_key(f"pk_{table}", table, columns)
