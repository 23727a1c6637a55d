"""Bring the schema up to date, and tell whether the tables in code and the migrations have drifted apart.

Old code must run on the new schema (expand, deploy, contract), so a migration never renames or drops what the
previous version still reads. Each one waits at most a few seconds for a lock and runs as the tables' owner.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData

from trato.errors import TratoError

ADVISORY_LOCK = 7236418201
QUEUE_TABLES = "procrastinate_"
FOLDER = Path(__file__).parent / "migrations"


class SchemaOutdatedError(TratoError):
    """The database's schema is not the one this version needs; run `trato migrate`."""

    code = "schema_outdated"


def upgrade(engine: Engine, *, to: str = "head") -> None:
    """Apply all migrations up to `to`; safe to run from several machines at once and to repeat after a kill."""
    _run(engine, lambda config: command.upgrade(config, to))


def downgrade(engine: Engine, *, to: str) -> None:
    """Go back to `to`; for tests of the newest migration, not for production data."""
    _run(engine, lambda config: command.downgrade(config, to))


def make_revision(engine: Engine, metadata: MetaData, message: str) -> None:
    """Write a new migration from the difference between `metadata` and the database; for developers."""

    def run(config: Config) -> None:
        config.attributes["metadata"] = metadata
        command.revision(config, message=message, autogenerate=True)

    _run(engine, run)


def drift(engine: Engine, metadata: MetaData) -> list[str]:
    """Return what differs between the tables in code and in the database; empty when they agree."""
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": False, "include_name": _is_ours}
        context = MigrationContext.configure(connection, opts=options)
        return [repr(difference) for difference in compare_metadata(context, metadata)]


def _is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    # The queue's tables are Procrastinate's own: its release says what they are like.
    return kind != "table" or not (name or "").startswith(QUEUE_TABLES)


def require_current(connection: Connection) -> None:
    """Raise SchemaOutdatedError unless the database is at this version's newest migration."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    try:
        present = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    except sa.exc.ProgrammingError:
        present = None
    if present != newest:
        raise SchemaOutdatedError(
            f"The database is at {present or 'no version'}, this version needs {newest}: run `trato migrate`"
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def _run(engine: Engine, work: Callable[[Config], None]) -> None:
    config = _config()
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
        connection.commit()
        try:
            config.attributes["connection"] = connection
            work(config)
        finally:
            connection.rollback()
            connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})
            connection.commit()
