"""What is asked of linking: what a thread or an event says, who takes part, and which opportunities it could concern.

Pure: from the facts of a thread or event and what is known of its addresses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from trato.linking.counting import Known, MeetingFacts, ThreadFacts, customers
from trato.linking.model import Candidate, Person, Subject
from trato.linking.segments import Turn, turns
from trato.linking.words import number
from trato.mail.numbers import REFERENCE_NUMBER
from trato.mail.telling import marks, marks_of


def thread_subject(thread: ThreadFacts, turned: Mapping[int, Turn], known: Known) -> Subject:
    """Return what the thread says and who takes part, up to where it turns to another matter."""
    mails = [mail for mail in thread.mails if mail.message_id not in turned] or list(thread.mails)
    titles = " ".join(dict.fromkeys((thread.topic, *(mail.subject for mail in mails))))
    return _subject(
        {address for mail in mails for address in mail.addresses},
        known,
        title=titles,
        said=frozenset[int]().union(*(mail.marks for mail in mails)),
        numbers=frozenset(map(number, REFERENCE_NUMBER.findall(titles))).union(*(mail.numbers for mail in mails)),
        period=(mails[0].at, mails[-1].at),
        holders={user for mail in mails for user in mail.holders},
    )


def _subject(
    addresses: Collection[str],
    known: Known,
    *,
    title: str,
    said: frozenset[int],
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
        title=marks(title),
        said=said,
        numbers=numbers,
        first_at=period[0],
        last_at=period[1],
        outside=frozenset(address for address in ordered if not known.is_ours(address)),
    )


def meeting_subject(dates: Sequence[MeetingFacts], known: Known) -> Subject:
    """Return what an event says and who is asked to it."""
    return _subject(
        {guest.address for date in dates for guest in date.guests},
        known,
        title=dates[0].subject,
        said=frozenset(),
        numbers=frozenset(map(number, REFERENCE_NUMBER.findall(dates[0].subject))),
        period=(dates[0].starts_at, dates[-1].ends_at),
        holders={user for date in dates for user in date.responses},
    )


def turns_of(thread: ThreadFacts, known: Known, fitting: Fitting) -> Mapping[int, Turn]:
    """Return the mails after the thread turned to another matter of somebody who takes part (linking.segments)."""
    if not any(mail.numbers for mail in thread.mails):
        return {}
    return turns(thread.mails, fitting.to(thread_subject(thread, {}, known)))


class Fitting:
    """Finds among many candidates those that a subject could concern."""

    def __init__(self, pool: Iterable[Candidate]) -> None:
        self._by_account: dict[int, list[Candidate]] = defaultdict(list)
        self._by_contact: dict[int, list[Candidate]] = defaultdict(list)
        self._by_mark: dict[int, list[Candidate]] = defaultdict(list)
        self._by_number: dict[str, list[Candidate]] = defaultdict(list)
        for one in pool:
            self._by_account[one.account_id].append(one)
            for contact_id in one.contact_ids:
                self._by_contact[contact_id].append(one)
            for mark in marks_of(one.words) | marks_of(one.account_words):
                self._by_mark[mark].append(one)
            for number_ in one.numbers:
                self._by_number[number_].append(one)

    def to(self, subject: Subject) -> list[Candidate]:
        """Return those of the accounts and people that take part; among ourselves, what one of us owns and names."""
        if not subject.outside:
            found = [one for mark in subject.title | subject.said for one in self._by_mark.get(mark, ())]
            found += [one for number_ in subject.numbers for one in self._by_number.get(number_, ())]
            found = [one for one in found if one.owner_id in subject.user_ids]
        else:
            found = [one for account in subject.account_ids for one in self._by_account.get(account, ())]
            found += [one for person in subject.people for one in self._by_contact.get(person.id, ())]
        return list({one.id: one for one in found}.values())
