"""The surroundings of scenes outside of pytest: a PostgreSQL of its own, gone afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.scene import Surroundings
from tests.chaos.workers import Stable
from tests.conftest import Databases
from tests.http.key_server import KeyServer

from trato.db.embedded import EmbeddedServer
from trato.db.engine import make_engine
from trato.db.migrate import upgrade


@contextmanager
def surroundings(*settings: str, folder: Path | None = None) -> Iterator[Surroundings]:
    """Start everything scenes stand on; `settings` are PostgreSQL's, fast and careless where none are given."""
    folder = folder or Path(tempfile.mkdtemp(prefix="trato-chaos-"))
    server = EmbeddedServer(folder / "pg").start()
    try:
        databases = Databases(server)
        careless = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_connections = 200")
        for setting in settings or careless:
            databases.run(f"ALTER SYSTEM SET {setting}")
        databases.run("SELECT pg_reload_conf()")
        template = databases.create()
        engine = make_engine(databases.url(template, user="postgres"))
        upgrade(engine)
        engine.dispose()
        with KeyServer() as keys, Stable(folder) as stable:
            yield Surroundings(databases, template, keys, stable)
    finally:
        server._server.stop()
        shutil.rmtree(folder, ignore_errors=True)
