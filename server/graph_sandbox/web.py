"""Requests and replies, apart from any web server, and Graph's errors.

https://learn.microsoft.com/graph/errors
"""

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, quote

import msgspec
from msgspec import Struct

_PREFERENCE = re.compile(r"([\w.-]+)\s*(?:=\s*(?:\"([^\"]*)\"|([^\s\",;]+)))?")
JSON = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"

_object = msgspec.json.Decoder(dict[str, Any])


class GraphError(Exception):
    """A refusal, as Graph words it."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


class Reply(Struct):
    """What is answered. A callable body is worked out after the mailbox's lock is free again."""

    status: int = 200
    body: bytes | Callable[[], bytes] = b""
    content_type: str = JSON
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    cut_after: int | None = None

    @classmethod
    def json(cls, payload: object, status: int = 200, headers: Mapping[str, str] | None = None) -> "Reply":
        """A JSON document."""
        return cls(status, msgspec.json.encode(payload), JSON, dict(headers or {}))

    def rendered(self) -> bytes:
        """The body's bytes."""
        return self.body if isinstance(self.body, bytes) else self.body()


class Request(Struct, dict=True):
    """One HTTP request. Query option names are case-insensitive, as in Graph."""

    method: str
    path: str
    query_text: str
    headers: dict[str, str]
    body: bytes
    origin: str
    is_in_batch: bool = False

    @property
    def address(self) -> str:
        """The request's own address without its query."""
        return self.origin + quote(self.path, safe="/()='@,!$.:-_~")

    @cached_property
    def query(self) -> dict[str, str]:
        """Query options, names in lower case."""
        return {name.lower(): value for name, value in parse_qsl(self.query_text, keep_blank_values=True)}

    @cached_property
    def prefer(self) -> dict[str, str]:
        """Preferences, names in lower case."""
        text = self.headers.get("prefer", "")
        return {m[1].lower(): m[2] if m[2] is not None else m[3] or "" for m in _PREFERENCE.finditer(text)}

    def json(self) -> dict[str, Any]:
        """The body as a JSON object.

        Raises:
            GraphError: 400 if it is none.
        """
        try:
            return _object.decode(self.body)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise GraphError(400, "BadRequest", f"Unable to read JSON request payload. {error}") from error

    def form(self) -> dict[str, str]:
        """The body as form fields."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


def not_found(what: str = "The specified object was not found in the store.") -> GraphError:
    """The item is not (or no longer) there."""
    return GraphError(404, "ErrorItemNotFound", what)


def malformed_id() -> GraphError:
    """The text is no id."""
    return GraphError(400, "ErrorInvalidIdMalformed", "Id is malformed.")


def access_denied() -> GraphError:
    """The caller may not do this."""
    return GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")


def bad_request(message: str, code: str = "BadRequest") -> GraphError:
    """The request makes no sense."""
    return GraphError(400, code, message)
