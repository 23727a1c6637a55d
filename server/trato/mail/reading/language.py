"""Which of the languages read a text is in, by its small words."""

from collections import Counter
from math import lcm

from trato.mail.reading.languages import READ
from trato.mail.reading.words import words

_SEEN = 1500


def _speaking() -> dict[str, tuple[str, ...]]:
    """Each small word with the codes of the languages that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for language in READ:
        for word in (*language.stop_words, *language.greetings, *language.signoffs):
            if " " not in word:
                found[word] = (*found.get(word, ()), language.code)
    return found


_GROUPS = {word: " ".join(codes) for word, codes in _speaking().items()}
"""Words by the codes they vote for, as one text: so that the words of a mail are counted, and only groups looked at."""
_WHOLE = lcm(*(len(codes) for codes in _speaking().values()))
_SHARES = {group: (group.split(), _WHOLE // len(group.split())) for group in _GROUPS.values()}
"""A word's vote is divided among the languages that have it; whole numbers, so that a tie is one."""


def detect(text: str) -> str | None:
    """The ISO 639 code with most small words, or None where nothing speaks for one language alone."""
    counted = Counter(map(_GROUPS.get, words(text[:_SEEN].lower())))
    votes: dict[str, int] = {}
    for group, count in counted.items():
        if group is not None:
            codes, share = _SHARES[group]
            for code in codes:
                votes[code] = votes.get(code, 0) + share * count
    best = max(votes.values(), default=0)
    leading = [code for code, vote in votes.items() if vote == best]
    return leading[0] if len(leading) == 1 else None
