import json
import re
from urllib.parse import parse_qs, urlparse, urlsplit

import jwt
import msal
import pytest
import requests

from .company import ANA, BEN

AUTHORITY = "https://login.sandbox.test/vega"
GRAPH = "https://graph.microsoft.com"
CALLBACK = "http://localhost:9/callback"


class Rewriting(requests.Session):
    """msal insists on https: its requests are sent to the sandbox, under the name msal knows."""

    def __init__(self, url):
        super().__init__()
        self.url = url

    def request(self, method, url, *args, **kwargs):
        parts = urlsplit(url)
        headers = {**(kwargs.pop("headers", None) or {}), "Host": parts.netloc}
        return super().request(
            method, url.replace(f"https://{parts.netloc}", self.url, 1), *args, headers=headers, **kwargs
        )


@pytest.fixture
def web(sandbox):
    with Rewriting(sandbox.url) as session:
        yield session


def confidential(web, client_id="app-1"):
    return msal.ConfidentialClientApplication(
        client_id, client_credential="any", authority=AUTHORITY, http_client=web, instance_discovery=False
    )


def claims_of(token):
    return jwt.decode(token, options={"verify_signature": False})


def sign_in(web, client, scope):
    """What a browser does: follow the address, post the form that comes back."""
    flow = client.initiate_auth_code_flow([scope], redirect_uri=CALLBACK, response_mode="form_post")
    page = web.get(f"{flow['auth_uri']}&login_hint={ANA}&prompt=none", allow_redirects=False, timeout=9).text
    assert f'action="{CALLBACK}"' in page
    return flow, dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))


def test_an_application_gets_a_token_and_msal_keeps_it(web, sandbox):
    client = confidential(web)
    first = client.acquire_token_for_client([f"{GRAPH}/.default"])
    assert "error" not in first, first
    again = client.acquire_token_for_client([f"{GRAPH}/.default"])
    assert again["access_token"] == first["access_token"]
    claims = claims_of(first["access_token"])
    assert claims["tid"] == sandbox.world.directory.tenant.id
    assert "Mail.Read" in claims["roles"]
    assert "scp" not in claims
    reply = requests.get(
        f"{sandbox.url}/v1.0/users", headers={"Authorization": f"Bearer {first['access_token']}"}, timeout=9
    )
    assert reply.status_code == 200


def test_tokens_verify_with_the_published_keys(web, sandbox):
    token = confidential(web).acquire_token_for_client([f"{GRAPH}/.default"])["access_token"]
    address = requests.get(f"{sandbox.url}/common/v2.0/.well-known/openid-configuration", timeout=9).json()
    key = jwt.PyJWKClient(address["jwks_uri"]).get_signing_key_from_jwt(token)
    claims = jwt.decode(token, key, algorithms=["RS256"], audience=GRAPH, issuer=address["issuer"])
    assert claims["azp"] == "app-1"
    with pytest.raises(jwt.InvalidTokenError):
        jwt.decode(token[:-4] + "AAAA", key, algorithms=["RS256"], audience=GRAPH)


def test_the_code_flow_signs_a_user_in_and_refreshes(web):
    client = confidential(web)
    result = client.acquire_token_by_auth_code_flow(*sign_in(web, client, f"{GRAPH}/Mail.Read"))
    assert result["id_token_claims"]["preferred_username"] == ANA
    assert claims_of(result["access_token"])["scp"] == "Mail.Read"
    account = client.get_accounts()[0]
    assert account["username"] == ANA
    silent = client.acquire_token_silent([f"{GRAPH}/Mail.Read"], account, force_refresh=True)
    assert silent["access_token"] != result["access_token"]
    more = client.acquire_token_silent([f"{GRAPH}/Calendars.Read"], account)
    assert claims_of(more["access_token"])["scp"] == "Calendars.Read"


def test_a_code_is_good_once_and_only_with_its_verifier(web, sandbox):
    client = confidential(web)
    flow, answer = sign_in(web, client, f"{GRAPH}/Mail.Read")
    form = {
        "grant_type": "authorization_code",
        "client_id": "app-1",
        "client_secret": "x",
        "code": answer["code"],
        "redirect_uri": CALLBACK,
    }
    address = f"{sandbox.url}/vega/oauth2/v2.0/token"
    wrong = requests.post(address, data=form | {"code_verifier": "wrong"}, timeout=9)
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_grant")
    right = requests.post(address, data=form | {"code_verifier": flow["code_verifier"]}, timeout=9)
    assert right.json()["error_codes"] == [54005]


def test_without_a_hint_a_page_asks_who_one_is(sandbox):
    query = {
        "client_id": "spa",
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": "openid User.Read",
        "state": 'a"b',
        "response_mode": "fragment",
    }
    address = f"{sandbox.url}/common/oauth2/v2.0/authorize"
    page = requests.get(address, params=query, timeout=9)
    assert page.headers["Content-Type"].startswith("text/html")
    assert BEN in page.text
    assert 'value="a"b"' not in page.text
    chosen = requests.get(address, params=query | {"sandbox_user": BEN}, allow_redirects=False, timeout=9)
    fragment = parse_qs(urlparse(chosen.headers["Location"]).fragment)
    assert fragment["state"] == ['a"b']
    nobody = requests.get(address, params=query | {"prompt": "none"}, allow_redirects=False, timeout=9)
    assert "error=login_required" in nobody.headers["Location"]


def user_token(web, scope):
    """A token for an API of one's own, as a single-page application gets it."""
    client = msal.PublicClientApplication("spa", authority=AUTHORITY, http_client=web, instance_discovery=False)
    return client.acquire_token_by_auth_code_flow(*sign_in(web, client, scope))["access_token"]


def test_an_api_acts_on_behalf_of_a_user(web, sandbox):
    assertion = user_token(web, "api://app-1/access_as_user")
    claims = claims_of(assertion)
    assert (claims["aud"], claims["scp"], claims["preferred_username"]) == ("app-1", "access_as_user", ANA)
    client = confidential(web)
    result = client.acquire_token_on_behalf_of(assertion, [f"{GRAPH}/Mail.Read"])
    me = requests.get(
        f"{sandbox.url}/v1.0/me", headers={"Authorization": f"Bearer {result['access_token']}"}, timeout=9
    )
    assert me.status_code == 403
    mail = requests.get(
        f"{sandbox.url}/v1.0/me/messages", headers={"Authorization": f"Bearer {result['access_token']}"}, timeout=9
    )
    assert mail.status_code == 200
    assert client.get_accounts()[0]["username"] == ANA
    assert (
        client.acquire_token_silent([f"{GRAPH}/Mail.Read"], client.get_accounts()[0])["access_token"]
        == result["access_token"]
    )
    own = requests.get(f"{sandbox.url}/v1.0/me", headers={"Authorization": f"Bearer {assertion}"}, timeout=9)
    assert (own.status_code, own.json()["error"]["code"]) == (401, "InvalidAuthenticationToken")
    foreign = confidential(web, "app-2").acquire_token_on_behalf_of(assertion, [f"{GRAPH}/Mail.Read"])
    assert foreign["error"] == "invalid_grant"


def test_a_claims_challenge_asks_for_more(web, sandbox):
    assertion = user_token(web, "api://app-1/access_as_user")
    challenge = json.dumps({"access_token": {"capolids": {"essential": True, "values": ["c1"]}}})
    control = f"{sandbox.url}/_sandbox/settings"
    assert requests.patch(control, json={"claims_challenge": challenge}, timeout=9).status_code == 200
    refused = confidential(web).acquire_token_on_behalf_of(assertion, [f"{GRAPH}/Mail.Read"])
    assert (refused["error"], refused["claims"]) == ("interaction_required", challenge)


def test_consent_can_be_missing_and_taken_away(web, sandbox):
    client = confidential(web)
    token = client.acquire_token_for_client([f"{GRAPH}/.default"])["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    requests.post(f"{sandbox.url}/_sandbox/consent/app-1", json={"granted": False}, timeout=9)
    assert requests.get(f"{sandbox.url}/v1.0/users", headers=headers, timeout=9).status_code == 401
    refused = confidential(web).acquire_token_for_client([f"{GRAPH}/.default"])
    assert refused["error_codes"] == [65001]
    requests.post(f"{sandbox.url}/_sandbox/consent/app-1", json={"granted": True}, timeout=9)
    assert requests.get(f"{sandbox.url}/v1.0/users", headers=headers, timeout=9).status_code == 200
    missing = requests.post(
        f"{sandbox.url}/vega/oauth2/v2.0/token",
        timeout=9,
        data={
            "grant_type": "client_credentials",
            "client_id": "x",
            "client_secret": "y",
            "scope": "https://graph.microsoft.com/Mail.Read",
        },
    )
    assert missing.json()["error"] == "invalid_scope"


def test_keys_roll_over_and_tokens_end(sandbox):
    token = sandbox.token(ANA)
    headers = {"Authorization": f"Bearer {token}"}
    me = f"{sandbox.url}/v1.0/me"
    kept = requests.post(f"{sandbox.url}/_sandbox/keys/roll-over", json={"keep_old": True}, timeout=9).json()["keys"]
    assert len(kept) == 2
    assert requests.get(me, headers=headers, timeout=9).status_code == 200
    requests.post(f"{sandbox.url}/_sandbox/keys/roll-over", json={"keep_old": False}, timeout=9)
    assert requests.get(me, headers=headers, timeout=9).status_code == 401
    fresh = {"Authorization": f"Bearer {sandbox.token(ANA)}"}
    assert requests.get(me, headers=fresh, timeout=9).status_code == 200
    requests.post(f"{sandbox.url}/_sandbox/clock/advance", json={"seconds": 4000}, timeout=9)
    late = requests.get(me, headers=fresh, timeout=9)
    assert (late.status_code, late.json()["error"]["code"]) == (401, "InvalidAuthenticationToken")
    assert "expired" in late.json()["error"]["message"]


def test_a_page_on_another_origin_may_read(sandbox):
    origin = {"Origin": "http://addin.test", "Access-Control-Request-Headers": "authorization,prefer"}
    asked = requests.options(f"{sandbox.url}/v1.0/me/messages", headers=origin, timeout=9)
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Headers"] == "authorization,prefer"
    reply = requests.get(
        f"{sandbox.url}/v1.0/me", headers={"Authorization": f"Bearer {sandbox.token(ANA)}"} | origin, timeout=9
    )
    assert reply.headers["Access-Control-Allow-Origin"] == "http://addin.test"
    assert "Retry-After" in reply.headers["Access-Control-Expose-Headers"]
    info = requests.post(
        f"{sandbox.url}/vega/oauth2/v2.0/token", headers=origin, timeout=9, data={"grant_type": "x", "client_id": "y"}
    )
    assert info.headers["Access-Control-Allow-Origin"] == "http://addin.test"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", "file://"])
def test_a_page_from_the_internet_may_not(sandbox, origin):
    for method, path in (
        ("GET", "/v1.0/me"),
        ("POST", "/_sandbox/tokens"),
        ("POST", "/x/oauth2/v2.0/token"),
        ("OPTIONS", "/v1.0/me"),
    ):
        reply = requests.request(method, sandbox.url + path, headers={"Origin": origin}, timeout=9)
        assert reply.status_code == 403
        assert "Access-Control-Allow-Origin" not in reply.headers


def test_a_public_name_pointed_here_is_not_answered(sandbox):
    reply = requests.post(f"{sandbox.url}/_sandbox/tokens", headers={"Host": "rebound.example"}, timeout=9)
    assert reply.status_code == 421
    for name in ("localhost:80", "sandbox:8080", "127.0.0.1", "[::1]:80", "login.sandbox.test"):
        assert requests.get(f"{sandbox.url}/_sandbox", headers={"Host": name}, timeout=9).status_code == 200
