"""Phone lists as files: cards of real programs, tables of others, and numbers of the whole world."""

from __future__ import annotations

import gzip
import json
import re
import tarfile
from collections.abc import Iterator
from functools import partial
from typing import Any

from tests.accuracy.data import ROOT as SHARED
from tests.accuracy.measure import Measure

from trato.crm.phones import read_phone
from trato.phonebook.files.table import read_table
from trato.phonebook.files.vcard import read_cards, write_cards
from trato.phonebook.lists.fields import EMAILS, PHONES
from trato.phonebook.lists.names import take_apart

_READ = partial(read_phone, country="US")
_FIELDS = ("display_name", "given_name", "surname", "company_name", PHONES, EMAILS, "business_address", "home_address")


def measures() -> Iterator[Measure]:
    """Score what comes in and goes out."""
    files, read, equal, cards = _cards()
    yield Measure("vcards", "files read", read / files, 1.0, note=f"{files} files, {cards} cards")
    yield Measure("vcards", "written as 3.0 and read back equal", equal / cards, 1.0)
    yield Measure("contact_csv", "people as their cards have them", _tables(), 1.0, note="four programs, one in German")
    right, numbers = _numbers()
    whole, names, fitting, parts = _names()
    yield Measure("names", "names with all asserted parts right", whole / names, 0.9, 1.0, f"{whole} of {names}")
    yield Measure("names", "asserted parts right", fitting / parts, 0.95, 1.0, f"{fitting} of {parts}")
    found, rows = _people()
    yield Measure("names", "given names and surname as labelled", found / rows, None, None, f"{rows} people")
    yield Measure("phones", "national form to E.164", right / numbers, 1.0, 1.0, f"{numbers} numbers")


def _cards() -> tuple[int, int, int, int]:
    files = read = equal = cards = 0
    with tarfile.open(SHARED / "vcards" / "vcards.tar.gz") as archive:
        for member in archive.getmembers():
            content = archive.extractfile(member) if member.name.endswith(".vcf") else None
            if content is None:
                continue
            found = read_cards(content.read(), read_phone=_READ)
            files, read, cards = files + 1, read + bool(found), cards + len(found)
            equal += sum(
                read_cards(write_cards([one.values]), read_phone=_READ)[0].values == one.values for one in found
            )
    return files, read, equal, cards


def _tables() -> float:
    right = 0
    names = ("email", "gmail", "outlook", "tb_plain")
    for name in names:
        rows = read_table((SHARED / "contact_csv" / f"{name}.csv").read_bytes(), read_phone=_READ).rows
        cards = read_cards((SHARED / "contact_csv" / f"{name}.vcf").read_bytes(), read_phone=_READ)
        ours = [[row.values[field] for field in _FIELDS] for row in rows]
        right += ours == [[card.values[field] for field in _FIELDS] for card in cards]
    return right / len(names)


def _numbers() -> tuple[int, int]:
    with gzip.open(SHARED / "phones" / "libphonenumber_examples.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return sum(read_phone(row["national"], country=row["region"]).e164 == row["e164"] for row in rows), len(rows)


def _names() -> tuple[int, int, int, int]:
    """Count names of which every part is right, and parts: what a test of nameparser asserts of a name."""
    whole = fitting = parts = 0
    rows = _rows("nameparser_cases")
    for row in rows:
        name = take_apart(row["name"], country="US")
        ours = {
            "title": name.title, "first": name.given, "middle": name.middle, "last": name.surname,
            "suffix": name.suffix, "nickname": name.nickname,
        }  # fmt: skip
        right = [ours[part] == row[part] for part in ours if part in row]
        whole, fitting, parts = whole + all(right), fitting + sum(right), parts + len(right)
    return whole, len(rows), fitting, parts


def _people() -> tuple[int, int]:
    """Count people of the labelled rows whose given name and surname are found: one person, both of them there."""
    right = count = 0
    for row in _rows("probablepeople_person_labeled"):
        tags = [tag for _, tag in row["tokens"]]
        if "And" in tags or not {"GivenName", "Surname"} <= set(tags):
            continue
        name = take_apart(row["text"], country="US")
        found = {"GivenName": name.given, "Surname": name.surname}
        count += 1
        right += all(
            _bare(found[tag]) == _bare(" ".join(word for word, one in row["tokens"] if one == tag)) for tag in found
        )
    return right, count


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s'-]", " ", text).lower().split())


def _rows(name: str) -> list[dict[str, Any]]:
    with gzip.open(SHARED / "names" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
