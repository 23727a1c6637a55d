"""Cursor paging: opaque to the client, checked when it comes back."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime

from trato.errors import InvalidInputError


def encode(*parts: str | int) -> str:
    """Return a cursor that holds these values."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def decode(cursor: str, *kinds: type) -> list[str | int]:
    """Return a cursor's values. Raises InvalidInputError when it is not one of this list's."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as error:
        raise InvalidInputError("the cursor is not one that this list gave") from error
    fits = isinstance(parts, list) and len(parts) == len(kinds)
    if not fits or not all(type(part) is kind for part, kind in zip(parts, kinds, strict=True)):
        raise InvalidInputError("the cursor is not one that this list gave")
    return list(parts)


def decode_moment(cursor: str | None) -> tuple[datetime, int] | None:
    """Return an instant and an id from a cursor, None where there is none."""
    if cursor is None:
        return None
    moment, row_id = decode(cursor, str, int)
    try:
        return datetime.fromisoformat(str(moment)), int(row_id)
    except ValueError as error:
        raise InvalidInputError("the cursor is not one that this list gave") from error
