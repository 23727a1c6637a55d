"""Put a process together from its settings: database, Graph clients, application."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from apiflask import APIFlask
from sqlalchemy.exc import OperationalError

import trato.calendar.tables
import trato.crm.answers.tables
import trato.crm.opportunity_tables
import trato.crm.search.tables
import trato.crm.tables
import trato.directory.tables
import trato.graph.tables
import trato.linking.late.tables
import trato.linking.marks.tables
import trato.linking.tables
import trato.mail.tables
import trato.phonebook.tables
import trato.planning.playbook.tables
import trato.planning.territories.tables
import trato.scheduling.digest.tables
import trato.scheduling.invitations.tables
import trato.scheduling.notices.tables
import trato.scheduling.publishing.tables
import trato.scheduling.tables
import trato.selling.tables
import trato.selling.todo.tables
import trato.sync.tables  # noqa: F401  all tables, so that drift sees them
from trato.app import create_app
from trato.clock import Clock
from trato.commands.graph_access import GraphAccess
from trato.db import migrate
from trato.db.embedded import EmbeddedServer
from trato.db.engine import Database, make_engine, open_database
from trato.db.schema import metadata
from trato.errors import SettingsError
from trato.graph.client import GraphClient
from trato.graph.keys import Keyring
from trato.http.auth import Issuer
from trato.http.pages import PageSettings
from trato.scheduling.schedules import Schedules
from trato.settings import GraphSettings, Settings


@contextmanager
def database_of(settings: Settings) -> Iterator[Database]:
    """Open the database of the settings; an embedded server is started, and stopped when nobody else uses it."""
    if settings.database_url is not None:
        database = open_database(settings.database_url)
        try:
            _require_current(database)
            yield database
        finally:
            database.dispose()
        return
    server = EmbeddedServer(settings.prepare_home() / "postgres").start()
    try:
        database = open_database(server.conninfo())
        try:
            _require_current(database)
            yield database
        finally:
            database.dispose()
    finally:
        server.stop_if_unused()


def _require_current(database: Database) -> None:
    with _answering(), database.without_context() as connection:
        migrate.require_current(connection)


@contextmanager
def _answering() -> Iterator[None]:
    """Say in one line that the database does not answer, and where that is set."""
    try:
        yield
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise SettingsError(f"the database does not answer ({reason}); TRATO_DATABASE_URL says where it is") from error


def clients(graph: GraphSettings, database: Database, keyring: Keyring | None = None) -> Callable[[str], GraphClient]:
    """Return what gives a tenant's Graph client: app-only, shared by all threads, within each mailbox's limits."""
    return GraphAccess(graph, database, keyring).app_client


def application(settings: Settings, database: Database, *, standin: dict[str, Any] | None = None) -> APIFlask:
    """Make the web application. Raises SettingsError naming what a real tenant needs and is not set."""
    graph = settings.graph
    for name, value in (("TRATO_CLIENT_ID", graph.client_id), ("TRATO_API_SCOPE", graph.api_scope)):
        if not value:
            raise SettingsError(f"{name} is not set; docs/deploy.md tells how to register the application")
    pages = PageSettings(
        office_js_url=settings.office_js_url,
        login_url=graph.login_url,
        client_id=graph.client_id,
        api_scope=graph.api_scope,
        authority=f"{graph.login_url}/organizations",
        graph_url=graph.url,
        standin=standin,
        map_style_url=settings.map_style_url,
    )
    issuer = Issuer(graph.login_url, (graph.audience, graph.client_id), graph.issuer)
    access = GraphAccess(graph, database)
    return create_app(
        database,
        issuer=issuer,
        clock=Clock(timedelta(seconds=settings.clock_shift_s)),
        page_settings=pages,
        writers=access.writer,
        schedules=Schedules(database, access.waited_for),
        site=settings.site,
    )


def migrate_home(settings: Settings, *, check: bool) -> list[str]:
    """Migrate the database of the settings, or only say how tables in code and migrations differ."""
    server = None
    if settings.database_url is None:
        server = EmbeddedServer(settings.prepare_home() / "postgres").start()
    engine = make_engine(settings.database_url or (server.conninfo(user="postgres") if server else ""))
    try:
        with _answering():
            migrate.upgrade(engine)
        return migrate.drift(engine, metadata) if check else []
    finally:
        engine.dispose()
        if server is not None:
            server.stop_if_unused()


def openapi_document() -> Any:
    """Return the API's document, which depends on no setting."""
    pages = PageSettings("", "", "", "", "", "")
    nowhere = Database(make_engine("postgresql://nobody@localhost/nowhere"))
    return create_app(nowhere, issuer=Issuer("", ()), clock=Clock(), page_settings=pages).spec
