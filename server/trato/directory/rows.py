"""Read CSV files (RFC 4180) row by row; a row that does not fit names file, line and reason and stops nothing else."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from trato.errors import TratoError

MAX_FIELD_CHARACTERS = 1_000_000
LARGEST_AMOUNT = Decimal(10) ** 15
Value = TypeVar("Value")


class FolderError(TratoError):
    """The tenant folder has a fault and strict reading was asked for; the message names file, line and reason."""

    code = "tenant_folder_invalid"


class RowError(ValueError):
    """A row does not fit; the message says why."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was not loaded, or loaded with a guess: where it stands and why."""

    file: str
    line: int | None
    item: str
    reason: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.item + ': ' if self.item else ''}{self.reason}"


@dataclass(slots=True)
class Problems:
    """Collects problems; when `strict`, the first one raises FolderError instead."""

    strict: bool = False
    found: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Note a problem. Raises FolderError when strict."""
        if self.strict:
            raise FolderError(str(problem))
        self.found.append(problem)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a CSV file, by column name; every cell stripped."""

    file: str
    line: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """Return the cell, or the empty string where the column is absent."""
        return self.cells.get(column, "")

    def required(self, column: str) -> str:
        """Return the cell; raises RowError when it is empty."""
        value = self.text(column)
        if not value:
            raise RowError(f"column {column!r} is empty")
        return value

    def names(self, column: str) -> tuple[str, ...]:
        """Return a list cell: values separated by semicolons."""
        return tuple(part.strip() for part in self.text(column).split(";") if part.strip())

    def day(self, column: str) -> date | None:
        """Return an ISO 8601 date, or None where empty; raises RowError on anything else."""
        return self._parsed(column, date.fromisoformat, "a date like 2026-11-24")

    def money(self, column: str) -> Decimal | None:
        """Return a decimal amount, or None where empty; raises RowError on anything else and beyond all money."""
        return self._parsed(column, _amount, "a number like 1250.50")

    def number(self, column: str) -> float | None:
        """Return a number, or None where empty; raises RowError on anything else."""
        return self._parsed(column, float, "a number like 43.26")

    def percent(self, column: str) -> int | None:
        """Return a whole number from 0 to 100, or None where empty; raises RowError on anything else."""
        value = self._parsed(column, int, "a whole number from 0 to 100")
        if value is not None and not 0 <= value <= 100:
            raise RowError(f"column {column!r} holds {value}, expected a whole number from 0 to 100")
        return value

    def one_of(self, column: str, allowed: Sequence[str]) -> str:
        """Return the word of `allowed` that the cell means (case and spaces apart), or empty; else RowError."""
        value = self.text(column)
        word = value.casefold().replace(" ", "_").replace("-", "_")
        if word and word not in allowed:
            raise RowError(f"column {column!r} holds {value!r}, expected one of {', '.join(allowed)}")
        return word

    def others(self, known: Sequence[str]) -> dict[str, str]:
        """Return the filled cells of columns Trato does not know: they are kept as custom fields."""
        return {name: value for name, value in self.cells.items() if name not in known and value}

    def _parsed(self, column: str, parse: Callable[[str], Value], expected: str) -> Value | None:
        value = self.text(column)
        if not value:
            return None
        try:
            return parse(value)
        except (ValueError, InvalidOperation) as error:
            raise RowError(f"column {column!r} holds {value!r}, expected {expected}") from error


def read_rows(folder: Path, name: str, columns: Sequence[str], problems: Problems) -> Iterator[Row]:
    """Yield the rows of `folder/name`; nothing when there is no such file.

    `columns` must all be in the header. A row with more cells than the header, or that is no UTF-8, is a problem.
    """
    path = folder / name
    if not path.is_file():
        return
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    with path.open(newline="", encoding="utf-8-sig", errors="surrogateescape") as text:
        records = _records(text.readlines(), name, problems)
    _, header = next(records, (1, []))
    missing = [column for column in columns if column not in header]
    if missing:
        problems.add(Problem(name, 1, "", f"the header has no column {', '.join(missing)}"))
        return
    for line, values in records:
        reason = _misfit(header, values)
        if reason:
            problems.add(Problem(name, line, "", reason))
        else:
            filled = [*values, *[""] * (len(header) - len(values))]
            yield Row(name, line, {column: value.strip() for column, value in zip(header, filled, strict=True)})


def _records(lines: Sequence[str], name: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it begins on.

    After one that cannot be read the next line begins anew: an unclosed quote costs its line, not the file's rest.
    """
    start = 0
    while start < len(lines):
        at, start = start, start + 1
        reader = csv.reader((lines[number] for number in range(at, len(lines))), strict=True)
        try:
            values = next(reader)
        except csv.Error as error:
            problems.add(Problem(name, at + 1, "", f"not readable as CSV: {error}"))
            continue
        start = at + reader.line_num
        if values:
            yield at + 1, values


def _misfit(header: Sequence[str], values: Sequence[str]) -> str:
    if len(values) > len(header):
        return "more cells than the header has columns"
    if any("\0" in value or _has_surrogate(value) for value in (*header, *values)):
        return "not UTF-8 text"
    return ""


def _has_surrogate(value: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in value)


def _amount(value: str) -> Decimal:
    amount = Decimal(value)
    if not amount.is_finite() or abs(amount) >= LARGEST_AMOUNT:
        raise InvalidOperation
    return amount
