"""People as tables: CSV (RFC 4180, and what programs make of it) and Excel workbooks, in and out.

What is read may have any delimiter, charset and headings. What is written opens in Outlook and in Excel, and no value
becomes a formula there (OWASP, CSV injection).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trato.crm import sheets
from trato.crm.sheets import MOST_ROWS, cell_at
from trato.phonebook.files.faults import Fault, RowFault
from trato.phonebook.files.headings import Column, kinds_told, mapped, of_kind
from trato.phonebook.lists.fields import (
    BIRTHDAY,
    EMAILS,
    EMPTY,
    LISTS,
    MOBILE,
    PHONES,
    PLACES,
    ReadPhone,
    Values,
    phone_values,
)

_NO_DAY = {"0/0/00", "00/00/0000", "0/0/0000"}
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y%m%d", "%m/%d/%Y")
_PLACE_HEADINGS = {"business_address": "Business", "home_address": "Home", "other_address": "Other"}
_PART_HEADINGS = {
    "street": "Street", "city": "City", "state": "State", "postal_code": "Postal Code",
    "country_or_region": "Country/Region",
}  # fmt: skip
# As Outlook's own export names them, so that it finds them again.
_HEADINGS = {
    "title": "Title Prefix", "given_name": "First Name", "middle_name": "Middle Name", "surname": "Last Name",
    "generation": "Suffix", "display_name": "Display Name", "company_name": "Company", "department": "Department",
    "job_title": "Job Title", "nick_name": "Nickname", "profession": "Profession",
    "office_location": "Office Location", "manager": "Manager's Name", "assistant_name": "Assistant's Name",
    "spouse_name": "Spouse", "business_home_page": "Web Page", "notes": "Notes", "initials": "Initials",
}  # fmt: skip
_PHONE_COLUMNS = (
    (MOBILE, "Mobile Phone"), (MOBILE, "Mobile Phone 2"), ("business", "Business Phone"),
    ("business", "Business Phone 2"), ("business", "Business Phone 3"), ("home", "Home Phone"),
    ("home", "Home Phone 2"),
    ("other", "Other Phone"), ("other", "Other Phone 2"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A person of a table, and the line they stand on."""

    line: int
    values: Values


@dataclass(frozen=True, slots=True)
class Read:
    """A table as it was understood: which columns are what, the people in it, and the rows that are none.

    `samples` are the first values of each column.
    """

    headings: tuple[str, ...]
    columns: Mapping[int, Column]
    rows: tuple[Row, ...]
    faults: tuple[RowFault, ...]
    samples: tuple[tuple[str, ...], ...] = ()


def read_table(content: bytes, *, read_phone: ReadPhone, chosen: Mapping[str, str] | None = None) -> Read:
    """Read a CSV file or a workbook's first sheet. Raises InvalidInputError when it is neither, or has no headings."""
    cells = sheets.read_cells(content)
    headings = tuple(str(one).strip() for one in cells[0])
    columns, told = mapped(headings, chosen), kinds_told(headings)
    rows: list[Row] = []
    faults: list[RowFault] = []
    for line, row in enumerate(cells[1 : MOST_ROWS + 1], start=2):
        if not any(str(cell).strip() for cell in row):
            continue
        of_row = {
            place: of_kind(one, cell_at(row, told[place])) if place in told else one for place, one in columns.items()
        }
        values, reasons = _person(row, of_row, read_phone)
        faults += [RowFault(line, *reason) for reason in reasons]
        if values is not None:
            rows.append(Row(line, values))
    if len(cells) > MOST_ROWS + 1:
        faults.append(RowFault(MOST_ROWS + 2, Fault.TOO_MANY_ROWS, str(MOST_ROWS)))
    return Read(headings, columns, tuple(rows), tuple(faults), sheets.samples(cells, len(headings)))


def write_csv(people: Iterable[Values]) -> bytes:
    """Return people as CSV that Outlook and Excel open (UTF-8 with its mark)."""
    return sheets.write_csv(_rows(people))


def write_workbook(people: Iterable[Values]) -> bytes:
    """Return people as an Excel workbook; every cell is text."""
    return sheets.write_workbook("Contacts", _rows(people))


def _rows(people: Iterable[Values]) -> Iterator[list[str]]:
    yield _headings()
    yield from (_cells(person) for person in people)


def _headings() -> list[str]:
    places = [f"{_PLACE_HEADINGS[place]} {_PART_HEADINGS[part]}" for place in PLACES for part in _PART_HEADINGS]
    emails = ["E-mail Address", "E-mail 2 Address", "E-mail 3 Address"]
    return [
        *_HEADINGS.values(),
        *(name for _, name in _PHONE_COLUMNS),
        *emails,
        *places,
        "Birthday",
        "Categories",
        "Children",
    ]


def _cells(person: Values) -> list[str]:
    left = list(person[PHONES])
    numbers = []
    for kind, _ in _PHONE_COLUMNS:
        one = next((phone for phone in left if phone["kind"] == kind), None)
        numbers.append(one["number"] if one else "")
        if one:
            left.remove(one)
    emails = [str(one["address"]) for one in person[EMAILS]][:3]
    places = [person[place][part] for place in PLACES for part in _PART_HEADINGS]
    listed = ["; ".join(person["categories"]), "; ".join(person["children"])]
    return [
        *(person[name] for name in _HEADINGS), *numbers, *emails, *[""] * (3 - len(emails)), *places,
        person[BIRTHDAY] or "", *listed,
    ]  # fmt: skip


def _person(
    row: Sequence[Any], columns: Mapping[int, Column], read_phone: ReadPhone
) -> tuple[Values | None, list[tuple[Fault, str]]]:
    values: dict[str, Any] = {**EMPTY, **{place: dict(EMPTY[place]) for place in PLACES}, PHONES: [], EMAILS: []}
    reasons: list[tuple[Fault, str]] = []
    for place, column in columns.items():
        if text := cell_at(row, place):
            _put(values, column, text, read_phone, reasons)
    named = " ".join(values[one] for one in ("given_name", "middle_name", "surname") if values[one])
    emails = [str(one["address"]) for one in values[EMAILS]]
    values["display_name"] = values["display_name"] or named or values["company_name"] or "".join(emails[:1])
    if not values["display_name"]:
        return None, [*reasons, (Fault.NOBODY, "")]
    return values, reasons


def _put(
    values: dict[str, Any], column: Column, text: str, read_phone: ReadPhone, reasons: list[tuple[Fault, str]]
) -> None:
    name = column.field
    if name == PHONES:
        numbers = re.split(r"\s*(?::::|[;\n])\s*", text)
        values[PHONES] += [phone_values(read_phone(one), column.kind or "other") for one in numbers if one]
    elif name == EMAILS:
        addresses = [one for one in re.split(r"\s*(?::::|[;,\n])\s*", text) if one]
        values[EMAILS] += [{"address": one, "name": ""} for one in addresses if "@" in one]
        reasons += [(Fault.NO_ADDRESS, one) for one in addresses if "@" not in one]
    elif name in LISTS:
        listed = (one.strip().removeprefix("* ") for one in re.split(r":::|[;\n]", text))
        values[name] = [one for one in listed if one]
    elif name == BIRTHDAY:
        values[BIRTHDAY] = _day(text)
        if values[BIRTHDAY] is None and text not in _NO_DAY:
            reasons.append((Fault.NO_DATE, text))
    else:
        of, part = (values[name], column.part) if column.part else (values, name)
        of[part] = of[part] or text


def _day(text: str) -> str | None:
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None
