"""The words of OAuth 2.0 as Entra speaks it: grants, scopes and refusals.

RFC 6749; https://learn.microsoft.com/entra/identity-platform/reference-error-codes
"""

from msgspec import Struct

from graph_sandbox.clock import Clock
from graph_sandbox.permissions import GRAPH_APP, OIDC

GRAPH_AUDIENCES = ("https://graph.microsoft.com", GRAPH_APP)
_CODE_LIFE_S = 600


class OAuthError(Exception):
    """A refusal of the token endpoint, with Entra's own number."""

    def __init__(
        self, error: str, number: int, text: str, *, claims: str | None = None, suberror: str | None = None
    ) -> None:
        super().__init__(text)
        self.error = error
        self.number = number
        self.text = text
        self.claims = claims
        self.suberror = suberror


class Grant(Struct, frozen=True):
    """What a code or a refresh token stands for."""

    client_id: str
    user: str
    scope: str
    redirect_uri: str = ""
    nonce: str | None = None
    challenge: str | None = None
    until: int = 0


class Resource(Struct, frozen=True):
    """What a token is for, and the scopes asked of it."""

    audience: str
    scopes: tuple[str, ...]


def resource_of(scope: str, client_id: str) -> Resource:
    """The resource that some scopes are of: Graph's own go without a prefix.

    Raises:
        OAuthError: if they are of two resources.
    """
    found: dict[str, list[str]] = {}
    for name in scope.split():
        if name.lower() in OIDC:
            continue
        prefix, slash, last = name.rpartition("/")
        if name == client_id:
            prefix, slash, last = client_id, "/", ".default"
        is_graph = not slash or prefix.rstrip("/").lower() in GRAPH_AUDIENCES
        audience = GRAPH_AUDIENCES[0] if is_graph else prefix.rstrip("/").removeprefix("api://")
        found.setdefault(audience, []).append(last)
    if len(found) > 1:
        raise OAuthError(
            "invalid_request",
            28000,
            "Provided value for the input parameter scope is not valid because it contains more than one resource.",
        )
    return next((Resource(a, tuple(names)) for a, names in found.items()), Resource(GRAPH_AUDIENCES[0], ()))


def consent_required(client_id: str) -> OAuthError:
    """Nobody agreed that the application may do this."""
    return OAuthError(
        "invalid_grant",
        65001,
        f"The user or administrator has not consented to use the application with ID "
        f"'{client_id}'. Send an interactive authorization request for this user and resource.",
        suberror="consent_required",
    )


def code_expiry(clock: Clock) -> int:
    """Until when a code made now is good."""
    return clock.token_now() + _CODE_LIFE_S
