"""Entra ID's token endpoint: code, refresh, client credentials, on-behalf-of.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow, .../v2-oauth2-on-behalf-of-flow,
.../v2-oauth2-client-creds-grant-flow; RFC 6749, RFC 7636 (PKCE)
"""

import secrets
import uuid
from base64 import b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

from msgspec.json import encode

from graph_sandbox.clock import Clock
from graph_sandbox.directory import Directory, User
from graph_sandbox.keys import BadTokenError, Keys
from graph_sandbox.oauth import GRAPH_AUDIENCES, Grant, OAuthError, Resource, consent_required, resource_of
from graph_sandbox.permissions import OIDC, Application, Applications
from graph_sandbox.style import stamp
from graph_sandbox.web import Reply, Request

Payload = dict[str, Any]
_ON_BEHALF = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class Entra:
    """Issues tokens for the tenant's users and applications."""

    def __init__(self, directory: Directory, applications: Applications, clock: Clock, issuer: str) -> None:
        self.directory = directory
        self.applications = applications
        self.clock = clock
        self.keys = Keys()
        self.issuer = issuer
        self.lifetime_s = 3599
        self.claims_challenge: str | None = None
        self._codes: dict[str, Grant] = {}
        self._refresh: dict[str, Grant] = {}

    def make_code(self, grant: Grant) -> str:
        """An authorization code, good once and for ten minutes."""
        code = "0.A" + secrets.token_urlsafe(48)
        self._codes[code] = grant
        return code

    def forget_sign_ins(self) -> None:
        """Every refresh token is void, as after an administrator's "revoke sessions"."""
        self._refresh.clear()

    def direct_token(self, client_id: str, user: str | None) -> str:
        """A Graph token without a sign-in, for tests: a user's, or the application's own."""
        scope = f"{GRAPH_AUDIENCES[0]}/.default"
        application = Application(client_id)
        if user is None:
            return str(self._for_itself(application, {"scope": scope})["access_token"])
        return str(self._for_user(application, Grant(client_id, user, scope), {})["access_token"])

    def token(self, request: Request) -> Reply:
        """Answer a POST to the token endpoint."""
        form = request.form()
        try:
            return _uncached(Reply.json(self._granted(form, request)))
        except OAuthError as error:
            return _uncached(
                self._refusal(error, form.get("client-request-id") or request.headers.get("client-request-id"))
            )

    def _granted(self, form: dict[str, str], request: Request) -> Payload:
        application = self._application(form, request)
        if self.applications.is_revoked(application.id):
            raise consent_required(application.id)
        match form.get("grant_type"):
            case "client_credentials":
                return self._for_itself(application, form)
            case "authorization_code":
                return self._for_user(application, self._redeemed(application, form), form)
            case "refresh_token":
                grant = self._refresh.get(form.get("refresh_token", ""))
                if grant is None or grant.client_id != application.id:
                    raise OAuthError("invalid_grant", 700082, "The refresh token has expired due to inactivity.")
                return self._for_user(application, grant, form)
            case kind if kind == _ON_BEHALF:
                return self._for_user(application, self._on_behalf(application, form), form)
            case kind:
                raise OAuthError(
                    "unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{kind}'."
                )

    def _application(self, form: dict[str, str], request: Request) -> Application:
        client_id, secret = form.get("client_id", ""), form.get("client_secret")
        basic = request.headers.get("authorization", "")
        if basic.lower().startswith("basic "):
            client_id, secret = _basic(basic[6:])
        found = self.applications.find(client_id)
        if found is None:
            raise OAuthError(
                "unauthorized_client",
                700016,
                f"Application with identifier '{client_id}' was not found in the directory.",
            )
        if found.secret is not None and secret is not None and secret != found.secret:
            raise OAuthError("invalid_client", 7000215, "Invalid client secret provided.")
        if form.get("grant_type") == "client_credentials" and not (secret or form.get("client_assertion")):
            raise OAuthError(
                "invalid_client",
                7000218,
                "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
            )
        return found

    def _redeemed(self, application: Application, form: dict[str, str]) -> Grant:
        grant = self._codes.pop(form.get("code", ""), None)
        if grant is None or grant.client_id != application.id:
            raise OAuthError("invalid_grant", 54005, "OAuth2 Authorization code was already redeemed or never issued.")
        if grant.until < self.clock.token_now():
            raise OAuthError("invalid_grant", 70008, "The provided authorization code has expired.")
        if grant.redirect_uri != form.get("redirect_uri", ""):
            raise OAuthError(
                "invalid_grant",
                500112,
                "The reply address does not match the reply address of the authorize request.",
            )
        if grant.challenge is not None:
            digest = sha256(form.get("code_verifier", "").encode()).digest()
            if urlsafe_b64encode(digest).decode().rstrip("=") != grant.challenge:
                raise OAuthError(
                    "invalid_grant",
                    501481,
                    "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
                )
        return grant

    def _on_behalf(self, application: Application, form: dict[str, str]) -> Grant:
        try:
            claims = self.keys.read(form.get("assertion", ""), self.clock.token_now())
        except BadTokenError as error:
            raise OAuthError(
                "invalid_grant", 500133, f"Assertion is not within its valid time range or invalid. {error}"
            ) from error
        if claims.get("aud") not in (application.id, f"api://{application.id}"):
            raise OAuthError("invalid_grant", 50013, "Assertion audience does not match the Client app presenting it.")
        if "oid" not in claims or "scp" not in claims:
            raise OAuthError("invalid_grant", 50013, "The assertion is no token of a user.")
        return Grant(application.id, claims["oid"], form.get("scope", ""))

    def _for_itself(self, application: Application, form: dict[str, str]) -> Payload:
        resource = resource_of(form.get("scope", ""), application.id)
        if resource.scopes != (".default",):
            raise OAuthError(
                "invalid_scope",
                70011,
                f"The provided value for the input parameter 'scope' is not valid. "
                f"The scope {form.get('scope')} is not valid.",
            )
        roles = sorted(application.application_permissions) if resource.audience in GRAPH_AUDIENCES else []
        claims = self._common(resource.audience, application.id) | {
            "roles": roles,
            "idtyp": "app",
            "oid": _principal(application.id),
            "sub": _principal(application.id),
        }
        return {
            "token_type": "Bearer",
            "expires_in": self.lifetime_s,
            "ext_expires_in": self.lifetime_s,
            "access_token": self.keys.sign(claims),
        }

    def _for_user(self, application: Application, grant: Grant, form: dict[str, str]) -> Payload:
        user = self.directory.find(grant.user)
        if user is None:
            raise OAuthError("invalid_grant", 50034, "The user account does not exist in the directory.")
        if self.claims_challenge is not None and self.claims_challenge not in form.get("claims", ""):
            raise OAuthError(
                "interaction_required",
                50076,
                "Due to a configuration change made by your administrator, you must "
                "use multi-factor authentication to access the resource.",
                claims=self.claims_challenge,
                suberror="basic_action",
            )
        scope = form.get("scope") or grant.scope
        resource = resource_of(scope, application.id)
        granted = self._scopes(application, resource)
        claims = (
            self._common(resource.audience, application.id)
            | _who(user)
            | {"scp": " ".join(granted), "idtyp": "user", "sub": _pairwise(user, resource.audience)}
        )
        prefix = f"{GRAPH_AUDIENCES[0]}/" if resource.audience == GRAPH_AUDIENCES[0] else f"api://{resource.audience}/"
        asked = set(f"{grant.scope} {scope}".split()) & OIDC
        answer: Payload = {
            "token_type": "Bearer",
            "scope": " ".join([prefix + name for name in granted] + sorted(asked)),
            "expires_in": self.lifetime_s,
            "ext_expires_in": self.lifetime_s,
            "access_token": self.keys.sign(claims),
            "client_info": urlsafe_b64encode(encode({"uid": user.id, "utid": self.directory.tenant.id}))
            .decode()
            .rstrip("="),
        }
        if "offline_access" in asked:
            answer["refresh_token"] = "0.A" + secrets.token_urlsafe(64)
            self._refresh[answer["refresh_token"]] = Grant(
                application.id, user.id, f"{grant.scope} {scope}", nonce=grant.nonce
            )
        if "openid" in asked:
            answer["id_token"] = self.id_token(user, application.id, grant.nonce)
        return answer

    def id_token(self, user: User, client_id: str, nonce: str | None) -> str:
        """Who signed in, for the client."""
        claims = self._common(client_id, client_id) | _who(user) | {"sub": _pairwise(user, client_id)}
        return self.keys.sign(claims | ({"nonce": nonce} if nonce else {}))

    def _scopes(self, application: Application, resource: Resource) -> list[str]:
        if resource.audience not in GRAPH_AUDIENCES:
            return [name for name in resource.scopes if name != ".default"] or ["access_as_user"]
        consented = application.delegated_permissions
        if resource.scopes == (".default",):
            return sorted(consented)
        lower = {name.lower(): name for name in consented}
        missing = [name for name in resource.scopes if name.lower() not in lower]
        if missing:
            raise consent_required(application.id)
        return [lower[name.lower()] for name in resource.scopes] or ["User.Read"]

    def _common(self, audience: str, client_id: str) -> Payload:
        now = self.clock.token_now() + int(self.clock.skew.total_seconds())
        return {
            "aud": audience,
            "iss": self.issuer,
            "iat": now,
            "nbf": now,
            "exp": now + self.lifetime_s,
            "azp": client_id,
            "appid": client_id,
            "azpacr": "1",
            "tid": self.directory.tenant.id,
            "ver": "2.0",
            "uti": secrets.token_urlsafe(16),
        }

    def _refusal(self, error: OAuthError, correlation: str | None) -> Reply:
        payload: Payload = {
            "error": error.error,
            "error_description": f"AADSTS{error.number}: {error.text}",
            "error_codes": [error.number],
            "timestamp": stamp(self.clock.now()).replace("T", " "),
            "trace_id": str(uuid.uuid4()),
            "correlation_id": correlation or str(uuid.uuid4()),
        }
        payload |= {"claims": error.claims} if error.claims else {}
        payload |= {"suberror": error.suberror} if error.suberror else {}
        return Reply.json(payload, 401 if error.error == "invalid_client" else 400)


def _who(user: User) -> Payload:
    return {
        "oid": user.id,
        "name": user.name,
        "preferred_username": user.upn,
        "upn": user.upn,
        "email": user.upn,
    }


def _pairwise(user: User, audience: str) -> str:
    return urlsafe_b64encode(sha256(f"{user.id} {audience}".encode()).digest()).decode().rstrip("=")


def _principal(client_id: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"service-principal/{client_id}"))


def _basic(text: str) -> tuple[str, str]:
    name, _, secret = b64decode(text + "===").decode("utf-8", "replace").partition(":")
    return unquote(name), unquote(secret)


def _uncached(reply: Reply) -> Reply:
    reply.headers |= {"Cache-Control": "no-store, no-cache", "Pragma": "no-cache"}
    reply.content_type = "application/json; charset=utf-8"
    return reply
