"""Where Graph tells of changes: `POST /graph/notifications` and `/graph/lifecycle`, without sign-in.

Stands before the framework, because this path alone must keep up with a storm. It proves that we listen (the
handshake), tells what Graph sent from what somebody made up, has it stored, and only then answers 202; 503 when it
could not be stored, so that Graph sends it again.
https://learn.microsoft.com/graph/change-notifications-delivery-webhooks, .../change-notifications-lifecycle-events
"""

from __future__ import annotations

import html
import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

import msgspec

from trato import typed
from trato.clock import Clock
from trato.db.engine import Database
from trato.errors import TratoError
from trato.http.known_subscriptions import Known, KnownSubscriptions, Refusal
from trato.http.turns import TooManyWaitError, Turns
from trato.sync.hints import LONGEST_ID, Hint, Lifecycle
from trato.sync.hints_commit import HintCommitter

log = logging.getLogger(__name__)

NOTIFICATIONS = "/graph/notifications"
LIFECYCLE = "/graph/lifecycle"
LARGEST_BODY = 4_000_000
LONGEST_TOKEN = 1_024
LONGEST_SECRET = 128
CHANGES = frozenset({"created", "updated", "deleted"})
LIFECYCLES = frozenset(one.value for one in Lifecycle)
LOG_EVERY_S = 60.0

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# What comes back is text that no browser may take for a page, whoever sent it.
_HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; sandbox"),
    ("Cache-Control", "no-store"),
]


class _Data(msgspec.Struct):
    id: str = ""


class _Notice(msgspec.Struct, rename="camel"):
    subscription_id: str
    tenant_id: str = ""
    client_state: str | None = None
    change_type: str | None = None
    lifecycle_event: str | None = None
    resource_data: _Data | None = None


class _Body(msgspec.Struct, rename="camel"):
    value: list[_Notice]
    validation_tokens: msgspec.Raw = msgspec.Raw()


class _RawBody(msgspec.Struct, rename="camel"):
    value: list[msgspec.Raw]
    validation_tokens: msgspec.Raw = msgspec.Raw()


_TENANT = re.compile(rb'"tenantId"\s*:\s*"([^"]{1,64})"')
_body = typed.learnt(_Body)
_raw_body = typed.learnt(_RawBody)
_notice = typed.learnt(_Notice)


class Notifications:
    """Takes what Graph tells and passes every other request on. `counts`: stored, and dropped by reason."""

    def __init__(self, inner: Application, database: Database, clock: Clock) -> None:
        self._inner = inner
        self._clock = clock
        self.known = KnownSubscriptions(database)
        self._committer = HintCommitter(database, on_subscription=self.known.forget)
        self._turns = Turns()
        self._lock = threading.Lock()
        self._logged: dict[str, float] = {}
        self.counts: Counter[str] = Counter()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as WSGI asks (PEP 3333)."""
        if environ["PATH_INFO"] not in (NOTIFICATIONS, LIFECYCLE):
            return self._inner(environ, start_response)
        status, text = self._answer(environ)
        headers = [*_HEADERS, ("Content-Length", str(len(text)))]
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            headers.append(("Allow", "POST"))
        if status is HTTPStatus.SERVICE_UNAVAILABLE:
            headers.append(("Retry-After", "5"))
        start_response(f"{status.value} {status.phrase}", headers)
        return [text]

    def _answer(self, environ: Environ) -> tuple[HTTPStatus, bytes]:
        if environ["REQUEST_METHOD"] != "POST":
            return HTTPStatus.METHOD_NOT_ALLOWED, b""
        if "validationToken" in (environ.get("QUERY_STRING") or ""):
            return _handshake(environ["QUERY_STRING"])
        body = _read(environ)
        if body is None:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b""
        # Whose it says it is, before anything of it is understood: good enough to take turns by.
        named = _TENANT.search(body)
        try:
            with self._turns.of(named[1] if named else b""):
                notices = self._decoded(body)
                return (HTTPStatus.BAD_REQUEST if notices is None else self._keep(notices)), b""
        except TooManyWaitError as error:
            self._count(error.code)
            return HTTPStatus.SERVICE_UNAVAILABLE, b""

    def _keep(self, notices: list[_Notice]) -> HTTPStatus:
        try:
            hints = [hint for notice in notices if (hint := self._hint(notice)) is not None]
            if hints:
                self._committer.store(hints)
                self._count("stored", len(hints))
        except TratoError as error:
            self._count(error.code, len(notices))
            return HTTPStatus.SERVICE_UNAVAILABLE
        except Exception:
            # The database did not say whose notification it is: it is not lost, Graph sends it again.
            log.exception("notifications were not taken")
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.ACCEPTED

    def _decoded(self, body: bytes) -> list[_Notice] | None:
        """Decode the body, None if it is none; an item that cannot be understood does not take the others along."""
        try:
            told = _body.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return self._decoded_one_by_one(body)
        return told.value if self._is_plain(told) else []

    def _is_plain(self, told: _Body | _RawBody) -> bool:
        # Notifications with content come with tokens that would have to be checked; Trato subscribes to none.
        if bytes(told.validation_tokens):
            self._count(Refusal.WITH_CONTENT, len(told.value))
            return False
        return True

    def _decoded_one_by_one(self, body: bytes) -> list[_Notice] | None:
        try:
            told = _raw_body.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._count(Refusal.MALFORMED)
            return None
        items = told.value if self._is_plain(told) else []
        notices = []
        for item in items:
            try:
                notices.append(_notice.decode(item))
            except (msgspec.DecodeError, UnicodeDecodeError):
                self._count(Refusal.MALFORMED)
        return notices

    def _hint(self, notice: _Notice) -> Hint | None:
        """Return the hint if Graph sent it: of a subscription of ours, in its tenant, with its own clientState."""
        resource_id = notice.resource_data.id if notice.resource_data is not None else ""
        lifecycle = notice.lifecycle_event or ""
        secret = notice.client_state or ""
        known: Known | Refusal = Refusal.MALFORMED
        if _is_plain(resource_id) and _is_plain(notice.subscription_id) and len(secret) <= LONGEST_SECRET:
            known = self.known.check(notice.tenant_id, notice.subscription_id, secret)
        if isinstance(known, Refusal) or (lifecycle and lifecycle not in LIFECYCLES):
            self._count(known if isinstance(known, Refusal) else Refusal.MALFORMED)
            return None
        change = notice.change_type or ""
        return Hint(
            tenant_id=known.tenant_id,
            mailbox_id=known.mailbox_id,
            subscription_id=known.subscription_id,
            kind=known.kind,
            change=change if change in CHANGES else "",
            resource_id=resource_id,
            lifecycle=lifecycle,
            received_at=self._clock.now(),
        )

    def _count(self, what: str, number: int = 1) -> None:
        with self._lock:
            self.counts[what] += number
            if what == "stored" or time.monotonic() - self._logged.get(what, -LOG_EVERY_S) < LOG_EVERY_S:
                return
            self._logged[what] = time.monotonic()
            so_far = self.counts[what]
        log.warning("notifications not taken: %s, %s so far", what, so_far)


def _handshake(query: str) -> tuple[HTTPStatus, bytes]:
    """Echo the decoded token. Graph's holds no HTML, so what does is made harmless; a long one is none of Graph's."""
    try:
        token = parse_qs(query, max_num_fields=20, errors="strict").get("validationToken", [""])[0]
    except ValueError:
        return HTTPStatus.BAD_REQUEST, b""
    if not token or len(token) > LONGEST_TOKEN:
        return HTTPStatus.BAD_REQUEST, b""
    return HTTPStatus.OK, html.escape(token).encode("utf-8")


def _read(environ: Environ) -> bytes | None:
    """Read the body, None when it is larger than any that Graph sends."""
    told = environ.get("CONTENT_LENGTH") or ""
    if told.isdigit() and int(told) > LARGEST_BODY:
        return None
    # A server that does not mark the end of the body needs the number, one that does reads chunked bodies too.
    if told.isdigit():
        body: bytes = environ["wsgi.input"].read(int(told))
        return body
    if not environ.get("wsgi.input_terminated"):
        return b""
    body = environ["wsgi.input"].read(LARGEST_BODY + 1)
    return body if len(body) <= LARGEST_BODY else None


def _is_plain(ident: str) -> bool:
    return len(ident) <= LONGEST_ID and ident.isascii() and ident.isprintable()
