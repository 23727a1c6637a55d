"""Objectives beside money: how far somebody is, weighted. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal


def score(objectives: Iterable[tuple[int, int]]) -> Decimal | None:
    """Return the progress in percent of objectives given as (weight, progress in percent), to one place.

    None where there are none, or none of them weighs anything.
    """
    told = list(objectives)
    weights = sum(weight for weight, _ in told)
    if not weights:
        return None
    reached = Decimal(sum(weight * progress for weight, progress in told))
    return (reached / weights).quantize(Decimal("0.1"), ROUND_HALF_UP)
