"""What people's links teach about other threads: whose an address is, who belongs to an opportunity, its words. Pure.

A lesson is a thread or event that a person linked. It holds as long as the decision does; undoing that takes the
lesson back. Nothing else is learnt, so what Trato links follows from what people decided and not from when.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, log1p

from trato.linking.model import Subject

FADES_AFTER = timedelta(days=365)
# As many lessons of none as one begins with (the prior of a Dirichlet-multinomial).
PRIOR = 0.5
LEAST_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a person linked: to which opportunity (None: the account alone), who took part, what its title said.

    `strangers` are the addresses of those who took part in something where nobody was known, and their domains where
    these are a firm's own: the link tells whose they are.
    """

    decision_id: int
    account_id: int
    opportunity_id: int | None
    addresses: frozenset[str]
    strangers: frozenset[str]
    title: frozenset[int]
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Taught:
    """What lessons say of a subject, by opportunity.

    `people`: for each of its people, how often they were linked to it (log-odds); `words`: which part of the title of
    a lesson the subject says too.
    """

    people: Mapping[int, Mapping[str, float]]
    words: Mapping[int, float]


def taught(subject: Subject, lessons: Iterable[Lesson]) -> Taught:
    """Return what the lessons of these people and accounts say of the subject."""
    counted: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    told: list[Lesson] = []
    for lesson in lessons:
        shared = lesson.addresses & subject.outside.keys()
        if shared or lesson.account_id in subject.account_ids:
            told.append(lesson)
        if lesson.opportunity_id is not None:
            for address in shared:
                counted[lesson.opportunity_id][address] += exp(-_away(lesson, subject) / FADES_AFTER)
    people = {
        opportunity_id: {address: log1p(times / PRIOR) for address, times in by_address.items()}
        for opportunity_id, by_address in counted.items()
    }
    return Taught(people, _words(subject, told))


def accounts_of_strangers(lessons: Iterable[Lesson]) -> dict[str, int]:
    """Return whose the strangers' addresses and domains are: none where two links disagree."""
    found: dict[str, set[int]] = defaultdict(set)
    for lesson in lessons:
        for told in lesson.strangers:
            found[told].add(lesson.account_id)
    return {told: next(iter(ids)) for told, ids in found.items() if len(ids) == 1}


def _words(subject: Subject, lessons: Sequence[Lesson]) -> dict[int, float]:
    """Return which part of a lesson's title the subject shares, without what lessons of other opportunities say too."""
    heard = subject.title | subject.said
    found: dict[int, float] = {}
    for lesson in lessons:
        if lesson.opportunity_id is None:
            continue
        others = [one.title for one in lessons if one.opportunity_id != lesson.opportunity_id]
        telling = lesson.title.difference(*others)
        share = len(telling & heard) / len(telling) if telling else 0.0
        if share >= LEAST_SHARED:
            found[lesson.opportunity_id] = max(share, found.get(lesson.opportunity_id, 0.0))
    return found


def _away(lesson: Lesson, subject: Subject) -> timedelta:
    return max(timedelta(0), subject.first_at - lesson.last_at, lesson.first_at - subject.last_at)
