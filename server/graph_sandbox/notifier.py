"""Sends notifications over HTTP: at once, late, again, or never, as the faults say; retries what was not taken.

https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
"""

import heapq
import itertools
import logging
import secrets
import threading
import time
from collections import Counter
from typing import Any

import requests

from graph_sandbox.faults import Faults
from graph_sandbox.mailbox import ItemChange, Mailbox
from graph_sandbox.subscriptions import Subscriptions, changes_for, notification
from graph_sandbox.world import World

_LOG = logging.getLogger("graph_sandbox")
_HANDSHAKE_S, _DELIVERY_S = 10.0, 3.0
_FIRST_RETRY_S, _LONGEST_RETRY_S, _GIVE_UP_S = 1.0, 600.0, 4 * 3600.0
Payload = dict[str, Any]


class Notifier:
    """A thread that works off a queue of notifications."""

    def __init__(self, world: World, subscriptions: Subscriptions, faults: Faults) -> None:
        self._world = world
        self._subscriptions = subscriptions
        self._faults = faults
        self._queue: list[tuple[float, int, str, list[Payload], float]] = []
        self._numbers = itertools.count()
        self._wake = threading.Condition()
        self._is_over = False
        self._busy = 0
        self._session = requests.Session()
        self.latency_s = 0.0
        self.counts: Counter[str] = Counter()
        self._thread = threading.Thread(target=self._work, name="graph-sandbox-notifier", daemon=True)
        for mailbox in world.mailboxes.values():
            mailbox.on_change = self._listener(mailbox)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def stop(self) -> None:
        """Stop; what is queued is lost."""
        with self._wake:
            self._is_over = True
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        self._session.close()

    def validate(self, url: str) -> str | None:
        """The handshake: None if the client proved that it listens there, else why not."""
        token = (
            f"Validation: Testing client application reachability for subscription Request-Id: {secrets.token_hex(8)}"
        )
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        try:
            reply = self._session.post(url, params={"validationToken": token}, headers=headers, timeout=_HANDSHAKE_S)
        except requests.RequestException as error:
            return f"Subscription validation request failed. {type(error).__name__}"
        if reply.status_code != requests.codes.ok or reply.text != token:
            return (
                f"Subscription validation request failed. Response must exactly match validationToken query parameter. "
                f"Received status {reply.status_code}."
            )
        if not reply.headers.get("Content-Type", "").lower().startswith("text/plain"):
            return "Subscription validation request failed. The content type must be text/plain."
        return None

    def send(self, url: str, payload: Payload) -> None:
        """Queue one notification, with whatever the faults do to it."""
        actions = self._faults.notification_actions()
        if any(fault.action == "drop" for fault in actions):
            self.counts["dropped"] += 1
            return
        copies = 2 if any(fault.action == "repeat" for fault in actions) else 1
        wait = self.latency_s + sum(fault.seconds for fault in actions if fault.action == "late")
        if any(fault.action == "reorder" for fault in actions):
            wait += secrets.randbelow(1000) / 1000
        with self._wake:
            for _ in range(copies):
                self._push(wait, url, [payload], 0.0)
            self._wake.notify()

    def is_idle(self) -> bool:
        """Whether nothing waits to be sent."""
        with self._wake:
            return not self._queue and not self._busy

    def _listener(self, mailbox: Mailbox) -> Any:
        def on_change(change: ItemChange) -> None:
            for subscription in self._subscriptions.all(self._world.clock.now()):
                if subscription.mailbox == mailbox.user.id:
                    for seen in changes_for(subscription, change):
                        tenant = self._world.directory.tenant.id
                        self.send(
                            subscription.notification_url, notification(subscription, mailbox, change, seen, tenant)
                        )

        return on_change

    def _push(self, wait: float, url: str, payloads: list[Payload], tried_s: float) -> None:
        heapq.heappush(self._queue, (time.monotonic() + wait, next(self._numbers), url, payloads, tried_s))

    def _work(self) -> None:
        while True:
            with self._wake:
                self._busy = 0
                while not self._is_over and (not self._queue or self._queue[0][0] > time.monotonic()):
                    self._wake.wait(self._queue[0][0] - time.monotonic() if self._queue else None)
                if self._is_over:
                    return
                _, _, url, payloads, tried = heapq.heappop(self._queue)
                self._busy = 1
                while self._queue and self._queue[0][2] == url and self._queue[0][0] <= time.monotonic() and tried == 0:
                    payloads = payloads + heapq.heappop(self._queue)[3]
            self._deliver(url, payloads, tried)

    def _deliver(self, url: str, payloads: list[Payload], tried: float) -> None:
        try:
            reply = self._session.post(url, json={"value": payloads}, timeout=_DELIVERY_S)
            is_taken = reply.ok
        except requests.RequestException as error:
            _LOG.info("notification to %s: %s", url, error)
            is_taken = False
        if is_taken:
            self.counts["delivered"] += len(payloads)
            return
        self.counts["refused"] += len(payloads)
        wait = min(max(tried, _FIRST_RETRY_S / 2) * 2, _LONGEST_RETRY_S)
        if tried + wait < _GIVE_UP_S:
            with self._wake:
                self._push(wait, url, payloads, wait)
