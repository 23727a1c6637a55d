"""One line of what a mail says: its first sentence, without the greeting."""

import re

from trato.mail.reading import edges

_SEEN = 2000
_PAST_END = 4
"""How far behind a sentence its end is told: a blank, a bracket or mark, a letter. What ends later is cut anyway."""
_END = re.compile(
    r"(?<=[.!?…])(?<!\b[A-Z]\.)(?<!\bSr\.)(?<!\bMr\.)(?<!\bDr\.)(?<!\bMs\.)(?<!Mrs\.)(?<!Sra\.)(?<!\bNo\.)\s+(?=[¿¡\"'(]?[^\W_a-zà-ÿ])"
)
_INLINE_GREETING = re.compile(r"^(?P<greeting>[^,.!?:\n]{2,40})[,.!:]\s+")


def first_sentence(reply: str, limit: int = 160) -> str:
    """The first sentence of `reply`, at most `limit` characters, cut at a word; empty if there is none."""
    paragraph: list[str] = []
    for line in reply[:_SEEN].split("\n"):
        text = line.strip()
        if not paragraph and (not text or not any(map(str.isalnum, text)) or edges.is_greeting(text)):
            continue
        if not text:
            break
        paragraph.append(text)
    joined = " ".join(" ".join(paragraph).split())
    found = _INLINE_GREETING.match(joined)
    if found and edges.is_greeting(found.group("greeting")) and len(joined) > found.end():
        joined = joined[found.end() :]
    end = _END.search(joined, 0, limit + _PAST_END)
    return _shorten(joined[: end.start()] if end else joined, limit)


def _shorten(sentence: str, limit: int) -> str:
    if len(sentence) <= limit:
        return sentence
    head = sentence[: limit - 1]
    return f"{head[: head.rfind(' ')] if ' ' in head[limit // 2 :] else head}…"
