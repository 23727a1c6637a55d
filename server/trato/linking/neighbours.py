"""What is linked for sure near a thread or event: by a number both name, or by the same people around that time.

Only links that stand alone are looked at, so that the outcome does not depend on the order in which mails came; when
such a link is made or changes, what is near it is noted to be looked at again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from math import exp

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.bulk import insert_many
from trato.linking import lesson_book
from trato.linking.lessons import taught
from trato.linking.model import Neighbours, Subject
from trato.linking.tables import thread_numbers

NEAR = timedelta(days=30)
REACH = timedelta(days=210)
# Of a person who writes all day the talks nearest in time are looked at, so many on either side; whoever looks from
# there sees twice as far.
MOST_TALKS = 100
FADES_AFTER_DAYS = 10.0
DOUBT = 0.3


def neighbours_of(
    connection: Connection, column: str, subjects: Mapping[int, Subject], counted: Collection[int]
) -> dict[int, Neighbours]:
    """Return the neighbours of each thread (`column` thread_id) or event (event_id) that has any.

    Only what counts as an interaction (`counted`) is near to others by its people: what does not is not found from
    there either, when something near it changes.
    """
    numbers = _by_number(connection, column, subjects)
    talks = _by_people(connection, column, {key: subjects[key] for key in subjects if key in counted})
    taken_out = _taken_out(connection, subjects) if column == "thread_id" else {}
    lessons = lesson_book.about(connection, subjects.values())
    told = {key: taught(subject, lessons) for key, subject in subjects.items()}
    return {
        key: Neighbours(
            numbers.get(key, {}), talks.get(key, {}), told[key].people, told[key].words, taken_out.get(key, 0)
        )
        for key in subjects
        if key in numbers or key in talks or told[key].people or told[key].words or key in taken_out
    }


def save_numbers(connection: Connection, tenant_id: int, numbers: Mapping[int, Collection[str]]) -> None:
    """Note which numbers each thread names. A number that a thread named stays noted: its mails are history."""
    rows = [(tenant_id, number, thread_id) for thread_id, named in numbers.items() for number in sorted(named)]
    insert_many(connection, thread_numbers, ["tenant_id", "number", "thread_id"], rows)


def unsettle(connection: Connection, link_ids: Collection[int]) -> None:
    """Note what is near these links, which were made or changed, to be looked at again."""
    if link_ids:
        connection.execute(_UNSETTLE, {"link_ids": sorted(link_ids)})


def take_unsettled(connection: Connection, *, at_most: int) -> tuple[list[int], list[int]]:
    """Take some links that are to be looked at again; return their threads and events."""
    rows = connection.execute(_TAKE, {"at_most": at_most}).all()
    threads = sorted(row.thread_id for row in rows if row.thread_id is not None)
    events = sorted(row.event_id for row in rows if row.event_id is not None)
    return threads, events


def _by_number(connection: Connection, column: str, subjects: Mapping[int, Subject]) -> dict[int, dict[int, str]]:
    asked = [(key, number) for key, subject in subjects.items() for number in sorted(subject.numbers)]
    if not asked:
        return {}
    rows = connection.execute(
        _SAME_NUMBER,
        {"keys": [key for key, _ in asked], "numbers": [number for _, number in asked], "is_thread": _is(column)},
    )
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for row in rows:
        found[row.key].setdefault(row.opportunity_id, row.number)
    return found


def _by_people(connection: Connection, column: str, subjects: Mapping[int, Subject]) -> dict[int, dict[int, float]]:
    asked = [(key, person.id) for key, subject in subjects.items() for person in subject.people]
    if not asked:
        return {}
    rows = connection.execute(
        _SAME_PEOPLE,
        {
            "keys": [key for key, _ in asked],
            "people": [person for _, person in asked],
            "firsts": [subjects[key].first_at for key, _ in asked],
            "lasts": [subjects[key].last_at for key, _ in asked],
            "near": NEAR,
            "most": MOST_TALKS,
            "is_thread": _is(column),
        },
    )
    talks: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows:
        away = _away(row.first_at, row.last_at, subjects[row.key]) / timedelta(days=1)
        talks[row.key][row.opportunity_id] += exp(-away / FADES_AFTER_DAYS)
    return _shares(talks)


def _shares(weights: Mapping[int, Mapping[int, float]]) -> dict[int, dict[int, float]]:
    """Return each opportunity's share of the weights; few and distant neighbours leave some for doubt."""
    return {
        key: {opportunity: weight / (sum(found.values()) + DOUBT) for opportunity, weight in found.items()}
        for key, found in weights.items()
    }


def _taken_out(connection: Connection, subjects: Mapping[int, Subject]) -> dict[int, int]:
    asked = [(key, address) for key, subject in subjects.items() for address in sorted(subject.outside)]
    if not asked:
        return {}
    rows = connection.execute(
        _TAKEN_OUT, {"keys": [key for key, _ in asked], "addresses": [address for _, address in asked]}
    )
    return {row.key: row.times for row in rows}


def _away(first_at: datetime, last_at: datetime, subject: Subject) -> timedelta:
    return max(timedelta(0), subject.first_at - last_at, first_at - subject.last_at)


def _is(column: str) -> bool:
    return column == "thread_id"


_KEYS = sa.bindparam("keys", type_=sa.ARRAY(sa.BigInteger))

_SAME_NUMBER = sa.text("""
SELECT a.key, l.opportunity_id, min(n.number) AS number
FROM unnest(:keys, :numbers) AS a(key, number)
JOIN thread_numbers n ON n.number = a.number AND NOT (:is_thread AND n.thread_id = a.key)
JOIN links l ON l.tenant_id = n.tenant_id AND l.thread_id = n.thread_id
WHERE l.stands_alone AND l.state = 'confirmed' AND l.opportunity_id IS NOT NULL
GROUP BY a.key, l.opportunity_id
""").bindparams(_KEYS, sa.bindparam("numbers", type_=sa.ARRAY(sa.Text)))

# Step by step, each by an index and materialised: with one condition over threads or events, a planner without
# statistics walks through all messages of the tenant for each person. Where it takes one index for another that begins
# with the tenant, a range and an order that only the right one has tell it which. The range ends on one side only:
# of two ends it expects so few rows that it fetches and sorts all there are instead of the first in order.
_SAME_PEOPLE = sa.text("""
WITH near AS MATERIALIZED (
  SELECT DISTINCT a.key, i.id, i.opportunity_id, i.message_id, i.event_id, i.starts_at, i.ends_at
  FROM unnest(:keys, :people, :firsts, :lasts) AS a(key, contact_id, first_at, last_at)
  CROSS JOIN LATERAL (
    (SELECT c.tenant_id, c.interaction_id, c.ends_at FROM interaction_contacts c
     WHERE c.contact_id = a.contact_id AND c.ends_at <= a.last_at
     ORDER BY c.ends_at DESC LIMIT :most)
    UNION ALL
    (SELECT c.tenant_id, c.interaction_id, c.ends_at FROM interaction_contacts c
     WHERE c.contact_id = a.contact_id AND c.ends_at > a.last_at
     ORDER BY c.ends_at LIMIT :most)
  ) c
  JOIN interactions i ON i.tenant_id = c.tenant_id AND i.id = c.interaction_id AND i.opportunity_id IS NOT NULL
  WHERE c.ends_at BETWEEN a.first_at - :near AND a.last_at + :near
), talks AS MATERIALIZED (
  SELECT n.*, m.thread_id FROM near n JOIN messages m ON m.id = n.message_id
), found AS (
  SELECT t.key, t.opportunity_id, t.starts_at, t.ends_at, l.id AS link_id
  FROM talks t JOIN links l ON l.thread_id = t.thread_id AND l.stands_alone AND l.opportunity_id = t.opportunity_id
  WHERE NOT (:is_thread AND l.thread_id = t.key)
  UNION ALL
  SELECT n.key, n.opportunity_id, n.starts_at, n.ends_at, l.id
  FROM near n JOIN links l ON l.event_id = n.event_id AND l.stands_alone AND l.opportunity_id = n.opportunity_id
  WHERE :is_thread OR l.event_id <> n.key
)
SELECT key, link_id AS id, opportunity_id, min(starts_at) AS first_at, max(ends_at) AS last_at
FROM found
GROUP BY key, link_id, opportunity_id
""").bindparams(
    _KEYS,
    sa.bindparam("people", type_=sa.ARRAY(sa.BigInteger)),
    sa.bindparam("firsts", type_=sa.ARRAY(sa.DateTime(timezone=True))),
    sa.bindparam("lasts", type_=sa.ARRAY(sa.DateTime(timezone=True))),
    sa.bindparam("near", type_=sa.Interval()),
)

_TAKEN_OUT = sa.text("""
SELECT a.key, count(DISTINCT d.thread_id) AS times
FROM unnest(:keys, :addresses) AS a(key, address)
JOIN link_decisions d ON d.kind = 'not_business' AND d.undone_at IS NULL AND d.thread_id <> a.key
JOIN threads t ON t.tenant_id = d.tenant_id AND t.id = d.thread_id AND t.opener = a.address
GROUP BY a.key
""").bindparams(_KEYS, sa.bindparam("addresses", type_=sa.ARRAY(sa.Text)))

# What was suggested, or linked by looking at neighbours, and shares a number or a person of a customer around that
# time with a link that was made or changed.
_UNSETTLE = sa.text("""
WITH given AS MATERIALIZED (
  SELECT l.thread_id, l.event_id, :reach AS reach
  FROM links l WHERE l.id = ANY (:link_ids)
), talks AS MATERIALIZED (
  SELECT i.id, g.reach FROM given g
  CROSS JOIN LATERAL (
    SELECT m.id FROM messages m WHERE m.thread_id = g.thread_id AND m.sent_at > '-infinity' ORDER BY m.sent_at
  ) m
  JOIN interactions i ON i.message_id = m.id
  UNION ALL
  SELECT i.id, g.reach FROM given g JOIN interactions i ON i.event_id = g.event_id
), people AS MATERIALIZED (
  SELECT c.contact_id, c.interaction_id, c.ends_at, t.reach
  FROM talks t JOIN interaction_contacts c ON c.interaction_id = t.id
), near AS MATERIALIZED (
  SELECT DISTINCT d.interaction_id
  FROM people p
  CROSS JOIN LATERAL (
    (SELECT d.interaction_id, d.ends_at FROM interaction_contacts d
     WHERE d.contact_id = p.contact_id AND d.ends_at <= p.ends_at
     ORDER BY d.ends_at DESC LIMIT 2 * :most)
    UNION ALL
    (SELECT d.interaction_id, d.ends_at FROM interaction_contacts d
     WHERE d.contact_id = p.contact_id AND d.ends_at > p.ends_at
     ORDER BY d.ends_at LIMIT 2 * :most)
  ) d
  WHERE d.interaction_id <> p.interaction_id AND d.ends_at BETWEEN p.ends_at - p.reach AND p.ends_at + p.reach
), subjects AS MATERIALIZED (
  SELECT DISTINCT m.thread_id, CAST(NULL AS bigint) AS event_id
  FROM near n JOIN interactions i ON i.id = n.interaction_id JOIN messages m ON m.id = i.message_id
  UNION ALL
  SELECT DISTINCT CAST(NULL AS bigint), i.event_id
  FROM near n JOIN interactions i ON i.id = n.interaction_id WHERE i.event_id IS NOT NULL
  UNION ALL
  SELECT DISTINCT s.thread_id, CAST(NULL AS bigint)
  FROM given g JOIN thread_numbers n ON n.thread_id = g.thread_id
  JOIN thread_numbers s ON s.number = n.number AND s.thread_id <> n.thread_id
), others AS (
  SELECT o.tenant_id, o.id, o.state, o.stands_alone FROM subjects s JOIN links o ON o.thread_id = s.thread_id
  UNION
  SELECT o.tenant_id, o.id, o.state, o.stands_alone FROM subjects s JOIN links o ON o.event_id = s.event_id
)
INSERT INTO unsettled_links (tenant_id, link_id)
SELECT tenant_id, id FROM others o WHERE state <> 'rejected' AND NOT stands_alone
  AND EXISTS (SELECT 1 FROM link_suggestions s WHERE s.tenant_id = o.tenant_id AND s.link_id = o.id)
ON CONFLICT DO NOTHING
""").bindparams(
    sa.bindparam("link_ids", type_=sa.ARRAY(sa.BigInteger)),
    # A long talk is near to whatever happened during it: rather some too many than one too few.
    sa.bindparam("reach", value=REACH, type_=sa.Interval()),
    sa.bindparam("most", value=MOST_TALKS),
)

_TAKE = sa.text("""
DELETE FROM unsettled_links u USING links l
WHERE l.tenant_id = u.tenant_id AND l.id = u.link_id
  AND u.link_id IN (SELECT link_id FROM unsettled_links ORDER BY link_id LIMIT :at_most FOR UPDATE SKIP LOCKED)
RETURNING l.thread_id, l.event_id
""")
