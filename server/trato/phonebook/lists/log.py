"""The undo log of people: what was written where, what stood there before, by whom or what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.phonebook.lists.tables import phone_changes

WHOLE = "*"  # the field of a change that made or removed somebody


class Side(StrEnum):
    """Where something was written."""

    CRM = "crm"
    OUTLOOK = "outlook"


class Cause(StrEnum):
    """What made Trato write."""

    ROUND = "round"
    CONFLICT = "conflict"
    UNDO = "undo"
    MERGE = "merge"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Changed:
    """One field of one person, before and after; of WHOLE, None is: was not there."""

    contact_id: int
    side: Side
    field: str
    before: Any
    after: Any


def note(
    connection: Connection,
    tenant_id: int,
    changes: Sequence[Changed],
    *,
    cause: Cause,
    batch: str,
    at: datetime,
    by_id: int | None = None,
    list_id: int | None = None,
) -> None:
    """Add to the log; `batch` joins what is done at once."""
    if not changes:
        return
    connection.execute(
        sa.insert(phone_changes).inline(),
        [
            {
                "tenant_id": tenant_id, "list_id": list_id, "contact_id": one.contact_id, "side": one.side.value,
                "field": one.field, "before": one.before, "after": one.after, "cause": cause.value, "batch": batch,
                "at": at, "by_id": by_id,
            }
            for one in changes
        ],
    )  # fmt: skip
