"""The WSGI application: Graph, Entra and the control API at one address, with CORS for browsers."""

import gzip
import logging
import uuid
from collections.abc import Callable, Iterable
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

from graph_sandbox import control_faults, control_world, sign_in
from graph_sandbox.control import Control
from graph_sandbox.entra import Entra
from graph_sandbox.graph import Graph
from graph_sandbox.metering import Meter
from graph_sandbox.origins import is_local_name
from graph_sandbox.web import Reply, Request

CONTROLS = (control_faults.CONTROLS, control_world.CONTROLS)
_LOG = logging.getLogger("graph_sandbox")
_WORTH_PACKING = 1000
_LOCAL = ("127.0.0.1", "localhost", "[::1]", "0.0.0.0")  # noqa: S104 - compared with, not bound to
_EXPOSED = (
    "request-id, client-request-id, Retry-After, Location, ETag, Preference-Applied, Content-Range, OData-Version, Date"
)
_REASONS = {
    200: "OK",
    201: "Created",
    202: "Accepted",
    204: "No Content",
    206: "Partial Content",
    302: "Found",
    304: "Not Modified",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    410: "Gone",
    412: "Precondition Failed",
    413: "Content Too Large",
    416: "Range Not Satisfiable",
    421: "Misdirected Request",
    424: "Failed Dependency",
    429: "Too Many Requests",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
    507: "Insufficient Storage",
    509: "Bandwidth Limit Exceeded",
}
# Where the web server leaves a function that closes the connection.
HANG_UP = "graph_sandbox.hang_up"
StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class Application:
    """Routes a request to one of the three parts."""

    def __init__(self, graph: Graph, entra: Entra, control: Control, meter: Meter) -> None:
        self._graph = graph
        self._entra = entra
        self._control = control
        self._meter = meter

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """PEP 3333."""
        request = request_of(environ)
        reply = self._stopped(request)
        if reply is None:
            reply = _preflight(request) if request.method == "OPTIONS" else self._safely(request)
        body = reply.rendered()
        headers = self._headers(request, reply)
        is_gzip_wanted = "gzip" in request.headers.get("accept-encoding", "").lower() and reply.cut_after is None
        if is_gzip_wanted and len(body) > _WORTH_PACKING:
            body = gzip.compress(body, compresslevel=1)
            headers.append(("Content-Encoding", "gzip"))
        if reply.status != HTTPStatus.NO_CONTENT:
            headers += [("Content-Type", reply.content_type), ("Content-Length", str(len(body)))]
        start_response(f"{reply.status} {_REASONS.get(reply.status, 'Status')}", headers)
        return [body] if reply.cut_after is None else _cut(body, reply.cut_after, environ.get(HANG_UP))

    def _stopped(self, request: Request) -> Reply | None:
        """A refusal for pages and names of strangers."""
        origin = request.headers.get("origin")
        if origin is not None and not self._graph.state.origins.allows(origin):
            return _stranger(403, f"The origin {origin} may not call the sandbox; name it in the scenario's origins.")
        host = urlsplit(request.origin).hostname or ""
        if not is_local_name(host):
            return _stranger(421, f"The sandbox does not answer under the name {host}.")
        return None

    def _safely(self, request: Request) -> Reply:
        try:
            reply = self._routed(request)
            reply.body = reply.rendered()
        except Exception:
            _LOG.exception("%s %s", request.method, request.path)
            message = {"error": {"code": "generalException", "message": "The sandbox failed; see its log."}}
            reply = Reply.json(message, 500)
        return reply

    def _routed(self, request: Request) -> Reply:
        path = request.path
        if path.lower().startswith(("/v1.0/", "/upload/")) or path.lower() == "/v1.0":
            reply = self._graph.answer(request)
            self._meter.count(request.method, path, reply.status)
            return reply
        if path.startswith("/_sandbox"):
            return self._control.answer(request)
        return self._graph.guarded(request, lambda: self._entra_reply(request))

    def _entra_reply(self, request: Request) -> Reply:
        tenant, _, rest = request.path.strip("/").partition("/")
        answers: dict[tuple[str, str], Callable[[], Reply]] = {
            ("POST", "oauth2/v2.0/token"): lambda: self._entra.token(request),
            ("GET", "oauth2/v2.0/authorize"): lambda: sign_in.authorize(self._entra, request),
            ("POST", "oauth2/v2.0/authorize"): lambda: sign_in.authorize(self._entra, request),
            ("GET", "discovery/v2.0/keys"): lambda: Reply.json(self._entra.keys.jwks()),
            ("GET", "v2.0/.well-known/openid-configuration"): lambda: sign_in.configuration(
                self._entra, request, tenant
            ),
            ("GET", "discovery/instance"): lambda: sign_in.instance(self._entra, request),
            ("GET", "oauth2/v2.0/logout"): lambda: sign_in.logout(request),
        }
        answer = answers.get((request.method, rest.lower()))
        if answer is None:
            return Reply.json({"error": {"code": "NotFound", "message": f"Nothing is at {request.path}."}}, 404)
        return answer()

    def _headers(self, request: Request, reply: Reply) -> list[tuple[str, str]]:
        ident = str(uuid.uuid4())
        headers = {
            "request-id": ident,
            "client-request-id": request.headers.get("client-request-id") or ident,
            "Date": format_datetime(self._graph.state.world.clock.shown(), usegmt=True),
            "OData-Version": "4.0",
            "Cache-Control": "no-store",
            "Vary": "Accept-Encoding, Origin",
        }
        origin = request.headers.get("origin")
        if origin is not None and self._graph.state.origins.allows(origin):
            headers |= {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": _EXPOSED}
        return list((headers | reply.headers).items())


def request_of(environ: dict[str, Any]) -> Request:
    """A WSGI environment as a request."""
    headers = {key[5:].replace("_", "-").lower(): value for key, value in environ.items() if key.startswith("HTTP_")}
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").lower()] = environ[name]
    path = environ.get("PATH_INFO", "/").encode("latin-1").decode("utf-8", "replace")
    body = (
        environ["wsgi.input"].read()
        if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
        else b""
    )
    return Request(
        environ["REQUEST_METHOD"],
        path,
        environ.get("QUERY_STRING", ""),
        headers,
        body,
        _origin(environ, headers),
    )


def _origin(environ: dict[str, Any], headers: dict[str, str]) -> str:
    """The address a client sees. A name that is not this machine's stands for a proxy with TLS in front."""
    host = (
        headers.get("x-forwarded-host") or headers.get("host") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    )
    bare = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
    scheme = headers.get("x-forwarded-proto") or ("http" if bare in _LOCAL else "https")
    return f"{scheme}://{quote(host, safe=':[].-')}"


def _preflight(request: Request) -> Reply:
    wanted = request.headers.get("access-control-request-headers", "authorization, content-type, prefer")
    return Reply(
        204,
        headers={
            "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
            "Access-Control-Allow-Headers": wanted,
            "Access-Control-Max-Age": "3600",
        },
    )


def _stranger(status: int, message: str) -> Reply:
    return Reply.json({"error": {"code": "NotAllowed", "message": message}}, status)


def _cut(body: bytes, after: int, hang_up: Callable[[], None] | None) -> Iterable[bytes]:
    """Part of a body, or (0 or less) nothing at all, not even a status; then the connection breaks."""
    if after > 0:
        yield body[:after]
    elif hang_up is not None:
        hang_up()
    raise ConnectionAbortedError("cut by a fault")
