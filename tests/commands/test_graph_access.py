"""A process's Graph clients share limits and sign-ins with those of other processes; users consent step by step."""

import base64
import json
import logging

import pytest
from tests import small_company
from tests.graph_access import control
from tests.small_company import ANA

from graph_sandbox.oauth import Grant
from graph_sandbox.permissions import Application
from trato.clock import Clock
from trato.commands.graph_access import GraphAccess, TenantIds, keyring_of
from trato.graph.errors import ConsentNeededError
from trato.graph.payloads import Page
from trato.graph.permissions import Feature
from trato.settings import GraphSettings, Settings

CLIENT = "5b0c6a43-8f6d-4f0e-9d2b-6f6f1f1f0001"


@pytest.fixture
def running(sandbox, company_folder):
    return sandbox(company_folder)


@pytest.fixture
def tenant(running, many_tenants, company_folder):
    entra = running.world.directory.tenant.id
    saved = small_company.save_folder(many_tenants, company_folder, entra_tenant_id=entra)
    return TenantIds(saved.tenant_id, entra)


@pytest.fixture
def access(running, many_tenants, tmp_path, tenant):
    """Make what a process has; a second one stands for a second process."""
    graph = GraphSettings(f"{running.url}/v1.0", running.url, CLIENT, "any")
    keyring = keyring_of(Settings(home=tmp_path / "home"))
    return lambda *, is_kept=True: GraphAccess(graph, many_tenants, keyring if is_kept else None)


def assertion(running):
    grant = Grant(CLIENT, ANA, f"api://{CLIENT}/access_as_user")
    return running.entra._for_user(Application(CLIENT), grant, {})["access_token"]


def test_two_processes_have_one_sign_in_and_one_set_of_limits(access, tenant, running):
    first, second = access().app_client(tenant.entra_tenant_id), access().app_client(tenant.entra_tenant_id)
    assert first.get("users", Page).value
    running.entra.lifetime_s = 1  # a second sign-in would be seen
    second.get("users", Page)
    assert first._tokens.token() == second._tokens.token()
    first._governor.enter(ANA).refused(0.3)
    assert second._governor.enter(ANA)._probes


def test_a_tenants_client_is_made_once(access, tenant):
    made = access()
    assert made.app_client(tenant.entra_tenant_id) is made.app_client(tenant.entra_tenant_id)


def test_a_user_is_asked_for_what_a_feature_needs(access, tenant, running):
    oid = running.world.directory.find(ANA).id
    client = access().user_client(tenant, oid, [Feature.READ_MAIL], assertion=assertion(running))
    assert client.get("me/messages", Page).value == []
    middle = client._tokens.token().split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(middle + "==="))["scp"] == "Mail.Read"
    control(running, "POST", f"/consent/{CLIENT}", {"granted": False})
    with pytest.raises(ConsentNeededError):
        access().user_client(tenant, oid, [Feature.SEND_MAIL], assertion=assertion(running)).get("me/messages", Page)


def test_a_sign_in_begins_at_entra(access, tenant, running):
    begun = access().sign_in(tenant, Clock()).begin("https://trato.example/back", ["Mail.Read"])
    assert begun.address.startswith(f"{running.url}/{tenant.entra_tenant_id}/oauth2/v2.0/authorize?")


def test_users_do_not_sign_in_where_nothing_can_be_kept(access, tenant):
    with pytest.raises(ValueError, match="keys"):
        access(is_kept=False).user_client(tenant, "somebody", [Feature.READ_MAIL])
    with pytest.raises(ValueError, match="keys"):
        access(is_kept=False).sign_in(tenant, Clock())


def test_the_libraries_that_see_tokens_stay_quiet():
    import trato.graph.writer  # noqa: F401  which brings O365 in

    assert [logging.getLogger(name).level for name in ("O365", "msal")] == [logging.INFO] * 2
