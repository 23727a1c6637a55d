"""What a mailbox is read as: streams, each a feed with its mirror, told by one provider for each kind.

A new kind of thing needs a `FeedKind`, a feed and a mirror (sync.protocols), a function that lists the mailbox's
streams of that kind, and a line in `jobs.mailboxes.PROVIDERS`:

    def task_streams(connection: Connection, box: Box) -> list[Stream]:
        return [
            Stream(
                kind=FeedKind.TASKS,
                remote_id=row.remote_id,
                name=row.name,
                feed=lambda client: TaskFeed(client, box.user_id, row.remote_id),
                mirror=ItemMirror(box.tenant_id, box.mailbox.id, …),
            )
            for row in …
        ]

    Provider(FeedKind.TASKS, task_streams, after=FeedKind.TASK_LISTS)

`after` names the kind whose rows say which streams there are: they are listed when that kind has been read, and the
feeds of streams that are no longer listed are forgotten. A provider reads rows only; it never asks Graph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from trato.clock import Clock
from trato.db.engine import Database
from trato.directory.model import Mailbox
from trato.graph.client import GraphClient
from trato.linking.service import Linker
from trato.mail.mirror import Ours
from trato.mail.reading_apart import ReadingApart
from trato.sync.model import FeedKind
from trato.sync.protocols import Feed, Mirror

FIRST = 0
USUAL = 50


@dataclass(frozen=True, slots=True)
class Box:
    """The mailbox that is followed, and what its streams are made with; large pages may be read `apart`."""

    database: Database
    tenant_id: int
    mailbox: Mailbox
    clock: Clock
    ours: Ours
    linker: Linker
    apart: ReadingApart | None = None

    @property
    def user_id(self) -> str:
        """Return how Graph names the mailbox's user."""
        return self.mailbox.graph_user_id


@dataclass(frozen=True, slots=True)
class Stream:
    """One feed of a mailbox with its mirror.

    `feed` makes the feed for the client of the thread that reads it. Streams of a lower `place` are read first;
    `estimated` is how many items are expected, where that is known.
    """

    kind: FeedKind
    remote_id: str
    name: str
    feed: Callable[[GraphClient], Feed[Any]]
    mirror: Mirror[Any]
    estimated: int | None = None
    place: int = USUAL


@dataclass(frozen=True, slots=True)
class Provider:
    """Lists the streams of one kind. `after`: the kind that must be read before, because its rows tell of them."""

    kind: FeedKind
    streams: Callable[[Connection, Box], Sequence[Stream]]
    after: FeedKind | None = None
