"""Gives every line of a body to the message it belongs to: 0 is the sender's own, n the n-th quoted one."""

from dataclasses import dataclass

from trato.mail.reading import edges
from trato.mail.reading.blocks import Header
from trato.mail.reading.lines import Lines
from trato.mail.reading.vocabulary import SENT_FROM_STARTS

_LINES_BEHIND_FOOTER = 4


@dataclass(slots=True)
class Owned:
    """For each line its message and whether it is header; `headers[n - 1]` introduced message n, if any did."""

    message: list[int]
    is_header: list[bool]
    headers: list[Header | None]


def assign(lines: Lines, found: list[Header]) -> Owned:
    """Walk the lines once: a header opens a message, `>` marks lead in and out of it."""
    owned = Owned([0] * lines.size, [False] * lines.size, [])
    owners = {0: 0}
    if not any(lines.levels):
        for k, header in enumerate(found):
            _open(lines, owned, owners, header)
            end = found[k + 1].start if k + 1 < len(found) else lines.size
            owned.message[header.end : end] = [owners[0]] * (end - header.end)
        _behind_footer(lines, owned)
        return owned
    heads = iter(found)
    head = next(heads, None)
    i = 0
    while i < lines.size:
        if head is not None and i == head.start:
            _open(lines, owned, owners, head)
            i, head = head.end, next(heads, None)
            continue
        _give(lines, owned, owners, i)
        i += 1
    _behind_footer(lines, owned)
    return owned


def _open(lines: Lines, owned: Owned, owners: dict[int, int], head: Header) -> None:
    owned.headers.append(head)
    message, level = len(owned.headers), lines.levels[head.start]
    for j in range(head.start, head.end):
        owned.message[j], owned.is_header[j] = message, True
    for deeper in [depth for depth in owners if depth > level]:
        del owners[deeper]
    following = _first_text(lines, head.end)
    if following is not None and lines.levels[following] > level:
        owners[level + 1] = message
        if lines.levels[following] > level + 1 and not head.is_block:
            owners[lines.levels[following]] = message
        if head.is_block:
            owners[level] = message
    elif head.is_block or not _nothing_before(lines, head, level):
        owners[level] = message


def _nothing_before(lines: Lines, head: Header, level: int) -> bool:
    """An attribution on top over text without marks: the marks got lost and the sender answers below."""
    return level == 0 and not any(lines.texts[: head.start])


def _give(lines: Lines, owned: Owned, owners: dict[int, int], i: int) -> None:
    level = lines.levels[i]
    message = owners.get(level)
    if message is None:
        if not lines.texts[i]:  # a bare mark says nothing about a new message
            owned.message[i] = owned.message[i - 1] if i else 0
            return
        owned.headers.append(None)
        message = owners[level] = len(owned.headers)
    owned.message[i] = message


def _first_text(lines: Lines, i: int) -> int | None:
    for j in range(i, min(i + 12, lines.size)):
        if lines.texts[j]:
            return j
    return None


def _behind_footer(lines: Lines, owned: Owned) -> None:
    """What stands behind "Sent from my phone" without a header of its own is the mail answered to."""
    for i, text in enumerate(lines.texts):
        if owned.message[i]:
            return
        if text[:4].lower() in SENT_FROM_STARTS and len(text) < 120 and edges.is_sent_from(text):
            _quote_rest(lines, owned, i + 1)
            return


def _quote_rest(lines: Lines, owned: Owned, i: int) -> None:
    rest = [j for j in range(i, lines.size) if owned.message[j] == 0]
    written = [j for j in rest if lines.texts[j]]
    long = len(written) > _LINES_BEHIND_FOOTER or any(len(lines.texts[j]) > 60 for j in written)
    detached = bool(written) and written[0] > i
    if not written or not (long or (detached and lines.texts[written[0]][-1:] in ".!?")):
        return
    first = written[0]
    if any(owned.message[i:first]):
        return
    owned.headers.insert(0, None)
    owned.message[:] = [m + 1 if m else 0 for m in owned.message]
    for j in rest:
        if j >= first:
            owned.message[j] = 1
