"""App-only tokens through MSAL: from the sandbox's Entra ID, and from one that refuses, babbles or is gone."""

import json

import pytest
from tests.graph.plain_server import Answer
from tests.graph_access import control

from trato.graph.auth import AppTokens
from trato.graph.client import GraphClient
from trato.graph.errors import ConsentRevokedError, GraphUnavailableError
from trato.graph.payloads import Page


def tokens_of(login_url, tenant="vega"):
    return AppTokens(login_url=login_url, tenant=tenant, client_id="app-1", client_secret="secret")


def told(status, **payload):
    return Answer(status, json.dumps(payload).encode(), (("Content-Type", "application/json"),))


def test_a_token_opens_graph_and_is_asked_for_once(sandbox, company_folder):
    running = sandbox(company_folder)
    tokens = tokens_of(running.url)
    first = tokens.token()
    assert GraphClient(f"{running.url}/v1.0", tokens).get("users", Page).value
    assert tokens.token() == first


def test_without_consent_an_admin_is_told_what_to_do(sandbox, company_folder):
    running = sandbox(company_folder)
    control(running, "POST", "/consent/app-1", {"granted": False})
    with pytest.raises(ConsentRevokedError, match="AADSTS65001"):
        tokens_of(running.url).token()
    control(running, "POST", "/consent/app-1", {"granted": True})
    assert tokens_of(running.url).token()


def test_a_tenant_that_entra_does_not_know_needs_a_person(graph):
    graph.answer = told(400, error="invalid_tenant", error_description="AADSTS90002: Tenant 'vega' not found.")
    with pytest.raises(ConsentRevokedError, match="vega"):
        tokens_of(graph.url).token()


@pytest.mark.parametrize("answer", [told(503, error="busy"), Answer(200, b"<html>"), Answer(200, b"{}", promised=90)])
def test_an_entra_that_babbles_may_be_asked_again(graph, answer):
    graph.answer = answer
    with pytest.raises(GraphUnavailableError):
        tokens_of(graph.url).token()


def test_an_entra_that_is_gone_may_be_asked_again(graph):
    graph._server.server_close()
    with pytest.raises(GraphUnavailableError):
        tokens_of(graph.url).token()


def test_an_entra_that_goes_after_the_first_token_may_be_asked_again(sandbox, company_folder):
    running = sandbox(company_folder)
    tokens = tokens_of(running.url)
    client = GraphClient(f"{running.url}/v1.0", tokens)
    client.get("users", Page)
    running.stop()
    with pytest.raises(GraphUnavailableError):
        client.get("users", Page)
    with pytest.raises(GraphUnavailableError):
        tokens_of(running.url).token()


def test_an_entra_that_was_gone_is_asked_again(graph, sandbox, company_folder):
    tokens = tokens_of(graph.url)
    graph.answer = told(503, error="busy")
    with pytest.raises(GraphUnavailableError):
        tokens.token()
    graph.answer = told(400, error="invalid_tenant")
    with pytest.raises(ConsentRevokedError):
        tokens.token()
