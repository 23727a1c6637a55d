"""Microsoft Graph v1.0: who calls, which mailbox, which route; errors in Graph's shape."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from graph_sandbox import routes, uploads
from graph_sandbox.batch import answer_batch
from graph_sandbox.call import Call, Caller, MailboxCall, MailboxHandler, State, mailbox_routes, top_routes
from graph_sandbox.entra import Entra
from graph_sandbox.keys import BadTokenError
from graph_sandbox.mailbox import Mailbox
from graph_sandbox.metering import Meter
from graph_sandbox.oauth import GRAPH_AUDIENCES
from graph_sandbox.requirements import is_basic, needed
from graph_sandbox.sharing import CALENDAR_SEGMENTS, may, role_in
from graph_sandbox.style import stamp
from graph_sandbox.web import GraphError, Reply, Request, access_denied

ROUTES = routes.ALL
_BRACKETS = re.compile(r"^([\w.$]+)\((.*)\)$")
_QUOTED = re.compile(r"^'(.*)'$")


class Graph:
    """Answers everything below /v1.0."""

    def __init__(self, state: State, entra: Entra, meter: Meter) -> None:
        self.state = state
        self.entra = entra
        self.meter = meter

    def answer(self, request: Request) -> Reply:
        """One request, errors included."""
        noted = self.meter.recorder.note(request)
        try:
            reply = self._answer(request)
        except GraphError as error:
            reply = self._refusal(request, error)
        noted.status = reply.status
        if request.is_in_batch:
            self.meter.count_part(request.method, request.path)
        return reply

    def guarded(self, request: Request, answer: Callable[[], Reply]) -> Reply:
        """A reply from elsewhere, with the faults that hit it."""
        try:
            return self.state.faults.around(request, answer)
        except GraphError as error:
            return self._refusal(request, error)

    def _answer(self, request: Request) -> Reply:
        if request.path.startswith("/upload/"):
            return uploads.receive(self.state, request)
        caller = self._caller(request)
        segments, arguments = segments_of(request.path.removeprefix("/v1.0"))
        if segments == ["$batch"] and request.method == "POST":
            return self.state.faults.around(request, lambda: answer_batch(request, self.answer))
        call = Call(self.state, request, caller, arguments)
        head = segments[0].lower() if segments else ""
        if head == "me":
            if caller.user is None:
                raise GraphError(400, "BadRequest", "/me request is only valid with delegated authentication flow.")
            return self._in_mailbox(call, self._mailbox(caller.user), segments[1:])
        if head == "users" and len(segments) > 1 and top_routes.find(segments) is None:
            return self._in_mailbox(call, self._mailbox(segments[1]), segments[2:])
        found = top_routes.find(segments)
        if found is None:
            raise _no_such_path(segments[-1] if segments else "")
        handler = found[0].get(request.method)
        if handler is None:
            raise _not_allowed()
        call.args |= found[1]
        return self.state.faults.around(call.request, lambda: _confirmed(call, handler(call)))

    def _in_mailbox(self, call: Call, mailbox: Mailbox, segments: list[str]) -> Reply:
        found = mailbox_routes.find(segments)
        if found is None:
            raise _no_such_path(segments[-1])
        handler = found[0].get(call.request.method)
        if handler is None:
            raise _not_allowed()
        wanted = needed(call.request.method, segments)
        if wanted and not call.caller.permissions & set(wanted):
            raise access_denied()
        call.args |= found[1]
        self.meter.visit(value for name, value in found[1].items() if name in _FOLDERS)
        within = MailboxCall(call, mailbox)
        within.is_basic = is_basic(call.caller.permissions, segments)
        within.role = self._role(call, mailbox, segments)
        upload = len(call.request.body) if call.request.method in _UPLOADING else 0
        place = self.state.gate.entered(call.caller.application, mailbox.user.id, upload=upload)
        with place, self.meter.in_flight(mailbox.user.upn):
            return self.state.faults.around(call.request, lambda: _handled(within, handler))

    def _role(self, call: Call, mailbox: Mailbox, segments: list[str]) -> str | None:
        """What the caller may do in a mailbox that is not theirs; None where it is, or for an application."""
        caller = call.caller.user and self.state.world.directory.find(call.caller.user)
        if not caller or caller == mailbox.user or not segments or segments[0].lower() in _DIRECTORY:
            return None
        if segments[0].lower() not in CALENDAR_SEGMENTS:
            raise access_denied()
        role = role_in(mailbox, caller)
        is_permitted = bool(call.caller.permissions & {"Calendars.Read.Shared", "Calendars.ReadWrite.Shared"})
        if not is_permitted or not may(role, write=call.request.method != "GET"):
            raise access_denied()
        return role

    def _mailbox(self, name: str) -> Mailbox:
        found = self.state.world.mailbox_of(name)
        if found is not None and found.is_gone:
            raise GraphError(
                404,
                "MailboxNotEnabledForRESTAPI",
                "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
            )
        if found is None:
            raise GraphError(
                404,
                "Request_ResourceNotFound",
                f"Resource '{name}' does not exist or one of its queried reference-property objects are not present.",
            )
        return found

    def _caller(self, request: Request) -> Caller:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise _unauthorized("Access token is empty.")
        try:
            claims = self.entra.keys.read(token.strip(), self.entra.clock.token_now())
        except BadTokenError as error:
            raise _unauthorized(str(error)) from error
        if claims.get("aud") not in GRAPH_AUDIENCES:
            raise _unauthorized("Access token validation failure. Invalid audience.")
        if self.entra.applications.is_revoked(str(claims.get("azp"))):
            raise _unauthorized("Access has been revoked for this application.")
        granted = claims.get("roles") if "roles" in claims else str(claims.get("scp", "")).split()
        user = str(claims["oid"]) if "scp" in claims else None
        return Caller(str(claims.get("azp", "")), user, frozenset(granted or ()))

    def _refusal(self, request: Request, error: GraphError) -> Reply:
        ident = request.headers.get("client-request-id") or str(uuid.uuid4())
        inner = {
            "date": stamp(self.state.world.clock.shown())[:-1],
            "request-id": str(uuid.uuid4()),
            "client-request-id": ident,
        }
        body: dict[str, Any] = {"error": {"code": error.code, "message": error.message, "innerError": inner}}
        reply = Reply.json(body, error.status, error.headers)
        reply.headers["request-id"] = inner["request-id"]
        return reply


_UPLOADING = frozenset(("PATCH", "POST", "PUT"))
# What a route calls an id of something that holds items.
_FOLDERS = frozenset(("folder", "child", "list", "calendar"))
# What of a user anybody may see.
_DIRECTORY = frozenset(("manager", "directreports", "memberof", "transitivememberof"))


def segments_of(path: str) -> tuple[list[str], dict[str, str]]:
    """A path's segments; users('x') is two of them, delta() one; a function's arguments go by the name "arguments"."""
    segments: list[str] = []
    arguments: dict[str, str] = {}
    for part in path.split("/"):
        if not part:
            continue
        match = _BRACKETS.match(part)
        if not match:
            segments.append(_plain(part))
            continue
        segments.append(_plain(match[1]))
        quoted = _QUOTED.match(match[2])
        if quoted:
            segments.append(quoted[1].replace("''", "'"))
        elif match[2]:
            arguments["arguments"] = match[2]
    return segments, arguments


def _plain(segment: str) -> str:
    """Functions may be called by their full name."""
    return segment.removeprefix("microsoft.graph.") if segment.lower() == "microsoft.graph.delta" else segment


def _handled(call: MailboxCall, handler: MailboxHandler) -> Reply:
    """Run a handler under its mailbox's lock, then what it left for others, then render without the lock."""
    with call.mailbox.lock:
        reply = handler(call)
    for step in call.afterwards:
        step()
    reply.body = reply.rendered()
    return _confirmed(call, reply)


def _confirmed(call: Call, reply: Reply) -> Reply:
    if call.preferences:
        reply.headers["Preference-Applied"] = ", ".join(dict.fromkeys(call.preferences))
    return reply


def _unauthorized(message: str) -> GraphError:
    challenge = 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"'
    return GraphError(401, "InvalidAuthenticationToken", message, {"WWW-Authenticate": challenge})


def _no_such_path(segment: str) -> GraphError:
    return GraphError(400, "BadRequest", f"Resource not found for the segment '{segment}'.")


def _not_allowed() -> GraphError:
    return GraphError(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
