"""Days, amounts and words as people write them in cells, in Spanish or English. Pure.

A column says how its numbers and days are meant: one day with a thirteenth settles which part is the month, one
amount with both marks which of them parts decimals. What no cell settles follows the organisation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from trato.crm.answers.words import folded

_NUMERIC_DAY = re.compile(r"(\d{1,4})[./\- ](\d{1,2})[./\- ](\d{1,4})(?:[ T]\d{1,2}:\d{2}.*)?")
_WORDED_DAY = re.compile(
    r"(?:[a-z]+ )?(\d{1,2}) (?:de )?([a-z]{3,10}) (?:de(?:l)? )?(\d{2,4})|([a-z]{3,10}) (\d{1,2}) (\d{4})"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("ene jan", "feb", "mar", "abr apr", "may", "jun", "jul", "ago aug", "sep set", "oct", "nov", "dic dec"), 1
    )
    for name in names.split()
}
_AMOUNT = re.compile(r"[-+]?\d[\d.,' \u00a0\u202f]*")
_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "eur": "EUR", "euro": "EUR", "euros": "EUR", "usd": "USD", "gbp": "GBP"}
_THOUSANDS = {"k": 1000, "m": 1_000_000, "mil": 1000}
# Excel's first day; it takes 1900 for a leap year, so days count from the one before (ECMA-376 18.17.4.1).
_EXCEL_EPOCH = date(1899, 12, 30)
_OUTCOMES = {
    folded(words): outcome
    for outcome, all_words in {
        "open": "open|abierta|abierto|en curso|activa|activo|in progress|pendiente|pending",
        "won": "won|ganada|ganado|closed won|cerrada ganada|vendida|vendido",
        "lost": "lost|perdida|perdido|closed lost|cerrada perdida",
        "cancelled": "cancelled|canceled|cancelada|cancelado|anulada|anulado",
    }.items()
    for words in all_words.split("|")
}
EARLIEST, LATEST = date(1950, 1, 1), date(2150, 12, 31)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of a column are meant where they alone do not tell."""

    is_month_first: bool = False
    decimal_mark: str = ","


def reading_of(cells: Iterable[str], usual: Reading) -> Reading:
    """Return how a column is to be read: as its cells tell, else as is usual."""
    month_first, mark = None, None
    for cell in cells:
        match = _NUMERIC_DAY.fullmatch(cell.strip())
        if match and len(match[1]) <= 2:
            first, second = int(match[1]), int(match[2])
            month_first = True if second > 12 >= first else False if first > 12 >= second else month_first
        mark = _telling_mark(cell) or mark
    return Reading(
        usual.is_month_first if month_first is None else month_first, usual.decimal_mark if mark is None else mark
    )


def read_day(cell: str, how: Reading) -> date | None:
    """Return the day that a cell names, None where it names none between 1950 and 2150."""
    text = cell.strip()
    found = _numeric_day(text, how) or _worded_day(folded(text)) or _excel_day(text)
    return found if found is not None and EARLIEST <= found <= LATEST else None


def read_amount(cell: str, how: Reading) -> Decimal | None:
    """Return the number in a cell, whatever currency or thousands stand beside it; None where it is none."""
    text = re.sub(r"[€$£%]|\b(?:eur|euros?|usd|gbp)\b", "", cell.strip(), flags=re.IGNORECASE).strip()
    match = _AMOUNT.match(text)
    if match is None:
        return None
    times = _THOUSANDS.get(text[match.end() :].strip().lower()) if text[match.end() :].strip() else 1
    mark = _telling_mark(match[0]) or how.decimal_mark
    plain = re.sub(r"[' \u00a0\u202f]", "", match[0]).replace("." if mark == "," else ",", "").replace(mark, ".")
    try:
        return None if times is None else Decimal(plain) * times
    except InvalidOperation:
        return None


def currency_in(cell: str) -> str | None:
    """Return the currency that stands beside an amount, None where none does."""
    words = [*folded(cell).split(), *(one for one in cell if one in "€$£")]
    return next((_SYMBOLS[word] for word in words if word in _SYMBOLS), None)


def read_currency(cell: str) -> str | None:
    """Return a currency by its code (ISO 4217), symbol or name; None where it is none."""
    text = cell.strip()
    return text.upper() if re.fullmatch(r"[A-Za-z]{3}", text) else currency_in(text)


def outcome_in(cell: str) -> str:
    """Return how an opportunity ended, or "open", by one of its names; an empty text where it is none."""
    return _OUTCOMES.get(folded(cell), "")


def texts(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds several, apart by semicolons, lines, or commas."""
    parts = re.split(r"[;\n|]", cell) if re.search(r"[;\n|]", cell) else cell.split(",")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _telling_mark(cell: str) -> str | None:
    """Return the decimal mark where the cell itself tells: the later of two, or one that parts no three digits."""
    marks = [one for one in cell if one in ".,"]
    if not marks or _NUMERIC_DAY.fullmatch(cell.strip()):
        return None
    if len(set(marks)) == 2:
        return max(".,", key=cell.rfind)
    if len(marks) > 1:
        return "," if marks[0] == "." else "."
    behind = re.match(r"\d*", cell[cell.index(marks[0]) + 1 :])
    return marks[0] if behind is not None and len(behind[0]) in (1, 2) else None


def _numeric_day(text: str, how: Reading) -> date | None:
    match = _NUMERIC_DAY.fullmatch(text)
    if match is None:
        return None
    first, second, third = (int(part) for part in match.groups())
    if len(match[1]) == 4:
        return _day(first, second, third)
    if len(match[3]) not in (2, 4):
        return None
    month, day = (first, second) if how.is_month_first else (second, first)
    if month > 12 >= day:
        month, day = day, month
    return _day(third if len(match[3]) == 4 else 2000 + third, month, day)


def _worded_day(words: str) -> date | None:
    match = _WORDED_DAY.fullmatch(words)
    if match is None:
        return None
    day, name, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
    month = _MONTHS.get(name[:3])
    return None if month is None else _day(int(year) if len(year) == 4 else 2000 + int(year), month, int(day))


def _excel_day(text: str) -> date | None:
    """Return the day of a date that lost its format on the way: a count of days."""
    return _EXCEL_EPOCH + timedelta(days=int(text)) if re.fullmatch(r"\d{5}", text) else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
