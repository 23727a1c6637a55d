"""What a colleague would say about the open mail or appointment: who, which account, what is going on, and why.

The hot path of the add-in. It runs as the caller, in a fixed number of statements whatever the number of people, and
answers for a mail that was not synchronised yet too, from its participants alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from trato.crm import queries, timelines
from trato.crm.views import About, AccountView, ContactView, InteractionView, Named, OpportunityView
from trato.linking.counting import Known, customers
from trato.linking.known import known_addresses
from trato.linking.open_item import Kept, OpenItem, Participant, find_kept
from trato.linking.views import LinkView, SuggestionView, as_claimed, link_view

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
class PersonView:
    """A participant with who they are to us."""

    participant: Participant
    contact: ContactView | None
    user: Named | None


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


def context(connection: Connection, tenant_id: int, item: OpenItem, *, now: datetime) -> Context:
    """Answer for the open item, as its reader may see it."""
    kept = find_kept(connection, item)
    addresses = [participant.address for participant in item.participants]
    known = known_addresses(connection, tenant_id, addresses)
    contact_ids, account_ids = customers(addresses, known)
    link = as_claimed(
        connection,
        link_view(connection, thread_id=kept.thread_id, event_id=kept.event_id, message_id=kept.message_id),
        contact_ids,
        account_ids,
        is_internal=bool(addresses) and all(map(known.is_ours, addresses)),
    )
    chosen = [link.account_id] if link and link.account_id is not None else []
    ordered = list(dict.fromkeys([*chosen, *account_ids]))
    by_id = queries.accounts_by_id(connection, ordered)
    seen = tuple(by_id[account_id] for account_id in ordered if account_id in by_id)
    account = seen[0] if seen else None
    ranked = link.suggestions if link else ()
    people = _people(connection, item, known, contact_ids)
    about = _about(account, people)
    history, planned = timelines.around_now(connection, about, now=now, limit=TIMELINE) if about else ([], None)
    return Context(
        state=_state(item, kept, link, known, people, seen),
        thread_id=kept.thread_id,
        event_id=kept.event_id,
        automated=kept.automated,
        people=people,
        account=account,
        accounts=seen,
        opportunities=_opportunities(connection, seen, link, ranked, now),
        link=link,
        suggestions=ranked,
        last=history[0] if history else None,
        next=planned,
        timeline=tuple(history),
    )


def _people(connection: Connection, item: OpenItem, known: Known, contact_ids: Sequence[int]) -> tuple[PersonView, ...]:
    views = queries.contact_views(connection, contact_ids) if contact_ids else {}
    names = {user_id: Named(user_id, name) for user_id, name in known.names.items()}
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
    place = {opportunity_id: rank for rank, opportunity_id in reversed(list(enumerate(ranked)))}
    views = queries.opportunities_around(connection, [account.id for account in seen], ranked, now=now)
    ordered = sorted(views, key=lambda view: (place.get(view.id, len(place)), not view.is_open))
    return tuple(ordered[:MOST_OPPORTUNITIES])


def _about(account: AccountView | None, people: Sequence[PersonView]) -> About | None:
    if account is not None:
        return About(account_id=account.id)
    contact = next((person.contact for person in people if person.contact is not None), None)
    return About(contact_id=contact.id) if contact is not None else None


def _state(
    item: OpenItem,
    kept: Kept,
    link: LinkView | None,
    known: Known,
    people: Sequence[PersonView],
    seen: Sequence[AccountView],
) -> ContextState:
    outside = [person for person in people if not known.is_ours(person.participant.address)]
    if kept.is_kept_out or (link is not None and link.state == "rejected"):
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
