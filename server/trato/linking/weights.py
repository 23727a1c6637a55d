"""What each feature is worth: learnt by `make train`, kept in one readable file beside this one.

A candidate's score is the sum of its features' strengths times their weights. Against the candidates stands "none of
them" with the score `threshold`; the chance that a candidate is right is its part of the exponentials of all scores
(multinomial logit), and what is linked without asking has at least the chance `certain`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from math import exp

from trato.linking.model import ReasonCode


@dataclass(frozen=True, slots=True)
class Weights:
    """The learnt numbers."""

    points: Mapping[ReasonCode, float]
    threshold: float
    certain: float

    def chances(self, scores: Sequence[float]) -> list[float]:
        """Return the chance of each score's candidate to be right, given the others and none of them."""
        top = max([self.threshold, *scores])
        parts = [exp(score - top) for score in scores]
        whole = sum(parts) + exp(self.threshold - top)
        return [part / whole for part in parts]


def _read() -> Weights:
    kept = json.loads(resources.files(__package__).joinpath("weights.json").read_bytes())
    points = {ReasonCode(code): float(value) for code, value in kept["points"].items()}
    return Weights(points, float(kept["threshold"]), float(kept["certain"]))


WEIGHTS = _read()
