"""Customers into the database: references are resolved or named, and saving again touches no row."""

import itertools

import pytest
import sqlalchemy as sa
from tests import small_company
from tests.crm.test_customer_folder import with_row
from tests.query_recorder import recorded
from tests.small_company import ANA, NOW, OPPORTUNITIES

from trato.crm.folder import read_customers
from trato.crm.importing import save_customers
from trato.crm.opportunity_tables import opportunity_changes
from trato.crm.tables import (
    account_domains,
    accounts,
    closures,
    contact_addresses,
    contact_phones,
    contacts,
    opportunities,
    opportunity_contacts,
    sites,
)
from trato.db.schema import metadata
from trato.directory.folder import read_organisation
from trato.directory.rows import FolderError, Problems
from trato.directory.store import save_tenant, save_users
from trato.directory.tables import tenants


def save(company, folder, *, strict=False):
    problems = Problems(strict)
    with company.system() as connection:
        save_customers(
            connection, company.tenant_id, read_customers(folder, Problems()), user_ids=company.users, country="ES",
            currency="EUR", at=NOW, problems=problems,
        )  # fmt: skip
    return [str(one) for one in problems.found]


def row(company, table, key):
    with company.system() as connection:
        return connection.execute(sa.select(table).where(table.c.key == key)).one()


def row_versions(company):
    """Where every row of the tenant lies: it moves with each write, even one that changes nothing."""
    with company.system() as connection:
        return {
            name: connection.execute(
                sa.select(sa.text("xmin::text, ctid::text")).select_from(table).order_by(sa.text("2"))
            ).all()
            for name, table in metadata.tables.items()
        }


def test_what_the_files_say_is_what_is_saved(shared_tenant):
    norte = row(shared_tenant, accounts, "norte")
    assert norte.name == "Norte SA"
    assert norte.owner_id == shared_tenant.users[ANA]
    assert norte.territory_id == shared_tenant.territories["North"]
    pilar = row(shared_tenant, contacts, "pilar")
    assert pilar.reports_to_id == shared_tenant.contacts["luis"]
    presses = row(shared_tenant, opportunities, "presses")
    assert (presses.amount, presses.stage_key) == (125000, "proposal")
    assert presses.decision_maker_id == shared_tenant.contacts["luis"]
    with shared_tenant.system() as connection:
        of_pilar = contact_addresses.c.contact_id == pilar.id
        found = connection.execute(sa.select(contact_addresses.c.address).where(of_pilar).order_by("position"))
        assert list(found.scalars()) == ["pilar@norte.example", "compras@norte.example"]
        phones = connection.execute(sa.select(contact_phones.c.e164, contact_phones.c.kind)).all()
        assert sorted(map(tuple, phones)) == [("+34600111222", "mobile"), ("+34944000111", "business")]
        outcome = sa.select(closures.c.outcome, closures.c.opportunity_id)
        assert connection.execute(outcome).all() == [("won", shared_tenant.opportunities["loading"])]
        city = sa.select(sites.c.city).where(sites.c.account_id == norte.id)
        assert connection.execute(city).scalars().all() == ["Bilbao"]


def test_saving_again_touches_no_row(tenant, company_folder):
    before = row_versions(tenant)
    organisation = read_organisation(company_folder, Problems(strict=True))
    with tenant.database.as_operator() as connection:
        entra = connection.execute(
            sa.select(tenants.c.entra_tenant_id).where(tenants.c.id == tenant.tenant_id)
        ).scalar()
        assert save_tenant(connection, entra, organisation.profile) == tenant.tenant_id
    with tenant.system() as connection:
        assert save_users(connection, tenant.tenant_id, organisation) == tenant.users
    assert save(tenant, company_folder) == []
    assert row_versions(tenant) == before


def test_a_change_in_a_file_changes_that_row_alone(tenant, company_folder):
    (company_folder / "crm/opportunities.csv").write_text(OPPORTUNITIES.replace("125000", "130000"), "utf-8")
    versions = {key: row(tenant, opportunities, key).version for key in tenant.opportunities}
    before = row_versions(tenant)
    save(tenant, company_folder)
    after = row_versions(tenant)
    changed = {key for key, version in versions.items() if row(tenant, opportunities, key).version != version}
    assert changed == {"presses"}
    assert row(tenant, opportunities, "presses").version == versions["presses"] + 1
    # What it counts for is to be worked out again, too.
    expected = {"opportunities", "opportunity_changes", "credits_due"}
    assert {name for name in before if before[name] != after[name]} == expected


def test_what_a_file_changes_of_an_opportunity_is_in_its_history(tenant, company_folder):
    file = company_folder / "crm" / "opportunities.csv"
    file.write_text(file.read_text("utf-8").replace("proposal,125000", "negotiation,130000"), "utf-8")
    save(tenant, company_folder)
    with tenant.system() as connection:
        told = connection.execute(
            sa.select(opportunity_changes.c["opportunity_id", "field", "before", "after", "actor_id"])
            .order_by(opportunity_changes.c.field)
        ).all()  # fmt: skip
    presses = tenant.opportunities["presses"]
    assert told == [
        (presses, "amount", "125000.00", "130000", None),
        (presses, "stage_key", "proposal", "negotiation", None),
    ]


def test_what_a_file_no_longer_says_of_a_row_goes(tenant, company_folder):
    text = (company_folder / "crm/contacts.csv").read_text("utf-8")
    text = text.replace("pilar@norte.example;compras@norte.example", "pilar.soto@norte.example")
    (company_folder / "crm/contacts.csv").write_text(text.replace("944 000 111", ""), "utf-8")
    text = (company_folder / "crm/accounts.csv").read_text("utf-8")
    (company_folder / "crm/accounts.csv").write_text(text.replace("norte.example", "norte-sa.example"), "utf-8")
    text = (company_folder / "crm/opportunities.csv").read_text("utf-8")
    (company_folder / "crm/opportunities.csv").write_text(text.replace("luis;pilar", "luis"), "utf-8")
    assert save(tenant, company_folder) == []
    with tenant.system() as connection:
        pilar = contact_addresses.c.contact_id == tenant.contacts["pilar"]
        assert connection.execute(sa.select(contact_addresses.c.address).where(pilar)).scalars().all() == [
            "pilar.soto@norte.example"
        ]
        assert connection.execute(sa.select(sa.func.count()).select_from(contact_phones)).scalar() == 1
        norte = account_domains.c.account_id == tenant.accounts["norte"]
        assert connection.execute(sa.select(account_domains.c.domain).where(norte)).scalars().all() == [
            "norte-sa.example"
        ]
        presses = opportunity_contacts.c.opportunity_id == tenant.opportunities["presses"]
        assert connection.execute(sa.select(opportunity_contacts.c.contact_id).where(presses)).scalars().all() == [
            tenant.contacts["luis"]
        ]


def test_a_site_keeps_its_id_when_it_changes(tenant, company_folder):
    query = sa.select(sites.c.id, sites.c.city).where(sites.c.account_id == tenant.accounts["norte"])
    with tenant.system() as connection:
        before = connection.execute(query).one()
    text = (company_folder / "crm/accounts.csv").read_text("utf-8")
    (company_folder / "crm/accounts.csv").write_text(text.replace("Bilbao", "Getxo"), "utf-8")
    save(tenant, company_folder)
    with tenant.system() as connection:
        after = connection.execute(query).one()
    assert (before.city, after.city) == ("Bilbao", "Getxo")
    assert after.id == before.id


def test_a_closure_that_is_there_is_not_told_anew(tenant, company_folder):
    with tenant.system() as connection:
        connection.execute(sa.update(closures).values(reason="best price"))
    save(tenant, company_folder)
    with tenant.system() as connection:
        assert connection.execute(sa.select(closures.c.reason)).scalars().all() == ["best price"]


DANGLING = [
    ("crm/territories.csv", {"name": "X", "parent": "Nowhere"}, "parent", "the field is left empty"),
    ("crm/accounts.csv", {"key": "x", "name": "X", "territory": "Nowhere"}, "territory", "the field is left empty"),
    ("crm/accounts.csv", {"key": "x", "name": "X", "owner": "nowhere"}, "owner", "the field is left empty"),
    ("crm/contacts.csv", {"key": "x", "name": "X", "account": "nowhere"}, "account", "the field is left empty"),
    ("crm/contacts.csv", {"key": "x", "name": "X", "reports_to": "nowhere"}, "reports_to", "the field is left empty"),
    ("crm/opportunities.csv", {"key": "x", "account": "nowhere", "name": "X"}, "account", "the row is left out"),
    *(
        ("crm/opportunities.csv", {"key": "x", "account": "norte", "name": "X", column: "nowhere"}, column,
         "the field is left empty")
        for column in ("owner", "contacts", "decision_maker", "stage")
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "cells", "column", "what"), DANGLING)
def test_a_reference_to_nothing_names_its_row(tenant, company_folder, name, cells, column, what):
    problems = save(tenant, with_row(company_folder, name, **cells))
    who = cells.get("key", cells["name"])
    word = cells[column]
    assert problems == [f"{name}:2: {who}: column {column!r} names {word!r}, which is not in the folder; {what}"]


@pytest.mark.parametrize(("name", "cells"), [one[:2] for one in DANGLING])
def test_strict_stops_at_it_and_nothing_is_saved(tenant, company_folder, name, cells):
    before = row_versions(tenant)
    with pytest.raises(FolderError, match=f"^{name}:2: "):
        save(tenant, with_row(company_folder, name, **cells), strict=True)
    assert row_versions(tenant) == before


def test_odd_text_is_kept_as_it_is(tenant, company_folder):
    odd = "Ñandú 🦤 \u202e'; DROP TABLE accounts; -- \\N %s"
    assert save(tenant, with_row(company_folder, "crm/accounts.csv", key="odd", name=odd, erp=odd)) == []
    found = row(tenant, accounts, "odd")
    assert (found.name, found.custom) == (odd, {"erp": odd})


def test_the_number_of_statements_does_not_grow_with_the_rows(many_tenants, tmp_path):
    counts = []
    for size in (5, 50):
        folder = small_company.write_folder(tmp_path / str(size))
        with (folder / "crm/contacts.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"k{n},norte,Person {n},,k{n}@norte.example,,luis,,\n" for n in range(size))
        company = small_company.save_folder(many_tenants, folder, entra_tenant_id=f"size-{size}-{next(_NUMBERS)}")
        with recorded(company.database) as statements:
            save(company, folder)
        counts.append(len(statements))
    assert counts[0] == counts[1]


_NUMBERS = itertools.count()
