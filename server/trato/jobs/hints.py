"""From hints to jobs: what Graph told of a mailbox becomes one job that reads what may have changed.

A hint says that something happened, not what: the round asks Graph for the state as it is, so hints that come twice,
late or in another order lead to the same. They are gone in the transaction that asks for the job; those that come
while it runs make another one wait.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import quote

import msgspec
import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from trato.clock import Clock
from trato.db.arrays import in_list
from trato.db.engine import Database
from trato.directory import store as directory
from trato.directory.model import Mailbox
from trato.errors import TratoError
from trato.graph.batch import Part
from trato.graph.client import GraphClient
from trato.graph.errors import GraphNotFoundError
from trato.jobs.following import Workshop
from trato.jobs.queue import follow_soon
from trato.jobs.subscriptions import keep_soon
from trato.mail.tables import mail_folders, message_copies
from trato.sync import hints, subscriptions_store
from trato.sync.hints import CHANNEL, Lifecycle, Waiting
from trato.sync.model import FeedKind, Scope
from trato.sync.subscriptions import SubscriptionKind

log = logging.getLogger(__name__)

AT_ONCE = 5_000
MOST_ASKED = 20
POLL_S = 3.0
TENANTS_AT_A_TIME = 4
MAILBOXES_AT_A_TIME = 4
LOCK_SPACE = 72_364_184

ALL_MAIL = Scope.only(FeedKind.FOLDERS, FeedKind.MESSAGES)
_BY_KIND = {
    SubscriptionKind.MESSAGES: ALL_MAIL,
    SubscriptionKind.EVENTS: Scope.only(FeedKind.CALENDAR),
    SubscriptionKind.CONTACTS: Scope.only(FeedKind.CONTACT_FOLDERS, FeedKind.CONTACTS),
    SubscriptionKind.TASKS: Scope.only(FeedKind.TASK_LISTS, FeedKind.TASKS),
}
_RESYNC = {Lifecycle.MISSED, Lifecycle.SUBSCRIPTION_REMOVED}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the hints of a mailbox ask for: a scope, and messages whose folders are still to be found."""

    scope: Scope | None
    messages: frozenset[str] = frozenset()


def asked(waiting: Iterable[Waiting]) -> Asked:
    """Put together what hints of one mailbox ask for; their order and number do not matter."""
    scope: Scope | None = None
    messages: set[str] = set()
    for hint in waiting:
        if hint.lifecycle == Lifecycle.REAUTHORIZATION_REQUIRED:
            continue
        if not hint.lifecycle and hint.kind == SubscriptionKind.MESSAGES and hint.resource_id:
            messages.add(hint.resource_id)
            continue
        more = Scope.everything() if hint.lifecycle in _RESYNC else _BY_KIND[SubscriptionKind(hint.kind)]
        scope = more if scope is None else scope | more
    if len(messages) > MOST_ASKED:
        scope, messages = ALL_MAIL if scope is None else scope | ALL_MAIL, set()
    return Asked(scope, frozenset(messages))


class _Place(msgspec.Struct, rename="camel"):
    parent_folder_id: str = ""


@dataclass(frozen=True, slots=True)
class HintTaker:
    """Makes jobs of the hints of one tenant."""

    database: Database
    tenant_id: int
    clock: Clock
    client: Callable[[], GraphClient]

    def take(self) -> bool:
        """Make jobs of the hints that wait longest; tell whether there may be more."""
        with self.database.as_system(self.tenant_id) as connection:
            waiting = hints.oldest(connection, AT_ONCE)
            boxes = {box.id: box for box in directory.connected_mailboxes(connection)} if waiting else {}
        by_mailbox: dict[int, list[Waiting]] = {}
        for hint in waiting:
            by_mailbox.setdefault(hint.mailbox_id, []).append(hint)
        if len(by_mailbox) == 1:
            for mailbox_id, told in by_mailbox.items():
                self._take_of(boxes.get(mailbox_id), told)
        elif by_mailbox:
            # A mailbox that Graph lets wait holds up no other one.
            with ThreadPoolExecutor(MAILBOXES_AT_A_TIME, thread_name_prefix="hinted") as pool:
                list(pool.map(lambda one: self._take_of(boxes.get(one[0]), one[1]), by_mailbox.items()))
        return len(waiting) == AT_ONCE

    def _take_of(self, mailbox: Mailbox | None, told: Sequence[Waiting]) -> None:
        """Make a job of a mailbox's hints; those of one that is not connected any more are passed over."""
        scope = None if mailbox is None else self._scope(mailbox, asked(told))
        with self.database.as_system(self.tenant_id) as connection:
            taken = hints.take(connection, [hint.id for hint in told])
            left = [hint for hint in told if hint.id in taken]
            self._note_lifecycle(connection, left)
            if left and mailbox is not None and scope is not None:
                follow_soon(connection, self.tenant_id, mailbox.id, scope)

    def _note_lifecycle(self, connection: Connection, told: Sequence[Waiting]) -> None:
        for hint in told:
            if hint.lifecycle:
                keep_soon(connection, self.tenant_id, hint.mailbox_id)
            if hint.lifecycle == Lifecycle.SUBSCRIPTION_REMOVED:
                subscriptions_store.was_removed(connection, hint.subscription_id)
            elif hint.lifecycle == Lifecycle.REAUTHORIZATION_REQUIRED:
                subscriptions_store.is_asked_for(connection, hint.subscription_id, at=self.clock.now())

    def _scope(self, mailbox: Mailbox, what: Asked) -> Scope | None:
        if not what.messages:
            return what.scope
        mail = self._mail_scope(mailbox, what.messages)
        if mail is None or what.scope is None:
            return mail or what.scope
        return what.scope | mail

    def _mail_scope(self, mailbox: Mailbox, remote_ids: frozenset[str]) -> Scope | None:
        """Return the folders where the messages were and are; all mail where that cannot be told."""
        try:
            now_in = self._folders_now(mailbox, sorted(remote_ids))
        except TratoError as error:
            log.info("mailbox %s: the folders of hinted messages are not known: %s", mailbox.id, error.code)
            return ALL_MAIL
        with self.database.as_system(self.tenant_id) as connection:
            were_in = set(
                connection.execute(
                    sa.select(message_copies.c.folder_remote_id)
                    .distinct()
                    .where(message_copies.c.mailbox_id == mailbox.id, in_list(message_copies.c.remote_id, remote_ids))
                ).scalars()
            )
            known = set(
                connection.execute(
                    sa.select(mail_folders.c.remote_id).where(mail_folders.c.mailbox_id == mailbox.id)
                ).scalars()
            )
        folders = now_in | were_in
        if not folders <= known:
            return ALL_MAIL
        return Scope.of_mail_folders(folders) if folders else None

    def _folders_now(self, mailbox: Mailbox, remote_ids: Sequence[str]) -> set[str]:
        box = quote(mailbox.graph_user_id)
        path = f"users/{box}/messages/{{}}?$select=parentFolderId"
        # As somebody waits for: one small request that would else stand in line behind a whole import.
        answers = (
            self.client().as_user_action().batch([Part("GET", path.format(quote(one, safe=""))) for one in remote_ids])
        )
        folders = set()
        for answer in answers:
            try:
                folders.add(answer.read(_Place).parent_folder_id)
            except GraphNotFoundError:
                continue  # gone: our copy says where it was
        return folders


def start(workshop: Workshop) -> None:
    """Take hints in threads of their own until the workshop is told to stop."""
    pump = HintPump(workshop.database, workshop.clock, workshop.client_for, workshop.stop)
    threading.Thread(target=pump.run, name="hints", daemon=True).start()


class HintPump:
    """Waits to be told of hints, looks by itself every few seconds, and has tenants take turns in a few threads."""

    def __init__(
        self, database: Database, clock: Clock, client_for: Callable[[str], GraphClient], stop: threading.Event
    ) -> None:
        self._database = database
        self._clock = clock
        self._client_for = client_for
        self._stop = stop
        self._lock = threading.Lock()
        self._busy: set[int] = set()
        self._again: set[int] = set()

    def run(self) -> None:
        """Work until told to stop, also after the database was away."""
        while not self._stop.is_set():
            try:
                self._listen()
            except (psycopg.Error, SQLAlchemyError) as error:
                if not self._stop.wait(1.0):
                    log.warning("hints cannot be read (%s); it is tried again", type(error).__name__)

    def _listen(self) -> None:
        with self._lock:
            self._busy.clear()
        session = self._database.session()
        pool = ThreadPoolExecutor(TENANTS_AT_A_TIME, thread_name_prefix="hints")
        try:
            session.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
            told: set[int] | None = None
            while not self._stop.is_set():
                with self._database.as_operator() as connection:
                    tenants = directory.all_tenants(connection)
                for tenant_id, entra_tenant_id in tenants:
                    if told is None or tenant_id in told:
                        self._have_taken(pool, tenant_id, entra_tenant_id)
                told = {int(one.payload) for one in session.notifies(timeout=POLL_S, stop_after=1)} or None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            session.close()

    def _have_taken(self, pool: ThreadPoolExecutor, tenant_id: int, entra_tenant_id: str) -> None:
        with self._lock:
            if tenant_id in self._busy:
                self._again.add(tenant_id)
                return
            self._busy.add(tenant_id)
        pool.submit(self._take, pool, tenant_id, entra_tenant_id)

    def _take(self, pool: ThreadPoolExecutor, tenant_id: int, entra_tenant_id: str) -> None:
        is_more = False
        try:
            is_more = self._take_once(tenant_id, entra_tenant_id)
        except (psycopg.Error, SQLAlchemyError, TratoError) as error:
            log.warning("hints of tenant %s wait (%s); it is tried again", tenant_id, type(error).__name__)
        with self._lock:
            is_more = is_more or tenant_id in self._again
            self._again.discard(tenant_id)
            self._busy.discard(tenant_id)
        if is_more and not self._stop.is_set():
            # At the end of the line, so that a storm of one tenant does not hold up another.
            self._have_taken(pool, tenant_id, entra_tenant_id)

    def _take_once(self, tenant_id: int, entra_tenant_id: str) -> bool:
        with self._database.without_context() as connection:
            # One worker at a time for a tenant: not for safety, but so that two do not ask Graph the same.
            lock = sa.select(sa.func.pg_try_advisory_xact_lock(LOCK_SPACE, tenant_id % 2**31))
            if not connection.execute(lock).scalar_one():
                return False
            client = self._client_for
            return HintTaker(self._database, tenant_id, self._clock, lambda: client(entra_tenant_id)).take()
