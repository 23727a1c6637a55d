"""How we stand with a customer: who they are and report to, who of us talks to them, what waits, what we promised.

Everything runs as its reader, in a fixed number of statements. A mail waits for us when nothing came after it: nothing
of ours in its thread, nothing but notes with one of its people about the same opportunity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm import queries, timelines
from trato.crm.tables import (
    contacts,
    interaction_accounts,
    interaction_contacts,
    interaction_users,
    interactions,
    sites,
)
from trato.crm.views import ContactView, InteractionView, Named
from trato.directory.tables import users
from trato.errors import NotFoundError
from trato.mail.tables import messages
from trato.selling import meeting_reports, tasks
from trato.selling.meeting_reports import ReportView
from trato.selling.tasks import TaskView

MOST_CONTACTS = 40
MOST_COLLEAGUES = 6
MOST_WAITING = 5
IN_TOUCH = timedelta(days=365)
WAITS_AT_MOST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Known:
    """A contact with their place in the company, their language, and when we last had to do with them."""

    contact: ContactView
    reports_to_id: int | None
    language: str
    last_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class InTouch:
    """One of us, how often they had to do with the customer in a year, and when last."""

    user: Named
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Relations:
    """How we stand with a customer. `country` is where they mostly are (ISO 3166), empty where that is unknown."""

    country: str
    contacts: tuple[Known, ...]
    colleagues: tuple[InTouch, ...]
    waiting: tuple[InteractionView, ...]
    tasks: tuple[TaskView, ...]
    reports: tuple[ReportView, ...]


def relations(connection: Connection, account_id: int, *, now: datetime) -> Relations:
    """Return how we stand with a customer the reader sees."""
    return Relations(
        country=_country(connection, account_id),
        contacts=tuple(_contacts(connection, contacts.c.account_id == account_id, now)),
        colleagues=tuple(_colleagues(connection, account_id, now)),
        waiting=tuple(_waiting(connection, account_id, now)),
        tasks=tuple(tasks.open_tasks(connection, account_id)),
        reports=tuple(meeting_reports.latest(connection, account_id)),
    )


def _country(connection: Connection, account_id: int) -> str:
    """Return the country of most of their sites, of equally many the office's."""
    return (
        connection.execute(
            sa.select(sites.c.country)
            .where(sites.c.account_id == account_id, sites.c.country != "")
            .group_by(sites.c.country)
            .order_by(sa.func.count().desc(), sa.func.bool_or(sites.c.kind == "office").desc(), sites.c.country)
            .limit(1)
        ).scalar()
        or ""
    )


def known_contact(connection: Connection, contact_id: int, *, now: datetime) -> Known:
    """Return what is known of one contact. Raises NotFoundError where the reader sees none."""
    for one in _contacts(connection, contacts.c.id == contact_id, now):
        return one
    raise NotFoundError(f"no contact {contact_id}, or it is not yours to see")


def _contacts(connection: Connection, which: sa.ColumnElement[bool], now: datetime) -> list[Known]:
    last = (
        sa.select(sa.func.max(interaction_contacts.c.ends_at))
        .where(interaction_contacts.c.contact_id == contacts.c.id, interaction_contacts.c.ends_at <= now)
        .scalar_subquery()
    )
    rows = connection.execute(
        sa.select(
            contacts.c.id, contacts.c.reports_to_id, contacts.c.language, contacts.c.version, last.label("last_at")
        )
        .where(which)
        .order_by(contacts.c.influence.desc().nulls_last(), contacts.c.name)
        .limit(MOST_CONTACTS)
    ).all()
    views = queries.contact_views(connection, [row.id for row in rows])
    return [
        Known(views[row.id], row.reports_to_id, row.language, row.last_at, row.version)
        for row in rows
        if row.id in views
    ]


def _colleagues(connection: Connection, account_id: int, now: datetime) -> list[InTouch]:
    rows = connection.execute(
        sa.select(
            users.c.id,
            users.c.name,
            sa.func.count().label("times"),
            sa.func.max(interaction_accounts.c.ends_at).label("last"),
        )
        .select_from(interaction_accounts)
        .join(
            interaction_users,
            sa.and_(
                interaction_users.c.tenant_id == interaction_accounts.c.tenant_id,
                interaction_users.c.interaction_id == interaction_accounts.c.interaction_id,
            ),
        )
        .join(
            users,
            sa.and_(users.c.tenant_id == interaction_users.c.tenant_id, users.c.id == interaction_users.c.user_id),
        )
        .where(
            interaction_accounts.c.account_id == account_id,
            interaction_accounts.c.ends_at > now - IN_TOUCH,
            interaction_accounts.c.ends_at <= now,
        )
        .group_by(users.c.id, users.c.name)
        .order_by(sa.desc("last"), users.c.id)
        .limit(MOST_COLLEAGUES)
    )
    return [InTouch(Named(row.id, row.name), row.times, row.last) for row in rows]


def _waiting(connection: Connection, account_id: int, now: datetime) -> Sequence[InteractionView]:
    """Mails of the last weeks that nobody of us has answered, the oldest first; of one talk only the newest."""
    asked, later = interactions.alias("asked"), interactions.alias("later")
    ours, theirs = interaction_contacts.alias("ours"), interaction_contacts.alias("theirs")
    followed = (
        sa.select(sa.literal(1))
        .select_from(theirs)
        .join(ours, sa.and_(ours.c.tenant_id == theirs.c.tenant_id, ours.c.contact_id == theirs.c.contact_id))
        .join(later, sa.and_(later.c.tenant_id == ours.c.tenant_id, later.c.id == ours.c.interaction_id))
        .where(
            theirs.c.tenant_id == asked.c.tenant_id,
            theirs.c.interaction_id == asked.c.id,
            ours.c.ends_at > asked.c.ends_at,
            ours.c.ends_at <= now,
            later.c.kind != "note",
            later.c.opportunity_id.is_not_distinct_from(asked.c.opportunity_id),
        )
    )
    question, answer = messages.alias("question"), messages.alias("answer")
    answered = (
        sa.select(sa.literal(1))
        .select_from(question)
        .join(answer, sa.and_(answer.c.tenant_id == question.c.tenant_id, answer.c.thread_id == question.c.thread_id))
        .where(
            question.c.tenant_id == asked.c.tenant_id,
            question.c.id == asked.c.message_id,
            answer.c.sent_at > question.c.sent_at,
            answer.c.direction == "out",
            ~answer.c.is_draft,
        )
    )
    found = connection.execute(
        sa.select(asked.c.id)
        .join(
            interaction_accounts,
            sa.and_(
                interaction_accounts.c.tenant_id == asked.c.tenant_id,
                interaction_accounts.c.interaction_id == asked.c.id,
            ),
        )
        .where(
            interaction_accounts.c.account_id == account_id,
            interaction_accounts.c.ends_at > now - WAITS_AT_MOST,
            interaction_accounts.c.ends_at <= now,
            asked.c.kind == "mail_in",
            ~followed.exists(),
            ~answered.exists(),
        )
        .order_by(interaction_accounts.c.ends_at)
        .limit(MOST_WAITING)
    ).scalars()
    return timelines.interaction_views(connection, found.all())
