"""Gives every line of a body to the message it belongs to: 0 is the sender's own, n the n-th quoted one."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from trato.mail.reading import edges
from trato.mail.reading.blocks import Header
from trato.mail.reading.lines import Lines
from trato.mail.reading.vocabulary import SENT_FROM_HEADS

_LINES_BEHIND_FOOTER = 4
_LONG_LINE = 60
_LONGEST_FOOTER = 120
_REACH_BEHIND_HEADER = 12

_HEAD = itemgetter(slice(4))
Stretch = tuple[int, int]
"""Lines [start, end)."""


@dataclass(slots=True)
class Span:
    """Lines [start, end) of one message: its header, or what it says."""

    start: int
    end: int
    message: int
    is_header: bool


@dataclass(slots=True)
class Owned:
    """Spans that cover all lines in order; `headers[n - 1]` introduced message n, if any did."""

    spans: list[Span]
    headers: list[Header | None]


def own(lines: Lines, found: Iterable[Header]) -> list[Stretch]:
    """The sender's own lines alone: the stretches `assign` gives to message 0.

    They end for good where a quoted message takes over the lines without marks, so `found` is read no further.
    """
    stretches: list[Stretch] = []
    begin = 0
    for header in found:
        stretches += _unmarked(lines, begin, header.start)
        begin = header.end
        if not lines.levels[header.start] and _takes_over(lines, header, 0):
            break
    else:
        stretches += _unmarked(lines, begin, lines.size)
    return _before_answered(lines, stretches)


def _takes_over(lines: Lines, header: Header, level: int) -> bool:
    """Does all that follows at the header's own level belong to the message it introduces."""
    return header.is_block or not (_marks_follow(lines, header, level) or _nothing_before(lines, header, level))


def _unmarked(lines: Lines, start: int, end: int) -> list[Stretch]:
    """The stretches of [start, end) without marks."""
    if not lines.is_marked:
        return [(start, end)] if start < end else []
    return [(at, to) for at, to in _even(lines.levels, start, end) if not lines.levels[at]]


def _even(levels: list[int], start: int, end: int) -> Iterable[Stretch]:
    """The stretches of [start, end) whose lines are marked equally deep."""
    while start < end:
        level, at = levels[start], start + 1
        while at < end and levels[at] == level:
            at += 1
        yield start, at
        start = at


def assign(lines: Lines, found: Iterable[Header]) -> Owned:
    """Walk the lines once: a header opens a message, `>` marks lead in and out of it."""
    owned = Owned([], [])
    owners = {0: 0}
    begin = 0
    for header in found:
        _give(lines, owned, owners, begin, header.start)
        _open(lines, owned, owners, header)
        begin = header.end
    _give(lines, owned, owners, begin, lines.size)
    _behind_footer(lines, owned)
    return owned


def _open(lines: Lines, owned: Owned, owners: dict[int, int], head: Header) -> None:
    owned.headers.append(head)
    message, level = len(owned.headers), lines.levels[head.start]
    owned.spans.append(Span(head.start, head.end, message, is_header=True))
    for deeper in [depth for depth in owners if depth > level]:
        del owners[deeper]
    if _marks_follow(lines, head, level):
        owners[level + 1] = message
        following = _first_text(lines, head.end)
        if following is not None and lines.levels[following] > level + 1 and not head.is_block:
            owners[lines.levels[following]] = message
    if _takes_over(lines, head, level):
        owners[level] = message


def _marks_follow(lines: Lines, head: Header, level: int) -> bool:
    following = _first_text(lines, head.end) if lines.is_marked else None
    return following is not None and lines.levels[following] > level


def _nothing_before(lines: Lines, head: Header, level: int) -> bool:
    """An attribution on top over text without marks: the marks got lost and the sender answers below."""
    return level == 0 and not any(lines.texts[: head.start])


def _give(lines: Lines, owned: Owned, owners: dict[int, int], start: int, end: int) -> None:
    """Lines [start, end) hold no header: marks alone say whose they are."""
    if not lines.is_marked:
        _add(owned, start, end, owners[0])
        return
    held = start
    for at, to in _even(lines.levels, start, end):
        level = lines.levels[at]
        message = owners.get(level)
        if message is None and not any(lines.texts[at:to]):
            message = owned.spans[-1].message if owned.spans else 0
            if not message and to < end and lines.levels[to]:
                continue  # bare marks go with the message above, or else with the one below
            if not message and to == end < lines.size:
                _add(owned, held, to, len(owned.headers) + 1)  # with the message whose header follows
                return
        if not message and level:
            owned.headers.append(None)
            message = owners[level] = len(owned.headers)
        _add(owned, held, to, message or 0)
        held = to


def _add(owned: Owned, start: int, end: int, message: int) -> None:
    last = owned.spans[-1] if owned.spans else None
    if last and last.message == message and not last.is_header:
        last.end = end
    elif start < end:
        owned.spans.append(Span(start, end, message, is_header=False))


def _first_text(lines: Lines, i: int) -> int | None:
    for j in range(i, min(i + _REACH_BEHIND_HEADER, lines.size)):
        if lines.texts[j]:
            return j
    return None


def _behind_footer(lines: Lines, owned: Owned) -> None:
    """What stands behind "Sent from my phone" without a header of its own is the mail answered to."""
    before = [(span.start, span.end) for span in owned.spans if span.message == 0]
    after = _before_answered(lines, before)
    if after is before:
        return
    at = after[-1][1]
    owned.headers.insert(0, None)
    spans: list[Span] = []
    for span in owned.spans:
        if span.message:
            spans.append(Span(span.start, span.end, span.message + 1, span.is_header))
        elif span.end <= at:
            spans.append(span)
        else:
            cut = max(span.start, at)
            spans += [Span(span.start, cut, 0, is_header=False)] if span.start < cut else []
            spans.append(Span(cut, span.end, 1, is_header=False))
    owned.spans = spans


def _before_answered(lines: Lines, stretches: list[Stretch]) -> list[Stretch]:
    """The sender's stretches up to where the mail answered to begins, behind the footer of a phone; else all."""
    if not stretches or stretches[0][0]:
        return stretches
    texts = lines.texts[: stretches[0][1]]
    if SENT_FROM_HEADS.isdisjoint(map(_HEAD, texts)):
        return stretches
    for i, text in enumerate(texts):
        if text[:4] in SENT_FROM_HEADS and len(text) < _LONGEST_FOOTER and edges.is_sent_from(text):
            return _before_rest(lines, stretches, i + 1)
    return stretches


def _before_rest(lines: Lines, stretches: list[Stretch], i: int) -> list[Stretch]:
    """Long text behind the footer, or a sentence below a blank line, is not the sender's."""
    begin, end = stretches[0]
    written = [j for a, b in [(i, end), *stretches[1:]] for j in range(a, b) if lines.texts[j]]
    if not written or written[0] >= end:
        return stretches
    long = len(written) > _LINES_BEHIND_FOOTER or any(len(lines.texts[j]) > _LONG_LINE for j in written)
    if not long and not (written[0] > i and lines.texts[written[0]][-1] in ".!?"):
        return stretches
    return [(begin, written[0])]
