"""Take mail into the tenant of a million, page after page, until told to stop; then take out what came.

A process of its own, as a worker is: real rounds over pages of bytes, to the mailbox of one of the reps.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from datetime import UTC, datetime

import sqlalchemy as sa
from tests.bench.ingest import Graph
from tests.bench.ingest_mailbox import Shape, pages
from tests.bench.million import TENANT_ID

from trato.clock import Clock
from trato.db.engine import Database, open_database
from trato.jobs.worker import collect_seldom
from trato.linking.service import Linker
from trato.mail.feed import MessageFeed
from trato.mail.mirror import MessageMirror, Ours
from trato.sync import store as feeds
from trato.sync.model import FeedKind
from trato.sync.round import Rounds

MAILBOX = 30
PAGE = 500


def main() -> None:
    """Run rounds until SIGTERM; say so once the first page is in."""
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    collect_seldom()
    database = open_database(sys.argv[1])
    with database.as_system(TENANT_ID) as connection:
        newest = connection.execute(sa.text("SELECT max(id) FROM messages")).scalar_one()
    first = int(time.time()) % 10_000_000
    told = False
    try:
        while not over.is_set():
            follow(database, first)
            first += PAGE
            if not told:
                sys.stdout.write("comes in\n")
                sys.stdout.flush()
                told = True
    finally:
        take_out(database, newest)
        database.dispose()


def follow(database: Database, first: int) -> None:
    """Take one page in, as a round of its own."""
    # A folder of its own for each page: what a first round of a folder does not mention is nothing that was there.
    folder = f"bench-{first}"
    linker = Linker(TENANT_ID)
    with database.as_system(TENANT_ID) as connection:
        feed_id = feeds.ensure(connection, TENANT_ID, MAILBOX, FeedKind.MESSAGES, remote_id=folder, name="Inbox")
    ours = Ours(frozenset({"bench.example"}), frozenset())
    mirror = MessageMirror(
        TENANT_ID, MAILBOX, folder, ours, on_change=linker.mails_changed, on_merge=linker.threads_merged
    )
    graph = Graph(pages(Shape(PAGE, first=first)))
    reader = MessageFeed(graph, "user30", folder, PAGE)  # type: ignore[arg-type]
    Rounds(database, TENANT_ID, Clock.starting_at(datetime.now(UTC))).run(feed_id, reader, mirror)


def take_out(database: Database, newest: int) -> None:
    """Leave the tenant as it was."""
    with database.as_system(TENANT_ID) as connection:
        for statement in (
            "DELETE FROM interactions WHERE message_id > :newest",
            "DELETE FROM message_copies WHERE message_id > :newest",
            "DELETE FROM messages WHERE id > :newest",
            "DELETE FROM threads t WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.thread_id = t.id)"
            " AND t.id > (SELECT coalesce(max(thread_id), 0) FROM messages WHERE id <= :newest)",
        ):
            connection.execute(sa.text(statement), {"newest": newest})
        connection.execute(sa.text("DELETE FROM feeds WHERE remote_id LIKE 'bench-%'"))


if __name__ == "__main__":
    main()
