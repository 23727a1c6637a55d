"""Does a mail ask for, give, accept, decline or move a meeting or a call (en, es)? A sum of named cues, each a reason.

The weights were set by hand while reading mail; nothing is learnt from a set and nothing of one is stored.
"""

import math
import re
from collections.abc import Iterator
from itertools import islice

from trato.mail.reading.cues import CUES, CUES_BY_NEED, NEEDED, Cue
from trato.mail.reading.model import Meeting, Period

SUGGEST_AT = 0.8
"""From this intent on a meeting is suggested by itself; below it, only shown when asked."""

_SEEN = 6000
_LONG = 2500
_BASE = -2.2
_BETWEEN = re.compile(r"[\s.](?:(?<=[.!?…]\s)\s*|(?<=\n)\s*\n|(?<=\n)(?=[-*•])|(?<=\.)\.{2,})")
"""What parts sentences: space behind a stop, a blank line, the line break before a bullet, or three dots.

The look behind stands after the first character, so that the search leaps from one possible place to the next.
"""
_MOST_SENTENCES = 80


def read(reply: str, times: tuple[Period, ...], *, is_invitation: bool) -> Meeting:
    """Weigh what the sender wrote; `times` were found in it, `is_invitation` when Outlook's block says so."""
    if is_invitation:
        return Meeting(intent=0.99, kind="request", times=times, why=("an Outlook invitation",))
    text = reply[:_SEEN]
    best, kind, why = _strongest(text)
    if best > 0 and _is_precise(times):
        best, why = best + 1.0, (*why, "names a time")
    elif best > 0 and times:
        best, why = best + 0.6, (*why, "names a day")
    if len(reply) > _LONG:
        best, why = best - 1.2, (*why, "long text")
    intent = 1 / (1 + math.exp(-(best + _BASE)))
    return Meeting(intent=intent, kind=kind if intent >= 0.5 else None, times=times, why=why)


def _strongest(text: str) -> tuple[float, str | None, tuple[str, ...]]:
    """The strongest sentence's cues, with a little for what the other sentences add."""
    total: dict[str, float] = {}
    kinds: dict[str, float] = {}
    peak = 0.0
    for hits in _cues_by_sentence(text.lower()):
        weight = sum(cue.weight for cue in hits)
        peak = max(peak, weight)
        for cue in hits:
            total[cue.name] = max(total.get(cue.name, 0.0), cue.weight)
            if cue.kind:
                kinds[cue.kind] = max(kinds.get(cue.kind, 0.0), weight)
    best = peak + 0.35 * (sum(total.values()) - peak) if total else 0.0
    kind = max(kinds, key=lambda k: kinds[k]) if kinds else None
    return best, kind, tuple(total)


def _cues_by_sentence(lower: str) -> Iterator[list[Cue]]:
    """The cues that hold in each sentence, in order; only those are tried of which a needed word is there."""
    needed = [(found.start(), found.group(1)) for found in NEEDED.finditer(lower)]
    if not needed:
        return
    k = 0
    for begin, end in islice(_sentences(lower), _MOST_SENTENCES):
        likely: set[int] = set()
        while k < len(needed) and needed[k][0] < end:
            likely |= CUES_BY_NEED[needed[k][1]]
            k += 1
        if likely:
            sentence = lower[begin:end]
            yield [CUES[number] for number in sorted(likely) if CUES[number].pattern.search(sentence)]


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for found in _BETWEEN.finditer(text):
        yield begin, found.start()
        begin = found.end()
    yield begin, len(text)


def _is_precise(times: tuple[Period, ...]) -> bool:
    return any(period.start.hour or period.start.minute for period in times)
