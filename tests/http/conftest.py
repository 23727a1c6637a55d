"""The application on the small company, and people who are signed in to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from tests.http.api import Api
from tests.http.key_server import AUDIENCE, CLIENT_ID, KeyServer
from tests.small_company import NOW, Company

from trato.app import create_app
from trato.clock import Clock
from trato.db.engine import Database
from trato.directory.tables import tenants
from trato.graph.governor import Governor
from trato.http.auth import Issuer
from trato.http.pages import PageSettings
from trato.jobs.mailboxes import note_entra_ids

PAGES = PageSettings("", "", "", "", "", "")
SignIn = Callable[[Company, str], Api]


def make_app(database: Database, login_url: str, **options: object) -> APIFlask:
    """The application at the small company's instant."""
    issuer = Issuer(login_url, (AUDIENCE, CLIENT_ID), **options)
    app = create_app(database, issuer=issuer, clock=Clock.starting_at(NOW), page_settings=PAGES)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def entra_name(company: Company) -> str:
    """The tenant's id in Entra."""
    with company.database.as_operator() as connection:
        found: str = connection.execute(
            sa.select(tenants.c.entra_tenant_id).where(tenants.c.id == company.tenant_id)
        ).scalar_one()
    return found


@pytest.fixture(scope="session")
def key_server() -> Iterator[KeyServer]:
    with KeyServer() as server:
        yield server


@pytest.fixture(scope="session")
def app(many_tenants: Database, key_server: KeyServer) -> APIFlask:
    return make_app(many_tenants, key_server.url)


@pytest.fixture(scope="session")
def sign_in(app: APIFlask, key_server: KeyServer) -> SignIn:
    """Sign somebody of a company in; their Entra id is their address."""

    def signed_in(company: Company, upn: str) -> Api:
        note_entra_ids(company.database, company.tenant_id, {one: one for one in company.users})
        return Api(app, key_server.token(entra_name(company), upn))

    return signed_in


@pytest.fixture
def desk(tenant, sandbox, company_folder, key_server):
    """The small company with its mailboxes in a sandbox."""
    from tests.http.desk import Desk  # it builds on this file

    governor = Governor(tenant.database, tenant_id=tenant.tenant_id)
    yield Desk(tenant, sandbox(company_folder), key_server, governor)
    governor.close()
