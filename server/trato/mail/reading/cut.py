"""Cut a body into what the sender wrote, greeting, sign-off, signature, disclaimer and quoted messages.

The parts cover the body in order without gap or overlap; the work is linear in its length.
"""

from collections.abc import Iterable, Sequence

from trato.mail.reading import closing, lines, owners, quoting, shapes
from trato.mail.reading.closing import Run
from trato.mail.reading.lines import Lines
from trato.mail.reading.model import Cut, Kind, Part, Quoted
from trato.mail.reading.owners import Owned

_IN_REPLY = frozenset((Kind.GREETING, Kind.BODY, Kind.SIGNOFF))


def reply_of(body: str) -> str:
    """What the sender of this mail wrote, without signature, disclaimer and quoted text.

    The same as `cut(body).reply`, in about half the time: nothing quoted is read.
    """
    split = lines.split(body)
    owned = owners.assign(split, quoting.find(split))
    kinds = _kinds(split, owned, ("",))
    own = (
        body[start:end]
        for kind, depth, start, end in _stretches(split, owned.message, kinds)
        if depth == 0 and kind in _IN_REPLY and not (kind is Kind.SIGNOFF and body.startswith("--", start))
    )
    return _text("".join(own))


def cut(body: str, sender: str = "") -> Cut:
    """Take a body apart. `sender` (a display name or address) helps to know the sender's name at the end."""
    split = lines.split(body)
    owned = owners.assign(split, quoting.find(split))
    quoted = tuple(header.describe() if header else Quoted() for header in owned.headers)
    authors = (sender, *(q.author or q.on_behalf_of or q.email or "" for q in quoted))
    parts = tuple(Part(*found) for found in _stretches(split, owned.message, _kinds(split, owned, authors)))
    own, signed = _own(body, parts)
    reply, signature = ("".join(body[p.start : p.end] for p in some) for some in (own, signed))
    return Cut(parts=parts, quoted=quoted, reply=_text(reply), signature=_text(signature))


def _own(body: str, parts: Iterable[Part]) -> tuple[list[Part], list[Part]]:
    """The sender's own parts: those of the reply, and those of the signature."""
    own = [part for part in parts if part.depth == 0]
    signed = [part for part in own if part.kind is Kind.SIGNATURE or _is_delimited(body, part)]
    return [part for part in own if part.kind in _IN_REPLY and part not in signed], signed


def _is_delimited(body: str, part: Part) -> bool:
    """A sign-off that stands behind `--` goes with the signature."""
    return part.kind is Kind.SIGNOFF and body.startswith("--", part.start)


def _kinds(split: Lines, owned: Owned, authors: Sequence[str]) -> list[Kind]:
    """The kind of every line; messages without an author in `authors` stay body, unread."""
    kinds = [Kind.HEADER if header else Kind.BODY for header in owned.is_header]
    opened: set[int] = set()
    i, n = 0, split.size
    while i < n:
        if owned.is_header[i]:
            i += 1
            continue
        message, start = owned.message[i], i
        while i < n and owned.message[i] == message and not owned.is_header[i]:
            i += 1
        if message >= len(authors):
            continue
        run = Run(split.texts, kinds, start, i, shapes.name_words(authors[message]))
        closing.mark(run, is_first=message not in opened)
        if any(split.texts[start:i]):
            opened.add(message)
    return kinds


def _stretches(split: Lines, messages: list[int], kinds: list[Kind]) -> Iterable[tuple[Kind, int, int, int]]:
    """What the parts are made of: kind, depth, start and end."""
    begin, n = 0, split.size
    for i in range(1, n + 1):
        if i == n or kinds[i] is not kinds[begin] or messages[i] != messages[begin]:
            if split.ends[i - 1] > split.starts[begin]:
                yield kinds[begin], messages[begin], split.starts[begin], split.ends[i - 1]
            begin = i


def _text(joined: str) -> str:
    """Without blank space at the ends of lines and around."""
    return "\n".join([line.rstrip() for line in joined.split("\n")]).strip()
