"""What does not agree between Trato and the truth, in words."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Balance:
    """What does not agree, in words."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    edits_lost: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Tell whether anything is wrong."""
        return bool(self.lost or self.doubled or self.edits_lost)

    def __str__(self) -> str:
        parts = (("lost", self.lost), ("doubled", self.doubled), ("edits lost", self.edits_lost))
        return "; ".join(f"{name} {len(told)}: {told[:6]}" for name, told in parts if told) or "all agrees"

    def add(self, other: Balance) -> None:
        self.lost += other.lost
        self.doubled += other.doubled
        self.edits_lost += other.edits_lost
