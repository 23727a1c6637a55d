"""The telling words of a text, and their marks: what two texts share, without keeping either.

Words are folded (case, accents, plural) and rid of those that say nothing in English or Spanish. A mark is a word's
checksum cut to 16 bits: many words have the same one, so the marks of a mail do not give back what it said, yet tell
well enough whether it named an opportunity (a chance hit needs 65,536 tries).
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import lru_cache

SHORTEST_WORD = 3
MOST_MARKS = 96
READ_CHARACTERS = 4000
MOST_KEPT = 65_536
_TOKEN = re.compile(r"[^\W_]+")
_COMBINING = re.compile("[\u0300-\u036f]")

# Words that say nothing, in a name or elsewhere.
_GRAMMAR = (
    "the and for with from your our you are was this that have has will about not but any all can into out fwd "
    "mon tue wed thu fri los las una uno del con por para que sobre esta este esto son ser como mas sus nos les "
    "muy pero hay fue hola buenos dias buenas tardes gracias muchas saludos cordial atentamente estimado "
    "estimada senor senora usted ustedes hello dear thanks thank regards best kind sincerely hope well good "
    "morning afternoon been were they them their there here what when which who would could should just also "
    "some more than then its let get see know need like make made one two first next last week month today "
    "tomorrow day days year time estos estas era han hemos tiene tenemos puede podemos cuando donde cual cuales "
    "quien todo toda todos todas otro otra tambien solo algo nada aqui asi bien hoy manana semana mes ano dia "
    "hora ultimo proximo primero desde hasta entre sin segun please"
)
GRAMMAR = frozenset(_GRAMMAR.split())
# Words that say of what kind a talk is, but never which opportunity it is about.
_GENERIC = (
    "meeting call update information question request follow reply mail email message consulta reunion llamada "
    "oferta pedido correo mensaje pregunta solicitud informacion seguimiento visita quote offer order project "
    "proyecto new visit proposal propuesta presupuesto budget documents documentacion"
)
GENERIC = frozenset(_GENERIC.split())


def fold(text: str) -> str:
    """Return the text in lower case without accents."""
    if text.isascii():
        return text.lower()
    return _COMBINING.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()))


def tokens(text: str) -> frozenset[str]:
    """Return every word of a text, folded."""
    return frozenset(_TOKEN.findall(fold(text)))


def words(text: str) -> frozenset[str]:
    """Return the words of a name that may tell it from others, folded; short ones only if they are numbers."""
    return frozenset(token for token in _TOKEN.findall(fold(text)) if _tells(token) and token not in GENERIC)


def stem(word: str) -> str:
    """Return a folded word without the ending of an English or Spanish plural (naves, nave; compresores, compresor)."""
    bare = word[:-1] if len(word) > SHORTEST_WORD and word[-1] == "s" and word[-2] != "s" else word
    return bare[:-1] if len(bare) > SHORTEST_WORD and bare[-1] == "e" else bare


@lru_cache(maxsize=65536)
def mark(word: str) -> int:
    """Return the mark of a folded word, from -32768 to 32767 (PostgreSQL's smallint)."""
    return (zlib.crc32(stem(word).encode()) & 0xFFFF) - 0x8000


class _Marks(dict[str, int | None]):
    """The mark of each folded word, None for one that says nothing; a mail's words mostly were in others before."""

    def __missing__(self, word: str) -> int | None:
        if len(self) >= MOST_KEPT:
            self.clear()
        found = self[word] = mark(word) if _tells(word) else None
        return found


@lru_cache(maxsize=65536)
def marks_of(words: frozenset[str]) -> frozenset[int]:
    """Return the marks of folded words."""
    return frozenset(map(mark, words))


def marks(text: str) -> frozenset[int]:
    """Return the marks of the words of a text that say something, of its beginning if it is long."""
    told = map(_MARKS.__getitem__, dict.fromkeys(_tokens(text[:READ_CHARACTERS])))
    return frozenset([one for one in told if one is not None][:MOST_MARKS])


def _tokens(text: str) -> list[str]:
    """Return the words of a text in order, folded. Latin letters go through a table, which knows no pattern."""
    try:
        folded = text.encode("ascii" if text.isascii() else "cp1252").translate(_FOLDED)
    except UnicodeEncodeError:
        return _TOKEN.findall(fold(text))
    return _TOKEN.findall(fold(text)) if _ODD in folded else folded.decode("ascii").split()


def _tells(token: str) -> bool:
    if token.isdigit():
        return len(token) > 1
    return len(token) >= SHORTEST_WORD and token not in GRAMMAR


_ODD = b"\0"


def _folded(code: int) -> bytes:
    """Return what a byte of cp1252 is in a word: a letter or digit, a blank between words, `_ODD` if more than one."""
    found = _TOKEN.findall(fold(bytes((code,)).decode("cp1252", "replace")))
    if not found:
        return b" "
    letter = found[0]
    return letter.encode("ascii") if len(found) == len(letter) == 1 and letter.isascii() else _ODD


_FOLDED = b"".join(map(_folded, range(256)))
_MARKS = _Marks()
