"""Link threads and events and derive their interactions: ask, decide, write, all in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar import mirror as calendar_mirror
from trato.calendar.tables import events
from trato.crm import interactions as book
from trato.crm.model import Interaction
from trato.db.arrays import in_list
from trato.linking import facts, lesson_book, neighbours, score
from trato.linking.candidates import candidates, candidates_by_id, candidates_of_owners, rarity_of_names
from trato.linking.counting import Concern, Known, MailFacts, ThreadFacts, customers, of_mail, of_meeting
from trato.linking.known import known_addresses
from trato.linking.marks import noting
from trato.linking.model import Candidate, Decision, LinkState, Manual, Subject
from trato.linking.segments import Turn
from trato.linking.store import keep_holders, save_apart, save_decisions
from trato.linking.subjects import Fitting, meeting_subject, thread_subject, turns_of
from trato.linking.tables import link_decisions, links
from trato.linking.words import Rarity
from trato.mail import mirror as mail_mirror
from trato.mail.model import NewMail
from trato.mail.tables import threads as mail_threads

NOTHING_NEW: Mapping[int, NewMail] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Linker:
    """Links within one tenant; runs as the system, because a mail may concern accounts its reader cannot see."""

    tenant_id: int

    def mails_changed(
        self, connection: Connection, message_ids: Collection[int], new: Mapping[int, NewMail] = NOTHING_NEW, /
    ) -> None:
        """Link anew the threads of these mails; `new` are those of them that were just written."""
        self.relink_threads(connection, facts.threads_of(connection, message_ids), new)

    def threads_merged(self, connection: Connection, survivor: int, absorbed: Sequence[int]) -> None:
        """Move what people decided to the surviving thread; its link is made anew from all of its mails."""
        connection.execute(
            sa.update(link_decisions).where(in_list(link_decisions.c.thread_id, absorbed)).values(thread_id=survivor)
        )
        connection.execute(sa.delete(links).where(in_list(links.c.thread_id, absorbed)))

    def relink_threads(
        self, connection: Connection, thread_ids: Collection[int], new: Mapping[int, NewMail] = NOTHING_NEW
    ) -> None:
        """Decide what these threads concern and make their interactions follow."""
        threads = facts.thread_facts(connection, thread_ids, new)
        known = known_addresses(connection, self.tenant_id, {a for thread in threads for a in thread.addresses})
        pool = self._pool(connection, known) | self._among_ourselves(connection, threads, known)
        fitting = Fitting(pool.values())
        turned = {thread.thread_id: turns_of(thread, known, fitting) for thread in threads}
        subjects = {thread.thread_id: thread_subject(thread, turned[thread.thread_id], known) for thread in threads}
        neighbours.save_numbers(connection, self.tenant_id, {key: one.numbers for key, one in subjects.items()})
        manual = facts.decisions(connection, "thread_id", thread_ids)
        self._learn(connection, "thread_id", subjects, known, manual)
        counted = {one.thread_id for one in threads if any(of_mail(mail, known, None) for mail in one.mails)}
        decided = self._decide(connection, "thread_id", subjects, manual, pool, counted)
        rejected = {thread_id for thread_id, decision in decided.items() if decision.state is LinkState.REJECTED}
        business = [thread for thread in threads if thread.thread_id not in rejected]
        taken_out = [mail for thread in threads if thread.thread_id in rejected for mail in thread.mails]
        keep_holders(connection, self.tenant_id, taken_out)
        apart = _apart(decided, turned)
        save_apart(connection, self.tenant_id, [mail.message_id for one in threads for mail in one.mails], apart)
        wanted = [
            interaction
            for thread in business
            for mail in thread.mails
            if (interaction := of_mail(mail, known, _concern_of(mail, decided[thread.thread_id], apart, pool)))
            is not None
        ]
        # A mail that never counted is left alone; one that a person took out of business counts no more.
        settled = [mail.message_id for thread in business for mail in thread.mails if mail.holders]
        settled += [mail.message_id for mail in taken_out]
        book.save(connection, self.tenant_id, wanted, message_ids=settled)
        neighbours.unsettle(connection, save_decisions(connection, self.tenant_id, "thread_id", decided))
        noting.note_threads(connection, self.tenant_id, list(decided))

    def relink_events(self, connection: Connection, event_ids: Collection[int]) -> None:
        """Decide what these events concern and make the interactions of their dates follow."""
        meetings = facts.meeting_facts(connection, event_ids)
        addresses = {guest.address for dates in meetings.values() for date in dates for guest in date.guests}
        known = known_addresses(connection, self.tenant_id, addresses)
        pool = self._pool(connection, known)
        subjects = {event_id: meeting_subject(dates, known) for event_id, dates in meetings.items() if dates}
        manual = facts.decisions(connection, "event_id", event_ids)
        self._learn(connection, "event_id", subjects, known, manual)
        counted = {
            event_id for event_id, dates in meetings.items() if any(of_meeting(one, known, None) for one in dates)
        }
        decided = self._decide(connection, "event_id", subjects, manual, pool, counted)
        wanted: list[Interaction] = [
            interaction
            for event_id, dates in meetings.items()
            if event_id in decided and decided[event_id].state is not LinkState.REJECTED
            for date in dates
            if (interaction := of_meeting(date, known, _concern(decided[event_id], pool))) is not None
        ]
        book.save(connection, self.tenant_id, wanted, event_ids=event_ids)
        neighbours.unsettle(connection, save_decisions(connection, self.tenant_id, "event_id", decided))
        noting.note_events(connection, self.tenant_id, list(decided))

    def settle(self, connection: Connection, *, at_most: int = 500) -> int:
        """Look again at some links near which something was linked for sure since; return how many.

        As when mail and calendars are mirrored, one transaction at a time links within a tenant.
        """
        for space in (mail_mirror.LOCK_SPACE, calendar_mirror.LOCK_SPACE):
            connection.execute(
                sa.text("SELECT pg_advisory_xact_lock(:space, :tenant)"), {"space": space, "tenant": self.tenant_id}
            )
        thread_ids, event_ids = neighbours.take_unsettled(connection, at_most=at_most)
        if thread_ids:
            self.relink_threads(connection, thread_ids)
        if event_ids:
            self.relink_events(connection, event_ids)
        return len(thread_ids) + len(event_ids)

    def relink_all(self, connection: Connection, *, batch: int = 500) -> int:
        """Link every thread and event anew, as after an import of accounts; return how many."""
        thread_ids = list(connection.execute(sa.select(mail_threads.c.id).order_by(mail_threads.c.id)).scalars())
        event_ids = list(connection.execute(sa.select(events.c.id).order_by(events.c.id)).scalars())
        return self.relink(connection, thread_ids, event_ids, batch=batch)

    def relink(
        self, connection: Connection, thread_ids: Sequence[int], event_ids: Sequence[int], *, batch: int = 500
    ) -> int:
        """Link these threads and events anew, some at a time; return how many."""
        for some in _batches(thread_ids, batch):
            self.relink_threads(connection, some)
        for some in _batches(event_ids, batch):
            self.relink_events(connection, some)
        return len(thread_ids) + len(event_ids)

    def _pool(self, connection: Connection, known: Known) -> dict[int, Candidate]:
        outside = [address for address in (*known.people, *known.accounts) if not known.is_ours(address)]
        contact_ids, account_ids = customers(sorted(set(outside)), known)
        return candidates(connection, account_ids=account_ids, contact_ids=contact_ids)

    def _among_ourselves(
        self, connection: Connection, threads: Sequence[ThreadFacts], known: Known
    ) -> dict[int, Candidate]:
        inside = [one for one in threads if all(map(known.is_ours, one.addresses))]
        owners = {known.users[address] for one in inside for address in one.addresses if address in known.users}
        if not owners:
            return {}
        first_at, last_at = min(one.first_at for one in inside), max(one.last_at for one in inside)
        return candidates_of_owners(connection, owners, first_at=first_at, last_at=last_at)

    def _decide(
        self,
        connection: Connection,
        column: str,
        subjects: Mapping[int, Subject],
        manual: Mapping[int, Manual],
        pool: dict[int, Candidate],
        counted: Collection[int],
    ) -> dict[int, Decision]:
        """Decide each subject alone, and what is not sure then by its neighbours; add what is missing to `pool`."""
        rarity = rarity_of_names(connection) if pool else Rarity(())
        fitting = Fitting(pool.values())
        fits = {key: fitting.to(subject) for key, subject in subjects.items()}
        decided = {key: score.decide(subject, fits[key], rarity) for key, subject in subjects.items()}
        unsure = {key: subjects[key] for key, one in decided.items() if not one.stands_alone}
        found = neighbours.neighbours_of(connection, column, unsure, counted)
        _add(connection, pool, {one for near in found.values() for one in near.taught})
        for key, near in found.items():
            also = [pool[one] for one in near.taught if pool[one] not in fits[key]]
            decided[key] = score.decide(subjects[key], [*fits[key], *also], rarity, near)
        decided |= {key: score.follow(one, decided[key]) for key, one in manual.items() if key in decided}
        _add(connection, pool, {one.opportunity_id for one in decided.values() if one.opportunity_id is not None})
        return decided

    def _learn(
        self,
        connection: Connection,
        column: str,
        subjects: Mapping[int, Subject],
        known: Known,
        manual: Mapping[int, Manual],
    ) -> None:
        strange = {key: known.strangers(subjects[key].outside) for key in manual if key in subjects}
        lesson_book.save(connection, self.tenant_id, column, subjects, strange, manual)


def _add(connection: Connection, pool: dict[int, Candidate], opportunity_ids: Collection[int]) -> None:
    """Add the opportunities that are missing in the pool."""
    missing = set(opportunity_ids) - pool.keys()
    if missing:
        pool |= candidates_by_id(connection, missing)


def _concern(decision: Decision, pool: Mapping[int, Candidate]) -> Concern | None:
    if decision.state is not LinkState.CONFIRMED:
        return None
    candidate = pool.get(decision.opportunity_id) if decision.opportunity_id is not None else None
    contact_ids = candidate.contact_ids if candidate else frozenset()
    account_id = candidate.account_id if candidate else decision.account_id
    return Concern(decision.opportunity_id, account_id, contact_ids)


def _apart(decided: Mapping[int, Decision], turned: Mapping[int, Mapping[int, Turn]]) -> dict[int, Turn]:
    """Return the mails that concern something else than their thread; what a person decided covers all of it."""
    return {
        message_id: turn
        for thread_id, decision in decided.items()
        if decision.decision_id is None
        for message_id, turn in turned[thread_id].items()
        if turn.opportunity_id != decision.opportunity_id or decision.state is not LinkState.CONFIRMED
    }


def _concern_of(
    mail: MailFacts, decision: Decision, apart: Mapping[int, Turn], pool: Mapping[int, Candidate]
) -> Concern | None:
    if mail.message_id not in apart:
        return _concern(decision, pool)
    candidate = pool[apart[mail.message_id].opportunity_id]
    return Concern(candidate.id, candidate.account_id, candidate.contact_ids)


def _batches(ids: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
