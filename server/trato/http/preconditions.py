"""What a client says it read before it writes: the etag in If-Match (RFC 9110 §13.1.1)."""

from __future__ import annotations

import re

from flask import request

from trato.errors import InvalidInputError

# Weak, too: a proxy that compresses an answer weakens its etag.
_ETAG = re.compile(r'(?:W/)?"([0-9]{1,18})"')


def version_asked() -> int | None:
    """Return the version in If-Match (RFC 9110 §13.1.1), None where the client names none or any.

    Raises InvalidInputError for anything but one etag of ours: what a client guards must not be written unguarded.
    """
    asked = request.headers.get("If-Match", "*").strip()
    if asked == "*":
        return None
    etag = _ETAG.fullmatch(asked)
    if etag is None:
        raise InvalidInputError("If-Match must hold one etag as it was given")
    return int(etag[1])


def require_version(what: str) -> int:
    """Return the version in If-Match. Raises InvalidInputError, naming what is guarded, where there is none."""
    version = version_asked()
    if version is None:
        raise InvalidInputError(f"send If-Match with the etag of {what} you read")
    return version
