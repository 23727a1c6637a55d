"""What of a file could not be taken as it is, row by row, each by a code that every language has words for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Why something was left out."""

    NOBODY = "nobody"
    REPEATED = "repeated"
    NO_ADDRESS = "no_address"
    NO_DATE = "no_date"
    NO_PICTURE = "no_picture"
    TOO_MANY_ROWS = "too_many_rows"


_WORDS = {
    Fault.NOBODY: "it names nobody: it has no name, no company and no address",
    Fault.REPEATED: "the same person stands at {0}; this one was left out",
    Fault.NO_ADDRESS: "{0!r} is no e-mail address; it was left out",
    Fault.NO_DATE: "{0!r} is no date; write it like 1980-03-22",
    Fault.NO_PICTURE: "its picture is no JPEG, PNG or GIF below 4 MB; it was left out",
    Fault.TOO_MANY_ROWS: "a file has at most {0} rows; the rest was left out",
}


@dataclass(frozen=True, slots=True)
class RowFault:
    """What of a row or card, by its line or place, could not be taken; `value` is what it is about."""

    line: int
    fault: Fault
    value: str = ""

    @property
    def reason(self) -> str:
        """Return it in words."""
        return _WORDS[self.fault].format(self.value)
