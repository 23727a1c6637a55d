"""Every key that is referred to exists."""

import tomllib

from trato.demo.pipeline import STAGES


def keys(rows, column="key"):
    return {row[column] for row in rows}


def test_people_and_territories(answers):
    users, territories = answers("../users"), answers("territories", "crm")
    upns = keys(users, "upn")

    assert all(not user["manager"] or user["manager"] in upns for user in users)
    assert all(not row["parent"] or row["parent"] in keys(territories, "name") for row in territories)
    assert {name for user in users for name in user["territories"].split(";") if name} <= keys(territories, "name")
    assert {role for user in users for role in user["roles"].split(";")} == {
        "rep", "assistant", "manager", "admin",
    }  # fmt: skip
    assert keys(users, "timezone") == {"Europe/Madrid", "Europe/London", "America/Mexico_City"}


def test_accounts_have_owners_places_and_domains(answers):
    accounts = answers("accounts", "crm")

    assert len(keys(accounts)) == len(accounts)
    assert keys(accounts, "owner") <= keys(answers("../users"), "upn")
    assert keys(accounts, "territory") <= keys(answers("territories", "crm"), "name")
    assert keys(accounts, "group") == {"A", "B", "C"}
    assert all(14 < float(row["lat"]) < 60 and -117 < float(row["lon"]) < 5 for row in accounts)
    assert any(";" in row["domains"] for row in accounts)
    assert any(row["parent"] for row in accounts)
    assert keys(answers("sites", "crm"), "account") == keys(accounts)


def test_contacts_report_within_their_account(answers):
    contacts = {row["key"]: row for row in answers("contacts", "crm")}

    assert {row["account"] for row in contacts.values()} <= keys(answers("accounts", "crm"))
    for row in contacts.values():
        if row["reports_to"]:
            assert contacts[row["reports_to"]]["account"] == row["account"]
        assert 0 <= int(row["influence"]) <= 100
        assert row["emails"]


def test_opportunities_point_at_what_exists(answers):
    contacts, products = keys(answers("contacts", "crm")), keys(answers("products", "crm"))
    for row in answers("opportunities", "crm"):
        assert row["account"] in keys(answers("accounts", "crm"))
        assert row["owner"] in keys(answers("../users"), "upn")
        assert set(row["contacts"].split(";")) | {row["decision_maker"]} <= contacts
        assert {item.split(":")[0] for item in row["products"].split(";")} <= products
        assert row["stage"] in STAGES
        assert row["created_on"] <= "2026-11-24"
    assert keys(answers("opportunities", "crm"), "stage") == set(STAGES)


def test_the_playbook_holds_the_stages(folder):
    playbook = tomllib.loads((folder / "crm/playbooks.toml").read_text())["playbook"][0]

    assert tuple(stage["key"] for stage in playbook["stage"]) == STAGES


def test_orders_campaigns_and_quotas_point_at_what_exists(answers):
    contacts, accounts = keys(answers("contacts", "crm")), keys(answers("accounts", "crm"))

    assert keys(answers("orders", "crm"), "account") <= accounts
    assert all(set(row["members"].split(";")) <= contacts for row in answers("campaigns", "crm"))
    assert keys(answers("campaigns", "crm"), "product") <= keys(answers("products", "crm"))
    assert keys(answers("quotas", "crm"), "user") - {""} <= keys(answers("../users"), "upn")
    assert len(answers("cadences", "crm")) == 9
