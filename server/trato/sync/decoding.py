"""Decode a page of Graph item by item, so that one malformed item does not lose the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import msgspec

from trato.graph import payloads
from trato.graph.errors import GraphNotFoundError
from trato.sync.protocols import HasRemoteId, Misread, Page

if TYPE_CHECKING:  # a process that only reads needs nobody who asks
    from trato.graph.client import GraphClient

Decoded = TypeVar("Decoded", bound=payloads.Known)
Item = TypeVar("Item", bound=HasRemoteId)

LONGEST_LABEL = 255
MOST_LABELS = 50


def storable(text: str) -> str:
    """Return the text without NUL and lone surrogates, which broken mail has and PostgreSQL's text has not."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def labels(categories: Sequence[str] | None) -> tuple[str, ...]:
    """Return an item's categories as they are kept, each once."""
    return tuple(dict.fromkeys(storable(one)[:LONGEST_LABEL] for one in categories or ()))[:MOST_LABELS]


def decode_page(answer: payloads.Page, kind: type[Decoded], build: Callable[[Decoded], Item]) -> Page[Item]:
    """Decode a page item by item: one that cannot be understood is set aside, the others are kept."""
    upserts: dict[str, Item] = {}
    removed: dict[str, None] = {}
    misread: list[Misread] = []
    for raw in answer.value:
        try:
            payload = msgspec.json.decode(raw, type=kind)
            if payload.removed is not None:
                upserts.pop(payload.id, None)
                removed[payload.id] = None
                continue
            removed.pop(payload.id, None)
            upserts[payload.id] = build(payload)
        except (msgspec.DecodeError, UnicodeDecodeError, ValueError, OverflowError) as error:
            misread.append(Misread(id_of(raw), f"{type(error).__name__}: {error}"[:500]))
    return Page(
        upserts=list(upserts.values()),
        removed=list(removed),
        misread=misread,
        cursor=answer.delta_link or answer.next_link or "",
        is_last=answer.next_link is None,
    )


def ask_one(
    client: GraphClient,
    path: str,
    remote_id: str,
    kind: type[Decoded],
    build: Callable[[Decoded], Item],
    *,
    prefer: tuple[str, ...] = (),
) -> Page[Item]:
    """Ask for one item; see sync.protocols.Feed.one."""
    try:
        raw = client.get(path, msgspec.Raw, prefer=prefer)
    except GraphNotFoundError:
        return Page([], [remote_id], [], "", is_last=True)
    page = decode_page(payloads.Page(value=[raw]), kind, build)
    return replace(page, misread=[Misread(remote_id, one.reason) for one in page.misread])


def id_of(raw: msgspec.Raw) -> str:
    """Return the id of an undecoded item, empty where not even that can be read."""
    try:
        return msgspec.json.decode(raw, type=payloads.Known).id
    except msgspec.DecodeError:
        return ""
