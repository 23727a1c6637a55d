"""The root of Trato's own errors: each is named for what the caller can do and carries a stable code."""

from __future__ import annotations

from typing import ClassVar


class TratoError(Exception):
    """Something a person can understand and mend: the message names the thing and the remedy.

    `code` is stable and documented; the HTTP edge and the command line show it beside the message.
    """

    code: ClassVar[str] = "error"


class SettingsError(TratoError):
    """A setting is missing or unusable."""

    code = "settings_invalid"


class NotFoundError(TratoError):
    """No such thing, or none that the caller may see: the two look alike on purpose."""

    code = "not_found"


class ChangedMeanwhileError(TratoError):
    """Somebody else wrote first; read again, then decide (RFC 9110 §13.1.1, If-Match)."""

    code = "changed_meanwhile"


class InvalidInputError(TratoError):
    """The request or row does not fit; the message names the field and what would."""

    code = "invalid_input"
