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
        """Return a decimal amount, or None where empty; raises RowError on anything else."""
        return self._parsed(column, _finite_decimal, "a number like 1250.50")

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
        """Return the cell when it is empty or one of `allowed`; raises RowError otherwise."""
        value = self.text(column)
        if value and value not in allowed:
            raise RowError(f"column {column!r} holds {value!r}, expected one of {', '.join(allowed)}")
        return value

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

    `columns` must all be in the header. Rows with more cells than the header, or that are no UTF-8, are problems.
    """
    path = folder / name
    if not path.is_file():
        return
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    with path.open(newline="", encoding="utf-8-sig", errors="surrogateescape") as lines:
        reader = csv.DictReader(lines, strict=True)
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            problems.add(Problem(name, 1, "", f"the header has no column {', '.join(missing)}"))
            return
        yield from _rows(reader, name, problems)


def _rows(reader: csv.DictReader[str], name: str, problems: Problems) -> Iterator[Row]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.add(Problem(name, reader.line_num, "", f"not readable as CSV: {error}"))
            continue
        reason = _misfit(cells)
        if reason:
            problems.add(Problem(name, reader.line_num, "", reason))
        else:
            yield Row(name, reader.line_num, {column: (value or "").strip() for column, value in cells.items()})


def _misfit(cells: Mapping[str | None, str | list[str] | None]) -> str:
    if None in cells:
        return "more cells than the header has columns"
    if any(isinstance(value, str) and not value.isprintable() and _has_surrogate(value) for value in cells.values()):
        return "not UTF-8 text"
    return ""


def _has_surrogate(value: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in value)


def _finite_decimal(value: str) -> Decimal:
    amount = Decimal(value)
    if not amount.is_finite():
        raise InvalidOperation
    return amount
