"""A thin Graph client: one session, immutable ids, typed answers, errors by name.

Every request carries a client-request-id, every error says it. Links that Graph gives are followed only when they
point to Graph itself, so a forged or stored link never carries the token elsewhere.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
import requests

from trato.graph.auth import Tokens
from trato.graph.errors import (
    ConsentRevokedError,
    CursorExpiredError,
    GraphError,
    GraphNotFoundError,
    GraphUnavailableError,
    ThrottledError,
    UntrustedLinkError,
)

TIMEOUT_S = (10, 120)
DEFAULT_BACK_OFF_S = 15.0
LONGEST_WAIT_S = 86_400.0
IMMUTABLE_IDS = 'IdType="ImmutableId"'
EXPIRED_CODES = {"syncstatenotfound", "resyncrequired", "fullsyncrequired", "syncstateinvalid"}

Answer = TypeVar("Answer")


class _ErrorDetail(msgspec.Struct):
    code: str = ""
    message: str = ""


class _ErrorBody(msgspec.Struct):
    error: _ErrorDetail = msgspec.field(default_factory=_ErrorDetail)


class GraphClient:
    """Reads Graph on behalf of one application or user. Not shared between threads: each makes its own."""

    def __init__(self, url: str, tokens: Tokens) -> None:
        self._url = url.rstrip("/")
        self._host = urlsplit(url)[:2]
        self._tokens = tokens
        self._session = requests.Session()
        self._session.trust_env = False

    def get(self, path: str, answer: type[Answer], *, prefer: tuple[str, ...] = ()) -> Answer:
        """GET a path below the service root, or a link Graph gave, and decode the answer into `answer`.

        Raises a GraphError by name; a reply that is cut off or not of the expected shape is GraphUnavailableError.
        """
        response = self._send(self._absolute(path), {"Prefer": ", ".join((IMMUTABLE_IDS, *prefer))})
        try:
            return msgspec.json.decode(response.content, type=answer)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            request_id = response.request.headers.get("client-request-id", "")
            raise GraphUnavailableError(f"Graph's answer is not readable: {error}", request_id=request_id) from error

    def _absolute(self, path: str) -> str:
        url = path if "://" in path else f"{self._url}/{path.lstrip('/')}"
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise UntrustedLinkError(f"refused to follow a link that is none: {error}") from error
        if parts[:2] != self._host:
            raise UntrustedLinkError(f"refused to follow a link to {parts.netloc or 'nowhere'}: it is not Graph")
        return url

    def _send(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        request_id = str(uuid.uuid4())
        sent = {"Authorization": f"Bearer {self._tokens.token()}", "client-request-id": request_id, **headers}
        try:
            response = self._session.get(url, headers=sent, timeout=TIMEOUT_S, allow_redirects=False)
        except requests.RequestException as error:
            raise GraphUnavailableError(f"Graph does not answer: {error}", request_id=request_id) from error
        if response.status_code != requests.codes.ok:
            raise error_for(response, request_id)
        return response


def error_for(response: requests.Response, request_id: str) -> GraphError:
    """Name what a refusal means for the caller."""
    status = response.status_code
    detail = _detail(response)
    message = f"Graph answered {status} {detail.code}: {detail.message}".rstrip(": ")
    if status == requests.codes.gone or detail.code.lower() in EXPIRED_CODES:
        return CursorExpiredError(message, status=status, request_id=request_id)
    if status in (requests.codes.too_many_requests, requests.codes.service_unavailable):
        retry_after_s = seconds_to_wait(response.headers.get("Retry-After", ""))
        return ThrottledError(message, retry_after_s=retry_after_s, status=status, request_id=request_id)
    if status in (requests.codes.unauthorized, requests.codes.forbidden):
        return ConsentRevokedError(message, status=status, request_id=request_id)
    if status == requests.codes.not_found:
        return GraphNotFoundError(message, status=status, request_id=request_id)
    if status >= requests.codes.internal_server_error:
        return GraphUnavailableError(message, status=status, request_id=request_id)
    return GraphError(message, status=status, request_id=request_id)


def seconds_to_wait(retry_after: str, *, now: datetime | None = None) -> float:
    """Read Retry-After: seconds, perhaps fractional as Graph sends them, or an HTTP date (RFC 9110 §10.2.3).

    What cannot be read gives a usual pause, what asks for more than a day gives a day.
    """
    if re.fullmatch(r"\d+(\.\d+)?", retry_after.strip()):
        return min(float(retry_after), LONGEST_WAIT_S)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return DEFAULT_BACK_OFF_S
    # The oldest of the three date formats names no zone: it means UTC (RFC 9110 §5.6.7).
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(0.0, (aware - (now or datetime.now(UTC))).total_seconds()), LONGEST_WAIT_S)


def _detail(response: requests.Response) -> _ErrorDetail:
    try:
        return msgspec.json.decode(response.content, type=_ErrorBody).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _ErrorDetail()
