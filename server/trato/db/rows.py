"""Gather the rows of a query by their first column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection


def grouped(connection: Connection, query: sa.Select[Any]) -> dict[Any, tuple[Any, ...]]:
    """Run a query of two columns; return the second's values by the first's, in the rows' order."""
    return gather(connection.execute(query).all())


def gather(rows: Iterable[Any]) -> dict[Any, tuple[Any, ...]]:
    """Gather pairs: the second's values by the first."""
    found: dict[Any, list[Any]] = defaultdict(list)
    for key, value in rows:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
