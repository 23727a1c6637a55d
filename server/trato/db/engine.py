"""Transactions that know their tenant and their user; without them the database shows nothing.

Row-level security reads the role and the settings of the transaction: the system's own work (sync, linking) takes a
role of its own; a person's has the tenant, the user, and what that user's territories and people are. They are set
here and nowhere else, and end with the transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

from trato.errors import SettingsError

SYSTEM_ROLE = "trato_system"
CLOSING_S = 2.0
# A process that is stopped in the middle of a transaction must not keep others out for long, nor may the server take
# one for present whose machine has gone.
SESSION = (
    "-c timezone=UTC -c client_encoding=utf8 -c idle_in_transaction_session_timeout=20s"
    " -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
)


class BypassError(SettingsError):
    """The database role could ignore row-level security, so Trato refuses to work with it."""

    code = "role_bypasses_row_security"


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a transaction runs: a user of a tenant, at an instant that decides which periods hold."""

    tenant_id: int
    user_id: int
    at: datetime


class Database:
    """Opens transactions on PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sessions: list[psycopg.Connection[Any]] = []

    @contextmanager
    def as_system(self, tenant_id: int) -> Iterator[Connection]:
        """Run as Trato itself within one tenant: sees all of its rows. For sync, linking and imports."""
        with self._engine.begin() as connection:
            connection.execute(sa.text(f"SET LOCAL ROLE {SYSTEM_ROLE}"))
            _enter(connection, "SELECT set_config('app.tenant_id', :tenant, true)", tenant=str(tenant_id))
            yield connection

    @contextmanager
    def as_user(self, caller: Caller, *, keeps_plans: bool = False) -> Iterator[Connection]:
        """Run on behalf of a user: sees what they may see, decided by the database.

        `keeps_plans` is for few statements that are asked all the time, each by index whatever it is asked for: their
        plans are made once a connection, not anew for what is asked (PostgreSQL: plan_cache_mode).
        """
        with self._engine.begin() as connection:
            _enter(
                connection,
                _ENTER_WITH_PLANS if keeps_plans else _ENTER,
                tenant=caller.tenant_id,
                person=caller.user_id,
                at=caller.at,
            )
            yield connection

    @contextmanager
    def as_operator(self) -> Iterator[Connection]:
        """Run before any tenant is known: sees tenants only. For sign-in and the command line."""
        with self._engine.begin() as connection:
            connection.execute(sa.text("SELECT set_config('app.scope', 'operator', true)"))
            yield connection

    @contextmanager
    def without_context(self) -> Iterator[Connection]:
        """Run with no tenant at all: row-level security shows nothing. For health checks and tests."""
        with self._engine.begin() as connection:
            yield connection

    def session(self) -> psycopg.Connection[Any]:
        """Open a connection outside the pool, in autocommit: for locks that end with it. The caller closes it."""
        pooled = self._engine.raw_connection()
        session: psycopg.Connection[Any] = pooled.driver_connection  # type: ignore[assignment]
        pooled.detach()
        session.rollback()
        session.autocommit = True
        self._sessions = [one for one in self._sessions if not one.closed] + [session]
        return session

    def forget_connections(self) -> None:
        """Leave all connections to the parent of this process; for a child that was forked."""
        self._sessions = []
        self._engine.dispose(close=False)

    def dispose(self) -> None:
        """Close all connections."""
        for session in self._sessions:
            _close(session)
        self._engine.dispose()


def _close(session: psycopg.Connection[Any]) -> None:
    """Close a connection, but never under the hands of a thread that uses it: libpq would free what it reads.

    One that stays busy is left to its owner.
    """
    if session.lock.acquire(timeout=CLOSING_S):
        try:
            session.close()
        finally:
            session.lock.release()


@contextmanager
def looking_as_system(connection: Connection) -> Iterator[None]:
    """Within a person's transaction, look as Trato itself: for ids, of which is then asked as the person again.

    Nothing that was looked up this way may be shown before the person's own rules were put to it.
    """
    connection.execute(sa.text(f"SET LOCAL ROLE {SYSTEM_ROLE}"))
    try:
        yield
    finally:
        driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
        # A transaction that failed takes no more statements; it can only be rolled back, and the role with it.
        if driver.info.transaction_status is TransactionStatus.INTRANS:
            connection.execute(sa.text("SET LOCAL ROLE NONE"))


def open_database(url: str, *, pool_size: int = 8) -> Database:
    """Connect to `url` (postgresql://… or a libpq connection string).

    Raises BypassError when the role is a superuser or may bypass row-level security.
    """
    engine = make_engine(url, pool_size=pool_size)
    event.listen(engine, "connect", _refuse_bypass)
    return Database(engine)


def make_engine(url: str, *, pool_size: int = 8) -> Engine:
    """Make an engine for `url` in UTC; migrations use it too, as the tables' owner."""
    options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 8, "pool_pre_ping": True}
    arguments: dict[str, Any] = {"options": SESSION}
    if "://" in url:
        target = make_url(url).set(drivername="postgresql+psycopg")
    else:
        from psycopg.conninfo import conninfo_to_dict

        target, parts = URL.create("postgresql+psycopg"), conninfo_to_dict(url)
        arguments |= {key: value for key, value in parts.items() if value is not None}
    return create_engine(target, connect_args=arguments, **options)


_ENTER = "SELECT trato_enter_user(:tenant, :person, :at)"
_ENTER_WITH_PLANS = f"{_ENTER}, set_config('plan_cache_mode', 'force_generic_plan', true)"


def _refuse_bypass(driver_connection: Any, _record: Any) -> None:
    with driver_connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        name, bypasses = cursor.fetchone()
    driver_connection.rollback()
    if bypasses:
        raise BypassError(
            f"The database role {name!r} can bypass row-level security; connect as one without SUPERUSER or BYPASSRLS"
        )


def _enter(connection: Connection, statement: str, **values: Any) -> None:
    connection.execute(sa.text(statement), values)
