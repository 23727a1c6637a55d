"""Group commit of hints: requests hand over what they were told and wait until one committer has made it durable.

One transaction holds what has gathered while the one before was being written to disk. Tenants take turns in it, a
share at a time, so a storm of one does not make another wait; each tenant may keep a bounded number waiting.
Workers are woken after the commit and not within it: NOTIFY makes the commits of a whole database take turns.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

import msgspec
import psycopg
from psycopg import sql

from trato.db.engine import SYSTEM_ROLE, Database
from trato.errors import TratoError
from trato.sync.hints import CHANNEL, Hint

log = logging.getLogger(__name__)

GROUP = 64
SHARE = 16
MOST_WAITING = 20_000
TELL_EVERY_S = 0.02
PATIENCE_S = 8.0
SUBSCRIPTIONS_CHANNEL = "trato_subscriptions"

_COLUMNS = "mailbox_id, subscription_id, kind, change, resource_id, lifecycle, received_at"
_TYPES = (
    "mailbox_id bigint, subscription_id bigint, kind text, change text, resource_id text, lifecycle text,"
    " received_at timestamptz"
)


class HintsNotStoredError(TratoError):
    """What Graph told could not be made durable now; Graph tells it again when it is answered 503."""

    code = "hints_not_stored"


@dataclass(eq=False, slots=True)
class _Handed:
    """What one request handed over. Its lock is held until all is durable, or `error` says why it is not."""

    left: int
    done: threading.Lock
    error: Exception | None = None


class HintCommitter:
    """Makes hints durable. Thread-safe; its own thread and connection start with the first hint."""

    def __init__(self, database: Database, *, on_subscription: Callable[[str], None] = lambda _id: None) -> None:
        """`on_subscription` is called with Graph's id of a subscription that was made or ended anywhere."""
        self._database = database
        self._on_subscription = on_subscription
        self._gathered = threading.Condition()
        self._queues: OrderedDict[int, deque[tuple[Hint, _Handed]]] = OrderedDict()
        self._thread: threading.Thread | None = None
        self._session: psycopg.Connection[Any] | None = None
        self._untold: set[int] = set()
        self._told_at = 0.0

    def store(self, hints: Sequence[Hint]) -> None:
        """Return when all hints are durable. Raises HintsNotStoredError when they are not, or too many wait."""
        by_tenant = groupby(sorted(hints, key=attrgetter("tenant_id")), key=attrgetter("tenant_id"))
        handed = [self._hand_over(tenant_id, list(of_tenant)) for tenant_id, of_tenant in by_tenant]
        # The committer releases them; a committer that hangs must not keep a request for ever.
        results = [one.done.acquire(timeout=PATIENCE_S) and one.error is None for one in handed]
        if not all(results):
            raise HintsNotStoredError("notifications cannot be stored now; send them again")

    def waiting(self, tenant_id: int) -> int:
        """Return how many hints of a tenant wait for their turn."""
        with self._gathered:
            return len(self._queues.get(tenant_id, ()))

    def _hand_over(self, tenant_id: int, hints: list[Hint]) -> _Handed:
        handed = _Handed(len(hints), threading.Lock())
        handed.done.acquire()
        with self._gathered:
            queue = self._queues.setdefault(tenant_id, deque())
            if len(queue) + len(hints) > MOST_WAITING:
                raise HintsNotStoredError("too many notifications of this organisation wait; send them again later")
            queue.extend((hint, handed) for hint in hints)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="hints", daemon=True)
                self._thread.start()
            self._gathered.notify()
        return handed

    def _work(self) -> None:
        while True:
            group = self._gather()
            error = self._commit([hint for hint, _ in group]) if group else None
            for handed in _released(group, error):
                handed.done.release()
            self._tell()

    def _gather(self) -> list[tuple[Hint, _Handed]]:
        """Wait for hints and take a group of them: of each tenant a share in turn, until it is full."""
        group: list[tuple[Hint, _Handed]] = []
        with self._gathered:
            while not self._queues and not self._untold:
                self._gathered.wait()
            if not self._queues:
                self._gathered.wait(TELL_EVERY_S)
            while self._queues and len(group) < GROUP:
                tenant_id, queue = self._queues.popitem(last=False)
                group += [queue.popleft() for _ in range(min(SHARE, len(queue)))]
                if queue:
                    self._queues[tenant_id] = queue
        return group

    def _commit(self, hints: list[Hint]) -> Exception | None:
        """Commit a group, on a new connection if the old one broke; return what prevented it."""
        statement = _statement(hints)
        error: Exception | None = None
        for _ in range(2):
            try:
                self._connected().execute(statement)
            except (psycopg.Error, OSError) as failed:
                error = failed
                self._disconnect()
            else:
                self._untold |= {hint.tenant_id for hint in hints}
                return None
        log.warning("hints cannot be stored: %s", type(error).__name__)
        return error

    def _tell(self) -> None:
        """Wake the workers, at most every few milliseconds; who is not woken looks by himself."""
        now = time.monotonic()
        if not self._untold or now - self._told_at < TELL_EVERY_S:
            return
        told, self._untold, self._told_at = self._untold, set(), now
        try:
            self._connected().execute(_waking(told))
        except (psycopg.Error, OSError):
            self._disconnect()

    def _connected(self) -> psycopg.Connection[Any]:
        if self._session is None or self._session.closed:
            session = self._database.session()
            session.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(SYSTEM_ROLE)))
            # Durable means on disk, however the server is set up for other work.
            session.execute(
                "SELECT set_config('synchronous_commit', 'local', false)"
                " WHERE current_setting('synchronous_commit') = 'off'"
            )
            session.add_notify_handler(lambda notify: self._on_subscription(notify.payload))
            session.execute(sql.SQL("LISTEN {}").format(sql.Identifier(SUBSCRIPTIONS_CHANNEL)))
            self._session = session
        return self._session

    def _disconnect(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None


def _released(group: Sequence[tuple[Hint, _Handed]], error: Exception | None) -> list[_Handed]:
    """Return the requests of which nothing waits any more, those of the tenant with the fewest first.

    Each that is let go takes the interpreter for a moment; one request must not stand behind a storm of others.
    """
    released: dict[int, list[_Handed]] = {}
    for hint, handed in group:
        handed.left -= 1
        handed.error = handed.error or error
        if handed.left == 0:
            released.setdefault(hint.tenant_id, []).append(handed)
    return [handed for of_tenant in sorted(released.values(), key=len) for handed in of_tenant]


def _waking(tenant_ids: Iterable[int]) -> sql.Composed:
    """Return what wakes the workers of these tenants; nobody waits until a disk has it, the next group least of all."""
    calls = [
        sql.SQL("SELECT pg_notify({}, {})").format(sql.Literal(CHANNEL), sql.Literal(str(one))) for one in tenant_ids
    ]
    return sql.SQL("; ").join(
        [sql.SQL("BEGIN"), sql.SQL("SET LOCAL synchronous_commit = off"), *calls, sql.SQL("COMMIT")]
    )


def _statement(hints: list[Hint]) -> sql.Composed:
    """Return the whole transaction as one message to the server: each tenant's rows within its own context."""
    parts: list[sql.Composable] = [sql.SQL("BEGIN")]
    for tenant_id, of_tenant in groupby(sorted(hints, key=attrgetter("tenant_id")), key=attrgetter("tenant_id")):
        rows = msgspec.json.encode(list({hint.same: hint for hint in of_tenant}.values())).decode()
        parts.append(sql.SQL("SELECT set_config('app.tenant_id', {}, true)").format(sql.Literal(str(tenant_id))))
        parts.append(
            sql.SQL(
                f"INSERT INTO hints (tenant_id, {_COLUMNS})"  # noqa: S608  fixed names
                f" SELECT {{}}, {_COLUMNS} FROM json_to_recordset({{}}) AS told({_TYPES})"
            ).format(sql.Literal(tenant_id), sql.Literal(rows))
        )
    parts.append(sql.SQL("COMMIT"))
    return sql.SQL("; ").join(parts)
