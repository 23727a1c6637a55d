"""Link threads and events and derive their interactions: ask, decide, write, all in the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar.tables import events
from trato.crm import interactions as book
from trato.crm.model import Interaction
from trato.db.arrays import in_list
from trato.linking import facts, score
from trato.linking.candidates import candidates, candidates_by_id, rarity_of_names
from trato.linking.counting import Concern, Known, MeetingFacts, customers, of_mail, of_meeting
from trato.linking.known import known_addresses
from trato.linking.model import Candidate, Decision, LinkState, Manual, Person, Subject
from trato.linking.store import keep_holders, save_decisions
from trato.linking.tables import link_decisions, links
from trato.linking.words import Rarity, words
from trato.mail.tables import threads as mail_threads


@dataclass(frozen=True, slots=True)
class Linker:
    """Links within one tenant; runs as the system, because a mail may concern accounts its reader cannot see."""

    tenant_id: int

    def mails_changed(self, connection: Connection, message_ids: Collection[int]) -> None:
        """Link anew the threads of these mails."""
        self.relink_threads(connection, facts.threads_of(connection, message_ids))

    def threads_merged(self, connection: Connection, survivor: int, absorbed: Sequence[int]) -> None:
        """Move what people decided to the surviving thread; its link is made anew from all of its mails."""
        connection.execute(
            sa.update(link_decisions).where(in_list(link_decisions.c.thread_id, absorbed)).values(thread_id=survivor)
        )
        connection.execute(sa.delete(links).where(in_list(links.c.thread_id, absorbed)))

    def relink_threads(self, connection: Connection, thread_ids: Collection[int]) -> None:
        """Decide what these threads concern and make their interactions follow."""
        threads = facts.thread_facts(connection, thread_ids)
        known = known_addresses(connection, self.tenant_id, {a for thread in threads for a in thread.addresses})
        subjects = {
            thread.thread_id: _subject(
                thread.addresses,
                known,
                text=thread.topic,
                numbers=thread.numbers,
                period=(thread.first_at, thread.last_at),
                holders={user for mail in thread.mails for user in mail.holders},
            )
            for thread in threads
        }
        manual = facts.decisions(connection, "thread_id", thread_ids)
        decided, pool = self._decide(connection, subjects, manual)
        save_decisions(connection, self.tenant_id, "thread_id", decided)
        rejected = {thread_id for thread_id, decision in decided.items() if decision.state is LinkState.REJECTED}
        business = [thread for thread in threads if thread.thread_id not in rejected]
        taken_out = [mail for thread in threads if thread.thread_id in rejected for mail in thread.mails]
        keep_holders(connection, self.tenant_id, taken_out)
        wanted = [
            interaction
            for thread in business
            for mail in thread.mails
            if (interaction := of_mail(mail, known, _concern(decided[thread.thread_id], pool))) is not None
        ]
        # A mail that never counted is left alone; one that a person took out of business counts no more.
        settled = [mail.message_id for thread in business for mail in thread.mails if mail.holders]
        settled += [mail.message_id for mail in taken_out]
        book.save(connection, self.tenant_id, wanted, message_ids=settled)

    def relink_events(self, connection: Connection, event_ids: Collection[int]) -> None:
        """Decide what these events concern and make the interactions of their dates follow."""
        meetings = facts.meeting_facts(connection, event_ids)
        addresses = {guest.address for dates in meetings.values() for date in dates for guest in date.guests}
        known = known_addresses(connection, self.tenant_id, addresses)
        subjects = {event_id: _meeting_subject(dates, known) for event_id, dates in meetings.items() if dates}
        manual = facts.decisions(connection, "event_id", event_ids)
        decided, pool = self._decide(connection, subjects, manual)
        save_decisions(connection, self.tenant_id, "event_id", decided)
        wanted: list[Interaction] = [
            interaction
            for event_id, dates in meetings.items()
            if event_id in decided and decided[event_id].state is not LinkState.REJECTED
            for date in dates
            if (interaction := of_meeting(date, known, _concern(decided[event_id], pool))) is not None
        ]
        book.save(connection, self.tenant_id, wanted, event_ids=event_ids)

    def relink_all(self, connection: Connection, *, batch: int = 500) -> int:
        """Link every thread and event anew, as after an import of accounts; return how many."""
        thread_ids = list(connection.execute(sa.select(mail_threads.c.id).order_by(mail_threads.c.id)).scalars())
        event_ids = list(connection.execute(sa.select(events.c.id).order_by(events.c.id)).scalars())
        for some in _batches(thread_ids, batch):
            self.relink_threads(connection, some)
        for some in _batches(event_ids, batch):
            self.relink_events(connection, some)
        return len(thread_ids) + len(event_ids)

    def _decide(
        self, connection: Connection, subjects: Mapping[int, Subject], manual: Mapping[int, Manual]
    ) -> tuple[dict[int, Decision], dict[int, Candidate]]:
        account_ids = {account for subject in subjects.values() for account in subject.account_ids}
        contact_ids = {person.id for subject in subjects.values() for person in subject.people}
        pool = candidates(connection, account_ids=account_ids, contact_ids=contact_ids)
        rarity = rarity_of_names(connection) if pool else Rarity(())
        fitting = _Fitting(pool.values())
        decided = {}
        for subject_id, subject in subjects.items():
            automatic = score.decide(subject, fitting.to(subject), rarity)
            decided[subject_id] = score.follow(manual[subject_id], automatic) if subject_id in manual else automatic
        missing = {decision.opportunity_id for decision in decided.values()} - set(pool) - {None}
        if missing:
            pool |= candidates_by_id(connection, [one for one in missing if one is not None])
        return decided, pool


class _Fitting:
    """Finds among many candidates those that a subject's accounts or people lead to."""

    def __init__(self, pool: Iterable[Candidate]) -> None:
        self._by_account: dict[int, list[Candidate]] = defaultdict(list)
        self._by_contact: dict[int, list[Candidate]] = defaultdict(list)
        for one in pool:
            self._by_account[one.account_id].append(one)
            for contact_id in one.contact_ids:
                self._by_contact[contact_id].append(one)

    def to(self, subject: Subject) -> list[Candidate]:
        at_accounts = [one for account in subject.account_ids for one in self._by_account.get(account, ())]
        of_people = [one for person in subject.people for one in self._by_contact.get(person.id, ())]
        return list({one.id: one for one in (*at_accounts, *of_people)}.values())


def _concern(decision: Decision, pool: Mapping[int, Candidate]) -> Concern | None:
    if decision.state is not LinkState.CONFIRMED:
        return None
    candidate = pool.get(decision.opportunity_id) if decision.opportunity_id is not None else None
    contact_ids = candidate.contact_ids if candidate else frozenset()
    account_id = candidate.account_id if candidate else decision.account_id
    return Concern(decision.opportunity_id, account_id, contact_ids)


def _subject(
    addresses: Collection[str],
    known: Known,
    *,
    text: str,
    numbers: frozenset[str],
    period: tuple[datetime, datetime],
    holders: Collection[int],
) -> Subject:
    ordered = sorted(addresses)
    contact_ids, account_ids = customers(ordered, known)
    by_id: dict[int, Person] = {known.people[one].id: known.people[one] for one in ordered if one in known.people}
    users = {known.users[address] for address in ordered if address in known.users}
    return Subject(
        people=tuple(by_id[contact_id] for contact_id in contact_ids),
        account_ids=frozenset(account_ids),
        user_ids=frozenset(users | set(holders)),
        words=words(text),
        numbers=numbers,
        first_at=period[0],
        last_at=period[1],
    )


def _meeting_subject(dates: Sequence[MeetingFacts], known: Known) -> Subject:
    return _subject(
        {guest.address for date in dates for guest in date.guests},
        known,
        text=dates[0].subject,
        numbers=frozenset(),
        period=(dates[0].starts_at, dates[-1].ends_at),
        holders={user for date in dates for user in date.responses},
    )


def _batches(ids: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
