"""A body as lines: where each stands, how deep its `>` marks are, and its text without them (RFC 3676 section 4.5)."""

import re
from dataclasses import dataclass
from itertools import accumulate

DEEPEST = 40
"""Marks beyond this depth count as this deep: nobody reads further, and a line of 10,000 marks must stay cheap."""

MOST_LINES = 12_000
"""Lines looked at; what follows goes with the last of them. No letter is so long, only data and attacks are."""

_MARKS = re.compile(r"[ \t\u00a0]*((?:>[ \t\u00a0]?)+)")
_WRAPPED_AT = 60
_INVISIBLE = re.compile("[\u200b\u200e\u200f\ufeff]")
_BLANKS = " \t\r\u00a0\u200b\u200e\u200f\ufeff\f\v"


@dataclass(slots=True)
class Lines:
    """Parallel lists, one entry a line; `ends` lie behind the line's own newline."""

    body: str
    starts: list[int]
    ends: list[int]
    levels: list[int]
    texts: list[str]
    size: int = 0
    """How many lines there are."""
    barren: int = 0
    """Labelled lines before this one are known not to make a header block."""


def split(body: str) -> Lines:
    """Cut a body into lines at LF (a CR before it is blank space)."""
    raws = body.split("\n", MOST_LINES)
    ends = list(accumulate([len(raw) + 1 for raw in raws]))
    starts = [0, *ends[:-1]]
    ends[-1] = len(body)
    texts = [raw.strip() for raw in raws]
    if len(raws) > MOST_LINES:
        raws[-1] = texts[-1] = ""
    lines = Lines(body, starts, ends, [0] * len(raws), texts, size=len(raws))
    if not body.isascii() and _INVISIBLE.search(body):
        lines.texts[:] = [raw.strip(_BLANKS) for raw in raws]
    if "=20" in body or "=09" in body:
        _undo_quoted_printable(lines)
    if ">" in body:
        _read_marks(lines, raws)
    return lines


def _undo_quoted_printable(lines: Lines) -> None:
    """Archives and broken gateways leave `=20` and `=09` (RFC 2045 section 6.7) at the edges of lines."""
    for i, text in enumerate(lines.texts):
        if "=" in text:
            lines.texts[i] = text.replace("=09", "\t").replace("=20", " ").strip(_BLANKS)


def _read_marks(lines: Lines, raws: list[str]) -> None:
    marked = [i for i, text in enumerate(lines.texts) if text[:1] == ">"]
    for i in marked:
        lines.levels[i], lines.texts[i] = _marked(raws[i])
    if marked:
        _mend_wrapped_quotes(lines)
        _mend_broken_addresses(lines, marked)


def _marked(raw: str) -> tuple[int, str]:
    found = _MARKS.match(raw)
    if found is None:
        return 0, raw.strip(_BLANKS)
    return min(found.group(1).count(">"), DEEPEST), raw[found.end() :].strip(_BLANKS)


def _mend_wrapped_quotes(lines: Lines) -> None:
    """Give a quoted line's overhang, broken off without a mark by the sender's program, its mark back.

    Only between two marked lines, after a line long enough to be wrapped, and going on in lower case.
    """
    levels, texts = lines.levels, lines.texts
    for i in range(1, len(texts) - 1):
        above = levels[i - 1]
        if levels[i] < above == levels[i + 1] and texts[i][:1].islower() and len(texts[i - 1]) >= _WRAPPED_AT:
            levels[i] = above


def _mend_broken_addresses(lines: Lines, marked: list[int]) -> None:
    """`Ann <ann@b.c` wrapped before its `>`: the next line's first mark closes the address and quotes nothing."""
    levels, texts = lines.levels, lines.texts
    for i in marked:
        if texts[i][-1:] not in _CLOSES or i == 0:
            continue
        above = _text_above(texts, i)
        if levels[i] > levels[above] and texts[above].rfind("<") > texts[above].rfind(">") and texts[i][-1:] in _CLOSES:
            levels[i] -= 1
            texts[i] = f">{texts[i]}"


_CLOSES = (":", "：")


def _text_above(texts: list[str], i: int) -> int:
    """The line with text above line `i`, over at most two blank ones."""
    for j in range(i - 1, max(-1, i - 4), -1):
        if texts[j]:
            return j
    return i - 1
