"""Compare a column with many values through one array parameter."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT, TEXT


def in_list(column: sa.Column[Any], values: Collection[Any]) -> sa.ColumnElement[bool]:
    """Compare with many values through one array parameter: one plan whatever their number."""
    kind = BIGINT if isinstance(column.type, sa.BigInteger) else TEXT
    return column == sa.any_(sa.bindparam(None, list(values), type_=ARRAY(kind)))
