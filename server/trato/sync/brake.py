"""How much a full round may remove unasked."""

from __future__ import annotations

from dataclasses import dataclass

from trato.sync.errors import MassRemovalError

FREE_REMOVALS = 20


@dataclass(frozen=True, slots=True)
class Brake:
    """A share of all that is kept, or a few in any case."""

    share: float = 0.3
    at_least: int = FREE_REMOVALS

    def lets(self, gone: int, total: int) -> bool:
        """Tell whether that many of all may go without a person's word."""
        return gone <= max(self.at_least, self.share * total)

    def refusal(self, gone: int, total: int) -> MassRemovalError:
        """Return what to tell the person whose word is needed."""
        return MassRemovalError(
            f"a full round would remove {gone} of {total} items; nothing was removed. "
            "Look at the mailbox, then allow it with `trato connect --allow-removal`"
        )


BRAKE = Brake()
