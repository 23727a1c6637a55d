"""One table from Trato's errors to HTTP problems (RFC 9457); nothing below this room knows of HTTP."""

from __future__ import annotations

import base64
import logging
from http import HTTPStatus
from typing import Any

from apiflask import APIFlask, HTTPError
from flask import Response, json, request
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from trato.db.engine import BypassError
from trato.db.migrate import SchemaOutdatedError
from trato.errors import ChangedMeanwhileError, InvalidInputError, NotFoundError, TratoError
from trato.graph.errors import (
    ConsentNeededError,
    ConsentRevokedError,
    GraphError,
    SignInAgainError,
    SignInFailedError,
    ThrottledError,
)
from trato.http.auth import ForbiddenError, UnauthenticatedError
from trato.linking.privacy import NotYourDecisionError
from trato.scheduling.booking import OutlookNotConnectedError
from trato.scheduling.holding import TimeTakenError
from trato.selling.review.model import NotYourReviewError, ReviewNeedsActionError

log = logging.getLogger(__name__)

STATUS: dict[type[TratoError], HTTPStatus] = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    ChangedMeanwhileError: HTTPStatus.PRECONDITION_FAILED,
    InvalidInputError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnauthenticatedError: HTTPStatus.UNAUTHORIZED,
    ForbiddenError: HTTPStatus.FORBIDDEN,
    NotYourDecisionError: HTTPStatus.FORBIDDEN,
    ConsentRevokedError: HTTPStatus.FORBIDDEN,
    SignInAgainError: HTTPStatus.UNAUTHORIZED,
    SignInFailedError: HTTPStatus.BAD_REQUEST,
    ThrottledError: HTTPStatus.SERVICE_UNAVAILABLE,
    GraphError: HTTPStatus.BAD_GATEWAY,
    TimeTakenError: HTTPStatus.CONFLICT,
    ReviewNeedsActionError: HTTPStatus.CONFLICT,
    NotYourReviewError: HTTPStatus.FORBIDDEN,
    OutlookNotConnectedError: HTTPStatus.SERVICE_UNAVAILABLE,
    SchemaOutdatedError: HTTPStatus.SERVICE_UNAVAILABLE,
    BypassError: HTTPStatus.INTERNAL_SERVER_ERROR,
}


def problem(status: int, code: str, detail: str, **members: Any) -> Response:
    """Return a problem document: `type` is stable by `code`, `detail` is for a person."""
    body = {
        "type": f"urn:trato:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        **members,
    }
    response = Response(json.dumps(body), status, mimetype="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    response.headers["Cache-Control"] = "no-store"
    return response


def register(app: APIFlask) -> None:
    """Answer every error of the application with a problem."""
    app.register_error_handler(TratoError, _of_ours)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(DataError, _of_values)
    app.register_error_handler(Exception, _of_a_bug)
    app.error_processor(_of_validation)


def _of_ours(error: TratoError) -> Response:
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), HTTPStatus.INTERNAL_SERVER_ERROR)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("%s %s: %s", request.method, request.path, error.code)
    response = problem(status, error.code, str(error), **_next_step(error))
    if isinstance(error, ThrottledError):
        response.headers["Retry-After"] = str(max(1, round(error.retry_after_s)))
    if isinstance(error, SignInAgainError) and error.claims:
        claims = base64.b64encode(error.claims.encode()).decode()
        response.headers["WWW-Authenticate"] = f'Bearer error="insufficient_claims", claims="{claims}"'
    return response


def _next_step(error: TratoError) -> dict[str, str]:
    """Tell the client what lets its user go on: where an admin consents, or which claims to sign in again with."""
    if isinstance(error, ConsentNeededError):
        return {"consent_url": error.consent_url}
    return {"claims": error.claims} if isinstance(error, SignInAgainError) else {}


def _of_http(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    return problem(status, _code(status), error.description or HTTPStatus(status).description)


def _of_values(error: DataError) -> Response:
    # SQLSTATE class 22: text with NUL, a number beyond all ids; nothing was written.
    log.info("%s %s: %s", request.method, request.path, type(error.orig).__name__)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, InvalidInputError.code, "A value is not one that can be stored.")


def _code(status: int) -> str:
    # Python renames some of its own from one version to the next.
    return {413: "content_too_large", 422: InvalidInputError.code}.get(status, HTTPStatus(status).name.lower())


def _of_a_bug(error: Exception) -> Response:
    # What went wrong is for the log; the caller learns only that it did.
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", "Something went wrong here; it was noted.")


def _of_validation(error: HTTPError) -> tuple[Any, int, dict[str, str]]:
    detail = error.detail if isinstance(error.detail, dict) else {}
    fields = {f"{place}.{name}": texts for place, names in detail.items() for name, texts in names.items()}
    words = "; ".join(f"{name}: {' '.join(map(str, texts))}" for name, texts in fields.items())
    code = InvalidInputError.code if fields else _code(error.status_code)
    response = problem(error.status_code, code, words or error.message or "", fields=fields)
    return response.get_json(), error.status_code, {"Content-Type": "application/problem+json"}
