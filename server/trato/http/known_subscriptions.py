"""Which subscription a notification is of, and whether it is Graph's: kept at hand, so that no request asks twice.

What is known stays known until a worker says that the subscription ended (the committer's connection hears it), or
for a while. An id that is not known is looked up once in a while, and all of them together only so often, so that
somebody who invents ids cannot keep the database busy.
"""

from __future__ import annotations

import hmac
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from trato.db.engine import Database
from trato.directory import store as directory
from trato.errors import TratoError
from trato.sync.subscriptions import digest_of
from trato.sync.tables import subscriptions

KEPT_S = 600.0
UNKNOWN_KEPT_S = 5.0
MOST_KEPT = 50_000
LOOKUPS_PER_S = 50.0


class TooManyUnknownError(TratoError):
    """So many notifications of unknown subscriptions came that no more are looked up for a moment."""

    code = "too_many_unknown_subscriptions"


class Refusal(StrEnum):
    """Why a notification is dropped."""

    MALFORMED = "malformed"
    WITH_CONTENT = "with_content"
    UNKNOWN_SUBSCRIPTION = "unknown_subscription"
    WRONG_SECRET = "wrong_client_state"  # noqa: S105  a reason, no secret


@dataclass(frozen=True, slots=True)
class Known:
    """A subscription in force, and the digest of the clientState that only Graph and its maker have seen."""

    tenant_id: int
    mailbox_id: int
    subscription_id: int
    kind: str
    secret_digest: str


class KnownSubscriptions:
    """Answers from memory, else from the database. Thread-safe."""

    def __init__(self, database: Database, *, tick: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._tick = tick
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], tuple[float, Known | None]] = OrderedDict()
        self._allowance, self._allowed_at = LOOKUPS_PER_S, tick()
        self.lookups = 0

    def check(self, entra_tenant_id: str, remote_id: str, secret: str) -> Known | Refusal:
        """Return the subscription, if it is of that tenant and the secret is its own, else why not.

        Raises TooManyUnknownError.
        """
        known = self._find((entra_tenant_id, remote_id))
        if known is None:
            return Refusal.UNKNOWN_SUBSCRIPTION
        if not hmac.compare_digest(digest_of(secret), known.secret_digest):
            return Refusal.WRONG_SECRET
        return known

    def forget(self, remote_id: str) -> None:
        """Look this one up again next time, because it was made or ended."""
        with self._lock:
            for key in [key for key in self._kept if key[1] == remote_id]:
                del self._kept[key]

    def _find(self, key: tuple[str, str]) -> Known | None:
        now = self._tick()
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and now < kept[0]:
                self._kept.move_to_end(key)
                return kept[1]
            is_news = kept is None or kept[1] is None
            if is_news:
                self._allow(now)
            self.lookups += 1
        found = self._look_up(*key)
        with self._lock:
            if found is not None and is_news:
                self._allowance += 1
            self._kept[key] = (now + (UNKNOWN_KEPT_S if found is None else KEPT_S), found)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found

    def _allow(self, now: float) -> None:
        self._allowance = min(LOOKUPS_PER_S, self._allowance + (now - self._allowed_at) * LOOKUPS_PER_S)
        self._allowed_at = now
        if self._allowance < 1:
            raise TooManyUnknownError("too many notifications of unknown subscriptions; send them again later")
        self._allowance -= 1

    def _look_up(self, entra_tenant_id: str, remote_id: str) -> Known | None:
        with self._database.as_operator() as connection:
            tenant_id = directory.find_tenant(connection, entra_tenant_id)
        if tenant_id is None:
            return None
        table = subscriptions
        with self._database.as_system(tenant_id) as connection:
            row = connection.execute(
                sa.select(table.c.id, table.c.mailbox_id, table.c.kind, table.c.secret_digest).where(
                    table.c.remote_id == remote_id, table.c.secret_digest.is_not(None)
                )
            ).first()
        return None if row is None else Known(tenant_id, row.mailbox_id, row.id, row.kind, row.secret_digest)
