"""The migrations make exactly the tables of the code, can be repeated, raced and undone."""

import threading

import pytest
import sqlalchemy as sa

from trato.db.engine import make_engine
from trato.db.migrate import SchemaOutdatedError, downgrade, drift, require_current, upgrade
from trato.db.schema import metadata

from .every_table import all_tables


@pytest.fixture
def empty(databases):
    """An empty database, as the tables' owner."""
    name = databases.create()
    engine = make_engine(databases.url(name, user="postgres"))
    yield engine
    engine.dispose()
    databases.drop(name)


def names(engine):
    return set(sa.inspect(engine).get_table_names()) - {"alembic_version"}


def is_current(engine):
    with engine.connect() as connection:
        require_current(connection)
    return True


def test_upgrading_from_empty_makes_every_table(empty):
    upgrade(empty)
    assert {table.name for table in all_tables()} <= names(empty)
    assert is_current(empty)


def test_tables_in_code_and_database_agree(empty):
    all_tables()
    upgrade(empty)
    assert drift(empty, metadata) == []


def test_drift_is_told(empty):
    all_tables()
    upgrade(empty)
    with empty.begin() as connection:
        connection.execute(sa.text("ALTER TABLE accounts ADD COLUMN stray text"))
    assert any("stray" in difference for difference in drift(empty, metadata))


def test_the_newest_migration_goes_down_and_up_again(empty):
    all_tables()
    upgrade(empty)
    before = names(empty)
    downgrade(empty, to="-1")
    with pytest.raises(SchemaOutdatedError):
        is_current(empty)
    upgrade(empty)
    assert names(empty) == before
    assert drift(empty, metadata) == []


def test_an_empty_database_is_told_to_be_outdated(empty):
    with pytest.raises(SchemaOutdatedError, match="trato migrate"):
        is_current(empty)


def test_two_upgrades_at_once_both_succeed(empty, databases):
    name = empty.url.database or ""
    faults = []

    def run():
        engine = make_engine(databases.url(empty_name, user="postgres"))
        try:
            upgrade(engine)
        except Exception as fault:  # told to the test's own thread
            faults.append(fault)
        finally:
            engine.dispose()

    with empty.connect() as connection:
        empty_name = connection.execute(sa.text("SELECT current_database()")).scalar_one()
    assert name in {"", empty_name}
    workers = [threading.Thread(target=run) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert faults == []
    assert is_current(empty)


def test_upgrading_again_changes_nothing(empty):
    upgrade(empty)
    before = names(empty)
    upgrade(empty)
    assert names(empty) == before
