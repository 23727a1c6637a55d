"""A person as duplicates are looked for: what identifies them, folded so that spelling does not matter.

Names are given name and surnames in spoken order, accents left out, short forms written out (Pepe is José). Spanish
double surnames stay two words: a card often has only the first.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from trato.mail.reading.nicknames import FULL

_ASIDE = {"de", "del", "la", "las", "los", "da", "do", "dos", "di", "van", "von", "der", "den", "y", "e", "san", "al"}
_TITLES = {"dr", "dra", "don", "dona", "sr", "sra", "srta", "mr", "mrs", "ms", "ing", "lic", "prof", "jr", "phd", "d"}
_LEGAL = {
    "sa", "sl", "slu", "sau", "sas", "srl", "sc", "scl", "sac", "spa", "ltd", "limited", "inc", "llc", "corp", "co",
    "gmbh", "ag", "bv", "plc", "cia", "company", "the", "grupo", "group", "hnos", "hermanos", "e", "y", "and", "de",
}  # fmt: skip
# Whoever answers there: an address of a post, not of a person.
_POSTS = {
    "info", "sales", "ventas", "admin", "administracion", "contact", "contacto", "hello", "hola", "office", "oficina",
    "support", "soporte", "compras", "comercial", "pedidos", "facturacion", "billing", "mail", "correo",
}  # fmt: skip
_FOLDS = dict.fromkeys(range(768, 880))
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_DIGITS = re.compile(r"\D+")


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one person. `numbers` are E.164 where known; `marks` other numbers that belong to one person."""

    id: int
    given: str = ""
    surname: str = ""
    company: str = ""
    emails: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    street: str = ""
    city: str = ""
    postal_code: str = ""
    birthday: str = ""
    marks: tuple[str, ...] = ()


def fold(text: str) -> str:
    """Return lower-case words without accents and punctuation."""
    low = text.lower()
    if not low.isascii():
        low = unicodedata.normalize("NFKD", low).translate(_FOLDS)
    return _NOT_WORD.sub(" ", low.replace("'", "").replace("’", "")).strip()


def address(email: str) -> str:
    """Return an address as it is compared, empty for one that is of a post and not of a person."""
    low = email.strip().lower()
    handle, at, _ = low.partition("@")
    return low if at and handle not in _POSTS else ""


def digits(text: str) -> str:
    """Return the digits of a text."""
    return text if text.isdigit() and text.isascii() else _DIGITS.sub("", text)


def last_digits(number: str) -> str:
    """Return the end of a number, which stays whatever prefix it is written with; empty for a short one."""
    bare = digits(number.removeprefix("+"))
    return bare[-9:] if len(bare) > 5 else ""


def given_names(text: str) -> tuple[str, str]:
    """Return the first given name, written out, and the others."""
    words = [word for word in fold(text).split() if word not in _TITLES]
    if not words:
        return "", ""
    return FULL.get(words[0], words[0]), " ".join(word for word in words[1:] if word not in _ASIDE)


def surnames(text: str) -> tuple[str, str]:
    """Return the first surname and the second."""
    words = [word for word in fold(text).split() if word not in _ASIDE and word not in _TITLES]
    if len(words) < 2:
        return (words[0] if words else ""), ""
    return words[0], words[1]


def from_one_field(text: str) -> tuple[str, str]:
    """Return given name and surname of somebody whose whole name stands in one field; empty for a single word."""
    words = fold(text).split() if " " in text.strip() else []
    return (FULL.get(words[0], words[0]), words[-1]) if words else ("", "")


def company_name(text: str) -> str:
    """Return a company's name without its legal form."""
    words = fold(text.replace(".", "")).split()
    kept = [word for word in words if word not in _LEGAL]
    return " ".join(kept or words)
