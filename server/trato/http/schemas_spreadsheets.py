"""The JSON of opportunities as spreadsheets."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from trato.http.inputs import Id
from trato.http.schemas import Schema
from trato.http.schemas_pipeline import AskedIn
from trato.selling.pipeline.asked import Order

MOST_BYTES = 5_000_000
_BASE64_BYTES = (MOST_BYTES + 2) // 3 * 4


class SpreadsheetIn(Schema):
    """A file: its name (.csv, .txt, .tsv or .xlsx), its bytes in base64, and what a person says of its columns.

    `columns` names a field by heading, an empty text to leave a column out; headings not named are understood, as the
    organisation took them last. With `makes_accounts` accounts that are missing are added.
    """

    name: str = Field(min_length=1, max_length=255, pattern=r"^[^\x00]*$")
    content: str = Field(max_length=_BASE64_BYTES)
    columns: dict[str, Annotated[str, Field(max_length=100)]] = Field(default_factory=dict, max_length=500)
    makes_accounts: bool = False


class SheetFieldOut(Schema):
    """A field that a column may be, by the name that an export gives it."""

    field: str
    name: str


class SheetColumnOut(Schema):
    """A column: its heading, what it is taken for (null: left out), and its first values."""

    heading: str
    field: str | None
    samples: list[str]


class SheetFaultOut(Schema):
    """Why a row is left out: its number, the column, what stands there, what is wrong and what would mend it."""

    line: int
    column: str
    code: str
    value: str
    reason: str
    remedy: str


class SpreadsheetOut(Schema):
    """What an import would do. Of `fault_count` faults, in `faulty_rows` rows, the first are listed."""

    new: int
    changed: int
    unchanged: int
    new_accounts: list[str]
    sample: list[str]
    columns: list[SheetColumnOut]
    fields: list[SheetFieldOut]
    faults: list[SheetFaultOut]
    fault_count: int
    faulty_rows: int


class SpreadsheetDoneOut(Schema):
    """What an import did, and the id by which it is taken back."""

    id: str
    new: int
    changed: int
    unchanged: int
    new_accounts: int
    faulty_rows: int


class SpreadsheetImportOut(Schema):
    """An import that was done."""

    id: str
    name: str
    at: datetime
    opportunities: int
    undone_at: datetime | None


class SpreadsheetImportsOut(Schema):
    """The caller's own imports, the newest first."""

    items: list[SpreadsheetImportOut]


class SpreadsheetUndoneOut(Schema):
    """What taking an import back did; what was touched since is kept."""

    removed: int
    changed_back: int
    kept: int


class SpreadsheetExportIn(Schema):
    """Which opportunities, in which order and form; `ids` instead of a question for those that somebody chose."""

    asked: AskedIn = Field(default_factory=lambda: AskedIn.model_validate({}))
    ids: list[Id] = Field([], max_length=5000)
    order: Order = Order.CLOSE_DATE
    is_descending: bool = False
    format: Literal["xlsx", "csv"] = "xlsx"
