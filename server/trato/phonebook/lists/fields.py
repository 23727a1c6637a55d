"""A person as the CRM knows them, and the same person as an Outlook contact (Graph: contact resource).

Both are documents, field by field, so that any field can be compared, stored and put back byte for byte. They share
the names of `phonebook.model.Card` but for three things: numbers stand in one list with their kinds here and in slots
there (two of business, two of home, one mobile); there are any number of addresses here and three there; and the notes
there are the owner's own, with ours below a line that marks them.

What finds no place there is no loss: it stays here, and is not taken for removed because it was never shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from trato.crm.phones import Phone

Values = Mapping[str, Any]
ReadPhone = Callable[[str], Phone]

TEXTS = (
    "display_name", "given_name", "middle_name", "surname", "title", "generation", "initials", "nick_name", "file_as",
    "yomi_given_name", "yomi_surname", "yomi_company_name", "company_name", "department", "job_title", "profession",
    "office_location", "manager", "assistant_name", "spouse_name", "business_home_page",
)  # fmt: skip
PLACES = ("business_address", "home_address", "other_address")
LISTS = ("children", "im_addresses", "categories")
PHONES, EMAILS, NOTES, BIRTHDAY = "phones", "email_addresses", "notes", "birthday"
SINGLE = (*TEXTS, *PLACES, BIRTHDAY, NOTES)
FIELDS = (*SINGLE, *LISTS, PHONES, EMAILS)
# A picture is no part of the documents: it is merged by itself (photos.py), but under a policy as any field.
PHOTO = "photo"
DECIDED = (*FIELDS, PHOTO)

MOBILE, BUSINESS, HOME, OTHER = "mobile", "business", "home", "other"
SLOTS = {MOBILE: "mobile_phone", BUSINESS: "business_phones", HOME: "home_phones"}
ROOM = {MOBILE: 1, BUSINESS: 2, HOME: 2}
MOST_EMAILS = 3
MARK = "--- Trato ---"

_MARKED = re.compile(rf"(?:\A|\n){re.escape(MARK)}(?:\r?\n|\Z)")
_PLACE = {"street": "", "city": "", "state": "", "country_or_region": "", "postal_code": ""}

EMPTY: Values = {
    **dict.fromkeys(TEXTS, ""), **dict.fromkeys(PLACES, _PLACE), BIRTHDAY: None, NOTES: "",
    **{name: [] for name in LISTS}, PHONES: [], EMAILS: [],
}  # fmt: skip
EMPTY_CARD: Values = {
    **dict.fromkeys(TEXTS, ""), **dict.fromkeys(PLACES, _PLACE), BIRTHDAY: None, "personal_notes": "",
    **{name: [] for name in LISTS}, "mobile_phone": "", "business_phones": [], "home_phones": [], EMAILS: [],
}  # fmt: skip
# Which fields of a card a field of ours is shown in.
SHOWN_IN = {name: (name,) for name in FIELDS} | {PHONES: tuple(SLOTS.values()), NOTES: ("personal_notes",)}


def split_notes(text: str) -> tuple[str, str | None]:
    """Return the owner's own notes, and ours below the mark; None where there is no mark."""
    found = _MARKED.search(text)
    return (text, None) if found is None else (text[: found.start()], text[found.end() :])


def join_notes(theirs: str, ours: str) -> str:
    """Return notes with ours below the owner's own, which stay letter for letter."""
    if not ours:
        return theirs
    return f"{theirs}\n{MARK}\n{ours}" if theirs else f"{MARK}\n{ours}"


def phone_values(phone: Phone, kind: str) -> dict[str, Any]:
    """Return a number as a document of ours keeps it: as it was typed, beside what was understood of it."""
    return {"number": phone.typed, "kind": kind, "e164": phone.e164, "extension": phone.extension}


def shown_phones(card: Values) -> list[tuple[str, str]]:
    """Return the numbers of a card, each as (kind of its slot, number), in the slots' order."""
    return [
        (kind, number)
        for kind, numbers in (
            (MOBILE, [card["mobile_phone"]]),
            (BUSINESS, card["business_phones"]),
            (HOME, card["home_phones"]),
        )
        for number in numbers
        if number
    ]


def phone_key(number: str, e164: str | None, extension: str) -> str:
    """Return by what a number is known again however it is typed: its E.164 form, else its digits, else its text."""
    if e164:
        return f"{e164};{extension}"
    digits = re.sub(r"[^\d+*#]", "", number)
    return digits or number.strip().casefold()


def place_phones(numbers: Mapping[Any, str], kinds: Mapping[Any, str], were: Mapping[Any, str]) -> Values:
    """Put numbers into the slots of a card; return those fields. All three mappings are by the same keys.

    `were` says in which slot a number stands that is to stay there, in the card's order and beyond the usual room too.
    The others take the slot of their kind, else a free one of business, then of home; else they are not shown.
    """
    filled: dict[str, list[str]] = {kind: [] for kind in SLOTS}
    for key, slot in were.items():
        filled[slot].append(numbers[key])
    left = [key for key in numbers if key not in were and numbers[key]]
    for slots in ((None,), (BUSINESS, HOME)):
        for key in list(left):
            native = kinds[key] if kinds[key] in SLOTS else BUSINESS
            free = [slot or native for slot in slots if len(filled[slot or native]) < ROOM[slot or native]]
            if free:
                filled[free[0]].append(numbers[key])
                left.remove(key)
    mobile, *spilt = filled[MOBILE] or [""]
    return {"mobile_phone": mobile, "business_phones": filled[BUSINESS] + spilt, "home_phones": filled[HOME]}


def place_list(values: Mapping[Any, Any], before: Iterable[Any], most: int | None) -> list[Any]:
    """Return a list of a card from values by key: what stands there (`before`) keeps its order, up to `most` follow."""
    kept = [values[one] for one in before if one in values]
    more = [value for one, value in values.items() if one not in set(before)]
    return kept + more[: None if most is None else max(0, most - len(kept))]


def numbered(values: Iterable[Any], key: Callable[[Any], str]) -> dict[tuple[str, int], Any]:
    """Return values by what they are known by and, because one may be there twice, which of its kind it is."""
    seen: dict[str, int] = {}
    found = {}
    for value in values:
        name = key(value)
        seen[name] = seen.get(name, -1) + 1
        found[name, seen[name]] = value
    return found


def list_key(name: str) -> Callable[[Any], str]:
    """Return by what an element of that field is known again."""
    if name == EMAILS:
        return lambda one: str(one["address"]).strip().casefold()
    return lambda one: str(one).strip().casefold()
