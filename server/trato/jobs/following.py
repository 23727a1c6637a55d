"""The jobs of the queue: follow a mailbox, plan the proof rounds, put right what dead workers left.

What to do next is never kept in a job alone: feeds say when they are to be tried again and when they were last read,
so a queue that lost its jobs would fill again by itself.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from trato.clock import Clock
from trato.db import retries
from trato.db.engine import Database
from trato.db.presence import JOBS, is_gone
from trato.directory import store as directory
from trato.directory.model import Mailbox
from trato.graph.client import GraphClient
from trato.jobs.mailboxes import MailboxSync
from trato.jobs.queue import AT_ONCE, FOLLOW, ask_once, follow_soon
from trato.linking.exclusions import Purge
from trato.linking.late import opportunities as late
from trato.planning.playbook.settling import settle
from trato.privacy import store as exclusion_rules
from trato.sync import store as feeds
from trato.sync.errors import LeaseLostError, MailboxBusyError, RoundStoppedError
from trato.sync.model import FeedKind, FeedState, Scope

log = logging.getLogger(__name__)

# Another worker holds the mailbox: it is not long until it is done, gone, or its lease has run out.
WHILE_BUSY = timedelta(seconds=5)
AFTER_FAULT = timedelta(seconds=60)
# How long to wait between attempts to note a round in a database that does not answer.
PATIENCE_S = (0.2, 1.0, 5.0, 15.0, 30.0, 60.0)
PURGE = "purge_exclusions"
LINK_LATE = "link_late"
LISTS = {FeedKind.FOLDERS, FeedKind.CONTACT_FOLDERS, FeedKind.TASK_LISTS}
# A worker that stands still is present, but says nothing: the heartbeats of Procrastinate's workers come every 10 s.
SILENCE = timedelta(seconds=60)
_JOBS = sa.table(
    "procrastinate_jobs", *(sa.column(name) for name in ("id", "task_name", "args", "status", "worker_id"))
)
_WORKERS = sa.table("procrastinate_workers", sa.column("id"), sa.column("last_heartbeat"))
_SILENT = sa.exists().where(_WORKERS.c.id == _JOBS.c.worker_id, _WORKERS.c.last_heartbeat < sa.func.now() - SILENCE)
_LOST = (
    sa.select(_JOBS.c.id, _JOBS.c.task_name, _JOBS.c.args)
    .where(
        _JOBS.c.status == sa.text("'doing'"),
        sa.or_(_JOBS.c.worker_id.is_(None), is_gone(_JOBS.c.worker_id, space=JOBS), _SILENT),
    )
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the jobs of one worker process share. `public_url`: where Graph reaches Trato, empty for nowhere.

    `site` is where customers do.
    """

    database: Database
    clock: Clock
    client_for: Callable[[str], GraphClient]
    every: timedelta
    public_url: str = ""
    site: str = ""
    stop: threading.Event = field(default_factory=threading.Event)

    def follow(self, tenant_id: int, mailbox_id: int, scope: Mapping[str, Any]) -> None:
        """Follow a mailbox once, and see to it that what failed is tried again when its time comes."""
        with self.database.as_operator() as connection:
            entra_tenant_id = dict(directory.all_tenants(connection)).get(tenant_id)
        mailbox = self._mailbox(tenant_id, mailbox_id)
        if mailbox is None or entra_tenant_id is None:
            return
        wanted = Scope.from_json(scope)
        sync = MailboxSync(self.database, tenant_id, self.clock, self.client_for(entra_tenant_id), stop=self.stop)
        try:
            report = sync.follow(mailbox, scope=wanted, due_only=True)
        except (MailboxBusyError, LeaseLostError):
            self._again(tenant_id, mailbox_id, wanted, WHILE_BUSY)
            return
        except RoundStoppedError:
            self._again(tenant_id, mailbox_id, wanted, AT_ONCE)
            return
        except retries.FAULTS as error:
            # A full disk, or a server that is away for longer: what is committed stands.
            log.error("mailbox %s: the database refused (%s); it is tried again", mailbox_id, retries.reason(error))  # noqa: TRY400  one line
            self._again_when_it_answers(tenant_id, mailbox_id, wanted)
            return
        except Exception:
            # What was asked for is not forgotten, whatever went wrong; the job tells of it in the log and the queue.
            self._again(tenant_id, mailbox_id, wanted, AFTER_FAULT)
            raise
        for feed, fault in report.faults.items():
            log.warning("mailbox %s, %s: %s", mailbox_id, feed, fault.split(":", 1)[0])
        self._plan_retry(tenant_id, mailbox_id)
        settle(self.database, tenant_id, now=self.clock.now())

    def plan(self) -> None:
        """Have every connected mailbox followed whose last proof round is too long ago; tenants in turn."""
        with self.database.as_operator() as connection:
            tenants = directory.all_tenants(connection)
        for tenant_id, _ in tenants:
            with self.database.as_system(tenant_id) as connection:
                boxes = directory.connected_mailboxes(connection)
                states = feeds.of_mailboxes(connection, [box.id for box in boxes], kind=FeedKind.FOLDERS)
                by_box = {state.mailbox_id: state for state in states}
                for box in boxes:
                    if self._is_due(by_box.get(box.id)):
                        follow_soon(connection, tenant_id, box.id, Scope.everything())
                if exclusion_rules.to_purge(connection):
                    ask_once(connection, PURGE, f"purge:{tenant_id}", {"tenant_id": tenant_id})
                if late.is_waiting(connection):
                    ask_once(connection, LINK_LATE, f"late:{tenant_id}", {"tenant_id": tenant_id})

    def purge(self, tenant_id: int) -> None:
        """Take out what a tenant's rules cover; one that was killed left behind what the next one finds."""
        Purge(self.database, tenant_id, self.clock).run(stop=self.stop.is_set)

    def link_late(self, tenant_id: int) -> None:
        """Let opportunities that were made or changed since have their earlier threads."""
        late.LateLinking(self.database, tenant_id).run(stop=self.stop.is_set)

    def rescue(self) -> int:
        """Have the jobs of workers that are gone, or stand still, run again; return how many there were."""
        with self.database.as_operator() as connection:
            connection.execute(sa.text("SET LOCAL ROLE trato_system"))
            lost = connection.execute(_LOST).all()
            for job in lost:
                connection.execute(sa.text("DELETE FROM procrastinate_jobs WHERE id = :id"), {"id": job.id})
                if job.task_name == FOLLOW:
                    told = job.args
                    follow_soon(connection, told["tenant_id"], told["mailbox_id"], Scope.from_json(told["scope"]))
        return len(lost)

    def _mailbox(self, tenant_id: int, mailbox_id: int) -> Mailbox | None:
        with self.database.as_system(tenant_id) as connection:
            boxes = directory.connected_mailboxes(connection)
        return next((box for box in boxes if box.id == mailbox_id), None)

    def _is_due(self, folders: FeedState | None) -> bool:
        # The list of folders is read first in every proof round, so that it tells when the last one was.
        now = self.clock.now()
        if folders is None:
            return True
        if not folders.is_due(now):
            return False
        return folders.caught_up_at is None or folders.caught_up_at <= now - self.every

    def _again(self, tenant_id: int, mailbox_id: int, scope: Scope, after: timedelta) -> None:
        with self.database.as_system(tenant_id) as connection:
            follow_soon(connection, tenant_id, mailbox_id, scope, after=after)

    def _again_when_it_answers(self, tenant_id: int, mailbox_id: int, scope: Scope) -> None:
        """Ask for the round again, patiently: what is half read would else wait for the next proof round."""
        for pause_s in PATIENCE_S:
            with contextlib.suppress(*retries.FAULTS):
                self._again(tenant_id, mailbox_id, scope, AFTER_FAULT)
                return
            if self.stop.wait(pause_s):
                return

    def _plan_retry(self, tenant_id: int, mailbox_id: int) -> None:
        now = self.clock.now()
        with self.database.as_system(tenant_id) as connection:
            waiting = [
                state
                for state in feeds.of_mailbox(connection, mailbox_id)
                if state.failures and state.retry_at is not None
            ]
            if waiting:
                first = min(state.retry_at for state in waiting if state.retry_at is not None)
                follow_soon(connection, tenant_id, mailbox_id, retry_scope(waiting), after=max(AT_ONCE, first - now))


def retry_scope(failed: list[FeedState]) -> Scope:
    """Return what to read for these feeds: themselves, or everything if one of them tells what there is to read."""
    kinds = frozenset(state.kind for state in failed)
    if kinds & LISTS:
        return Scope.everything()
    folders = frozenset(state.remote_id for state in failed if state.kind is FeedKind.MESSAGES)
    return Scope(kinds, folders if FeedKind.MESSAGES in kinds else None)
