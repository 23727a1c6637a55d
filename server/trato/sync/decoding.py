"""Decode a page of Graph item by item, so that one malformed item does not lose the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import msgspec

from trato import typed
from trato.graph import payloads
from trato.graph.errors import GraphNotFoundError
from trato.sync.protocols import HasRemoteId, Misread, Page

if TYPE_CHECKING:  # a process that only reads needs nobody who asks
    from trato.graph.client import GraphClient

Decoded = TypeVar("Decoded", bound=payloads.Known)
Item = TypeVar("Item", bound=HasRemoteId)

LARGE_ITEM = 2_000_000
LONGEST_TEXT = 1_000_000
LONGEST_ESCAPE = 12  # a character in two halves, \uD83D\uDE00
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
            payload = typed.from_json(_bounded(raw), kind)
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


def _bounded(raw: msgspec.Raw) -> msgspec.Raw | bytes:
    """Return an item whose text is no longer than anybody writes; the rest of it is never made a string at all.

    A mail of fifty megabytes would else be held in memory four times over while it is understood.
    """
    if memoryview(raw).nbytes <= LARGE_ITEM:
        return raw
    item = typed.from_json(raw, dict[str, msgspec.Raw])
    try:
        body = typed.from_json(item["body"], dict[str, msgspec.Raw])
        body["content"] = _shortened(body["content"])
    except (KeyError, msgspec.DecodeError):  # it has no text: its kind's own decoder says what is wrong
        return raw
    return msgspec.json.encode(item | {"body": msgspec.Raw(msgspec.json.encode(body))})


def _shortened(told: msgspec.Raw) -> msgspec.Raw:
    """Cut a JSON string after so many bytes, before the character or the escape that stands there."""
    if memoryview(told).nbytes <= LONGEST_TEXT:
        return told
    head = bytes(memoryview(told)[:LONGEST_TEXT])
    for back in range(LONGEST_ESCAPE + 1):
        try:
            text = typed.from_json(head[: len(head) - back] + b'"', str)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        return msgspec.Raw(msgspec.json.encode(text))
    return told


def id_of(raw: msgspec.Raw) -> str:
    """Return the id of an undecoded item, empty where not even that can be read."""
    try:
        return typed.from_json(raw, payloads.Known).id
    except msgspec.DecodeError:
        return ""
