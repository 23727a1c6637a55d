"""A Graph that answers as it is told, a stranger beside it, and a client of the former."""

import itertools
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from tests.graph.plain_server import PlainServer

from trato.graph.client import GraphClient
from trato.graph.governor import Governor

# Beyond all tenants of other tests; what is kept of each apart by row-level security.
_tenant_numbers = itertools.count(1_000_000, 10)


@dataclass(frozen=True)
class FixedTokens:
    """One token for all calls (trato.graph.auth.Tokens)."""

    value: str = "secret-token"

    def token(self) -> str:
        return self.value


@pytest.fixture
def graph():
    with PlainServer() as running:
        yield running


@pytest.fixture
def stranger():
    with PlainServer() as running:
        yield running


@pytest.fixture
def running(sandbox, company_folder):
    """A sandbox with the small company in it."""
    return sandbox(company_folder)


@pytest.fixture
def tenant_number():
    """A tenant of the test's own, in the database that all tests share; so are the nine numbers after it."""
    return next(_tenant_numbers)


@pytest.fixture
def governor(many_tenants, tenant_number):
    governor = Governor(many_tenants, tenant_id=tenant_number)
    yield governor
    governor.close()


@pytest.fixture
def shared_conninfo(databases, many_tenants):
    """How another process connects to the database that all tests share."""
    with many_tenants.without_context() as connection:
        return databases.url(connection.execute(sa.text("SELECT current_database()")).scalar_one())


@pytest.fixture
def client(graph):
    return GraphClient(f"{graph.url}/v1.0", FixedTokens())
