"""Sites, orders, promotions and collateral of a folder: what fits is kept, the rest named, again changes nothing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from tests import small_company
from tests.small_company import NOW

from trato.commands import folder_import
from trato.crm.answers.tables import campaign_members, campaigns, collateral, orders
from trato.crm.tables import sites
from trato.directory.rows import FolderError

FILES = {
    "crm/sites.csv": """account,name,kind,street,city,postal_code,country,lat,lon,departments
norte,Bilbao,office,Gran Vía 1,Bilbao,48001,ES,43.26,-2.93,
norte,Administración,billing,Gran Vía 3,Bilbao,48001,ES,,,Administración;Compras
nobody,Nowhere,office,,,,ES,,,
norte,Odd,palace,,,,ES,,,
""",
    "crm/products.csv": "key,name,name_en\nP4,Prensa P400,Press P400\nA1,Aceite,Oil\n",
    "crm/orders.csv": """key,account,date,amount,currency,products,opportunity
P24001,norte,2026-01-10,1200.50,,P4:1;A1:4,loading
P24002,norte,2026-02-20,300,EUR,A1:2,
P24003,nobody,2026-02-20,300,EUR,,
P24004,norte,,300,EUR,,
P24002,norte,2026-02-21,300,EUR,,
P24005,rioja,2026-02-01,90,EUR,A1:1,missing
""",
    "crm/campaigns.csv": """key,name,product,starts,ends,members
spring-25,Spring of oil,A1,2025-03-01,2025-05-01,luis;noa
spring-26,Spring of presses,P4,2026-02-01,2026-04-01,luis;pilar;nobody
next,Later,P4,2026-09-01,,noa
""",
    "crm/collateral.csv": """key,name,product,files
press,Folleto prensas,P4,Folleto prensas.pdf;Press brochure.pdf
bad,Sin fichero,,
""",
}


@pytest.fixture
def imported(database, tmp_path):
    folder = small_company.write_folder(tmp_path / "tenant")
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    source = folder_import.read(folder, strict=False)
    saved = folder_import.save(source, database, "vega", at=NOW)
    return folder, saved.tenant_id, source


def count(connection, table):
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_what_fits_is_kept_and_what_does_not_is_named(imported, database):
    _, tenant_id, source = imported
    with database.as_system(tenant_id) as connection:
        assert [count(connection, one) for one in (orders, campaigns, campaign_members, collateral)] == [3, 3, 5, 1]
        places = connection.execute(sa.select(sites.c.kind, sites.c.name).order_by(sites.c.kind, sites.c.name)).all()
        first = connection.execute(sa.select(orders).where(orders.c.key == "P24001")).one()
    assert [tuple(row) for row in places if row.name] == [("billing", "Administración"), ("office", "Bilbao")]
    assert (first.currency, first.product_names, first.opportunity_id is None) == ("EUR", ["P4:1", "A1:4"], False)
    told = {(one.file, one.line) for one in source.problems.found}
    assert told == {
        ("crm/sites.csv", 4), ("crm/sites.csv", 5), ("crm/orders.csv", 4), ("crm/orders.csv", 5), ("crm/orders.csv", 6),
        ("crm/orders.csv", 7), ("crm/campaigns.csv", 3), ("crm/collateral.csv", 3),
    }  # fmt: skip


def test_a_changed_folder_rewrites_only_what_differs(imported, database):
    folder, tenant_id, _ = imported
    with database.as_system(tenant_id) as connection:
        before = connection.execute(sa.text("SELECT id, xmin FROM sites ORDER BY id")).all()
    (folder / "crm/orders.csv").write_text(FILES["crm/orders.csv"].replace("1200.50", "1300"), "utf-8")
    folder_import.save(folder_import.read(folder, strict=False), database, "vega", at=NOW)
    with database.as_system(tenant_id) as connection:
        assert connection.execute(sa.text("SELECT id, xmin FROM sites ORDER BY id")).all() == before
        amounts = connection.execute(sa.select(orders.c.key, orders.c.amount).order_by(orders.c.key)).all()
    assert [(row.key, float(row.amount)) for row in amounts] == [("P24001", 1300), ("P24002", 300), ("P24005", 90)]


def test_strict_reading_stops_at_the_first(imported, database):
    folder, _, _ = imported
    with pytest.raises(FolderError, match=r"crm/sites\.csv.*palace"):
        folder_import.read(folder, strict=True)
