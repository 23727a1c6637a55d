"""Which of the languages read a text is in, by its small words."""

import re

from trato.mail.reading.languages import READ

_SEEN = 1500
_WORD = re.compile(r"[^\W\d_]+")
_VOTES: dict[str, tuple[str, ...]] = {}
for _language in READ:
    for _word in (*_language.stop_words, *_language.greetings, *_language.signoffs):
        if " " not in _word:
            _VOTES[_word] = (*_VOTES.get(_word, ()), _language.code)
_SHARES = {word: 1 / len(codes) for word, codes in _VOTES.items()}


def detect(text: str) -> str | None:
    """The ISO 639 code with most small words, or None where nothing speaks for one language alone."""
    votes: dict[str, float] = {}
    for word in filter(_VOTES.__contains__, _WORD.findall(text[:_SEEN].lower())):
        for code in _VOTES[word]:
            votes[code] = votes.get(code, 0.0) + _SHARES[word]
    ranked = sorted(votes.items(), key=lambda vote: -vote[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
