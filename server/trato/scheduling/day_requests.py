"""What waits for an answer in the calendars somebody looks after: invitations, and customers who ask to meet.

Each is read with the eyes of whose calendar it is, who lets the caller see it. Of a mail only that it asks to meet is
told, with whom and about which opportunity, not its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import distinct_on

from trato.calendar.tables import event_copies, event_occurrences, event_texts, events
from trato.crm.tables import accounts, closures, interaction_texts, interactions, opportunities
from trato.crm.views import Named
from trato.db.engine import Caller, Database
from trato.directory.tables import mailboxes
from trato.mail.reading.message import Message
from trato.mail.reading.message import read as read_message
from trato.scheduling.availability import zone_of
from trato.scheduling.calendar_people import CalendarPerson
from trato.scheduling.model import Period
from trato.scheduling.team_entries import HIDDEN

UNANSWERED = ("none", "notResponded", "")
AHEAD = timedelta(days=60)
WAITS_AT_MOST = timedelta(days=30)
ASKS_FROM = 0.5
MOST_MAILS = 60
NO_QUESTION = frozenset({"accept", "decline", "cancel"})


@dataclass(frozen=True, slots=True)
class Invitation:
    """A meeting somebody was asked to and has not answered."""

    user_id: int
    event_id: int
    subject: str
    organizer: str
    when: Period


@dataclass(frozen=True, slots=True)
class AskedToMeet:
    """A customer whose newest mail asks to meet, since when it waits, and the times it names."""

    user_id: int
    opportunity: Named
    account: Named
    since: datetime
    times: tuple[Period, ...]


def waiting(
    database: Database, caller: Caller, people: Sequence[CalendarPerson]
) -> tuple[list[Invitation], list[AskedToMeet]]:
    """Return what waits in the calendars of those whose owners let the caller see them, the oldest first."""
    invitations: list[Invitation] = []
    asked: list[AskedToMeet] = []
    for person in people:
        if not person.is_read_whole:
            continue
        with database.as_user(replace(caller, user_id=person.id)) as connection:
            invitations += _invitations(connection, person.id, caller.at)
            asked += _asked(connection, person, caller.at)
    return (
        sorted(invitations, key=lambda one: (one.when.start, one.event_id)),
        sorted(asked, key=lambda one: (one.since, one.opportunity.id)),
    )


def _invitations(connection: Connection, user_id: int, now: datetime) -> list[Invitation]:
    rows = connection.execute(
        sa.select(
            events.c.id, events.c.organizer, event_texts.c.subject, event_occurrences.c.starts_at,
            event_occurrences.c.ends_at,
        )
        .join(
            event_copies,
            sa.and_(event_copies.c.tenant_id == events.c.tenant_id, event_copies.c.event_id == events.c.id),
        )
        .join(
            mailboxes,
            sa.and_(mailboxes.c.tenant_id == event_copies.c.tenant_id, mailboxes.c.id == event_copies.c.mailbox_id),
        )
        .join(
            event_occurrences,
            sa.and_(
                event_occurrences.c.tenant_id == event_copies.c.tenant_id,
                event_occurrences.c.event_id == event_copies.c.event_id,
                event_occurrences.c.occurrence_key == event_copies.c.occurrence_key,
            ),
        )
        .outerjoin(
            event_texts,
            sa.and_(event_texts.c.tenant_id == events.c.tenant_id, event_texts.c.event_id == events.c.id),
        )
        .where(
            mailboxes.c.user_id == user_id, sa.not_(event_copies.c.is_master),
            sa.func.coalesce(event_copies.c.response, "").in_(UNANSWERED), events.c.cancelled_at.is_(None),
            sa.not_(event_occurrences.c.is_cancelled), event_copies.c.sensitivity.not_in(sorted(HIDDEN)),
            event_occurrences.c.starts_at > now, event_occurrences.c.starts_at < now + AHEAD,
            events.c.organizer != mailboxes.c.address,
        )
        .ext(distinct_on(events.c.id))
        .order_by(events.c.id, event_occurrences.c.starts_at)
    )  # fmt: skip
    return [
        Invitation(user_id, row.id, row.subject or "", row.organizer, Period(row.starts_at, row.ends_at))
        for row in rows
    ]


def _asked(connection: Connection, person: CalendarPerson, now: datetime) -> list[AskedToMeet]:
    """Return the customers of open opportunities that this person owns whose newest word asks to meet."""
    newest = (
        sa.select(
            interactions.c.opportunity_id, interactions.c.id, interactions.c.kind, interactions.c.ends_at,
        )
        .where(
            interactions.c.opportunity_id.is_not(None), interactions.c.ends_at <= now,
            interactions.c.ends_at > now - WAITS_AT_MOST, interactions.c.kind != "note",
        )
        .ext(distinct_on(interactions.c.opportunity_id))
        .order_by(interactions.c.opportunity_id, interactions.c.ends_at.desc(), interactions.c.id.desc())
        .subquery()
    )  # fmt: skip
    rows = connection.execute(
        sa.select(
            opportunities.c.id, opportunities.c.name, accounts.c.id.label("account_id"),
            accounts.c.name.label("account"), newest.c.ends_at, interaction_texts.c.subject,
            interaction_texts.c.summary,
        )
        .join(newest, newest.c.opportunity_id == opportunities.c.id)
        .join(
            accounts,
            sa.and_(accounts.c.tenant_id == opportunities.c.tenant_id, accounts.c.id == opportunities.c.account_id),
        )
        .join(
            interaction_texts,
            sa.and_(
                interaction_texts.c.tenant_id == opportunities.c.tenant_id,
                interaction_texts.c.interaction_id == newest.c.id,
            ),
        )
        .outerjoin(
            closures,
            sa.and_(
                closures.c.tenant_id == opportunities.c.tenant_id, closures.c.opportunity_id == opportunities.c.id
            ),
        )
        .where(opportunities.c.owner_id == person.id, newest.c.kind == "mail_in", closures.c.opportunity_id.is_(None))
        .order_by(newest.c.ends_at.desc())
        .limit(MOST_MAILS)
    )  # fmt: skip
    zone = zone_of(person.zone)
    found = []
    for row in rows:
        told = read_message(
            Message(id="", body=row.summary, subject=row.subject, sent_at=row.ends_at.astimezone(zone))
        ).meeting
        if told.intent < ASKS_FROM or told.kind in NO_QUESTION:
            continue
        times = tuple(Period(one.start, one.end or one.start) for one in told.times if one.start.tzinfo)
        opportunity, account = Named(row.id, row.name), Named(row.account_id, row.account)
        found.append(AskedToMeet(person.id, opportunity, account, row.ends_at, times))
    return found
