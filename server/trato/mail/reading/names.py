"""Names taken apart: `Last, First`, titles, suffixes, Spanish double surnames, Exchange DNs; company or person."""

import re
from dataclasses import dataclass, replace

from nameparser import HumanName

from trato.mail.reading import firmness
from trato.mail.reading.edges import PARTICLES

_DN = re.compile(r"(?:^|/)cn=([^/]+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a person's name; empty where there is none."""

    title: str = ""
    first: str = ""
    middle: str = ""
    last: str = ""
    suffix: str = ""
    nickname: str = ""


def parse(text: str, *, surnames: int = 1) -> PersonName:
    """Take a person's name apart; with `surnames=2` the last two words are the surnames, as in Spanish."""
    name = HumanName(text)
    parts = PersonName(
        title=name.title,
        first=name.first,
        middle=name.middle,
        last=name.last,
        suffix=name.suffix,
        nickname=name.nickname,
    )
    if surnames > 1 and parts.middle and "," not in text:
        *given, paternal = _surname_groups(parts.middle)
        return replace(parts, middle=" ".join(given), last=f"{paternal} {parts.last}")
    return parts


def _surname_groups(middle: str) -> list[str]:
    """Words with the particles before them: `María de la Fuente` is two groups."""
    groups: list[str] = []
    held: list[str] = []
    for word in middle.split():
        held.append(word)
        if word.lower() not in PARTICLES:
            groups.append(" ".join(held))
            held = []
    return [*groups, " ".join(held)] if held else groups


def display(text: str) -> str:
    """A display name in spoken order: `Lee, Ann [Sales]` → `Ann Lee`."""
    bare = re.sub(r"\s*[\[(][^\])]*[\])]", "", text).strip(" \"'")
    last, comma, first = bare.partition(",")
    if comma and first.strip() and len(last.split()) <= 3:
        return f"{first.strip()} {last.strip()}"
    return " ".join(bare.split())


def is_company(text: str) -> bool:
    """Is this the name of a firm or an institution rather than of a person?"""
    return firmness.log_odds(text) > 0


def display_of_dn(text: str) -> str | None:
    """The common name of an Exchange legacy DN (`/O=X/OU=Y/CN=RECIPIENTS/CN=ALEE`), if it is one."""
    found = _DN.search(text)
    return found.group(1) if found else None
