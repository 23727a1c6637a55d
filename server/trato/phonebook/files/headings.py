"""Which column of a table is which field, by its heading as Outlook, Google and Thunderbird write it in es and en.

A heading is taken by its words, in any order and without accents, so that `Teléfono móvil 2`, `Mobile Phone` and
`Phone 1 - Value` find their field though nobody listed them; what is not understood is told, and a person maps it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from trato.errors import InvalidInputError
from trato.phonebook.duplicates.records import fold
from trato.phonebook.lists.fields import BUSINESS, HOME, MOBILE, OTHER, PLACES

_HOMES = {"home", "casa", "particular", "personal", "domicilio", "private", "privado"}
_WORKS = {
    "business",
    "work",
    "trabajo",
    "oficina",
    "office",
    "empresa",
    "company",
    "laboral",
    "profesional",
    "principal",
}
_MOBILES = {"mobile", "cell", "cellular", "movil", "celular", "iphone"}
_FAXES = {"fax", "pager", "buscapersonas", "telex", "localizador"}
_PHONES = {"phone", "telephone", "tel", "telefono", "telefonos", "telf", "tfno", "phones"} | _MOBILES | _FAXES
_EMAILS = {"email", "mail", "correo", "emails", "correos"}
_STREETS = {"street", "calle", "direccion", "address"}
_PARTS = {
    **dict.fromkeys(("city", "ciudad", "poblacion", "localidad", "town", "municipio"), "city"),
    **dict.fromkeys(("state", "provincia", "region", "estado"), "state"),
    **dict.fromkeys(("country", "pais"), "country_or_region"),
    **dict.fromkeys(("zip", "zipcode", "postal", "postalcode", "cp", "codigo"), "postal_code"),
}
PARTS = ("street", "city", "state", "postal_code", "country_or_region")
_PLAIN = {
    "display_name": (
        "display name|nombre para mostrar|nombre completo|nombre en pantalla|full name|name|file name|contacto|contact"
    ),
    "given_name": "first name|given name|firstname|nombre|nombre de pila",
    "middle_name": "middle name|additional name|segundo nombre",
    "surname": "last name|surname|family name|lastname|apellidos|apellido",
    "title": "title prefix|name prefix|prefix|tratamiento|prefijo",
    "generation": "suffix|name suffix|sufijo",
    "nick_name": "nickname|nick name|apodo|alias",
    "company_name": (
        "company|work company|organization|organisation|organization name|organizacion|empresa|compania|cuenta|account"
    ),
    "department": "department|work dept|departamento|organization department",
    "job_title": "job title|work title|title|cargo|puesto|organization title",
    "profession": "profession|profesion|occupation",
    "office_location": "office location|ubicacion de la oficina",
    "manager": "manager s name|managers name|manager|nombre del jefe|jefe|director|nombre del director",
    "assistant_name": "assistant s name|assistants name|assistant|ayudante|nombre del ayudante|asistente",
    "spouse_name": "spouse|conyuge",
    "business_home_page": (
        "web page|website|web|url|homepage|pagina web|sitio web|website home page|website work|"
        "website profile|website blog"
    ),
    "notes": "notes|info|note|notas|nota|comentarios|observaciones",
    "birthday": "birthday|cumpleanos|fecha de nacimiento|date of birth|nacimiento",
    "categories": "categories|categorias|category|categoria|labels|etiquetas|group membership|groups",
    "initials": "initials|iniciales",
    "children": "children|hijos",
}
_BY_WORDS = {words: field for field, all_words in _PLAIN.items() for words in all_words.split("|")}
_BY_SORTED = {" ".join(sorted(words.split())): field for words, field in _BY_WORDS.items()}
_IDLE = {"value", "otro", "otra", "other", "de", "del", "la", "el", "los"}
_NOT_VALUES = {"type", "label", "tipo", "assistant", "ayudante", "asistente", "display", "formatted"}
# Google's: the kind of `Phone 1 - Value` stands in `Phone 1 - Type`.
_NUMBERED = re.compile(r"(.+ \d+) - (.+)")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: a field, of numbers their kind, of a postal address its part."""

    field: str
    kind: str = ""
    part: str = ""

    def __str__(self) -> str:
        """Return it as a person chooses it (see `choices`)."""
        return ":".join(one for one in (self.field, self.kind or self.part) if one)


def column(heading: str) -> Column | None:
    """Return what a heading stands for, None where it is not understood."""
    is_mail = "mail" in heading.lower()
    words = fold(heading.replace("-", "" if is_mail else " ").replace("_", " "))
    if words in _BY_WORDS:
        return Column(_BY_WORDS[words])
    found = set(re.sub(r"\d+", " ", words).split()) - _IDLE
    if found & _NOT_VALUES:
        return None
    plain = _BY_SORTED.get(" ".join(sorted(found)))
    return _of_words(found, _plain_kind(found)) or (Column(plain) if plain else None)


def _of_words(found: set[str], kind: str) -> Column | None:
    if found & _EMAILS:
        return Column("email_addresses")
    parts = sorted(_PARTS[one] for one in found if one in _PARTS)
    if parts:
        # "Código postal" and "País o región" have a word each that alone means something else.
        part = next((one for one in ("postal_code", "country_or_region") if one in parts), parts[0])
        return Column(_place(kind), part=part)
    if found & _PHONES or found == {"particular"}:
        return Column("phones", OTHER if found & _FAXES else MOBILE if found & _MOBILES else kind)
    return Column(_place(kind), part="street") if found & _STREETS else None


def choices() -> list[str]:
    """Return what a person may say that a column is, as `chosen` of `mapped` has it."""
    phones = [f"phones:{kind}" for kind in (MOBILE, BUSINESS, HOME, OTHER)]
    places = [f"{place}:{part}" for place in PLACES for part in PARTS]
    return [*_PLAIN, "email_addresses", *phones, *places]


def mapped(headings: Sequence[str], chosen: Mapping[str, str] | None = None) -> dict[int, Column]:
    """Return what each column holds; `chosen` is what a person says of a heading, an empty text for: nothing.

    Raises InvalidInputError for what is none of the `choices`.
    """
    unknown = sorted(set((chosen or {}).values()) - {"", *choices()})
    if unknown:
        raise InvalidInputError(f"no field {unknown[0]!r}; fields are {', '.join(choices())}")
    found = {}
    for place, heading in enumerate(headings):
        if chosen and heading in chosen:
            field, _, detail = chosen[heading].partition(":")
            if field:
                found[place] = Column(field, *((detail, "") if field == "phones" else ("", detail)))
        elif (known := column(heading)) is not None:
            found[place] = known
    if "job_title" in {one.field for place, one in found.items() if fold(headings[place]) != "title"}:
        # Beside a job title, Outlook's "Title" is what stands before the name.
        found |= {place: Column("title") for place, one in found.items() if fold(headings[place]) == "title"}
    return found


def kinds_told(headings: Sequence[str]) -> dict[int, int]:
    """Return for columns whose kind stands in another column of the same row, which that is."""
    split = {place: match for place, one in enumerate(headings) if (match := _NUMBERED.fullmatch(one.strip()))}
    types = {match[1]: place for place, match in split.items() if fold(match[2]) in {"type", "label", "tipo"}}
    return {place: types[match[1]] for place, match in split.items() if match[1] in types}


def of_kind(known: Column, told: str) -> Column:
    """Return a column as its row says of what kind it is (`Work`, `Móvil`, `* Home Fax`)."""
    words = set(fold(told).split())
    kind = OTHER if words & _FAXES else MOBILE if words & _MOBILES else _plain_kind(words)
    if known.field == "phones":
        return replace(known, kind=kind)
    return replace(known, field=_place(kind)) if known.part else known


def _plain_kind(words: set[str]) -> str:
    return HOME if words & _HOMES else BUSINESS if words & _WORKS else OTHER


def _place(kind: str) -> str:
    return {HOME: "home_address", BUSINESS: "business_address"}.get(kind, "other_address")
