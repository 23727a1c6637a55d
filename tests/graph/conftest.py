"""A Graph that answers as it is told, a stranger beside it, and a client of the former."""

from dataclasses import dataclass

import pytest
from tests.graph.plain_server import PlainServer

from trato.graph.client import GraphClient


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
def client(graph):
    return GraphClient(f"{graph.url}/v1.0", FixedTokens())
