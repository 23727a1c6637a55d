"""What speaks for and against an opportunity: named features with a strength, weighed elsewhere. Pure.

Each is one sentence on the screen. A strength is 1 for yes, a share or a small count; what a feature is worth is
learnt (linking.weights).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from trato.linking.model import ALONE, Candidate, Neighbours, Person, ReasonCode, Subject
from trato.linking.topics import Topic, is_about, topics_of
from trato.linking.words import Rarity
from trato.mail.telling import mark, marks_of

NEAR = timedelta(days=30)
# After a deal is won people write about its order and delivery, after it is lost for a few days about why.
AFTER_WON = timedelta(days=150)
AFTER_LOST = timedelta(days=21)
TELLING_SHARE = 0.2
NAMED_SHARE = 0.4
MOST_CONTACTS = 3
_TOPICS = {
    Topic.SALE: ReasonCode.ABOUT_A_SALE,
    Topic.ORDER: ReasonCode.ABOUT_AN_ORDER,
    Topic.SERVICE: ReasonCode.ABOUT_SERVICE,
    Topic.BILLING: ReasonCode.ABOUT_BILLING,
}


class Feature(NamedTuple):
    """One thing that speaks for or against a candidate, and how strongly."""

    code: ReasonCode
    strength: float
    params: Mapping[str, str] = MappingProxyType({})


def of_candidates(
    subject: Subject, candidates: Sequence[Candidate], rarity: Rarity, neighbours: Neighbours
) -> list[tuple[Candidate, tuple[Feature, ...]]]:
    """Return the features of each candidate."""
    first, last = subject.first_at.date(), subject.last_at.date()
    standing = {candidate.id: _standing(candidate, first, last) for candidate in candidates}
    alive_at = Counter(one.account_id for one in candidates if standing[one.id] is None)
    talk = _Talk(subject, rarity)
    found = []
    for candidate in candidates:
        code = standing[candidate.id]
        parts: list[Feature] = []
        if talk.has_people_of(candidate):
            parts += _by_people(subject, candidate)
        only = code is None and alive_at[candidate.account_id] == 1
        parts += _by_place(subject, candidate, is_only_open=only)
        named = _names_of(candidate.words, candidate.product_words, candidate.account_words)
        if not named.marks.isdisjoint(talk.marks):
            parts += _by_names(talk, candidate, named)
        if subject.numbers:
            parts += _by_numbers(subject, candidate)
        if neighbours is not ALONE:
            parts += _by_neighbours(subject, candidate, neighbours)
        if talk.topics:
            parts += _by_topic(candidate, talk)
        if code is not None:
            parts.append(Feature(code, 1.0))
        found.append((candidate, tuple(parts)))
    return found


class _Talk:
    """What all candidates of a subject are held against."""

    def __init__(self, subject: Subject, rarity: Rarity) -> None:
        self.subject, self.rarity = subject, rarity
        self.marks = subject.title | subject.said
        heard = topics_of(subject.title, subject.said)
        self.topics = [(topic, Feature(_TOPICS[topic], strength)) for topic, strength in heard.items()]
        self._people = frozenset(person.id for person in subject.people)

    def has_people_of(self, candidate: Candidate) -> bool:
        """Tell whether anybody of the candidate takes part."""
        return not self._people.isdisjoint(candidate.contact_ids) or candidate.decision_maker_id in self._people


def _standing(candidate: Candidate, first: date, last: date) -> ReasonCode | None:
    """Return what speaks against the opportunity by its dates: None while it is alive."""
    if candidate.is_alive(first, last):
        return None
    if candidate.closed_on is not None and candidate.closed_on < first:
        after = first - candidate.closed_on
        if after <= (AFTER_WON if candidate.was_won else AFTER_LOST):
            return ReasonCode.CLOSED_LATELY
    return ReasonCode.CLOSED_OPPORTUNITY


def _by_people(subject: Subject, candidate: Candidate) -> Iterator[Feature]:
    taking_part = [person for person in subject.people if person.id in candidate.contact_ids]
    for place, person in enumerate(taking_part[:MOST_CONTACTS]):
        yield Feature(ReasonCode.PARTICIPANT_CONTACT, 0.3 if place else 1.0, {"name": person.name})
    maker = _named(subject.people, candidate.decision_maker_id)
    if maker is not None:
        yield Feature(ReasonCode.DECISION_MAKER_WRITES, 1.0, {"name": maker.name})


def _by_place(subject: Subject, candidate: Candidate, *, is_only_open: bool) -> list[Feature]:
    found = []
    if candidate.account_id in subject.account_ids:
        found.append(_ACCOUNT)
        if is_only_open:
            found.append(_ONLY_OPEN)
    if candidate.owner_id in subject.user_ids:
        found.append(_OWNER)
    if candidate.created_on is not None and abs(subject.last_at.date() - candidate.created_on) <= NEAR:
        found.append(Feature(ReasonCode.RECENT_ACTIVITY, 1.0, {"date": candidate.created_on.isoformat()}))
    return found


_ACCOUNT = Feature(ReasonCode.ACCOUNT_DOMAIN, 1.0)
_ONLY_OPEN = Feature(ReasonCode.ONLY_OPEN_OPPORTUNITY, 1.0)
_OWNER = Feature(ReasonCode.OWNER_MAILBOX, 1.0)


def _by_names(talk: _Talk, candidate: Candidate, named: _Named) -> Iterator[Feature]:
    subject, share_of = talk.subject, talk.rarity.share
    in_title = named.telling.heard_in(subject.title)
    in_text = [word for word in named.telling.heard_in(subject.said) if word not in in_title]
    # Title and text together must tell enough: a word that is in the title too takes nothing away.
    if (in_title or in_text) and share_of([*in_title, *in_text], named.telling.words) >= TELLING_SHARE:
        for code, found in ((ReasonCode.NAME_WORDS, in_title), (ReasonCode.TEXT_WORDS, in_text)):
            if found:
                yield Feature(code, share_of(found, named.telling.words), {"words": _listed(found)})
    products = named.sold.heard_in(talk.marks)
    if products and (share := share_of(products, named.sold.words)) >= TELLING_SHARE:
        yield Feature(ReasonCode.PRODUCT_WORDS, share, {"words": _listed(products)})
    if candidate.account_id not in subject.account_ids:
        account = named.account.heard_in(talk.marks)
        if account and (share := share_of(account, named.account.words)) >= NAMED_SHARE:
            yield Feature(ReasonCode.ACCOUNT_NAMED, share, {"words": _listed(account)})


def _by_numbers(subject: Subject, candidate: Candidate) -> Iterator[Feature]:
    codes = subject.numbers & candidate.product_codes.keys()
    if codes:
        written = ", ".join(sorted(candidate.product_codes[code] for code in codes)[:4])
        yield Feature(ReasonCode.PRODUCT_CODE, min(1.0, len(codes) / 2 + 0.5), {"words": written})
    numbers = subject.numbers & candidate.numbers.keys()
    if numbers:
        yield Feature(ReasonCode.REFERENCE_NUMBER, 1.0, {"number": candidate.numbers[min(numbers)]})


def _by_neighbours(subject: Subject, candidate: Candidate, neighbours: Neighbours) -> Iterator[Feature]:
    if candidate.id in neighbours.numbers:
        yield Feature(ReasonCode.SAME_NUMBER, 1.0, {"number": neighbours.numbers[candidate.id]})
    if candidate.id in neighbours.talks:
        yield Feature(ReasonCode.SAME_TALK, neighbours.talks[candidate.id])
    if candidate.id in neighbours.taught:
        # Whom the opportunity names takes part in any case; links tell of those that it does not.
        told = neighbours.taught[candidate.id].items()
        strength = max((times for one, times in told if subject.outside[one] not in candidate.contact_ids), default=0.0)
        if strength:
            yield Feature(ReasonCode.TAUGHT, strength)
    if candidate.id in neighbours.taught_words:
        yield Feature(ReasonCode.TAUGHT_WORDS, neighbours.taught_words[candidate.id])
    if neighbours.not_business:
        count = neighbours.not_business
        yield Feature(ReasonCode.NOT_BUSINESS_BEFORE, min(1.0, count / 2), {"count": str(count)})


def _by_topic(candidate: Candidate, talk: _Talk) -> Iterator[Feature]:
    for topic, feature in talk.topics:
        # What is heard of service speaks not against an opportunity that sells service.
        if topic in {Topic.SALE, Topic.ORDER} or topic not in _sells(candidate.words, candidate.product_words):
            yield feature


class _Words:
    """Words with their marks."""

    __slots__ = ("_marked", "words")

    def __init__(self, words: frozenset[str]) -> None:
        self.words = words
        self._marked = [(word, mark(word)) for word in words]

    def heard_in(self, marks: frozenset[int]) -> list[str]:
        """Return the words that marks speak of."""
        return [word for word, its_mark in self._marked if its_mark in marks]


@dataclass(frozen=True, slots=True)
class _Named:
    """What tells a candidate from others, what it sells, and its account; `marks` of all of it."""

    telling: _Words
    sold: _Words
    account: _Words
    marks: frozenset[int]


# An opportunity is asked about by every thread that it could concern: its words are prepared once.
@lru_cache(maxsize=65_536)
def _names_of(words: frozenset[str], product_words: frozenset[str], account_words: frozenset[str]) -> _Named:
    telling, sold = words - account_words or words, product_words - words
    marks = marks_of(telling) | marks_of(sold) | marks_of(account_words)
    return _Named(_Words(telling), _Words(sold), _Words(account_words), marks)


@lru_cache(maxsize=65_536)
def _sells(words: frozenset[str], product_words: frozenset[str]) -> frozenset[Topic]:
    return frozenset(topic for topic in Topic if is_about(topic, marks_of(words) | marks_of(product_words)))


def _listed(found: Iterable[str]) -> str:
    return ", ".join(sorted(found)[:4])


def _named(people: Iterable[Person], person_id: int | None) -> Person | None:
    return next((person for person in people if person.id == person_id), None)
