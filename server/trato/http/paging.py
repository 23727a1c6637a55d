"""Cursor paging: opaque to the client, checked when it comes back."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime

from trato.errors import InvalidInputError

EARLIEST_YEAR = 1900


def encode(*parts: str | int) -> str:
    """Return a cursor that holds these values."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def decode(cursor: str, *kinds: type) -> list[str | int]:
    """Return a cursor's values. Raises InvalidInputError when it is not one of this list's."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _not_ours() from error
    if not isinstance(parts, list) or len(parts) != len(kinds):
        raise _not_ours()
    if not all(type(part) is kind and _can_be_asked(part) for part, kind in zip(parts, kinds, strict=True)):
        raise _not_ours()
    return list(parts)


def decode_moment(cursor: str | None) -> tuple[datetime, int] | None:
    """Return an instant and an id from a cursor, None where there is none."""
    if cursor is None:
        return None
    moment, row_id = decode(cursor, str, int)
    try:
        instant = datetime.fromisoformat(str(moment))
    except ValueError as error:
        raise _not_ours() from error
    if instant.tzinfo is None or instant.year < EARLIEST_YEAR:
        raise _not_ours()
    return instant, int(row_id)


def _can_be_asked(part: object) -> bool:
    """Tell whether the database takes the value: no text with NUL or half a character, no number beyond its own."""
    if isinstance(part, int):
        return 0 <= part < 2**63
    return isinstance(part, str) and "\0" not in part and not any("\ud800" <= one <= "\udfff" for one in part)


def _not_ours() -> InvalidInputError:
    return InvalidInputError("the cursor is not one that this list gave")
