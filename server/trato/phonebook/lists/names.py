"""A name taken apart for the columns of an address book: given name, middle name, surnames, title, suffix.

Where two surnames are usual (Spain and Spanish America, Portugal and Brazil) all but the given names are surnames;
elsewhere the last word is, with what stands before it as a part of it (van der, Mc, Saint). What somebody wrote into
the parts themselves always counts for more than this.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set("""
    dr dra d dª dña don doña sr sra srta mr mrs ms miss messrs mme mlle prof profa ing lic arq sir dame lady lord fr
    hon rev reverend father brother sister mother bishop archbishop pope cardinal rabbi imam sheikh sheik shaykh
    king queen prince princess duchess count countess baron baroness viscount marquess marquis emperor
    majesty highness honorable honourable excellency president vice senator sen rep representative congressman
    congresswoman gov governor mayor judge magistrate justice chief associate secretary assistant deputy ambassador
    minister premier chancellor attorney solicitor director chairman chairwoman provost professor doctor pastor
    deacon captain capt col colonel lt ltc lieutenant maj major gen general sgt sergeant cpl corporal pvt
    private adm admiral cmdr commander brigadier marshal detective officer constable sheriff inspector
    superintendent coach nurse his her the right most very venerable blessed rt mag señor señora señorita frøken fru
    excellency herr frau monsieur madame signor signora senhor senhora mx district united states us
    supreme court state
    """)
# Given names that are often written short: no titles, though they end with a dot.
_SHORTENED = _set("wm chas geo thos jas jos robt benj danl saml edw alex fred ma fco fdo jno")
_SUFFIXES = _set("""
    jr sr jnr snr junior senior esq esquire phd md mba cpa cfa cfp pmp dds dmd dvm od rn lpn np pa-c jd llb llm lld
    edd psyd ed.d b.a bs bsc msc mse mph mpa ms.c obe mbe cbe kbe gbe qc kc ret usn usaf usmc clu chfc cissp ccna
    cpcu frcs facs facp fache 2nd 3rd 4th ii iii iv v vi vii viii ix x i dmin thd dphil meng beng pharmd rph arrt
    """)
# Suffixes in capitals only: in small letters they are names.
_CAPITALS = _set("ma ba mp do pe om usa abd")
_PARTICLES = _set("""
    de del della dello dei degli della di da do das dos du la las le les los lo van von vom zu zum der den ter ten te 't
    el al bin ibn bint ben y san santa santo st st. saint mac mc abu o' auf vander vande af av
    """) - _set("y ben")
_ORPHANS = _set("y e i and & et und of the")
_BOUND = _set("abdul abdel abdal abd abu umm um om abo")
# What usually follows a first given name rather than being a surname.
_SECOND = _set("""
    josé jose maría maria luis carlos antonio manuel miguel ángel angel jesús jesus javier francisco juan pablo
    fernando alberto andrés andres ignacio enrique eduardo rafael ramón ramon mar carmen pilar dolores rosario
    mercedes teresa isabel elena cristina victoria luisa josefa belén belen concepción concepcion rosa ana eugenia
    fernanda alejandra gabriel david daniel alfonso ricardo roberto jorge mario
    """)
_BY_GIVEN = _set("sir dame lady lord king queen prince princess sister brother father pope")
_TWO_SURNAMES = _set("ES MX AR CO PE CL VE EC GT CU BO DO HN PY SV NI CR PA UY PR GQ PT BR AD")
_INITIALS = re.compile(r"([A-Z]\.)([A-Z]\.)")
_SHORT = re.compile(r"[^\W\d_]{3,}\.")
_DOCTORATE = re.compile(r"\bPh\.? D\b\.?", re.IGNORECASE)
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")
_NICKNAME = re.compile(r"""(?:^|(?<=\s))(?:"([^"]+)"|“([^”]+)”|'([^'\s][^']*)'|\(([^)]+)\))(?=\s|,|$)""")


@dataclass(frozen=True, slots=True)
class NameParts:
    """The parts of a person's name; together they are its words, in this order but for a nickname in quotes."""

    title: str = ""
    given: str = ""
    middle: str = ""
    surname: str = ""
    suffix: str = ""
    nickname: str = ""


def take_apart(name: str, *, country: str) -> NameParts:
    """Return the parts of a name as it is usual in that country (ISO 3166)."""
    nicknames: list[str] = []
    bare = _NICKNAME.sub(lambda found: _aside(found, nicknames), _PICTURES.sub("", name))
    fields = [words for field in bare.split(",") if (words := _words(field))]
    if not fields:
        return NameParts(given=name.strip())
    first, *more = fields
    nickname = " ".join(nicknames)
    # What follows a first suffix are suffixes, known or not; so is what follows a given name behind the surname.
    if more and not all(_is_suffix(word) for word in more[0]):
        return _turned(first, more[0], more[1:], nickname, country)
    suffixes = [" ".join(field) for field in more]
    words = list(first) if country.upper() in _TWO_SURNAMES else _joined(first)
    title, suffix = _leading(words), _trailing(words, least=2)
    given, middle, surname = _parts(words, title or nickname or "".join(suffixes), country)
    return NameParts(title, given, middle, surname, _all([suffix, *suffixes]), nickname)


def _turned(last: list[str], first: list[str], more: list[list[str]], nickname: str, country: str) -> NameParts:
    """Take apart a name with the surname in front."""
    family, words = list(last), _joined(first, least=2)
    of_family = _trailing(family, least=1)
    title, suffix = _leading(words), _trailing(words, least=1, is_turned=True)
    suffixes = _all([of_family, suffix, *(" ".join(field) for field in more)])
    if country.upper() in _TWO_SURNAMES:
        return NameParts(title, " ".join(words), "", " ".join(family), suffixes, nickname)
    return NameParts(title, "".join(words[:1]), " ".join(words[1:]), " ".join(family), suffixes, nickname)


def _words(field: str) -> list[str]:
    words = _DOCTORATE.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), field).split(" ")
    return [word.replace("\N{NO-BREAK SPACE}", " ") for word in words if word]


def _parts(words: list[str], about: str, country: str) -> tuple[str, str, str]:
    """Return given, middle and surname. `about` is what stands before or behind: then a single word is a surname."""
    if len(words) == 1 and about and country.upper() not in _TWO_SURNAMES:
        # Mr. Smith; but Sir John.
        return (words[0], "", "") if _calls_by_given(about) else ("", "", words[0])
    if len(words) <= 1:
        return " ".join(words), "", ""
    if len(words) == 2 and words[0].lower() in {"de", "dos", "del", "da"}:
        return "", "", " ".join(words)
    if country.upper() in _TWO_SURNAMES:
        given = 1
        if len(words) > 2 and words[1].lower() in _SECOND:
            given = 2
        elif words[1].lower() in {"del", "de"} and len(words) > 4 and words[0].lower() in _SECOND:
            given = 3  # María del Carmen Soto Ruiz, María de los Ángeles …
        return " ".join(words[:given]), "", " ".join(words[given:])
    if (found := _INITIALS.fullmatch(words[0])) is not None:
        return found[1], " ".join([found[2], *words[1:-1]]), words[-1]
    return words[0], " ".join(words[1:-1]), words[-1]


def _calls_by_given(title: str) -> bool:
    words = title.split()
    return len(words) == 1 and _bare(words[0]) in _BY_GIVEN


def _aside(found: re.Match[str], nicknames: list[str]) -> str:
    text = next(one for one in found.groups() if one is not None).strip()
    if all(_is_suffix(word) for word in text.split()):
        return f", {text}"
    nicknames.append(text)
    return " "


def _joined(words: list[str], *, least: int = 3) -> list[str]:
    """Return words with those joined that are one: around `and` and `of`, after `van`, after `Abdul`."""
    return _bind(_with_particles(_around_conjunctions(words)), least)


def _around_conjunctions(words: list[str]) -> list[str]:
    kept = list(words)
    count = sum(not _is_title(word) and not _is_suffix(word) for word in words)
    place = 1
    while place < len(kept) - 1:
        word = kept[place].lower()
        # A single letter in a short name is an initial.
        is_joint = word in _ORPHANS and not (len(word) == 1 and word.isalpha() and count < 4)
        if is_joint:
            end = place + 2
            while end < len(kept) and kept[end - 1].lower() in _ORPHANS:
                end += 1
            kept[place - 1 : end] = [" ".join(kept[place - 1 : end])]
        else:
            place += 1
    return kept


def _with_particles(words: list[str]) -> list[str]:
    """Join a surname with all its words: from the first particle behind a given name on, up to a suffix."""
    named = [place for place, word in enumerate(words) if not _is_title(word)]
    for place in named[1:]:
        if words[place].split()[0].lower().rstrip(".") in _PARTICLES and place < len(words) - 1:
            end = len(words)
            while end > place + 2 and _is_suffix(words[end - 1]):
                end -= 1
            return [*words[:place], " ".join(words[place:end]), *words[end:]]
    return words


def _bind(words: list[str], least: int) -> list[str]:
    start = next((place for place, word in enumerate(words) if not _is_title(word)), len(words))
    left = len([word for word in words[start:] if not _is_suffix(word)])
    if left >= least and _bare(words[start]) in _BOUND:
        return [*words[:start], " ".join(words[start : start + 2]), *words[start + 2 :]]
    return words


def _leading(words: list[str]) -> str:
    taken: list[str] = []
    while len(words) > 1 and (_is_title(words[0]) or _is_short(words[0]) or _begins_title(words)):
        taken.append(words.pop(0))
    return " ".join(taken)


def _begins_title(words: list[str]) -> bool:
    return words[0].lower() == "the" and len(words) > 2 and _is_title(words[1])


def _is_short(word: str) -> bool:
    """Tell whether a word in front is shortened as titles are, and is no initial and no given name."""
    return bool(_SHORT.fullmatch(word)) and _bare(word) not in _SHORTENED


def _is_title(word: str) -> bool:
    """Tell whether a word, or words joined by `of` or `and`, are a title."""
    parts = [_bare(part) for part in re.split(r"[\s-]+|\.(?=\w)", word) if part and part.lower() not in _ORPHANS]
    if len(parts) > 1:
        return parts[0] in _TITLES and (" of " in word or all(part in _TITLES for part in parts))
    return bool(parts) and parts[0] in _TITLES


def _trailing(words: list[str], *, least: int, is_turned: bool = False) -> str:
    taken: list[str] = []
    while len(words) > least and _is_suffix(words[-1]) and not _is_initial(words, is_turned=is_turned):
        taken.insert(0, words.pop())
    return " ".join(taken)


def _is_initial(words: list[str], *, is_turned: bool) -> bool:
    """Tell whether the last word is rather an initial: a single letter, but for a fifth (V) after two or more."""
    word = words[-1]
    if len(_bare(word)) > 1:
        return False
    return word.endswith(".") or (not is_turned and (len(words) < 3 or len(_bare(words[-2])) == 1))


def _is_suffix(word: str) -> bool:
    bare = _bare(word.replace(" ", ""))
    return bare in _SUFFIXES or (word.isupper() and bare in _CAPITALS)


def _all(parts: list[str]) -> str:
    return ", ".join(part for part in parts if part)


def _bare(word: str) -> str:
    return re.sub(r"[^\w\u00aa&'-]", "", word).lower()
