"""Follow one mailbox: its folders, then each folder's messages, its calendar; every change is linked at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.clock import Clock
from trato.db.engine import Database
from trato.db.presence import Presence
from trato.directory import store as directory
from trato.directory.model import Mailbox
from trato.directory.tables import tenants, user_addresses
from trato.errors import TratoError
from trato.graph.client import GraphClient
from trato.graph.errors import ConsentRevokedError, GraphError, GraphNotFoundError, ThrottledError
from trato.jobs.calendar_streams import calendar_streams
from trato.jobs.contact_streams import contact_folder_streams, contact_streams
from trato.jobs.mail_streams import folder_streams, message_streams
from trato.jobs.phone_lists import keep_lists
from trato.jobs.streams import Box, Provider, Stream
from trato.jobs.task_streams import task_list_streams, task_streams
from trato.linking.service import Linker
from trato.mail import carried
from trato.mail.mirror import Ours
from trato.mail.reading_apart import ReadingApart
from trato.sync import store as feeds
from trato.sync.model import FeedKind, FeedState, RoundReport, Scope
from trato.sync.reading import Outcome, Reading
from trato.sync.round import MOST_ASIDE, Rounds

PROVIDERS = (
    Provider(FeedKind.FOLDERS, folder_streams),
    Provider(FeedKind.MESSAGES, message_streams, after=FeedKind.FOLDERS),
    Provider(FeedKind.CALENDAR, calendar_streams),
    Provider(FeedKind.CONTACT_FOLDERS, contact_folder_streams),
    Provider(FeedKind.CONTACTS, contact_streams, after=FeedKind.CONTACT_FOLDERS),
    Provider(FeedKind.TASK_LISTS, task_list_streams),
    Provider(FeedKind.TASKS, task_streams, after=FeedKind.TASK_LISTS),
)

# What the list of folders meets, each folder would meet too.
_SHUT = (ConsentRevokedError, GraphNotFoundError, ThrottledError)
_SHUT_CODES = tuple(error.code for error in _SHUT)


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
    """Runs rounds for the mailboxes of one tenant; may be shared between threads, each with a mailbox of its own.

    `stop` ends what is under way between two pages, with RoundStoppedError.
    """

    def __init__(
        self,
        database: Database,
        tenant_id: int,
        clock: Clock,
        client: GraphClient,
        *,
        stop: threading.Event | None = None,
    ) -> None:
        self._database = database
        self._tenant_id = tenant_id
        self._client = client
        self._clock = clock
        self._rounds = Rounds(
            database, tenant_id, clock, presence=Presence.of(database), stop=stop or threading.Event()
        )
        self._linker = Linker(tenant_id)

    def follow(
        self,
        mailbox: Mailbox,
        on_progress: Callable[[Progress], None] | None = None,
        *,
        scope: Scope | None = None,
        due_only: bool = False,
    ) -> MailboxReport:
        """Run one round of every feed of the mailbox that `scope` includes (default: all).

        A feed that fails is noted and does not stop the others. With `due_only`, a feed that waits after a failure
        is left alone until its time, or until a person mended it. Raises MailboxBusyError while another worker
        follows the mailbox.
        """
        with ReadingApart() as apart, self._rounds.holding(mailbox.id) as held:
            visit = _Visit(
                replace(self.box(mailbox), apart=apart),
                self._client,
                scope or Scope.everything(),
                on_progress or (lambda _progress: None),
                due_only=due_only,
            )
            outcomes = held.read(visit.first(), then=visit.after)
            lists = keep_lists(visit.box, self._client, held.renew) if visit.reads_contacts else {}
        self._settle()
        self._read_carried(mailbox)
        done = [one for one in outcomes.values() if isinstance(one, RoundReport)]
        return MailboxReport(
            items=sum(report.items for report in done),
            changed=sum(report.changed for report in done),
            misread=sum(report.misread for report in done),
            faults={
                visit.names[feed_id]: f"{one.code}: {one}"
                for feed_id, one in outcomes.items()
                if isinstance(one, TratoError)
            }
            | {name: f"{one.code}: {one}" for name, one in lists.items()},
        )

    def box(self, mailbox: Mailbox) -> Box:
        """Return what the streams of a mailbox are made with."""
        return Box(self._database, self._tenant_id, mailbox, self._clock, self._read_ours(), self._linker)

    def _settle(self) -> None:
        """Let links follow from what was linked near them in this round."""
        while True:
            with self._database.as_system(self._tenant_id) as connection:
                if not self._linker.settle(connection):
                    return

    def _read_carried(self, mailbox: Mailbox) -> None:
        """Learn what mails to customers carried; what cannot be asked now is asked in a later round."""
        after = 0
        while True:
            with self._database.as_system(self._tenant_id) as connection:
                mails = carried.unread(connection, mailbox.id, after=after)
            if not mails:
                return
            try:
                names = carried.ask(self._client, mailbox.graph_user_id, mails)
            except GraphError:
                return
            with self._database.as_system(self._tenant_id) as connection:
                carried.keep(connection, self._tenant_id, names)
            after = mails[-1].message_id

    def _read_ours(self) -> Ours:
        with self._database.as_system(self._tenant_id) as connection:
            domains = connection.execute(sa.select(tenants.c.domains)).scalar_one()
            addresses = connection.execute(sa.select(user_addresses.c.address)).scalars()
            return Ours(frozenset(domains), frozenset(addresses))


class _Visit:
    """One round of a mailbox: which streams are read, and when the others are known."""

    def __init__(
        self, box: Box, client: GraphClient, scope: Scope, told: Callable[[Progress], None], *, due_only: bool
    ) -> None:
        self.names: dict[int, str] = {}
        self.box = self._box = box
        self._client = client
        self._scope = scope
        self._told = told
        self._due_only = due_only

    @property
    def reads_contacts(self) -> bool:
        """Tell whether contacts are read: then phone lists are kept too."""
        return FeedKind.CONTACTS in self._scope.kinds

    def first(self) -> list[Reading]:
        """Return what is read at once: what no other kind must be read before."""
        with self._box.database.as_system(self._box.tenant_id) as connection:
            states = feeds.of_mailbox(connection, self._box.mailbox.id)
            now = self._box.clock.now()
            shut = {
                state.kind
                for state in states
                if self._due_only and not state.is_due(now) and (state.last_error or "").startswith(_SHUT_CODES)
            }
            return [
                reading
                for provider in PROVIDERS
                if provider.after is None or (provider.after not in self._scope.kinds and provider.after not in shut)
                for reading in self._readings(connection, provider)
            ]

    def after(self, ended: Reading, outcome: Outcome) -> list[Reading]:
        """Return what may be read once `ended` has told of it; nothing if the mailbox itself is shut to us."""
        if isinstance(outcome, _SHUT):
            return []
        with self._box.database.as_system(self._box.tenant_id) as connection:
            return [
                reading
                for provider in PROVIDERS
                if provider.after is ended.state.kind
                for reading in self._readings(connection, provider)
            ]

    def _readings(self, connection: Connection, provider: Provider) -> list[Reading]:
        if provider.kind not in self._scope.kinds:
            return []
        box = self._box
        listed = provider.streams(connection, box)
        if provider.after is not None:
            self._forget_others(connection, provider.kind, {one.remote_id for one in listed})
        streams = [one for one in listed if self._scope.includes(one.kind, one.remote_id)]
        wanted = [feeds.Wanted(one.kind, one.remote_id, one.name, one.estimated) for one in streams]
        states = feeds.ensure_all(connection, box.tenant_id, box.mailbox.id, wanted)
        aside = feeds.aside(connection, box.mailbox.id, most=MOST_ASIDE) if self._scope.is_everything else {}
        found = [(stream, states[stream.kind, stream.remote_id]) for stream in streams]
        now = box.clock.now()
        return [
            self._reading(stream, state, aside.get(state.id, ()))
            for stream, state in found
            if state.is_due(now) or not self._due_only
        ]

    def _reading(self, stream: Stream, state: FeedState, aside: Sequence[str]) -> Reading:
        self.names[state.id] = stream.name
        return Reading(
            state,
            stream.feed(self._client),
            stream.mirror,
            _counter(self._box.mailbox.address, stream.name, stream.estimated, self._told),
            stream.place,
            aside,
        )

    def _forget_others(self, connection: Connection, kind: FeedKind, remote_ids: Collection[str]) -> None:
        states = feeds.of_mailbox(connection, self._box.mailbox.id)
        gone = {state.remote_id for state in states if state.kind is kind} - set(remote_ids)
        if gone:
            feeds.remove(connection, self._box.mailbox.id, kind, gone)


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
