"""Rows of a spreadsheet as opportunities: every cell read as its column says, every fault named. Pure.

A row with a fault is left out whole, so that what comes in is what stands there. An empty cell says nothing: it never
clears a field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from trato.crm.answers.words import folded
from trato.crm.opportunity_fields import CUSTOM
from trato.crm.own_fields import OwnField
from trato.crm.sheets import cell_at
from trato.errors import InvalidInputError
from trato.selling.spreadsheets.faults import Fault, RowFault
from trato.selling.spreadsheets.headings import Field
from trato.selling.spreadsheets.known import Known
from trato.selling.spreadsheets.own_cells import as_written, what_fits
from trato.selling.spreadsheets.values import (
    Reading,
    currency_in,
    outcome_in,
    read_amount,
    read_currency,
    read_day,
    reading_of,
    texts,
)

MOST_ROWS = 5000
_LENGTHS = {Field.NAME: 300, Field.NEXT_OBJECTIVE: 200, Field.WANTS: 1000, Field.MAIN_COMPETITOR: 200,
            Field.REASON: 1000, Field.PRODUCTS: 200, Field.COMPETITORS: 200, Field.KEY: 200}  # fmt: skip
_AMOUNTS = frozenset({Field.AMOUNT, Field.MONTHLY_AMOUNT})
_DAYS = frozenset({Field.CREATED_ON, Field.CLOSE_DATE, Field.INVOICE_DATE, Field.NEXT_DATE})
_LISTS = {Field.PRODUCTS: "product_names", Field.COMPETITORS: "competitors"}
_LARGEST = 10**14


@dataclass(frozen=True, slots=True)
class Row:
    """An opportunity of a file, by the columns it is kept in; `new_account` is one that is to be made."""

    line: int
    opportunity_id: int | None
    values: Mapping[str, Any]
    key: str = ""
    new_account: str = ""
    closure: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was understood."""

    rows: tuple[Row, ...]
    faults: tuple[RowFault, ...]


@dataclass(slots=True)
class _Cells:
    """A row while it is read."""

    line: int
    known: Known
    makes_accounts: bool
    language: str
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)
    column: str = ""
    key: str = ""
    new_account: str = ""
    outcome: str = ""
    reason: str = ""
    decision_maker: str = ""
    maker_column: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)

    def fail(self, fault: Fault, value: str = "", hint: str = "", *, about: Field | None = None) -> None:
        column = self.column if about is None else self.headings.get(about, "")
        self.faults.append(RowFault(self.line, fault, column, value[:200], hint))


def read_rows(
    cells: Sequence[Sequence[Any]],
    columns: Mapping[int, str],
    known: Known,
    *,
    makes_accounts: bool = False,
    language: str = "en",
) -> Read:
    """Read the rows below the headings; hints of faults are in `language`."""
    headings = [str(one).strip() for one in cells[0]]
    usual = Reading(is_month_first=known.country == "US", decimal_mark="," if known.language == "es" else ".")
    how = {place: reading_of((cell_at(row, place) for row in cells[1:]), usual) for place in columns}
    named = {name: headings[place] for place, name in columns.items() if place < len(headings)}
    rows: list[Row] = []
    faults: list[RowFault] = []
    seen: dict[Any, int] = {}
    for line, row in enumerate(cells[1 : MOST_ROWS + 1], start=2):
        if not any(str(cell).strip() for cell in row):
            continue
        one = _Cells(line, known, makes_accounts, language, headings=named)
        for place, name in columns.items():
            one.column = headings[place] if place < len(headings) else ""
            if text := cell_at(row, place):
                _put(one, name, text, how[place])
        found = _finished(one, seen)
        faults += one.faults
        if found is not None:
            rows.append(found)
    if len(cells) > MOST_ROWS + 1:
        faults.append(RowFault(MOST_ROWS + 2, Fault.TOO_MANY_ROWS, value=str(MOST_ROWS)))
    return Read(tuple(rows), tuple(faults))


def _put(one: _Cells, name: str, text: str, how: Reading) -> None:
    """Read a cell into its row."""
    if name.startswith(CUSTOM):
        _own(one, one.known.own[name.removeprefix(CUSTOM)], text, how)
        return
    kept = Field(name)
    if kept in _LENGTHS and max(map(len, texts(text) if kept in _LISTS else (text,)), default=0) > _LENGTHS[kept]:
        one.fail(Fault.TOO_LONG, text[:50], str(_LENGTHS[kept]))
    elif kept in _AMOUNTS:
        _amount(one, kept.value, text, how)
    elif kept in _DAYS:
        day = read_day(text, how)
        one.values[kept.value] = day
        if day is None:
            one.fail(Fault.NO_DAY, text)
    elif kept in _LISTS:
        one.values[_LISTS[kept]] = list(texts(text))
    elif kept in _SPECIAL:
        _SPECIAL[kept](one, text, how)
    else:
        one.values[kept.value] = text


def _amount(one: _Cells, name: str, text: str, how: Reading) -> None:
    amount = read_amount(text, how)
    if amount is None:
        one.fail(Fault.NO_AMOUNT, text)
    elif amount < 0:
        one.fail(Fault.NEGATIVE, text)
    elif amount >= _LARGEST:
        one.fail(Fault.TOO_LARGE, text)
    else:
        one.values[name] = round(amount, 2)
        beside = currency_in(text)
        if beside is not None:
            one.values.setdefault("currency", beside)


def _account(one: _Cells, text: str, _how: Reading) -> None:
    found = one.known.accounts.get(folded(text), ())
    if len(found) == 1:
        one.values["account_id"] = found[0]
    elif found:
        one.fail(Fault.SEVERAL_ACCOUNTS, text)
    elif one.makes_accounts:
        one.new_account = text[:300]
    else:
        near = get_close_matches(text, one.known.account_names, n=1, cutoff=0.75)
        one.fail(Fault.UNKNOWN_ACCOUNT, text, f" ({near[0]}?)" if near else "")


def _owner(one: _Cells, text: str, _how: Reading) -> None:
    found = one.known.people.get(folded(text), ())
    if len(found) == 1:
        one.values["owner_id"] = found[0]
    else:
        one.fail(Fault.UNKNOWN_OWNER, text)


def _stage(one: _Cells, text: str, _how: Reading) -> None:
    words = folded(text)
    if words in one.known.stages:
        one.values["stage_key"] = one.known.stages[words]
    elif outcome_in(text) not in ("", "open"):
        one.outcome = outcome_in(text)
    else:
        names = (name[one.language == "es"] for name in one.known.stage_names)
        one.fail(Fault.UNKNOWN_STAGE, text, ", ".join(names))


def _currency(one: _Cells, text: str, _how: Reading) -> None:
    one.values["currency"] = read_currency(text)
    if one.values["currency"] is None:
        one.fail(Fault.NO_CURRENCY, text)


def _probability(one: _Cells, text: str, how: Reading) -> None:
    amount = read_amount(text, how)
    if amount is not None and 0 < amount < 1 and "%" not in text:
        amount *= 100  # a percentage as a spreadsheet keeps it
    if amount is None or not 0 <= amount <= 100:
        one.fail(Fault.NO_PROBABILITY, text)
    else:
        one.values["probability"] = int(amount.to_integral_value())


def _outcome(one: _Cells, text: str, _how: Reading) -> None:
    one.outcome = outcome_in(text)
    if not one.outcome:
        one.fail(Fault.UNKNOWN_OUTCOME, text)


def _reason(one: _Cells, text: str, _how: Reading) -> None:
    one.reason = text


def _key(one: _Cells, text: str, _how: Reading) -> None:
    one.key = text
    if text in one.known.taken_keys:
        one.fail(Fault.TAKEN_KEY, text)


def _decision_maker(one: _Cells, text: str, _how: Reading) -> None:
    # Whose contact it is stands perhaps further right.
    one.decision_maker, one.maker_column = text, one.column


_SPECIAL: dict[Field, Callable[[_Cells, str, Reading], None]] = {
    Field.KEY: _key,
    Field.ACCOUNT: _account,
    Field.OWNER: _owner,
    Field.STAGE: _stage,
    Field.CURRENCY: _currency,
    Field.PROBABILITY: _probability,
    Field.OUTCOME: _outcome,
    Field.REASON: _reason,
    Field.DECISION_MAKER: _decision_maker,
}


def _own(one: _Cells, own: OwnField, text: str, how: Reading) -> None:
    try:
        one.values[f"{CUSTOM}{own.key}"] = own.checked(as_written(own, text, how) or "")
    except InvalidInputError:
        one.fail(Fault.NOT_OF_ITS_KIND, text, what_fits(own, one.language))


def _finished(one: _Cells, seen: dict[Any, int]) -> Row | None:
    """Return the row once all its cells are read, None where it has a fault."""
    one.column = ""
    existing = _existing(one)
    if existing is None:
        _require_beginning(one)
    _maker(one, existing)
    if one.outcome in ("lost", "cancelled") and not one.reason:
        one.fail(Fault.NO_REASON, about=Field.REASON)
    name = folded(str(one.values.get("name", "")))
    same = existing or one.key or (one.values.get("account_id") or folded(one.new_account), name)
    before = seen.setdefault(same, one.line)
    if before != one.line and not one.faults:
        one.fail(Fault.REPEATED, str(one.values.get("name", "")), str(before), about=Field.NAME)
    if one.faults:
        return None
    closure = None if one.outcome in ("", "open") else (one.outcome, one.reason)
    return Row(one.line, existing, one.values, one.key, one.new_account, closure)


def _existing(one: _Cells) -> int | None:
    """Return the opportunity that the row is about: by its key, else by account and name where just one has them."""
    if one.key in one.known.by_key:
        return one.known.by_key[one.key]
    account_id = one.values.get("account_id")
    name = folded(str(one.values.get("name", "")))
    found = () if account_id is None else one.known.by_name.get((account_id, name), ())
    return found[0] if len(found) == 1 else None


def _require_beginning(one: _Cells) -> None:
    told = {fault.fault for fault in one.faults}
    if Fault.TOO_LONG not in told and not str(one.values.get("name", "")).strip():
        one.fail(Fault.NO_NAME, about=Field.NAME)
    if (
        told.isdisjoint({Fault.UNKNOWN_ACCOUNT, Fault.SEVERAL_ACCOUNTS})
        and "account_id" not in one.values
        and not one.new_account
    ):
        one.fail(Fault.NO_ACCOUNT, about=Field.ACCOUNT)


def _maker(one: _Cells, existing: int | None) -> None:
    account_id = one.values.get("account_id")
    if not one.decision_maker or (account_id is None and existing is not None):
        return
    one.column = one.maker_column
    found = one.known.contacts.get((account_id, folded(one.decision_maker)), ()) if account_id else ()
    if len(found) == 1:
        one.values["decision_maker_id"] = found[0]
    elif account_id or one.new_account:
        one.fail(Fault.UNKNOWN_CONTACT, one.decision_maker)
    one.column = ""
