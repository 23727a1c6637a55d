"""What a rule would keep out, told before it is made: how much there is, and a few of one's own mails among it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar import exclusion as of_calendar
from trato.crm.tables import interactions
from trato.db.arrays import in_list
from trato.linking.tables import links
from trato.mail import exclusion as of_mail
from trato.mail.tables import message_texts, messages
from trato.privacy.model import Rule

LOOKED_AT_ONCE = 1_000
MOST_COUNTED = 20_000
SAMPLE = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """How much a rule covers of what is kept.

    `mails` and `events` count each once, `interactions` those that would be gone and `links` the threads and events
    that would be gone with what they were linked to; `lost` are mails in no mailbox any more, which cannot come back.
    Not complete: there is more than was counted.
    """

    mails: int = 0
    events: int = 0
    interactions: int = 0
    links: int = 0
    lost: int = 0
    is_complete: bool = True
    message_ids: frozenset[int] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Sample:
    """A mail that the rule would keep out and that its reader holds."""

    subject: str
    sender: str
    at: datetime


def preview(connection: Connection, rule: Rule, *, since: datetime | None = None) -> Preview:
    """Count what the rule covers, of mails received `since`, if that is given; as the system, who sees all."""
    mails, is_complete = _mails(connection, rule, since)
    events = _events(connection, rule)
    gone_events = {one for held in events.copies.values() for one in held.values()} | set(events.unheld)
    return Preview(
        mails=len(mails.message_ids),
        events=len(gone_events),
        interactions=_interactions(connection, mails.gone, gone_events),
        links=_links(connection, mails.gone, gone_events),
        lost=len(mails.unheld),
        is_complete=is_complete,
        message_ids=frozenset(mails.message_ids),
    )


def sample(connection: Connection, message_ids: Collection[int]) -> list[Sample]:
    """Return the newest of these mails that the transaction's caller holds: of others' mail nothing is shown."""
    rows = connection.execute(
        sa.select(message_texts.c.subject, messages.c.sender, messages.c.received_at)
        .join(
            message_texts,
            sa.and_(message_texts.c.tenant_id == messages.c.tenant_id, message_texts.c.message_id == messages.c.id),
        )
        .where(in_list(messages.c.id, list(message_ids)))
        .order_by(messages.c.received_at.desc(), messages.c.id)
        .limit(SAMPLE)
    )
    return [Sample(row.subject, row.sender, row.received_at) for row in rows]


def _mails(connection: Connection, rule: Rule, since: datetime | None) -> tuple[of_mail.Covered, bool]:
    named = of_mail.names(connection, rule)
    copies: dict[int, dict[str, int]] = {}
    unheld: list[int] = []
    gone: set[int] = set()
    after: int | None = 0
    while after is not None:
        found = of_mail.next_candidates(connection, rule, named, after=after, at_most=LOOKED_AT_ONCE)
        some = of_mail.covered(connection, rule, _newer(connection, found.message_ids, since))
        for mailbox_id, held in some.copies.items():
            copies.setdefault(mailbox_id, {}).update(held)
        unheld += some.unheld
        gone |= some.gone
        after = found.following
        if after is not None and len(gone) >= MOST_COUNTED:
            return of_mail.Covered(copies, tuple(unheld), frozenset(gone)), False
    return of_mail.Covered(copies, tuple(unheld), frozenset(gone)), True


def _newer(connection: Connection, message_ids: Collection[int], since: datetime | None) -> Collection[int]:
    if since is None:
        return message_ids
    query = sa.select(messages.c.id).where(in_list(messages.c.id, message_ids), messages.c.received_at >= since)
    return list(connection.execute(query).scalars())


def _events(connection: Connection, rule: Rule) -> of_calendar.Covered:
    copies: dict[int, dict[str, int]] = {}
    unheld: list[int] = []
    after = 0
    while ids := of_calendar.candidates(connection, rule, after=after, at_most=LOOKED_AT_ONCE):
        some = of_calendar.covered(connection, rule, ids)
        for mailbox_id, held in some.copies.items():
            copies.setdefault(mailbox_id, {}).update(held)
        unheld += some.unheld
        after = ids[-1]
    return of_calendar.Covered(copies, tuple(unheld))


def _interactions(connection: Connection, message_ids: Collection[int], event_ids: Collection[int]) -> int:
    gone = sa.or_(
        in_list(interactions.c.message_id, list(message_ids)), in_list(interactions.c.event_id, list(event_ids))
    )
    found: int = connection.execute(sa.select(sa.func.count()).select_from(interactions).where(gone)).scalar_one()
    return found


def _links(connection: Connection, message_ids: Collection[int], event_ids: Collection[int]) -> int:
    """Count what was linked or suggested and would be left without any mail, or is such an event."""
    mails = list(message_ids)
    left = sa.exists().where(
        messages.c.tenant_id == links.c.tenant_id,
        messages.c.thread_id == links.c.thread_id,
        sa.not_(in_list(messages.c.id, mails)),
    )
    threads = sa.select(messages.c.thread_id).where(in_list(messages.c.id, mails))
    gone = sa.or_(sa.and_(links.c.thread_id.in_(threads), sa.not_(left)), in_list(links.c.event_id, list(event_ids)))
    query = sa.select(sa.func.count()).select_from(links).where(gone, links.c.state.in_(("confirmed", "suggested")))
    found: int = connection.execute(query).scalar_one()
    return found
