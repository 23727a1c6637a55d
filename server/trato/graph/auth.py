"""Access tokens for Graph: app-only by client credentials, and a user's by on-behalf-of.

Microsoft identity platform: client credentials flow, on-behalf-of flow. MSAL's cache of the application and of each
user is kept in the database, sealed, and changed by one process at a time, so that of many that find a token expired
one asks for a new one. MSAL never reads its cache for on-behalf-of: it is asked silently first.
"""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import msal

from trato.graph.entra import EntraApp
from trato.graph.errors import SignInAgainError
from trato.graph.token_store import TokenStore

GRAPH = "https://graph.microsoft.com"
DEFAULT_SCOPE = f"{GRAPH}/.default"
EARLY_S = 300.0


class Tokens(Protocol):
    """Where access tokens come from."""

    def token(self) -> str:
        """Return a token that is valid now. Raises ConsentRevokedError or GraphUnavailableError."""
        ...


@runtime_checkable
class RenewableTokens(Tokens, Protocol):
    """Tokens that can be asked for anew when Graph no longer takes one."""

    def renewed(self, refused: str) -> str:
        """Return a token other than the one Graph refused, if there is one. Raises as `token` does."""
        ...


@dataclass(frozen=True, slots=True)
class _Current:
    value: str = field(repr=False)
    good_until: float

    @classmethod
    def of(cls, answer: dict[str, Any]) -> _Current:
        left_s = float(answer.get("expires_in", 0))
        # MSAL gives a token up five minutes early; one that lives shorter is used for half of its life.
        return cls(str(answer["access_token"]), time.monotonic() + max(left_s - EARLY_S, left_s / 2))


class _Cached(ABC):
    """What both kinds share: the token in hand, and the cache from which another is taken or asked for."""

    def __init__(self, app: EntraApp, holder: str, store: TokenStore | None, tenant_id: int) -> None:
        self._app = app
        self._holder = holder
        self._store = store
        self._tenant_id = tenant_id
        self._lock = threading.Lock()
        self._current: _Current | None = None
        self._own_cache = msal.SerializableTokenCache()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._app!r}, {self._holder!r})"

    def token(self) -> str:
        """Return a Graph token that is valid now."""
        with self._lock:
            if self._current is None or time.monotonic() >= self._current.good_until:
                self._current = self._taken(refused="")
            return self._current.value

    def renewed(self, refused: str) -> str:
        """Return a token other than the refused one, from another process or anew from Entra ID."""
        with self._lock:
            if self._current is None or self._current.value == refused:
                self._current = self._taken(refused=refused)
            return self._current.value

    def _taken(self, *, refused: str) -> _Current:
        with self._cache() as cache, self._app.asking():
            answer = self._ask(self._app.msal(cache), refused=refused)
        if not answer or "access_token" not in answer:
            raise self._app.refusal(answer)
        return _Current.of(answer)

    @abstractmethod
    def _ask(self, client: msal.ConfidentialClientApplication, *, refused: str) -> dict[str, Any] | None:
        """Ask MSAL for a token; `refused` is one that Graph no longer takes."""

    @contextmanager
    def _cache(self) -> Iterator[msal.SerializableTokenCache]:
        if self._store is None:
            yield self._own_cache
            return
        cache = msal.SerializableTokenCache()
        with self._store.held(self._tenant_id, self._holder) as kept:
            if text := kept.text():
                cache.deserialize(text)
            yield cache
            if cache.has_state_changed:
                kept.save(cache.serialize())


class AppTokens(_Cached):
    """App-only tokens of one tenant."""

    def __init__(
        self,
        *,
        login_url: str,
        tenant: str,
        client_id: str,
        client_secret: str,
        store: TokenStore | None = None,
        tenant_id: int = 0,
    ) -> None:
        super().__init__(EntraApp(login_url, tenant, client_id, client_secret), f"app {client_id}", store, tenant_id)

    def _ask(self, client: msal.ConfidentialClientApplication, *, refused: str) -> dict[str, Any] | None:
        answer: dict[str, Any] = client.acquire_token_for_client(scopes=[DEFAULT_SCOPE])
        if refused and answer.get("access_token") == refused:
            client.remove_tokens_for_client()
            answer = client.acquire_token_for_client(scopes=[DEFAULT_SCOPE])
        return answer


class UserTokens(_Cached):
    """Delegated tokens of one user: from what is kept of them, else on behalf of the token they called Trato with."""

    def __init__(
        self,
        app: EntraApp,
        oid: str,
        scopes: Sequence[str],
        *,
        store: TokenStore,
        tenant_id: int,
        assertion: str = "",
        claims: str = "",
    ) -> None:
        super().__init__(app, holder_of_user(oid), store, tenant_id)
        self._oid = oid
        self._scopes = qualified(scopes)
        self._assertion = assertion
        self._claims = claims or None

    def _ask(self, client: msal.ConfidentialClientApplication, *, refused: str) -> dict[str, Any] | None:
        answer = self._silently(client, force=False)
        if refused and answer and answer.get("access_token") == refused:
            answer = self._silently(client, force=True)
        if answer and "access_token" in answer:
            return answer
        if not self._assertion:
            return answer or {"error": "login_required", "error_description": "nothing is kept of this user's sign-in"}
        return self._on_behalf(client)

    def _silently(self, client: msal.ConfidentialClientApplication, *, force: bool) -> dict[str, Any] | None:
        for account in client.get_accounts():
            if account.get("local_account_id") == self._oid:
                answer: dict[str, Any] | None = client.acquire_token_silent_with_error(
                    self._scopes, account, force_refresh=force, claims_challenge=self._claims
                )
                return answer
        return None

    def _on_behalf(self, client: msal.ConfidentialClientApplication) -> dict[str, Any]:
        answer: dict[str, Any] = client.acquire_token_on_behalf_of(
            self._assertion, self._scopes, claims_challenge=self._claims
        )
        told = answer.get("id_token_claims") or {}
        if "access_token" in answer and told.get("oid") != self._oid:
            raise SignInAgainError("Entra ID answered for somebody else; sign in again")
        return answer


def qualified(scopes: Sequence[str]) -> list[str]:
    """Return scopes with Graph's name before them, as Entra answers and MSAL therefore keeps them."""
    return [scope if "://" in scope else f"{GRAPH}/{scope}" for scope in scopes]


def holder_of_user(oid: str) -> str:
    """Return the name under which a user's cache is kept."""
    return f"user {oid}"
