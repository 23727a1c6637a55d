"""What Trato notes on an item that it links: a category, which people see in lists, and which opportunity it is.

Graph: outlookCategory; extended properties, which a PATCH sets and nothing removes, so one that is taken back is empty.
No write here reaches anybody: a mail's categories are its mailbox's own, and so are those of a meeting to which one
was invited. What Graph sends to guests when their organizer changes a meeting is not documented for categories, so
such a meeting is left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from trato.graph.client import GraphClient
from trato.graph.errors import GraphError
from trato.graph.payloads import Payload
from trato.graph.writer import Change, OutlookWriter
from trato.graph.writer_model import OPPORTUNITY_PROPERTY, Written, noted

# Blue in Outlook on the desktop (Graph: outlookCategory, values of color).
BLUE = "preset7"
EXISTS = 409


class ItemKind(StrEnum):
    """Which items carry marks."""

    MESSAGE = "message"
    EVENT = "event"


class Marked(Written, frozen=True, kw_only=True, gc=False):
    """An item with what decides whether it may be marked."""

    is_organizer: bool | None = None
    attendees: list[Payload] | None = None

    @property
    def tells_guests(self) -> bool:
        """Whether others may be told when it changes."""
        return bool(self.is_organizer) and bool(self.attendees)


@dataclass(frozen=True, slots=True)
class Stands:
    """What stands on an item now: its categories, and its etags before and after the write."""

    categories: tuple[str, ...]
    etag_before: str
    etag: str


def mark(writer: OutlookWriter, kind: ItemKind, item_id: str, *, category: str, opportunity: str) -> Stands:
    """Make an item say that it is about an opportunity, or with an empty one nothing; others' categories stay.

    An item that says so already is not written, so that an answer that was lost costs one reading. Raises a
    GraphError, of which GraphNotFoundError means that there is nothing any more to be marked.
    """
    first: list[Marked] = []

    def merge(item: Marked) -> Change:
        first.append(item)
        return {} if item.tells_guests or item.is_draft else _change(item, category, opportunity)

    now = writer.change(f"{kind.value}s/{quote(item_id, safe='')}", Marked, merge)
    return Stands(tuple(now.categories or ()), first[0].etag, now.etag)


def colour(client: GraphClient, mailbox: str, category: str) -> None:
    """Have a mailbox show the category in a colour; one that it has keeps the colour its user gave it."""
    path = f"users/{quote(mailbox)}/outlook/masterCategories"
    try:
        client.send("POST", path, {"displayName": category, "color": BLUE})
    except GraphError as error:
        if error.status != EXISTS:
            raise


def _change(item: Marked, category: str, opportunity: str) -> Change:
    known = item.categories or []
    others = [one for one in known if one.casefold() != category.casefold()]
    has_it = len(others) < len(known)
    change: Change = {}
    if opportunity and not has_it:
        change["categories"] = [*known, category]
    if not opportunity and has_it:
        change["categories"] = others
    if _noted_on(item) != opportunity:
        change["singleValueExtendedProperties"] = noted("", opportunity) or _NOTHING
    return change


def _noted_on(item: Marked) -> str:
    notes = {one.id.casefold(): one.value or "" for one in item.single_value_extended_properties or ()}
    return notes.get(OPPORTUNITY_PROPERTY.casefold(), "")


_NOTHING: list[dict[str, Any]] = [{"id": OPPORTUNITY_PROPERTY, "value": ""}]
