"""What a refusal of Graph means for the caller, and how long it asks to wait (Graph: errors, throttling)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import msgspec

from trato import typed
from trato.graph.errors import (
    ConsentRevokedError,
    CursorExpiredError,
    GraphChangedMeanwhileError,
    GraphError,
    GraphNotFoundError,
    GraphUnavailableError,
    SignInAgainError,
    ThrottledError,
)

DEFAULT_BACK_OFF_S = 15.0
LONGEST_WAIT_S = 86_400.0
EXPIRED_CODES = {"syncstatenotfound", "resyncrequired", "fullsyncrequired", "syncstateinvalid"}
BANDWIDTH_EXCEEDED = 509
THROTTLING = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, BANDWIDTH_EXCEEDED}


class _ErrorDetail(msgspec.Struct):
    code: str = ""
    message: str = ""


class _ErrorBody(msgspec.Struct):
    error: _ErrorDetail = msgspec.field(default_factory=_ErrorDetail)


_BY_STATUS: dict[int, type[GraphError]] = {
    HTTPStatus.UNAUTHORIZED: ConsentRevokedError,
    HTTPStatus.FORBIDDEN: ConsentRevokedError,
    HTTPStatus.NOT_FOUND: GraphNotFoundError,
    HTTPStatus.PRECONDITION_FAILED: GraphChangedMeanwhileError,
}


def error_for(status: int, headers: Mapping[str, str], body: bytes, request_id: str) -> GraphError:
    """Name what a refusal means for the caller; `headers` are asked without regard to case."""
    detail = _detail(body)
    error = _named(status, headers, detail, request_id)
    error.graph_code = detail.code
    return error


def _named(status: int, headers: Mapping[str, str], detail: _ErrorDetail, request_id: str) -> GraphError:
    message = f"Graph answered {status} {detail.code}: {detail.message}".rstrip(": ")
    if status == HTTPStatus.GONE or detail.code.lower() in EXPIRED_CODES:
        return CursorExpiredError(message, status=status, request_id=request_id)
    if status in THROTTLING:
        retry_after_s = seconds_to_wait(headers.get("Retry-After", ""))
        return ThrottledError(message, retry_after_s=retry_after_s, status=status, request_id=request_id)
    if status == HTTPStatus.UNAUTHORIZED and (claims := claims_asked(headers.get("WWW-Authenticate", ""))):
        return SignInAgainError(message, claims=claims, status=status, request_id=request_id)
    kind = _BY_STATUS.get(status)
    if kind is None:
        kind = GraphUnavailableError if status >= HTTPStatus.INTERNAL_SERVER_ERROR else GraphError
    return kind(message, status=status, request_id=request_id)


def claims_asked(challenge: str) -> str:
    """Read the claims of a challenge in WWW-Authenticate (Entra: claims challenges); empty if it asks for none."""
    found = re.search(r'claims="([A-Za-z0-9+/_=-]+)"', challenge)
    if found is None:
        return ""
    try:
        return base64.b64decode(found[1].replace("-", "+").replace("_", "/") + "===").decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def seconds_to_wait(retry_after: str, *, now: datetime | None = None) -> float:
    """Read Retry-After; what cannot be read gives a usual pause."""
    asked = seconds_asked(retry_after, now=now)
    return DEFAULT_BACK_OFF_S if asked is None else asked


def seconds_asked(retry_after: str, *, now: datetime | None = None) -> float | None:
    """Read Retry-After: seconds, perhaps fractional as Graph sends them, or an HTTP date (RFC 9110 §10.2.3).

    What cannot be read says nothing, what asks for more than a day gives a day.
    """
    if re.fullmatch(r"\d+(\.\d+)?", retry_after.strip()):
        return min(float(retry_after), LONGEST_WAIT_S)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    # The oldest of the three date formats names no zone: it means UTC (RFC 9110 §5.6.7).
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(0.0, (aware - (now or datetime.now(UTC))).total_seconds()), LONGEST_WAIT_S)


def _detail(body: bytes) -> _ErrorDetail:
    try:
        return typed.from_json(body, _ErrorBody).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _ErrorDetail()
