"""Follow one mailbox: its folders, then each folder's messages, its calendar; every change is linked at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.clock import Clock
from trato.db.engine import Database
from trato.directory import store as directory
from trato.directory.model import Mailbox
from trato.directory.tables import tenants, user_addresses
from trato.errors import TratoError
from trato.graph.client import GraphClient
from trato.jobs.calendar_streams import calendar_streams
from trato.jobs.mail_streams import folder_streams, message_streams
from trato.jobs.streams import Box, Provider, Stream
from trato.linking.service import Linker
from trato.mail.mirror import Ours
from trato.sync import store as feeds
from trato.sync.model import FeedKind, RoundReport, Scope
from trato.sync.round import Rounds

PROVIDERS = (
    Provider(FeedKind.FOLDERS, folder_streams),
    Provider(FeedKind.MESSAGES, message_streams, after=FeedKind.FOLDERS),
    Provider(FeedKind.CALENDAR, calendar_streams),
)


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

    def follow(
        self,
        mailbox: Mailbox,
        on_progress: Callable[[Progress], None] | None = None,
        *,
        scope: Scope | None = None,
    ) -> MailboxReport:
        """Run one round of every feed of the mailbox that `scope` includes (default: all).

        A feed that fails is noted and does not stop the others.
        """
        told = on_progress or (lambda _progress: None)
        box = Box(self._database, self._tenant_id, mailbox, self._clock, self._ours, self._linker)
        reports: list[RoundReport] = []
        faults: dict[str, str] = {}
        for provider in PROVIDERS:
            for stream in self._streams(provider, box, scope or Scope.everything()):
                try:
                    reports.append(self._round(box, stream, told))
                except TratoError as error:
                    faults[stream.name] = f"{error.code}: {error}"
        return MailboxReport(
            items=sum(report.items for report in reports),
            changed=sum(report.changed for report in reports),
            misread=sum(report.misread for report in reports),
            faults=faults,
        )

    def _streams(self, provider: Provider, box: Box, scope: Scope) -> list[Stream]:
        if provider.kind not in scope.kinds:
            return []
        with self._database.as_system(self._tenant_id) as connection:
            listed = provider.streams(connection, box)
            if provider.after is not None:
                self._forget_others(connection, box, provider.kind, {one.remote_id for one in listed})
        wanted = [one for one in listed if scope.includes(one.kind, one.remote_id)]
        return sorted(wanted, key=lambda one: one.place)

    def _forget_others(self, connection: Connection, box: Box, kind: FeedKind, remote_ids: Iterable[str]) -> None:
        states = feeds.of_mailbox(connection, box.mailbox.id)
        gone = {state.remote_id for state in states if state.kind is kind} - set(remote_ids)
        feeds.remove(connection, box.mailbox.id, kind, gone)

    def _round(self, box: Box, stream: Stream, told: Callable[[Progress], None]) -> RoundReport:
        with self._database.as_system(self._tenant_id) as connection:
            feed_id = feeds.ensure(
                connection,
                self._tenant_id,
                box.mailbox.id,
                stream.kind,
                remote_id=stream.remote_id,
                name=stream.name,
            )
            if stream.estimated is not None:
                feeds.estimate(connection, feed_id, stream.estimated)
        count = _counter(box.mailbox.address, stream.name, stream.estimated, told)
        return self._rounds.run(feed_id, stream.feed(self._client), stream.mirror, on_page=count)

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
