"""What is asked of linking: what a thread or an event says, who takes part, and which opportunities it could concern.

Pure: from the facts of a thread or event and what is known of its addresses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TypeVar

from trato.linking.counting import Known, MeetingFacts, ThreadFacts, customers
from trato.linking.model import Candidate, Person, Subject
from trato.linking.segments import Turn, turns
from trato.linking.words import number
from trato.mail.numbers import reference_numbers
from trato.mail.telling import marks, marks_of

Key = TypeVar("Key", int, str)


def thread_subject(thread: ThreadFacts, turned: Mapping[int, Turn], known: Known) -> Subject:
    """Return what the thread says and who takes part, up to where it turns to another matter."""
    mails = [mail for mail in thread.mails if mail.message_id not in turned] or list(thread.mails)
    titles = " ".join(dict.fromkeys((thread.topic, *(mail.subject for mail in mails))))
    return _subject(
        {address for mail in mails for address in mail.addresses},
        known,
        title=titles,
        said=frozenset[int]().union(*(mail.marks for mail in mails)),
        numbers=frozenset(map(number, reference_numbers(titles))).union(*(mail.numbers for mail in mails)),
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
        outside={one: _contact(one, known) for one in ordered if not known.is_ours(one)},
    )


def _contact(address: str, known: Known) -> int | None:
    person = known.people.get(address)
    return None if person is None else person.id


def meeting_subject(dates: Sequence[MeetingFacts], known: Known) -> Subject:
    """Return what an event says and who is asked to it."""
    return _subject(
        {guest.address for date in dates for guest in date.guests},
        known,
        title=dates[0].subject,
        said=frozenset(),
        numbers=frozenset(map(number, reference_numbers(dates[0].subject))),
        period=(dates[0].starts_at, dates[-1].ends_at),
        holders={user for date in dates for user in date.responses},
    )


def turns_of(thread: ThreadFacts, known: Known, fitting: Fitting) -> Mapping[int, Turn]:
    """Return the mails after the thread turned to another matter of somebody who takes part (linking.segments)."""
    if not any(mail.numbers for mail in thread.mails):
        return {}
    return turns(thread.mails, fitting.to(thread_subject(thread, {}, known)))


class Fitting:
    """Finds among many candidates those that a subject could concern; looks at them all once for each way to ask."""

    def __init__(self, pool: Iterable[Candidate]) -> None:
        self._pool = tuple(pool)

    def to(self, subject: Subject) -> list[Candidate]:
        """Return those of the accounts and people that take part; among ourselves, what one of us owns and names."""
        if not subject.outside:
            named = self._by_mark
            found = [one for mark in subject.title | subject.said if mark in named for one in named[mark]]
            found += [one for number_ in subject.numbers for one in self._by_number.get(number_, ())]
            found = [one for one in found if one.owner_id in subject.user_ids]
        else:
            found = [one for account in subject.account_ids for one in self._by_account.get(account, ())]
            found += [one for person in subject.people for one in self._by_contact.get(person.id, ())]
        return list({one.id: one for one in found}.values())

    @cached_property
    def _by_account(self) -> Mapping[int, list[Candidate]]:
        return _gathered((one.account_id, one) for one in self._pool)

    @cached_property
    def _by_contact(self) -> Mapping[int, list[Candidate]]:
        return _gathered((contact_id, one) for one in self._pool for contact_id in one.contact_ids)

    @cached_property
    def _by_mark(self) -> Mapping[int, list[Candidate]]:
        return _gathered((mark, one) for one in self._pool for mark in _named_by(one.words, one.account_words))

    @cached_property
    def _by_number(self) -> Mapping[str, list[Candidate]]:
        return _gathered((number_, one) for one in self._pool for number_ in one.numbers)


@lru_cache(maxsize=16_384)
def _named_by(words: frozenset[str], account_words: frozenset[str]) -> frozenset[int]:
    return marks_of(words) | marks_of(account_words)


def _gathered(pairs: Iterable[tuple[Key, Candidate]]) -> dict[Key, list[Candidate]]:
    found: dict[Key, list[Candidate]] = defaultdict(list)
    for key, candidate in pairs:
        found[key].append(candidate)
    return dict(found)
