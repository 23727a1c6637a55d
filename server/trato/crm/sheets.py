"""Tables as people have them: CSV (RFC 4180, and what programs make of it) and Excel workbooks, in and out.

What is read may have any delimiter and charset. What is written opens in Excel, and no value becomes a formula there
(OWASP, CSV injection).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from trato.errors import InvalidInputError

MOST_ROWS = 100_000
MOST_COLUMNS = 500
# What a workbook may grow to: more is no list of people or deals, but made to fill a machine's memory.
MOST_UNPACKED = 100_000_000
SAMPLED_ROWS = 50
SAMPLES = 3
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"\+?[\d\s().\-/]+")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read_cells(content: bytes) -> list[list[Any]]:
    """Return the rows of a CSV file or of a workbook's first sheet, its headings first.

    Raises InvalidInputError when it is neither, or has no headings.
    """
    cells = _workbook(content) if content[:2] == b"PK" else _csv(content)
    if not cells or not any(str(one).strip() for one in cells[0]):
        raise InvalidInputError("the file has no line of headings")
    return cells


def cell_at(row: Sequence[Any], place: int) -> str:
    """Return a cell as text; what lies beyond the row is empty."""
    return cell_text(row[place]) if place < len(row) else ""


def cell_text(cell: Any) -> str:
    """Return a cell as text: days in ISO 8601, whole numbers without decimals, nothing of a formula's guard."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in _FORMULA else text


def samples(cells: Sequence[Sequence[Any]], columns: int) -> tuple[tuple[str, ...], ...]:
    """Return the first different values of each column."""
    first = cells[1 : SAMPLED_ROWS + 1]
    return tuple(
        tuple(dict.fromkeys(text for row in first if (text := cell_at(row, place))))[:SAMPLES]
        for place in range(columns)
    )


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV that Outlook and Excel open (UTF-8 with its mark)."""
    out = io.StringIO()
    csv.writer(out).writerows([safe_cell(cell) for cell in row] for row in rows)
    return codecs.BOM_UTF8 + out.getvalue().encode()


def write_workbook(title: str, rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as an Excel workbook of one sheet; every cell is text."""
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        cells = [WriteOnlyCell(sheet, value=_UNWRITABLE.sub("", cell)) for cell in row]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; a plain number stays as it is."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def _workbook(content: bytes) -> list[list[Any]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise InvalidInputError("the workbook is too large unpacked; save what it lists as CSV")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        used = islice(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), MOST_ROWS + 2)
        rows = [_without_end(row) for row in used]
        book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise InvalidInputError("the file is no Excel workbook that can be read; save it anew, or as CSV") from error
    return rows


def _without_end(row: Sequence[Any]) -> list[Any]:
    """Return a row without the cells behind its last: a sheet that does not say how wide it is pads every row."""
    cells = ["" if cell is None else cell for cell in row]
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def _csv(content: bytes) -> list[list[Any]]:
    text = _decoded(content)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        # Lines count for whoever looks a fault up: an empty one is a row of nothing.
        return [row[:MOST_COLUMNS] or [""] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise InvalidInputError(f"the file is no CSV that can be read: {error}") from error


def _decoded(content: bytes) -> str:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace").replace("\0", "")
    try:
        return content.decode("utf-8").replace("\0", "")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace").replace("\0", "")
