"""Which earlier threads and events an opportunity may be about: found by index, whatever there is besides.

Those of its account, and those in which its people take part, around the time in which it may have been talked of;
those that are linked to it already; and those that name one of its numbers, whenever that was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.linking.candidates import candidates_by_id
from trato.linking.features import AFTER_WON
from trato.linking.model import MADE_LATE, Candidate

EVER = (datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Earlier:
    """Threads and events to be looked at anew, the latest first."""

    thread_ids: tuple[int, ...]
    event_ids: tuple[int, ...]


def earlier(connection: Connection, opportunity_id: int) -> Earlier:
    """Return what may be about the opportunity; nothing where it is gone."""
    candidate = candidates_by_id(connection, [opportunity_id]).get(opportunity_id)
    if candidate is None:
        return Earlier((), ())
    since, until = _talked_of(candidate)
    given = {
        "opportunity": opportunity_id,
        "account": candidate.account_id,
        "people": sorted(candidate.contact_ids),
        "numbers": sorted(candidate.numbers),
        "since": since,
        "until": until,
    }
    rows = connection.execute(_EARLIER, given).all()
    return Earlier(
        tuple(row.thread_id for row in rows if row.thread_id is not None),
        tuple(row.event_id for row in rows if row.event_id is not None),
    )


def _talked_of(candidate: Candidate) -> tuple[datetime, datetime]:
    """Return the time in which threads may be about it: from a while before it was made until after it was closed."""
    since, until = EVER
    if candidate.created_on is not None:
        since = datetime.combine(candidate.created_on, time.min, UTC) - MADE_LATE - timedelta(days=1)
    if candidate.closed_on is not None:
        until = datetime.combine(candidate.closed_on, time.max, UTC) + AFTER_WON
    return since, until


# Each step by an index, and materialised: what is known of a new account is too little for a planner to choose well.
_EARLIER = sa.text("""
WITH talks AS MATERIALIZED (
  SELECT interaction_id FROM interaction_accounts WHERE account_id = :account AND ends_at BETWEEN :since AND :until
  UNION
  SELECT interaction_id FROM interaction_contacts WHERE contact_id = ANY (:people) AND ends_at BETWEEN :since AND :until
), sources AS MATERIALIZED (
  SELECT i.message_id, i.event_id FROM talks t JOIN interactions i ON i.id = t.interaction_id
), near AS MATERIALIZED (
  SELECT m.thread_id, CAST(NULL AS bigint) AS event_id FROM sources s JOIN messages m ON m.id = s.message_id
  UNION
  SELECT NULL, s.event_id FROM sources s WHERE s.event_id IS NOT NULL
  UNION
  SELECT l.thread_id, l.event_id FROM links l JOIN threads t ON t.tenant_id = l.tenant_id AND t.id = l.thread_id
   WHERE l.account_id = :account AND t.last_at >= :since AND t.first_at <= :until
  UNION
  SELECT l.thread_id, l.event_id FROM links l WHERE l.account_id = :account AND l.event_id IS NOT NULL
  UNION
  SELECT l.thread_id, l.event_id FROM links l WHERE l.opportunity_id = :opportunity
  UNION
  SELECT n.thread_id, NULL FROM thread_numbers n WHERE n.number = ANY (:numbers)
)
SELECT n.thread_id, n.event_id FROM near n
LEFT JOIN threads t ON t.id = n.thread_id LEFT JOIN events e ON e.id = n.event_id
ORDER BY coalesce(t.last_at, e.ends_at) DESC, n.thread_id, n.event_id
""").bindparams(
    sa.bindparam("people", type_=sa.ARRAY(sa.BigInteger)),
    sa.bindparam("numbers", type_=sa.ARRAY(sa.Text)),
    sa.bindparam("since", type_=sa.DateTime(timezone=True)),
    sa.bindparam("until", type_=sa.DateTime(timezone=True)),
)
