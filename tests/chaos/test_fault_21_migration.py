"""Fault 21: a migration that is killed leaves a schema that the next run completes, and says so meanwhile."""

import pytest
from tests.chaos.worker import Order
from tests.db.every_table import all_tables

from trato.db.engine import make_engine
from trato.db.migrate import drift, require_current
from trato.db.schema import metadata
from trato.errors import TratoError


@pytest.mark.parametrize("die_at", [1, 5, 6])
def test_fault_21_a_killed_migration_is_completed_by_the_next(around, die_at):
    all_tables()
    name = around.databases.create()
    order = Order(around.databases.url(name, user="postgres"), "", 0.0, migrates=True)
    dying = around.stable.start(Order(**{**order.__dict__, "die_at": die_at}))
    assert dying.wait() == -9
    engine = make_engine(around.databases.url(name))
    try:
        with engine.connect() as connection, pytest.raises(TratoError, match="migrate"):
            require_current(connection)
        assert around.stable.start(order).wait() == 0
        with engine.connect() as connection:
            require_current(connection)
    finally:
        engine.dispose()
    owner = make_engine(around.databases.url(name, user="postgres"))
    try:
        assert drift(owner, metadata) == []
    finally:
        owner.dispose()
        around.databases.drop(name)
