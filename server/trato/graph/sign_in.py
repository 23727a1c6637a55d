"""Signing a person in from a browser: authorization code flow with PKCE, state and nonce, answered by form_post.

Microsoft identity platform: authorization code flow; RFC 7636 (PKCE), OpenID Connect Core 1.0 §3.1. What must be
remembered between the two steps is sealed and handed to the caller to keep for this browser (a cookie); it is good for
ten minutes. What Entra gives is kept under the user, so that their tokens can be had silently later.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msal

from trato.clock import Clock
from trato.graph.auth import holder_of_user, qualified
from trato.graph.entra import EntraApp
from trato.graph.errors import SignInFailedError
from trato.graph.keys import Keyring, SealBrokenError
from trato.graph.token_store import TokenStore

GOOD_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes, and what to keep for it until it comes back."""

    address: str
    kept: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who came back."""

    oid: str
    entra_tenant_id: str
    name: str
    username: str


class SignIn:
    """Signs users of one tenant in."""

    def __init__(self, app: EntraApp, store: TokenStore, keyring: Keyring, clock: Clock, *, tenant_id: int) -> None:
        self._app = app
        self._store = store
        self._keyring = keyring
        self._clock = clock
        self._tenant_id = tenant_id

    def begin(self, redirect_uri: str, scopes: Sequence[str], *, login_hint: str = "", claims: str = "") -> Begun:
        """Start a sign-in for these scopes; `claims` answers a challenge (SignInAgainError)."""
        with self._app.asking():
            flow: dict[str, Any] = self._app.msal(msal.TokenCache()).initiate_auth_code_flow(
                qualified(scopes),
                redirect_uri=redirect_uri,
                login_hint=login_hint or None,
                claims_challenge=claims or None,
                response_mode="form_post",
            )
        until = (self._clock.now() + GOOD_FOR).timestamp()
        key_id, sealed = self._keyring.seal(json.dumps({"flow": flow, "until": until}).encode(), self._place())
        kept = f"{key_id}.{base64.urlsafe_b64encode(sealed).decode()}"
        return Begun(self._app.http.outside(str(flow["auth_uri"])), kept)

    def finish(self, kept: str, form: Mapping[str, str]) -> SignedIn:
        """Redeem what the browser brought back.

        Raises SignInFailedError when it does not belong to what was begun, ConsentNeededError or SignInAgainError
        when Entra refuses.
        """
        cache = msal.SerializableTokenCache()
        with self._app.asking():
            client = self._app.msal(cache)
            try:
                answer = client.acquire_token_by_auth_code_flow(self._flow(kept), dict(form))
            except ValueError as error:  # MSAL: another state or nonce
                raise SignInFailedError("this is not the sign-in that was begun here; begin again") from error
        if "access_token" not in answer:
            raise self._app.refusal(answer)
        told = answer.get("id_token_claims") or {}
        if not told.get("oid") or told.get("tid") != self._app.tenant:
            raise SignInFailedError("you signed in to another organisation; begin again with your account here")
        with self._store.held(self._tenant_id, holder_of_user(told["oid"])) as held:
            held.save(cache.serialize())
        return SignedIn(told["oid"], told["tid"], str(told.get("name", "")), str(told.get("preferred_username", "")))

    def _flow(self, kept: str) -> dict[str, Any]:
        key_id, _, encoded = kept.partition(".")
        try:
            plain = self._keyring.open(key_id, base64.urlsafe_b64decode(encoded), self._place())
        except (SealBrokenError, binascii.Error, UnicodeEncodeError) as error:
            raise SignInFailedError("no sign-in was begun in this browser; begin again") from error
        found = json.loads(plain)
        if self._clock.now().timestamp() > found["until"]:
            raise SignInFailedError("this sign-in was begun more than ten minutes ago; begin again")
        flow: dict[str, Any] = found["flow"]
        return flow

    def _place(self) -> str:
        return f"sign-in of tenant {self._tenant_id}"
