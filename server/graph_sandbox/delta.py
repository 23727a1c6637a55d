"""Delta tokens and rounds: first a snapshot page by page, then what changed since.

https://learn.microsoft.com/graph/delta-query-overview. A token carries all it needs, so the server keeps no rounds;
it stays good over a restart on the same tenant folder as long as nothing was written in between.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable
from hashlib import blake2b
from typing import Generic, TypeVar
from urllib.parse import quote

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from graph_sandbox.shelf import Rank, Shelf
from graph_sandbox.web import GraphError, Request

T = TypeVar("T")
SNAPSHOT = -1


class Token(Struct, frozen=True, array_like=True):
    """Where a round stands. `since` is SNAPSHOT in a first round; `after` the last item given, `page` counts from 1."""

    collection: str
    generation: str
    run: str
    issued: int
    until: int
    since: int = SNAPSHOT
    after: Rank | None = None
    page: int = 1
    select: tuple[str, ...] | None = None
    size: int | None = None
    condition: str | None = None
    change_types: str | None = None
    start: str | None = None
    end: str | None = None


# Learnt here, once: msgspec 0.22 ends the process when two threads read a type for the first time at once.
_token = msgspec.msgpack.Decoder(Token)


class Tracked(Struct, frozen=True):
    """A collection to ask changes of: its name, the newest change number, and the one it was loaded with."""

    name: str
    number: int
    loaded: int


class DeltaState:
    """What makes tokens of this run valid or not."""

    def __init__(self) -> None:
        self.generation = ""
        self.run = secrets.token_hex(4)
        self.issued = 0
        self.valid_from = 0
        self.expire_at_page: int | None = None

    def expire_all(self) -> None:
        """Every token given so far is gone."""
        self.valid_from = self.issued + 1

    def check(self, token: Token, loaded_number: int, request: Request) -> None:
        """Whether a token still means something.

        Raises:
            GraphError: 410 with the address to start again from.
        """
        same_run = token.run == self.run
        is_stale = token.generation != self.generation or (
            not same_run and max(token.until, token.since) > loaded_number
        )
        is_expired = (same_run and token.issued < self.valid_from) or (not same_run and self.valid_from > 0)
        if self.expire_at_page is not None and token.page == self.expire_at_page and token.page > 1:
            self.expire_at_page, is_expired = None, True
        if is_stale or is_expired:
            raise state_lost(request, token)

    def write(self, token: Token) -> str:
        """The token as opaque text."""
        self.issued += 1
        packed = msgspec.msgpack.encode(replace(token, run=self.run, issued=self.issued))
        return urlsafe_b64encode(_sum(packed) + packed).decode().rstrip("=")

    def read(self, text: str, collection: str) -> Token:
        """A token back.

        Raises:
            GraphError: 400 if it is none, or one of another collection.
        """
        try:
            raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            token = _token.decode(raw[6:])
        except (Base64Error, ValueError, msgspec.DecodeError) as error:
            raise _badly_formed() from error
        if _sum(raw[6:]) != raw[:6] or token.collection.partition("/")[2] != collection.partition("/")[2]:
            raise _badly_formed()
        return token


class Page(Struct, Generic[T]):
    """One page of a round: what is there now, what is gone, and the token to go on with."""

    present: list[T]
    gone: list[T]
    next_token: Token | None
    delta_token: Token | None


def page_of(shelf: Shelf[T], token: Token, size: int) -> Page[T]:
    """The next page of a round over one shelf."""
    if token.since == SNAPSHOT:
        items, after = shelf.page(token.after, size)
        following = replace(token, after=after, page=token.page + 1) if after else None
        return Page(items, [], following, None if following else _done(token))
    seen = int(token.after[0]) if token.after else token.since
    changes = [c for c in shelf.changes(token.since) if seen < c.number <= token.until]
    some = changes[:size]
    present: list[T] = []
    gone: list[T] = []
    for change in some:
        now = shelf.get(change.key)
        left = shelf.last_left(change.key, token.since) if now is None else None
        if now is not None:
            present.append(now)
        elif left is not None:
            gone.append(left)
    more = len(changes) > size
    following = replace(token, after=(float(some[-1].number), 0), page=token.page + 1) if more else None
    return Page(present, gone, following, None if more else _done(token))


def links(request: Request, state: DeltaState, next_token: Token | None, delta_token: Token | None) -> dict[str, str]:
    """The link a page ends with."""
    base = request.address
    if next_token is not None:
        return {"@odata.nextLink": f"{base}?$skiptoken={state.write(next_token)}"}
    if delta_token is not None:
        return {"@odata.deltaLink": f"{base}?$deltatoken={state.write(delta_token)}"}
    return {}


def start_or_read(request: Request, state: DeltaState, tracked: Tracked, start: Callable[[], Token]) -> Token:
    """The round a request goes on with, or a new one."""
    text = request.query.get("$skiptoken") or request.query.get("$deltatoken") or ""
    if not text or text.lower() == "latest":
        return start()
    token = state.read(text, tracked.name)
    if token.collection != tracked.name:
        # The mailbox was moved: the same collection under another mailbox id.
        raise state_lost(request, token)
    state.check(token, tracked.loaded, request)
    if "$deltatoken" in request.query:
        token = replace(token, until=tracked.number)
    return token


def state_lost(request: Request, token: Token) -> GraphError:
    """410 as Outlook answers it; the address to start anew from has the options of the old round."""
    options = {
        "$select": ",".join(token.select or ()),
        "$filter": token.condition,
        "changeType": token.change_types,
        "startDateTime": token.start,
        "endDateTime": token.end,
    }
    kept = "".join(f"{name}={quote(value)}&" for name, value in options.items() if value)
    fresh = f"{request.address}?{kept}$deltatoken="
    return GraphError(
        410,
        "SyncStateNotFound",
        "The sync state generation is not found; generation=149;[highest=157][157][155][156].",
        {"Location": fresh},
    )


def _done(token: Token) -> Token:
    return replace(token, since=token.until, after=None, page=1)


def _sum(packed: bytes) -> bytes:
    return blake2b(packed, digest_size=6).digest()


def _badly_formed() -> GraphError:
    return GraphError(400, "BadRequest", "Badly formed token.")
