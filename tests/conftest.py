"""What all tests stand on: a real PostgreSQL, a small company, the Graph sandbox, and the shared real data."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
import pytest_socket
from hypothesis import HealthCheck, settings
from psycopg.conninfo import conninfo_to_dict
from tests import request_shapes, sharing_out, small_company
from tests.demo_server import demo  # noqa: F401  a fixture

from graph_sandbox import Sandbox
from trato.db.embedded import APPLICATION_ROLE, EmbeddedServer
from trato.db.engine import Database, make_engine, open_database
from trato.db.migrate import upgrade

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"
IN_CI = bool(os.environ.get("CI"))

# Examples that write to a database take longer than Hypothesis likes, and no test may depend on how long.
_QUIRKS = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
settings.register_profile("dev", deadline=None, suppress_health_check=_QUIRKS)
settings.register_profile("ci", parent=settings.get_profile("dev"), derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if IN_CI else "dev")


def pytest_runtest_setup() -> None:
    """No test reaches beyond this machine."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long."""
    sharing_out.begin_with_the_long(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> sharing_out.ByFileAndDemo:
    """Share out whole files."""
    return sharing_out.ByFileAndDemo(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much of what Trato sends was held to Graph's description."""
    sent = request_shapes.operations
    if sent:
        told = f"{sent.total()} requests of Trato to Graph, {len(sent)} different, were held to its description"
        terminalreporter.write_line(f"{told}; {len(request_shapes.EXCEPTIONS)} exceptions")


class Databases:
    """Makes databases in one server; each is gone with the server at the end of the session."""

    def __init__(self, server: EmbeddedServer) -> None:
        self.server = server
        self._numbers = itertools.count(1)

    def create(self, template: str = "template0") -> str:
        """Make a database from a template nobody is connected to; return its name."""
        name = f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Run a statement as the superuser, outside of any database of a test."""
        with psycopg.connect(self.url("postgres", user="postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def cut_off(self, conninfo: str) -> None:
        """Cut every connection to that database."""
        name = conninfo_to_dict(conninfo)["dbname"]
        with psycopg.connect(self.url("postgres", user="postgres"), autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))

    def end_idle_transactions(self, conninfo: str) -> None:
        """End the connections to that database that stand in the middle of a transaction."""
        name = conninfo_to_dict(conninfo)["dbname"]
        with psycopg.connect(self.url("postgres", user="postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND state = 'idle in transaction'",
                (name,),
            )

    def url(self, name: str, *, user: str = APPLICATION_ROLE) -> str:
        return self.server.conninfo(user=user, database=name)

    def open(self, name: str) -> Database:
        """Open a database as the application does."""
        return open_database(self.url(name))


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """The test session's own PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="trato-tests-"))
    server = EmbeddedServer(folder / "pg").start()
    try:
        made = Databases(server)
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_connections = 200"):
            made.run(f"ALTER SYSTEM SET {setting}")
        made.run("SELECT pg_reload_conf()")
        yield made
    finally:
        server._server.stop()
        server._server._cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_template(databases: Databases) -> str:
    """A database with the newest schema and nothing in it."""
    name = databases.create()
    engine = make_engine(databases.url(name, user="postgres"))
    upgrade(engine)
    engine.dispose()
    return name


@pytest.fixture
def database_name(databases: Databases, migrated_template: str) -> Iterator[str]:
    name = databases.create(migrated_template)
    yield name
    databases.drop(name)


@pytest.fixture
def database(databases: Databases, database_name: str) -> Iterator[Database]:
    """A fresh database, connected to as the application's role."""
    opened = databases.open(database_name)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def many_tenants(databases: Databases, migrated_template: str) -> Iterator[Database]:
    """The database that holds the small company once for each test: row-level security keeps them apart."""
    opened = databases.open(databases.create(migrated_template))
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def new_company(
    many_tenants: Database, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], small_company.Company]:
    """Make the small company anew, as a tenant of its own."""
    folder = small_company.write_folder(tmp_path_factory.mktemp("vega"))
    numbers = itertools.count(1)
    return lambda: small_company.save_folder(many_tenants, folder, entra_tenant_id=f"vega-{next(numbers)}")


@pytest.fixture
def tenant(new_company: Callable[[], small_company.Company]) -> small_company.Company:
    """The small company, for a test that writes."""
    return new_company()


@pytest.fixture(scope="module")
def shared_tenant(new_company: Callable[[], small_company.Company]) -> small_company.Company:
    """The small company, for the tests of a module that only read."""
    return new_company()


@pytest.fixture
def company_folder(tmp_path: Path) -> Path:
    """The small company as a tenant folder, to be filled with mail and calendars."""
    return small_company.write_folder(tmp_path / "tenant")


@pytest.fixture
def sandbox() -> Iterator[Callable[..., Sandbox]]:
    """Start Graph sandboxes on tenant folders; they stop with the test, which fails if Trato asked what Graph lacks."""
    started: list[Sandbox] = []

    def start(folder: Path, **options: Any) -> Sandbox:
        started.append(running.enter_context(Sandbox.from_folder(folder, **options)))
        return started[-1]

    with ExitStack() as running:
        yield start
    for one in started:
        request_shapes.check(one)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real data beside the repository. In CI its absence is a failure; elsewhere what was not run is named."""
    if not SHARED_DATA.is_dir():
        reason = f"the real data are not there ({SHARED_DATA}); tests on real mail were not run"
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    return SHARED_DATA
