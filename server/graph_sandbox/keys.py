"""Signing keys and the tokens made with them: RS256 JSON Web Tokens (RFC 7515, 7517, 7519) in Entra's shape.

https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
"""

import secrets
import threading
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

_REMEMBERED = 2000


class BadTokenError(Exception):
    """The token is not one of ours, or it is over."""


class Keys:
    """The current signing key, and older ones that still verify."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: list[RSAKey] = []
        self._known: dict[str, dict[str, Any]] = {}
        self.roll_over(keep_old=True)

    def roll_over(self, *, keep_old: bool) -> None:
        """Sign with a new key; the old ones go on verifying if kept, as Entra lets them for a while."""
        key = RSAKey.generate_key(2048, {"kid": secrets.token_urlsafe(20), "use": "sig", "alg": "RS256"})
        with self._lock:
            self._keys = [key, *self._keys] if keep_old else [key]
            self._known.clear()

    def jwks(self) -> dict[str, Any]:
        """The public keys."""
        return {"keys": [key.as_dict(private=False) for key in self._keys]}

    def sign(self, claims: dict[str, Any]) -> str:
        """A token with these claims."""
        key = self._keys[0]
        return jwt.encode({"typ": "JWT", "alg": "RS256", "kid": key.kid}, claims, key)

    def read(self, token: str, now: int) -> dict[str, Any]:
        """A token's claims; verified once, then remembered.

        Raises:
            BadTokenError: if it was not signed by us or is over.
        """
        claims = self._known.get(token)
        if claims is None:
            claims = self._verified(token)
            with self._lock:
                if len(self._known) >= _REMEMBERED:
                    self._known.clear()
                self._known[token] = claims
        if claims.get("exp", 0) <= now:
            raise BadTokenError("Lifetime validation failed, the token is expired.")
        return claims

    def _verified(self, token: str) -> dict[str, Any]:
        for key in self._keys:
            try:
                return dict(jwt.decode(token, key, algorithms=["RS256"]).claims)
            except (JoseError, ValueError, TypeError, UnicodeError):
                continue
        raise BadTokenError("Access token validation failure. Invalid signature.")
