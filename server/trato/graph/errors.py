"""What can go wrong with Graph, named for what the caller can do (Graph: errors, throttling, delta overview)."""

from __future__ import annotations

from typing import ClassVar

from trato.errors import ChangedMeanwhileError, TratoError


class GraphError(TratoError):
    """Graph refused; `request_id` names the call to Microsoft's support, `graph_code` is what Graph calls the error."""

    code: ClassVar[str] = "graph_refused"

    def __init__(self, message: str, *, status: int = 0, request_id: str = "") -> None:
        super().__init__(f"{message} (request {request_id})" if request_id else message)
        self.status = status
        self.request_id = request_id
        self.graph_code = ""


class CursorExpiredError(GraphError):
    """The delta token is gone (410, syncStateNotFound, resyncRequired): read from the start."""

    code = "graph_cursor_expired"


class ThrottledError(GraphError):
    """Too many requests (429), or Graph asks to come back later (503): try again after `retry_after_s` seconds."""

    code = "graph_throttled"

    def __init__(self, message: str, *, retry_after_s: float, status: int = 429, request_id: str = "") -> None:
        super().__init__(message, status=status, request_id=request_id)
        self.retry_after_s = retry_after_s


class GraphUnavailableError(GraphError):
    """No answer, or one cut off: the same request may be sent again later."""

    code = "graph_unavailable"


class ConsentRevokedError(GraphError):
    """Sign-in or permission is missing: an admin must consent (again) before this mailbox is read."""

    code = "graph_consent_missing"


class ConsentNeededError(ConsentRevokedError):
    """Nobody agreed yet that Trato may do this: show `consent_url` to the user, or to an admin."""

    code = "graph_consent_needed"

    def __init__(self, message: str, *, consent_url: str = "", status: int = 0, request_id: str = "") -> None:
        super().__init__(message, status=status, request_id=request_id)
        self.consent_url = consent_url


class SignInAgainError(ConsentRevokedError):
    """Entra ID wants the person themselves (a second factor, a new password): sign in again with `claims` in it."""

    code = "graph_sign_in_again"

    def __init__(self, message: str, *, claims: str = "", status: int = 0, request_id: str = "") -> None:
        super().__init__(message, status=status, request_id=request_id)
        self.claims = claims


class SignInFailedError(GraphError):
    """The answer to a sign-in does not fit what was asked, or came too late: begin again."""

    code = "sign_in_failed"


class GraphNotFoundError(GraphError):
    """No such mailbox or item, or no longer."""

    code = "graph_not_found"


class GraphChangedMeanwhileError(ChangedMeanwhileError, GraphError):
    """The item was changed since its etag was read (412): read it again, then decide."""


class UntrustedLinkError(GraphError):
    """A link points away from Graph, so neither it nor the token is used (a stored or forged nextLink)."""

    code = "graph_link_untrusted"
