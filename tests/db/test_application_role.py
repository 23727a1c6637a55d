"""What the application's role may never do, whatever code it runs."""

import pytest
import sqlalchemy as sa
from tests.small_company import ANA, NOW

from trato.db.engine import BypassError, Caller, open_database


def refused(tenant, statement):
    with pytest.raises(sa.exc.ProgrammingError) as caught, tenant.system() as connection:
        connection.execute(sa.text(statement))
    return str(caught.value.orig)


def test_a_superuser_is_refused_at_the_start(databases, database_name):
    opened = open_database(databases.url(database_name, user="postgres"))
    with pytest.raises(BypassError, match="can bypass row-level security"), opened.without_context():
        pytest.fail("connected as a superuser")
    opened.dispose()


def test_a_role_that_bypasses_row_security_is_refused(databases, database_name):
    databases.run("CREATE ROLE bypasser LOGIN BYPASSRLS")
    opened = open_database(databases.url(database_name, user="bypasser"))
    with pytest.raises(BypassError, match="bypasser"), opened.without_context():
        pytest.fail("connected as a role that bypasses row-level security")
    opened.dispose()


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_log SET action = 'nothing'", "DELETE FROM audit_log", "TRUNCATE audit_log"]
)
def test_the_audit_log_is_never_changed(tenant, statement):
    assert "permission denied for table audit_log" in refused(tenant, statement)


def test_the_audit_log_can_be_written(tenant):
    with tenant.system() as connection:
        connection.execute(
            sa.text("INSERT INTO audit_log (tenant_id, at, action) VALUES (:t, now(), 'export')"),
            {"t": tenant.tenant_id},
        )
    with tenant.system() as connection:
        assert connection.execute(sa.text("SELECT action FROM audit_log")).scalars().all() == ["export"]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE accounts DISABLE ROW LEVEL SECURITY",
        "DROP POLICY person ON accounts",
        "CREATE POLICY open ON accounts USING (true)",
        "UPDATE alembic_version SET version_num = 'x'",
        "TRUNCATE accounts CASCADE",
    ],
)
def test_the_guard_cannot_be_taken_down(tenant, statement):
    answer = refused(tenant, statement)
    assert "must be owner" in answer or "permission denied" in answer


def test_the_guard_cannot_be_switched_off(tenant):
    with tenant.system() as connection:
        connection.execute(sa.text("SET LOCAL row_security = off"))
        with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
            connection.execute(sa.text("SELECT * FROM accounts"))


def test_an_inactive_person_gets_no_transaction(tenant):
    with tenant.system() as connection:
        connection.execute(sa.text("UPDATE users SET deactivated_at = now() WHERE id = :id"), {"id": tenant.users[ANA]})
    with pytest.raises(sa.exc.ProgrammingError, match="is not active"), tenant.as_user(ANA):
        pytest.fail("an inactive person was let in")


def test_a_person_of_another_tenant_gets_no_transaction(tenant):
    with (
        pytest.raises(sa.exc.ProgrammingError, match="is not active"),
        tenant.database.as_user(Caller(tenant.tenant_id + 1, tenant.users[ANA], NOW)),
    ):
        pytest.fail("a person of another tenant was let in")
