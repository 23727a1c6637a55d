"""What `trato demo` serves once it says it is ready."""

import json

import pytest
import requests


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/taskpane", "/outlook", "/api/v1/openapi.json"])
def test_it_serves_the_pages_and_the_api(demo, path):
    answer = requests.get(demo.url + path, timeout=30)
    assert answer.status_code == 200
    assert answer.content


def test_nobody_gets_data_without_signing_in(demo):
    answer = requests.get(f"{demo.url}/api/v1/accounts", timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


def test_the_stand_in_knows_who_works_there(demo):
    config = requests.get(f"{demo.url}/outlook/config.json", timeout=30).json()
    roles = {role for user in config["users"] for role in user["roles"]}
    assert roles == {"rep", "assistant", "manager", "admin"}


def test_pages_may_be_framed_by_outlook_only_and_run_no_inline_script(demo):
    policy = requests.get(f"{demo.url}/taskpane", timeout=30).headers["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert "'unsafe-inline'" not in rules["script-src"]
    assert rules["frame-ancestors"].startswith("'self' https://outlook.office.com")
    assert rules["object-src"] == "'none'"


def test_the_page_carries_no_secret(demo):
    page = requests.get(f"{demo.url}/taskpane", timeout=30).text
    config = requests.get(f"{demo.url}/outlook/config.json", timeout=30).json()
    assert "secret" not in page.lower()
    assert "secret" not in json.dumps(config).lower()
