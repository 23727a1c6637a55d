"""Decide which opportunity a thread or event concerns: a sum of named parts, shown as reasons. Pure.

One that is right nearly for sure is linked; else the likeliest are ranked suggestions; none leaves the account.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

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
SMALLEST_PART = 0.005


def decide(
    subject: Subject, candidates: Sequence[Candidate], rarity: Rarity, neighbours: Neighbours = ALONE
) -> Decision:
    """Decide by the candidates' scores; the account is that of the winner, or the only one taking part."""
    ranked = rank(subject, candidates, rarity, neighbours)
    chances = WEIGHTS.chances([one.score for one in ranked])
    account_id = next(iter(subject.account_ids)) if len(subject.account_ids) == 1 else None
    if not ranked or chances[0] < SUGGEST_CHANCE:
        reasons = (Reason(ReasonCode.NO_OPPORTUNITY, 0.0),)
        return Decision(LinkState.NONE, account_id, None, 0.0, reasons, tuple(ranked[:MOST_SUGGESTIONS]))
    best = ranked[0]
    clear = chances[0] >= WEIGHTS.certain
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
    scored = []
    weighed: dict[int, tuple[float, tuple[Reason, ...]]] = {}
    found = of_candidates(subject, list(candidates), rarity, neighbours)
    for candidate, features in found:
        # Candidates that are alike share their features: weighed once.
        if id(features) not in weighed:
            weighed[id(features)] = _weigh(features)
        score, reasons = weighed[id(features)]
        scored.append(Scored(candidate.id, candidate.account_id, score, reasons))
    return sorted(scored, key=lambda one: (-one.score, one.opportunity_id))


def _weigh(features: Iterable[Feature]) -> tuple[float, tuple[Reason, ...]]:
    points = WEIGHTS.points
    weighed = (Reason(one.code, round(one.strength * points[one.code], 2), one.params) for one in features)
    reasons = tuple(reason for reason in weighed if abs(reason.points) >= SMALLEST_PART)
    return sum(one.points for one in reasons), reasons
