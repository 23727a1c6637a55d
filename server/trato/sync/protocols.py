"""The two ports of a round: a feed that gives pages after a cursor, and a mirror that applies them.

ITEM     something in a mailbox, parsed; it has an id that stays the same while it stays in the mailbox
PAGE     items that are there now (upserts), ids that are gone (removed), and the cursor that follows
CURSOR   opaque; "" asks for everything; a feed may reorder, repeat and replay, so a mirror takes an item's state
as it comes and ends the same
ROUND    pages until the last; a *full* round started from "" and mentions everything that exists
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:  # a process that only reads writes nothing
    from sqlalchemy import Connection

Item = TypeVar("Item", bound="HasRemoteId")


@dataclass(frozen=True, slots=True)
class Misread:
    """An item that could not be understood: its id and why. It is kept aside and the rest goes on."""

    remote_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """What a feed gives at once. `cursor` leads to the next page or, after the last one, to later changes."""

    upserts: Sequence[Item]
    removed: Sequence[str]
    misread: Sequence[Misread]
    cursor: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class Fetched(Generic[Item]):
    """A page as it came: where it leads is known, and `read` understands what is in it."""

    cursor: str
    is_last: bool
    read: Callable[[], Page[Item]]


class HasRemoteId(Protocol):
    """What every item has: its id in the mailbox."""

    @property
    def remote_id(self) -> str:
        """Return the id, the same while the item stays in the mailbox."""
        ...


class Feed(Protocol[Item]):
    """One stream of changes of a mailbox."""

    def page(self, cursor: str) -> Page[Item]:
        """Return the page after `cursor`.

        Raises CursorExpiredError when the cursor no longer leads anywhere: start again from "". Raises ThrottledError,
        GraphUnavailableError, ConsentRevokedError or GraphNotFoundError as they are named.
        """
        ...

    def one(self, remote_id: str) -> Page[Item]:
        """Ask for one item by its id; the page has it as an upsert, as misread, or as removed when it is gone.

        For what was set aside, and for what two feeds told at the same time. The page's cursor means nothing.
        """
        ...


@runtime_checkable
class ReadsAhead(Protocol[Item]):
    """A feed whose next page may be asked for while the one before is being read and applied."""

    def fetch(self, cursor: str) -> Fetched[Item]:
        """Ask for the page after `cursor` and leave it unread; raises what `Feed.page` raises."""
        ...


class Mirror(Protocol[Item]):
    """Rows that equal what a feed told. All methods run in the transaction that moves the cursor."""

    def apply(self, connection: Connection, page: Page[Item], *, full_round: int) -> int:
        """Write the page's upserts and removals; mark what it mentions, misread or not, with `full_round`.

        Return how many rows changed.
        """
        ...

    def unmentioned(self, connection: Connection, *, full_round: int) -> tuple[int, int]:
        """Return how many rows the full round did not mention, and how many there are in all."""
        ...

    def sweep(self, connection: Connection, *, full_round: int) -> int:
        """Remove what the full round did not mention. Return rows removed."""
        ...
