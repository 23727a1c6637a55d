"""Decide which opportunity a thread or event concerns: a sum of named parts, shown as reasons. Pure.

One that is right nearly for sure is linked; else the likeliest are ranked suggestions; none leaves the account.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trato.linking.features import Feature, of_candidates
from trato.linking.model import (
    ALONE,
    Candidate,
    Decision,
    LinkState,
    Manual,
    Neighbours,
    Reason,
    ReasonCode,
    Scored,
    Subject,
)
from trato.linking.weights import WEIGHTS
from trato.linking.words import Rarity

SUGGEST_CHANCE = 0.02
MOST_SUGGESTIONS = 5


def decide(
    subject: Subject, candidates: Sequence[Candidate], rarity: Rarity, neighbours: Neighbours = ALONE
) -> Decision:
    """Decide by the candidates' scores; the account is that of the winner, or the only one taking part."""
    weighed = _weighed(subject, candidates, rarity, neighbours)
    chances = WEIGHTS.chances([one.score for one in weighed])
    suggestions = tuple(map(_scored, weighed[:MOST_SUGGESTIONS]))
    account_id = next(iter(subject.account_ids)) if len(subject.account_ids) == 1 else None
    if not suggestions or chances[0] < SUGGEST_CHANCE:
        return Decision(LinkState.NONE, account_id, None, 0.0, (_NO_OPPORTUNITY,), suggestions)
    best = suggestions[0]
    clear = chances[0] >= WEIGHTS.certain
    if len(weighed) > 1 and not clear:
        count = Reason(ReasonCode.SEVERAL_CANDIDATES, 0.0, {"count": str(len(weighed))})
        best = replace(best, reasons=(*best.reasons, count))
    return Decision(
        LinkState.CONFIRMED if clear else LinkState.SUGGESTED,
        best.account_id,
        best.opportunity_id,
        best.score,
        best.reasons,
        suggestions,
        stands_alone=clear and neighbours is ALONE,
    )


def follow(manual: Manual, automatic: Decision) -> Decision:
    """Let a person's decision stand over the automatic one, whose ranking stays visible."""
    reason = Reason(ReasonCode.EXPLICIT, 0.0, {"name": manual.user_name})
    if manual.kind == "not_business":
        return Decision(LinkState.REJECTED, None, None, 0.0, (reason,), automatic.suggestions, manual.id)
    return Decision(
        LinkState.CONFIRMED, manual.account_id, manual.opportunity_id, 0.0, (reason,), automatic.suggestions,
        manual.id, stands_alone=True,
    )  # fmt: skip


def rank(
    subject: Subject, candidates: Iterable[Candidate], rarity: Rarity, neighbours: Neighbours = ALONE
) -> list[Scored]:
    """Return the candidates with their scores, best first; ties by id, so that the order never wavers."""
    return list(map(_scored, _weighed(subject, candidates, rarity, neighbours)))


_NO_OPPORTUNITY = Reason(ReasonCode.NO_OPPORTUNITY, 0.0)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A candidate with its score and what it comes from; its reasons are put into words for the best alone."""

    score: float
    candidate: Candidate
    features: tuple[Feature, ...]


def _weighed(
    subject: Subject, candidates: Iterable[Candidate], rarity: Rarity, neighbours: Neighbours
) -> list[_Weighed]:
    found = of_candidates(subject, list(candidates), rarity, neighbours)
    weighed = [_Weighed(sum(map(_points, features)), candidate, features) for candidate, features in found]
    return sorted(weighed, key=lambda one: (-one.score, one.candidate.id))


def _scored(one: _Weighed) -> Scored:
    weighed = ((feature, _points(feature)) for feature in one.features)
    reasons = tuple(Reason(feature.code, points, feature.params) for feature, points in weighed if points)
    return Scored(one.candidate.id, one.candidate.account_id, one.score, reasons)


def _points(feature: Feature) -> float:
    """Return what a feature adds to the score, in hundredths, so that the reasons shown add up to it."""
    return round(feature.strength * WEIGHTS.points[feature.code], 2)
