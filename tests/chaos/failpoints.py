"""kill -9 at every transaction boundary of a round, before and after each commit: the end is always the same.

As mbsync's own tests do with every line of its journal: die there, start again, compare with an undisturbed run.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import sqlalchemy as sa
from tests.chaos.content import content, differing
from tests.chaos.scene import Scene
from tests.chaos.worker import Order
from tests.small_company import open_company

from trato.db.engine import open_database

PATIENCE_S = 60.0


@dataclass(frozen=True)
class Swept:
    """How many boundaries a round has, at how many of them it was killed, and where the end was another."""

    boundaries: int
    kills: int
    differences: dict[int, str]


def sweep(scene: Scene, *, first: int = 1, stride: int = 1) -> Swept:
    """Run the next round of a scene again and again, each time on a copy of its database, dying at another boundary.

    The mailboxes must not change meanwhile. A boundary that lies past the end of a round kills nobody.
    """
    with _copy(scene) as name:
        report = scene.around.stable.start(_order(scene, name)).report()
        wanted = _content(scene, name)
    kills, differences = 0, {}
    for number in range(first, report.boundaries + 1, stride):
        with _copy(scene) as name:
            dying = scene.around.stable.start(replace(_order(scene, name), die_at=number))
            kills += dying.wait() == -signal.SIGKILL
            _let_go(scene, name)
            again = scene.around.stable.start(_order(scene, name)).report()
            found = differing(wanted, _content(scene, name))
            if found or again.faults:
                differences[number] = f"{found} {again.faults}"
    return Swept(report.boundaries, kills, differences)


def _order(scene: Scene, name: str) -> Order:
    return Order(scene.around.databases.url(name), scene.office.sandbox.url, scene.shift.total_seconds())


@contextmanager
def _copy(scene: Scene) -> Iterator[str]:
    scene.company.database.dispose()  # a template has no connections
    name = scene.around.databases.create(scene.database_name)
    try:
        yield name
    finally:
        scene.around.databases.drop(name)


def _let_go(scene: Scene, name: str) -> None:
    """Wait until PostgreSQL has noticed that the worker is dead: until then it holds the mailbox, rightly."""
    others = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    database = open_database(scene.around.databases.url(name), pool_size=1)
    deadline = time.monotonic() + PATIENCE_S
    try:
        while time.monotonic() < deadline:
            with database.without_context() as connection:
                if connection.execute(others).scalar_one() == 0:
                    return
            time.sleep(0.02)
    finally:
        database.dispose()
    raise TimeoutError(f"a dead worker's connections to {name} stayed for {PATIENCE_S} s")


def _content(scene: Scene, name: str) -> dict[str, list[str]]:
    database = open_database(scene.around.databases.url(name), pool_size=1)
    try:
        return content(open_company(database, scene.company.tenant_id))
    finally:
        database.dispose()
