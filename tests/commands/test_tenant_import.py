"""`trato import`: organisation, users and customers into the configured database, once for each state of a folder."""

import json

import pytest
import sqlalchemy as sa
from tests.commands.commands import trato
from tests.demo_server import home_folder
from tests.small_company import ANA, NOW, USERS

from trato.commands.tenant_import import import_folder
from trato.directory.rows import FolderError
from trato.directory.tables import mailboxes
from trato.errors import InvalidInputError


def count(database, imported, table):
    with database.as_operator() as connection:
        tenant_id = connection.execute(
            sa.text("SELECT id FROM tenants WHERE entra_tenant_id = :id"), {"id": imported.entra_tenant_id}
        ).scalar_one()
    with database.as_system(tenant_id) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_it_comes_in_whole_and_connects_nobody(many_tenants, company_folder):
    done = import_folder(many_tenants, company_folder, entra_tenant_id="imported", strict=False, at=NOW)
    assert done.as_json() == {
        "organisation": "Vega", "entra_tenant_id": "imported", "changed": True,
        "users": 5, "accounts": 4, "contacts": 4, "opportunities": 4, "problems": [],
    }  # fmt: skip
    assert count(many_tenants, done, mailboxes) == 0


def test_a_second_import_changes_nothing_and_tells_the_faults_again(many_tenants, company_folder):
    (company_folder / "users.csv").write_text(USERS.replace(",North\n", ",Atlantis;North\n", 1), "utf-8")
    first, second = (
        import_folder(many_tenants, company_folder, entra_tenant_id="imported-twice", strict=False, at=NOW)
        for _ in range(2)
    )
    assert (first.was_known, second.was_known) == (False, True)
    assert second.counts == first.counts
    assert [(one.file, one.item) for one in second.problems] == [("users.csv", ANA)]
    assert second.problems == first.problems


def test_the_folder_may_name_its_organisation(many_tenants, company_folder):
    with (company_folder / "tenant.toml").open("a", encoding="utf-8") as toml:
        toml.write('entra_tenant_id = "named-by-itself"\n')
    assert import_folder(many_tenants, company_folder, entra_tenant_id=None, strict=False, at=NOW).entra_tenant_id == (
        "named-by-itself"
    )


def test_of_several_organisations_one_must_be_named(database, company_folder):
    with pytest.raises(InvalidInputError, match="--entra-tenant"):
        import_folder(database, company_folder, entra_tenant_id=None, strict=False, at=NOW)
    first = import_folder(database, company_folder, entra_tenant_id="only", strict=False, at=NOW)
    again = import_folder(database, company_folder, entra_tenant_id=None, strict=False, at=NOW)
    assert (again.entra_tenant_id, again.was_known) == (first.entra_tenant_id, True)
    import_folder(database, company_folder, entra_tenant_id="another", strict=False, at=NOW)
    with pytest.raises(InvalidInputError, match="--entra-tenant"):
        import_folder(database, company_folder, entra_tenant_id=None, strict=False, at=NOW)


def test_strictly_a_fault_stops_it_with_file_line_and_reason(many_tenants, company_folder):
    with (company_folder / "crm" / "accounts.csv").open("a", encoding="utf-8") as rows:
        rows.write("nueva,Nueva SL,,Nowhere,,A,Madrid,ES\n")
    with pytest.raises(FolderError, match=r"crm/accounts\.csv:6: nueva: .*'Nowhere'"):
        import_folder(many_tenants, company_folder, entra_tenant_id="strict", strict=True, at=NOW)


def test_from_the_command_line(company_folder):
    (company_folder / "users.csv").write_text(USERS.replace(",rep,", ",wizard,", 1), "utf-8")
    with home_folder() as home:
        assert trato(home, "import", company_folder).complaint.startswith("trato: ")
        assert trato(home, "migrate").status == 0
        unnamed = trato(home, "import", company_folder)
        assert (unnamed.status, "--entra-tenant" in unnamed.complaint) == (1, True)
        done = trato(home, "import", company_folder, "--entra-tenant", "vega", "--json")
        assert done.status == 0, done.err
        report = json.loads(done.out)
        assert (report["users"], report["changed"]) == (4, True)
        (problem, *others) = report["problems"]
        assert (problem["file"], problem["line"]) == ("users.csv", 2)
        assert "wizard" in problem["reason"]
        assert "users.csv:2" in done.err
        assert all(one["reason"] for one in others)
        again = trato(home, "import", company_folder)
        assert "had been imported before" in again.out
