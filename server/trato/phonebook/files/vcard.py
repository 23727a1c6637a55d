"""People as vCards: read 2.1, 3.0 and 4.0 (RFC 6350, RFC 2426), written as 3.0, which Outlook and phones read.

What vCard has no property for goes into properties of Outlook's (`X-MS-…`) or of our own (`X-TRATO-…`), so that what
was written is read back equal.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, repeat
from typing import Any

from trato.phonebook.files.content_lines import Line, escaped, folded, lines
from trato.phonebook.lists.fields import (
    BIRTHDAY,
    BUSINESS,
    EMAILS,
    EMPTY,
    HOME,
    MOBILE,
    NOTES,
    OTHER,
    PHONES,
    ReadPhone,
    Values,
    phone_values,
)
from trato.phonebook.lists.pictures import Picture

_TEXTS = {
    "FN": "display_name", "NICKNAME": "nick_name", "TITLE": "job_title", "ROLE": "profession",
    "X-MS-MANAGER": "manager", "X-MANAGER": "manager", "X-EVOLUTION-MANAGER": "manager",
    "X-MS-ASSISTANT": "assistant_name", "X-ASSISTANT": "assistant_name", "X-EVOLUTION-ASSISTANT": "assistant_name",
    "X-MS-SPOUSE": "spouse_name", "X-SPOUSE": "spouse_name", "X-EVOLUTION-SPOUSE": "spouse_name",
    "X-TRATO-OFFICE": "office_location", "X-TRATO-INITIALS": "initials", "X-TRATO-FILE-AS": "file_as",
    "X-EVOLUTION-FILE-AS": "file_as",
    "X-PHONETIC-FIRST-NAME": "yomi_given_name", "X-PHONETIC-LAST-NAME": "yomi_surname",
    "X-TRATO-PHONETIC-COMPANY": "yomi_company_name",
}  # fmt: skip
_WRITTEN_TEXTS = {
    "nick_name": "NICKNAME", "job_title": "TITLE", "profession": "ROLE", "manager": "X-MS-MANAGER",
    "assistant_name": "X-MS-ASSISTANT", "spouse_name": "X-MS-SPOUSE", "office_location": "X-TRATO-OFFICE",
    "initials": "X-TRATO-INITIALS", "file_as": "X-TRATO-FILE-AS", "yomi_given_name": "X-PHONETIC-FIRST-NAME",
    "yomi_surname": "X-PHONETIC-LAST-NAME", "yomi_company_name": "X-TRATO-PHONETIC-COMPANY", NOTES: "NOTE",
    "business_home_page": "URL",
}  # fmt: skip
_IM = {
    "IMPP", "X-JABBER", "X-AIM", "X-ICQ", "X-MSN", "X-YAHOO", "X-SKYPE", "X-SKYPE-USERNAME", "X-GTALK",
    "X-GOOGLE-TALK", "X-MS-IMADDRESS", "X-GADUGADU", "X-GROUPWISE", "X-QQ",
}  # fmt: skip
_KINDS = {MOBILE: "CELL", BUSINESS: "WORK,VOICE", HOME: "HOME,VOICE"}
_PLACES = {"business_address": "WORK", "home_address": "HOME", "other_address": ""}
_NAME = ("surname", "given_name", "middle_name", "title", "generation")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


@dataclass(frozen=True, slots=True)
class Card:
    """One card of a file: the person, their picture, and where it stands (from 1)."""

    place: int
    values: Values
    photo: bytes = b""


@dataclass(slots=True)
class _Reading:
    values: dict[str, Any] = field(default_factory=lambda: {**EMPTY})
    phones: list[dict[str, Any]] = field(default_factory=list)
    emails: list[dict[str, str]] = field(default_factory=list)
    photo: bytes = b""


def read_cards(content: bytes, *, read_phone: ReadPhone) -> list[Card]:
    """Return the cards of a file; of a damaged one what can be read."""
    cards: list[Card] = []
    now: _Reading | None = None
    depth = 0
    for line in lines(content):
        if line.name == "BEGIN" and line.value.strip().upper() == "VCARD":
            depth += 1
            now = _Reading() if depth == 1 else now
        elif line.name == "END" and line.value.strip().upper() == "VCARD":
            depth = max(0, depth - 1)
            if depth == 0 and now is not None:
                cards.append(_finished(now, len(cards) + 1))
                now = None
        elif now is not None and depth == 1:
            _take(now, line, read_phone)
    if now is not None:
        cards.append(_finished(now, len(cards) + 1))
    return cards


def write_cards(people: Iterable[Values], pictures: Iterable[Picture | None] = ()) -> bytes:
    """Return people as one file of vCards 3.0, with their pictures, given in the people's order."""
    each = zip(people, chain(pictures, repeat(None)), strict=False)
    return "".join(f"{folded(line)}\r\n" for person, picture in each for line in _lines(person, picture)).encode()


def _take(now: _Reading, line: Line, read_phone: ReadPhone) -> None:
    taking = _TAKING.get(line.name)
    if taking is not None:
        taking(now, line)
    elif line.name == "TEL":
        number = line.text().removeprefix("tel:").strip()
        if number:
            now.phones.append(phone_values(read_phone(number), _kind(line.types)))
    elif line.name in _TEXTS:
        name = _TEXTS[line.name]
        now.values[name] = now.values[name] or line.text().strip(" ")
    elif line.name in _IM:
        now.values["im_addresses"] = [*now.values["im_addresses"], line.text()]


def _take_name(now: _Reading, line: Line) -> None:
    for name, part in zip(_NAME, line.parts(), strict=False):
        now.values[name] = now.values[name] or part.strip(" ")


def _take_company(now: _Reading, line: Line) -> None:
    company, *units = line.parts()
    now.values["company_name"] = now.values["company_name"] or company.strip(" ")
    now.values["department"] = now.values["department"] or " / ".join(one for one in units if one.strip())


def _take_place(now: _Reading, line: Line) -> None:
    box, extended, street, city, state, code, country = (*line.parts(), *[""] * 7)[:7]
    place = {
        "street": "\n".join(one for one in (box, extended, street) if one.strip()), "city": city, "state": state,
        "country_or_region": country, "postal_code": code,
    }  # fmt: skip
    if any(place.values()):
        wanted = (
            "business_address" if "work" in line.types else "home_address" if "home" in line.types else "other_address"
        )
        free = [
            one
            for one in (wanted, "other_address", "business_address", "home_address")
            if not any(now.values[one].values())
        ]
        if free:
            now.values[free[0]] = place


def _take_email(now: _Reading, line: Line) -> None:
    address = line.text().removeprefix("mailto:").strip()
    if address:
        now.emails.append({"address": address, "name": (line.parameters.get("x-cn") or [""])[0]})


def _take_birthday(now: _Reading, line: Line) -> None:
    found = _DAY.match(line.value.strip())
    if found is not None:
        try:
            now.values[BIRTHDAY] = date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        except ValueError:
            return


def _take_note(now: _Reading, line: Line) -> None:
    text = line.text()
    now.values[NOTES] = f"{now.values[NOTES]}\n{text}" if now.values[NOTES] else text


def _take_page(now: _Reading, line: Line) -> None:
    now.values["business_home_page"] = now.values["business_home_page"] or line.text().strip()


def _take_categories(now: _Reading, line: Line) -> None:
    now.values["categories"] = [*now.values["categories"], *(one for one in line.parts(",") if one)]


def _take_child(now: _Reading, line: Line) -> None:
    now.values["children"] = [*now.values["children"], line.text()]


def _take_photo(now: _Reading, line: Line) -> None:
    now.photo = now.photo or line.data


_TAKING = {
    "N": _take_name, "ORG": _take_company, "ADR": _take_place, "EMAIL": _take_email, "BDAY": _take_birthday,
    "NOTE": _take_note, "URL": _take_page, "CATEGORIES": _take_categories, "PHOTO": _take_photo,
    "X-TRATO-CHILD": _take_child, "X-MS-CHILD": _take_child,
}  # fmt: skip


def _kind(types: set[str]) -> str:
    if types & {"fax", "pager", "modem", "video"}:
        return OTHER
    if types & {"cell", "mobile", "iphone", "pcs"}:
        return MOBILE
    if "work" in types:
        return BUSINESS
    return HOME if "home" in types else OTHER


def _finished(now: _Reading, place: int) -> Card:
    values = now.values
    named = " ".join(values[one] for one in ("given_name", "middle_name", "surname") if values[one])
    shown = values["display_name"] or named or values["company_name"]
    values |= {"display_name": shown, PHONES: now.phones, EMAILS: now.emails}
    return Card(place, values, now.photo)


def _lines(person: Values, picture: Picture | None) -> Iterable[str]:
    yield from ("BEGIN:VCARD", "VERSION:3.0")
    yield f"FN:{escaped(person['display_name'])}"
    yield "N:" + _structured(person[name] for name in _NAME)
    if person["company_name"] or person["department"]:
        units = [one for one in (person["department"],) if one]
        yield "ORG:" + _structured([person["company_name"], *units])
    for name, written in _WRITTEN_TEXTS.items():
        if person[name]:
            yield f"{written}:{escaped(person[name])}"
    yield from _reached_at(person)
    if person[BIRTHDAY]:
        yield f"BDAY:{person[BIRTHDAY]}"
    if person["categories"]:
        yield "CATEGORIES:" + ",".join(escaped(one) for one in person["categories"])
    yield from (f"X-MS-IMADDRESS:{escaped(one)}" for one in person["im_addresses"])
    yield from (f"X-TRATO-CHILD:{escaped(one)}" for one in person["children"])
    if picture is not None:
        kind = picture.media_type.rpartition("/")[2].upper()
        yield f"PHOTO;ENCODING=b;TYPE={kind}:{b64encode(picture.content).decode()}"
    yield "END:VCARD"


def _reached_at(person: Values) -> Iterable[str]:
    for phone in person[PHONES]:
        yield f"TEL;TYPE={_KINDS.get(phone['kind'], 'VOICE')}:{escaped(phone['number'])}"
    for email in person[EMAILS]:
        name = re.sub(r'["\r\n;:,]', " ", email["name"])
        named = f';X-CN="{name}"' if name else ""
        yield f"EMAIL;TYPE=INTERNET{named}:{escaped(email['address'])}"
    for name, kind in _PLACES.items():
        place = person[name]
        if any(place.values()):
            parts = [place[one] for one in ("street", "city", "state", "postal_code", "country_or_region")]
            typed = f";TYPE={kind}" if kind else ""
            yield f"ADR{typed}:" + _structured(["", "", *parts])


def _structured(parts: Iterable[str] | Sequence[str]) -> str:
    return ";".join(escaped(one) for one in parts)
