"""Header blocks printed above quoted mail: labelled lines as Outlook writes them, and Lotus Notes' dated names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from trato.mail.reading import headers
from trato.mail.reading.lines import Lines
from trato.mail.reading.model import Quoted
from trato.mail.reading.vocabulary import HEADER_LABELS, LONGEST_LABEL

NEAR = 8
"""Blank lines looked over when asking what comes next."""

_AROUND_VALUE = " \t*\u00a0\u200e\u200f\ufeff"
_LABELLED = ("from", "sent", "to", "cc", "subject")
_ADDRESSING = ("to", "cc", "bcc", "from", "other", "reply_to")
_MOST_LINES = 400
_WRAPPED = 60
_NAME_WORDS = 3
_NOTES_DATE = re.compile(
    r"^(?:From:\s*)?(?P<who>[^\d:].{0,120}?)?\s*(?:\bon\s+)?\d{1,2}/\d{1,2}/\d{2,4},?\s+\d{1,2}:\d{2}(?::\d{2})?"
    r"\s*(?:[AP]M)?(?:\s+[A-Z]{3})?$",
    re.IGNORECASE,
)
_NOTES_LINE = re.compile(
    r"^(?P<who>[^\d:].{0,120}?)\s+(?P<when>\d{1,2}/\d{1,2}/\d{2,4}\s+\d{1,2}:\d{2}\s*(?:[AP]M)?)\s+To:\s?(?P<to>.*)$"
)
_NOTES_REACH = 8
_NOTES_ROWS = 4
_RFC_FIELD = re.compile(r"^(?:[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+|Received|Author|Received from)$")


@dataclass(slots=True)
class Header:
    """Lines [start, end) that introduce a quoted message; `is_block` when all that follows belongs to it.

    What it says is read only when asked for: `fields` of a block, or an attribution's `text`; neither when bare.
    """

    start: int
    end: int
    is_block: bool
    fields: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def is_bare(self) -> bool:
        """Does it name nobody and nothing, as a separator alone."""
        return not self.fields and not self.text

    def describe(self) -> Quoted:
        """Author, date, addressees and subject as printed."""
        if self.text:
            return headers.of_attribution(self.text)
        return headers.of_block(self.fields) if self.fields else Quoted()


def label_of(text: str) -> str | None:
    """The canonical field a line's label names ("Enviado el: …" → sent), if any."""
    colon = text.find(":", 0, LONGEST_LABEL + 4)
    if colon < 0:
        colon = text.find("：", 0, LONGEST_LABEL + 4)
    return HEADER_LABELS.get(text[:colon].strip(" *_\t\u00a0\u200e").lower()) if colon > 0 else None


def _colon(text: str) -> int:
    at = text.find(":", 0, LONGEST_LABEL + 4)
    return at if at >= 0 else text.find("：", 0, LONGEST_LABEL + 4)


def next_text(lines: Lines, i: int, limit: int = NEAR) -> int:
    """The next line with text, or lines.size; looks over at most `limit` blank ones."""
    n = min(lines.size, i + limit)
    while i < n and not lines.texts[i]:
        i += 1
    return i if i < n else lines.size


def block(lines: Lines, i: int, floor: int) -> Header | None:
    """The block whose first label stands on line `i`: From with one more field, Subject with two, or Notes' To."""
    if i >= lines.size or i < lines.barren or label_of(lines.texts[i]) is None:
        return None
    fields, end = _fields(lines, i)
    named = [name for name in _LABELLED if name in fields]
    if "from" in fields and len(named) > 1:
        return Header(i, end, is_block=True, fields=fields)
    if "from" not in fields and ("to" in fields or "cc" in fields):
        notes = _notes(lines, i, floor, fields, end)
        if notes:
            return notes
    if "subject" in fields and len(named) > 2:
        return Header(i, end, is_block=True, fields=fields)
    lines.barren = end
    return None


def notes_line(lines: Lines, i: int) -> Header | None:
    """Notes through Outlook: `Ann Lee 01/30/01 05:36 PM  To: Bob Ray/HOU@X  cc: …  Subject: …` on one line."""
    found = _NOTES_LINE.match(lines.texts[i])
    if found is None:
        return None
    fields = {"from": found.group("who"), "sent": found.group("when"), "to": found.group("to").partition(" cc:")[0]}
    return Header(i, i + 1, is_block=True, fields=fields)


def _fields(lines: Lines, i: int) -> tuple[dict[str, str], int]:
    """Labelled values from line `i` on, folded lines joined, and the line behind the last."""
    fields: dict[str, str] = {}
    current, end = "", i
    j, level = i, lines.levels[i]
    stop = min(lines.size, i + _MOST_LINES)
    while j < stop and lines.levels[j] == level:
        text = lines.texts[j]
        if not text:
            j = _over_blank(lines, j, level)
            if j < 0:
                break
            continue
        label = label_of(text) or _rfc_field(text, fields)
        if label is None and not (current and j == end and _continues(lines, j, current)):
            break
        if label == "from" and "from" in fields:
            break
        current = _take(fields, label, current, text)
        j += 1
        end = j
    return fields, end


def _take(fields: dict[str, str], label: str | None, current: str, text: str) -> str:
    if label is None:
        fields[current] = f"{fields[current]} {text}"
        return current
    fields.setdefault(label, text[_colon(text) + 1 :].strip(_AROUND_VALUE))
    return label


def _rfc_field(text: str, fields: dict[str, str]) -> str | None:
    """Inside a block, any name with a hyphen is a field of a mail printed with all its headers."""
    if len(fields) < 2:
        return None
    name = text[: max(0, _colon(text))]
    if not _RFC_FIELD.match(name):
        return None
    return "from" if name == "Author" else "other"


def _over_blank(lines: Lines, j: int, level: int) -> int:
    """Notes leaves blank lines inside its block: go on if a label follows within three, else -1."""
    k = next_text(lines, j, 4)
    if k < lines.size and lines.levels[k] == level and label_of(lines.texts[k]) in _LABELLED[1:]:
        return k
    return -1


def _continues(lines: Lines, j: int, current: str) -> bool:
    """A folded value: addresses go on, a label follows soon, or a long subject wraps once."""
    text, above = lines.texts[j], lines.texts[j - 1]
    if _label_soon(lines, j):
        return True
    if current in _ADDRESSING:
        return (
            above[-1:] in (",", ";", "/")
            or ("@" in text and (";" in text or "," in text or text[0] in "<[" or text.count(" ") <= _NAME_WORDS))
            or (len(above) >= _WRAPPED and ("@" in text or ";" in text or "/" in text))
            or (current == "from" and text.lower().startswith(("nombre de", "behalf of")))
        )
    after = lines.texts[j + 1] if j + 1 < lines.size else ""
    return current == "subject" and len(above) >= _WRAPPED and not after


def _label_soon(lines: Lines, j: int) -> bool:
    for k in range(j + 1, min(j + 3, lines.size)):
        text = lines.texts[k]
        if not text or lines.levels[k] != lines.levels[j]:
            return False
        if label_of(text) in _LABELLED[1:]:
            return True
    return False


def _notes(lines: Lines, i: int, floor: int, fields: dict[str, str], end: int) -> Header | None:
    """Name and date above the To: line, on one line or two, with `Sent by:` or `Please respond to` between."""
    rows: list[int] = []
    for j in range(i - 1, max(floor, i - _NOTES_REACH) - 1, -1):
        if lines.texts[j] and lines.levels[j] == lines.levels[i]:
            rows.insert(0, j)
            found = _dated(lines, rows)
            if found:
                who, when, start = found
                return Header(start, end, is_block=True, fields={**fields, "from": who, "sent": when})
        if len(rows) == _NOTES_ROWS:
            break
    return None


def _dated(lines: Lines, rows: list[int]) -> tuple[str, str, int] | None:
    """Who and when, if the first row (with the one below, where Notes wrapped it) is a name and a date."""
    first = lines.texts[rows[0]]
    for size in (1, 2):
        text = " ".join(lines.texts[j] for j in rows[:size])
        found = _NOTES_DATE.match(text) if "/" in text and ":" in text else None
        if found:
            who = (found.group("who") or "").strip()
            return (who, text, rows[0]) if who else _named_above(lines, rows[0], first)
    return None


def _named_above(lines: Lines, i: int, when: str) -> tuple[str, str, int]:
    """The date stands alone: the name is on the line above, perhaps over a `Sent by:`."""
    j = i - 1
    while j > 0 and lines.texts[j].lower().startswith("sent by"):
        j -= 1
    if j >= 0 and 0 < len(lines.texts[j]) < _WRAPPED + NEAR:
        return lines.texts[j], when, j
    return "", when, i
