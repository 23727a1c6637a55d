"""Hear the statements that SQLAlchemy sends, to prove that their number does not grow with the data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from trato.db.engine import Database


@contextmanager
def recorded(database: Database) -> Iterator[list[str]]:
    """Collect the statements sent while the block runs."""
    heard: list[str] = []

    def hear(_connection, _cursor, statement, *_rest) -> None:
        heard.append(statement)

    event.listen(database._engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(database._engine, "before_cursor_execute", hear)
