"""Lines at the edge of a message that need no neighbour to be known: greetings, delimiters, footers, legal notices."""

import re
from collections.abc import Sequence

from trato.mail.reading.languages.model import word_set
from trato.mail.reading.vocabulary import ADDRESSEES, DISCLAIMERS, GREETINGS, SENT_FROM, SENT_FROM_STARTS

EDGE = " \t,.!;:~*_-–—/>|=\"'()\u200b\u200e"
PARTICLES = word_set(
    """
    de del la las los y e da do dos das di van von der den le el al bin und and ten ter zu & / et
    """
)
VERBAL = word_set(
    """
    i is are you your we it this que he te le la was have here attached please can could for me adjunto thanks to
    from if the of at be on no in as so by or not an my
    """
)
_SPEAKING = VERBAL - PARTICLES
NO_LETTER = re.compile(r"^[\W_]*$")

_RULE = re.compile(r"^\W{0,2}[-_=*#~–—\u2500.+]{3,}[-_=*#~–—\u2500.+\s]*\W{0,2}$")
_DRAWN = frozenset("-_=*#~–—\u2500.+|/<>([ ")
_TRACKER = frozenset("ᐧ\u200b\ufeff")
_DELIMITERS = frozenset(("--", "—", "–", "__", "-- -", "- --", "---"))
_ATTACHMENT = re.compile(
    r"^(?:[-*•]\s*)?(?:\(?(?:see attached file|attachment|attached|ver archivo adjunto|adjunto)s?:.{1,200}"
    r"|<<.{1,200}>>"
    r"|[-*•]\s?[^\s/\\:][^/\\:]{0,100}\.(?:docx?|xlsx?|pptx?|pdf|txt|zip|rtf|gif|jpe?g|png|html?|csv|vcf|url|wpd|bmp|tif"
    r"|lwp|msg|eml|dat|ics))$",
    re.IGNORECASE,
)
_LONGEST_ATTACHMENT = 220
_BEFORE_ATTACHMENT = frozenset("-*•(<")
_ATTACHMENT_STARTS = frozenset(("see", "att", "ver", "adj"))
_ARCHIVE_STARTS = frozenset(("view", "sent", "to u", "for ", "http"))
"""What a line of `_ARCHIVE` begins with, but one that ends in “mailing list”."""
_ARCHIVE = re.compile(
    r"^(?:view this message in context|sent from the .{0,80}\b(?:archive|mailing list)|to unsubscribe\b.{0,80}@"
    r"|for additional commands\b|.{0,60}mailing list$|http\S{0,40}/(?:mailman|listinfo)/)",
    re.IGNORECASE,
)
_FOOTER_START = 4
_FOOTERS = (
    "do you yahoo", "get your free", "get your private", "join the world", "send and receive hotmail",
    "chat with friends",
    "msn photos", "get free", "protect your pc", "unsubscribe", "this email has been scanned", "scanned by",
    "powered by",
    "this message has been scanned", "yahoo! ", "try msn", "get more from the web", "free email", "checked by avg",
    "outgoing mail is certified", "libre de virus", "no virus found", "para cancelar", "click here", "start your day",
    "never miss", "instant messaging", "share information about yourself", "create your own", "virus-free",
    "virus free",
)  # fmt: skip
_FOOTER_STARTS = frozenset(footer[:_FOOTER_START] for footer in _FOOTERS)
_LONGEST_FOOTER = 160
_GREETING_WORDS = frozenset(greeting.partition(" ")[0] for greeting in GREETINGS)
_LONGEST_GREETING = 60
_MOST_NAMES = 6
_LONG_PHRASE = 4
_SHORTEST_NOTICE = 60
_SEEN_OF_NOTICE = 1500
_PHRASES_OF_NOTICE = 2
_ON_MAIL = (
    "confiden",
    "intended",
    "vertraul",
    "destinat",
    "riservat",
    "error",
    "unsubscribe",
    "virus",
    "baja",
    "priva",
    "print",
    "imprim",
    "prohib",
    "unauthor",
    "vertrouwelijk",
    "legal",
    "register",
    "empfänger",
    "umwelt",
    "notice",
    "aviso",
    "stampare",
)
"""One of these stands in every notice: asked before the long list of phrases."""


def is_greeting(text: str) -> bool:
    """ "Hi Ann," "Estimado Sr. López:" "Bob -" "All,": a first line that only addresses."""  # noqa: D210 - a quotation
    if len(text) > _LONGEST_GREETING or not text[0].isalpha():
        return False
    bare = text.strip(EDGE).lower()
    if bare in GREETINGS:
        return True
    words = bare.split()
    for size in (3, 2, 1) if words[0].rstrip(",:") in _GREETING_WORDS else ():
        if len(words) > size and " ".join(words[:size]).rstrip(",:") in GREETINGS:
            rest = words[size:]
            return len(rest) <= _MOST_NAMES and "?" not in text and not _is_sentence(rest, text)
    return _is_addressed(text, words)


def _is_sentence(words: Sequence[str], text: str) -> bool:
    return (len(words) > _LONG_PHRASE and text[-1] == ".") or any(word.strip(",.") in _SPEAKING for word in words)


def _is_addressed(text: str, words: Sequence[str]) -> bool:
    """A name or a group alone, closed by a comma, a colon or a dash."""
    if text[-1] not in ",:-–!" or len(words) > _MOST_NAMES or any(c.isdigit() for c in text):
        return False
    if words and words[0].strip(",:") in ADDRESSEES:
        return True
    bare = [word.strip(",/&()") for word in text.rstrip(",:-–! ").split()]
    known = any(word.lower() in VERBAL for word in bare)
    return not known and all(not word or word[0].isupper() or word.lower() in PARTICLES for word in bare)


def is_delimiter(text: str) -> bool:
    """`--` and what people type for it."""
    return text in _DELIMITERS


def is_attachment(text: str) -> bool:
    """A line a program put below: the name of a file, or the footer of a list or its archive."""
    if len(text) > _LONGEST_ATTACHMENT:
        return False
    if text[0] in _BEFORE_ATTACHMENT or (":" in text and text[:3].lower() in _ATTACHMENT_STARTS):
        return _ATTACHMENT.match(text) is not None or is_archive_footer(text)
    return is_archive_footer(text)


def is_archive_footer(text: str) -> bool:
    """The footer of a mailing list or of its archive."""
    return (
        len(text) <= _LONGEST_ATTACHMENT
        and (text[:4].lower() in _ARCHIVE_STARTS or text[-12:].lower() == "mailing list")
        and _ARCHIVE.match(text) is not None
    )


def is_rule(text: str) -> bool:
    """A line drawn with punctuation, or a tracking mark: nothing to read."""
    first = text[0]
    if first in _DRAWN:
        return _RULE.match(text) is not None or text in _DELIMITERS
    return first in _TRACKER and all(c in _TRACKER for c in text)


def is_footer(text: str) -> bool:
    """A line a program or a service added: "Sent from my iPhone", free-mail advertising, a line of dashes."""
    head = text[:_FOOTER_START].lower()
    if head in SENT_FROM_STARTS:
        return len(text) <= _LONGEST_FOOTER and (text.lower().startswith(_FOOTERS) or is_sent_from(text))
    if head in _FOOTER_STARTS:
        return len(text) <= _LONGEST_FOOTER and text.lower().startswith(_FOOTERS)
    return is_rule(text)


def is_sent_from(text: str) -> bool:
    """The footer of a phone or an app."""
    head = text.partition("<")[0].strip()
    return head[:_FOOTER_START].lower() in SENT_FROM_STARTS and SENT_FROM.match(head) is not None


def is_disclaimer(paragraph: Sequence[str]) -> bool:
    """A paragraph that reads like a legal notice: two of its phrases, or one in a text drawn off by a rule."""
    joined = " ".join(paragraph)[:_SEEN_OF_NOTICE].lower()
    if len(joined) < _SHORTEST_NOTICE:
        return False
    for word in _ON_MAIL:  # a plain loop, as this is asked of the last paragraph of every message
        if word in joined:
            break
    else:
        return False
    hits = sum(phrase in joined for phrase in DISCLAIMERS)
    return hits >= _PHRASES_OF_NOTICE or (hits == 1 and is_rule(paragraph[0]))
