"""Whose tokens are accepted; anything else fails closed (OWASP ASVS 5.0: 9.1, 9.2, 10.3, 10.5)."""

import base64
import hmac
import json
import re
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
import sqlalchemy as sa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jwk import ECKey
from tests import small_company
from tests.http.api import Api, code_of
from tests.http.conftest import entra_name, make_app
from tests.http.key_server import AUDIENCE, CLIENT_ID, KeyServer, new_key, sign
from tests.small_company import ANA, BEN, NOW

from trato.directory.tables import users
from trato.jobs.mailboxes import note_entra_ids

CALLBACK = "http://localhost:9/callback"


@pytest.fixture
def ana(shared_tenant, sign_in):
    """Ana, signed in."""
    return sign_in(shared_tenant, ANA)


@pytest.fixture
def claims(shared_tenant, key_server):
    """The claims of a good token of Ana's, with some of them changed."""
    name = entra_name(shared_tenant)
    return lambda **changed: key_server.claims(name, ANA, **changed)


def me(app, token):
    return Api(app, token).get("/me")


def _part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def refused(app, token):
    answer = me(app, token)
    assert code_of(answer) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    return True


def test_a_good_token_tells_who_it_is(ana):
    assert ana.get("/me").get_json()["upn"] == ANA


# --- no token -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YW5hOmFuYQ==", "bearertoken", "Bearer a.b.c", "Bearer ....", "Bearer é"]
)
def test_without_a_token_nobody_is_let_in(app, header):
    answer = Api(app).call("GET", "/me", headers={"Authorization": header} if header else {})
    assert code_of(answer) == (401, "unauthenticated")


@pytest.mark.parametrize("text", ["null", "[]", '"x"', "{", "{}", '{"tid": 1}', '{"tid": "../x"}', "\x00", '{"tid":"'])
def test_a_token_that_is_none_is_refused(app, text):
    def part(value):
        return base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")

    head = part('{"alg":"RS256","kid":"x"}')
    assert refused(app, f"{head}.{part(text)}.{part('signature')}")


@pytest.mark.parametrize("scheme", ["Basic", "DPoP", "Token", ""])
def test_a_good_token_under_another_scheme_is_refused(app, ana, scheme):
    answer = Api(app).call("GET", "/me", headers={"Authorization": f"{scheme} {ana.token}"})
    assert code_of(answer) == (401, "unauthenticated")


@pytest.mark.parametrize("where", ["query_string", "data"])
def test_a_token_elsewhere_than_in_the_header_is_not_read(app, ana, where):
    answer = Api(app).call("GET", "/me", **{where: {"access_token": ana.token}})
    assert code_of(answer) == (401, "unauthenticated")


# --- signature ------------------------------------------------------------------------------------------------------


def test_an_unsigned_token_is_refused(app, claims, key_server):
    assert refused(app, jwt.encode(claims(), None, algorithm="none", headers={"kid": key_server.keys[0].kid}))


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_the_public_key_is_no_shared_secret(app, claims, key_server, encoding):
    public = key_server.keys[0].public_key
    secret = public.public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
    head, body = (_part(one) for one in ({"alg": "HS256", "kid": key_server.keys[0].kid}, claims()))
    # By hand: no library makes such a token.
    signature = base64.urlsafe_b64encode(hmac.digest(secret, f"{head}.{body}".encode(), "sha256")).decode().rstrip("=")
    assert refused(app, f"{head}.{body}.{signature}")


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
def test_only_the_agreed_algorithm_is_accepted(app, claims, key_server, algorithm):
    key = key_server.keys[0]
    assert refused(app, jwt.encode(claims(), key.private_key, algorithm=algorithm, headers={"kid": key.kid}))


def test_another_kind_of_key_under_a_known_name_is_refused(app, claims, key_server):
    key = ECKey.generate_key("P-256", {"kid": key_server.keys[0].kid})
    assert refused(app, sign(claims(), key, alg="ES256"))


def test_another_key_under_a_known_name_is_refused(app, claims, key_server):
    assert refused(app, sign(claims(), new_key(key_server.keys[0].kid)))


def test_changed_claims_break_the_signature(app, ana, claims):
    head, _, signature = ana.token.split(".")
    assert refused(app, f"{head}.{_part(claims(oid=BEN))}.{signature}")


@pytest.mark.parametrize(
    "kid", ["../../../../dev/null", "/dev/null", "' OR 1=1 --", "http://127.0.0.1:9/keys", "", "x" * 4000, "\u0000"]
)
def test_a_key_is_looked_up_by_name_among_the_published_ones_only(app, claims, kid):
    assert refused(app, sign(claims(), new_key("own"), kid=kid))


def test_keys_that_a_token_brings_along_are_not_used(app, claims):
    key = new_key("own")
    with KeyServer() as theirs:
        theirs.keys = [key]
        public = key.as_dict(private=False)
        for header in ({"jku": f"{theirs.url}/x"}, {"x5u": f"{theirs.url}/x"}, {"jwk": public}):
            assert refused(app, sign(claims(), key, **header))
        assert theirs.asked.total() == 0


def test_a_header_that_must_be_understood_is_not_ignored(app, claims, key_server):
    token = jwt.encode(
        claims(), key_server.keys[0].private_key, algorithm="RS256",
        headers={"kid": key_server.keys[0].kid, "crit": ["future"], "future": 1},
    )  # fmt: skip
    assert refused(app, token)


# --- claims ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [30, -30])
def test_clocks_may_differ_a_little(app, ana, claims, key_server, by):
    soon = int(time.time()) + by
    changed = {"nbf": soon} if by > 0 else {"exp": soon}
    assert me(app, sign(claims(**changed), key_server.keys[0])).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"exp": int(time.time()) - 400}, id="expired"),
        pytest.param({"nbf": int(time.time()) + 7200, "exp": int(time.time()) + 9000}, id="not yet valid"),
        pytest.param({"exp": None}, id="never ends"),
        pytest.param({"nbf": None}, id="without a beginning"),
        pytest.param({"exp": "soon"}, id="ends at no time"),
        pytest.param({"aud": "https://graph.microsoft.com"}, id="for Graph"),
        pytest.param({"aud": f"{AUDIENCE}x"}, id="for a name alike"),
        pytest.param({"aud": None}, id="for nobody"),
        pytest.param({"aud": []}, id="for an empty list"),
        pytest.param({"scp": None}, id="without a scope"),
        pytest.param({"scp": "openid profile"}, id="another scope"),
        pytest.param({"scp": "access_as_user_readonly"}, id="a scope alike"),
        pytest.param({"scp": "ACCESS_AS_USER"}, id="a scope in capitals"),
        pytest.param({"scp": None, "roles": ["access_as_user"], "idtyp": "app"}, id="an application's own"),
        pytest.param({"aud": CLIENT_ID, "scp": None, "nonce": "n"}, id="an ID token"),
        pytest.param({"oid": None}, id="of nobody"),
        pytest.param({"tid": None}, id="of no tenant"),
        pytest.param({"iss": None}, id="from nobody"),
        pytest.param({"iss": "https://login.microsoftonline.com/vega/v2.0"}, id="from elsewhere"),
        pytest.param({"iss": "https://sts.windows.net/vega/"}, id="from the older endpoint"),
        pytest.param({"tid": "nobody-here"}, id="of an unknown tenant"),
    ],
)
def test_a_token_that_is_not_for_us_now_is_refused(app, ana, claims, key_server, changed):
    assert refused(app, sign(claims(**changed), key_server.keys[0]))


def test_a_token_of_another_tenant_opens_nothing_here(app, new_company, key_server, sign_in):
    here, there = new_company(), new_company()
    sign_in(here, ANA), sign_in(there, ANA)
    # The same object id in both: the tenant of the token decides, and its issuer must be that tenant's.
    own = me(app, key_server.token(entra_name(there), ANA)).get_json()
    assert own["id"] == str(there.users[ANA])
    for changed in ({"tid": entra_name(here)}, {"iss": f"{key_server.url}/{entra_name(here)}/v2.0"}):
        assert refused(app, key_server.token(entra_name(there), ANA, **changed))


def test_the_tenant_must_be_named_as_its_issuer_names_it(app, ana, claims, key_server, shared_tenant):
    name = entra_name(shared_tenant)
    assert refused(app, sign(claims(tid=name.upper()), key_server.keys[0]))


def test_an_issuer_that_never_names_the_tenant_still_binds_the_keys_to_it(tenant, new_company, key_server):
    app = make_app(tenant.database, key_server.url, pattern="https://issuer.example/{tenant}/v2.0")
    note_entra_ids(tenant.database, tenant.tenant_id, {ANA: ANA})
    good = key_server.token(entra_name(tenant), ANA, iss=f"https://issuer.example/{entra_name(tenant)}/v2.0")
    assert me(app, good).status_code == 200
    other = key_server.token(entra_name(tenant), ANA, iss=f"https://issuer.example/{entra_name(new_company())}/v2.0")
    assert refused(app, other)


# --- who ------------------------------------------------------------------------------------------------------------


def test_somebody_unknown_is_told_so(app, ana, claims, key_server):
    assert code_of(me(app, sign(claims(oid="somebody-else"), key_server.keys[0]))) == (403, "forbidden")


def test_an_address_makes_nobody_a_user(app, ana, claims, key_server):
    forged = claims(oid="somebody-else", upn=ANA, email=ANA, preferred_username=ANA, unique_name=ANA)
    assert code_of(me(app, sign(forged, key_server.keys[0]))) == (403, "forbidden")


@pytest.mark.parametrize("oid", [0, True, [ANA], {"id": ANA}, "x" * 5000])
def test_an_object_id_of_a_strange_kind_is_nobody(app, ana, claims, key_server, oid):
    assert me(app, sign(claims(oid=oid), key_server.keys[0])).status_code in {401, 403}


def test_who_has_left_is_let_in_no_more(tenant, sign_in):
    ana = sign_in(tenant, ANA)
    assert ana.get("/me").status_code == 200
    with tenant.system() as connection:
        connection.execute(sa.update(users).where(users.c.upn == ANA).values(deactivated_at=NOW))
    assert code_of(ana.get("/me")) == (403, "forbidden")
    assert code_of(ana.post("/context", {"kind": "message"})) == (403, "forbidden")


def test_every_operation_asks_for_a_token(app):
    for path, operations in app.spec["paths"].items():
        for method in operations:
            address = re.sub(r"\{\w+\}", "1", path).removeprefix("/api/v1")
            assert code_of(Api(app).call(method.upper(), address)) == (401, "unauthenticated"), (method, path)


def test_nobody_unknown_learns_what_exists(app):
    for method, path in (("GET", "/nothing/here"), ("DELETE", "/accounts"), ("PUT", "/threads/1/link")):
        assert code_of(Api(app).call(method, path, data="{")) == (401, "unauthenticated")


# --- keys -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def alone(shared_tenant):
    """A key server and an application of one test's own."""
    with KeyServer() as server:
        note_entra_ids(shared_tenant.database, shared_tenant.tenant_id, {ANA: ANA})
        yield server, make_app(shared_tenant.database, server.url), entra_name(shared_tenant)


def test_old_and_new_key_are_both_good_while_both_are_published(alone):
    server, app, name = alone
    old = server.token(name, ANA)
    server.keys = [new_key(), *server.keys]
    assert me(app, old).status_code == 200
    assert me(app, server.token(name, ANA)).status_code == 200


def test_a_new_key_is_asked_for(shared_tenant, alone):
    server, _, name = alone
    app = make_app(shared_tenant.database, server.url, key_refresh_s=0.0)
    assert me(app, server.token(name, ANA)).status_code == 200
    server.keys = [new_key(), *server.keys]
    assert me(app, server.token(name, ANA)).status_code == 200


def test_a_withdrawn_key_is_good_no_more_once_the_keys_were_read_again(shared_tenant, alone):
    server, _, name = alone
    app = make_app(shared_tenant.database, server.url, key_refresh_s=0.0)
    stolen = server.token(name, ANA)
    assert me(app, stolen).status_code == 200
    server.keys = [new_key()]
    assert me(app, server.token(name, ANA)).status_code == 200
    assert refused(app, stolen)


def test_unknown_key_names_do_not_make_us_ask_again_and_again(alone):
    server, app, name = alone
    assert me(app, server.token(name, ANA)).status_code == 200
    for number in range(20):
        assert refused(app, sign(server.claims(name, ANA), server.keys[0], kid=f"k{number}"))
    assert server.asked.total() == 1


def test_an_unknown_tenant_makes_us_ask_nobody(alone):
    server, app, _ = alone
    assert refused(app, server.token("nobody-here", ANA))
    assert server.asked.total() == 0


def test_keys_that_cannot_be_read_let_nobody_in(shared_tenant):
    with KeyServer() as gone:
        token = gone.token(entra_name(shared_tenant), ANA)
    assert refused(make_app(shared_tenant.database, gone.url), token)


# --- the sandbox as issuer --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def entra(tmp_path_factory, many_tenants):
    """The sandbox's Entra, an application that trusts it, and what signs Ana in by code flow."""
    from graph_sandbox import Sandbox

    folder = small_company.write_folder(tmp_path_factory.mktemp("entra"))
    with Sandbox.from_folder(folder) as sandbox:
        name = sandbox.world.directory.tenant.id
        company = small_company.save_folder(many_tenants, folder, entra_tenant_id=name)
        ids = {user.upn: user.id for user in sandbox.world.directory.users}
        note_entra_ids(many_tenants, company.tenant_id, ids)
        app = make_app(many_tenants, sandbox.url, pattern=sandbox.entra.issuer)
        yield sandbox, app, name


def signed_in_at(sandbox, tenant, scope, user=ANA):
    """Follow the browser's way through the authorization code flow; return the token endpoint's answer."""
    wanted = {
        "client_id": CLIENT_ID, "redirect_uri": CALLBACK, "response_type": "code", "scope": scope,
        "login_hint": user, "prompt": "none", "state": "s",
    }  # fmt: skip
    page = requests.get(
        f"{sandbox.url}/{tenant}/oauth2/v2.0/authorize", params=wanted, allow_redirects=False, timeout=9
    )
    code = parse_qs(urlsplit(page.headers["Location"]).query)["code"][0]
    form = {"grant_type": "authorization_code", "client_id": CLIENT_ID, "code": code, "redirect_uri": CALLBACK}
    return requests.post(f"{sandbox.url}/{tenant}/oauth2/v2.0/token", data=form, timeout=9).json()


def test_who_signs_in_at_the_issuer_is_let_in(entra):
    sandbox, app, tenant = entra
    token = signed_in_at(sandbox, tenant, f"{AUDIENCE}/access_as_user openid")["access_token"]
    assert me(app, token).get_json()["upn"] == ANA


def test_its_id_token_is_no_access_token(entra):
    sandbox, app, tenant = entra
    token = signed_in_at(sandbox, tenant, f"{AUDIENCE}/access_as_user openid")["id_token"]
    assert refused(app, token)


def test_its_graph_token_is_not_for_us(entra):
    sandbox, app, tenant = entra
    assert refused(app, signed_in_at(sandbox, tenant, "https://graph.microsoft.com/User.Read")["access_token"])


def test_an_applications_own_token_is_nobodys(entra):
    sandbox, app, tenant = entra
    form = {
        "grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": "any",
        "scope": f"{AUDIENCE}/.default",
    }  # fmt: skip
    answer = requests.post(f"{sandbox.url}/{tenant}/oauth2/v2.0/token", data=form, timeout=9).json()
    assert refused(app, answer["access_token"])
