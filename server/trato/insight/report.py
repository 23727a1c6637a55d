"""Count what a tenant holds, in the words of the demo's report (DESIGN: contracts)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

_COUNTS = {
    "mailboxes": "SELECT count(*) FROM mailboxes WHERE disconnected_at IS NULL",
    "messages": "SELECT count(DISTINCT message_id) FROM message_copies",
    "message_copies": "SELECT count(*) FROM message_copies",
    "threads": "SELECT count(*) FROM threads",
    "events": "SELECT count(*) FROM events",
    "event_copies": "SELECT count(*) FROM event_copies",
    "contacts": "SELECT count(*) FROM contacts",
    "accounts": "SELECT count(*) FROM accounts",
    "opportunities": "SELECT count(*) FROM opportunities",
    "interactions": "SELECT count(*) FROM interactions",
}

# Why a mail is no interaction, in the order the rules ask.
_EXCLUDED = """
WITH RECURSIVE uncounted AS (
  SELECT tenant_id, mailbox_id, remote_id FROM mail_folders
   WHERE well_known_name IN ('junkemail', 'deleteditems', 'drafts')
  UNION
  SELECT f.tenant_id, f.mailbox_id, f.remote_id FROM mail_folders f JOIN uncounted u
      ON u.tenant_id = f.tenant_id AND u.mailbox_id = f.mailbox_id AND u.remote_id = f.parent_remote_id)
SELECT CASE
    WHEN m.is_draft THEN 'draft'
    WHEN m.automated_kind <> '' THEN 'automated: ' || m.automated_kind
    WHEN m.direction = 'internal' THEN 'internal'
    WHEN m.sensitivity IN ('private', 'confidential') THEN 'private'
    WHEN l.state = 'rejected' THEN 'not business'
    WHEN NOT EXISTS (
      SELECT 1 FROM message_copies c LEFT JOIN uncounted u
        ON u.tenant_id = c.tenant_id AND u.mailbox_id = c.mailbox_id AND u.remote_id = c.folder_remote_id
       WHERE c.tenant_id = m.tenant_id AND c.message_id = m.id AND u.remote_id IS NULL) THEN 'junk or deleted'
    ELSE 'nobody we know'
  END AS reason, count(*) AS mails
FROM messages m
LEFT JOIN links l ON l.tenant_id = m.tenant_id AND l.thread_id = m.thread_id
WHERE NOT EXISTS (SELECT 1 FROM interactions i WHERE i.tenant_id = m.tenant_id AND i.message_id = m.id)
  AND (CAST(:mails AS bigint[]) IS NULL OR m.id = ANY (CAST(:mails AS bigint[])))
GROUP BY 1
"""
# What became of the mails that are interactions.
_LINKED = """
SELECT CASE
    WHEN l.state = 'confirmed' AND l.opportunity_id IS NOT NULL THEN 'linked'
    WHEN l.state = 'suggested' THEN 'suggested'
    ELSE 'account only'
  END AS outcome, count(*) AS mails
FROM messages m
LEFT JOIN links l ON l.tenant_id = m.tenant_id AND l.thread_id = m.thread_id
WHERE m.id = ANY (CAST(:mails AS bigint[]))
  AND EXISTS (SELECT 1 FROM interactions i WHERE i.tenant_id = m.tenant_id AND i.message_id = m.id)
GROUP BY 1
"""
_ACCOUNTS = """
SELECT a.name, count(DISTINCT i.message_id) AS mails
FROM interactions i
JOIN interaction_accounts t ON t.tenant_id = i.tenant_id AND t.interaction_id = i.id
JOIN accounts a ON a.tenant_id = t.tenant_id AND a.id = t.account_id
WHERE i.message_id = ANY (CAST(:mails AS bigint[]))
GROUP BY a.id, a.name ORDER BY 2 DESC, 1 LIMIT :most
"""


def count_tenant(connection: Connection) -> dict[str, Any]:
    """Return counts of everything, links by state, and why mails are no interactions. For system scope."""
    counts: dict[str, Any] = {name: connection.execute(sa.text(query)).scalar_one() for name, query in _COUNTS.items()}
    states = connection.execute(sa.text("SELECT state, count(*) AS links FROM links GROUP BY state"))
    links: Counter[str] = Counter({row.state: row.links for row in states})
    counts["links"] = {"confirmed": links["confirmed"], "suggested": links["suggested"]}
    counts["excluded"] = {row.reason: row.mails for row in connection.execute(sa.text(_EXCLUDED), {"mails": None})}
    return counts


def outcomes_of(connection: Connection, message_ids: Sequence[int]) -> dict[str, int]:
    """Return how many of these mails are linked, suggested, or of an account only; for system scope."""
    rows = connection.execute(sa.text(_LINKED), {"mails": list(message_ids)})
    return {row.outcome: row.mails for row in rows}


def left_out_of(connection: Connection, message_ids: Sequence[int]) -> dict[str, int]:
    """Return how many of these mails are no interactions, by why; for system scope."""
    rows = connection.execute(sa.text(_EXCLUDED), {"mails": list(message_ids)})
    return {row.reason: row.mails for row in rows}


def accounts_touched(connection: Connection, message_ids: Sequence[int], *, most: int) -> dict[str, int]:
    """Return the accounts that most of these mails are interactions with; for system scope."""
    rows = connection.execute(sa.text(_ACCOUNTS), {"mails": list(message_ids), "most": most})
    return {row.name: row.mails for row in rows}
