"""Lessons in the database: kept for what people linked, found by who takes part or by account."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import array_literal, in_list
from trato.linking.lessons import Lesson
from trato.linking.model import Manual, Subject
from trato.linking.tables import lessons, link_decisions

MOST_ADDRESSES = 64
MOST_WORDS = 64
# As many unsure links of an account or of a person are looked at again at once; older ones wait for their next mail.
MOST_UNSETTLED = 2000


def strangers(connection: Connection, addresses: Collection[str]) -> list[Lesson]:
    """Return the lessons in which one of these addresses or domains was a stranger."""
    if not addresses:
        return []
    given = sa.bindparam("addresses", array_literal(sorted(addresses)), type_=sa.types.NullType())
    return _read(connection, lessons.c.strangers.op("&&")(sa.cast(given, sa.ARRAY(sa.Text))))


def about(connection: Connection, subjects: Collection[Subject]) -> list[Lesson]:
    """Return the lessons in which somebody of these subjects took part, or that are about one of their accounts."""
    addresses = sorted({address for subject in subjects for address in subject.outside})
    account_ids = {account_id for subject in subjects for account_id in subject.account_ids}
    if not addresses:
        return []
    given = sa.bindparam("addresses", array_literal(addresses), type_=sa.types.NullType())
    by_people = lessons.c.addresses.op("&&")(sa.cast(given, sa.ARRAY(sa.Text)))
    return _read(connection, sa.or_(by_people, in_list(lessons.c.account_id, account_ids)))


def save(
    connection: Connection,
    tenant_id: int,
    column: str,
    subjects: Mapping[int, Subject],
    strange: Mapping[int, Collection[str]],
    manual: Mapping[int, Manual],
) -> None:
    """Make the lessons of these threads (`thread_id`) or events (`event_id`) equal what people decided on them.

    What a lesson that is new, changed or gone could speak of is noted to be looked at again.
    """
    rows = connection.execute(
        sa.select(lessons, link_decisions.c[column].label("subject_id"))
        .join(
            link_decisions,
            sa.and_(link_decisions.c.tenant_id == lessons.c.tenant_id, link_decisions.c.id == lessons.c.decision_id),
        )
        .where(in_list(link_decisions.c[column], list(subjects)))
    )
    before = {row.decision_id: _lesson(row) for row in rows}
    after = {
        decision.id: _of(subjects[key], strange.get(key, ()), decision, decision.account_id)
        for key, decision in manual.items()
        if key in subjects and decision.kind == "link" and decision.account_id is not None
    }
    changed = [one for one in after.values() if before.get(one.decision_id) != one]
    gone = [one for one in before.values() if after.get(one.decision_id) != one]
    if gone:
        ids = [one.decision_id for one in gone]
        connection.execute(sa.delete(lessons).where(in_list(lessons.c.decision_id, ids)))
    if changed:
        connection.execute(sa.insert(lessons), [_row(tenant_id, one) for one in changed])
    _unsettle(connection, [*changed, *gone])


def _of(subject: Subject, strange: Collection[str], decision: Manual, account_id: int) -> Lesson:
    return Lesson(
        decision_id=decision.id,
        account_id=account_id,
        opportunity_id=decision.opportunity_id,
        addresses=frozenset(sorted(subject.outside)[:MOST_ADDRESSES]),
        strangers=frozenset(sorted(strange)[:MOST_ADDRESSES]),
        title=frozenset(sorted(subject.title)[:MOST_WORDS]),
        first_at=subject.first_at,
        last_at=subject.last_at,
    )


def _row(tenant_id: int, lesson: Lesson) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "decision_id": lesson.decision_id,
        "account_id": lesson.account_id,
        "opportunity_id": lesson.opportunity_id,
        "addresses": sorted(lesson.addresses),
        "strangers": sorted(lesson.strangers),
        "title": sorted(lesson.title),
        "first_at": lesson.first_at,
        "last_at": lesson.last_at,
    }


def _read(connection: Connection, condition: sa.ColumnElement[bool]) -> list[Lesson]:
    rows = connection.execute(sa.select(lessons).where(condition).order_by(lessons.c.decision_id))
    return [_lesson(row) for row in rows]


def _lesson(row: Any) -> Lesson:
    return Lesson(
        decision_id=row.decision_id,
        account_id=row.account_id,
        opportunity_id=row.opportunity_id,
        addresses=frozenset(row.addresses),
        strangers=frozenset(row.strangers),
        title=frozenset(row.title),
        first_at=row.first_at,
        last_at=row.last_at,
    )


def _unsettle(connection: Connection, changed: Collection[Lesson]) -> None:
    if changed:
        given = {
            "addresses": sorted({address for one in changed for address in one.addresses}),
            "domains": sorted({told for one in changed for told in one.strangers if "@" not in told}),
            "accounts": sorted({one.account_id for one in changed}),
            "most": MOST_UNSETTLED,
        }
        connection.execute(_UNSETTLE, given)


_UNSETTLE = sa.text("""
WITH found AS (
  (SELECT l.tenant_id, l.id FROM links l
   WHERE l.account_id = ANY (:accounts) AND l.state <> 'rejected' AND NOT l.stands_alone
   ORDER BY l.id DESC LIMIT :most)
  UNION
  (SELECT l.tenant_id, l.id FROM links l
   WHERE l.thread_id IN (
       SELECT m.thread_id FROM message_participants p JOIN messages m ON m.id = p.message_id
       WHERE p.address = ANY (:addresses) ORDER BY p.message_id DESC LIMIT 10 * :most)
     AND l.state <> 'rejected' AND NOT l.stands_alone
   ORDER BY l.id DESC LIMIT :most)
  UNION
  (SELECT l.tenant_id, l.id
   FROM (SELECT tenant_id, id, thread_id FROM links
         WHERE cardinality(:domains) > 0 AND account_id IS NULL AND state = 'none' AND thread_id IS NOT NULL
         ORDER BY id DESC LIMIT :most) l
   WHERE EXISTS (
       SELECT 1 FROM messages m JOIN message_participants p ON p.message_id = m.id
       WHERE m.thread_id = l.thread_id AND split_part(p.address, '@', 2) = ANY (:domains)))
  UNION
  (SELECT l.tenant_id, l.id FROM event_attendees a JOIN links l ON l.event_id = a.event_id
   WHERE a.address = ANY (:addresses) AND l.state <> 'rejected' AND NOT l.stands_alone
   ORDER BY l.id DESC LIMIT :most)
)
INSERT INTO unsettled_links (tenant_id, link_id) SELECT tenant_id, id FROM found ON CONFLICT DO NOTHING
""").bindparams(
    sa.bindparam("addresses", type_=sa.ARRAY(sa.Text)),
    sa.bindparam("domains", type_=sa.ARRAY(sa.Text)),
    sa.bindparam("accounts", type_=sa.ARRAY(sa.BigInteger)),
)
