"""Who is there: a process shows that it lives by a lock that ends with its connection (PostgreSQL: advisory locks).

A lease or a job whose holder is gone is free at once, without waiting for a time to run out. What this cannot tell
is a process that was stopped or cut off without its connection ending; for that, leases still run out.
"""

from __future__ import annotations

import contextlib
import random
import threading
import weakref
from typing import Any, ClassVar

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import OID

from trato.db.engine import Database

WORKERS = 43
JOBS = 44
_IDS = 2**31 - 1
_TWO_KEYS = 2  # objsubid of a lock taken with two numbers (PostgreSQL: pg_locks)
_LOCKS = sa.table(
    "pg_locks", *(sa.column(n) for n in ("locktype", "granted", "database", "classid", "objid", "objsubid"))
)
_DATABASES = sa.table("pg_database", sa.column("oid"), sa.column("datname"))


class Presence:
    """This process among those that use one database; safe to share between threads."""

    _known: ClassVar[weakref.WeakKeyDictionary[Database, Presence]] = weakref.WeakKeyDictionary()
    _making: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, database: Database) -> None:
        self.id = random.randint(1, _IDS)  # noqa: S311  a name, no secret
        self._database = weakref.ref(database)
        self._lock = threading.Lock()
        self._session: psycopg.Connection[Any] | None = None
        self._shown = {(WORKERS, self.id)}
        self._held: set[tuple[int, int]] = set()

    @classmethod
    def of(cls, database: Database) -> Presence:
        """Return the presence of this process in that database, the same each time."""
        with cls._making:
            if database not in cls._known:
                cls._known[database] = cls(database)
            return cls._known[database]

    def show(self, space: int, number: int) -> None:
        """Be known by one more number, such as that of a worker of the queue."""
        with self._lock:
            self._shown.add((space, number))
        self.confirm()

    def hide(self, space: int, number: int) -> None:
        """Be known by that number no more."""
        with self._lock:
            self._shown.discard((space, number))
            if (space, number) in self._held and self._session is not None:
                self._held.discard((space, number))
                with contextlib.suppress(psycopg.OperationalError):
                    self._session.execute("SELECT pg_advisory_unlock(%s, %s)", (space, number))

    def confirm(self) -> None:
        """Make sure that the others see this process, also after the server or the connection was cut off.

        Raises psycopg.OperationalError while the database does not answer.
        """
        with self._lock:
            try:
                self._confirm()
            except psycopg.OperationalError:
                self._forget()
                self._confirm()

    def _confirm(self) -> None:
        if self._session is None or self._session.closed:
            database = self._database()
            if database is None:
                return
            self._forget()
            self._session = database.session()
        # A former connection of ours that the server has not yet given up still shows us; then it is tried again.
        missing = self._shown - self._held
        for space, number in missing:
            row = self._session.execute("SELECT pg_try_advisory_lock(%s, %s)", (space, number)).fetchone()
            if row is not None and row[0]:
                self._held.add((space, number))
        if not missing:
            self._session.execute("SELECT 1")

    def _forget(self) -> None:
        self._held.clear()
        if self._session is not None:
            self._session.close()
            self._session = None


def is_gone(number: sa.ColumnElement[Any], *, space: int = WORKERS) -> sa.ColumnElement[bool]:
    """Return the condition that nobody of that number is there; false where the number is NULL."""
    here = sa.select(_DATABASES.c.oid).where(_DATABASES.c.datname == sa.func.current_database()).scalar_subquery()
    shown = sa.exists().where(
        _LOCKS.c.locktype == "advisory",
        _LOCKS.c.granted,
        _LOCKS.c.database == here,
        _LOCKS.c.classid == sa.cast(space, OID),
        _LOCKS.c.objid == sa.cast(number, OID),
        _LOCKS.c.objsubid == _TWO_KEYS,
    )
    return sa.and_(number.is_not(None), sa.not_(shown))
