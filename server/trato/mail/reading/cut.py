"""Cut a body into what the sender wrote, greeting, sign-off, signature, disclaimer and quoted messages.

The parts cover the body in order without gap or overlap; the work is linear in its length.
"""

import re
from collections.abc import Iterable, Sequence

from trato.mail.reading import closing, lines, owners, quoting, shapes
from trato.mail.reading.closing import Run
from trato.mail.reading.lines import Lines
from trato.mail.reading.model import Cut, Kind, Part, Quoted
from trato.mail.reading.owners import Span

_SIGNOFF, _SIGNATURE = Kind.SIGNOFF, Kind.SIGNATURE
_IN_REPLY = frozenset((Kind.GREETING, Kind.BODY, Kind.SIGNOFF))
_SAME = re.compile(rb"(.)\1*", re.DOTALL)


def reply_of(body: str) -> str:
    """What the sender of this mail wrote, without signature, disclaimer and quoted text.

    The same as `cut(body).reply`, in about a third of the time: nothing is read that cannot be the sender's.
    """
    split = lines.split(body)
    kinds = bytearray(split.size)
    written: list[str] = []
    is_first = True
    for start, end in owners.own(split, quoting.find(split)):
        closing.mark(Run(split.texts, kinds, start, end, _NOBODY), is_first=is_first)
        is_first = is_first and not any(split.texts[start:end])
        for kind, at, to in _stretches(kinds, start, end):
            if kind in _IN_REPLY and not (kind is _SIGNOFF and split.raws[at].startswith("--")):
                written += split.raws[at:to]
    return _text(written)


_NOBODY: frozenset[str] = frozenset()


def cut(body: str, sender: str = "") -> Cut:
    """Take a body apart. `sender` (a display name or address) helps to know the sender's name at the end."""
    split = lines.split(body)
    owned = owners.assign(split, quoting.find(split))
    quoted = tuple(header.describe() if header else Quoted() for header in owned.headers)
    authors = (sender, *(q.author or q.on_behalf_of or q.email or "" for q in quoted))
    parts = tuple(_parts(split, owned.spans, authors))
    own, signed = _own(body, parts)
    reply, signature = ("".join([body[p.start : p.end] for p in some]).split("\n") for some in (own, signed))
    return Cut(parts=parts, quoted=quoted, reply=_text(reply), signature=_text(signature))


def _own(body: str, parts: Iterable[Part]) -> tuple[list[Part], list[Part]]:
    """The sender's own parts: those of the reply, and those of the signature."""
    own: list[Part] = []
    signed: list[Part] = []
    for part in parts:
        if part.depth == 0:
            if part.kind is _SIGNATURE or _is_delimited(body, part):
                signed.append(part)
            elif part.kind in _IN_REPLY:
                own.append(part)
    return own, signed


def _is_delimited(body: str, part: Part) -> bool:
    """A sign-off that stands behind `--` goes with the signature."""
    return part.kind is _SIGNOFF and body.startswith("--", part.start)


def _parts(split: Lines, spans: Iterable[Span], authors: Sequence[str]) -> Iterable[Part]:
    """Every span by kind: headers whole, what a message says as its greeting, closing and body."""
    kinds = bytearray(split.size)
    offsets = split.offsets()
    opened: set[int] = set()
    for span in spans:
        message, start, end = span.message, span.start, span.end
        if span.is_header:
            yield Part(Kind.HEADER, message, offsets[start], offsets[end])
            continue
        run = Run(split.texts, kinds, start, end, shapes.name_words(authors[message]))
        closing.mark(run, is_first=message not in opened)
        if any(split.texts[start:end]):
            opened.add(message)
        for kind, at, to in _stretches(kinds, start, end):
            if offsets[to] > offsets[at]:
                yield Part(kind, message, offsets[at], offsets[to])


def _stretches(kinds: bytearray, start: int, end: int) -> Iterable[tuple[Kind, int, int]]:
    """The stretches of lines [start, end) of one kind."""
    if start < end and kinds.count(0, start, end) == end - start:  # nothing but body, as mostly
        yield Kind.BODY, start, end
        return
    for found in _SAME.finditer(kinds, start, end):
        yield closing.KINDS[kinds[found.start()]], *found.span()


def _text(raws: Iterable[str]) -> str:
    """Without blank space at the ends of lines and around."""
    return "\n".join([raw.rstrip() for raw in raws]).strip()
