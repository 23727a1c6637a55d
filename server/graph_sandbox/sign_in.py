"""Entra ID's browser side: the authorize endpoint with its account picker, and the discovery documents.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow, v2-protocols-oidc;
OpenID Connect Discovery 1.0
"""

from html import escape
from typing import Any
from urllib.parse import urlencode

from graph_sandbox.directory import User
from graph_sandbox.entra import Entra
from graph_sandbox.oauth import Grant, code_expiry
from graph_sandbox.web import Reply, Request

Payload = dict[str, Any]
_HTML = "text/html; charset=utf-8"
_STYLE = (
    "body{font:16px/1.4 'Segoe UI',system-ui,sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem;color:#242424}"
    "ul{list-style:none;padding:0}"
    "button{width:100%;text-align:left;padding:.7rem 1rem;margin:.2rem 0;border:1px solid #ddd;border-radius:4px;"
    "background:#fff;font:inherit;cursor:pointer}"
    "button:hover,button:focus{background:#f0f6ff}span{display:block;color:#616161;font-size:.85rem}"
)
# The field by which the picker tells who was chosen.
_CHOSEN = "sandbox_user"


def authorize(entra: Entra, request: Request) -> Reply:
    """Sign somebody in: silently by hint, else by asking who."""
    query = request.query | (request.form() if request.method == "POST" else {})
    problem = _problem(entra, query)
    if problem:
        return Reply(400, _page("Sign in", f"<p>{escape(problem)}</p>").encode(), _HTML)
    chosen = entra.directory.find(query.get(_CHOSEN, ""))
    hinted = entra.directory.find(query.get("login_hint", ""))
    is_silent = query.get("prompt") == "none"
    user = chosen or (hinted if is_silent else None)
    if entra.applications.is_revoked(query["client_id"]):
        return _answer(query, {"error": "consent_required", "error_description": "AADSTS65001: consent is missing."})
    if user is not None:
        return _answer(query, _success(entra, query, user))
    if is_silent:
        text = "AADSTS50058: A silent sign-in request was sent but no user is signed in."
        return _answer(query, {"error": "login_required", "error_description": text})
    return Reply(200, _picker(entra, query, hinted).encode(), _HTML)


def configuration(entra: Entra, request: Request, tenant: str) -> Reply:
    """The OpenID configuration; the endpoints are at the address it was asked under, the issuer never changes."""
    base = f"{request.origin}/{tenant}"
    return Reply.json(
        {
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
            "jwks_uri": f"{base}/discovery/v2.0/keys",
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code", "id_token", "code id_token"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": entra.issuer,
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "end_session_endpoint": f"{base}/oauth2/v2.0/logout",
            "claims_supported": [
                "sub",
                "iss",
                "aud",
                "exp",
                "iat",
                "nonce",
                "preferred_username",
                "name",
                "tid",
                "oid",
                "ver",
            ],
            "tenant_region_scope": None,
        }
    )


def instance(entra: Entra, request: Request) -> Reply:
    """What msal asks to learn whether an authority's host is to be trusted: ours is."""
    host = request.origin.partition("://")[2]
    base = f"{request.origin}/{entra.directory.tenant.id}"
    return Reply.json(
        {
            "tenant_discovery_endpoint": f"{base}/v2.0/.well-known/openid-configuration",
            "api-version": "1.1",
            "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
        }
    )


def logout(request: Request) -> Reply:
    """Nobody stays signed in here; go back where the client wants."""
    target = request.query.get("post_logout_redirect_uri")
    if target:
        return Reply(302, b"", _HTML, {"Location": target})
    return Reply(200, _page("Signed out", "<p>You are signed out.</p>").encode(), _HTML)


def _problem(entra: Entra, query: dict[str, str]) -> str | None:
    client_id = query.get("client_id", "")
    if entra.applications.find(client_id) is None:
        return f"AADSTS700016: Application with identifier '{client_id}' was not found in the directory."
    if not query.get("redirect_uri"):
        return "AADSTS50011: The redirect URI is missing."
    if "code" not in query.get("response_type", "") and "id_token" not in query.get("response_type", ""):
        return "AADSTS900144: The request must contain the parameter 'response_type'."
    if query.get("code_challenge") and query.get("code_challenge_method", "plain") != "S256":
        return "AADSTS501491: Only the code challenge method S256 is supported."
    return None


def _success(entra: Entra, query: dict[str, str], user: User) -> dict[str, str]:
    answer: dict[str, str] = {}
    if "code" in query["response_type"].split():
        grant = Grant(
            query["client_id"],
            user.id,
            query.get("scope", ""),
            query["redirect_uri"],
            query.get("nonce"),
            query.get("code_challenge") or None,
            code_expiry(entra.clock),
        )
        answer["code"] = entra.make_code(grant)
    if "id_token" in query["response_type"].split():
        answer["id_token"] = entra.id_token(user, query["client_id"], query.get("nonce"))
    return answer | {"session_state": entra.directory.tenant.id}


def _answer(query: dict[str, str], answer: dict[str, str]) -> Reply:
    if "state" in query:
        answer["state"] = query["state"]
    target = query["redirect_uri"]
    mode = query.get("response_mode") or ("fragment" if "id_token" in query["response_type"] else "query")
    if mode == "form_post":
        button = "<noscript><button>Continue</button></noscript>"
        form = f'<form method="post" action="{escape(target)}">{_hidden(answer)}{button}</form>'
        return Reply(200, _page("Continue", form + "<script>document.forms[0].submit()</script>").encode(), _HTML)
    mark = "#" if mode == "fragment" else "&" if "?" in target else "?"
    return Reply(302, b"", _HTML, {"Location": f"{target}{mark}{urlencode(answer)}"})


def _picker(entra: Entra, query: dict[str, str], hinted: User | None) -> str:
    kept = _hidden({name: value for name, value in query.items() if name not in (_CHOSEN, "prompt")})
    users = sorted(entra.directory.users, key=lambda user: (user != hinted, user.name))
    buttons = "".join(
        f'<li><button name="{_CHOSEN}" value="{escape(u.upn)}">'
        f"<b>{escape(u.name)}</b><span>{escape(u.upn)}</span></button></li>"
        for u in users
    )
    return _page("Who are you?", f'<form method="get">{kept}<ul>{buttons}</ul></form>')


def _hidden(fields: dict[str, str]) -> str:
    return "".join(f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in fields.items())


def _page(title: str, content: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>{content}</body></html>"
    )
