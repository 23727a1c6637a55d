"""One line of the accuracy table, and the arithmetic of precision and recall."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """`peer` is the best published or measured system that was not trained on the set; `target` is to be reached."""

    set: str
    metric: str
    ours: float
    target: float | None = None
    peer: float | None = None
    note: str = ""

    @property
    def reached(self) -> bool:
        return self.target is None or self.ours >= self.target


@dataclass
class Tally:
    """Counts of found, false and missed."""

    right: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.false)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0
