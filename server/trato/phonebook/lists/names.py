"""A name taken apart for the columns of an address book: given name, middle name, surnames, title, suffix.

Where two surnames are usual (Spain and Spanish America, Portugal and Brazil) all but the given names are surnames;
elsewhere the last word is. What somebody wrote into the parts themselves always counts for more than this.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set("dr dra d dª dña don doña sr sra srta mr mrs ms miss prof profa ing lic arq sir dame rev fr hon")
_SUFFIXES = _set("jr sr ii iii iv phd md esq cpa mba")
_PARTICLES = _set("de del la las los da do das dos di du van von der den ter el al bin ibn y e san santa")
# What usually follows a first given name rather than being a surname.
_SECOND = _set("""
    josé jose maría maria luis carlos antonio manuel miguel ángel angel jesús jesus javier francisco juan pablo
    fernando alberto andrés andres ignacio enrique eduardo rafael ramón ramon mar carmen pilar dolores rosario
    mercedes teresa isabel elena cristina victoria luisa josefa belén belen concepción concepcion rosa ana eugenia
    fernanda alejandra gabriel david daniel alfonso ricardo roberto jorge mario
    """)
_TWO_SURNAMES = _set("ES MX AR CO PE CL VE EC GT CU BO DO HN PY SV NI CR PA UY PR GQ PT BR AD")


@dataclass(frozen=True, slots=True)
class NameParts:
    """The parts of a person's name; together they are its words, in this order."""

    title: str = ""
    given: str = ""
    middle: str = ""
    surname: str = ""
    suffix: str = ""


def take_apart(name: str, *, country: str) -> NameParts:
    """Return the parts of a name as it is usual in that country (ISO 3166)."""
    last, comma, first = name.partition(",")
    words = (first if comma else name).split()
    title = _leading(words)
    suffix = _trailing(words)
    if comma:
        return NameParts(title, " ".join(words), "", " ".join(last.split()), suffix)
    if len(words) <= 1:
        return NameParts(title, " ".join(words), "", "", suffix)
    given = 1
    if country.upper() in _TWO_SURNAMES:
        if len(words) > 2 and words[1].lower() in _SECOND:
            given = 2
        elif _is_of_particles(words, 1) and len(words) > 4 and words[0].lower() in _SECOND:
            given = 3  # María del Carmen Soto Ruiz, María de los Ángeles …
        return NameParts(title, " ".join(words[:given]), "", " ".join(words[given:]), suffix)
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return NameParts(title, words[0], " ".join(words[1:start]), " ".join(words[start:]), suffix)


def _is_of_particles(words: list[str], place: int) -> bool:
    return place < len(words) and words[place].lower() in {"del", "de"}


def _leading(words: list[str]) -> str:
    taken = []
    while len(words) > 1 and _bare(words[0]) in _TITLES:
        taken.append(words.pop(0))
    return " ".join(taken)


def _trailing(words: list[str]) -> str:
    if len(words) > 2 and _bare(words[-1]) in _SUFFIXES:
        return words.pop()
    return ""


def _bare(word: str) -> str:
    return re.sub(r"[^\wª]", "", word).lower()
