"""MSAL's token caches in the database, sealed: one of each application and one of each user, never in plain text.

Whoever changes a cache holds it alone, over all processes: of several that find a token expired, one asks for a new
one and the others find it.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.db.engine import Database
from trato.graph.keys import Keyring, SealBrokenError
from trato.graph.tables import token_caches

log = logging.getLogger(__name__)

LOCK_SPACE = 7236


class HeldCache:
    """One holder's cache while nobody else may change it."""

    def __init__(self, connection: Connection, keyring: Keyring, tenant_id: int, holder: str) -> None:
        self._connection = connection
        self._keyring = keyring
        self._tenant_id = tenant_id
        self._holder = holder

    def text(self) -> str:
        """Return what is kept; nothing if there is nothing, or if it no longer opens."""
        try:
            return _opened(self._connection, self._keyring, self._tenant_id, self._holder)
        except SealBrokenError as error:
            log.warning("a token cache of tenant %s is given up: %s", self._tenant_id, error.code)
            return ""

    def save(self, text: str) -> None:
        """Keep that instead."""
        key_id, sealed = self._keyring.seal(text.encode(), _place(self._tenant_id, self._holder))
        _put(self._connection, self._tenant_id, self._holder, key_id, sealed)


class TokenStore:
    """Token caches of all tenants."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    @contextmanager
    def held(self, tenant_id: int, holder: str) -> Iterator[HeldCache]:
        """Hold the cache of an application or a user alone, to read and perhaps change it."""
        with self._database.as_system(tenant_id) as connection:
            key = sa.func.hashtext(f"{tenant_id} {holder}")
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK_SPACE, key)))
            yield HeldCache(connection, self._keyring, tenant_id, holder)

    def read(self, tenant_id: int, holder: str) -> str:
        """Return what is kept, or nothing. Raises SealBrokenError when it does not open."""
        with self._database.as_system(tenant_id) as connection:
            return _opened(connection, self._keyring, tenant_id, holder)

    def of_users(self, tenant_id: int) -> list[str]:
        """Return what is kept of every user that opens."""
        with self._database.as_system(tenant_id) as connection:
            rows = connection.execute(
                sa.select(token_caches).where(token_caches.c.holder.startswith("user ")).order_by(token_caches.c.holder)
            ).all()
        opened = []
        for row in rows:
            with contextlib.suppress(SealBrokenError):
                opened.append(self._keyring.open(row.key_id, row.sealed, _place(tenant_id, row.holder)).decode())
        return opened

    def count_old(self, tenant_id: int) -> int:
        """Return how many caches are not sealed with the current key."""
        old = sa.select(sa.func.count()).where(token_caches.c.key_id != self._keyring.current)
        with self._database.as_system(tenant_id) as connection:
            return int(connection.execute(old).scalar_one())

    def forget(self, tenant_id: int, holder: str) -> None:
        """Forget a sign-in."""
        with self._database.as_system(tenant_id) as connection:
            connection.execute(sa.delete(token_caches).where(token_caches.c.holder == holder))

    def seal_anew(self, tenant_id: int) -> int:
        """Seal every cache of the tenant with the current key; return how many were not. Broken ones go."""
        current = self._keyring.current
        table = token_caches
        with self._database.as_system(tenant_id) as connection:
            old = sa.select(table).where(table.c.key_id != current).with_for_update()
            rows = connection.execute(old).all()
            for row in rows:
                place = _place(tenant_id, row.holder)
                try:
                    plain = self._keyring.open(row.key_id, row.sealed, place)
                except SealBrokenError:
                    connection.execute(sa.delete(table).where(table.c.holder == row.holder))
                    continue
                _put(connection, tenant_id, row.holder, *self._keyring.seal(plain, place))
        return len(rows)


def _opened(connection: Connection, keyring: Keyring, tenant_id: int, holder: str) -> str:
    row = connection.execute(sa.select(token_caches).where(token_caches.c.holder == holder)).first()
    return "" if row is None else keyring.open(row.key_id, row.sealed, _place(tenant_id, holder)).decode()


def _put(connection: Connection, tenant_id: int, holder: str, key_id: str, sealed: bytes) -> None:
    statement = insert(token_caches).values(tenant_id=tenant_id, holder=holder, key_id=key_id, sealed=sealed)
    changed = {"key_id": statement.excluded.key_id, "sealed": statement.excluded.sealed}
    connection.execute(statement.on_conflict_do_update(index_elements=["tenant_id", "holder"], set_=changed))


def _place(tenant_id: int, holder: str) -> str:
    return f"tenant {tenant_id}, {holder}"
