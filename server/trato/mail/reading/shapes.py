"""The shape of one line near the end of a message: formula, name, role, contact, place, or simply text."""

import re
from enum import StrEnum
from functools import lru_cache

from trato.mail.reading.edges import EDGE, NO_LETTER, PARTICLES, VERBAL, is_rule
from trato.mail.reading.languages.model import word_set
from trato.mail.reading.vocabulary import (
    COMPANY_WORDS,
    DEPARTMENT_WORDS,
    GREETINGS,
    JOB_WORDS,
    PHONE_LABELS,
    SIGNOFFS,
    STREET_WORDS,
)


class Shape(StrEnum):
    """What a line looks like by itself."""

    TEXT = "text"
    FORMULA = "formula"
    FORMULA_NAME = "formula with name"
    NAME = "name"
    WORD = "one word, perhaps a name"
    ROLE = "role"
    CONTACT = "contact"
    EXTENSION = "extension"
    PLACE = "place"
    RULE = "rule"


TEXT, FORMULA, FORMULA_NAME, NAME, WORD = Shape.TEXT, Shape.FORMULA, Shape.FORMULA_NAME, Shape.NAME, Shape.WORD
ROLE, CONTACT, EXTENSION, PLACE, RULE = Shape.ROLE, Shape.CONTACT, Shape.EXTENSION, Shape.PLACE, Shape.RULE
"""By plain names, since Python 3.11 takes ten times as long to find a member in its enumeration."""

_LONGEST = 110
_LONGEST_FORMULA = 50
_LONGEST_NAME = 40
_MOST_NAME_WORDS = 5
_INITIALS = 3
_LONGEST_WORD = 12
_MOST_ROLE_WORDS = 9
_LONGEST_ROLE = 75
_LONGEST_PLACE = 80
_MOST_PLACE_WORDS = 10
_HALF = 0.5
_MOSTLY = 0.75

_DIGIT = re.compile(r"\d")
_PHONE = re.compile(r"(?:\+|\(|\d)[\d\s().\-/+*]{5,22}\d")
_EXTENSION = re.compile(
    r"^(?:(?:x|ext|extension|extensión|int)[.:-]?\s?-?\d-?\d{1,5}|[xX]?\d-?\d{3,5}|\d{4,6})\.?$", re.IGNORECASE
)
_DOMAIN = r"\.(?:com|org|net|edu|gov|io|co\.uk|es|mx|ar|cl|pe|de|fr|it|nl|br|pt|eu|info|biz)\b"
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,}"
    rf"|\b[\w-]{{2,40}}{_DOMAIN}(?!\.\w)\S*"
)
_DOMAIN_END = re.compile(_DOMAIN)
_LINK_LABELS = word_set(
    """
    email e-mail mail correo web website blog url home page sitio página www internet skype linkedin twitter msn icq
    e im address dirección site homepage courriel site
    """
)
_ENUMERATES = frozenset("(•·o0123456789")
_EXTENDS = frozenset("xXeEiI0123456789")
_LABEL = re.compile(r"^[\s*•-]*(?P<label>[^\d:+(]{1,40}?)\s*[:：]\s")
_POSTAL = re.compile(
    r"\b[A-Z]{2}\.?\s+\d{5}(?:-\d{4})?\b|\b\d{5}(?:-\d{3,4})?\s+[A-ZÁÉÍÓÚÑÄÖÜ]\w+|\b[A-Z]{1,2}\d{1,2}[A-Z]?\s?\d[A-Z]{2}\b"
    r"|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b|\bP\.?\s?O\.?\s?Box\b|\b(?:EB|ECS|ECN|3AC)[-\s]?\d{2,5}\w?\b",
)
_REACHABLE = re.compile(r"[\d@]|www|://")
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_NAME = re.compile(r"^[-–—~/*\s]{0,4}[^\W\d_][\w'’.-]*(?:[\s,]+[^\W\d_][\w'’.-]*){0,4}[\s.,!*)]*$")
_SPLIT_FORMULA = re.compile(r"^(?P<head>[^,.!–—\-\t]{2,40}?)\s*(?:[,.!–—\-\t]+|\s{2,})\s*(?P<tail>\S.{0,60})$")
_FIRST_WORD = re.compile(rf"[{re.escape(EDGE)}]*([^,.!–—\-\s]+)")
_FORMULA_WORDS = frozenset(found.group(1) for formula in SIGNOFFS if (found := _FIRST_WORD.match(formula)))
_FORMULA_STARTS = frozenset(formula[:2] for formula in SIGNOFFS)
_NOT_NAMES = word_set(
    """
    yes okay ok sure done agreed attached none confidential draft great never maybe perfect vale claro perfecto
    sorry fyi no congratulations welcome also note nope yep wow cool interesting exactly correct approved entonces
    sí si bueno code error help begin end asap tbd n/a pls see why how who his her him its our out get got let new
    now one two too any all
    """
)
_NO_WORDS = _NOT_NAMES | VERBAL
_OF_ROLES = COMPANY_WORDS | JOB_WORDS | DEPARTMENT_WORDS
_OTHERS = _OF_ROLES | _NO_WORDS
_SPOKEN = GREETINGS | SIGNOFFS
_ENUMERATION = re.compile(r"^(?:\(?\d{1,2}[.)]|[a-z]\)|[•·o])\s")
_LINKING = word_set(
    """
    of for the to in at on
    """
)
_SMALL = PARTICLES | _LINKING


@lru_cache(maxsize=4096)
def name_words(author: str) -> frozenset[str]:
    """The words of a display name or address, in lower case, to know the author's name by."""
    head = (
        author.partition("@")[0] if "@" in author and " " not in author else re.split(r"[<\[]", author, maxsplit=1)[0]
    )
    words = [word.lower() for word in re.split(r"[\s,._<>\"'()/\[\]-]+", head[:200]) if word]
    initials = "".join(word[0] for word in words)
    known = {word for word in words if len(word) > 1}
    return frozenset(known | {initials, initials[1:] + initials[:1]}) if len(words) > 1 else frozenset(known)


def is_formula(text: str) -> bool:
    """A closing formula alone: "Regards," "Muchas gracias." "MfG"."""
    return (
        len(text) < _LONGEST_FORMULA
        and (text[:2].lower() in _FORMULA_STARTS or text[0] in EDGE)
        and text.strip(EDGE).lower() in SIGNOFFS
    )


def shape_of(text: str, names: frozenset[str]) -> Shape:
    """What a line looks like; `names` are the author's, which make even a lower-case word a name."""
    return TEXT if len(text) > _LONGEST else known_shape(text, names)


@lru_cache(maxsize=8192)  # who signs a mail signs the next one in the same words
def known_shape(text: str, names: frozenset[str]) -> Shape:
    """The shape of a line that is not too long to be kept."""
    if (len(text) > _LONGEST_FORMULA and _is_sentence(text)) or _is_enumerated(text):
        return TEXT
    if (not text[:1].isalpha() and NO_LETTER.match(text)) or (text[:1] in _EXTENDS and _EXTENSION.match(text)):
        return _without_letters(text)
    if is_formula(text):
        return FORMULA
    if _is_formula_with_name(text, names):
        return FORMULA_NAME
    if _is_contact(text):
        return CONTACT
    return PLACE if _is_place(text) else _name_or_role(text, names)


def _is_enumerated(text: str) -> bool:
    return (text[:1] in _ENUMERATES or text[1:2] == ")") and _ENUMERATION.match(text) is not None


def _is_sentence(text: str) -> bool:
    """Many words and nothing to reach anybody by: no need to look closer."""
    return text.count(" ") >= _MOST_PLACE_WORDS and not _REACHABLE.search(text)


def _without_letters(text: str) -> Shape:
    if _EXTENSION.match(text):
        return EXTENSION
    if not _DIGIT.search(text):
        return RULE if is_rule(text) else TEXT
    return CONTACT if _PHONE.search(text) else TEXT


def _name_or_role(text: str, names: frozenset[str]) -> Shape:
    if _is_name(text, names):
        return NAME
    if _is_role(text):
        return ROLE
    bare = text.strip(EDGE)
    lone = bare.isalpha() and len(bare) <= _LONGEST_WORD and bare.lower() not in _NO_WORDS
    return WORD if lone and text[-1] not in "!?:" else TEXT


def _is_formula_with_name(text: str, names: frozenset[str]) -> bool:
    """ "Thanks, Sara." "Cheers -- Rick" "Regards.  SS" "Best Fabian"."""  # noqa: D210 - a quotation
    first = _FIRST_WORD.match(text)
    if not names and (first is None or first.group(1).lower() not in _FORMULA_WORDS):
        return False
    found = _SPLIT_FORMULA.match(text)
    if found:
        head, tail = found.group("head").strip().lower(), found.group("tail").strip(EDGE)
        if tail.lower() in names and _is_short_phrase(head, names):
            return True
        if head in SIGNOFFS and tail:
            tail, _, extension = tail.rpartition(" ") if tail[-1].isdigit() else (tail, "", "")
            return tail.lower() in SIGNOFFS or (
                _is_name(tail, names) and (not extension or bool(_EXTENSION.match(extension)))
            )
        return False
    words = text.strip(EDGE).split()
    for size in range(min(len(words) - 1, 3), 0, -1):
        if len(words) - size < _MOST_NAME_WORDS and " ".join(words[:size]).lower() in SIGNOFFS:
            return _is_name(" ".join(words[size:]), names)
    return False


def _is_short_phrase(head: str, names: frozenset[str]) -> bool:
    """“Your pal, Craig.”: a word or two before the author's own name."""
    words = head.split()
    return len(words) < _INITIALS and all(
        word.isalpha() and word not in names and word not in GREETINGS for word in words
    )


def is_short(text: str) -> bool:
    """Short and no sentence: inside a block of contacts it belongs to it, whatever it says."""
    return len(text) < _LONGEST_FORMULA and text[-1] not in ".!?:" and len(text.split()) < _MOST_ROLE_WORDS


def is_signed_contact(text: str, names: frozenset[str]) -> bool:
    """“Ann Lee - 713-555-0100.”: the author's name and a number on one line."""
    words = [word.lower().strip(".,") for word in _WORD.findall(_PHONE.sub(" ", text))]
    return bool(words) and all(word in names for word in words) and any(c.isdigit() for c in text)


def _is_contact(text: str) -> bool:
    label = _LABEL.match(text) if ":" in text or "：" in text else None
    known = label is not None and _known_label(label.group("label"))
    if label and not known:
        return False
    if _may_link(text) and _LINK.search(text):
        return len(_WORD.findall(_LINK.sub("", text))) <= _MOST_NAME_WORDS
    phone = _PHONE.search(text)
    if phone is None:
        return known and len(text.split()) <= _MOST_ROLE_WORDS
    rest = _WORD.findall(_PHONE.sub(" ", text))
    labelled = known or any(word.lower().strip(".:") in PHONE_LABELS for word in rest)
    return len(rest) <= (_MOST_ROLE_WORDS if labelled else _INITIALS + 1) and text[-1] not in "?!"


def _may_link(text: str) -> bool:
    return "@" in text or "://" in text or "www." in text or ("." in text and _DOMAIN_END.search(text) is not None)


def _known_label(label: str) -> bool:
    words = [word.strip(".*()#,/-") for word in label.lower().split()]
    return any(word in PHONE_LABELS or word in _LINK_LABELS or word in STREET_WORDS for word in words)


def _is_place(text: str) -> bool:
    if len(text) > _LONGEST_PLACE or text[-1] in "?!" or not _DIGIT.search(text):
        return False
    words = [word.strip(".,").lower() for word in text.split()]
    if len(words) > _MOST_PLACE_WORDS:
        return False
    if _POSTAL.search(text):
        return True
    return any(word in STREET_WORDS for word in words) and _capital_share(text) >= _HALF


def _is_name(text: str, names: frozenset[str]) -> bool:
    if len(text) > _LONGEST_NAME or not _NAME.match(text):
        return False
    words = [word for word in (raw.strip(".,!*-–—~/)") for raw in text.split()) if word]
    if not words or len(words) > _MOST_NAME_WORDS:
        return False
    lower = [word.lower() for word in words]
    if not names.isdisjoint(lower):
        return all(word in names or words[k][0].isupper() or word in PARTICLES for k, word in enumerate(lower))
    if not _OTHERS.isdisjoint(lower):
        return False
    if len(words) == 1:
        return _is_single_name(words[0], text)
    return (
        _SPOKEN.isdisjoint(lower) and text[-1] != "!" and all(w[0].isupper() or w.lower() in PARTICLES for w in words)
    )


def _is_single_name(word: str, text: str) -> bool:
    """One word alone: capitalised, or initials; lower-case initials need a dash (“-ss”)."""
    if len(word) <= _INITIALS:
        return word.isalpha() and (word[0].isupper() or text[0] in "-–—~/")
    return word[0].isupper() and word.isalpha() and text[-1] not in "!:?"


def _is_role(text: str) -> bool:
    """A title, department or company: few words, mostly capitalised, no sentence."""
    words = text.split()
    if len(words) > _MOST_ROLE_WORDS or len(text) > _LONGEST_ROLE or text[-1] in "?!;:,":
        return False
    if text[-1] == "." and not _is_abbreviation(words[-1]):
        return False
    lower = {word.strip(".,&()-").lower() for word in words}
    if lower & _NOT_NAMES or ":" in text:
        return False
    known = not _OF_ROLES.isdisjoint(lower)
    share = _capital_share(text)
    return (known and share >= _HALF) or (share >= _MOSTLY and 1 < len(words) <= _MOST_NAME_WORDS + 1)


def _is_abbreviation(word: str) -> bool:
    bare = word.rstrip(".").lower()
    return bare in COMPANY_WORDS or bare in DEPARTMENT_WORDS or "." in word[:-1] or len(word) <= _INITIALS + 1


def _capital_share(text: str) -> float:
    words = [w for w in _WORD.findall(text) if w.lower() not in _SMALL]
    return sum(word[0].isupper() for word in words) / len(words) if words else 0.0
