"""What linking would do if: subjects said nothing, the CRM knew less, people corrected it. Tried and taken back.

Each trial changes the tenant's rows inside a transaction that is never committed, links anew, and counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import array_literal
from trato.linking.service import Linker
from trato.linking.tables import link_decisions
from trato.mail.tables import message_texts, threads
from trato.mail.telling import marks

CORRECTIONS = 20
# A mailbox with fewer errors than corrections and these says nothing about what the corrections taught.
LEAST_REST = 5
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Talk:
    """A thread with a known answer: how it is linked, and in whose mailboxes it is."""

    thread_id: int
    answer: str
    linked: str
    holders: frozenset[int]

    @property
    def is_right(self) -> bool:
        """Tell whether it is linked as the answer says, unasked."""
        return self.linked == self.answer


@dataclass(frozen=True, slots=True)
class Lesson:
    """What corrections in one mailbox did to its other threads."""

    mailbox: str
    threads: int
    errors_before: int
    errors_after: int
    wrong_before: int
    wrong_after: int


@contextmanager
def taken_back(connection: Connection) -> Iterator[None]:
    """Take back what the block changes."""
    trial = connection.begin_nested()
    try:
        yield
    finally:
        trial.rollback()


def mask_subjects(connection: Connection) -> None:
    """Empty every subject line, and take its words from what the mails are known to say."""
    rows = connection.execute(
        sa.text("SELECT m.id, m.marks, t.subject FROM messages m JOIN message_texts t ON t.message_id = m.id")
    ).all()
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        left = [array_literal(sorted(set(row.marks) - marks(row.subject))) for row in some]
        connection.execute(_MARKS, {"ids": [row.id for row in some], "left": left})
    connection.execute(sa.update(message_texts).values(subject=""))
    connection.execute(sa.update(threads).values(topic=""))


def impoverish(connection: Connection) -> None:
    """Leave the CRM as many are: most opportunities without their people, many addresses and domains missing.

    Which rows go is told by their ids, so that every run loses the same.
    """
    for statement in _IMPOVERISH:
        connection.execute(sa.text(statement))


def link_all(connection: Connection, tenant_id: int) -> None:
    """Link every thread and event anew until nothing is left to settle."""
    Linker(tenant_id).relink_all(connection)
    _settle(connection, tenant_id)


def learning(connection: Connection, tenant_id: int, truth: Mapping[str, Collection[str]]) -> Iterator[Lesson]:
    """Correct the first errors of each mailbox that has enough of them, one mailbox at a time; tell of the rest.

    An error is a thread that is not linked unasked as the answer key (`truth`, by Message-ID) says.
    """
    before = talks(connection, truth)
    addresses = {row.user_id: row.address for row in connection.execute(_OWNERS)}
    for errors, user_id in errors_by_mailbox(connection, truth):
        if len(errors) < CORRECTIONS + LEAST_REST:
            continue
        corrected = {one.thread_id: one.answer for one in errors[:CORRECTIONS]}
        with taken_back(connection):
            correct(connection, tenant_id, user_id, corrected)
            after = talks(connection, truth)
        rest = [one for one, talk in before.items() if user_id in talk.holders and one not in corrected]
        yield Lesson(
            mailbox=addresses[user_id],
            threads=len(rest),
            errors_before=sum(not before[one].is_right for one in rest),
            errors_after=sum(not after[one].is_right for one in rest),
            wrong_before=sum(_is_wrong(before[one]) for one in rest),
            wrong_after=sum(_is_wrong(after[one]) for one in rest),
        )


def errors_by_mailbox(connection: Connection, truth: Mapping[str, Collection[str]]) -> Iterator[tuple[list[Talk], int]]:
    """Return each mailbox's threads that are not linked unasked as they should, oldest first, with its owner's id."""
    found = talks(connection, truth)
    for owner in connection.execute(_OWNERS).all():
        yield [one for one in found.values() if owner.user_id in one.holders and not one.is_right], owner.user_id


def correct(connection: Connection, tenant_id: int, user_id: int, answers: Mapping[int, str]) -> None:
    """Link these threads by the user's hand to the opportunities with these keys, and let the others follow."""
    known = connection.execute(sa.text("SELECT key, id, account_id FROM opportunities"))
    by_key = {row.key: row for row in known}
    at = connection.execute(sa.select(sa.func.now())).scalar_one()
    connection.execute(
        sa.insert(link_decisions),
        [
            {
                "tenant_id": tenant_id, "thread_id": thread_id, "kind": "link", "decided_by_id": user_id,
                "account_id": by_key[key].account_id, "opportunity_id": by_key[key].id,
                "decided_at": at,
            }
            for thread_id, key in answers.items()
        ],
    )  # fmt: skip
    Linker(tenant_id).relink_threads(connection, list(answers))
    _settle(connection, tenant_id)


def talks(connection: Connection, truth: Mapping[str, Collection[str]]) -> dict[int, Talk]:
    """Return the threads whose mails have an answer, by their first mail; the answer most of its mails have."""
    told: dict[int, Counter[str]] = {}
    linked: dict[int, str] = {}
    holders: dict[int, set[int]] = {}
    for row in connection.execute(_TALKS):
        answers = truth.get(f"<{row.key.removeprefix('id:')}>")
        if answers:
            told.setdefault(row.thread_id, Counter())[min(answers)] += 1
            linked[row.thread_id] = row.linked or ""
            holders.setdefault(row.thread_id, set()).update(row.holders)
    return {
        one: Talk(one, counted.most_common(1)[0][0], linked[one], frozenset(holders[one]))
        for one, counted in told.items()
    }


def _is_wrong(talk: Talk) -> bool:
    return bool(talk.linked) and not talk.is_right


def _settle(connection: Connection, tenant_id: int) -> None:
    while Linker(tenant_id).settle(connection):
        pass


_OWNERS = sa.text("SELECT user_id, address FROM mailboxes ORDER BY address")

_MARKS = sa.text(
    "UPDATE messages m SET marks = CAST(v.kept AS smallint[])"
    " FROM (SELECT unnest(:ids) AS id, unnest(:left) AS kept) v WHERE v.id = m.id"
).bindparams(sa.bindparam("ids", type_=sa.ARRAY(sa.BigInteger)), sa.bindparam("left", type_=sa.ARRAY(sa.Text)))

_IMPOVERISH = (
    "DELETE FROM opportunity_contacts WHERE abs(hashtext(opportunity_id || '/' || contact_id)) % 100 < 60",
    "UPDATE opportunities SET decision_maker_id = NULL WHERE abs(hashtext('maker/' || id)) % 100 < 60",
    "DELETE FROM contact_addresses WHERE abs(hashtext('address/' || contact_id)) % 100 < 30",
    "DELETE FROM account_domains WHERE abs(hashtext('domain/' || account_id)) % 100 < 40",
)

_TALKS = sa.text("""
SELECT m.thread_id, k.key, CASE WHEN l.state = 'confirmed' THEN o.key END AS linked,
  ARRAY(SELECT b.user_id FROM message_copies y JOIN mailboxes b ON b.id = y.mailbox_id
        WHERE y.message_id = m.id) AS holders
FROM messages m
JOIN message_keys k ON k.message_id = m.id AND k.key LIKE 'id:%'
LEFT JOIN links l ON l.thread_id = m.thread_id
LEFT JOIN opportunities o ON o.id = l.opportunity_id
ORDER BY m.sent_at, m.id
""")
