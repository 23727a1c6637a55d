"""What scenes of chaos stand on, in the test session's own PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.chaos.scene import Surroundings
from tests.chaos.workers import Stable
from tests.conftest import Databases
from tests.http.key_server import KeyServer


@pytest.fixture(scope="package")
def around(
    databases: Databases, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Surroundings]:
    """Surroundings of scenes: many may follow one another."""
    with KeyServer() as keys, Stable(tmp_path_factory.mktemp("reports")) as stable:
        yield Surroundings(databases, migrated_template, keys, stable)
