"""An issuer of tokens for several tenants: keys over HTTP as Entra publishes them, and tokens with any claims."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID = "5b0c6a43-8f6d-4f0e-9d2b-6f6f1f1f0001"
AUDIENCE = f"api://{CLIENT_ID}"
SCOPE = "access_as_user"


class KeyServer:
    """Serves `/{tenant}/discovery/v2.0/keys`; `keys` are those published now, `asked` counts by path."""

    def __init__(self) -> None:
        self.keys = [new_key()]
        self.asked: Counter[str] = Counter()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked[self.path] += 1
                body = json.dumps({"keys": [key.as_dict(private=False) for key in server.keys]}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> KeyServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def claims(self, tenant: str, user: str, **changed: Any) -> dict[str, Any]:
        """The claims of a user's access token for Trato; a claim changed to None is left out."""
        now = int(time.time())
        claims = {
            "aud": AUDIENCE,
            "iss": f"{self.url}/{tenant}/v2.0",
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            "tid": tenant,
            "oid": user,
            "sub": "pairwise",
            "azp": CLIENT_ID,
            "scp": SCOPE,
            "ver": "2.0",
        }
        return {name: value for name, value in (claims | changed).items() if value is not None}

    def token(self, tenant: str, user: str, **changed: Any) -> str:
        """A token signed with the newest published key."""
        return sign(self.claims(tenant, user, **changed), self.keys[0])


def new_key(kid: str | None = None) -> RSAKey:
    """A new signing key."""
    return RSAKey.generate_key(2048, {"kid": kid or f"key-{time.monotonic_ns()}", "use": "sig", "alg": "RS256"})


def sign(claims: dict[str, Any], key: Any, **header: Any) -> str:
    """A token with these claims; `header` adds to or replaces the usual one."""
    wanted = {"typ": "JWT", "alg": "RS256", "kid": key.kid, **header}
    return jwt.encode(wanted, claims, key, algorithms=[wanted["alg"]])
