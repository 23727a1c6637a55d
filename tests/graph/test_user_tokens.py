"""Tokens of people and of the application: kept sealed, asked for once by all, and refusals that say what to do."""

import base64
import html
import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests
import sqlalchemy as sa
from tests.graph.plain_server import Answer
from tests.graph_access import control
from tests.small_company import ANA, BEN

from graph_sandbox.oauth import Grant
from graph_sandbox.permissions import Application
from trato.clock import Clock
from trato.db.engine import open_database
from trato.graph.auth import AppTokens, UserTokens, holder_of_user
from trato.graph.client import GraphClient
from trato.graph.entra import EntraApp
from trato.graph.errors import (
    ConsentNeededError,
    ConsentRevokedError,
    SignInAgainError,
    SignInFailedError,
)
from trato.graph.keys import Keyring
from trato.graph.payloads import Page, User
from trato.graph.sign_in import SignIn
from trato.graph.tables import token_caches
from trato.graph.token_store import TokenStore

CLIENT, SECRET = "5b0c6a43-8f6d-4f0e-9d2b-6f6f1f1f0001", "a secret of the application"
SCOPES = ["Mail.Read", "Calendars.Read"]
BACK = "https://trato.example/signed-in"
CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'


@pytest.fixture
def store(many_tenants, keyring):
    return TokenStore(many_tenants, keyring)


@pytest.fixture
def keyring(tmp_path):
    return Keyring.from_file(tmp_path / "keys")


@pytest.fixture
def app(running):
    return EntraApp(running.url, running.world.directory.tenant.id, CLIENT, SECRET)


def oid(running, upn):
    return running.world.directory.find(upn).id


def api_token(running, upn):
    """What the add-in sends to Trato: a token of the user for Trato's own API."""
    grant = Grant(CLIENT, upn, f"api://{CLIENT}/access_as_user")
    return running.entra._for_user(Application(CLIENT), grant, {})["access_token"]


def claims_of(token):
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "==="))


@pytest.fixture
def on_behalf(running, app, store, tenant_number):
    def make(upn=ANA, *, assertion=True, scopes=SCOPES, tenant_id=tenant_number, claims=""):
        told = api_token(running, upn) if assertion else ""
        return UserTokens(
            app, oid(running, upn), scopes, store=store, tenant_id=tenant_id, assertion=told, claims=claims
        )

    return make


@pytest.fixture
def sign_in(app, store, keyring, tenant_number):
    return SignIn(app, store, keyring, Clock(), tenant_id=tenant_number)


def come_back(address, upn):
    """Choose who one is at Entra ID; return the form the browser posts back."""
    page = requests.get(address, params={"sandbox_user": upn}, timeout=10).text
    assert f'action="{BACK}"' in page
    return {name: html.unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', page)}


def test_a_user_calls_graph_through_trato(running, on_behalf):
    client = GraphClient(f"{running.url}/v1.0", on_behalf(scopes=["User.Read", "Mail.Read"]), me=oid(running, ANA))
    assert client.get("me", User).user_principal_name == ANA
    assert client.get("me/messages", Page).value == []


def test_the_second_call_asks_entra_for_nothing(running, on_behalf):
    first = on_behalf().token()
    running.stop()
    assert on_behalf(assertion=False).token() == first


def test_users_do_not_get_one_anothers_tokens(running, on_behalf, tenant_number):
    tokens = {upn: on_behalf(upn).token() for upn in (ANA, BEN)}
    assert {upn: claims_of(token)["upn"] for upn, token in tokens.items()} == {ANA: ANA, BEN: BEN}
    with pytest.raises(SignInAgainError):
        on_behalf(tenant_id=tenant_number + 1, assertion=False).token()


def test_a_token_of_somebody_else_opens_nothing(running, app, store, tenant_number):
    tokens = UserTokens(
        app, oid(running, BEN), SCOPES, store=store, tenant_id=tenant_number, assertion=api_token(running, ANA)
    )
    with pytest.raises(SignInAgainError):
        tokens.token()


def test_only_the_scopes_that_are_needed_are_asked_for(on_behalf):
    assert set(claims_of(on_behalf(scopes=["Mail.Read"]).token())["scp"].split()) == {"Mail.Read"}
    assert set(claims_of(on_behalf(scopes=["Mail.Send"]).token())["scp"].split()) == {"Mail.Send"}


def test_missing_consent_carries_the_link_for_an_admin(running, on_behalf, app):
    control(running, "POST", f"/consent/{CLIENT}", {"granted": False})
    with pytest.raises(ConsentNeededError) as caught:
        on_behalf().token()
    assert caught.value.consent_url == f"{running.url}/{app.tenant}/adminconsent?client_id={CLIENT}"
    assert caught.value.consent_url in str(caught.value)
    control(running, "POST", f"/consent/{CLIENT}", {"granted": True})
    assert on_behalf().token()


def test_a_claims_challenge_is_met_by_signing_in_again(running, on_behalf, sign_in):
    tokens = on_behalf()
    control(running, "PATCH", "/settings", {"claims_challenge": CLAIMS})
    with pytest.raises(SignInAgainError) as caught:
        tokens.token()
    assert caught.value.claims == CLAIMS
    begun = sign_in.begin(BACK, SCOPES, claims=caught.value.claims)
    # MSAL adds what it is capable of to the claims; the sandbox looks for the text it asked for.
    assert json.loads(CLAIMS)["access_token"]["acrs"] == claims_in(begun.address)["access_token"]["acrs"]


def claims_in(address):
    return json.loads(requests.utils.unquote(re.search(r"claims=([^&]+)", address)[1]).replace("+", " "))


def test_a_challenge_of_graph_carries_its_claims(client, graph):
    told = base64.b64encode(CLAIMS.encode()).decode()
    challenge = f'Bearer realm="", error="insufficient_claims", claims="{told}"'
    graph.answer = Answer(401, b"{}", (("WWW-Authenticate", challenge),))
    with pytest.raises(SignInAgainError) as caught:
        client.get("me", User)
    assert caught.value.claims == CLAIMS


@pytest.mark.parametrize("claims", ["", "!", "/w==", "AAA"])
def test_a_challenge_that_cannot_be_read_is_a_plain_refusal(client, graph, claims):
    graph.answer = Answer(401, b"{}", (("WWW-Authenticate", f'Bearer claims="{claims}"'),))
    with pytest.raises(ConsentRevokedError):
        client.get("me", User)


def test_a_person_signs_in_and_is_known_from_then_on(running, sign_in, on_behalf):
    begun = sign_in.begin(BACK, SCOPES, login_hint=ANA)
    for part in ("code_challenge_method=S256", "response_mode=form_post", "state=", "nonce=", f"{running.url}/"):
        assert part in begun.address
    signed_in = sign_in.finish(begun.kept, come_back(begun.address, ANA))
    assert (signed_in.oid, signed_in.username, signed_in.name) == (oid(running, ANA), ANA, "Ana Ruiz")
    assert claims_of(on_behalf(assertion=False).token())["upn"] == ANA


def test_a_sign_in_that_was_not_begun_here_is_refused(sign_in, store, app, keyring, tenant_number):
    begun, other = sign_in.begin(BACK, SCOPES), sign_in.begin(BACK, SCOPES)
    form = come_back(begun.address, ANA)
    late = SignIn(app, store, keyring, Clock(timedelta(minutes=11)), tenant_id=tenant_number)
    elsewhere = SignIn(app, store, keyring, Clock(), tenant_id=tenant_number + 1)
    attempts = [
        (sign_in, other.kept, form),
        (sign_in, begun.kept, form | {"state": "forged"}),
        (sign_in, begun.kept, {"code": form["code"]}),
        (sign_in, begun.kept[:-8] + "AAAAAAA=", form),
        (sign_in, "", form),
        (sign_in, "ñ.ñ", form),
        (late, begun.kept, form),
        (elsewhere, begun.kept, form),
    ]
    for where, kept, posted in attempts:
        with pytest.raises(SignInFailedError):
            where.finish(kept, posted)
    assert sign_in.finish(begun.kept, form).username == ANA
    with pytest.raises(SignInAgainError):
        sign_in.finish(begun.kept, form)


def test_sign_ins_that_were_withdrawn_need_the_person_again(running, sign_in, on_behalf):
    begun = sign_in.begin(BACK, SCOPES)
    sign_in.finish(begun.kept, come_back(begun.address, ANA))
    control(running, "POST", "/sign-ins/revoke")
    tokens = on_behalf(assertion=False)
    with pytest.raises(SignInAgainError):
        tokens.renewed(tokens.token())


def test_fault_16_eight_workers_that_find_a_token_expired_ask_once(
    running, databases, shared_conninfo, tenant_number, keyring
):
    stores = [TokenStore(open_database(shared_conninfo), keyring) for _ in range(2)]
    tenant = running.world.directory.tenant.id
    workers = [
        AppTokens(
            login_url=running.url,
            tenant=tenant,
            client_id=CLIENT,
            client_secret=SECRET,
            store=store,
            tenant_id=tenant_number,
        )
        for store in stores
        for _ in range(4)
    ]
    clients = [GraphClient(f"{running.url}/v1.0", worker) for worker in workers]
    control(running, "POST", "/faults", {"kind": "latency", "path": "/token$", "seconds": 0.2})

    def tokens_in_hand():
        with ThreadPoolExecutor(8) as pool:
            assert len(list(pool.map(lambda client: client.get("users", Page), clients))) == 8
        return {worker.token() for worker in workers}

    first = tokens_in_hand()
    assert len(first) == 1
    control(running, "POST", "/clock/advance", {"seconds": 7200})
    second = tokens_in_hand()
    assert len(second) == 1
    assert second != first
    for store in stores:
        store._database.dispose()


def test_no_token_is_kept_in_plain_text_or_logged(
    running, on_behalf, sign_in, store, many_tenants, tenant_number, caplog
):
    caplog.set_level(logging.DEBUG)
    begun = sign_in.begin(BACK, SCOPES)
    form = come_back(begun.address, ANA)
    caplog.clear()  # what this test's own browser logged
    sign_in.finish(begun.kept, form)
    tokens = on_behalf()
    client = GraphClient(f"{running.url}/v1.0", tokens, me=oid(running, ANA))
    client.get("me/messages", Page)
    kept = json.loads(store.read(tenant_number, holder_of_user(oid(running, ANA))))
    secrets = [one["secret"] for kind in ("AccessToken", "RefreshToken", "IdToken") for one in kept[kind].values()]
    assert len(secrets) >= 3
    secrets += [SECRET, tokens._assertion, form["code"]]
    told = caplog.text + repr(tokens) + repr(tokens._current) + repr(client) + repr(store) + repr(sign_in)
    with many_tenants.as_system(tenant_number) as connection:
        stored = b"".join(connection.execute(sa.select(token_caches.c.sealed)).scalars())
    for secret in secrets:
        assert secret not in told
        assert secret.encode() not in stored
        assert secret[:40] not in begun.kept
