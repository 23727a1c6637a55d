"""All that Trato knows, in words that do not depend on which ids a database drew: to compare two databases."""

from __future__ import annotations

import hashlib
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from tests.db.every_table import all_tables
from tests.small_company import Company

# How Trato works, not what it knows: who reads what now, what is waited for.
MACHINERY = {"mailbox_leases", "graph_mailboxes", "hints", "subscriptions", "token_caches"}
# How sure a rule is of a link depends on what else was linked by then, so on the order in which pages were written.
UNTOLD = {
    "score", "reasons",
    "created_at", "caught_up_at", "full_round_started_at", "full_round_done_at", "cursor", "fence", "connected_at",
    "failures", "tenant_id", "version", "cancelled_at", "leased_until", "retry_at", "last_error", "entra_tenant_id",
    "items_done",
}  # fmt: skip
# Every id becomes the words its row is known by, so that two databases that drew other ids compare.
KNOWN_BY = {
    "users": "upn", "accounts": "key", "contacts": "key", "opportunities": "key", "territories": "name",
    "mailboxes": "address", "events": "ical_uid", "products": "key",
}  # fmt: skip
REFERS = {
    "user_id": "users", "owner_id": "users", "manager_id": "users", "created_by_id": "users",
    "account_id": "accounts", "contact_id": "contacts", "reports_to_id": "contacts", "decision_maker_id": "contacts",
    "opportunity_id": "opportunities", "territory_id": "territories", "parent_id": "territories",
    "mailbox_id": "mailboxes", "event_id": "events", "message_id": "messages", "thread_id": "threads",
    "interaction_id": "interactions", "link_id": "links", "feed_id": "feeds", "closed_by_id": "users",
}  # fmt: skip


def content(company: Company) -> dict[str, list[str]]:
    """Return every table's rows as sorted text, ids replaced by what they stand for."""
    with company.system() as connection:
        names = {
            (table, row.id): row.name
            for table, column in KNOWN_BY.items()
            for row in connection.execute(sa.text(f"SELECT id, {column} AS name FROM {table}"))  # noqa: S608  ours
        }
        names |= derived_names(connection, names)
        rows = {}
        for name, table in ((table.name, table) for table in all_tables() if table.name not in MACHINERY):
            columns = [column.name for column in table.columns if column.name not in UNTOLD]
            found = connection.execute(sa.select(*(table.c[column] for column in columns))).mappings()
            rows[name] = sorted(repr([told(names, name, column, row[column]) for column in columns]) for row in found)
        return rows


def told(names: dict[tuple[str, Any], Any], table: str, column: str, value: Any) -> Any:
    if column == "id":
        return names.get((table, value), "-")
    return names.get((REFERS[column], value), value) if column in REFERS else value


def derived_names(connection: Connection, names: dict[tuple[str, Any], Any]) -> dict[tuple[str, Any], Any]:
    keys = connection.execute(sa.text("SELECT key, message_id, thread_id FROM message_keys k JOIN messages m"
                                      " ON m.id = k.message_id ORDER BY key DESC")).all()  # fmt: skip
    found = {("messages", row.message_id): row.key for row in keys} | {
        ("threads", row.thread_id): row.key for row in keys
    }
    drafts = connection.execute(
        sa.text(
            "SELECT remote_id, message_id, thread_id FROM message_copies c JOIN messages m ON m.id = c.message_id"
            " WHERE m.is_draft ORDER BY remote_id DESC"
        )
    ).all()
    for row in drafts:
        found.setdefault(("messages", row.message_id), row.remote_id)
        found.setdefault(("threads", row.thread_id), row.remote_id)
    for row in connection.execute(sa.text("SELECT id, message_id, event_id, occurrence_key FROM interactions")):
        source = found.get(("messages", row.message_id)) or names.get(("events", row.event_id))
        found["interactions", row.id] = f"{source} {row.occurrence_key}"
    for row in connection.execute(sa.text("SELECT id, thread_id, event_id FROM links")):
        found["links", row.id] = found.get(("threads", row.thread_id)) or names.get(("events", row.event_id))
    for row in connection.execute(sa.text("SELECT id, mailbox_id, kind, remote_id FROM feeds")):
        found["feeds", row.id] = f"{names['mailboxes', row.mailbox_id]} {row.kind} {row.remote_id}"
    return found


def digest(company: Company) -> str:
    """A hash of all of it."""
    return hashlib.sha256(repr(sorted(content(company).items())).encode()).hexdigest()


def differing(one: dict[str, list[str]], other: dict[str, list[str]]) -> dict[str, tuple[int, int]]:
    """By table, how many rows only one of two contents has."""
    return {
        name: (len(set(one[name]) - set(other[name])), len(set(other[name]) - set(one[name])))
        for name in one
        if one[name] != other[name]
    }
