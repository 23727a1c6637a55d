"""Read from the database what the rules need, for many threads or events at once: a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar.tables import event_attendees, event_copies, event_occurrences, event_texts, events
from trato.crm.tables import (
    account_domains,
    closures,
    contact_addresses,
    contacts,
    opportunities,
    opportunity_contacts,
)
from trato.db.arrays import in_list
from trato.directory.tables import mailboxes, tenants, user_addresses, users
from trato.linking.counting import Guest, Known, MailFacts, MeetingFacts
from trato.linking.free_mail import is_free_mail
from trato.linking.model import Candidate, Manual, Person
from trato.linking.tables import link_decisions
from trato.linking.words import Rarity, number, words
from trato.mail.feed import REFERENCE_NUMBER
from trato.mail.model import WellKnown
from trato.mail.tables import mail_folders, message_copies, message_participants, message_texts, messages, threads

UNCOUNTED_FOLDERS = (WellKnown.JUNK.value, WellKnown.DELETED.value, WellKnown.DRAFTS.value)


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """A thread: everybody in it, its words, its mails' times, and its mails."""

    thread_id: int
    addresses: frozenset[str]
    topic: str
    numbers: frozenset[str]
    first_at: datetime
    last_at: datetime
    mails: tuple[MailFacts, ...]


def known_addresses(connection: Connection, tenant_id: int, addresses: Collection[str]) -> Known:
    """Return what is known of these addresses. An address on two contacts is the one at the address's own account,
    else the older contact, always the same.
    """
    own = connection.execute(sa.select(tenants.c.domains).where(tenants.c.id == tenant_id)).scalar_one()
    our = connection.execute(
        sa.select(user_addresses.c.address, user_addresses.c.user_id).where(
            in_list(user_addresses.c.address, addresses)
        )
    )
    accounts = _accounts_by_domain(connection, addresses)
    return Known(
        users={row.address: row.user_id for row in our},
        own_domains=frozenset(own),
        people=_people(connection, addresses, accounts),
        accounts=accounts,
    )


def thread_facts(connection: Connection, thread_ids: Collection[int]) -> list[ThreadFacts]:
    """Return the threads with all of their mails."""
    rows = connection.execute(
        sa.select(messages, message_texts.c.subject, message_texts.c.summary)
        .join(
            message_texts,
            sa.and_(message_texts.c.tenant_id == messages.c.tenant_id, message_texts.c.message_id == messages.c.id),
        )
        .where(in_list(messages.c.thread_id, thread_ids))
        .order_by(messages.c.sent_at, messages.c.id)
    ).all()
    message_ids = [row.id for row in rows]
    parties = _grouped(
        connection,
        sa.select(message_participants.c.message_id, message_participants.c.address)
        .where(in_list(message_participants.c.message_id, message_ids))
        .distinct(),
    )
    holders = _holders(connection, message_ids)
    mails: dict[int, list[MailFacts]] = defaultdict(list)
    numbers: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        mails[row.thread_id].append(_mail_facts(row, parties.get(row.id, ()), holders.get(row.id, ())))
        numbers[row.thread_id].update(number(value) for value in row.reference_numbers)
    topics = connection.execute(sa.select(threads.c.id, threads.c.topic).where(in_list(threads.c.id, thread_ids)))
    return [
        ThreadFacts(
            thread_id=topic.id,
            addresses=frozenset(address for mail in mails[topic.id] for address in mail.addresses),
            topic=" ".join((topic.topic, *dict.fromkeys(mail.subject for mail in mails[topic.id]))),
            numbers=frozenset(numbers[topic.id]),
            first_at=mails[topic.id][0].at,
            last_at=mails[topic.id][-1].at,
            mails=tuple(mails[topic.id]),
        )
        for topic in topics
        if topic.id in mails
    ]


def threads_of(connection: Connection, message_ids: Collection[int]) -> list[int]:
    """Return the threads these mails are in."""
    rows = connection.execute(sa.select(messages.c.thread_id).where(in_list(messages.c.id, message_ids)).distinct())
    return sorted(rows.scalars())


def meeting_facts(connection: Connection, event_ids: Collection[int]) -> dict[int, list[MeetingFacts]]:
    """Return the dates of each event, with guests and our answers."""
    rows = connection.execute(
        sa.select(events, event_texts.c.subject)
        .join(
            event_texts, sa.and_(event_texts.c.tenant_id == events.c.tenant_id, event_texts.c.event_id == events.c.id)
        )
        .where(in_list(events.c.id, event_ids))
    ).all()
    guests: dict[int, list[Guest]] = defaultdict(list)
    for row in connection.execute(sa.select(event_attendees).where(in_list(event_attendees.c.event_id, event_ids))):
        if row.kind != "resource":
            guests[row.event_id].append(Guest(row.address, row.response))
    responses = _responses(connection, event_ids)
    dates: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(sa.select(event_occurrences).where(in_list(event_occurrences.c.event_id, event_ids))):
        dates[row.event_id].append(row)
    return {
        row.id: [
            MeetingFacts(
                event_id=row.id,
                occurrence_key=date.occurrence_key,
                starts_at=date.starts_at,
                ends_at=date.ends_at,
                is_cancelled=date.is_cancelled or row.cancelled_at is not None,
                is_online=row.is_online,
                sensitivity=row.sensitivity,
                location=row.location,
                subject=row.subject,
                guests=_with_organizer(guests[row.id], row.organizer),
                responses={**responses[row.id, ""], **responses[row.id, date.occurrence_key]},
            )
            for date in sorted(dates[row.id], key=lambda date: date.starts_at)
        ]
        for row in rows
    }


def candidates(
    connection: Connection, *, account_ids: Collection[int], contact_ids: Collection[int]
) -> dict[int, Candidate]:
    """Return the opportunities of these accounts, and those these contacts take part in."""
    through_people = sa.select(opportunity_contacts.c.opportunity_id).where(
        in_list(opportunity_contacts.c.contact_id, contact_ids)
    )
    return _candidates(
        connection, sa.or_(in_list(opportunities.c.account_id, account_ids), opportunities.c.id.in_(through_people))
    )


def candidates_by_id(connection: Connection, opportunity_ids: Collection[int]) -> dict[int, Candidate]:
    """Return these opportunities."""
    return _candidates(connection, in_list(opportunities.c.id, opportunity_ids))


def _candidates(connection: Connection, condition: sa.ColumnElement[bool]) -> dict[int, Candidate]:
    rows = connection.execute(
        sa.select(opportunities, closures.c.outcome)
        .outerjoin(
            closures,
            sa.and_(closures.c.tenant_id == opportunities.c.tenant_id, closures.c.opportunity_id == opportunities.c.id),
        )
        .where(condition)
    ).all()
    people = _grouped(
        connection,
        sa.select(opportunity_contacts.c.opportunity_id, opportunity_contacts.c.contact_id).where(
            in_list(opportunity_contacts.c.opportunity_id, [row.id for row in rows])
        ),
    )
    return {row.id: _candidate(row, people.get(row.id, ())) for row in rows}


def rarity(connection: Connection) -> Rarity:
    """Return how telling words are among all names of opportunities."""
    return Rarity(words(name) for name in connection.execute(sa.select(opportunities.c.name)).scalars())


def decisions(connection: Connection, column: str, ids: Collection[int]) -> dict[int, Manual]:
    """Return what people decided and did not undo, the latest for each thread (`thread_id`) or event (`event_id`)."""
    table = link_decisions
    rows = connection.execute(
        sa.select(table, users.c.name.label("user_name"))
        .outerjoin(users, sa.and_(users.c.tenant_id == table.c.tenant_id, users.c.id == table.c.decided_by_id))
        .where(in_list(table.c[column], ids), table.c.undone_at.is_(None))
        .order_by(table.c.decided_at, table.c.id)
    )
    return {
        getattr(row, column): Manual(row.id, row.kind, row.account_id, row.opportunity_id, row.user_name or "")
        for row in rows
    }


def _mail_facts(row: Any, addresses: Sequence[str], holders: Sequence[int]) -> MailFacts:
    return MailFacts(
        message_id=row.id,
        direction=row.direction,
        at=row.sent_at if row.direction == "out" else row.received_at,
        is_draft=row.is_draft,
        automated_kind=row.automated_kind,
        sensitivity=row.sensitivity,
        addresses=tuple(sorted(addresses)),
        holders=tuple(sorted(holders)),
        subject=row.subject,
        summary=row.summary,
    )


def _with_organizer(guests: Sequence[Guest], organizer: str) -> tuple[Guest, ...]:
    named = {guest.address for guest in guests}
    extra = [Guest(organizer, "organizer")] if organizer and organizer not in named else []
    return tuple([*guests, *extra])


def _holders(connection: Connection, message_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Return whose mailboxes hold each mail where it counts. What was counted once still counts when it is moved
    to the deleted items: its interaction stays (linking.service keeps it).
    """
    rows = connection.execute(
        sa.select(message_copies.c.message_id, mailboxes.c.user_id)
        .join(
            mailboxes,
            sa.and_(mailboxes.c.tenant_id == message_copies.c.tenant_id, mailboxes.c.id == message_copies.c.mailbox_id),
        )
        .outerjoin(
            mail_folders,
            sa.and_(
                mail_folders.c.tenant_id == message_copies.c.tenant_id,
                mail_folders.c.mailbox_id == message_copies.c.mailbox_id,
                mail_folders.c.remote_id == message_copies.c.folder_remote_id,
            ),
        )
        .where(
            in_list(message_copies.c.message_id, message_ids),
            sa.func.coalesce(mail_folders.c.well_known_name, "").not_in(UNCOUNTED_FOLDERS),
        )
        .distinct()
    )
    return _gather(rows)


def _responses(connection: Connection, event_ids: Collection[int]) -> dict[tuple[int, str], dict[int, str]]:
    found: dict[tuple[int, str], dict[int, str]] = defaultdict(dict)
    rows = connection.execute(
        sa.select(event_copies.c.event_id, event_copies.c.occurrence_key, event_copies.c.response, mailboxes.c.user_id)
        .join(
            mailboxes,
            sa.and_(mailboxes.c.tenant_id == event_copies.c.tenant_id, mailboxes.c.id == event_copies.c.mailbox_id),
        )
        .where(in_list(event_copies.c.event_id, event_ids))
    )
    for row in rows:
        found[row.event_id, row.occurrence_key][row.user_id] = row.response
    return found


def _people(
    connection: Connection, addresses: Collection[str], accounts: Mapping[str, frozenset[int]]
) -> dict[str, Person]:
    rows = connection.execute(
        sa.select(contact_addresses.c.address, contacts.c.id, contacts.c.account_id, contacts.c.name)
        .join(
            contacts,
            sa.and_(
                contacts.c.tenant_id == contact_addresses.c.tenant_id, contacts.c.id == contact_addresses.c.contact_id
            ),
        )
        .where(in_list(contact_addresses.c.address, addresses))
        .order_by(contacts.c.id)
    )
    shared: dict[str, list[Person]] = defaultdict(list)
    for row in rows:
        shared[row.address].append(Person(row.id, row.account_id, row.name))
    return {
        address: next((person for person in people if person.account_id in accounts.get(address, ())), people[0])
        for address, people in shared.items()
    }


def _accounts_by_domain(connection: Connection, addresses: Iterable[str]) -> dict[str, frozenset[int]]:
    """An account's domain covers its sub-domains; the longest that is known decides."""
    trails = {address: _trail(address.rpartition("@")[2]) for address in addresses}
    domains = {domain for trail in trails.values() for domain in trail}
    found = _grouped(
        connection,
        sa.select(account_domains.c.domain, account_domains.c.account_id).where(
            in_list(account_domains.c.domain, domains)
        ),
    )
    by_address = {
        address: next((frozenset(found[domain]) for domain in trail if domain in found), frozenset())
        for address, trail in trails.items()
    }
    return {address: ids for address, ids in by_address.items() if ids}


def _trail(domain: str) -> list[str]:
    if is_free_mail(domain):
        return []
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))][:6]


def _candidate(row: Any, contact_ids: Sequence[int]) -> Candidate:
    decision_maker = {row.decision_maker_id} - {None}
    return Candidate(
        id=row.id,
        account_id=row.account_id,
        owner_id=row.owner_id,
        name=row.name,
        is_open=row.outcome is None,
        created_on=row.created_on,
        contact_ids=frozenset(contact_ids) | decision_maker,
        decision_maker_id=row.decision_maker_id,
        words=words(row.name),
        product_words=words(" ".join(row.product_names)),
        numbers=frozenset(number(value) for value in _written_numbers(row)),
    )


def _written_numbers(row: Any) -> list[str]:
    texts = [row.name, row.key, *(str(value) for value in row.custom.values())]
    return [value for text in texts for value in REFERENCE_NUMBER.findall(text)]


def _grouped(connection: Connection, query: sa.Select[Any]) -> dict[Any, tuple[Any, ...]]:
    return _gather(connection.execute(query))


def _gather(rows: Iterable[Any]) -> dict[Any, tuple[Any, ...]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for key, value in rows:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
