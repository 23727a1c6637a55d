"""A person as duplicates are looked for: what identifies them, folded so that spelling does not matter.

Names are given name and surnames in spoken order, accents left out, short forms written out (Pepe is José). Spanish
double surnames stay two words: a card often has only the first.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

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


@dataclass(frozen=True, slots=True)
class Folded:
    """A record ready to be compared. `first` and `last` are the given name and the first surname."""

    first: str
    middle: str
    last: str
    second: str
    company: str
    emails: tuple[str, ...]
    numbers: tuple[str, ...]
    street: str
    city: str
    postal_code: str
    birthday: str
    marks: tuple[str, ...]


def fold(text: str) -> str:
    """Return lower-case words without accents and punctuation."""
    low = text.lower()
    if not low.isascii():
        low = unicodedata.normalize("NFKD", low).translate(_FOLDS)
    return _NOT_WORD.sub(" ", low.replace("'", "").replace("’", "")).strip()


def folded(record: Record) -> Folded:
    """Return what of a record is compared."""
    first, middle = _given(record.given)
    last, second = _surnames(record.surname)
    if not last and " " in record.given.strip():
        words = fold(record.given).split()
        first, middle, last = FULL.get(words[0], words[0]), "", words[-1]
    return Folded(
        first=first,
        middle=middle,
        last=last,
        second=second,
        company=company_name(record.company),
        emails=tuple(one for one in map(_address, record.emails) if one),
        numbers=tuple(digits[-9:] for one in record.numbers if len(digits := _DIGITS.sub("", one)) > 5),
        street=fold(record.street),
        city=fold(record.city),
        postal_code=fold(record.postal_code).replace(" ", ""),
        birthday=_DIGITS.sub("", record.birthday),
        marks=tuple(fold(one) for one in record.marks if one),
    )


def _address(email: str) -> str:
    low = email.strip().lower()
    handle, at, _ = low.partition("@")
    return low if at and handle not in _POSTS else ""


@lru_cache(maxsize=200_000)
def _given(text: str) -> tuple[str, str]:
    words = [word for word in fold(text).split() if word not in _TITLES]
    if not words:
        return "", ""
    return FULL.get(words[0], words[0]), " ".join(word for word in words[1:] if word not in _ASIDE)


@lru_cache(maxsize=200_000)
def _surnames(text: str) -> tuple[str, str]:
    words = [word for word in fold(text).split() if word not in _ASIDE and word not in _TITLES]
    if len(words) < 2:
        return (words[0] if words else ""), ""
    return words[0], words[1]


@lru_cache(maxsize=200_000)
def company_name(text: str) -> str:
    """Return a company's name without its legal form."""
    words = fold(text.replace(".", "")).split()
    kept = [word for word in words if word not in _LEGAL]
    return " ".join(kept or words)
