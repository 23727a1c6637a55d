"""What a day's digest says: what is due and why, whom one meets and what to know of them, which times run out.

Read as its user and at the moment it is looked at, so that it never tells more than they may read by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm import queries, timelines
from trato.crm.tables import accounts as crm_accounts
from trato.crm.tables import closures, interaction_accounts, interaction_users, interactions, opportunities
from trato.crm.views import About, InteractionView, Named, OpportunityView
from trato.db.engine import Caller, Database
from trato.scheduling import step_facts
from trato.scheduling.due_rules import DueCode, DueRule
from trato.scheduling.holding import Hold, Holds
from trato.scheduling.mail_words import read_words
from trato.scheduling.next_step import Decided, Facts, Proposal, propose
from trato.scheduling.working_time import day_period

MOST_LOOKED_AT = 60
MOST_STEPS = 10
MOST_VISITS = 20
RUNS_OUT_WITHIN = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class DueStep:
    """An opportunity with the step that is due."""

    opportunity: OpportunityView
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class TodaysVisit:
    """Somebody one meets today: with whom, about what, and what was last."""

    meeting: InteractionView
    accounts: tuple[Named, ...]
    opportunity: OpportunityView | None
    last: InteractionView | None


@dataclass(frozen=True, slots=True)
class DigestView:
    """A day's digest; the strongest steps first, visits and holds by their time."""

    steps: tuple[DueStep, ...]
    visits: tuple[TodaysVisit, ...]
    holds: tuple[Hold, ...]
    steps_in_all: int
    zone: ZoneInfo


def gathered(database: Database, caller: Caller, zone: ZoneInfo) -> DigestView:
    """Return the digest of the day it is now in a zone."""
    with database.as_system(caller.tenant_id) as connection:
        trust = step_facts.trust_of(connection)
        ids = _own_open(connection, caller.user_id)
        changed = {one: step_facts.changed_at(connection, one) for one in ids}
    with database.as_user(caller) as connection:
        rules = step_facts.rules_of(connection)
        known = _known(connection, caller, ids, changed, zone)
        visits = _visits(connection, caller, zone)
    steps = _due(known, rules, trust, now=caller.at, zone=zone)
    holds = [one for one in Holds(database).seen(caller) if _runs_out(one, caller)]
    return DigestView(tuple(steps[:MOST_STEPS]), tuple(visits), tuple(holds), len(steps), zone)


def _own_open(connection: Connection, user_id: int) -> list[int]:
    closed = sa.and_(closures.c.tenant_id == opportunities.c.tenant_id, closures.c.opportunity_id == opportunities.c.id)
    return list(
        connection.execute(
            sa.select(opportunities.c.id)
            .where(opportunities.c.owner_id == user_id, ~sa.exists().where(closed))
            .order_by(opportunities.c.next_date.asc().nulls_first(), opportunities.c.id)
            .limit(MOST_LOOKED_AT)
        ).scalars()
    )


def _known(
    connection: Connection, caller: Caller, ids: Sequence[int], changed: dict[int, datetime | None], zone: ZoneInfo
) -> list[tuple[OpportunityView, Facts, Sequence[Decided]]]:
    views = queries.opportunity_views(connection, opportunities.c.id.in_(ids), now=caller.at) if ids else []
    return [
        (
            view,
            step_facts.facts_of(connection, view.id, changed_at=changed[view.id], now=caller.at, zone=zone),
            step_facts.decisions_of(connection, view.id),
        )
        for view in views
    ]


def _due(
    known: Sequence[tuple[OpportunityView, Facts, Sequence[Decided]]],
    rules: dict[DueCode, DueRule],
    trust: dict[DueCode, float],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> list[DueStep]:
    found = []
    for view, facts, decided in known:
        proposal = propose(read_words(facts, zone), rules, decided, now=now, zone=zone, trust=trust)
        if proposal is not None:
            found.append(DueStep(view, proposal))
    return sorted(found, key=lambda one: (-one.proposal.need.weight, one.proposal.due.end, one.opportunity.id))


def _visits(connection: Connection, caller: Caller, zone: ZoneInfo) -> list[TodaysVisit]:
    """Return today's meetings with customers that are not over."""
    today = day_period(caller.at.astimezone(zone).date(), zone)
    ids = connection.execute(
        sa.select(interactions.c.id)
        .join(
            interaction_users,
            sa.and_(
                interaction_users.c.tenant_id == interactions.c.tenant_id,
                interaction_users.c.interaction_id == interactions.c.id,
            ),
        )
        .where(
            interaction_users.c.user_id == caller.user_id,
            interactions.c.event_id.is_not(None),
            interactions.c.starts_at < today.end,
            interactions.c.ends_at > max(today.start, caller.at),
        )
        .order_by(interactions.c.starts_at)
        .limit(MOST_VISITS)
    ).scalars()
    meetings = sorted(timelines.interaction_views(connection, list(ids)), key=lambda one: (one.starts_at, one.id))
    return [_brief(connection, caller, one) for one in meetings]


def _brief(connection: Connection, caller: Caller, meeting: InteractionView) -> TodaysVisit:
    account_ids = list(
        connection.execute(
            sa.select(interaction_accounts.c.account_id)
            .where(interaction_accounts.c.interaction_id == meeting.id)
            .order_by(interaction_accounts.c.account_id)
        ).scalars()
    )
    accounts = [
        Named(one.id, one.name)
        for one in queries.account_views(connection, crm_accounts.c.id.in_(account_ids))
    ] if account_ids else []  # fmt: skip
    about = About(opportunity_id=meeting.opportunity_id)
    if meeting.opportunity_id is None and accounts:
        about = About(account_id=accounts[0].id)
    is_known = meeting.opportunity_id is not None or bool(accounts)
    views = []
    if meeting.opportunity_id is not None:
        views = queries.opportunity_views(connection, opportunities.c.id == meeting.opportunity_id, now=caller.at)
    last = timelines.last_interaction(connection, about, now=caller.at) if is_known else None
    return TodaysVisit(meeting, tuple(accounts), views[0] if views else None, last)


def _runs_out(one: Hold, caller: Caller) -> bool:
    is_mine = caller.user_id in {one.user_id, one.made_by_id}
    return is_mine and one.expires_at is not None and one.expires_at <= caller.at + RUNS_OUT_WITHIN
