"""No row without a context, no row of another tenant: for every table there is, so that none is forgotten."""

import psycopg
import pytest
import sqlalchemy as sa

from trato.clock import parse_instant
from trato.db.engine import Caller

from .every_table import all_tables, fill_every_table

TABLES = all_tables()
NAMES = [table.name for table in TABLES]
NOW = parse_instant("2026-03-02T09:00:00+00:00")
ADMIN_ONLY = {"account_group_changes", "audit_log"}
SYSTEM_ONLY = {"credits_due", "graph_mailboxes", "hints", "playbook_checks", "reassignments", "token_caches"}


@pytest.fixture(scope="module")
def filled(databases, migrated_template):
    """Two tenants with one row in every table."""
    name = databases.create(migrated_template)
    fill_every_table(databases.url(name, user="postgres"), tenant_ids=(1, 2))
    opened = databases.open(name)
    yield opened
    opened.dispose()
    databases.drop(name)


def tenants_seen(connection, table):
    column = table.c.id if table.name == "tenants" else table.c.tenant_id
    return sorted(connection.execute(sa.select(column)).scalars())


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_without_context_nothing_is_seen(filled, table):
    with filled.without_context() as connection:
        assert tenants_seen(connection, table) == []


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_the_system_sees_its_tenant_only(filled, table):
    with filled.as_system(2) as connection:
        assert tenants_seen(connection, table) == [2]


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_a_person_sees_nothing_of_another_tenant(filled, table):
    with filled.as_user(Caller(2, 1, NOW)) as connection:
        assert tenants_seen(connection, table) == ([] if table.name in ADMIN_ONLY | SYSTEM_ONLY else [2])


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_the_operator_sees_the_list_of_tenants_only(filled, table):
    with filled.as_operator() as connection:
        assert tenants_seen(connection, table) == ([1, 2] if table.name == "tenants" else [])


@pytest.mark.parametrize("table", [table for table in TABLES if table.name != "tenants"], ids=lambda table: table.name)
def test_a_row_cannot_be_written_into_another_tenant(filled, table):
    write = sa.insert(table).values(at=NOW) if table.name == "audit_log" else sa.update(table)
    with filled.as_system(2) as connection, pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
        connection.execute(write.values(tenant_id=1))


def test_the_context_ends_with_the_transaction(filled):
    with filled.as_system(1) as connection:
        assert tenants_seen(connection, TABLES[NAMES.index("users")]) == [1]
    for _ in range(10):  # whichever pooled connection comes
        with filled.without_context() as connection:
            assert tenants_seen(connection, TABLES[NAMES.index("users")]) == []


def test_every_table_in_the_database_is_known_and_guarded(databases, migrated_template):
    name = databases.create(migrated_template)
    with psycopg.connect(databases.url(name, user="postgres")) as connection:
        rows = connection.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,"
            " (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)"
            " FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
            " AND c.relname <> 'alembic_version' AND c.relname NOT LIKE 'procrastinate%'"
        ).fetchall()
    databases.drop(name)
    assert sorted(row[0] for row in rows) == NAMES
    assert [row[0] for row in rows if not row[1] or row[2] < 1] == []


def test_each_policy_asks_for_the_tenant(databases, migrated_template):
    name = databases.create(migrated_template)
    with psycopg.connect(databases.url(name, user="postgres")) as connection:
        rows = connection.execute("SELECT tablename, coalesce(qual, with_check) FROM pg_policies").fetchall()
    databases.drop(name)
    assert [table for table, rule in rows if "app.tenant_id" not in rule] == []
