"""Note what items are to say after their thread or event was decided; only changes make work.

An item carries the opportunity that its link names for sure. A mail of outsiders in which nobody of it takes part
carries nothing, as it counts for nothing, unless a person decided: a forged reference marks nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

CATEGORY = "Trato"
MOST_RECENT = 500


def note_threads(connection: Connection, tenant_id: int, thread_ids: Collection[int]) -> None:
    """Note what the mails of these threads are to say, wherever that is wanted. As the system."""
    connection.execute(_THREADS, {"tenant": tenant_id, "ids": list(thread_ids)})


def note_events(connection: Connection, tenant_id: int, event_ids: Collection[int]) -> None:
    """Note what these events are to say, wherever that is wanted. As the system."""
    connection.execute(_EVENTS, {"tenant": tenant_id, "ids": list(event_ids)})


def note_recent(connection: Connection, tenant_id: int, *, since: datetime) -> None:
    """Note what the latest threads and events are to say: where it was just switched on, something is to be seen."""
    given = {"since": since, "most": MOST_RECENT}
    note_threads(connection, tenant_id, connection.execute(_RECENT_THREADS, given).scalars().all())
    note_events(connection, tenant_id, connection.execute(_RECENT_EVENTS, given).scalars().all())


def take_back_where_off(connection: Connection) -> None:
    """Want nothing any more in mailboxes where it is switched off. As the system."""
    connection.execute(_TAKE_BACK)


# In which mailboxes it is wanted: their own choice, else the organisation's, else nowhere.
_WANTED_IN = """
  SELECT b.id FROM mailboxes b
    LEFT JOIN marking_choices own ON own.tenant_id = b.tenant_id AND own.mailbox_id = b.id
    LEFT JOIN marking_choices everybody ON everybody.tenant_id = b.tenant_id AND everybody.mailbox_id IS NULL
   WHERE b.disconnected_at IS NULL AND coalesce(own.is_on, everybody.is_on, false)
"""
# Begins with whether anybody wants it at all, so that it costs nothing where nobody does.
_NOTE = """
INSERT INTO item_marks (tenant_id, mailbox_id, remote_id, kind, wanted)
SELECT :tenant, w.mailbox_id, w.remote_id, '{kind}', coalesce(CAST(w.opportunity_id AS text), '')
  FROM ({wanted}) w
 WHERE EXISTS (SELECT 1 FROM marking_choices WHERE is_on) AND w.mailbox_id IN ({wanted_in})
   AND (w.opportunity_id IS NOT NULL OR EXISTS (SELECT 1 FROM item_marks k
         WHERE k.tenant_id = :tenant AND k.mailbox_id = w.mailbox_id AND k.remote_id = w.remote_id))
ON CONFLICT (tenant_id, mailbox_id, remote_id) DO UPDATE SET
  wanted = excluded.wanted, asked_at = excluded.asked_at, written_at = NULL, failures = 0, retry_at = NULL
WHERE item_marks.wanted <> excluded.wanted
"""
_OF_THREADS = """
  SELECT c.mailbox_id, c.remote_id, CASE WHEN l.decision_id IS NOT NULL OR m.direction = 'internal' OR EXISTS (
           SELECT 1 FROM interactions i WHERE i.message_id = m.id
            AND i.opportunity_id = coalesce(apart.opportunity_id, l.opportunity_id))
         THEN coalesce(apart.opportunity_id, l.opportunity_id) END AS opportunity_id
    FROM messages m
    JOIN message_copies c ON c.message_id = m.id
    LEFT JOIN links l ON l.thread_id = m.thread_id AND l.state = 'confirmed'
    LEFT JOIN message_links apart ON apart.message_id = m.id
   WHERE m.thread_id = ANY (:ids) AND NOT m.is_draft
"""
# A series is marked once; its dates show it.
_OF_EVENTS = """
  SELECT c.mailbox_id, c.remote_id, l.opportunity_id
    FROM event_copies c LEFT JOIN links l ON l.event_id = c.event_id AND l.state = 'confirmed'
   WHERE c.event_id = ANY (:ids) AND (c.is_master OR c.occurrence_key = '')
"""
_IDS = (sa.bindparam("tenant", type_=sa.BigInteger), sa.bindparam("ids", type_=sa.ARRAY(sa.BigInteger)))
_THREADS = sa.text(_NOTE.format(kind="message", wanted=_OF_THREADS, wanted_in=_WANTED_IN)).bindparams(*_IDS)
_EVENTS = sa.text(_NOTE.format(kind="event", wanted=_OF_EVENTS, wanted_in=_WANTED_IN)).bindparams(*_IDS)
_RECENT_THREADS = sa.text(
    "SELECT t.id FROM threads t JOIN links l ON l.thread_id = t.id AND l.state = 'confirmed'"
    " WHERE t.last_at >= :since AND l.opportunity_id IS NOT NULL ORDER BY t.last_at DESC LIMIT :most"
)
_RECENT_EVENTS = sa.text(
    "SELECT e.id FROM events e JOIN links l ON l.event_id = e.id AND l.state = 'confirmed'"
    " WHERE e.ends_at >= :since AND l.opportunity_id IS NOT NULL ORDER BY e.starts_at DESC LIMIT :most"
)
_TAKE_BACK = sa.text(
    f"UPDATE item_marks SET wanted = '', written_at = NULL, failures = 0, retry_at = NULL"  # noqa: S608  fixed words
    f" WHERE wanted <> '' AND mailbox_id NOT IN ({_WANTED_IN})"
)
