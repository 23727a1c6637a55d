"""Open questions to the reader: the sentences of a reply that end in a question mark."""

import re
from collections.abc import Iterator

_QUESTION = re.compile(r"(?:^|(?<=[.!?…\n]))\s*(?P<asked>[^.!?…\n]{2,400}(?:\n[^.!?…\n]{1,200}){0,3}\?)")
_SEEN = 8000
_MOST = 20
_RHETORICAL = frozenset(("ok?", "right?", "no?", "verdad?", "¿verdad?", "¿no?", "ok ?", "really?"))


def open_in(reply: str) -> tuple[str, ...]:
    """The questions in what the sender wrote, in order, each on one line."""
    text = reply[:_SEEN]
    found = (" ".join(match.group("asked").split()) for match in _asked(text))
    asked = (question for question in found if question.lower() not in _RHETORICAL and "http" not in question)
    return tuple(dict.fromkeys(asked))[:_MOST]


def _asked(text: str) -> Iterator[re.Match[str]]:
    """The questions, looked for only in the sentence before each question mark."""
    begin, mark = 0, text.find("?")
    while mark >= 0:
        begin = max(begin, *(text.rfind(stop, begin, mark) + 1 for stop in ".!…"))
        yield from _QUESTION.finditer(text, begin, mark + 1)
        begin, mark = mark + 1, text.find("?", mark + 1)
