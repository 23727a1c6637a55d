"""One person under several names and addresses: groups of sightings that are likely one contact, each with reasons.

Candidates for a person to confirm, not a decision: two people of one name are one candidate. A short form (initials, a
first surname, a handle) joins a fuller name only if it fits no other, so that doubt never merges two people.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from trato.mail.reading import names
from trato.mail.reading.edges import PARTICLES
from trato.mail.reading.languages.model import word_set
from trato.mail.reading.nicknames import FULL

_ROLES = word_set(
    """
    info sales ventas admin administracion contact contacto hello hola office oficina support soporte help ayuda
    noreply no-reply billing facturacion team equipo all everyone postmaster webmaster marketing hr rrhh jobs empleo
    """
)
_TITLES = word_set(
    """
    mr mrs ms miss dr prof sr sra srta don dona ing lic jr ii iii phd md esq cpa mba
    """
)
_WORD = re.compile(r"[^\W\d_]+")
_AROUND = re.compile(r"[\[(][^\])]*[\])]|<[^>]*>|/[A-Z]{2,}(?:/[\w ]+)*(?:@\w+)?")
_SUFFIX = re.compile(r",\s{0,3}(?:ph\.?\s?d|m\.?d|jr|sr|ii|iii|iv|esq|cpa|mba)\b.*$", re.IGNORECASE)
_CUT_OFF = (7, 8)
_LONGEST, _MOST_WORDS, _MOST_IN_BLOCK = 120, 6, 200

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name and an address as a mail or a card gave them; either may be empty, `email` may be an Exchange DN."""

    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Sightings that are likely one person, in the order given, and what joined them."""

    sightings: tuple[Sighting, ...]
    reasons: tuple[str, ...]


@dataclass(slots=True)
class _Groups:
    """Disjoint sets of sightings, with the reasons that joined them."""

    parents: list[int]
    reasons: dict[int, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def top(self, i: int) -> int:
        while self.parents[i] != i:
            self.parents[i] = self.parents[self.parents[i]]
            i = self.parents[i]
        return i

    def join(self, i: int, j: int, reason: str) -> None:
        kept, gone = sorted((self.top(i), self.top(j)))
        self.parents[gone] = kept
        self.reasons[kept] |= self.reasons.pop(gone, {}) if gone != kept else {}
        self.reasons[kept][reason] = None


def candidates(sightings: Iterable[Sighting]) -> tuple[Candidate, ...]:
    """Every different sighting in exactly one group; groups of one are people seen in one form.

    Give all contacts of an organisation at once. Only sightings that share a key (an address, a word of the name, a
    handle made of it) are compared, and at most 200 of one key, so the work grows with their number: 200,000 took
    16 seconds of one busy core, and no database.
    """
    given = tuple(dict.fromkeys(sightings))
    groups = _Groups(list(range(len(given))))
    spoken = [words_of(sighting.name) for sighting in given]
    _join_addresses(given, spoken, groups)
    _join_names(spoken, groups)
    _join_short_forms(given, spoken, groups)
    members: dict[int, list[Sighting]] = defaultdict(list)
    for i, sighting in enumerate(given):
        members[groups.top(i)].append(sighting)
    return tuple(Candidate(tuple(some), tuple(groups.reasons[top])) for top, some in members.items())


def words_of(name: str) -> Words:
    """A name's words in spoken order, folded: no accents, titles or particles."""
    if "@" in name:
        return ()
    shown = names.display(_SUFFIX.sub("", _AROUND.sub(" ", name[:_LONGEST])))
    return tuple(w for w in _WORD.findall(_folded(shown)) if w not in _TITLES and w not in PARTICLES)[:_MOST_WORDS]


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.lower().replace("'", "").replace("’", ""))
    return "".join(c for c in parts if not unicodedata.combining(c))


def _handle(email: str) -> str:
    """What stands for the person: the local part without its tag, or an Exchange DN's last common name."""
    local = names.display_of_dn(email) or email.partition("@")[0]
    return _folded(local.strip(" <>\"'").partition("+")[0])


def _domain(email: str) -> str:
    return email.rpartition("@")[2].strip(" >").lower() if "@" in email else ""


def _join_addresses(given: Sequence[Sighting], spoken: Sequence[Words], groups: _Groups) -> None:
    """The same address, unless it is a role's or its names contradict each other."""
    seen: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, sighting in enumerate(given):
        handle = _handle(sighting.email)
        if not handle or handle in _ROLES:
            continue
        others = seen[(handle, _domain(sighting.email))]
        if others and all(_fits(spoken[i], spoken[j]) for j in others[:_MOST_IN_BLOCK]):
            groups.join(others[0], i, "the same address")
        others.append(i)


def _join_names(spoken: Sequence[Words], groups: _Groups) -> None:
    seen: dict[Words, int] = {}
    for i, words in enumerate(spoken):
        if len(words) > 1 and all(len(word) > 1 for word in (words[0], words[-1])):
            first = seen.setdefault((FULL.get(words[0], words[0]), *words[1:]), i)
            if first != i:
                groups.join(first, i, "the same name")


def _join_short_forms(given: Sequence[Sighting], spoken: Sequence[Words], groups: _Groups) -> None:
    """Initials, a name less and handles join the only fuller name they fit."""
    full: dict[str, list[int]] = defaultdict(list)
    for i, words in enumerate(spoken):
        for key in _keys(words):
            full[key].append(i)
    for i, (sighting, words) in enumerate(zip(given, spoken, strict=True)):
        domain = _domain(sighting.email)
        if len(words) > 1:
            near = [j for j in _near(full, words[1:], i) if _is_shorter(words, spoken[j]) and _fits(words, spoken[j])]
            _join_only(i, near, spoken, groups, "a shorter form of the name")
        elif not words and (handle := _handle(sighting.email)) not in _ROLES:
            parts = tuple(_WORD.findall(handle))
            near = [j for j in _near(full, parts, i) if _is_made_of(parts, spoken[j])]
            near = [j for j in near if not domain or _domain(given[j].email) in ("", domain) or len(parts) > 1]
            _join_only(i, near, spoken, groups, "the address is made of the name")


def _keys(words: Words) -> set[str]:
    """What a fuller name is looked up by: each of its words, and the handles firms make of them."""
    if len(words) < 2:
        return set()
    return {word for word in words if len(word) > 1} | _handles(words)


def _handles(words: Words) -> set[str]:
    """`alee`, `annlee`, `leea`, `annl`, `lee`, cut off where old systems did: of the given name and each surname."""
    made = set[str]()
    initials = "".join(word[0] for word in words[:-1])
    for last in (word for word in words[1:] if len(word) > 1):
        made |= {last, initials + last}
        for first in {words[0], FULL.get(words[0], words[0])}:
            made |= {first[0] + last, first + last, last + first[0], last + first, first + last[0]}
        made |= {(words[0][0] + last)[:size] for size in _CUT_OFF if len(last) >= size}
    return made


def _near(full: dict[str, list[int]], words: Iterable[str], but: int) -> list[int]:
    found = dict.fromkeys(j for word in words if len(word) > 1 for j in full.get(word, ())[:_MOST_IN_BLOCK])
    return [j for j in found if j != but]


def _is_made_of(parts: Words, words: Words) -> bool:
    """Is `ann.lee`, `a.lee`, `lee.ann` or `alee` made of the words."""
    if len(parts) == 1:
        return parts[0] in _handles(words)
    return len(parts) > 1 and (_fits(parts, words) or _fits((*parts[1:], parts[0]), words) or _by_middle(parts, words))


def _by_middle(parts: Words, words: Words) -> bool:
    """`k.allen` is Phillip K. Allen where his firm names people so."""
    return len(parts) == 2 and parts[1] == words[-1] and any(_alike(parts[0], word) for word in words[1:-1])


def _fits(one: Words, other: Words) -> bool:
    """Could both name one person: the shorter's words stand in the longer in order, an initial for a word."""
    short, long = sorted((one, other), key=len)
    if not short or not _alike(short[0], long[0]):
        return not short
    rest = iter(long[1:])
    return all(any(_alike(word, w) for w in rest) for word in short[1:])


def _is_shorter(one: Words, other: Words) -> bool:
    """Fewer words, or as many with initials among them."""
    return (len(one), sum(len(w) > 1 for w in one)) < (len(other), sum(len(w) > 1 for w in other))


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) == 1:
        return one[0] == other[0]
    return FULL.get(one, one) == FULL.get(other, other)


def _join_only(i: int, near: Sequence[int], spoken: Sequence[Words], groups: _Groups, reason: str) -> None:
    """Join where all that fit are one person by each other."""
    if near and all(_fits(spoken[near[0]], spoken[j]) for j in near[1:]):
        for j in near:
            groups.join(i, j, reason)
