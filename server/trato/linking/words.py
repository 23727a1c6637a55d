"""Words and numbers that two texts share: folded for case and accents, without the words that say nothing."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

_TOKEN = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[^a-z0-9]+")
SHORTEST_WORD = 3

STOP_WORDS = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "from",
        "your",
        "our",
        "you",
        "are",
        "was",
        "this",
        "that",
        "have",
        "has",
        "will",
        "about",
        "not",
        "but",
        "any",
        "all",
        "can",
        "into",
        "out",
        "new",
        "meeting",
        "call",
        "please",
        "update",
        "information",
        "question",
        "request",
        "follow",
        "reply",
        "mail",
        "email",
        "message",
        "fwd",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "los",
        "las",
        "una",
        "uno",
        "del",
        "con",
        "por",
        "para",
        "que",
        "sobre",
        "esta",
        "este",
        "esto",
        "son",
        "ser",
        "como",
        "mas",
        "sus",
        "nos",
        "les",
        "muy",
        "pero",
        "hay",
        "fue",
        "consulta",
        "reunion",
        "llamada",
        "oferta",
        "pedido",
        "correo",
        "mensaje",
        "pregunta",
        "solicitud",
        "informacion",
        "seguimiento",
        "visita",
        "quote",
        "offer",
        "order",
        "project",
        "proyecto",
    ]
)


def fold(text: str) -> str:
    """Return the text in lower case without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def tokens(text: str) -> frozenset[str]:
    """Return every word of a text, folded."""
    return frozenset(_TOKEN.findall(fold(text)))


def words(text: str) -> frozenset[str]:
    """Return the telling words of a text, folded."""
    return frozenset(
        token for token in tokens(text) if token not in STOP_WORDS and (len(token) >= SHORTEST_WORD or token.isdigit())
    )


def number(text: str) -> str:
    """Return a reference number as compared: letters and digits only (Q-2231 and q 2231 are the same)."""
    return _NUMBER.sub("", fold(text))


class Rarity:
    """How much a word tells: more the fewer names have it (inverse document frequency)."""

    def __init__(self, names: Iterable[frozenset[str]]) -> None:
        counted: Counter[str] = Counter()
        total = 0
        for name in names:
            counted.update(name)
            total += 1
        self._counted: Mapping[str, int] = counted
        self._total = max(1, total)

    def weight(self, word: str) -> float:
        """Return the word's weight, at least a little."""
        return math.log(1 + self._total / max(1, self._counted.get(word, 1)))

    def share(self, found: frozenset[str], of: frozenset[str]) -> float:
        """Return which part of a name's weight the found words make up, from 0 to 1."""
        whole = sum(self.weight(word) for word in of)
        return sum(self.weight(word) for word in found & of) / whole if whole else 0.0
