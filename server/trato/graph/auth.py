"""Access tokens for Graph through MSAL: app-only by client credentials.

MSAL insists on https and on authorities it knows. For the local sandbox the authority gets a made-up https name and
the HTTP client sends it to the sandbox's plain address: the same code path as with Microsoft, other URLs.
"""

from __future__ import annotations

import json
import threading
from typing import Any, Protocol
from urllib.parse import urlsplit

import msal
import requests
from msal.exceptions import MsalServiceError

from trato.graph.errors import ConsentRevokedError, GraphUnavailableError

SANDBOX_AUTHORITY = "https://login.sandbox.test"
DEFAULT_SCOPE = "https://graph.microsoft.com/.default"
TIMEOUT_S = 30


class Tokens(Protocol):
    """Where access tokens come from."""

    def token(self) -> str:
        """Return a token that is valid now. Raises ConsentRevokedError or GraphUnavailableError."""
        ...


class AppTokens:
    """App-only tokens of one tenant; MSAL's cache decides when to ask anew."""

    def __init__(self, *, login_url: str, tenant: str, client_id: str, client_secret: str) -> None:
        self._lock = threading.Lock()
        self._login_url = login_url
        self._tenant = tenant
        self._client_id = client_id
        self._client_secret = client_secret
        self._app: msal.ConfidentialClientApplication | None = None

    def token(self) -> str:
        """Return a Graph token by client credentials (Microsoft identity platform: client credentials flow)."""
        with self._lock:
            try:
                answer = self._ask()
            except (requests.RequestException, MsalServiceError, json.JSONDecodeError) as error:
                raise GraphUnavailableError(f"Entra ID does not answer: {error}") from error
            except ValueError as error:
                # MSAL says by a ValueError both that there is no such tenant and that the answer is no JSON.
                if isinstance(error.__context__, json.JSONDecodeError):
                    raise GraphUnavailableError(f"Entra ID's answer is not readable: {error}") from error
                raise ConsentRevokedError(f"Entra ID does not know the tenant {self._tenant}: {error}") from error
        if "access_token" not in answer:
            raise ConsentRevokedError(
                f"Entra ID gives no token ({answer.get('error')}): {answer.get('error_description', '')}; "
                "ask an admin for consent, `trato doctor` shows the link"
            )
        return str(answer["access_token"])

    def _ask(self) -> dict[str, Any]:
        # MSAL asks for the tenant's addresses as soon as it is made, and may be refused: so it is made when needed.
        if self._app is None:
            authority, http = authority_for(self._login_url, self._tenant)
            self._app = msal.ConfidentialClientApplication(
                self._client_id,
                client_credential=self._client_secret,
                authority=authority,
                http_client=http,
                instance_discovery=False,
            )
        answer: dict[str, Any] = self._app.acquire_token_for_client(scopes=[DEFAULT_SCOPE])
        return answer


class _Redirected(requests.Session):
    """Sends what is meant for the made-up https authority to the sandbox's plain address."""

    def __init__(self, target: str) -> None:
        super().__init__()
        self.trust_env = False
        self._target = target

    def request(self, method: str | bytes, url: str | bytes, **options: Any) -> requests.Response:  # type: ignore[override]
        options.setdefault("timeout", TIMEOUT_S)
        # The discovery document names the sandbox's own address; MSAL must go on seeing the made-up one.
        response = super().request(method, str(url).replace(SANDBOX_AUTHORITY, self._target, 1), **options)
        response._content = response.content.replace(self._target.encode(), SANDBOX_AUTHORITY.encode())  # noqa: SLF001
        return response


class _Timed(requests.Session):
    def request(self, method: str | bytes, url: str | bytes, **options: Any) -> requests.Response:  # type: ignore[override]
        options.setdefault("timeout", TIMEOUT_S)
        return super().request(method, url, **options)


def authority_for(login_url: str, tenant: str) -> tuple[str, requests.Session]:
    """Return MSAL's authority and HTTP client for a sign-in address, plain http only on this machine."""
    if urlsplit(login_url).scheme == "https":
        return f"{login_url}/{tenant}", _Timed()
    return f"{SANDBOX_AUTHORITY}/{tenant}", _Redirected(login_url)
