"""A transaction that the database cut off is repeated as a whole; what will not pass is told at once."""

import pytest
import sqlalchemy as sa
from tests.small_company import ANA

from trato.db import retries
from trato.db.bulk import insert_many
from trato.directory.tables import territories

RENAME = sa.text("UPDATE users SET name = name || '!' WHERE upn = :upn")


def name_of(tenant):
    with tenant.system() as connection:
        return connection.execute(sa.text("SELECT name FROM users WHERE upn = :upn"), {"upn": ANA}).scalar_one()


def cut(connection, databases):
    pid = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
    databases.run(f"SELECT pg_terminate_backend({pid}, 5000)")


@pytest.mark.parametrize("deaths", [1, 2])
def test_what_was_cut_off_is_done_once(tenant, databases, deaths):
    before, attempts = name_of(tenant), []

    def work(connection):
        attempts.append(1)
        connection.execute(RENAME, {"upn": ANA})
        if len(attempts) <= deaths:
            cut(connection, databases)
        connection.execute(sa.text("SELECT 1"))

    retries.as_system(tenant.database, tenant.tenant_id, work)
    assert (name_of(tenant), len(attempts)) == (before + "!", deaths + 1)


def test_rows_that_were_being_copied_in_are_copied_once(tenant, databases):
    attempts = []

    def work(connection):
        attempts.append(1)
        if len(attempts) == 1:
            cut(connection, databases)
        rows = [(tenant.tenant_id, 7_000_001, "Andalusia")]
        return insert_many(connection, territories, ["tenant_id", "id", "name"], rows)

    assert retries.as_system(tenant.database, tenant.tenant_id, work) == 1
    assert len(attempts) == 2


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_deadlock_and_a_conflict_are_tried_again(tenant, state):
    attempts = []

    def work(connection):
        attempts.append(1)
        if len(attempts) == 1:
            connection.execute(sa.text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$"))
        return "done"

    assert retries.as_system(tenant.database, tenant.tenant_id, work) == "done"
    assert len(attempts) == 2


def test_a_fault_that_will_not_pass_is_told_at_once(tenant):
    attempts = []

    def work(connection):
        attempts.append(1)
        connection.execute(sa.text("SELECT * FROM no_such_table"))

    with pytest.raises(sa.exc.ProgrammingError):
        retries.as_system(tenant.database, tenant.tenant_id, work)
    assert len(attempts) == 1
