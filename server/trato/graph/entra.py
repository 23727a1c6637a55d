"""Entra ID through MSAL: one registered application in one tenant, and what Entra's refusals mean.

MSAL insists on https and on authorities it knows. For the local sandbox the authority gets a made-up https name and
the HTTP client sends it to the sandbox's plain address: the same code path as with Microsoft, other URLs.
Microsoft identity platform: error codes, continuous access evaluation (claims challenges), admin consent.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlencode, urlsplit

import msal
import requests
from msal.exceptions import MsalServiceError

from trato.graph.errors import ConsentNeededError, ConsentRevokedError, GraphUnavailableError, SignInAgainError

# At DEBUG it logs authorization codes and their verifiers.
logging.getLogger("msal").setLevel(logging.INFO)

SANDBOX_AUTHORITY = "https://login.sandbox.test"
TIMEOUT_S = 30
# Tells Entra that claims challenges are understood, so that access ends when it is withdrawn, not an hour later.
CAPABILITIES = ["CP1"]
CONSENT_NUMBER = "AADSTS65001"
TRY_LATER = {"temporarily_unavailable", "server_error", "service_unavailable"}
WANTS_A_PERSON = {"interaction_required", "invalid_grant", "login_required"}


class _EntraHttp(requests.Session):
    """Calls Entra: with a time-out, without cookies or proxies, and without asking for its own addresses twice."""

    def __init__(self, target: str) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._target = target
        self._addresses: dict[str, requests.Response] = {}

    def request(self, method: str | bytes, url: str | bytes, **options: Any) -> requests.Response:  # type: ignore[override]
        key = f"{method!r} {url!r}"
        if key in self._addresses:
            return self._addresses[key]
        options.setdefault("timeout", TIMEOUT_S)
        # A sandbox's discovery document names its own address; MSAL must go on seeing the made-up one.
        response = super().request(method, self.outside(str(url)), **options)
        if self._target:
            plain, made_up = self._target.encode(), SANDBOX_AUTHORITY.encode()
            response._content = response.content.replace(plain, made_up)  # noqa: SLF001
        if response.ok and str(url).endswith("/.well-known/openid-configuration"):
            self._addresses[key] = response
        return response

    def outside(self, url: str) -> str:
        """Return the address as a browser knows it."""
        return url.replace(SANDBOX_AUTHORITY, self._target, 1) if self._target else url


@dataclass(frozen=True, slots=True)
class EntraApp:
    """Trato's registration in one tenant; `tenant` is its id, or `organizations` before it is known."""

    login_url: str
    tenant: str
    client_id: str
    client_secret: str = field(repr=False)
    http: _EntraHttp = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        is_plain = urlsplit(self.login_url).scheme != "https"
        object.__setattr__(self, "http", _EntraHttp(self.login_url if is_plain else ""))

    def msal(self, cache: msal.TokenCache) -> msal.ConfidentialClientApplication:
        """Make MSAL's application over a cache. It asks for the tenant's addresses and may be refused at once."""
        base = self.login_url if urlsplit(self.login_url).scheme == "https" else SANDBOX_AUTHORITY
        return msal.ConfidentialClientApplication(
            self.client_id,
            client_credential=self.client_secret,
            authority=f"{base}/{self.tenant}",
            http_client=self.http,
            token_cache=cache,
            instance_discovery=False,
            client_capabilities=CAPABILITIES,
        )

    @property
    def admin_consent_url(self) -> str:
        """Return where an admin consents to everything the registration lists."""
        return f"{self.login_url}/{self.tenant}/adminconsent?{urlencode({'client_id': self.client_id})}"

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Name what goes wrong between here and Entra: GraphUnavailableError, or ConsentRevokedError for no tenant."""
        try:
            yield
        except (requests.RequestException, MsalServiceError, json.JSONDecodeError) as error:
            raise GraphUnavailableError(f"Entra ID does not answer: {error}") from error
        except ValueError as error:
            # MSAL says by a ValueError both that there is no such tenant and that the answer is no JSON.
            if isinstance(error.__context__, json.JSONDecodeError):
                raise GraphUnavailableError(f"Entra ID's answer is not readable: {error}") from error
            raise ConsentRevokedError(f"Entra ID does not know the tenant {self.tenant}: {error}") from error

    def refusal(self, answer: dict[str, Any] | None) -> ConsentRevokedError | GraphUnavailableError:
        """Name what Entra's refusal asks of whom."""
        told = answer or {}
        name, words = str(told.get("error", "")), str(told.get("error_description", ""))
        said = f"Entra ID gives no token ({name}): {words}"
        if name in TRY_LATER:
            return GraphUnavailableError(said)
        if told.get("suberror") == "consent_required" or CONSENT_NUMBER in words:
            return ConsentNeededError(
                f"{said}; an admin consents at {self.admin_consent_url}", consent_url=self.admin_consent_url
            )
        if name in WANTS_A_PERSON or told.get("claims"):
            return SignInAgainError(f"{said}; sign in again", claims=str(told.get("claims") or ""))
        return ConsentRevokedError(f"{said}; `trato doctor` tells what is missing")
