"""From a bearer token to a caller: an Entra access token for Trato's own API, checked claim by claim.

Microsoft identity platform, access token validation; RFC 9068. The user is `tid` and `oid`, never an address: an
address can be given to somebody else. An ID token, another audience or another tenant's token is refused.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
from flask import Flask, Request, current_app, g, request
from jwt import PyJWKClient
from sqlalchemy import Connection

from trato.clock import Clock
from trato.db.engine import Caller, Database
from trato.directory import store
from trato.directory.store import Member
from trato.errors import TratoError
from trato.graph.writer import OutlookWriter
from trato.scheduling.schedules import Schedules

ALGORITHMS = ["RS256"]
LEEWAY_S = 60
SCOPE = "access_as_user"
LANGUAGES = ("es", "en")
KEY_REFRESH_S = 300.0
KEYS_KEPT_S = 3600.0


class UnauthenticatedError(TratoError):
    """No token, or one that Trato does not accept: sign in again."""

    code = "unauthenticated"


class ForbiddenError(TratoError):
    """Signed in, but not somebody who works with this Trato; an admin can add them."""

    code = "forbidden"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose tokens are accepted: Entra at `login_url`, for one of these audiences.

    A key that is not known makes the keys be read again, at most every `key_refresh_s`.
    """

    login_url: str
    audiences: tuple[str, ...]
    pattern: str = ""
    key_refresh_s: float = KEY_REFRESH_S

    def name(self, tenant: str) -> str:
        """Return the issuer of a tenant's version 2.0 tokens; `pattern` may say it with {tenant} in it."""
        return self.pattern.replace("{tenant}", tenant) or f"{self.login_url}/{tenant}/v2.0"

    def keys(self, tenant: str) -> str:
        """Return where a tenant's signing keys are."""
        return f"{self.login_url}/{tenant}/discovery/v2.0/keys"


class Authenticator:
    """Validates tokens and finds their users. Tenants that are not known here are refused before any key is asked."""

    def __init__(self, database: Database, issuer: Issuer) -> None:
        self._database = database
        self._issuer = issuer
        self._lock = threading.Lock()
        self._keys: dict[str, PyJWKClient] = {}
        self._tenants: dict[str, int] = {}

    def member(self, token: str) -> Member:
        """Return who the token's user is. Raises UnauthenticatedError or ForbiddenError."""
        tenant = _unverified_tenant(token)
        tenant_id = self._tenant_id(tenant)
        claims = self._claims(token, tenant)
        if SCOPE not in str(claims.get("scp", "")).split():
            raise UnauthenticatedError(f"the token lacks the scope {SCOPE}")
        with self._database.as_system(tenant_id) as connection:
            member = store.find_member(connection, entra_object_id=str(claims["oid"]))
        if member is None:
            raise ForbiddenError("you are signed in but not a user of this Trato; ask your administrator to add you")
        return member

    def _claims(self, token: str, tenant: str) -> dict[str, Any]:
        try:
            key = self._client(tenant).get_signing_key_from_jwt(token).key
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=list(self._issuer.audiences),
                issuer=self._issuer.name(tenant),
                leeway=LEEWAY_S,
                options={"require": ["exp", "nbf", "iss", "aud", "oid", "tid"]},
            )
        except jwt.PyJWKClientConnectionError as error:
            raise UnauthenticatedError("the signing keys of Entra ID cannot be read now; try again") from error
        except jwt.PyJWTError as error:
            raise UnauthenticatedError(f"the token is not accepted: {error}") from error
        if claims["tid"] != tenant:
            raise UnauthenticatedError("the token is not accepted: its tenant does not fit its issuer")
        return claims

    def _tenant_id(self, tenant: str) -> int:
        with self._lock:
            known = self._tenants.get(tenant)
        if known is not None:
            return known
        with self._database.as_operator() as connection:
            found = store.find_tenant(connection, tenant)
        if found is None:
            raise UnauthenticatedError("the token's organisation does not use this Trato")
        with self._lock:
            self._tenants[tenant] = found
        return found

    def _client(self, tenant: str) -> PyJWKClient:
        with self._lock:
            if tenant not in self._keys:
                # Single keys are not cached: that cache never forgets, so a withdrawn key would stay good.
                self._keys[tenant] = PyJWKClient(
                    self._issuer.keys(tenant),
                    cache_keys=False,
                    lifespan=KEYS_KEPT_S,
                    timeout=10,
                    cooldown_duration=self._issuer.key_refresh_s,
                )
            return self._keys[tenant]


def _unverified_tenant(token: str) -> str:
    # Read only to know whose keys to check with; the checked claims must agree with it.
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError as error:
        raise UnauthenticatedError("the bearer token is not a token") from error
    tenant = claims.get("tid")
    if not isinstance(tenant, str) or not tenant.replace("-", "").isalnum():
        raise UnauthenticatedError("the token names no organisation")
    return tenant


def bearer(incoming: Request) -> str:
    """Return the request's bearer token (RFC 6750 §2.1). Raises UnauthenticatedError."""
    scheme, _, token = incoming.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise UnauthenticatedError("sign in: the request carries no bearer token")
    return token.strip()


@dataclass(frozen=True, slots=True)
class Services:
    """What routes need, put together once by the application.

    `follow_soon` has a mailbox of a tenant followed, in a transaction of the system's. `writers` gives what writes to a
    tenant's mailbox, where this Trato is connected to Outlook, `schedules` asks when colleagues are free. `site` is the
    address at which customers reach Trato, empty where it is not known.
    """

    database: Database
    clock: Clock
    authenticate: Callable[[str], Member]
    follow_soon: Callable[[Connection, int, int], None]
    writers: Callable[[int, str], OutlookWriter] | None = None
    schedules: Schedules | None = None
    site: str = ""


def services() -> Services:
    """Return the running application's services."""
    found: Services = current_app.extensions["trato"]
    return found


def signed_in() -> Member:
    """Return who makes this request, authenticated once per request. Raises as Authenticator.member does."""
    if "member" not in g:
        g.member = services().authenticate(bearer(request))
    member: Member = g.member
    return member


def require_sign_in(app: Flask, prefix: str, *, open_to_all: str) -> None:
    """Let nobody below `prefix` pass unknown, before anything of the request is read; one path is open to all."""

    @app.before_request
    def known() -> None:
        if request.path.startswith(f"{prefix}/") and request.path != open_to_all:
            signed_in()


def caller() -> Caller:
    """Return on whose behalf this request runs, and when."""
    member = signed_in()
    if "at" not in g:
        g.at = services().clock.now()
    return Caller(member.tenant_id, member.id, g.at)


def language() -> str:
    """Return the language to answer in: what the client shows (RFC 9110 §12.5.4), else the user's own."""
    return request.accept_languages.best_match(LANGUAGES) or signed_in().language
