"""Quotas as rows of a spreadsheet or of a tenant folder's `crm/quotas.csv`: each cell read, each fault named. Pure.

Columns, in any order, in English or Spanish: user (address or name), team (of a manager), territory, product, period
(`2026`, `2026-Q4`, `2026-11`, `2026-11-02..2026-11-20`), measure, amount, currency. A row with a fault is left out
whole; an empty amount takes the quota away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from trato.crm.answers.words import folded
from trato.crm.sheets import cell_at
from trato.errors import InvalidInputError
from trato.insight.quotas.model import Measure, Span, Subject
from trato.insight.quotas.periods import name_of, span_of
from trato.selling.spreadsheets.values import Reading, read_amount

MOST_ROWS = 20_000
LARGEST = Decimal(10) ** 15
COLUMNS = ("user", "team", "territory", "product", "period", "measure", "amount", "currency")
_HEADINGS = {
    "usuario": "user", "comercial": "user", "rep": "user", "equipo": "team", "territorio": "territory",
    "producto": "product", "periodo": "period", "medida": "measure", "importe": "amount", "cuota": "amount",
    "quota": "amount", "moneda": "currency", "divisa": "currency",
} | {one: one for one in COLUMNS}  # fmt: skip
NAMES_ES = dict(
    zip(COLUMNS, ("usuario", "equipo", "territorio", "producto", "periodo", "medida", "importe", "moneda"), strict=True)
)
_MEASURES = {
    "ingresos": Measure.REVENUE, "facturacion": Measure.REVENUE, "margen": Measure.MARGIN, "unidades": Measure.UNITS,
    "cuentas nuevas": Measure.NEW_ACCOUNTS, "new accounts": Measure.NEW_ACCOUNTS, "visitas": Measure.VISITS,
} | {one.value: one for one in Measure}  # fmt: skip
MEASURES_ES = {
    Measure.REVENUE: "ingresos", Measure.MARGIN: "margen", Measure.UNITS: "unidades",
    Measure.NEW_ACCOUNTS: "cuentas nuevas", Measure.VISITS: "visitas",
}  # fmt: skip
MONEY = frozenset({Measure.REVENUE, Measure.MARGIN})


class Fault(StrEnum):
    """What is wrong with a row."""

    NO_SUBJECT = "no_subject"
    SEVERAL_SUBJECTS = "several_subjects"
    UNKNOWN_USER = "unknown_user"
    UNKNOWN_TERRITORY = "unknown_territory"
    UNKNOWN_PRODUCT = "unknown_product"
    NO_PERIOD = "no_period"
    NO_MEASURE = "no_measure"
    NO_AMOUNT = "no_amount"
    OTHER_CURRENCY = "other_currency"
    NOT_YOURS = "not_yours"
    REPEATED = "repeated"
    TOO_MANY_ROWS = "too_many_rows"


REASONS: Mapping[Fault, tuple[str, str]] = {
    Fault.NO_SUBJECT: (
        "say whose quota it is: user, team or territory",
        "indicar de quién es: usuario, equipo o territorio",
    ),
    Fault.SEVERAL_SUBJECTS: (
        "a quota is of one: user, team or territory",
        "una cuota es de uno: usuario, equipo o territorio",
    ),
    Fault.UNKNOWN_USER: (
        "nobody here has this name or address",
        "nadie aquí tiene este nombre o dirección",
    ),
    Fault.UNKNOWN_TERRITORY: (
        "there is no such territory",
        "no existe ese territorio",
    ),
    Fault.UNKNOWN_PRODUCT: (
        "there is no such product",
        "no existe ese producto",
    ),
    Fault.NO_PERIOD: (
        "write 2026, 2026-Q4, 2026-11 or two dates",
        "escribir 2026, 2026-Q4, 2026-11 o dos fechas",
    ),
    Fault.NO_MEASURE: (
        "one of revenue, margin, units, new_accounts, visits",
        "una de ingresos, margen, unidades, cuentas nuevas, visitas",
    ),
    Fault.NO_AMOUNT: (
        "write a number of at least 0",
        "escribir un número desde 0",
    ),
    Fault.OTHER_CURRENCY: (
        "quotas are in the organisation's currency",
        "las cuotas van en la moneda de la organización",
    ),
    Fault.NOT_YOURS: (
        "this quota is not yours to set",
        "esta cuota la fija otra persona",
    ),
    Fault.REPEATED: (
        "the same quota stands further up",
        "la misma cuota está más arriba",
    ),
    Fault.TOO_MANY_ROWS: (
        "the file has too many rows",
        "el archivo tiene demasiadas filas",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """Whose quota of what, over which days."""

    subject: Subject
    subject_id: int
    product_id: int | None
    span: Span
    measure: Measure


@dataclass(frozen=True, slots=True)
class Wanted:
    """A quota as a row asks for it; without an amount it is to go."""

    line: int
    target: Target
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that was left out."""

    line: int
    fault: Fault
    value: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what may be named, by folded name; people by their addresses, too."""

    users: Mapping[str, int]
    territories: Mapping[str, int]
    products: Mapping[str, int]
    currency: str
    decimal_mark: str = "."


class _FaultError(Exception):
    def __init__(self, fault: Fault, value: str = "") -> None:
        super().__init__(fault)
        self.fault, self.value = fault, value[:200]


def cells_by_name(cells: Sequence[Sequence[Any]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row below the headings with its line, by the names of the columns; empty rows are passed over.

    Raises InvalidInputError where a column that every quota needs is missing.
    """
    named = {place: _HEADINGS[folded(str(one))] for place, one in enumerate(cells[0]) if folded(str(one)) in _HEADINGS}
    for needed in ("period", "measure", "amount"):
        if needed not in named.values():
            raise InvalidInputError(f"the file has no column {needed!r}; it has user, team, territory, product, "
                                    "period, measure, amount, currency")  # fmt: skip
    for line, row in enumerate(cells[1:], start=2):
        found = {name: cell_at(row, place) for place, name in named.items()}
        if any(found.values()):
            yield line, found


def read(rows: Iterator[tuple[int, Mapping[str, str]]], names: Names) -> tuple[list[Wanted], list[RowFault]]:
    """Read rows as quotas, and tell what is wrong with the others."""
    wanted: list[Wanted] = []
    faults: list[RowFault] = []
    seen: set[Target] = set()
    for line, cells in rows:
        if line > MOST_ROWS + 1:
            faults.append(RowFault(line, Fault.TOO_MANY_ROWS))
            break
        try:
            one = _wanted(line, cells, names)
        except _FaultError as error:
            faults.append(RowFault(line, error.fault, error.value))
            continue
        if one.target in seen:
            faults.append(RowFault(line, Fault.REPEATED))
            continue
        seen.add(one.target)
        wanted.append(one)
    return wanted, faults


def _wanted(line: int, cells: Mapping[str, str], names: Names) -> Wanted:
    subject, subject_id = _subject(cells, names)
    product = cells.get("product", "")
    product_id = names.products.get(folded(product)) if product else None
    if product and product_id is None:
        raise _FaultError(Fault.UNKNOWN_PRODUCT, product)
    try:
        span = span_of(cells.get("period", ""))
    except InvalidInputError as error:
        raise _FaultError(Fault.NO_PERIOD, cells.get("period", "")) from error
    measure = _MEASURES.get(folded(cells.get("measure", "")))
    if measure is None:
        raise _FaultError(Fault.NO_MEASURE, cells.get("measure", ""))
    currency = cells.get("currency", "").strip().upper()
    if currency and measure in MONEY and currency != names.currency:
        raise _FaultError(Fault.OTHER_CURRENCY, currency)
    return Wanted(line, Target(subject, subject_id, product_id, span, measure), _amount(cells.get("amount", ""), names))


def _subject(cells: Mapping[str, str], names: Names) -> tuple[Subject, int]:
    told = [(one, cells[one.value]) for one in Subject if cells.get(one.value)]
    if not told:
        raise _FaultError(Fault.NO_SUBJECT)
    if len(told) > 1:
        raise _FaultError(Fault.SEVERAL_SUBJECTS)
    ((subject, name),) = told
    known = names.territories if subject is Subject.TERRITORY else names.users
    found = known.get(folded(name))
    if found is None:
        raise _FaultError(Fault.UNKNOWN_TERRITORY if subject is Subject.TERRITORY else Fault.UNKNOWN_USER, name)
    return subject, found


def _amount(text: str, names: Names) -> Decimal | None:
    if not text.strip():
        return None
    amount = read_amount(text, Reading(decimal_mark=names.decimal_mark))
    if amount is None or not 0 <= amount < LARGEST:
        raise _FaultError(Fault.NO_AMOUNT, text)
    return round(amount, 2)


def written(target: Target, name: str, product: str, amount: Decimal, currency: str, language: str) -> list[str]:
    """Return a quota as a row that `read` understands, in the order of COLUMNS."""
    told = MEASURES_ES[target.measure] if language == "es" else target.measure.value
    return [
        *(name if one is target.subject else "" for one in Subject), product,
        name_of(target.span), told, str(amount), currency if target.measure in MONEY else "",
    ]  # fmt: skip
