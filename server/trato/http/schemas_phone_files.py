"""The JSON of phone lists as files: what an upload is taken for, what it would do, what was brought in before."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from trato.http.inputs import Id
from trato.http.schemas import Schema

MOST_BYTES = 10_000_000
_BASE64_BYTES = (MOST_BYTES + 2) // 3 * 4

FaultName = Literal["nobody", "repeated", "no_address", "no_date", "no_picture", "too_many_rows"]
FormatName = Literal["vcf", "csv", "xlsx", "html"]


class PhoneFileIn(Schema):
    """A file: its name (.vcf, .csv, .txt, .tsv or .xlsx), its bytes in base64, and what a person says of its columns.

    `columns` names a field by heading, an empty text to leave a column out; headings not named are understood.
    """

    name: str = Field(min_length=1, max_length=255)
    content: str = Field(max_length=_BASE64_BYTES)
    columns: dict[str, Annotated[str, Field(max_length=100)]] = Field(default_factory=dict, max_length=500)


class ColumnOut(Schema):
    """A column: its heading, what it is taken for (null: left out), and its first values."""

    heading: str
    field: str | None
    samples: list[str]


class RowFaultOut(Schema):
    """What of a row (by its line) or card (by its place) is left out: why, as a code, and what it is about."""

    line: int
    code: FaultName
    value: str
    reason: str


class PhoneFileOut(Schema):
    """What an import would do: people added, filled where nothing was written, there as they are; rows left out.

    `fields` are what a column may be taken for. Of `fault_count` faults the first are listed.
    """

    new: int
    filled: int
    unchanged: int
    photos: int
    sample: list[str]
    columns: list[ColumnOut]
    fields: list[str]
    faults: list[RowFaultOut]
    fault_count: int


class PhoneImportOut(Schema):
    """An import that was done, and whether it can be taken back."""

    id: str
    at: datetime
    people: int
    undone_at: datetime | None
    can_be_undone: bool


class PhoneImportsOut(Schema):
    """The caller's own imports, the newest first."""

    items: list[PhoneImportOut]
    now: datetime


class ImportedOut(Schema):
    """What an import did, and the id by which it is taken back."""

    id: str
    new: int
    filled: int


class TakenBackOut(Schema):
    """How many changes of an import were taken back; what somebody changed since stays."""

    changes: int


class ExportQuery(Schema):
    """In which form, and whose: the people of one of the caller's lists, or all whom the caller sees."""

    format: FormatName = "vcf"
    list_id: Id | None = None
