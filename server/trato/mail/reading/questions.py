"""Open questions to the reader: the sentences of a reply that end in a question mark."""

import re

_QUESTION = re.compile(r"(?:^|(?<=[.!?…\n]))\s*(?P<asked>[^.!?…\n]{2,400}(?:\n[^.!?…\n]{1,200}){0,3}\?)")
_SEEN = 8000
_MOST = 20
_RHETORICAL = frozenset(("ok?", "right?", "no?", "verdad?", "¿verdad?", "¿no?", "ok ?", "really?"))


def open_in(reply: str) -> tuple[str, ...]:
    """The questions in what the sender wrote, in order, each on one line."""
    found = (" ".join(match.group("asked").split()) for match in _QUESTION.finditer(reply[:_SEEN]))
    asked = (question for question in found if question.lower() not in _RHETORICAL and "http" not in question)
    return tuple(dict.fromkeys(asked))[:_MOST]
