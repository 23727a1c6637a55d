"""Connections outside the pool end with the database they belong to, and not while somebody uses them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from tests.conftest import Databases

from trato.db import engine
from trato.db.engine import Database, open_database


@pytest.fixture
def opened(databases: Databases, database_name: str) -> Database:
    return open_database(databases.url(database_name))


def test_disposing_waits_until_a_session_has_its_answer(opened: Database) -> None:
    """libpq frees a connection that is closed while another thread waits on it; the process would die."""
    session = opened.session()
    with ThreadPoolExecutor(1) as other:
        answer = other.submit(lambda: session.execute("SELECT 42 FROM pg_sleep(0.3)").fetchone())
        _until(session.lock.locked)
        opened.dispose()
        assert answer.result() == (42,)
    assert session.closed


def test_a_session_that_stays_busy_is_left_to_its_owner(opened: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "CLOSING_S", 0.05)
    session = opened.session()
    with ThreadPoolExecutor(1) as other:
        answer = other.submit(lambda: session.execute("SELECT 42 FROM pg_sleep(0.6)").fetchone())
        _until(session.lock.locked)
        opened.dispose()
        assert not session.closed
        assert answer.result() == (42,)
    session.close()


def test_a_session_used_after_disposing_says_that_it_is_closed(opened: Database) -> None:
    session = opened.session()
    opened.dispose()
    with pytest.raises(psycopg.OperationalError, match="closed"):
        session.execute("SELECT 1")


def _until(holds: Callable[[], bool]) -> None:
    waited = threading.Event()
    for _ in range(500):
        if holds():
            return
        waited.wait(0.01)
    raise AssertionError("nothing ran on the session")
