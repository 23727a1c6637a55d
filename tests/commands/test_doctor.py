"""`trato doctor` says what is set, reachable and granted, what is missing for what, and where an admin consents."""

import json
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from psycopg.conninfo import conninfo_to_dict
from tests import small_company
from tests.graph_access import control
from tests.small_company import ANA

from trato.cli import cli
from trato.graph.keys import Keyring
from trato.graph.token_store import TokenStore

CLIENT = "5b0c6a43-8f6d-4f0e-9d2b-6f6f1f1f0001"
FEW = ["User.Read.All", "Calendars.ReadWrite", "Mail.ReadWrite"]


def scenario(folder, *permissions):
    file = folder / "scenario.toml"
    listed = ", ".join(f'"{name}"' for name in permissions)
    file.write_text(
        f'[[applications]]\nid = "{CLIENT}"\nsecret = "right"\napplication_permissions = [{listed}]\n', "utf-8"
    )
    return file


class Surgery:
    """The command in an environment of its own, against one sandbox and one database."""

    def __init__(self, home, conninfo, sandbox):
        parts = conninfo_to_dict(conninfo)
        host = quote(str(parts["host"]), safe="")
        self.home = home
        self.tenant = sandbox.world.directory.tenant.id
        self.url = sandbox.url
        self.environment = {
            "TRATO_HOME": str(home),
            "TRATO_DATABASE_URL": f"postgresql://{parts['user']}@/{parts['dbname']}?host={host}",
            "TRATO_GRAPH_URL": f"{sandbox.url}/v1.0",
            "TRATO_LOGIN_URL": sandbox.url,
            "TRATO_CLIENT_ID": CLIENT,
            "TRATO_CLIENT_SECRET": "right",
            "TRATO_API_SCOPE": f"api://{CLIENT}/access_as_user",
            "TRATO_KEYS": "",
        }

    def examine(self, *arguments, **changed):
        return CliRunner().invoke(cli, ["doctor", *arguments], env=self.environment | changed)

    def found(self, *arguments, **changed):
        """The checks as JSON, and whether the command calls all well."""
        result = self.examine("--json", *arguments, **changed)
        told = json.loads(result.output)
        assert (result.exit_code == 0) is told["ok"]
        return told["checks"], told["ok"]


@pytest.fixture
def surgery(tmp_path, sandbox, company_folder, databases, database_name):
    def make(*permissions):
        running = sandbox(company_folder, scenario=scenario(tmp_path, *permissions))
        made = Surgery(tmp_path / "home", databases.url(database_name), running)
        made.sandbox = running
        return made

    return make


def by_state(checks):
    return {
        state: [check["found"] for check in checks if check["state"] == state] for state in ("ok", "note", "missing")
    }


def test_what_is_granted_and_what_is_missing_for_what(surgery):
    told = surgery(*FEW)
    checks, is_well = told.found("--entra-tenant", told.tenant)
    assert is_well
    states = by_state(checks)
    assert any("Calendars.ReadWrite, Mail.ReadWrite, User.Read.All" in one for one in states["ok"])
    assert states["missing"] == []
    assert [one.partition(":")[0] for one in states["note"]] == [
        "read contacts", "read tasks", "give categories a colour", "send mail", "keep contact lists",
    ]  # fmt: skip
    remedies = " ".join(check["remedy"] for check in checks)
    assert f"{told.url}/{told.tenant}/adminconsent?client_id={CLIENT}" in remedies
    assert "Mail.Send" in remedies


def test_without_what_trato_needs_it_fails_and_says_so(surgery):
    told = surgery("User.Read.All", "Calendars.Read")
    result = told.examine("--entra-tenant", told.tenant)
    assert result.exit_code == 1
    assert "missing" in result.output
    assert "read mail: the application permission Mail.Read is not granted" in result.output
    assert f"adminconsent?client_id={CLIENT}" in result.output


def test_nothing_granted_is_told_feature_by_feature(surgery):
    told = surgery()
    checks, is_well = told.found("--entra-tenant", told.tenant)
    assert not is_well
    assert [one.partition(":")[0] for one in by_state(checks)["missing"]] == ["people", "read mail", "read calendars"]


def test_the_tenants_of_the_database_are_looked_at(surgery, database, company_folder):
    told = surgery("User.Read.All", "Mail.Read", "Calendars.Read")
    small_company.save_folder(database, company_folder, entra_tenant_id=told.tenant)
    checks, is_well = told.found()
    assert is_well
    assert {check["name"] for check in checks} >= {f"tenant {told.tenant}"}


def test_a_permission_given_in_exchange_counts(surgery, database, company_folder):
    """The token has no role for mail, yet a connected mailbox can be read: RBAC for Applications."""
    told = surgery("User.Read.All", "Calendars.Read", "Mail.ReadBasic.All")
    small_company.save_folder(database, company_folder, entra_tenant_id=told.tenant)
    checks, is_well = told.found()
    assert is_well
    assert any("read mail: granted for some mailboxes" in one for one in by_state(checks)["ok"])


def test_a_wrong_secret_is_told(surgery):
    told = surgery(*FEW)
    checks, is_well = told.found("--entra-tenant", told.tenant, TRATO_CLIENT_SECRET="not-this-one")
    assert not is_well
    assert any("AADSTS7000215" in one for one in by_state(checks)["missing"])
    assert "not-this-one" not in json.dumps(checks)


def test_withdrawn_consent_is_told_with_the_link(surgery):
    told = surgery(*FEW)
    control(told.sandbox, "POST", f"/consent/{CLIENT}", {"granted": False})
    result = told.examine("--entra-tenant", told.tenant)
    assert result.exit_code == 1
    assert f"an admin consents at {told.url}/{told.tenant}/adminconsent?client_id={CLIENT}" in result.output


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TRATO_CLIENT_ID", "", "TRATO_CLIENT_ID is not set"),
        ("TRATO_API_SCOPE", "", "TRATO_API_SCOPE is not set"),
        ("TRATO_KEYS", "a:short", "TRATO_KEYS must hold pairs"),
        ("TRATO_GRAPH_URL", "http://127.0.0.1:9/v1.0", "Graph does not answer"),
        ("TRATO_LOGIN_URL", "http://127.0.0.1:9", "Entra ID does not answer"),
        ("TRATO_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nowhere", "the database does not answer"),
    ],
)
def test_each_fault_is_named(surgery, name, value, words):
    told = surgery(*FEW)
    checks, is_well = told.found("--entra-tenant", told.tenant, **{name: value})
    assert not is_well
    assert any(words in one for one in by_state(checks)["missing"])


def test_keys_are_exchanged_and_sign_ins_stay(surgery, database, company_folder):
    told = surgery(*FEW)
    tenant = small_company.save_folder(database, company_folder, entra_tenant_id=told.tenant).tenant_id
    assert told.found()[1]
    store = TokenStore(database, keyring := Keyring.from_file(told.home / "keys"))
    before = keyring.current
    with store.held(tenant, f"user {ANA}") as cache:
        cache.save('{"AccessToken": {"x": {"target": "https://graph.microsoft.com/Mail.Read openid"}}}')
    assert any("1 users signed in" in one and "Mail.Read (1)" in one for one in by_state(told.found()[0])["ok"])
    checks, is_well = told.found("--rotate-keys")
    assert is_well
    assert "1 sign-ins are sealed anew" in checks[0]["found"]
    assert keyring.current != before
    assert "Mail.Read" in store.read(tenant, f"user {ANA}")
