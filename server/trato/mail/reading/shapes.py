"""The shape of one line near the edge of a message: greeting, formula, name, role, contact, place, footer or text."""

import re
from collections.abc import Sequence
from enum import StrEnum

from trato.mail.reading.vocabulary import (
    ADDRESSEES,
    COMPANY_WORDS,
    DEPARTMENT_WORDS,
    DISCLAIMERS,
    GREETINGS,
    JOB_WORDS,
    PHONE_LABELS,
    SENT_FROM,
    SIGNOFFS,
    STREET_WORDS,
)


class Shape(StrEnum):
    """What a line looks like by itself."""

    TEXT = "text"
    FORMULA = "formula"
    FORMULA_NAME = "formula with name"
    NAME = "name"
    INITIALS = "initials"
    ROLE = "role"
    CONTACT = "contact"
    EXTENSION = "extension"
    PLACE = "place"
    RULE = "rule"


_EDGE = " \t,.!;:~*_-–—/>|=\"'()"
_NO_LETTER = re.compile(r"^[\W_]*$")
_DELIMITER = re.compile(r"^(?:--|—|–|__|-- -|- --|---)$")
_ATTACHMENT = re.compile(
    r"^(?:[-*•]\s*)?(?:\(?(?:see attached file|attachment|attached|ver archivo adjunto|adjunto)s?:.{1,200}"
    r"|<<.{0,3}(?:file|archivo|ole|datei|fichier)?:?.{1,200}>>"
    r"|[-*•]\s?[^\s/\\:][^/\\:]{0,100}\.(?:docx?|xlsx?|pptx?|pdf|txt|zip|rtf|gif|jpe?g|png|htm|html|csv|vcf|url|ppt|wpd|bmp|tif|lwp|msg|eml))$",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?:\+|\(|\d)[\d\s().\-/+*]{5,22}\d")
_EXTENSION = re.compile(
    r"^(?:(?:x|ext|extension|extensión|int)[.:]?\s?-?\d{2,6}|[xX]?\d-?\d{3,5}|\d{4,6})$", re.IGNORECASE
)
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,}|^[\w-]{2,40}\.(?:com|org|net|es|mx|de|fr|it|nl|co)\b"
)
_POSTAL = re.compile(
    r"\b[A-Z]{2}\.?\s+\d{5}(?:-\d{4})?\b|\b\d{5}(?:-\d{3,4})?\s+[A-ZÁÉÍÓÚÑ][\w]+|\b[A-Z]{1,2}\d{1,2}[A-Z]?\s?\d[A-Z]{2}\b"
    r"|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b|\bP\.?\s?O\.?\s?Box\b|\b(?:EB|ECS|ECN|3AC)[-\s]?\d{2,5}\w?\b",
)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_NAME = re.compile(r"^(?:[-–—~/*\s]{0,4})(?:[^\W\d_][\w'’.-]*)(?:[\s,]+[^\W\d_][\w'’.-]*){0,4}[\s.,!*)]*$")
_PARTICLES = frozenset(
    (
        "de",
        "del",
        "la",
        "las",
        "los",
        "y",
        "e",
        "da",
        "do",
        "dos",
        "das",
        "di",
        "van",
        "von",
        "der",
        "den",
        "le",
        "el",
        "al",
        "bin",
        "und",
        "and",
        "ten",
        "ter",
        "zu",
        "&",
    )
)
_SPLIT_FORMULA = re.compile(r"^(?P<head>[^,.!–—\-\t]+?)\s*(?:[,.!–—\-\t]+|\s{2,})\s*(?P<tail>\S.*)$")
_FOOTERS = (
    "do you yahoo",
    "get your free",
    "get your private",
    "join the world",
    "send and receive hotmail",
    "chat with friends",
    "view this message in context",
    "to unsubscribe",
    "for additional commands",
    "msn photos",
    "get free",
    "protect your pc",
    "unsubscribe",
    "this email has been scanned",
    "this message has been scanned",
    "powered by",
    "avg ",
    "scanned by",
    "yahoo! ",
    "try msn",
    "get more from the web",
    "free email",
    "outgoing mail is certified",
    "checked by avg",
    "libre de virus",
    "no virus found",
    "version: ",
    "para cancelar",
    "mailing list",
    "sent from the ",
    "nabble",
    "click here",
    "start your day",
    "never miss",
    "instant messaging",
    "share information about yourself",
    "create your own",
)
_GREETING_MOST = 60


def is_greeting(text: str) -> bool:
    """ "Hi Ann," "Estimado Sr. López:" "Bob -" "All," — a first line that only addresses."""
    if len(text) > _GREETING_MOST or not text[0].isalpha():
        return False
    bare = text.strip(_EDGE).lower()
    if bare in GREETINGS:
        return True
    words = bare.split()
    for size in (3, 2, 1):
        if len(words) > size and " ".join(words[:size]).rstrip(",:") in GREETINGS:
            return len(words) - size <= 6 and "?" not in text and not _sentence(words[size:], text)  # noqa: PLR2004
    return _addressed(text, words)


def _sentence(words: Sequence[str], text: str) -> bool:
    return (len(words) > 4 and text[-1] == ".") or any(word in _VERBAL for word in words)  # noqa: PLR2004


_VERBAL = frozenset(
    (
        "i",
        "is",
        "are",
        "you",
        "your",
        "we",
        "it",
        "this",
        "que",
        "he",
        "te",
        "le",
        "la",
        "was",
        "have",
        "here",
        "attached",
        "please",
        "can",
        "could",
        "for",
        "me",
        "adjunto",
        "thanks",
        "to",
        "from",
        "if",
    )
)


def _addressed(text: str, words: Sequence[str]) -> bool:
    """A name or a group alone, closed by a comma, a colon or a dash."""
    if text[-1] not in ",:-–!" or len(words) > 6:  # noqa: PLR2004 - a few names
        return False
    if words[0].strip(",:") in ADDRESSEES and len(words) <= 3:  # noqa: PLR2004
        return True
    bare = [w.strip(",/&()") for w in text.rstrip(",:-–! ").split()]
    return all(not w or w[0].isupper() or w.lower() in _PARTICLES for w in bare) and not any(c.isdigit() for c in text)


def is_formula(text: str) -> bool:
    """A closing formula alone: "Regards," "Muchas gracias." "MfG"."""
    return len(text) < 50 and text.strip(_EDGE).lower() in SIGNOFFS  # noqa: PLR2004 - no formula is longer


def is_delimiter(text: str) -> bool:
    """`--` and what people type for it."""
    return _DELIMITER.match(text) is not None


def is_attachment(text: str) -> bool:
    """A line that only names an attached file."""
    return len(text) < 220 and _ATTACHMENT.match(text) is not None  # noqa: PLR2004 - a file name


def is_footer(text: str) -> bool:
    """A line a program or a service added: "Sent from my iPhone", free-mail advertising, a line of dashes."""
    if _NO_LETTER.match(text) and not any(c.isdigit() for c in text):
        return True
    if len(text) > 160:  # noqa: PLR2004 - a footer is short
        return False
    lower = text.lower()
    return lower.startswith(_FOOTERS) or SENT_FROM.match(text.partition("<")[0].strip()) is not None


def is_disclaimer(paragraph: Sequence[str]) -> bool:
    """A paragraph that reads like a legal notice: two of its phrases, or one in a long text between rules."""
    joined = " ".join(paragraph).lower()
    if len(joined) < 60:  # noqa: PLR2004 - a notice is longer
        return False
    hits = sum(phrase in joined for phrase in DISCLAIMERS)
    return hits >= 2 or (hits == 1 and _NO_LETTER.match(paragraph[0]) is not None)  # noqa: PLR2004


def name_words(author: str) -> frozenset[str]:
    """The words of a display name or address, in lower case, to know the author's name by."""
    head = author.partition("@")[0] if "@" in author and " " not in author else author
    return frozenset(word.lower().strip(".'") for word in re.split(r"[\s,._<>\"'()/-]+", head) if len(word) > 1)


def shape_of(text: str, names: frozenset[str]) -> Shape:
    """What a line looks like; `names` are the author's, which make even a lower-case word a name."""
    if len(text) > 110:  # noqa: PLR2004 - no line of a signature is longer
        return Shape.TEXT
    if _NO_LETTER.match(text):
        return Shape.RULE if not any(c.isdigit() for c in text) else _numeric(text)
    if is_formula(text):
        return Shape.FORMULA
    if _formula_with_name(text, names):
        return Shape.FORMULA_NAME
    if _EXTENSION.match(text):
        return Shape.EXTENSION
    if _is_contact(text):
        return Shape.CONTACT
    if _is_place(text):
        return Shape.PLACE
    if _is_name(text, names):
        return Shape.NAME
    return Shape.ROLE if _is_role(text) else Shape.TEXT


def _numeric(text: str) -> Shape:
    if _EXTENSION.match(text):
        return Shape.EXTENSION
    return Shape.CONTACT if _PHONE.search(text) else Shape.TEXT


def _formula_with_name(text: str, names: frozenset[str]) -> bool:
    """ "Thanks, Sara." "Cheers -- Rick" "Regards.  SS" "Best Fabian"."""
    found = _SPLIT_FORMULA.match(text)
    if found:
        head, tail = found.group("head").strip().lower(), found.group("tail").strip(_EDGE)
        return head in SIGNOFFS and len(tail) < 40 and (_is_name(tail, names) or tail.lower() in SIGNOFFS)  # noqa: PLR2004
    words = text.strip(_EDGE).split()
    if 1 < len(words) <= 4:  # noqa: PLR2004 - formula and a name
        for size in range(len(words) - 1, 0, -1):
            if " ".join(words[:size]).lower() in SIGNOFFS:
                return _is_name(" ".join(words[size:]), names)
    return False


def _is_contact(text: str) -> bool:
    if _LINK.search(text):
        return len(_WORD.findall(_LINK.sub("", text))) <= 5  # noqa: PLR2004 - a label, a name
    phone = _PHONE.search(text)
    if phone is None:
        return False
    rest = _WORD.findall(_PHONE.sub(" ", text))
    labelled = any(word.lower().strip(".:") in PHONE_LABELS for word in rest)
    return len(rest) <= (8 if labelled else 4) and text[-1] not in "?!"


def _is_place(text: str) -> bool:
    if not any(c.isdigit() for c in text) or len(text) > 80:  # noqa: PLR2004 - one line of an address
        return False
    if _POSTAL.search(text):
        return len(text.split()) <= 10  # noqa: PLR2004
    words = [w.strip(".,").lower() for w in text.split()]
    return (
        len(words) <= 9
        and text[-1] not in "?!"
        and any(w in STREET_WORDS for w in words)
        and _capital_share(text) >= 0.5
    )


def _is_name(text: str, names: frozenset[str]) -> bool:
    if len(text) > 40 or not _NAME.match(text):  # noqa: PLR2004 - a name is short
        return False
    words = [w.strip(".,!*-–—~/)") for w in text.split()]
    words = [w for w in words if w]
    if not words or len(words) > 5:  # noqa: PLR2004
        return False
    lower = [w.lower() for w in words]
    if names and any(w in names for w in lower):
        return all(w in names or words[k][0].isupper() or w in _PARTICLES for k, w in enumerate(lower))
    if any(w in COMPANY_WORDS or w in JOB_WORDS or w in DEPARTMENT_WORDS or w in _VERBAL for w in lower):
        return False
    if any(w in GREETINGS or w in SIGNOFFS for w in lower) and len(words) > 1:
        return False
    if len(words) == 1:
        return _single(words[0], text)
    return all(w[0].isupper() or w.lower() in _PARTICLES for w in words) and text[-1] not in "!"


def _single(word: str, text: str) -> bool:
    """One word alone: capitalised, or two or three initials."""
    if len(word) <= 3:  # noqa: PLR2004 - initials
        return word.isalpha()
    return word[0].isupper() and word.isalpha() and text[-1] not in "!:?" and word.lower() not in _NOT_NAMES


_NOT_NAMES = frozenset(
    (
        "yes",
        "okay",
        "sure",
        "done",
        "agreed",
        "attached",
        "none",
        "confidential",
        "draft",
        "great",
        "never",
        "maybe",
        "perfect",
        "vale",
        "claro",
        "perfecto",
        "sorry",
        "congratulations",
        "welcome",
        "also",
        "note",
    )
)


def _is_role(text: str) -> bool:
    """A title, department or company: few words, mostly capitalised, no sentence."""
    words = text.split()
    if len(words) > 9 or len(text) > 75 or text[-1] in "?!;:" or (text[-1] == "." and not _abbreviated(words[-1])):
        return False
    lower = {w.strip(".,&()-").lower() for w in words}
    known = bool(lower & JOB_WORDS) or bool(lower & COMPANY_WORDS) or bool(lower & DEPARTMENT_WORDS)
    share = _capital_share(text)
    return (known and share >= 0.5) or (share >= 0.75 and len(words) <= 6)  # noqa: PLR2004


def _abbreviated(word: str) -> bool:
    return word.rstrip(".").lower() in COMPANY_WORDS or "." in word[:-1] or len(word) <= 4  # noqa: PLR2004


def _capital_share(text: str) -> float:
    words = [
        w
        for w in _WORD.findall(text)
        if w.lower() not in _PARTICLES and w.lower() not in ("of", "for", "the", "to", "in")
    ]
    return sum(w[0].isupper() for w in words) / len(words) if words else 1.0
