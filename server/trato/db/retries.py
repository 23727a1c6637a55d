"""Repeat a transaction that the database cut off: a restart, a lost connection, a deadlock (PostgreSQL: error codes).

The whole transaction is repeated, because nothing of it stands. The work must therefore do nothing but what the
transaction undoes, and find out by itself if a former attempt was committed although its answer was lost.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from trato.db.engine import Database

# In all about half a minute: a server restarts in that time, a standby is promoted.
WAITS_S = (0.05, 0.2, 0.5, 1.0, 2.0, 4.0, 4.0, 8.0, 8.0)
_PASSING = {
    "40001",  # serialization_failure
    "40P01",  # deadlock_detected
    "25P03",  # idle_in_transaction_session_timeout: the process was stopped for a while
    "53300",  # too_many_connections
    "55P03",  # lock_not_available
}
_PASSING_CLASSES = ("08", "57P")  # connection exceptions; the server stops, crashes or starts

# Rows are copied in by the driver itself (db.bulk), whose errors SQLAlchemy does not wrap.
FAULTS = (DBAPIError, psycopg.Error)

Result = TypeVar("Result")


def as_system(database: Database, tenant_id: int, work: Callable[[Connection], Result]) -> Result:
    """Run `work` in a transaction of the system's; repeat it while the fault is one that passes, within bounds."""
    for wait_s in WAITS_S:
        try:
            with database.as_system(tenant_id) as connection:
                return work(connection)
        except FAULTS as error:
            if not passes(error):
                raise
            time.sleep(wait_s)
    with database.as_system(tenant_id) as connection:
        return work(connection)


def passes(error: DBAPIError | psycopg.Error) -> bool:
    """Tell whether the same transaction may succeed if it is tried again."""
    told = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(told, "sqlstate", None)
    if state is None:
        # Without a code the connection itself broke, or none could be made.
        return isinstance(told, psycopg.OperationalError | psycopg.InterfaceError)
    return state in _PASSING or state.startswith(_PASSING_CLASSES)


def reason(error: BaseException) -> str:
    """Return in one line what the database said, whichever library's error it is wrapped in."""
    while (inner := getattr(error, "orig", None) or error.__cause__) is not None:
        error = inner
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
