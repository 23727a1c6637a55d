"""Keep the subscriptions of mailboxes in force: made, renewed early, made anew, ended with the mailbox.

What to do is decided in `sync.subscriptions` from facts; here it is done. After a subscription was made the mailbox is
read once, because what happened before it was told by nobody.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import procrastinate
from sqlalchemy import Connection

from trato.clock import Clock
from trato.db.engine import Database
from trato.directory import store as directory
from trato.directory.model import Mailbox
from trato.errors import TratoError
from trato.graph import subscriptions as graph
from trato.graph.client import GraphClient
from trato.graph.errors import GraphError, GraphNotFoundError
from trato.graph.subscriptions import HeldSubscription, LifetimeRefusedError, TwinSubscriptionError
from trato.jobs.following import Workshop
from trato.jobs.queue import QUEUE, ask_once, follow_soon
from trato.sync import store as feeds
from trato.sync import subscriptions_store as store
from trato.sync.model import FeedKind, FeedState, Scope
from trato.sync.subscriptions import (
    CHANGES,
    LIFECYCLE_PATH,
    NOTIFICATIONS_PATH,
    SHORT,
    Step,
    Subscription,
    SubscriptionKind,
    digest_of,
    next_step,
)
from trato.sync.waits import retry_time

log = logging.getLogger(__name__)

KEEP = "keep_subscriptions"
PLAN_EVERY_S = 5
SECRET_BYTES = 32


class SubscriptionTakenError(GraphError):
    """Another installation with the same application id subscribes to this mailbox: give each its own application."""

    code = "subscription_taken"


def register(app: procrastinate.App, workshop: Workshop) -> None:
    """Give a worker the tasks that keep subscriptions."""

    @app.task(name=KEEP, queue=QUEUE)
    def keep_subscriptions(tenant_id: int, mailbox_id: int) -> None:
        with workshop.database.as_operator() as connection:
            entra_tenant_id = dict(directory.all_tenants(connection)).get(tenant_id)
        if entra_tenant_id is not None:
            client = workshop.client_for(entra_tenant_id)
            keeper = SubscriptionKeeper(workshop.database, tenant_id, workshop.clock, client, workshop.public_url)
            keeper.keep(mailbox_id)

    @app.periodic(cron=f"* * * * * */{PLAN_EVERY_S}")
    @app.task(name="plan_subscriptions", queue=QUEUE, lock="plan_subscriptions", queueing_lock="plan_subscriptions")
    def plan_subscriptions(timestamp: int) -> None:  # noqa: ARG001  given to every periodic task
        plan(workshop.database, public_url=workshop.public_url, clock=workshop.clock)


def plan(database: Database, *, public_url: str, clock: Clock) -> None:
    """Have the subscriptions kept of every mailbox where something is due; tenants in turn."""
    with database.as_operator() as connection:
        tenants = directory.all_tenants(connection)
    for tenant_id, _ in tenants:
        with database.as_system(tenant_id) as connection:
            for mailbox_id in due(connection, public_url=public_url, now=clock.now()):
                keep_soon(connection, tenant_id, mailbox_id)


def keep_soon(connection: Connection, tenant_id: int, mailbox_id: int) -> None:
    """Have a worker keep the mailbox's subscriptions, in a transaction of the system's."""
    args = {"tenant_id": tenant_id, "mailbox_id": mailbox_id}
    ask_once(connection, KEEP, f"subscriptions:{tenant_id}:{mailbox_id}", args)


def wanted(mailbox: Mailbox, states: list[FeedState]) -> dict[str, SubscriptionKind]:
    """Return what Graph shall tell of a mailbox, by resource: mail and events, and contacts where they are followed."""
    box = f"users/{mailbox.graph_user_id}"
    resources = {f"{box}/messages": SubscriptionKind.MESSAGES, f"{box}/events": SubscriptionKind.EVENTS}
    if any(state.kind is FeedKind.CONTACTS for state in states):
        resources[f"{box}/contacts"] = SubscriptionKind.CONTACTS
    return resources


@dataclass(frozen=True, slots=True)
class SubscriptionKeeper:
    """Keeps the subscriptions of one tenant's mailboxes. `public_url` is where Graph reaches us, empty for nowhere."""

    database: Database
    tenant_id: int
    clock: Clock
    client: GraphClient
    public_url: str

    def keep(self, mailbox_id: int) -> None:
        """Do what is due for a mailbox. What fails is noted with a time to try again and does not stop the others."""
        with self.database.as_system(self.tenant_id) as connection:
            mailbox, states = _mailbox(connection, mailbox_id), feeds.of_mailbox(connection, mailbox_id)
            resources = wanted(mailbox, states) if mailbox is not None and self.public_url else {}
            _reopen(connection, mailbox_id, states)
            kept = store.want(connection, self.tenant_id, mailbox_id, resources)
        for one in kept:
            url = f"{self.public_url}{NOTIFICATIONS_PATH}" if one.resource in resources else ""
            try:
                self._do(next_step(one, url=url, now=self.clock.now()), one, url)
            except TratoError as error:
                self._note(one, error)

    def _do(self, step: Step, one: Subscription, url: str) -> None:
        match step:
            case Step.NOTHING:
                return
            case Step.MAKE:
                self._make(one, url)
            case Step.RENEW:
                self._renew(one, url)
            case Step.REPLACE:
                self._end(one)
                self._make(one, url)
            case Step.END:
                self._end(one)
                with self.database.as_system(self.tenant_id) as connection:
                    store.forget(connection, one)

    def _make(self, one: Subscription, url: str) -> None:
        secret = secrets.token_urlsafe(SECRET_BYTES)
        try:
            made = self._create(one, url, secret)
        except TwinSubscriptionError:
            self._end_twins(one, url)
            made = self._create(one, url, secret)
        with self.database.as_system(self.tenant_id) as connection:
            store.is_made(
                connection,
                one,
                remote_id=made.id,
                secret_digest=digest_of(secret),
                url=url,
                at=self.clock.now(),
                expires_at=made.expiration_date_time,
            )
            follow_soon(connection, self.tenant_id, one.mailbox_id, Scope.everything())

    def _create(self, one: Subscription, url: str, secret: str) -> HeldSubscription:
        def ask(lifetime: timedelta) -> HeldSubscription:
            return graph.create(
                self.client,
                one.resource,
                CHANGES,
                url=url,
                lifecycle_url=f"{self.public_url}{LIFECYCLE_PATH}",
                secret=secret,
                until=self._whole_second(lifetime),
            )

        try:
            return ask(one.kind.lifetime)
        except LifetimeRefusedError:
            return ask(SHORT)

    def _end_twins(self, one: Subscription, url: str) -> None:
        """End what stands in the way: ours of a former run, whose secret nobody knows any more."""
        same = [held for held in graph.held(self.client) if _same(held.resource, one.resource)]
        for held in same:
            if held.notification_url not in {url, one.notification_url}:
                raise SubscriptionTakenError(
                    f"another installation at {held.notification_url} subscribes to {one.resource} as this application;"
                    " register an application for each"
                )
            graph.end(self.client, held.id)

    def _renew(self, one: Subscription, url: str) -> None:
        remote_id = one.remote_id or ""
        try:
            try:
                held = graph.renew(self.client, remote_id, until=self._whole_second(one.kind.lifetime))
            except LifetimeRefusedError:
                held = graph.renew(self.client, remote_id, until=self._whole_second(SHORT))
        except GraphNotFoundError:
            self._note_over(one)
            self._make(one, url)
            return
        with self.database.as_system(self.tenant_id) as connection:
            store.is_renewed(connection, one, at=self.clock.now(), expires_at=held.expiration_date_time)

    def _end(self, one: Subscription) -> None:
        if one.remote_id is not None:
            graph.end(self.client, one.remote_id)
        self._note_over(one)

    def _note_over(self, one: Subscription) -> None:
        with self.database.as_system(self.tenant_id) as connection:
            store.is_over(connection, one)

    def _note(self, one: Subscription, error: TratoError) -> None:
        now = self.clock.now()
        retry_at = retry_time(error, failures=one.failures, now=now)
        log.warning("subscription %s of mailbox %s: %s", one.id, one.mailbox_id, error.code)
        with self.database.as_system(self.tenant_id) as connection:
            store.failed(connection, one, error=f"{error.code}: {error}", at=now, retry_at=retry_at)

    def _whole_second(self, lifetime: timedelta) -> datetime:
        return (self.clock.now() + lifetime).replace(microsecond=0)


def due(connection: Connection, *, public_url: str, now: datetime) -> list[int]:
    """Return the mailboxes of the tenant for whose subscriptions something is to be done now."""
    boxes = {box.id: box for box in directory.connected_mailboxes(connection)}
    states: dict[int, list[FeedState]] = {mailbox_id: [] for mailbox_id in boxes}
    for state in feeds.of_mailboxes(connection, list(boxes)):
        states[state.mailbox_id].append(state)
    kept = store.of_tenant(connection)
    found = []
    for mailbox_id in sorted(boxes.keys() | kept.keys()):
        box = boxes.get(mailbox_id)
        resources = wanted(box, states[mailbox_id]) if box is not None and public_url else {}
        if _is_due(
            kept.get(mailbox_id, []), resources, f"{public_url}{NOTIFICATIONS_PATH}", now, states.get(mailbox_id, [])
        ):
            found.append(mailbox_id)
    return found


def _is_due(
    kept: list[Subscription],
    resources: Mapping[str, SubscriptionKind],
    url: str,
    now: datetime,
    states: list[FeedState],
) -> bool:
    if resources.keys() - {one.resource for one in kept}:
        return True
    read_since = _read_since(states)
    return any(
        next_step(one, url=url if one.resource in resources else "", now=now) is not Step.NOTHING
        or (one.is_parked and read_since is not None and one.failed_at is not None and one.failed_at < read_since)
        for one in kept
    )


def _reopen(connection: Connection, mailbox_id: int, states: list[FeedState]) -> None:
    read_since = _read_since(states)
    if read_since is not None:
        store.reopen(connection, mailbox_id, read_since=read_since)


def _read_since(states: list[FeedState]) -> datetime | None:
    """Return when the mailbox could last be read: then a consent that was missing is there again."""
    return next((state.caught_up_at for state in states if state.kind is FeedKind.FOLDERS), None)


def _mailbox(connection: Connection, mailbox_id: int) -> Mailbox | None:
    return next((box for box in directory.connected_mailboxes(connection) if box.id == mailbox_id), None)


def _same(one: str, other: str) -> bool:
    return one.strip("/").lower() == other.strip("/").lower()
