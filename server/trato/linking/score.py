"""Decide which opportunity a thread or event concerns: a sum of named parts, shown as reasons. Pure.

One clear winner is linked; several are ranked suggestions; none leaves the account. Nothing is linked without
asking on people alone: customers also write about service, invoices and older machines, so what the mail says must
point to the opportunity too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from trato.linking.model import Candidate, Decision, LinkState, Manual, Reason, ReasonCode, Scored, Subject
from trato.linking.words import Rarity

CONFIRM_SCORE = 4.5
CONFIRM_MARGIN = 1.5
CONFIRM_CONTENT = 1.6
SUGGEST_SCORE = 1.5
MOST_SUGGESTIONS = 5
NEAR = timedelta(days=30)
TELLING_SHARE = 0.25
CONTENT = frozenset({ReasonCode.NAME_WORDS, ReasonCode.PRODUCT_WORDS, ReasonCode.REFERENCE_NUMBER})


@dataclass(frozen=True, slots=True)
class Points:
    """What each part is worth."""

    contact: float = 1.5
    further_contact: float = 0.5
    most_contacts: int = 3
    decision_maker: float = 0.5
    account: float = 1.0
    only_open: float = 1.0
    name_words: float = 4.0
    product_words: float = 1.0
    product_code: float = 2.0
    number: float = 5.0
    owner: float = 0.5
    recent: float = 0.5
    closed: float = -3.0


POINTS = Points()


def decide(subject: Subject, candidates: Sequence[Candidate], rarity: Rarity) -> Decision:
    """Decide by the candidates' scores; the account is that of the winner, or the only one taking part."""
    ranked = rank(subject, candidates, rarity)
    account_id = next(iter(subject.account_ids)) if len(subject.account_ids) == 1 else None
    if not ranked or ranked[0].score < SUGGEST_SCORE:
        reasons = (Reason(ReasonCode.NO_OPPORTUNITY, 0.0),)
        return Decision(LinkState.NONE, account_id, None, 0.0, reasons, tuple(ranked[:MOST_SUGGESTIONS]))
    best = ranked[0]
    runner_up = ranked[1].score if len(ranked) > 1 else 0.0
    content = sum(reason.points for reason in best.reasons if reason.code in CONTENT)
    clear = best.score >= CONFIRM_SCORE and best.score - runner_up >= CONFIRM_MARGIN and content >= CONFIRM_CONTENT
    if len(ranked) > 1 and not clear:
        count = Reason(ReasonCode.SEVERAL_CANDIDATES, 0.0, {"count": str(len(ranked))})
        best = replace(best, reasons=(*best.reasons, count))
    return Decision(
        LinkState.CONFIRMED if clear else LinkState.SUGGESTED,
        best.account_id,
        best.opportunity_id,
        best.score,
        best.reasons,
        tuple(ranked[:MOST_SUGGESTIONS]),
    )


def follow(manual: Manual, automatic: Decision) -> Decision:
    """Let a person's decision stand over the automatic one, whose ranking stays visible."""
    reason = Reason(ReasonCode.EXPLICIT, 0.0, {"name": manual.user_name})
    if manual.kind == "not_business":
        return Decision(LinkState.REJECTED, None, None, 0.0, (reason,), automatic.suggestions, manual.id)
    return Decision(
        LinkState.CONFIRMED, manual.account_id, manual.opportunity_id, 0.0, (reason,), automatic.suggestions, manual.id
    )


def rank(subject: Subject, candidates: Iterable[Candidate], rarity: Rarity) -> list[Scored]:
    """Return the candidates with their scores, best first; ties by id, so that the order never wavers."""
    pool = list(candidates)
    first, last = subject.first_at.date(), subject.last_at.date()
    alive = [candidate for candidate in pool if candidate.is_alive(first, last)]
    alive_at = Counter(candidate.account_id for candidate in alive)
    scored = []
    for candidate in pool:
        only = candidate in alive and alive_at[candidate.account_id] == 1
        reasons = tuple(_reasons(subject, candidate, rarity, is_only_open=only))
        score = sum(reason.points for reason in reasons)
        scored.append(Scored(candidate.id, candidate.account_id, score, reasons))
    return sorted(scored, key=lambda one: (-one.score, one.opportunity_id))


def _reasons(subject: Subject, candidate: Candidate, rarity: Rarity, *, is_only_open: bool) -> Iterator[Reason]:
    yield from _by_people(subject, candidate)
    if candidate.account_id in subject.account_ids:
        yield Reason(ReasonCode.ACCOUNT_DOMAIN, POINTS.account)
        if is_only_open:
            yield Reason(ReasonCode.ONLY_OPEN_OPPORTUNITY, POINTS.only_open)
    yield from _by_words(subject, candidate, rarity)
    if candidate.owner_id in subject.user_ids:
        yield Reason(ReasonCode.OWNER_MAILBOX, POINTS.owner)
    if candidate.created_on is not None and abs(subject.last_at.date() - candidate.created_on) <= NEAR:
        yield Reason(ReasonCode.RECENT_ACTIVITY, POINTS.recent, {"date": candidate.created_on.isoformat()})
    if not candidate.is_alive(subject.first_at.date(), subject.last_at.date()):
        yield Reason(ReasonCode.CLOSED_OPPORTUNITY, POINTS.closed)


def _by_people(subject: Subject, candidate: Candidate) -> Iterator[Reason]:
    taking_part = [person for person in subject.people if person.id in candidate.contact_ids]
    for place, person in enumerate(taking_part[: POINTS.most_contacts]):
        points = POINTS.further_contact if place else POINTS.contact
        yield Reason(ReasonCode.PARTICIPANT_CONTACT, points, {"name": person.name})
    maker = next((person for person in subject.people if person.id == candidate.decision_maker_id), None)
    if maker is not None:
        yield Reason(ReasonCode.DECISION_MAKER_WRITES, POINTS.decision_maker, {"name": maker.name})


def _by_words(subject: Subject, candidate: Candidate, rarity: Rarity) -> Iterator[Reason]:
    shared = subject.words & candidate.words
    share = rarity.share(shared, candidate.words)
    if share >= TELLING_SHARE:
        yield Reason(ReasonCode.NAME_WORDS, POINTS.name_words * share, {"words": ", ".join(sorted(shared)[:4])})
    products = subject.words & candidate.product_words - candidate.words
    if products and rarity.share(products, candidate.product_words) >= TELLING_SHARE:
        points = POINTS.product_words * rarity.share(products, candidate.product_words)
        yield Reason(ReasonCode.PRODUCT_WORDS, points, {"words": ", ".join(sorted(products)[:4])})
    codes = subject.numbers & candidate.product_codes.keys()
    if codes:
        written = ", ".join(sorted(candidate.product_codes[code] for code in codes)[:4])
        yield Reason(ReasonCode.PRODUCT_WORDS, POINTS.product_code, {"words": written})
    numbers = subject.numbers & candidate.numbers.keys()
    if numbers:
        yield Reason(ReasonCode.REFERENCE_NUMBER, POINTS.number, {"number": candidate.numbers[min(numbers)]})
