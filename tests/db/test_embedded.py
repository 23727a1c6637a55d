"""The embedded PostgreSQL starts again whatever became of the one before."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from trato.db.embedded import EmbeddedServer


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name: the path of a socket has 107 bytes at most."""
    made = Path(tempfile.mkdtemp(prefix="trato-pg-"))
    yield made / "pg"
    shutil.rmtree(made, ignore_errors=True)


def test_a_folder_begun_anew_gets_a_server_of_its_own(folder: Path) -> None:
    """The package keeps what it started in this process, and would hand out the one that was stopped."""
    assert EmbeddedServer(folder).start().stop_if_unused()
    shutil.rmtree(folder)
    again = EmbeddedServer(folder).start()
    with psycopg.connect(again.conninfo()) as connection:
        assert connection.execute("SELECT 42").fetchone() == (42,)
    assert again.stop_if_unused()
