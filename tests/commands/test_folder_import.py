"""A tenant folder comes in whole; what does not fit is named and stops nothing else."""

import pytest
import sqlalchemy as sa
from tests.small_company import ANA, BEN, NOW, USERS

from trato.commands import folder_import
from trato.directory.rows import FolderError
from trato.directory.tables import territory_assignments, users


def with_strange_territory(folder):
    (folder / "users.csv").write_text(USERS.replace(",North\n", ",Atlantis;North\n", 1), "utf-8")
    return folder


def assigned(database, tenant_id):
    joined = sa.select(users.c.upn).join(territory_assignments, territory_assignments.c.user_id == users.c.id)
    with database.as_system(tenant_id) as connection:
        return sorted(connection.execute(joined).scalars())


def test_a_territory_that_nobody_knows_is_named_and_left_out(many_tenants, company_folder):
    source = folder_import.read(with_strange_territory(company_folder), strict=False)
    tenant_id = folder_import.save(source, many_tenants, "atlantis", at=NOW).tenant_id
    (problem,) = source.problems.found
    assert (problem.file, problem.item) == ("users.csv", ANA)
    assert "'Atlantis'" in problem.reason
    assert assigned(many_tenants, tenant_id)[:2] == [ANA, BEN]


def test_strictly_it_is_refused_and_nobody_is_saved(many_tenants, company_folder):
    source = folder_import.read(with_strange_territory(company_folder), strict=True)
    with pytest.raises(FolderError, match=rf"users\.csv: {ANA}: .*'Atlantis'"):
        folder_import.save(source, many_tenants, "atlantis-strict", at=NOW)
    with many_tenants.as_operator() as connection:
        tenant_id = connection.execute(
            sa.text("SELECT id FROM tenants WHERE entra_tenant_id = 'atlantis-strict'")
        ).scalar()
    assert assigned(many_tenants, tenant_id) == []
