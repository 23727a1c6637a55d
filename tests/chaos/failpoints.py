"""kill -9 at every transaction boundary of a round, before and after each commit: the end is always the same.

As mbsync's own tests do with every line of its journal: die there, start again, compare with an undisturbed run.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tests.chaos.content import content, differing
from tests.chaos.scene import Scene
from tests.chaos.worker import Order
from tests.small_company import open_company

from trato.db.engine import open_database


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


def _content(scene: Scene, name: str) -> dict[str, list[str]]:
    database = open_database(scene.around.databases.url(name), pool_size=1)
    try:
        return content(open_company(database, scene.company.tenant_id))
    finally:
        database.dispose()
