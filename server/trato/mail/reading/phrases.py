"""Phrases that a subject may begin with, in all languages read."""

import re
from collections.abc import Iterable, Sequence


class Phrases:
    """Matches one of some phrases at the start; its first letters are asked before the pattern."""

    def __init__(self, words: Sequence[str]) -> None:
        self._pattern = _phrases(words)
        self._starts = frozenset(map(_start, words))

    def begin(self, subject: str) -> bool:
        """Does the subject begin with one of them."""
        start = _start(subject)
        return (start in self._starts or not start.isascii()) and self._pattern.match(subject) is not None


def _start(text: str) -> str:
    return text.lstrip()[:2].lower()


def _phrases(words: Iterable[str]) -> re.Pattern[str]:
    """Match a phrase at the start; a phrase of one word only before a colon, since people use such words too."""
    many = sorted({re.escape(w) for w in words if " " in w or "-" in w}, key=len, reverse=True)
    one = sorted({re.escape(w) for w in words if " " not in w and "-" not in w}, key=len, reverse=True)
    return re.compile(rf"\s*(?:(?:{'|'.join(many)})\b|(?:{'|'.join(one)})\s*:)", re.IGNORECASE)
