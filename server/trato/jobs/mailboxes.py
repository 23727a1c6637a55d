"""Follow one mailbox: its folders, then each folder's messages, then its calendar; every change is linked at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from trato.calendar.feed import CalendarFeed
from trato.calendar.mirror import CalendarMirror
from trato.calendar.model import Window
from trato.clock import Clock
from trato.db.engine import Database
from trato.directory import store as directory
from trato.directory.model import Mailbox
from trato.directory.tables import tenants, user_addresses
from trato.errors import TratoError
from trato.graph.client import GraphClient
from trato.linking.service import Linker
from trato.mail.feed import FolderFeed, MessageFeed
from trato.mail.mirror import FolderMirror, MessageMirror, Ours
from trato.mail.model import WellKnown
from trato.mail.tables import mail_folders
from trato.sync import store as feeds
from trato.sync.model import FeedKind, RoundReport
from trato.sync.round import Rounds

PAST = timedelta(days=730)
AHEAD = timedelta(days=365)
UNREAD_FOLDERS = {WellKnown.OUTBOX.value}
FIRST_FOLDERS = [WellKnown.INBOX.value, WellKnown.SENT.value]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a mailbox is: `done` items of `estimated` (None while unknown) in the feed of that name."""

    mailbox: str
    feed: str
    done: int
    estimated: int | None


@dataclass(frozen=True, slots=True)
class MailboxReport:
    """What following a mailbox once did; `faults` says by feed what could not be read now."""

    items: int
    changed: int
    misread: int
    faults: dict[str, str]


class MailboxSync:
    """Runs rounds for the mailboxes of one tenant. One instance per thread, because its client is not shared."""

    def __init__(self, database: Database, tenant_id: int, clock: Clock, client: GraphClient) -> None:
        self._database = database
        self._tenant_id = tenant_id
        self._client = client
        self._clock = clock
        self._rounds = Rounds(database, tenant_id, clock)
        self._linker = Linker(tenant_id)
        self._ours = self._read_ours()

    def follow(self, mailbox: Mailbox, on_progress: Callable[[Progress], None] | None = None) -> MailboxReport:
        """Run one round of every feed of the mailbox. A feed that fails is noted and does not stop the others."""
        told = on_progress or (lambda _progress: None)
        reports: list[RoundReport] = []
        faults: dict[str, str] = {}
        for name, run in self._feeds(mailbox, told):
            try:
                reports.append(run())
            except TratoError as error:
                faults[name] = f"{error.code}: {error}"
        return MailboxReport(
            items=sum(report.items for report in reports),
            changed=sum(report.changed for report in reports),
            misread=sum(report.misread for report in reports),
            faults=faults,
        )

    def _feeds(
        self, mailbox: Mailbox, told: Callable[[Progress], None]
    ) -> Iterable[tuple[str, Callable[[], RoundReport]]]:
        yield "folders", lambda: self._folders(mailbox)
        for remote_id, name, total in self._folder_list(mailbox):
            yield name, self._messages_round(mailbox, remote_id, name, total, told)
        yield "calendar", lambda: self._calendar(mailbox, told)

    def _folders(self, mailbox: Mailbox) -> RoundReport:
        with self._database.as_system(self._tenant_id) as connection:
            feed_id = feeds.ensure(connection, self._tenant_id, mailbox.id, FeedKind.FOLDERS, name="folders")
        feed = FolderFeed(self._client, mailbox.graph_user_id)
        return self._rounds.run(
            feed_id, feed, FolderMirror(self._tenant_id, mailbox.id, on_change=self._linker.mails_changed)
        )

    def _folder_list(self, mailbox: Mailbox) -> list[tuple[str, str, int]]:
        """Return the folders to read, the Inbox and the sent items first; forget feeds of folders that are gone."""
        table = mail_folders
        with self._database.as_system(self._tenant_id) as connection:
            rows = connection.execute(
                sa.select(table.c.remote_id, table.c.name, table.c.well_known_name, table.c.total_items)
                .where(table.c.mailbox_id == mailbox.id)
                .order_by(table.c.name, table.c.remote_id)
            ).all()
            present = {row.remote_id for row in rows}
            states = feeds.of_mailbox(connection, mailbox.id)
            gone = [s.remote_id for s in states if s.kind is FeedKind.MESSAGES and s.remote_id not in present]
            feeds.remove(connection, mailbox.id, FeedKind.MESSAGES, gone)
        wanted = [row for row in rows if row.well_known_name not in UNREAD_FOLDERS]
        rank = {name: place for place, name in enumerate(FIRST_FOLDERS)}
        ordered = sorted(wanted, key=lambda row: rank.get(row.well_known_name, len(rank)))
        return [(row.remote_id, row.name, row.total_items) for row in ordered]

    def _messages_round(
        self, mailbox: Mailbox, remote_id: str, name: str, total: int, told: Callable[[Progress], None]
    ) -> Callable[[], RoundReport]:
        def run() -> RoundReport:
            with self._database.as_system(self._tenant_id) as connection:
                feed_id = feeds.ensure(
                    connection, self._tenant_id, mailbox.id, FeedKind.MESSAGES, remote_id=remote_id, name=name
                )
                feeds.estimate(connection, feed_id, total)
            mirror = MessageMirror(
                self._tenant_id,
                mailbox.id,
                remote_id,
                self._ours,
                on_change=self._linker.mails_changed,
                on_merge=self._linker.threads_merged,
            )
            feed = MessageFeed(self._client, mailbox.graph_user_id, remote_id)
            return self._rounds.run(feed_id, feed, mirror, on_page=_counter(mailbox.address, name, total, told))

        return run

    def _calendar(self, mailbox: Mailbox, told: Callable[[Progress], None]) -> RoundReport:
        with self._database.as_system(self._tenant_id) as connection:
            feed_id = feeds.ensure(connection, self._tenant_id, mailbox.id, FeedKind.CALENDAR, name="calendar")
        now = self._clock.now()
        window = Window(now - PAST, now + AHEAD)
        mirror = CalendarMirror(self._tenant_id, mailbox.id, window, on_change=self._linker.relink_events)

        def known_series(remote_ids: Iterable[str]) -> set[str]:
            with self._database.as_system(self._tenant_id) as connection:
                return mirror.known_series(connection, remote_ids)

        feed = CalendarFeed(self._client, mailbox.graph_user_id, window, known_series)
        return self._rounds.run(feed_id, feed, mirror, on_page=_counter(mailbox.address, "calendar", None, told))

    def _read_ours(self) -> Ours:
        with self._database.as_system(self._tenant_id) as connection:
            domains = connection.execute(sa.select(tenants.c.domains)).scalar_one()
            addresses = connection.execute(sa.select(user_addresses.c.address)).scalars()
            return Ours(frozenset(domains), frozenset(addresses))


def note_entra_ids(database: Database, tenant_id: int, ids_by_upn: dict[str, str]) -> None:
    """Remember which Entra object each user is, by which tokens and Graph name them."""
    with database.as_system(tenant_id) as connection:
        directory.save_entra_ids(connection, ids_by_upn)


def _counter(mailbox: str, feed: str, total: int | None, told: Callable[[Progress], None]) -> Callable[[int], None]:
    done = 0

    def count(items: int) -> None:
        nonlocal done
        done += items
        told(Progress(mailbox, feed, done, total))

    return count
