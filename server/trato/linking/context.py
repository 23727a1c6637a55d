"""What a colleague would say about the open mail or appointment: who, which account, what is going on, and why.

The hot path of the add-in. It runs as the caller, in a fixed number of statements whatever the number of people, and
answers for a mail that was not synchronised yet too, from its participants alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar.tables import events
from trato.crm import queries
from trato.crm.tables import accounts, opportunities, opportunity_contacts
from trato.crm.views import About, AccountView, ContactView, InteractionView, Named, OpportunityView
from trato.db.arrays import in_list
from trato.directory.tables import users
from trato.linking.counting import Known, customers
from trato.linking.known import known_addresses
from trato.linking.tables import link_decisions, link_suggestions, links
from trato.mail.identity import bare_id
from trato.mail.tables import message_keys, messages

MOST_OPPORTUNITIES = 8
TIMELINE = 3


class ContextState(StrEnum):
    """What kind of situation it is; the client finds the words."""

    KNOWN = "known"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_COMPANY = "unknown_company"
    SEVERAL_ACCOUNTS = "several_accounts"
    INTERNAL = "internal"
    AUTOMATED = "automated"
    EXCLUDED = "excluded"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in the open item, as Outlook tells them."""

    role: str
    address: str
    name: str


@dataclass(frozen=True, slots=True)
class OpenItem:
    """The mail or appointment that is open in Outlook."""

    participants: tuple[Participant, ...]
    internet_message_id: str = ""
    ical_uid: str = ""


@dataclass(frozen=True, slots=True)
class PersonView:
    """A participant with who they are to us."""

    participant: Participant
    contact: ContactView | None
    user: Named | None


@dataclass(frozen=True, slots=True)
class LinkView:
    """The link in force, as shown."""

    thread_id: int | None
    event_id: int | None
    state: str
    opportunity_id: int | None
    account_id: int | None
    score: float
    decided_by: str | None
    reasons: Sequence[Mapping[str, Any]]
    version: int


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A ranked candidate, as shown."""

    opportunity_id: int
    score: float
    reasons: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Context:
    """The answer for an open item."""

    state: ContextState
    thread_id: int | None
    event_id: int | None
    automated: tuple[str, str] | None
    people: tuple[PersonView, ...]
    account: AccountView | None
    accounts: tuple[AccountView, ...]
    opportunities: tuple[OpportunityView, ...]
    link: LinkView | None
    suggestions: tuple[SuggestionView, ...]
    last: InteractionView | None
    next: InteractionView | None
    timeline: tuple[InteractionView, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of the item, if it was synchronised."""

    thread_id: int | None = None
    event_id: int | None = None
    automated: tuple[str, str] | None = None


def context(connection: Connection, tenant_id: int, item: OpenItem, *, now: datetime) -> Context:
    """Answer for the open item, as its reader may see it."""
    kept = _kept(connection, item)
    addresses = [participant.address for participant in item.participants]
    known = known_addresses(connection, tenant_id, addresses)
    contact_ids, account_ids = customers(addresses, known)
    link = _as_claimed(
        connection, link_view(connection, thread_id=kept.thread_id, event_id=kept.event_id), contact_ids, account_ids
    )
    chosen = [link.account_id] if link and link.account_id is not None else []
    ordered = list(dict.fromkeys([*chosen, *account_ids]))
    by_id = {view.id: view for view in queries.account_views(connection, in_list(accounts.c.id, ordered))}
    seen = tuple(by_id[account_id] for account_id in ordered if account_id in by_id)
    account = seen[0] if seen else None
    suggestions = _suggestions(connection, link)
    people = _people(connection, item, known, contact_ids)
    about = _about(account, people)
    history = queries.timeline(connection, about, now=now, limit=TIMELINE) if about else []
    return Context(
        state=_state(item, kept, link, known, people, seen),
        thread_id=kept.thread_id,
        event_id=kept.event_id,
        automated=kept.automated,
        people=people,
        account=account,
        accounts=seen,
        opportunities=_opportunities(connection, seen, link, suggestions, now),
        link=link,
        suggestions=suggestions,
        last=history[0] if history else None,
        next=queries.next_interaction(connection, about, now=now) if about else None,
        timeline=tuple(history),
    )


def link_view(connection: Connection, *, thread_id: int | None = None, event_id: int | None = None) -> LinkView | None:
    """Return the link of a thread or event, None where there is none.

    Of an opportunity that the reader may not see nothing is told, not even why or how surely.
    """
    if thread_id is None and event_id is None:
        return None
    condition = links.c.thread_id == thread_id if thread_id is not None else links.c.event_id == event_id
    row = connection.execute(
        sa.select(links, users.c.name.label("user_name"), opportunities.c.id.label("seen_id"))
        .outerjoin(
            opportunities,
            sa.and_(opportunities.c.tenant_id == links.c.tenant_id, opportunities.c.id == links.c.opportunity_id),
        )
        .outerjoin(
            link_decisions,
            sa.and_(link_decisions.c.tenant_id == links.c.tenant_id, link_decisions.c.id == links.c.decision_id),
        )
        .outerjoin(
            users,
            sa.and_(users.c.tenant_id == link_decisions.c.tenant_id, users.c.id == link_decisions.c.decided_by_id),
        )
        .where(condition)
    ).first()
    if row is None:
        return None
    decided_by = (row.user_name or "") if row.decision_id is not None else None
    link = LinkView(
        row.thread_id, row.event_id, row.state, row.opportunity_id, row.account_id, row.score, decided_by,
        row.reasons or (), row.version,
    )  # fmt: skip
    return link if row.opportunity_id == row.seen_id else _unclaimed(link)


def _as_claimed(
    connection: Connection, link: LinkView | None, contact_ids: Sequence[int], account_ids: Sequence[int]
) -> LinkView | None:
    """Hide a thread's opportunity from a mail in which nobody of it takes part, as counting does.

    A forged reference shows nobody else's opportunity; what a person decided stands.
    """
    if link is None or link.opportunity_id is None or link.decided_by is not None or link.account_id in account_ids:
        return link
    taking_part = connection.execute(
        sa.select(sa.literal(1)).where(
            opportunity_contacts.c.opportunity_id == link.opportunity_id,
            in_list(opportunity_contacts.c.contact_id, contact_ids),
        )
    ).first()
    return link if taking_part else _unclaimed(link)


def _unclaimed(link: LinkView) -> LinkView:
    # That a person decided stays visible, as does who; to what is not for this reader.
    state = link.state if link.decided_by is not None else "none"
    return replace(link, state=state, opportunity_id=None, account_id=None, score=0.0, reasons=())


def _kept(connection: Connection, item: OpenItem) -> _Kept:
    if item.ical_uid:
        return _Kept(
            event_id=connection.execute(sa.select(events.c.id).where(events.c.ical_uid == item.ical_uid)).scalar()
        )
    if not item.internet_message_id:
        return _Kept()
    row = connection.execute(
        sa.select(messages.c.thread_id, messages.c.automated_kind, messages.c.automated_why)
        .join(
            message_keys,
            sa.and_(message_keys.c.tenant_id == messages.c.tenant_id, message_keys.c.message_id == messages.c.id),
        )
        .where(message_keys.c.key == f"id:{bare_id(item.internet_message_id)}")
    ).first()
    if row is None:
        return _Kept()
    automated = (row.automated_kind, row.automated_why) if row.automated_kind else None
    return _Kept(thread_id=row.thread_id, automated=automated)


def _suggestions(connection: Connection, link: LinkView | None) -> tuple[SuggestionView, ...]:
    if link is None:
        return ()
    mine = links.c.thread_id == link.thread_id if link.thread_id is not None else links.c.event_id == link.event_id
    rows = connection.execute(
        sa.select(link_suggestions.c.opportunity_id, link_suggestions.c.score, link_suggestions.c.reasons)
        .join(
            links, sa.and_(links.c.tenant_id == link_suggestions.c.tenant_id, links.c.id == link_suggestions.c.link_id)
        )
        .where(mine)
        .order_by(link_suggestions.c.rank)
    )
    return tuple(SuggestionView(row.opportunity_id, row.score, row.reasons or ()) for row in rows)


def _people(connection: Connection, item: OpenItem, known: Known, contact_ids: Sequence[int]) -> tuple[PersonView, ...]:
    views = queries.contact_views(connection, contact_ids) if contact_ids else {}
    ids = sorted(set(known.users.values()))
    rows = connection.execute(sa.select(users.c.id, users.c.name).where(in_list(users.c.id, ids))) if ids else ()
    names = {row.id: Named(row.id, row.name) for row in rows}
    found = []
    for participant in item.participants:
        person = known.people.get(participant.address)
        user_id = known.users.get(participant.address)
        contact = views.get(person.id) if person is not None and user_id is None else None
        found.append(PersonView(participant, contact, names.get(user_id) if user_id is not None else None))
    return tuple(found)


def _opportunities(
    connection: Connection,
    seen: Sequence[AccountView],
    link: LinkView | None,
    suggestions: Sequence[SuggestionView],
    now: datetime,
) -> tuple[OpportunityView, ...]:
    """Return the linked opportunity, then the suggested ones by rank, then the others of the accounts."""
    ranked = [link.opportunity_id] if link and link.opportunity_id is not None else []
    ranked += [suggestion.opportunity_id for suggestion in suggestions]
    condition = sa.or_(
        in_list(opportunities.c.account_id, [account.id for account in seen]), in_list(opportunities.c.id, ranked)
    )
    place = {opportunity_id: rank for rank, opportunity_id in reversed(list(enumerate(ranked)))}
    views = queries.opportunity_views(connection, condition, now=now, limit=100) if seen or ranked else []
    ordered = sorted(views, key=lambda view: (place.get(view.id, len(place)), not view.is_open))
    return tuple(ordered[:MOST_OPPORTUNITIES])


def _about(account: AccountView | None, people: Sequence[PersonView]) -> About | None:
    if account is not None:
        return About(account_id=account.id)
    contact = next((person.contact for person in people if person.contact is not None), None)
    return About(contact_id=contact.id) if contact is not None else None


def _state(
    item: OpenItem,
    kept: _Kept,
    link: LinkView | None,
    known: Known,
    people: Sequence[PersonView],
    seen: Sequence[AccountView],
) -> ContextState:
    outside = [person for person in people if not known.is_ours(person.participant.address)]
    if link is not None and link.state == "rejected":
        return ContextState.EXCLUDED
    if kept.automated is not None:
        return ContextState.AUTOMATED
    if not item.participants:
        return ContextState.EMPTY
    if not outside:
        return ContextState.INTERNAL
    return _state_of_customers(outside, seen)


def _state_of_customers(outside: Sequence[PersonView], seen: Sequence[AccountView]) -> ContextState:
    if len(seen) > 1:
        return ContextState.SEVERAL_ACCOUNTS
    # The writer decides whether the person is known; without one, anybody from outside.
    first = next((person for person in outside if person.participant.role in {"from", "organizer"}), outside[0])
    if first.contact is None and seen:
        return ContextState.UNKNOWN_PERSON
    if first.contact is None and not any(person.contact for person in outside):
        return ContextState.UNKNOWN_COMPANY
    return ContextState.KNOWN
