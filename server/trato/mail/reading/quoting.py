"""Where quoted and forwarded messages begin in a body, and which message each line belongs to.

One pass finds the headers (cheap tests on each line, patterns only on candidates), a second gives lines to messages:
behind a block like Outlook's everything is quoted, behind an attribution the `>` marks tell.
"""

import re
from dataclasses import dataclass

from trato.mail.reading import headers
from trato.mail.reading.lines import Lines
from trato.mail.reading.model import Quoted
from trato.mail.reading.vocabulary import (
    HEADER_LABELS,
    LONGEST_LABEL,
    MONTHS,
    OPENERS,
    SEPARATORS,
    WEEKDAYS,
    WROTE,
    WROTE_PATTERN,
)

_RULE_CHARACTERS = frozenset("-_=*#~–—<\u2500")
_RULE = re.compile(r"^[-_=*#~–—\u2500\s]{3,}$")
_LOTUS = re.compile(
    r"^(?:From:\s*)?(?P<who>[^\d:][^:]{0,120}?)?\s*(?:\bon\s+)?\d{1,2}/\d{1,2}/\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?\s*(?:[AP]M)?"
    r"(?:\s+[A-Z]{3})?$",
    re.IGNORECASE,
)
_DATE_END = frozenset("Mm0123456789Tt")
_EMAIL = re.compile(r"[\w.+'=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}")
_DAY = re.compile(r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b|\b(?:19|20)\d{2}\b|年")
_LABELLED = ("from", "sent", "to", "cc", "subject")
_LONGEST_ATTRIBUTION = 400
_MOST_HEADER_LINES = 400


@dataclass(slots=True)
class Header:
    """Lines [start, end) that introduce a quoted message; `is_block` when all that follows belongs to it."""

    start: int
    end: int
    quoted: Quoted
    is_block: bool


def find(lines: Lines) -> list[Header]:
    """Every header in the body, in order, none overlapping."""
    found: list[Header] = []
    texts, n = lines.texts, len(lines)
    i = 0
    while i < n:
        text = texts[i]
        header = _header_at(lines, i, text, found[-1].end if found else 0) if text else None
        if header is None:
            i += 1
        else:
            found.append(header)
            i = header.end
    return found


def _header_at(lines: Lines, i: int, text: str, floor: int) -> Header | None:
    """The header that line `i` opens, or closes (an attribution ends in its verb), not reaching above `floor`."""
    last = text[-1]
    if text[0] in _RULE_CHARACTERS:
        header = _separator(lines, i, floor)
        if header:
            return header
    if last in ":：" or text.endswith(WROTE) or (text[0] == "-" and last == "-"):
        header = _attribution(lines, i, floor) or (_separator(lines, i, floor) if last == ":" else None)
        if header:
            return header
    colon = text.find(":", 0, LONGEST_LABEL + 4)
    if colon > 0 and label_of(text, colon):
        header = _block(lines, i, i)
        if header:
            return header
    if last in _DATE_END and "/" in text and ":" in text and len(text) < 160:  # noqa: PLR2004 - Notes wraps at 80
        return _notes(lines, i, floor)
    return None


def label_of(text: str, colon: int) -> str | None:
    """The canonical field a line's label names ("Enviado el" → sent), if any."""
    return HEADER_LABELS.get(text[:colon].strip(" *_\t\u00a0").lower())


def _next_text(lines: Lines, i: int, limit: int = 8) -> int:
    """The next line with text, or len(lines); looks over at most `limit` blank ones."""
    n = min(len(lines), i + limit)
    while i < n and not lines.texts[i]:
        i += 1
    return i if i < len(lines) and lines.texts[i] else len(lines)


def _separator(lines: Lines, i: int, floor: int) -> Header | None:
    """`-----Original Message-----`, `____` and the like, with the block behind it if there is one."""
    text = lines.texts[i]
    words = text.strip("-_=*#~–—<>─ \t:")
    named = bool(words) and len(words) < 120 and words.lower().startswith(SEPARATORS)  # noqa: PLR2004 - one line
    if not named and not (_RULE.match(text) or not words):
        return None
    after = i + 1
    if named:
        after = _end_of_rule(lines, after, text)
    following = _next_text(lines, after)
    block = _block(lines, following, i) or _notes(lines, following, floor) if following < len(lines) else None
    if block:
        return Header(i, block.end, block.quoted, is_block=True)
    return Header(i, after, Quoted(), is_block=True) if named and text[:1] in _RULE_CHARACTERS else None


def _end_of_rule(lines: Lines, after: int, text: str) -> int:
    """Notes wraps "----- Forwarded by X on 01/05/2000 01:16 PM -----" over up to three lines."""
    if text[0] not in "-–" or text[-1] in "-–*":
        return after
    for j in range(after, min(after + 3, len(lines))):
        if lines.texts[j].endswith("---"):
            return j + 1
    return after


def _block(lines: Lines, i: int, start: int) -> Header | None:
    """A run of labelled lines: From with one more, or Subject with two more."""
    fields, end = _fields(lines, i)
    named = [name for name in _LABELLED if name in fields]
    with_from = "from" in fields and len(named) >= 2  # noqa: PLR2004 - From and one more
    if not with_from and not ("subject" in fields and len(named) >= 3):  # noqa: PLR2004 - Subject and two more
        return None
    return Header(start, end, headers.of_block(fields), is_block=True)


def _fields(lines: Lines, i: int) -> tuple[dict[str, str], int]:
    """Labelled values from line `i` on, folded lines joined, and the line behind the last."""
    fields: dict[str, str] = {}
    current, end = "", i
    j, level = i, lines.levels[i] if i < len(lines) else 0
    stop = min(len(lines), i + _MOST_HEADER_LINES)
    while j < stop and lines.levels[j] == level:
        text = lines.texts[j]
        if not text:
            j = _over_blank(lines, j, level)
            if j < 0:
                break
            continue
        colon = text.find(":", 0, LONGEST_LABEL + 4)
        label = label_of(text, colon) if colon > 0 else None
        if label:
            if label == "from" and "from" in fields and label != current:
                break
            current = label
            fields.setdefault(label, text[colon + 1 :].strip(" \t*"))
        elif current and j == end and _continues(lines, j, current):
            fields[current] = f"{fields[current]} {text}"
        else:
            break
        j += 1
        end = j
    return fields, end


def _over_blank(lines: Lines, j: int, level: int) -> int:
    """Notes leaves blank lines inside its block: go on if a label follows within three, else -1."""
    k = _next_text(lines, j, 4)
    if k < len(lines) and lines.levels[k] == level:
        text = lines.texts[k]
        colon = text.find(":", 0, LONGEST_LABEL + 4)
        if colon > 0 and label_of(text, colon) in ("to", "cc", "bcc", "subject", "sent"):
            return k
    return -1


def _continues(lines: Lines, j: int, current: str) -> bool:
    """A folded value: addresses go on, a long subject may wrap once."""
    text, above = lines.texts[j], lines.texts[j - 1]
    if current in ("to", "cc", "bcc", "from", "other", "reply_to"):
        return (
            above[-1:] in (",", ";", "/")
            or ("@" in text and (";" in text or "," in text or text[0] in "<[" or text.count(" ") <= 3))  # noqa: PLR2004
            or (len(above) >= 60 and ("@" in text or ";" in text or "/" in text))  # noqa: PLR2004 - wrapped at 72-80
            or (current == "from" and text.lower().startswith(("nombre de", "behalf of")))
        )
    after = lines.texts[j + 1] if j + 1 < len(lines) else ""
    return current == "subject" and len(above) >= 60 and not after  # noqa: PLR2004 - wrapped at 72-80


def _notes(lines: Lines, i: int, floor: int) -> Header | None:
    """Lotus Notes: `Ann Lee    01/05/2000 09:26 AM`, or the name a line above, then To:, cc:, Subject:."""
    if i >= len(lines):
        return None
    text = lines.texts[i]
    if not (text[-1] in _DATE_END and "/" in text) or not (found := _LOTUS.match(text)):
        return None
    who, start = (found.group("who") or "").strip(), i
    if not who and i - 1 >= floor and lines.texts[i - 1]:
        who, start = lines.texts[i - 1], i - 1
    after = _next_text(lines, i + 1)
    while after < len(lines) and _interposed(lines.texts[after]) and after - i < 8:  # noqa: PLR2004 - a few lines
        after = _next_text(lines, after + 1)
    fields, end = _fields(lines, after) if after < len(lines) else ({}, i)
    if "to" not in fields and "subject" not in fields:
        return None
    return Header(start, end, headers.of_block({"from": who, "sent": text, **fields}), is_block=True)


def _interposed(text: str) -> bool:
    """`Sent by: X`, `Please respond to x@y` and stray names stand between Notes' date and its To:."""
    lower = text.lower()
    return lower.startswith(("sent by", "please respond", "enviado por")) or (len(text) < 60 and ":" not in text)


def _attribution(lines: Lines, i: int, floor: int) -> Header | None:
    """`On Monday, Ann <a@b.c> wrote:`, over up to four lines, in every language whose verb or shape is known."""
    level = lines.levels[i]
    text, start = "", i
    for j in range(i, max(floor, i - 6) - 1, -1):
        if lines.levels[j] != level:
            break
        if not lines.texts[j]:
            if not _open_bracket(text):
                break
            continue
        if len(text) + len(lines.texts[j]) > _LONGEST_ATTRIBUTION:
            break
        text, start = f"{lines.texts[j]} {text}".strip(), j
        if _opens(lines.texts[j]) and _attributes(lines, i, text):
            return Header(start, i + 1, headers.of_attribution(text), is_block=False)
    single = lines.texts[i]
    if _attributes_without_opener(lines, i, single):
        return Header(i, i + 1, headers.of_attribution(single), is_block=False)
    return None


def _open_bracket(text: str) -> bool:
    return text[:1] in ("<", ">") or text.lower().startswith(("mailto:", "wrote"))


def _opens(text: str) -> bool:
    """Does an attribution begin here: an opener, a weekday, a month or a number first."""
    first = text.lstrip("-<>*_ ").split(" ", 1)[0].lower().rstrip(".,:")
    return first in OPENERS or first in WEEKDAYS or first in MONTHS or first[:1].isdigit() or "年" in text[:12]


def _attributes(lines: Lines, i: int, text: str) -> bool:
    dated = _DAY.search(text) is not None or _CLOCK.search(text) is not None
    verb = WROTE_PATTERN.search(text) is not None
    if verb:
        return dated or _EMAIL.search(text) is not None or (_marks_follow(lines, i) and len(text) < 120)  # noqa: PLR2004
    return dated and text[-1] in ":：" and _EMAIL.search(text) is not None and label_of(text, text.find(":")) is None


def _attributes_without_opener(lines: Lines, i: int, text: str) -> bool:
    """`Ann Lee <a@b.c> wrote:`, or `Ann wrote:` right above marked lines."""
    verb = WROTE_PATTERN.search(text)
    if verb is None or len(text) > 160 or len(text) - verb.end() > 8:  # noqa: PLR2004 - the verb closes a short line
        return False
    return _EMAIL.search(text) is not None or (_marks_follow(lines, i) and len(text.split()) <= 8)  # noqa: PLR2004


def _marks_follow(lines: Lines, i: int) -> bool:
    following = _next_text(lines, i + 1)
    return following < len(lines) and lines.levels[following] > lines.levels[i]
