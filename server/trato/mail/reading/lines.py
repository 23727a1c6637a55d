"""A body as lines: where each stands, how deep its `>` marks are, and its text without them (RFC 3676 section 4.5)."""

import re
from dataclasses import dataclass
from itertools import accumulate

DEEPEST = 40
"""Marks beyond this depth count as this deep: nobody reads further, and a line of 10,000 marks must stay cheap."""

MOST_LINES = 12_000
"""Lines looked at; what follows goes with the last of them. No letter is so long, only data and attacks are."""

_MARKS = re.compile(r"(?:>[ \t\u00a0]?)+")
_FURTHER = frozenset("> \t\u00a0\u200b\u200e\u200f\ufeff")
"""With one of these the text behind a mark does not begin: another mark, or blank space."""
_WRAPPED_AT = 60
_INVISIBLE = ("\u200b", "\u200e", "\u200f", "\ufeff")
_BLANKS = " \t\r\u00a0\u200b\u200e\u200f\ufeff\f\v"


@dataclass(slots=True)
class Lines:
    """Parallel lists, one entry a line: as it stands, without marks and blank space, and how deep it is marked."""

    raws: list[str]
    texts: list[str]
    levels: list[int]
    size: int
    """How many lines there are."""
    is_marked: bool = False
    """Is any line quoted by `>`."""
    barren: int = 0
    """Labelled lines before this one are known not to make a header block."""

    def offsets(self) -> list[int]:
        """Where each line begins in the body (it ends where the next begins), and where the body ends."""
        found = list(accumulate([len(raw) + 1 for raw in self.raws], initial=0))
        found[-1] -= 1
        return found


def split(body: str) -> Lines:
    """Cut a body into lines at LF (a CR before it is blank space)."""
    raws = body.split("\n", MOST_LINES)
    texts = [raw.strip() for raw in raws]
    if len(raws) > MOST_LINES:
        texts[-1] = ""
    if not body.isascii() and any(mark in body for mark in _INVISIBLE):
        texts = [text.strip(_BLANKS) for text in texts]
    lines = Lines(raws, texts, [0] * len(raws), len(raws))
    if "=20" in body or "=09" in body:
        _undo_quoted_printable(lines)
    if ">" in body:
        _read_marks(lines)
    return lines


def _undo_quoted_printable(lines: Lines) -> None:
    """Archives and broken gateways leave `=20` and `=09` (RFC 2045 section 6.7) at the edges of lines."""
    for i, text in enumerate(lines.texts):
        if "=" in text:
            lines.texts[i] = text.replace("=09", "\t").replace("=20", " ").strip(_BLANKS)


def _read_marks(lines: Lines) -> None:
    levels, texts = lines.levels, lines.texts
    marked = [i for i, text in enumerate(texts) if text[:1] == ">"]
    for i in marked:
        text = texts[i]
        if text[1:2] == " " and text[2:3] not in _FURTHER:  # most are marked once
            levels[i], texts[i] = 1, text[2:]
        else:
            levels[i], texts[i] = _marked(text)
    if marked:
        lines.is_marked = True
        _mend_wrapped_quotes(lines, marked)
        _mend_broken_addresses(lines, marked)


def _marked(text: str) -> tuple[int, str]:
    """How deep a line is, and what stands behind its marks."""
    found = _MARKS.match(text)
    marks = found.end() if found else 0
    return min(text.count(">", 0, marks), DEEPEST), text[marks:].strip(_BLANKS)


def _mend_wrapped_quotes(lines: Lines, marked: list[int]) -> None:
    """Give a quoted line's overhang, broken off without a mark by the sender's program, its mark back.

    Only between two marked lines, after a line long enough to be wrapped, and going on in lower case.
    """
    levels, texts, last = lines.levels, lines.texts, lines.size - 2
    for i in marked:
        is_between = i < last and levels[i + 1] < levels[i] == levels[i + 2]
        if is_between and texts[i + 1][:1].islower() and len(texts[i]) >= _WRAPPED_AT:
            levels[i + 1] = levels[i]


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
