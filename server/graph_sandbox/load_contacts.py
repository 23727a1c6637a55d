"""Reads vCard files (2.1, 3.0 RFC 2426, 4.0 RFC 6350) into Graph contacts.

https://learn.microsoft.com/graph/api/resources/contact
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from datetime import datetime
from pathlib import Path
from typing import Any

from graph_sandbox import ids
from graph_sandbox.contact import Contact
from graph_sandbox.contentlines import BrokenLineError, Component, Line, components
from graph_sandbox.directory import User
from graph_sandbox.fields import lenient
from graph_sandbox.problems import Problems

_SIMPLE = {"NICKNAME": "nickName", "TITLE": "jobTitle", "NOTE": "personalNotes", "ROLE": "profession"}
_ADDRESSES = {"HOME": "homeAddress", "WORK": "businessAddress"}


def read_contacts(file: Path, user: User, folder: int, now: datetime, problems: Problems) -> list[Contact]:
    """Every card of a file that can be read."""
    found: dict[int, Contact] = {}
    for card in components(lenient(file.read_bytes()), "VCARD"):
        if isinstance(card, BrokenLineError):
            problems.add(file, card.number, "card", str(card))
            continue
        for line in card.every("X-BROKEN"):
            problems.add(file, line.number, f"card {card.text('FN') or '?'}", f"line left out: {line.value}")
        properties = properties_of(card)
        if not properties.get("displayName"):
            problems.add(file, card.number, "card", "no name, company or address in it; not loaded")
            continue
        key = ids.key_of("contact", str(user.mailbox), card.text("UID") or repr(sorted(properties.items(), key=str)))
        while key in found:
            key = ids.key_of(key.to_bytes(8, "big"))
        found[key] = Contact(key, folder, 0, 1, now, now, properties, _photo(card))
    return list(found.values())


def properties_of(card: Component) -> dict[str, Any]:
    """A card in the words of Graph's contact resource."""
    made: dict[str, Any] = {"displayName": card.text("FN").strip()}
    for name, target in _SIMPLE.items():
        if card.text(name):
            made[target] = card.text(name)
    made |= _name(card) | _organisation(card) | _phones(card) | _places(card)
    emails = [line for line in card.every("EMAIL") if line.text.strip()]
    made["emailAddresses"] = [
        {"name": made["displayName"] or e.text.strip(), "address": e.text.strip()} for e in emails
    ]
    made["categories"] = [c.strip() for line in card.every("CATEGORIES") for c in line.list() if c.strip()]
    pages = [line.text for line in card.every("URL")]
    if pages:
        made["businessHomePage"] = pages[0]
    birthday = re.match(r"(\d{4})-?(\d{2})-?(\d{2})", card.text("BDAY"))
    if birthday:
        made["birthday"] = f"{birthday[1]}-{birthday[2]}-{birthday[3]}T11:59:00Z"
    made["displayName"] = made["displayName"] or made.get("companyName") or (emails[0].text.strip() if emails else "")
    return made


def _name(card: Component) -> dict[str, str]:
    line = card.first("N")
    if line is None:
        return {}
    parts = [part.strip() for part in line.list(";")] + [""] * 5
    named = {
        "surname": parts[0],
        "givenName": parts[1],
        "middleName": parts[2],
        "title": parts[3],
        "generation": parts[4],
    }
    return {key: value for key, value in named.items() if value}


def _organisation(card: Component) -> dict[str, str]:
    line = card.first("ORG")
    if line is None:
        return {}
    parts = [part.strip() for part in line.list(";")] + [""]
    return {key: value for key, value in (("companyName", parts[0]), ("department", parts[1])) if value}


def _types(line: Line) -> set[str]:
    return {part.strip().upper() for part in line.parameters.get("TYPE", "").split(",")}


def _phones(card: Component) -> dict[str, Any]:
    """Outlook has one mobile number and two lists; faxes have no place in Graph's contact."""
    made: dict[str, Any] = {"businessPhones": [], "homePhones": []}
    for line in card.every("TEL"):
        number, kinds = re.sub(r"(?i)^tel:", "", line.text).strip(), _types(line)
        if not number or kinds & {"FAX", "PAGER"}:
            continue
        if "CELL" in kinds and "mobilePhone" not in made:
            made["mobilePhone"] = number
        elif "HOME" in kinds:
            made["homePhones"].append(number)
        else:
            made["businessPhones"].append(number)
    return made


def _places(card: Component) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for line in card.every("ADR"):
        parts = [part.strip() for part in line.list(";")] + [""] * 7
        street = "\n".join(part for part in (parts[0], parts[1], parts[2]) if part)
        named = {
            "street": street,
            "city": parts[3],
            "state": parts[4],
            "postalCode": parts[5],
            "countryOrRegion": parts[6],
        }
        target = next((name for kind, name in _ADDRESSES.items() if kind in _types(line)), "otherAddress")
        made.setdefault(target, {key: value for key, value in named.items() if value})
    return made


def _photo(card: Component) -> bytes | None:
    line = card.first("PHOTO")
    if line is None:
        return None
    text = line.value.partition("base64,")[2] if line.value.startswith("data:") else line.value
    if "ENCODING" not in line.parameters and not line.value.startswith("data:"):
        return None
    try:
        return b64decode(re.sub(r"\s", "", text), validate=True)
    except (Base64Error, ValueError):
        return None
